//! The way of a poem, and what is refused on it.

use contest::accounts::Email;
use contest::assets::AssetState;
use contest::assets::entity::asset;
use contest::contributions::answers::{self, Question};
use contest::contributions::{
    self, ClassApproveError, Edit, EditError, HandInError, Maker, Missing, NotOpen, Published,
    Seen, StartError, State, TICKS, WithdrawError,
};
use contest::permissions::{Actor, Principal, Role};
use contest::{accounts, audit, testing};
use database::sea_orm::ActiveValue::{Set, Unchanged};
use database::sea_orm::{ActiveModelTrait, ConnectionTrait};

use crate::common::{School, actor};
use crate::review::Review;

impl School {
    async fn poem(&self) -> Edit {
        let categories =
            contest::editions::queries::categories(self.ctx().db.read(), self.class.edition_id)
                .await
                .expect("categories");
        Edit {
            category: categories
                .into_iter()
                .find(|category| category.slug == "poem")
                .map(|category| category.id),
            title: Some("Gryning".into()),
            text: Some("Vi är inte till salu.".into()),
            ..Edit::default()
        }
    }

    /// What looking at it now shows.
    async fn seen(&self, work: &contributions::entity::contribution::Model) -> Seen {
        Seen::of(self.ctx().db.read(), work).await.expect("a hash")
    }

    /// A poem that the pupil handed in.
    async fn handed_in(&self) -> contributions::entity::contribution::Model {
        let work = contributions::start(self.ctx(), &self.pupil, Maker::Pupil)
            .await
            .expect("a draft");
        contributions::edit(self.ctx(), &self.pupil, &work.code, self.poem().await)
            .await
            .expect("an edit");
        testing::answer_all(self.ctx(), &self.pupil, &work.code)
            .await
            .expect("answers");
        contributions::hand_in(self.ctx(), &self.pupil, &work.code)
            .await
            .expect("a hand-in")
    }
}

