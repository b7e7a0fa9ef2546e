//! One moderator wants a work purged: what its makers and other moderators can do then.

use contest::assets::{
    self, Area, ArrangeError, AssetKind, CompleteUploadError, Limits, Mark, NewUpload, Redaction,
    StoredFile, Why, redact,
};
use contest::contributions::entity::contribution;
use contest::contributions::{self, Edit, EditError, NotOpen, State, WithdrawError};
use contest::moderation::{self, ModerationError, Purged, QueueFilter, Reason, Verdict};
use database::sea_orm::{ActiveValue::Set, EntityTrait};

use crate::review::{Review, because};

#[tokio::test]
async fn a_wish_to_purge_ends_when_the_work_changes() {
    let story = Review::begin().await;
    let ctx = story.ctx();
    let work = story.poem("Gryning", State::InReview).await;
    moderation::purge(ctx, &story.anna, &work.code)
        .await
        .unwrap();
    let changed = contribution::ActiveModel {
        id: Set(work.id),
        version: Set(work.version + 1),
        ..Default::default()
    };
    contribution::Entity::update(changed)
        .exec(ctx.db.write())
        .await
        .unwrap();
    let asked = moderation::purge(ctx, &story.bo, &work.code).await.unwrap();
    assert_eq!(asked, Purged::SecondNeeded);
    assert_eq!(
        moderation::purge(ctx, &story.anna, &work.code)
            .await
            .unwrap(),
        Purged::Done
    );
}

/// Its makers can take it out of sight, but not out of the second moderator's reach, and not change it.
#[tokio::test]
async fn what_one_wants_purged_stays_in_reach_of_the_second() {
    for withdrawn in [true, false] {
        let story = Review::begin().await;
        let ctx = story.ctx();
        let work = story.poem("Gryning", State::Published).await;
        story.photo(&work, 7).await;
        let asked = moderation::purge(ctx, &story.anna, &work.code).await;
        assert_eq!(asked.unwrap(), Purged::SecondNeeded);
        assert_eq!(queue(&story).await, [("Gryning".to_owned(), true)]);
        if withdrawn {
            contributions::withdraw(ctx, &story.pupil, &work.code)
                .await
                .unwrap();
        }
        let reopened = contributions::reopen(ctx, &story.pupil, &work.code).await;
        assert!(
            matches!(reopened, Err(WithdrawError::WrongState(_))),
            "{reopened:?}"
        );
        moderation::item(ctx, &story.bo, &work.code).await.unwrap();
        assert_eq!(queue(&story).await, [("Gryning".to_owned(), true)]);
        let done = moderation::purge(ctx, &story.bo, &work.code).await;
        assert_eq!(done.unwrap(), Purged::Done);
        assert_eq!(story.now(&work).await.state, State::Erased);
        assert_eq!(queue(&story).await, []);
        let gone = moderation::item(ctx, &story.bo, &work.code).await;
        assert!(matches!(gone, Err(ModerationError::NotFound)), "{gone:?}");
    }
}

#[tokio::test]
async fn nobody_changes_what_one_wants_purged() {
    let story = Review::begin().await;
    let ctx = story.ctx();
    for state in [State::ChangesRequested, State::Draft] {
        let work = story.poem("Gryning", State::ChangesRequested).await;
        let photo = story.photo(&work, 7).await;
        moderation::purge(ctx, &story.anna, &work.code)
            .await
            .unwrap();
        story.set_state(&work, state).await;
        let text = || Edit {
            text: Some("Något annat".into()),
            ..Edit::default()
        };
        let edit = contributions::edit(ctx, &story.pupil, &work.code, text()).await;
        assert!(
            matches!(&edit, Err(EditError::NotOpen(NotOpen::NotEditable(of))) if *of == state),
            "{edit:?}"
        );
        let removed = assets::remove_asset(ctx, &story.pupil, &work.code, photo).await;
        assert!(
            matches!(removed, Err(ArrangeError::NotOpen(NotOpen::NotEditable(_)))),
            "{removed:?}"
        );
        let handed_in = contributions::hand_in(ctx, &story.pupil, &work.code).await;
        assert!(
            matches!(handed_in, Err(contributions::HandInError::WrongState(_))),
            "{handed_in:?}"
        );
        moderation::spare(ctx, &story.bo, &work.code).await.unwrap();
        contributions::edit(ctx, &story.pupil, &work.code, text())
            .await
            .unwrap();
    }
}

