//! One moderator wants a work purged: what its makers and other moderators can do then.

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
        let removed = contest::assets::remove_asset(ctx, &story.pupil, &work.code, photo).await;
        assert!(removed.is_err(), "{state:?}");
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

/// Whoever decides that it may live ends the wish, in so many words or by what they decide.
#[tokio::test]
async fn a_wish_ends_when_a_moderator_spares_the_work() {
    let story = Review::begin().await;
    let ctx = story.ctx();
    for who in [&story.anna, &story.bo] {
        let work = story.poem("Gryning", State::InReview).await;
        moderation::purge(ctx, &story.anna, &work.code)
            .await
            .unwrap();
        moderation::spare(ctx, who, &work.code).await.unwrap();
        let again = moderation::spare(ctx, who, &work.code).await;
        assert!(
            matches!(again, Err(ModerationError::NothingToUndo)),
            "{again:?}"
        );
        let asked = moderation::purge(ctx, &story.bo, &work.code).await;
        assert_eq!(asked.unwrap(), Purged::SecondNeeded);
        let own = moderation::spare(ctx, &story.teacher, &work.code).await;
        assert!(
            matches!(own, Err(ModerationError::OwnContribution)),
            "{own:?}"
        );
    }
    for (verdict, ends) in [
        (Verdict::Approve, true),
        (Verdict::RequestChanges(because(Reason::Technical)), true),
        (Verdict::Reject(because(Reason::OffTopic)), false),
    ] {
        let work = story.poem("Skymning", State::InReview).await;
        moderation::purge(ctx, &story.anna, &work.code)
            .await
            .unwrap();
        let seen = story.seen(&work).await;
        moderation::decide(ctx, &story.bo, &work.code, &seen, verdict.clone())
            .await
            .unwrap();
        let work = story.now(&work).await;
        let asked = moderation::is_purge_asked(ctx.db.read(), &work).await;
        assert_eq!(asked.unwrap(), !ends, "{verdict:?}");
    }
}

/// The queue: titles, and whether somebody wants each purged.
async fn queue(story: &Review) -> Vec<(String, bool)> {
    let page = moderation::queue(story.ctx(), &story.bo, &QueueFilter::default(), 0).await;
    let lines = page.unwrap().items.into_iter();
    lines
        .map(|line| (line.work.title, line.purge_asked))
        .collect()
}
