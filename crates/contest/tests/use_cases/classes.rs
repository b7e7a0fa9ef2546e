//! Classes: opened, joined, come back to, and what is refused.

use chrono::Duration;
use contest::classes::entity::{membership, retired_join_code, school_class};
use contest::classes::words::PhraseError;
use contest::classes::{
    self, ClassFault, JoinError, MAX_PUPILS, MAX_RETURN_MISSES, ManageClassError, NewClass,
    OpenClassError, ReturnError,
};
use contest::permissions::{Actor, Principal, Role};
use contest::text::TextError;
use contest::{AppContext, testing};
use database::sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::common::TestDb;

const SCHOOL: &[u8] = b"the school's network";

struct Story {
    db: TestDb,
    teacher: Actor,
    class: school_class::Model,
}

impl Story {
    async fn begin() -> Self {
        let db = TestDb::new().await;
        testing::edition(&db.ctx, "dizza-2026")
            .await
            .expect("an edition");
        let teacher = account(&db.ctx, "larare@skola.se", &[Role::Teacher]).await;
        let class = classes::open_class(&db.ctx, &teacher, &seven_b())
            .await
            .expect("a class");
        Self { db, teacher, class }
    }

    fn ctx(&self) -> &AppContext {
        &self.db.ctx
    }

    async fn join(&self, nickname: &str) -> Result<classes::Joined, JoinError> {
        classes::join(self.ctx(), &self.class.join_code, nickname, SCHOOL).await
    }

    async fn come_back(&self, phrase: &str) -> Result<contest::ids::MembershipId, ReturnError> {
        classes::return_to_class(self.ctx(), &self.class.join_code, phrase, SCHOOL).await
    }
}

async fn account(ctx: &AppContext, email: &str, roles: &[Role]) -> Actor {
    let id = testing::account(ctx, email, roles)
        .await
        .expect("an account");
    Actor::resolve(ctx.db.read(), &Principal::Account(id))
        .await
        .expect("the database")
        .expect("an actor")
}

fn seven_b() -> NewClass {
    NewClass {
        school: "  Björkskolan ".into(),
        name: "7\u{202e}B".into(),
        grade: 7,
        municipality: "1280".into(),
        show_place: false,
    }
}

/// A phrase of the list that is not this one.
fn other_than(phrase: &str) -> String {
    let wrong = "abborre abborre abborre";
    if phrase == wrong {
        "zebra zebra zebra".into()
    } else {
        wrong.into()
    }
}

#[tokio::test]
async fn a_teacher_opens_a_class() {
    let story = Story::begin().await;
    assert_eq!(
        (story.class.school.as_str(), story.class.name.as_str()),
        ("Björkskolan", "7B")
    );
    assert_eq!(story.class.join_code.len(), 8);
    assert!(
        story
            .class
            .join_code
            .chars()
            .all(|c| contest::text::CROCKFORD.contains(c))
    );
}

#[tokio::test]
async fn only_teachers_open_classes_and_only_in_time() {
    let story = Story::begin().await;
    let ctx = story.ctx();
    let nobody = account(ctx, "ana@skola.se", &[]).await;
    let refused = classes::open_class(ctx, &nobody, &seven_b()).await;
    assert!(
        matches!(refused, Err(OpenClassError::NotAllowed)),
        "{refused:?}"
    );
    let bad = NewClass {
        school: " ".into(),
        name: "x".repeat(41),
        grade: 14,
        municipality: "9999".into(),
        show_place: true,
    };
    let faults = match classes::open_class(ctx, &story.teacher, &bad).await {
        Err(OpenClassError::Invalid(faults)) => faults,
        other => panic!("{other:?}"),
    };
    let expected = [
        ClassFault::School(TextError::Empty),
        ClassFault::Name(TextError::TooLong(40)),
        ClassFault::Grade,
        ClassFault::Municipality,
    ];
    assert_eq!(faults, expected);
    ctx.clock.advance(Duration::days(20)); // submissions end just now
    let late = classes::open_class(ctx, &story.teacher, &seven_b()).await;
    assert!(
        matches!(late, Err(OpenClassError::Closed { .. })),
        "{late:?}"
    );
}