/// An upload that began before cannot end in it meanwhile; once the work is spared it can.
#[tokio::test]
async fn no_upload_ends_in_what_one_wants_purged() {
    let story = Review::begin().await;
    let (ctx, limits) = (story.ctx(), Limits::default());
    let work = story.poem("Gryning", State::ChangesRequested).await;
    let new = NewUpload {
        length_bytes: Some(10),
        label: "",
    };
    let upload = assets::begin_upload(ctx, &limits, &story.pupil, &work.code, new).await;
    let token = upload.unwrap().token;
    moderation::purge(ctx, &story.anna, &work.code)
        .await
        .unwrap();
    let check = async || {
        assets::check_completion(ctx, &limits, &story.pupil, &token, AssetKind::Photo, 10).await
    };
    let complete = async || {
        let file = StoredFile {
            kind: AssetKind::Photo,
            media_type: "jpeg".into(),
            size_bytes: 10,
            sha256: [3; 32],
            object_key: "o/1".into(),
        };
        assets::complete_upload(ctx, &limits, &story.pupil, &token, file).await
    };
    let frozen = State::ChangesRequested;
    for refused in [check().await.map(|_| ()), complete().await.map(|_| ())] {
        assert!(
            matches!(&refused, Err(CompleteUploadError::NotEditable(of)) if *of == frozen),
            "{refused:?}"
        );
    }
    assert!(is_asked(&story, &work).await);
    moderation::spare(ctx, &story.anna, &work.code)
        .await
        .unwrap();
    complete().await.unwrap();
}

/// Any moderator who has nothing to do with it can say that it may live.
#[tokio::test]
async fn a_wish_ends_when_a_moderator_spares_the_work() {
    let story = Review::begin().await;
    let ctx = story.ctx();
    for who in [&story.anna, &story.bo] {
        let work = story.poem("Gryning", State::InReview).await;
        moderation::purge(ctx, &story.anna, &work.code)
            .await
            .unwrap();
        let own = moderation::spare(ctx, &story.teacher, &work.code).await;
        assert!(
            matches!(own, Err(ModerationError::OwnContribution)),
            "{own:?}"
        );
        moderation::spare(ctx, who, &work.code).await.unwrap();
        let again = moderation::spare(ctx, who, &work.code).await;
        assert!(
            matches!(again, Err(ModerationError::NothingToUndo)),
            "{again:?}"
        );
        let asked = moderation::purge(ctx, &story.bo, &work.code).await;
        assert_eq!(asked.unwrap(), Purged::SecondNeeded);
    }
}

