//! Assets: described and ordered, worked on, tried again, given up.

use contest::assets::entity::asset;
use contest::assets::jobs::ProcessAsset;
use contest::assets::{self as assets, *};
use contest::contributions::entity::contribution;
use contest::contributions::{NotOpen, State};
use contest::permissions::{Principal, Role};
use contest::{AppContext, testing};
use database::sea_orm::ActiveValue::{Set, Unchanged};
use database::sea_orm::EntityTrait;
use queue::JobError;

use super::{Story, actor, break_off, made, make};

#[tokio::test]
async fn assets_are_ordered_described_and_removed_with_all_their_objects() {
    let story = Story::begin().await;
    let (a, b) = (story.asset("o/a").await, story.asset("o/b").await);
    let (ctx, code) = (story.ctx(), story.work.code.as_str());
    assert_eq!(story.order().await, [a, b]);
    move_asset(ctx, &story.other, code, b, Direction::Up)
        .await
        .expect("moved");
    assert_eq!(story.order().await, [b, a]);
    move_asset(ctx, &story.pupil, code, b, Direction::Up)
        .await
        .expect("stays first");
    move_asset(ctx, &story.pupil, code, a, Direction::Down)
        .await
        .expect("stays last");
    assert_eq!(story.order().await, [b, a]);
    describe_asset(ctx, &story.pupil, code, a, " En  räv ")
        .await
        .expect("described");
    let long = describe_asset(ctx, &story.pupil, code, a, &"x".repeat(501)).await;
    assert!(matches!(long, Err(ArrangeError::Alt(_))));
    let foreign = remove_asset(ctx, &story.stranger, code, a).await;
    assert!(matches!(
        foreign,
        Err(ArrangeError::NotOpen(NotOpen::NotFound))
    ));
    let (registry, deleted) = story.registry(make);
    assert_eq!(
        story.drain(&registry).await,
        1,
        "the media key of the second is taken: unique"
    );
    remove_asset(ctx, &story.pupil, code, a)
        .await
        .expect("removed");
    remove_asset(ctx, &story.pupil, code, b)
        .await
        .expect("removed");
    story.drain(&registry).await;
    let mut deleted = deleted.lock().expect("a lock").clone();
    deleted.sort();
    let media_key = format!("r/{:032x}", 7);
    assert_eq!(
        deleted,
        [
            "o/a".to_owned(),
            "o/b".into(),
            format!("{media_key}/320.webp"),
            format!("{media_key}/640.webp")
        ]
    );
    assert_eq!(story.order().await, []);
}

#[tokio::test]
async fn processing_shows_its_progress_and_ends_ready() {
    let story = Story::begin().await;
    let id = story.asset("o/a").await;
    let (registry, _) = story.registry(make);
    assert_eq!(story.drain(&registry).await, 0);
    let asset = assets::queries::find(story.ctx().db.read(), id)
        .await
        .expect("the database")
        .expect("the asset");
    assert_eq!(
        (asset.state, asset.progress_percent),
        (AssetState::Ready, 100)
    );
    // With the renditions, so that no worker can die in between.
    assert_eq!(asset.failure.as_deref(), Some("without-sound"));
    let media_key = format!("{:032x}", 7);
    let db = story.ctx().db.read();
    let public = assets::queries::find_public_file(db, &media_key, "640.webp")
        .await
        .expect("the database");
    assert!(public.is_none(), "a draft is not public");
    let own = assets::queries::find_review_file(db, &story.other, &media_key, "640.webp")
        .await
        .expect("the database");
    assert_eq!(own.map(|file| file.size_bytes), Some(5));
    let foreign =
        assets::queries::find_review_file(db, &story.stranger, &media_key, "640.webp").await;
    assert!(foreign.expect("the database").is_none());
    let moderator = testing::account(story.ctx(), "granskare@dizza.se", &[Role::Moderator])
        .await
        .expect("a moderator");
    let moderator = actor(story.ctx(), Principal::Account(moderator)).await;
    for (state, shown) in [
        (State::Draft, false),
        (State::Submitted, false),
        (State::InReview, true),
        (State::Hidden, true),
        (State::Withdrawn, false),
        (State::Erased, false),
    ] {
        let work = contribution::ActiveModel {
            id: Unchanged(story.work.id),
            state: Set(state),
            ..Default::default()
        };
        let update = contribution::Entity::update(work).exec(story.ctx().db.write());
        update.await.expect("the database");
        let seen = assets::queries::find_review_file(db, &moderator, &media_key, "640.webp").await;
        assert_eq!(seen.expect("the database").is_some(), shown, "{state:?}");
    }
    let keys = [
        "o/a",
        "o/x",
        "r/00000000000000000000000000000007/640.webp",
        "r/00000000000000000000000000000007/x.webp",
    ];
    let left = orphans(db, &keys.map(String::from))
        .await
        .expect("the database");
    assert_eq!(left, ["o/x", "r/00000000000000000000000000000007/x.webp"]);
}