#[tokio::test]
async fn a_pupil_joins_and_comes_back_with_three_words() {
    let story = Story::begin().await;
    let typed = story.class.join_code.to_uppercase();
    let joined = classes::join(
        story.ctx(),
        &format!(" {}-{} ", &typed[..4], &typed[4..]),
        " Räven ",
        SCHOOL,
    )
    .await
    .expect("joined");
    assert_eq!(joined.phrase.split(' ').count(), 3);
    let actor = Actor::resolve(
        story.ctx().db.read(),
        &Principal::Membership(joined.membership),
    )
    .await
    .expect("the database");
    assert!(matches!(actor, Some(Actor::Pupil { nickname, .. }) if nickname == "Räven"));
    assert_eq!(
        story
            .come_back(&joined.phrase.to_uppercase())
            .await
            .expect("back"),
        joined.membership
    );
}

#[tokio::test]
async fn the_words_are_not_stored() {
    let story = Story::begin().await;
    let joined = story.join("Räven").await.expect("joined");
    let row = membership::Entity::find_by_id(joined.membership)
        .one(story.ctx().db.read())
        .await
        .expect("a row");
    let row = row.expect("a membership");
    assert_eq!(row.phrase_hash.len(), 32);
    let text = format!("{:?} {}", row, String::from_utf8_lossy(&row.phrase_hash));
    for word in joined.phrase.split(' ') {
        assert!(!text.contains(word), "{text}");
    }
}