/// Nobody shows it, or gives it back to its makers, before somebody answered the wish; refusing it takes nothing from it.
#[tokio::test]
async fn what_one_wants_purged_is_not_decided_about_but_refused() {
    let story = Review::begin().await;
    let ctx = story.ctx();
    let changes = Verdict::RequestChanges(because(Reason::Technical));
    for verdict in [Verdict::Approve, changes] {
        let work = story.poem("Skymning", State::InReview).await;
        moderation::purge(ctx, &story.anna, &work.code)
            .await
            .unwrap();
        let seen = story.seen(&work).await;
        let decide =
            async || moderation::decide(ctx, &story.bo, &work.code, &seen, verdict.clone()).await;
        let early = decide().await;
        assert!(
            matches!(early, Err(ModerationError::PurgeAsked)),
            "{early:?}"
        );
        assert_eq!(story.now(&work).await.state, State::InReview);
        moderation::spare(ctx, &story.bo, &work.code).await.unwrap();
        decide().await.unwrap();
    }
    let work = story.poem("Natt", State::InReview).await;
    moderation::purge(ctx, &story.anna, &work.code)
        .await
        .unwrap();
    let seen = story.seen(&work).await;
    let reject = Verdict::Reject(because(Reason::OffTopic));
    moderation::decide(ctx, &story.bo, &work.code, &seen, reject)
        .await
        .unwrap();
    assert!(is_asked(&story, &work).await);
    // Hidden, and not shown again.
    let work = story.poem("Dag", State::InReview).await;
    let seen = story.seen(&work).await;
    story.approve(&work, &seen).await.unwrap();
    story.pass(20).await;
    let hidden = moderation::hide(ctx, &story.anna, &work.code, because(Reason::OffTopic)).await;
    hidden.unwrap();
    moderation::purge(ctx, &story.anna, &work.code)
        .await
        .unwrap();
    let seen = story.seen(&work).await;
    let early = moderation::restore(ctx, &story.bo, &work.code, &seen).await;
    assert!(
        matches!(early, Err(ModerationError::PurgeAsked)),
        "{early:?}"
    );
    moderation::spare(ctx, &story.anna, &work.code)
        .await
        .unwrap();
    moderation::restore(ctx, &story.bo, &work.code, &seen)
        .await
        .unwrap();
}

/// Approved by one, and before it is public another one looks closer.
#[tokio::test]
async fn what_one_wants_purged_is_not_published() {
    let story = Review::begin().await;
    let work = story.poem("Gryning", State::InReview).await;
    let seen = story.seen(&work).await;
    story.approve(&work, &seen).await.unwrap();
    moderation::purge(story.ctx(), &story.bo, &work.code)
        .await
        .unwrap();
    story.pass(20).await;
    assert_eq!(story.now(&work).await.state, State::InReview);
    assert!(is_asked(&story, &work).await);
}

/// A teacher covers something in it, so that it counts as changed: it is still the work that somebody wants purged.
#[tokio::test]
async fn a_covering_does_not_end_the_wish() {
    let story = Review::begin().await;
    let ctx = story.ctx();
    for who in [&story.teacher, &story.bo] {
        let work = story.poem("Gryning", State::Published).await;
        let photo = story.photo(&work, 7).await;
        moderation::purge(ctx, &story.anna, &work.code)
            .await
            .unwrap();
        let area = Area::new(0, 0, 100, 100).unwrap();
        let cover = Redaction {
            marks: vec![Mark::Cover { area, span: None }],
            why: Why::Other,
            destroy_original: false,
        };
        redact(ctx, who, &work.code, photo, cover).await.unwrap();
        let covered = story.now(&work).await;
        assert_eq!(covered.version, work.version + 1);
        assert!(is_asked(&story, &work).await);
        let reopened = contributions::reopen(ctx, &story.pupil, &work.code).await;
        assert!(
            matches!(reopened, Err(WithdrawError::WrongState(_))),
            "{reopened:?}"
        );
        let done = moderation::purge(ctx, &story.bo, &work.code).await;
        assert_eq!(done.unwrap(), Purged::Done);
    }
}

async fn is_asked(story: &Review, work: &contribution::Model) -> bool {
    let work = story.now(work).await;
    let asked = moderation::is_purge_asked(story.ctx().db.read(), &work).await;
    asked.unwrap()
}

/// The queue: titles, and whether somebody wants each purged.
async fn queue(story: &Review) -> Vec<(String, bool)> {
    let page = moderation::queue(story.ctx(), &story.bo, &QueueFilter::default(), 0).await;
    let lines = page.unwrap().items.into_iter();
    lines
        .map(|line| (line.work.title, line.purge_asked))
        .collect()
}
