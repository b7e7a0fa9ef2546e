//! Decisions: what they bind, when they take effect, who may not take them.

use contest::contributions::{self, Seen, State};
use contest::moderation::entity::decision;
use contest::moderation::{
    self, Decided, DecisionKind, ModerationError, QueueFilter, QueueKind, Reason, Statement,
    Verdict,
};
use contest::permissions::Principal;
use contest::reports;
use contest::{audit, testing};
use database::sea_orm::ActiveValue::Set;
use database::sea_orm::{EntityTrait, PaginatorTrait};

use crate::common::actor;
use crate::review::{Review, because};

#[tokio::test]
async fn an_approval_is_public_after_ten_seconds_and_told_by_mail() {
    let story = Review::begin().await;
    let work = story.poem("Gryning", State::InReview).await;
    let seen = story.seen(&work).await;

    moderation::claim(story.ctx(), &story.anna, &work.code)
        .await
        .unwrap();
    let decided = story.approve(&work, &seen).await.unwrap();
    assert!(matches!(decided, Decided::Done { .. }));
    let approved = story.now(&work).await;
    assert_eq!(
        (approved.state, approved.claimed_by),
        (State::Approved, None)
    );
    assert_eq!(approved.approved_hash, seen.hash);

    story.pass(9).await;
    assert_eq!(
        (story.now(&work).await.state, story.mails().await.len()),
        (State::Approved, 0)
    );
    story.pass(1).await;
    assert_eq!(story.now(&work).await.state, State::Published);
    story.pass(60).await;
    let mails = story.mails().await;
    assert_eq!(mails.len(), 1);
    assert_eq!(
        (mails[0].recipient.as_str(), mails[0].template.as_str()),
        ("larare@skola.se", "decision")
    );
    assert_eq!(mails[0].params["kind"], "approve");
}

#[tokio::test]
async fn the_editions_delay_is_kept() {
    let story = Review::begin().await;
    let mut slow: contest::editions::entity::edition::ActiveModel = story.edition.clone().into();
    slow.publish_delay_seconds = Set(86_400);
    contest::editions::entity::edition::Entity::update(slow)
        .exec(story.ctx().db.write())
        .await
        .unwrap();
    let work = story.poem("Gryning", State::InReview).await;
    let seen = story.seen(&work).await;
    story.approve(&work, &seen).await.unwrap();
    story.pass(86_399).await;
    assert_eq!(story.now(&work).await.state, State::Approved);
    story.pass(1).await;
    assert_eq!(story.now(&work).await.state, State::Published);
}

#[tokio::test]
async fn what_was_not_looked_at_is_not_approved() {
    let story = Review::begin().await;
    let work = story.poem("Gryning", State::InReview).await;
    let asset = story.photo(&work, 1).await;
    let seen = story.seen(&work).await;
    story.render(asset, 2).await;
    let old = story.approve(&work, &seen).await;
    assert!(matches!(old, Err(ModerationError::Changed)));

    let current = story.seen(&work).await;
    let version = Seen {
        version: current.version - 1,
        hash: current.hash.clone(),
    };
    let old = story.approve(&work, &version).await;
    assert!(matches!(old, Err(ModerationError::Changed)));

    let read_back: Seen = current.to_string().parse().unwrap();
    assert_eq!(read_back, current);
    story.approve(&work, &read_back).await.unwrap();
}

#[tokio::test]
async fn nothing_is_approved_while_a_file_is_not_ready() {
    let story = Review::begin().await;
    let work = story.poem("Gryning", State::InReview).await;
    let id = story.photo(&work, 1).await;
    let row = contest::assets::entity::asset::ActiveModel {
        id: Set(id),
        state: Set(contest::assets::AssetState::Processing),
        ..Default::default()
    };
    contest::assets::entity::asset::Entity::update(row)
        .exec(story.ctx().db.write())
        .await
        .unwrap();
    let seen = story.seen(&work).await;
    assert_eq!(seen.hash, None);
    let refused = story.approve(&work, &seen).await;
    assert!(matches!(refused, Err(ModerationError::NotReady)));
}

