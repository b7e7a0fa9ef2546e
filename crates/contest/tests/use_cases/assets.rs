//! Uploads become assets, assets become renditions: once, for their makers, inside the limits.

use std::sync::{Arc, Mutex};

use chrono::Duration;
use contest::assets::jobs::{DeleteObjects, GiveUpAsset, ProcessAsset};
use contest::assets::{self as assets, *};
use contest::contributions::entity::contribution;
use contest::contributions::{self, Maker, NotOpen, State};
use contest::ids::AssetId;
use contest::permissions::{Actor, Principal, Role};
use contest::{AppContext, testing};
use database::sea_orm::{
    ActiveValue::{Set, Unchanged},
    EntityTrait,
};
use queue::{JobError, Registry};

use crate::common::TestDb;

const MIB: u64 = 1024 * 1024;

struct Story {
    db: TestDb,
    pupil: Actor,
    other: Actor,
    stranger: Actor,
    work: contribution::Model,
    limits: Limits,
}

async fn actor(ctx: &AppContext, principal: Principal) -> Actor {
    let actor = Actor::resolve(ctx.db.read(), &principal)
        .await
        .expect("the database");
    actor.expect("somebody")
}

impl Story {
    async fn begin() -> Self {
        let db = TestDb::new().await;
        let ctx = &db.ctx;
        let edition = testing::edition(ctx, "dizza-2026")
            .await
            .expect("an edition");
        let teacher = testing::account(ctx, "larare@skola.se", &[Role::Teacher])
            .await
            .expect("a teacher");
        let single = testing::account(ctx, "ensam@example.org", &[])
            .await
            .expect("an account");
        let class = testing::class(ctx, edition.id, teacher)
            .await
            .expect("a class");
        let pupil = testing::pupil(ctx, &class, "Räven").await.expect("a pupil");
        let other = testing::pupil(ctx, &class, "Ugglan")
            .await
            .expect("a pupil");
        let pupil = actor(ctx, Principal::Membership(pupil.id)).await;
        let work = contributions::start(ctx, &pupil, Maker::Pupil)
            .await
            .expect("a draft");
        Self {
            other: actor(ctx, Principal::Membership(other.id)).await,
            stranger: actor(ctx, Principal::Account(single)).await,
            pupil,
            work,
            limits: Limits::default(),
            db,
        }
    }

    fn ctx(&self) -> &AppContext {
        &self.db.ctx
    }

    async fn upload(&self, actor: &Actor, length_bytes: u64) -> Result<String, BeginUploadError> {
        let new = NewUpload {
            length_bytes: Some(length_bytes),
            label: "film.mp4",
        };
        let row = begin_upload(self.ctx(), &self.limits, actor, &self.work.code, new).await?;
        Ok(row.token)
    }

    async fn complete(
        &self,
        token: &str,
        file: StoredFile,
    ) -> Result<AssetId, CompleteUploadError> {
        let asset = complete_upload(self.ctx(), &self.limits, &self.pupil, token, file).await?;
        Ok(asset.id)
    }

    async fn asset(&self, key: &str) -> AssetId {
        let token = self.upload(&self.pupil, 10).await.expect("an upload");
        self.complete(&token, photo(key, 10))
            .await
            .expect("an asset")
    }

    async fn order(&self) -> Vec<AssetId> {
        let rows = assets::queries::of_contribution(self.ctx().db.read(), self.work.id).await;
        rows.expect("assets")
            .into_iter()
            .map(|row| row.id)
            .collect()
    }

    /// A registry that notes which objects shall be deleted and makes renditions with `make`.
    fn registry<F>(
        &self,
        make: fn(AppContext, ProcessAsset, queue::Lease) -> F,
    ) -> (Registry, Arc<Mutex<Vec<String>>>)
    where
        F: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        let deleted = Arc::<Mutex<Vec<String>>>::default();
        let seen = deleted.clone();
        let registry = Registry::new()
            .register_with(self.ctx().clone(), make)
            .on_dead::<ProcessAsset, GiveUpAsset>(|job, _| GiveUpAsset {
                asset: job.asset,
                reason: "gave-up".into(),
            })
            .register_with(
                self.ctx().clone(),
                async |ctx: AppContext, job: GiveUpAsset, _| {
                    give_up(&ctx, job.asset, &job.reason).await?;
                    Ok(())
                },
            )
            .register(move |job: DeleteObjects, _| {
                seen.lock().expect("a lock").extend(job.keys);
                async { Ok(()) }
            });
        (registry, deleted)
    }

    async fn drain(&self, registry: &Registry) -> usize {
        registry
            .drain(&self.ctx().db, &self.ctx().clock)
            .await
            .expect("the database")
            .len()
    }
}