fn all_ticks() -> Vec<String> {
    TICKS.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn a_poem_goes_from_a_pupil_to_review() {
    let story = School::open().await;
    let work = story.handed_in().await;
    assert_eq!(work.state, State::Submitted);
    let work = contributions::class_approve(
        story.ctx(),
        &story.teacher,
        &work.code,
        &story.seen(&work).await,
        &all_ticks(),
    )
    .await;
    assert_eq!(work.expect("approved").state, State::InReview);
    let reports = audit::verify_all(story.ctx().db.read())
        .await
        .expect("the log");
    assert_eq!(reports.len(), 1);
    assert_eq!((reports[0].rows, reports[0].fault.clone()), (3, None));
}

/// Somebody who was let in by mistake loses the class's works with the role, and still cannot vote for them.
#[tokio::test]
async fn who_is_no_teacher_any_more_has_no_right_over_the_classs_works() {
    let story = School::open().await;
    let ctx = story.ctx();
    let db = ctx.db.read();
    let work = story.handed_in().await;
    let knows = async |who: &Actor| {
        let own = contributions::queries::of_actor(db, who)
            .await
            .expect("works");
        let found = contributions::find_for_maker(db, who, &work.code).await;
        let teaches = contributions::find_for_teacher(db, who, &work.code).await;
        let may = [found.expect("the database"), teaches.expect("the database")];
        (own.len(), may.map(|found| found.is_some()))
    };
    assert_eq!(knows(&story.teacher).await, (1, [true, true]));
    let email = Email::parse("larare@skola.se").expect("an address");
    accounts::revoke(ctx, &Actor::System, &email, Role::Teacher)
        .await
        .expect("revoked");
    let account = story.teacher.account().expect("an account");
    let before = actor(ctx, Principal::Account(account)).await;
    assert_eq!(knows(&before).await, (0, [false, false]));
    let taken = contributions::withdraw(ctx, &before, &work.code).await;
    assert!(matches!(taken, Err(WithdrawError::NotFound)), "{taken:?}");
    assert!(
        contributions::is_own(db, &before, &work)
            .await
            .expect("an answer")
    );
}

#[tokio::test]
async fn pupils_of_a_class_edit_one_draft_and_keep_each_others_fields() {
    let story = School::open().await;
    let mine = contributions::start(story.ctx(), &story.pupil, Maker::Pupil)
        .await
        .expect("a draft");
    let theirs = contributions::start(story.ctx(), &story.other, Maker::Pupil)
        .await
        .expect("the same draft");
    assert_eq!(mine.code, theirs.code);
    let title = Edit {
        title: Some("Vår titel".into()),
        ..Edit::default()
    };
    let text = Edit {
        text: Some("Vår text".into()),
        ..Edit::default()
    };
    contributions::edit(story.ctx(), &story.pupil, &mine.code, title)
        .await
        .expect("title");
    let work = contributions::edit(story.ctx(), &story.other, &mine.code, text)
        .await
        .expect("text");
    assert_eq!(
        (work.title.as_str(), work.text.as_str(), work.version),
        ("Vår titel", "Vår text", 3)
    );
}

#[tokio::test]
async fn what_is_missing_is_named() {
    let story = School::open().await;
    let work = contributions::start(story.ctx(), &story.pupil, Maker::Pupil)
        .await
        .expect("a draft");
    let refused = contributions::hand_in(story.ctx(), &story.pupil, &work.code).await;
    let Err(HandInError::Incomplete(missing)) = refused else {
        panic!("{refused:?}")
    };
    let (parts, questions) = missing.split_at(3);
    assert_eq!(parts, [Missing::Category, Missing::Title, Missing::Content]);
    assert_eq!(questions, Question::ALL.map(Missing::Answer));
}

#[tokio::test]
async fn a_work_in_which_somebody_can_be_recognised_cannot_be_handed_in() {
    let story = School::open().await;
    let work = contributions::start(story.ctx(), &story.pupil, Maker::Pupil)
        .await
        .expect("a draft");
    contributions::edit(story.ctx(), &story.pupil, &work.code, story.poem().await)
        .await
        .expect("an edit");
    testing::answer_all(story.ctx(), &story.pupil, &work.code)
        .await
        .expect("answers");
    let seen = [(Question::Faces, "some")];
    answers::answer(story.ctx(), &story.pupil, &work.code, &seen)
        .await
        .expect("an answer");
    let refused = contributions::hand_in(story.ctx(), &story.pupil, &work.code).await;
    let Err(HandInError::Incomplete(missing)) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(missing, [Missing::Answer(Question::Faces)]);
}

#[tokio::test]
async fn nobody_edits_what_was_handed_in_or_is_not_theirs() {
    let story = School::open().await;
    let work = story.handed_in().await;
    let again =
        contributions::edit(story.ctx(), &story.pupil, &work.code, story.poem().await).await;
    assert!(
        matches!(
            again,
            Err(EditError::NotOpen(NotOpen::NotEditable(State::Submitted)))
        ),
        "{again:?}"
    );
    let stranger = testing::account(story.ctx(), "annan@skola.se", &[Role::Teacher])
        .await
        .expect("a teacher");
    let stranger = actor(story.ctx(), Principal::Account(stranger)).await;
    let foreign = contributions::withdraw(story.ctx(), &stranger, &work.code).await;
    assert!(
        matches!(foreign, Err(contributions::WithdrawError::NotFound)),
        "{foreign:?}"
    );
    let approved = contributions::class_approve(
        story.ctx(),
        &stranger,
        &work.code,
        &story.seen(&work).await,
        &all_ticks(),
    )
    .await;
    assert!(
        matches!(approved, Err(ClassApproveError::NotFound)),
        "{approved:?}"
    );
}

#[tokio::test]
async fn the_teacher_ticks_everything_for_the_version_they_saw() {
    let story = School::open().await;
    let work = story.handed_in().await;
    let seen = story.seen(&work).await;
    let few = contributions::class_approve(
        story.ctx(),
        &story.teacher,
        &work.code,
        &seen,
        &all_ticks()[1..],
    )
    .await;
    let Err(ClassApproveError::TicksMissing(missing)) = few else {
        panic!("{few:?}")
    };
    assert_eq!(missing, ["visible"]);
    // The same tick eleven times is one tick.
    let one = vec![TICKS[0].to_owned(); TICKS.len()];
    let one = contributions::class_approve(story.ctx(), &story.teacher, &work.code, &seen, &one);
    let Err(ClassApproveError::TicksMissing(missing)) = one.await else {
        panic!("one tick is not eleven")
    };
    assert_eq!(missing, TICKS[1..]);
    let old = contributions::class_approve(
        story.ctx(),
        &story.teacher,
        &work.code,
        &Seen {
            version: work.version - 1,
            ..seen
        },
        &all_ticks(),
    )
    .await;
    assert!(matches!(old, Err(ClassApproveError::Changed)), "{old:?}");
}

#[tokio::test]
async fn a_class_hands_in_one_contribution_until_it_withdraws() {
    let story = School::open().await;
    let work = story.handed_in().await;
    let second = contributions::start(story.ctx(), &story.other, Maker::Pupil).await;
    assert!(
        matches!(second, Err(StartError::ClassHandedIn)),
        "{second:?}"
    );
    contributions::withdraw(story.ctx(), &story.teacher, &work.code)
        .await
        .expect("withdrawn");
    contributions::start(story.ctx(), &story.other, Maker::Pupil)
        .await
        .expect("a new draft");
}

#[tokio::test]
async fn nothing_begins_outside_submissions() {
    let story = School::open().await;
    story.ctx().clock.advance(chrono::Duration::days(25));
    let late = contributions::start(story.ctx(), &story.pupil, Maker::Pupil).await;
    assert!(
        matches!(late, Err(StartError::Closed { window: Some(_) })),
        "{late:?}"
    );
}

/// A file that fails after the last day, say: what the teacher sent back can be mended still, and nothing else.
#[tokio::test]
async fn what_the_teacher_sent_back_can_be_mended_after_the_deadline() {
    let story = School::open().await;
    let (ctx, pupil) = (story.ctx(), &story.pupil);
    let work = story.handed_in().await;
    ctx.clock.advance(chrono::Duration::days(25));
    let reopened = contributions::reopen(ctx, pupil, &work.code).await;
    assert!(
        matches!(reopened, Err(WithdrawError::Closed)),
        "{reopened:?}"
    );
    contributions::send_back(ctx, &story.teacher, &work.code, &[])
        .await
        .expect("sent back");
    contributions::edit(ctx, pupil, &work.code, story.poem().await)
        .await
        .expect("an edit");
    let again = contributions::hand_in(ctx, pupil, &work.code).await;
    assert_eq!(again.expect("a hand-in").state, State::Submitted);
}

#[tokio::test]
async fn a_draft_that_nobody_sent_back_rests_after_the_deadline() {
    let story = School::open().await;
    let (ctx, pupil) = (story.ctx(), &story.pupil);
    let work = contributions::start(ctx, pupil, Maker::Pupil)
        .await
        .expect("a draft");
    ctx.clock.advance(chrono::Duration::days(25));
    let late = contributions::edit(ctx, pupil, &work.code, story.poem().await).await;
    assert!(
        matches!(late, Err(EditError::NotOpen(NotOpen::Closed))),
        "{late:?}"
    );
}

#[tokio::test]
async fn single_persons_are_sixteen_or_older() {
    let story = School::open().await;
    for (age_group, ok) in [("13-15", false), ("", false), ("16-19", true)] {
        let started = contributions::start(
            story.ctx(),
            &story.teacher,
            Maker::Single {
                age_group: age_group.into(),
            },
        )
        .await;
        assert_eq!(started.is_ok(), ok, "{age_group}: {started:?}");
    }
}

#[tokio::test]
async fn an_approval_is_published_once_at_its_time_and_only_unchanged() {
    let story = School::open().await;
    let ctx = story.ctx();
    let work = testing::poem(ctx, &story.class, "Gryning", State::Approved)
        .await
        .expect("a poem");
    ctx.clock.advance(chrono::Duration::seconds(-1));
    assert_eq!(
        contributions::publish(ctx, work.id).await.expect("asked"),
        Published::NotYet
    );
    ctx.clock.advance(chrono::Duration::seconds(1));
    assert_eq!(
        contributions::publish(ctx, work.id).await.expect("asked"),
        Published::Yes
    );
    assert_eq!(
        contributions::publish(ctx, work.id).await.expect("asked"),
        Published::NotWaiting
    );

    let swapped = testing::poem(ctx, &story.class, "Kväll", State::Approved)
        .await
        .expect("a poem");
    ctx.db
        .write()
        .execute_unprepared("UPDATE contribution SET text = 'Något annat' WHERE title = 'Kväll'")
        .await
        .expect("swapped");
    assert_eq!(
        contributions::publish(ctx, swapped.id)
            .await
            .expect("asked"),
        Published::Changed
    );
    let swapped = contributions::queries::find(ctx.db.read(), swapped.id)
        .await
        .expect("read")
        .expect("there");
    assert_eq!(
        (swapped.state, swapped.approved_hash),
        (State::InReview, None)
    );
}

/// A teacher approves bytes too: not while there are none, and not those that came after they looked.
#[tokio::test]
async fn a_teacher_approves_the_bytes_they_saw() {
    let review = Review::begin().await;
    let work = review.poem("Gryning", State::Submitted).await;
    let words = review.seen(&work).await;
    let photo = review.photo(&work, 1).await;
    let shown = review.seen(&work).await;
    let set = async |state| {
        let row = asset::ActiveModel {
            id: Unchanged(photo),
            state: Set(state),
            ..Default::default()
        };
        row.update(review.ctx().db.write()).await.unwrap();
    };
    let ticks = TICKS.map(String::from);
    let approve = async |seen: &Seen| {
        contributions::class_approve(review.ctx(), &review.teacher, &work.code, seen, &ticks).await
    };
    for state in [
        AssetState::Stored,
        AssetState::Processing,
        AssetState::Failed,
    ] {
        set(state).await;
        for seen in [&shown, &words, &review.seen(&work).await] {
            let refused = approve(seen).await;
            assert!(
                matches!(refused, Err(ClassApproveError::NotReady)),
                "{state:?} {seen:?}: {refused:?}"
            );
        }
    }
    set(AssetState::Ready).await;
    review.render(photo, 2).await;
    for seen in [&shown, &words] {
        let refused = approve(seen).await;
        assert!(
            matches!(refused, Err(ClassApproveError::Changed)),
            "{seen:?}: {refused:?}"
        );
    }
    assert_eq!(review.now(&work).await.state, State::Submitted);
    let approved = approve(&review.seen(&work).await).await;
    assert_eq!(approved.unwrap().state, State::InReview);
}