#[tokio::test]
async fn a_failed_asset_is_tried_again_once() {
    let story = Story::begin().await;
    let id = story.asset("o/a").await;
    let (registry, _) = story.registry(break_off);
    story.drain(&registry).await;
    let asset = assets::queries::find(story.ctx().db.read(), id)
        .await
        .expect("the database")
        .expect("the asset");
    assert_eq!(
        (asset.state, asset.failure.as_deref()),
        (AssetState::Failed, Some("unreadable"))
    );
    let code = story.work.code.as_str();
    assert!(matches!(
        retry_asset(story.ctx(), &story.stranger, code, id).await,
        Err(RetryAssetError::NotFound)
    ));
    retry_asset(story.ctx(), &story.pupil, code, id)
        .await
        .expect("again");
    assert!(matches!(
        retry_asset(story.ctx(), &story.pupil, code, id).await,
        Err(RetryAssetError::NotFailed(AssetState::Stored))
    ));
    // What the file itself lacks no other try brings.
    let locked = asset::ActiveModel {
        id: Unchanged(id),
        state: Set(AssetState::Failed),
        failure: Set(Some("encrypted".into())),
        ..Default::default()
    };
    let locked = asset::Entity::update(locked).exec(story.ctx().db.write());
    locked.await.expect("the database");
    assert!(matches!(
        retry_asset(story.ctx(), &story.pupil, code, id).await,
        Err(RetryAssetError::NeverHeals)
    ));
}

#[tokio::test]
async fn a_worker_that_was_overtaken_changes_nothing() {
    async fn late(ctx: AppContext, job: ProcessAsset, lease: queue::Lease) -> Result<(), JobError> {
        to_process(&ctx, job.asset).await?;
        let mut token = lease.token();
        token.token = uuid::Uuid::nil();
        let finished = mark_ready(&ctx, token, job.asset, made("late")).await?;
        assert_eq!(finished, Finished::TooLate);
        assert_eq!(
            mark_failed(&ctx, token, job.asset, "late").await?,
            Finished::TooLate
        );
        Ok(())
    }
    let story = Story::begin().await;
    let id = story.asset("o/a").await;
    let (registry, deleted) = story.registry(late);
    assert_eq!(story.drain(&registry).await, 0);
    let asset = assets::queries::find(story.ctx().db.read(), id)
        .await
        .expect("the database")
        .expect("the asset");
    assert_eq!(
        (asset.state, asset.rendition_id),
        (AssetState::Processing, None)
    );
    assert_eq!(
        *deleted.lock().expect("a lock"),
        ["r/late/640.webp", "r/late/320.webp"]
    );
}

#[tokio::test]
async fn a_job_that_is_given_up_fails_its_asset() {
    async fn broken(_: AppContext, _: ProcessAsset, _: queue::Lease) -> Result<(), JobError> {
        Err(JobError::fail("no memory"))
    }
    let story = Story::begin().await;
    let id = story.asset("o/a").await;
    let (registry, _) = story.registry(broken);
    assert_eq!(story.drain(&registry).await, 1);
    let asset = assets::queries::find(story.ctx().db.read(), id)
        .await
        .expect("the database")
        .expect("the asset");
    assert_eq!(
        (asset.state, asset.failure.as_deref()),
        (AssetState::Failed, Some("gave-up"))
    );
}