fn photo(key: &str, size_bytes: u64) -> StoredFile {
    StoredFile {
        kind: AssetKind::Photo,
        media_type: "jpeg".into(),
        size_bytes,
        sha256: [3; 32],
        object_key: key.into(),
    }
}

fn made(media_key: &str) -> MadeRendition {
    let file = |name: &str| MadeFile {
        name: name.into(),
        content_type: "image/webp".into(),
        size_bytes: 5,
        sha256: [9; 32],
        width: Some(320),
        height: Some(240),
    };
    MadeRendition {
        media_key: media_key.into(),
        files: vec![file("640.webp"), file("320.webp")],
        width: Some(640),
        height: Some(480),
        duration_ms: None,
        has_audio: false,
        thumbhash: String::new(),
        color: "#102030".into(),
        peaks: vec![0, 255],
        pages: Vec::new(),
        fingerprint: None,
        original: None,
    }
}

async fn make(ctx: AppContext, job: ProcessAsset, lease: queue::Lease) -> Result<(), JobError> {
    let Some(found) = to_process(&ctx, job.asset).await? else {
        return Ok(());
    };
    set_progress(&ctx, found.asset, 40).await?;
    set_progress(&ctx, found.asset, 30).await?;
    mark_ready(
        &ctx,
        lease.token(),
        found.asset,
        made(&format!("{:032x}", 7)),
    )
    .await?;
    Ok(())
}

async fn break_off(
    ctx: AppContext,
    job: ProcessAsset,
    lease: queue::Lease,
) -> Result<(), JobError> {
    to_process(&ctx, job.asset).await?;
    mark_failed(&ctx, lease.token(), job.asset, "truncated").await?;
    Ok(())
}

#[tokio::test]
async fn finishing_again_gives_the_same_asset_and_lets_the_twin_go() {
    let story = Story::begin().await;
    let token = story.upload(&story.pupil, 10).await.expect("an upload");
    let first = story
        .complete(&token, photo("o/1", 10))
        .await
        .expect("an asset");
    for twin in ["o/2", "o/3", "o/1"] {
        assert_eq!(
            story
                .complete(&token, photo(twin, 10))
                .await
                .expect("the asset"),
            first
        );
    }
    assert_eq!(story.order().await, [first]);
    let (registry, deleted) = story.registry(make);
    assert_eq!(story.drain(&registry).await, 0);
    deleted.lock().expect("a lock").sort();
    assert_eq!(*deleted.lock().expect("a lock"), ["o/2", "o/3"]);
}

#[tokio::test]
async fn somebody_elses_upload_is_not_there() {
    let story = Story::begin().await;
    let token = story.upload(&story.pupil, 10).await.expect("an upload");
    for foreign in [&story.other, &story.stranger] {
        refuse_upload(story.ctx(), foreign, &token, "file-unknown")
            .await
            .expect("the database");
        let found = find_own_upload(story.ctx(), story.ctx().db.read(), foreign, &token)
            .await
            .expect("the database");
        assert!(found.is_none());
        let error = complete_upload(
            story.ctx(),
            &story.limits,
            foreign,
            &token,
            photo("o/1", 10),
        )
        .await;
        assert!(matches!(error, Err(CompleteUploadError::NotFound)));
        assert!(matches!(
            abandon_upload(story.ctx(), foreign, &token).await,
            Err(AbandonUploadError::NotFound)
        ));
    }
    assert!(matches!(
        story.upload(&story.stranger, 10).await,
        Err(BeginUploadError::NotOpen(NotOpen::NotFound))
    ));
    let own = find_own_upload(story.ctx(), story.ctx().db.read(), &story.pupil, &token).await;
    let own = own.expect("the database").expect("still there");
    assert_eq!(own.failure, None, "nobody else refuses it");
    assert!(
        story.upload(&story.other, 10).await.is_ok(),
        "all pupils of a class make its draft together"
    );
}