#[tokio::test]
async fn new_renditions_return_a_work_to_the_queue_wherever_it_stands() {
    let story = Review::begin().await;
    for state in [State::Approved, State::Published, State::Hidden] {
        let work = story.poem("Gryning", State::InReview).await;
        let asset = story.photo(&work, 1).await;
        let seen = story.seen(&work).await;
        story.approve(&work, &seen).await.unwrap();
        if state != State::Approved {
            story.pass(10).await;
        }
        if state == State::Hidden {
            moderation::hide(story.ctx(), &story.anna, &work.code, because(Reason::Hate))
                .await
                .unwrap();
        }
        story.render(asset, 1).await;
        assert_eq!(
            story.now(&work).await.state,
            state,
            "the same bytes change nothing"
        );
        story.render(asset, 2).await;
        let back = story.now(&work).await;
        assert_eq!(
            (back.state, back.approved_hash),
            (State::InReview, None),
            "{state:?}"
        );
        story.pass(3_600).await;
        assert_eq!(story.now(&work).await.state, State::InReview, "{state:?}");
    }
}

#[tokio::test]
async fn nobody_decides_about_what_their_class_made() {
    let story = Review::begin().await;
    let work = story.poem("Gryning", State::InReview).await;
    let seen = story.seen(&work).await;
    let (ctx, teacher, code) = (story.ctx(), &story.teacher, &work.code);
    let own = |result: Result<(), ModerationError>| {
        assert!(matches!(result, Err(ModerationError::OwnContribution)));
    };
    own(moderation::claim(ctx, teacher, code).await.map(drop));
    own(
        moderation::decide(ctx, teacher, code, &seen, Verdict::Approve)
            .await
            .map(drop),
    );
    own(moderation::decide(
        ctx,
        teacher,
        code,
        &seen,
        Verdict::Reject(because(Reason::Other)),
    )
    .await
    .map(drop));
    own(moderation::undo(ctx, teacher, code).await.map(drop));
    own(moderation::hide(ctx, teacher, code, because(Reason::Other))
        .await
        .map(drop));
    own(moderation::restore(ctx, teacher, code, &seen)
        .await
        .map(drop));
    own(reports::handle(ctx, teacher, code).await.map(drop));
    let page = moderation::queue(ctx, teacher, &QueueFilter::default(), 0)
        .await
        .unwrap();
    assert!(page.items[0].own);
}

#[tokio::test]
async fn only_moderators_see_and_act_and_never_on_drafts() {
    let story = Review::begin().await;
    let work = story.poem("Gryning", State::InReview).await;
    let seen = story.seen(&work).await;
    let ctx = story.ctx();
    let juror = testing::account(ctx, "jury@dizza.se", &[contest::permissions::Role::Juror])
        .await
        .unwrap();
    let juror = actor(ctx, Principal::Account(juror)).await;
    for nobody in [&story.pupil, &juror] {
        let denied = |result: Result<(), ModerationError>| {
            assert!(matches!(result, Err(ModerationError::NotAllowed)));
        };
        denied(
            moderation::queue(ctx, nobody, &QueueFilter::default(), 0)
                .await
                .map(drop),
        );
        denied(moderation::item(ctx, nobody, &work.code).await.map(drop));
        denied(moderation::claim(ctx, nobody, &work.code).await.map(drop));
        denied(moderation::release(ctx, nobody, &work.code).await);
        denied(
            moderation::decide(ctx, nobody, &work.code, &seen, Verdict::Approve)
                .await
                .map(drop),
        );
        denied(moderation::undo(ctx, nobody, &work.code).await.map(drop));
        denied(
            moderation::hide(ctx, nobody, &work.code, because(Reason::Hate))
                .await
                .map(drop),
        );
        denied(
            moderation::restore(ctx, nobody, &work.code, &seen)
                .await
                .map(drop),
        );
        denied(reports::handle(ctx, nobody, &work.code).await.map(drop));
    }
    for private in [
        State::Draft,
        State::Submitted,
        State::Withdrawn,
        State::Erased,
    ] {
        let work = story.poem("Dolt", private).await;
        let hidden = moderation::item(ctx, &story.anna, &work.code).await;
        assert!(
            matches!(hidden, Err(ModerationError::NotFound)),
            "{private:?}"
        );
        let hidden = moderation::claim(ctx, &story.anna, &work.code).await;
        assert!(
            matches!(hidden, Err(ModerationError::NotFound)),
            "{private:?}"
        );
    }
}