#[tokio::test]
async fn the_same_words_open_only_their_own_class() {
    let story = Story::begin().await;
    let ours = story.join("Räven").await.expect("joined");
    let other = classes::open_class(story.ctx(), &story.teacher, &seven_b())
        .await
        .expect("a class");
    let refused =
        classes::return_to_class(story.ctx(), &other.join_code, &ours.phrase, SCHOOL).await;
    assert!(
        matches!(refused, Err(ReturnError::WrongWords)),
        "{refused:?}"
    );
    // Not even a hash that was carried over: the class is part of it, so equal words cannot be found in a dump.
    let theirs = classes::join(story.ctx(), &other.join_code, "Björnen", SCHOOL)
        .await
        .expect("joined");
    let find = membership::Entity::find_by_id(ours.membership);
    let row = find.one(story.ctx().db.read()).await.expect("read");
    let carried = membership::ActiveModel {
        phrase_hash: Set(row.expect("a membership").phrase_hash),
        ..Default::default()
    };
    membership::Entity::update_many()
        .set(carried)
        .filter(membership::Column::Id.eq(theirs.membership))
        .exec(story.ctx().db.write())
        .await
        .expect("carried over");
    let refused =
        classes::return_to_class(story.ctx(), &other.join_code, &ours.phrase, SCHOOL).await;
    assert!(
        matches!(refused, Err(ReturnError::WrongWords)),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_closed_class_takes_nobody_but_its_pupils_come_back() {
    let story = Story::begin().await;
    let joined = story.join("Räven").await.expect("joined");
    classes::close_joining(story.ctx(), &story.teacher, story.class.id)
        .await
        .expect("closed");
    let late = story.join("Ugglan").await;
    assert!(matches!(late, Err(JoinError::Closed)), "{late:?}");
    story.come_back(&joined.phrase).await.expect("back");
    classes::open_joining(story.ctx(), &story.teacher, story.class.id)
        .await
        .expect("open again");
    story.join("Ugglan").await.expect("joined");
}

#[tokio::test]
async fn a_changed_code_is_refused_with_its_own_words() {
    let story = Story::begin().await;
    let joined = story.join("Räven").await.expect("joined");
    let renewed = classes::renew_join_code(story.ctx(), &story.teacher, story.class.id)
        .await
        .expect("renewed");
    assert_ne!(renewed.join_code, story.class.join_code);
    let old = story.join("Ugglan").await;
    assert!(matches!(old, Err(JoinError::OldCode)), "{old:?}");
    let old = story.come_back(&joined.phrase).await;
    assert!(matches!(old, Err(ReturnError::OldCode)), "{old:?}");
    classes::join(story.ctx(), &renewed.join_code, "Ugglan", SCHOOL)
        .await
        .expect("joined");
    let retired = retired_join_code::Entity::find()
        .count(story.ctx().db.read())
        .await
        .expect("a count");
    assert_eq!(retired, 1);
}

#[tokio::test]
async fn nicknames_are_kept_apart_and_clean() {
    let story = Story::begin().await;
    story.join("Räven").await.expect("joined");
    let twice = story.join("RÄVEN").await;
    assert!(matches!(twice, Err(JoinError::NicknameTaken)), "{twice:?}");
    for bad in ["", "x", "070-123 45 67", "ana@skola.se"] {
        let refused = story.join(bad).await;
        assert!(
            matches!(refused, Err(JoinError::Nickname(_))),
            "{bad}: {refused:?}"
        );
    }
}

#[tokio::test]
async fn a_class_has_room_for_so_many() {
    let story = Story::begin().await;
    for number in 0..MAX_PUPILS {
        let nickname = format!(
            "Elev {}{}",
            char::from(b'a' + u8::try_from(number / 26).expect("small")),
            char::from(b'a' + u8::try_from(number % 26).expect("small"))
        );
        story.join(&nickname).await.expect("joined");
    }
    let late = story.join("Sist").await;
    assert!(matches!(late, Err(JoinError::Full)), "{late:?}");
}

#[tokio::test]
async fn nobody_joins_an_edition_that_is_over() {
    let story = Story::begin().await;
    story
        .ctx()
        .clock
        .advance(Duration::days(20) - Duration::microseconds(1));
    story
        .join("Räven")
        .await
        .expect("voting lasts as long as this"); // voting: yesterday + 20 days
    story.ctx().clock.advance(Duration::microseconds(1));
    let late = story.join("Ugglan").await;
    assert!(matches!(late, Err(JoinError::Over)), "{late:?}");
}

#[tokio::test]
async fn twenty_wrong_phrases_lock_the_return_page_until_the_teacher_opens_it() {
    let story = Story::begin().await;
    let joined = story.join("Räven").await.expect("joined");
    let wrong = other_than(&joined.phrase);
    for _ in 1..MAX_RETURN_MISSES {
        let missed = story.come_back(&wrong).await;
        assert!(matches!(missed, Err(ReturnError::WrongWords)), "{missed:?}");
    }
    story
        .come_back(&joined.phrase)
        .await
        .expect("19 misses do not lock");
    let last = story.come_back(&wrong).await;
    assert!(matches!(last, Err(ReturnError::Locked)), "{last:?}");
    let right = story.come_back(&joined.phrase).await;
    assert!(matches!(right, Err(ReturnError::Locked)), "{right:?}");
    classes::reset_return(story.ctx(), &story.teacher, story.class.id)
        .await
        .expect("reset");
    assert_eq!(
        story.come_back(&joined.phrase).await.expect("back"),
        joined.membership
    );
}

#[tokio::test]
async fn wrong_phrases_at_the_same_moment_all_count() {
    let story = Story::begin().await;
    let joined = story.join("Räven").await.expect("joined");
    let mut guesses = tokio::task::JoinSet::new();
    for _ in 0..40 {
        let (ctx, code, wrong) = (
            story.ctx().clone(),
            story.class.join_code.clone(),
            other_than(&joined.phrase),
        );
        guesses.spawn(async move { classes::return_to_class(&ctx, &code, &wrong, SCHOOL).await });
    }
    let answers = guesses.join_all().await;
    let looked_at = answers
        .iter()
        .filter(|answer| matches!(answer, Err(ReturnError::WrongWords)))
        .count();
    assert_eq!(looked_at, 19, "the twentieth locks");
}

#[tokio::test]
async fn a_slip_of_the_finger_is_no_guess() {
    let story = Story::begin().await;
    for typo in ["abborre", "abborre zebra zebbra"] {
        let refused = story.come_back(typo).await;
        assert!(
            matches!(
                refused,
                Err(ReturnError::Phrase(
                    PhraseError::Count | PhraseError::Word(3)
                ))
            ),
            "{refused:?}"
        );
    }
    let class = classes::queries::find(story.ctx().db.read(), story.class.id)
        .await
        .expect("the database")
        .expect("the class");
    assert_eq!(class.return_misses, 0);
}

#[tokio::test]
async fn a_network_that_guesses_codes_is_stopped_and_others_are_not() {
    let story = Story::begin().await;
    let guess = async |network: &[u8]| {
        let code = story.ctx().random_code(8);
        classes::join(story.ctx(), &code, "Räven", network).await
    };
    for _ in 0..60 {
        let missed = guess(b"attacker").await;
        assert!(matches!(missed, Err(JoinError::UnknownCode)), "{missed:?}");
    }
    let stopped = guess(b"attacker").await;
    assert!(
        matches!(stopped, Err(JoinError::TooManyTries)),
        "{stopped:?}"
    );
    // A right code gets no answer either, or it could be found by trying on.
    let right = classes::join(story.ctx(), &story.class.join_code, "Räven", b"attacker").await;
    assert!(matches!(right, Err(JoinError::TooManyTries)), "{right:?}");
    let back = classes::return_to_class(
        story.ctx(),
        &story.class.join_code,
        "zebra zebra zebra",
        b"attacker",
    )
    .await;
    assert!(matches!(back, Err(ReturnError::TooManyTries)), "{back:?}");
    story.join("Ugglan").await.expect("the school joins");
    story.ctx().clock.advance(Duration::minutes(5));
    classes::join(story.ctx(), &story.class.join_code, "Räven", b"attacker")
        .await
        .expect("after a while");
}

/// E3: a million random tries find none of 500 classes. Hashing a set of codes stands in for the table: what is tested is that
/// codes come from the whole space of 2^40.
#[tokio::test]
async fn a_million_guesses_find_no_code() {
    let db = TestDb::new().await;
    let codes: std::collections::HashSet<String> = (0..500)
        .map(|_| db.ctx.random_code(classes::codes::JOIN_CODE_LENGTH))
        .collect();
    assert_eq!(codes.len(), 500);
    let mut seen = [[false; 32]; 8];
    for code in &codes {
        for (at, letter) in code.chars().enumerate() {
            seen[at][contest::text::CROCKFORD
                .find(letter)
                .expect("of the alphabet")] = true;
        }
    }
    assert!(
        seen.iter().flatten().all(|seen| *seen),
        "every letter occurs in every place"
    );
    let found = (0..1_000_000)
        .filter(|_| codes.contains(&db.ctx.random_code(8)))
        .count();
    assert_eq!(found, 0);
}

#[tokio::test]
async fn a_foreign_class_is_nobodys_business() {
    let story = Story::begin().await;
    let joined = story.join("Räven").await.expect("joined");
    let other = account(
        story.ctx(),
        "annan@skola.se",
        &[Role::Teacher, Role::Organiser],
    )
    .await;
    let (ctx, id) = (story.ctx(), story.class.id);
    let refusals = [
        classes::renew_join_code(ctx, &other, id).await.err(),
        classes::close_joining(ctx, &other, id).await.err(),
        classes::open_joining(ctx, &other, id).await.err(),
        classes::reset_return(ctx, &other, id).await.err(),
        classes::show_place(ctx, &other, id, true).await.err(),
        classes::remove_member(ctx, &other, id, joined.membership)
            .await
            .err(),
    ];
    for refusal in refusals {
        assert!(
            matches!(refusal, Some(ManageClassError::NotFound)),
            "{refusal:?}"
        );
    }
    let class = classes::queries::find(ctx.db.read(), id)
        .await
        .expect("the database");
    assert_eq!(class, Some(story.class));
}

#[tokio::test]
async fn a_removed_pupil_is_out() {
    let story = Story::begin().await;
    let joined = story.join("Räven").await.expect("joined");
    classes::remove_member(
        story.ctx(),
        &story.teacher,
        story.class.id,
        joined.membership,
    )
    .await
    .expect("removed");
    let principal = Principal::Membership(joined.membership);
    assert_eq!(
        Actor::resolve(story.ctx().db.read(), &principal)
            .await
            .expect("the database"),
        None
    );
    let back = story.come_back(&joined.phrase).await;
    assert!(matches!(back, Err(ReturnError::WrongWords)), "{back:?}");
    let again = classes::remove_member(
        story.ctx(),
        &story.teacher,
        story.class.id,
        joined.membership,
    )
    .await;
    assert!(
        matches!(again, Err(ManageClassError::NotFound)),
        "{again:?}"
    );
    assert!(
        classes::queries::pupils(story.ctx().db.read(), story.class.id)
            .await
            .expect("pupils")
            .is_empty()
    );
}

#[tokio::test]
async fn new_words_replace_the_old() {
    let story = Story::begin().await;
    let joined = story.join("Räven").await.expect("joined");
    let principal = Principal::Membership(joined.membership);
    let pupil = Actor::resolve(story.ctx().db.read(), &principal)
        .await
        .expect("the database")
        .expect("a pupil");
    let phrase = classes::renew_phrase(story.ctx(), &pupil)
        .await
        .expect("new words");
    assert_eq!(
        story.come_back(&phrase).await.expect("back"),
        joined.membership
    );
    let old = story.come_back(&joined.phrase).await;
    assert!(matches!(old, Err(ReturnError::WrongWords)), "{old:?}");
    assert!(
        classes::renew_phrase(story.ctx(), &story.teacher)
            .await
            .is_err()
    );
}