#[tokio::test]
async fn an_upload_that_was_begun_in_time_may_finish() {
    let story = Story::begin().await;
    let token = story.upload(&story.pupil, 10).await.expect("an upload");
    story.ctx().clock.advance(Duration::days(21));
    assert!(matches!(
        story.upload(&story.pupil, 10).await,
        Err(BeginUploadError::NotOpen(NotOpen::Closed))
    ));
    assert!(
        note_received(story.ctx(), &token, 5)
            .await
            .expect("the database")
            .is_none()
    );
    story
        .complete(&token, photo("o/1", 10))
        .await
        .expect_err("24 h after the last byte it is gone");
    let story = Story::begin().await;
    story
        .ctx()
        .clock
        .advance(Duration::days(20) - Duration::seconds(1));
    let token = story.upload(&story.pupil, 10).await.expect("an upload");
    story.ctx().clock.advance(Duration::minutes(30));
    assert!(matches!(
        story.upload(&story.other, 10).await,
        Err(BeginUploadError::NotOpen(NotOpen::Closed))
    ));
    story
        .complete(&token, photo("o/1", 10))
        .await
        .expect("an asset");
}

#[tokio::test]
async fn sizes_and_numbers_are_limited() {
    let mut story = Story::begin().await;
    assert!(matches!(
        story.upload(&story.pupil, 0).await,
        Err(BeginUploadError::Empty)
    ));
    assert!(matches!(
        story.upload(&story.pupil, 1_000_000_001).await,
        Err(BeginUploadError::TooLarge {
            max_bytes: 1_000_000_000
        })
    ));
    let token = story
        .upload(&story.pupil, 41_000_000)
        .await
        .expect("could be a film");
    let error = story
        .complete(&token, photo("o/1", 41_000_000))
        .await
        .expect_err("is a photo");
    assert_eq!(error.reason(), Some("photo-too-large"));
    story.upload(&story.pupil, 10).await.expect("the second");
    assert!(matches!(
        story.upload(&story.pupil, 10).await,
        Err(BeginUploadError::TooManyAtOnce(2))
    ));
    story
        .upload(&story.other, 10)
        .await
        .expect("somebody else's first");
    story.ctx().clock.advance(Duration::minutes(11));
    story
        .upload(&story.pupil, 10)
        .await
        .expect("paused ones take nobody's place");
    story.limits.in_flight = 1;
    assert!(matches!(
        story.upload(&story.other, 10).await,
        Err(BeginUploadError::Busy)
    ));
}

#[tokio::test]
async fn the_class_shares_one_quota() {
    let mut story = Story::begin().await;
    story.limits.quota_bytes = 100 * MIB;
    let token = story
        .upload(&story.pupil, 60 * MIB)
        .await
        .expect("an upload");
    let error = story
        .upload(&story.other, 41 * MIB)
        .await
        .expect_err("promised to the first");
    assert!(matches!(error, BeginUploadError::QuotaFull { .. }));
    let film = StoredFile {
        kind: AssetKind::Video,
        media_type: "mp4".into(),
        ..photo("o/1", 60 * MIB)
    };
    story
        .complete(&token, film.clone())
        .await
        .expect("an asset");
    let late = story
        .upload(&story.other, 40 * MIB)
        .await
        .expect("fits exactly");
    let larger = StoredFile {
        size_bytes: 41 * MIB,
        object_key: "o/2".into(),
        ..film
    };
    let error = complete_upload(story.ctx(), &story.limits, &story.other, &late, larger)
        .await
        .expect_err("more than it said");
    assert_eq!(error.reason(), Some("quota-full"));
}

#[tokio::test]
async fn what_was_handed_in_takes_no_more_files() {
    let story = Story::begin().await;
    let token = story.upload(&story.pupil, 10).await.expect("an upload");
    contributions::withdraw(story.ctx(), &story.pupil, &story.work.code)
        .await
        .expect("withdrawn");
    assert!(matches!(
        story.complete(&token, photo("o/1", 10)).await,
        Err(CompleteUploadError::NotEditable(State::Withdrawn))
    ));
    assert!(matches!(
        story.upload(&story.pupil, 10).await,
        Err(BeginUploadError::NotOpen(NotOpen::NotEditable(_)))
    ));
}

#[tokio::test]
async fn uploads_expire_a_day_after_their_last_byte() {
    let story = Story::begin().await;
    let resting = story.upload(&story.pupil, 10).await.expect("an upload");
    let growing = story.upload(&story.pupil, 10).await.expect("an upload");
    story.ctx().clock.advance(Duration::hours(23));
    note_received(story.ctx(), &growing, 5)
        .await
        .expect("the database");
    story.ctx().clock.advance(Duration::hours(1));
    assert_eq!(expire_uploads(story.ctx()).await.expect("the database"), 1);
    let db = story.ctx().db.read();
    let gone = assets::queries::find_upload(db, &resting).await;
    assert_eq!(gone.expect("the database"), None);
    let kept = assets::queries::find_upload(db, &growing).await;
    assert!(kept.expect("the database").is_some());
}

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
        (AssetState::Failed, Some("truncated"))
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