#[tokio::test]
async fn a_claim_keeps_others_away_for_a_quarter_of_an_hour() {
    let story = Review::begin().await;
    let work = story.poem("Gryning", State::InReview).await;
    let seen = story.seen(&work).await;
    moderation::claim(story.ctx(), &story.anna, &work.code)
        .await
        .unwrap();
    let page = moderation::queue(story.ctx(), &story.bo, &QueueFilter::default(), 0)
        .await
        .unwrap();
    assert_eq!(
        page.items[0]
            .claim
            .as_ref()
            .map(|claim| claim.email.as_str()),
        Some("anna@dizza.se")
    );
    for refused in [
        moderation::claim(story.ctx(), &story.bo, &work.code)
            .await
            .map(drop),
        moderation::decide(story.ctx(), &story.bo, &work.code, &seen, Verdict::Approve)
            .await
            .map(drop),
    ] {
        assert!(
            matches!(refused, Err(ModerationError::Claimed { by, .. }) if Some(by) == story.anna.account())
        );
    }
    moderation::release(story.ctx(), &story.bo, &work.code)
        .await
        .unwrap();
    assert!(
        story.now(&work).await.claimed_by.is_some(),
        "somebody else's claim stays"
    );
    story.pass(15 * 60).await;
    moderation::claim(story.ctx(), &story.bo, &work.code)
        .await
        .unwrap();
    moderation::release(story.ctx(), &story.bo, &work.code)
        .await
        .unwrap();
    moderation::claim(story.ctx(), &story.anna, &work.code)
        .await
        .unwrap();
}

#[tokio::test]
async fn what_restricts_says_why_in_both_languages() {
    for (sv, en) in [("", "Why"), ("Varför", " \n "), (&"x".repeat(2_001), "Why")] {
        let refused = Statement::new(Reason::Hate, sv, en);
        assert!(matches!(refused, Err(ModerationError::Words { .. })));
    }
    // And the database holds to it, whatever the code above it does.
    let story = Review::begin().await;
    let work = story.poem("Gryning", State::InReview).await;
    let now = story.ctx().clock.wall();
    let row = decision::ActiveModel {
        id: Set(story.ctx().id(now)),
        contribution_id: Set(work.id),
        version: Set(1),
        moderator_id: Set(None),
        kind: Set(DecisionKind::Hide),
        reason: Set(Some("hate".into())),
        text_sv: Set("Varför".into()),
        text_en: Set(String::new()),
        from_state: Set(State::Published),
        own_initiative: Set(true),
        created_at: Set(now),
        effective_at: Set(now),
        undone_at: Set(None),
    };
    assert!(
        decision::Entity::insert(row)
            .exec_without_returning(story.ctx().db.write())
            .await
            .is_err()
    );
}

#[tokio::test]
async fn a_refusal_frees_the_place_and_is_mailed_once_it_holds() {
    let story = Review::begin().await;
    let work = story.poem("Gryning", State::InReview).await;
    let seen = story.seen(&work).await;
    let verdict = Verdict::Reject(because(Reason::OffTopic));
    moderation::decide(story.ctx(), &story.anna, &work.code, &seen, verdict)
        .await
        .unwrap();
    let db = story.ctx().db.read();
    assert_eq!(story.now(&work).await.state, State::Rejected);
    let places = contributions::entity::hand_in::Entity::find()
        .count(db)
        .await
        .unwrap();
    assert_eq!(places, 0);
    assert_eq!(story.mails().await.len(), 0);
    // The state is seen at once, and so are the words.
    let told = moderation::decisions_for_maker(db, &work, story.ctx().clock.wall())
        .await
        .unwrap();
    assert_eq!(told.len(), 1);
    assert_eq!(
        (told[0].kind, told[0].reason.as_deref()),
        (DecisionKind::Reject, Some("off-topic"))
    );
    assert_eq!(told[0].text_sv, "Vi ser ett ansikte.");
    story.pass(10).await;
    assert_eq!(story.mails().await.len(), 1);
}

#[tokio::test]
async fn every_verdict_can_be_undone_for_ten_seconds_and_nobody_hears_of_it() {
    let story = Review::begin().await;
    let work = story.poem("Gryning", State::InReview).await;
    let verdicts = [
        Verdict::Approve,
        Verdict::RequestChanges(because(Reason::Technical)),
        Verdict::Reject(because(Reason::OffTopic)),
    ];
    for verdict in verdicts.clone() {
        let seen = story.seen(&work).await;
        moderation::decide(story.ctx(), &story.anna, &work.code, &seen, verdict)
            .await
            .unwrap();
        story.pass(9).await;
        moderation::undo(story.ctx(), &story.bo, &work.code)
            .await
            .unwrap();
        let back = story.now(&work).await;
        assert_eq!(
            (back.state, back.approved_hash, back.publish_at),
            (State::InReview, None, None)
        );
        let places = contributions::entity::hand_in::Entity::find()
            .count(story.ctx().db.read())
            .await
            .unwrap();
        assert_eq!(places, 1, "the class has its place again");
        story.pass(60).await;
        assert_eq!(story.now(&work).await.state, State::InReview);
        assert_eq!(story.mails().await, []);
    }
    for verdict in verdicts.into_iter().skip(1) {
        let work = story.poem("Skymning", State::InReview).await;
        let seen = story.seen(&work).await;
        moderation::decide(story.ctx(), &story.anna, &work.code, &seen, verdict)
            .await
            .unwrap();
        story.pass(10).await;
        let late = moderation::undo(story.ctx(), &story.anna, &work.code).await;
        assert!(matches!(late, Err(ModerationError::NothingToUndo)));
    }
}

#[tokio::test]
async fn an_undone_refusal_does_not_push_out_what_the_class_handed_in_since() {
    let story = Review::begin().await;
    let first = story.poem("Gryning", State::InReview).await;
    let seen = story.seen(&first).await;
    let verdict = Verdict::Reject(because(Reason::OffTopic));
    moderation::decide(story.ctx(), &story.anna, &first.code, &seen, verdict)
        .await
        .unwrap();
    story.poem("Skymning", State::Submitted).await; // takes the place
    let undone = moderation::undo(story.ctx(), &story.anna, &first.code).await;
    assert!(matches!(undone, Err(ModerationError::ClassHandedIn)));
    assert_eq!(story.now(&first).await.state, State::Rejected);
}

#[tokio::test]
async fn the_queue_is_oldest_first_and_filtered() {
    let story = Review::begin().await;
    let ctx = story.ctx();
    let old = story.poem("Gammal", State::InReview).await;
    story.pass(60).await;
    let new = story.poem("Ny", State::InReview).await;
    story.photo(&new, 1).await;
    story.poem("Utkast", State::Draft).await;
    story.poem("Publicerad", State::Published).await;
    let anna = &story.anna;
    let codes = |filter: QueueFilter| async move {
        let page = moderation::queue(ctx, anna, &filter, 0).await.unwrap();
        page.items
            .into_iter()
            .map(|item| item.work.title)
            .collect::<Vec<_>>()
    };
    assert_eq!(codes(QueueFilter::default()).await, ["Gammal", "Ny"]);
    let photo = QueueKind::Asset(contest::assets::AssetKind::Photo);
    assert_eq!(
        codes(QueueFilter {
            kind: Some(photo),
            ..Default::default()
        })
        .await,
        ["Ny"]
    );
    assert_eq!(
        codes(QueueFilter {
            kind: Some(QueueKind::Text),
            ..Default::default()
        })
        .await,
        ["Gammal"]
    );
    assert_eq!(
        codes(QueueFilter {
            urgent: true,
            ..Default::default()
        })
        .await,
        [""; 0]
    );
    let filter = QueueFilter {
        category: old.category_id,
        ..Default::default()
    };
    assert_eq!(codes(filter).await, ["Gammal", "Ny"]);
    let other = QueueFilter {
        category: Some(ctx.id(ctx.clock.wall())),
        ..Default::default()
    };
    assert_eq!(codes(other).await, [""; 0]);
}

#[tokio::test]
async fn every_act_leaves_its_line_in_the_chain() {
    let story = Review::begin().await;
    let ctx = story.ctx();
    let work = story.poem("Gryning", State::InReview).await;
    let seen = story.seen(&work).await;
    moderation::claim(ctx, &story.anna, &work.code)
        .await
        .unwrap();
    moderation::release(ctx, &story.anna, &work.code)
        .await
        .unwrap();
    moderation::decide(ctx, &story.anna, &work.code, &seen, Verdict::Approve)
        .await
        .unwrap();
    moderation::undo(ctx, &story.anna, &work.code)
        .await
        .unwrap();
    moderation::decide(ctx, &story.anna, &work.code, &seen, Verdict::Approve)
        .await
        .unwrap();
    story.pass(10).await;
    moderation::hide(ctx, &story.bo, &work.code, because(Reason::Hate))
        .await
        .unwrap();
    moderation::restore(ctx, &story.anna, &work.code, &seen)
        .await
        .unwrap();
    let rows = audit::entity::event::Entity::find()
        .all(ctx.db.read())
        .await
        .unwrap();
    let acts: Vec<&str> = rows
        .iter()
        .map(|row| row.act.trim_start_matches("contribution."))
        .collect();
    assert_eq!(
        acts,
        [
            "claim", "release", "approve", "undo", "approve", "publish", "hide", "restore"
        ]
    );
    let anna = story.anna.reference();
    assert_eq!(rows[2].actor, anna);
    assert!(
        rows.iter()
            .all(|row| !row.details.contains("larare@") && !row.details.contains("ansikte"))
    );
}
