//! The job: from a stored original to a ready asset whose files lie in the store, or to a reason, or to another try.

use std::sync::Arc;

use chrono::Duration;
use contest::assets::entity::asset;
use contest::assets::jobs::GiveUpAsset;
use contest::assets::{
    AssetKind, AssetState, Limits, MediaType, NewUpload, StoredFile, begin_upload, complete_upload,
    give_up, queries, rendition_key, sniff,
};
use contest::contributions::{self, Maker};
use contest::ids::AssetId;
use contest::permissions::{Actor, Principal, Role};
use contest::{AppContext, Secrets, testing};
use database::testing::OwnDatabase;
use database::{Clock, Db, PoolOptions};
use media::jobs::{MediaContext, register};
use queue::{Failure, Registry};
use sha2::{Digest, Sha256};
use storage::{MemoryStore, ObjectKey, ObjectStore};
use tempfile::TempDir;

use crate::support::{ffmpeg, processor};

struct Story {
    ctx: AppContext,
    store: Arc<MemoryStore>,
    pupil: Actor,
    code: String,
    registry: Registry,
    folder: TempDir,
    _database: OwnDatabase,
}

impl Story {
    async fn begin() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let database = OwnDatabase::make(folder.path())
            .await
            .expect("a place for it");
        let db = Db::connect(&database.url, &PoolOptions::default())
            .await
            .expect("a database");
        migrations::run(&db).await.expect("migrations run");
        let clock = Clock::fixed("2026-05-12T08:00:00Z".parse().expect("a time"));
        let ctx = AppContext::seeded(db, clock, Secrets::new([7; 32]), 1);
        let edition = testing::edition(&ctx, "dizza-2026")
            .await
            .expect("an edition");
        let teacher = testing::account(&ctx, "larare@skola.se", &[Role::Teacher])
            .await
            .expect("a teacher");
        let class = testing::class(&ctx, edition.id, teacher)
            .await
            .expect("a class");
        let pupil = testing::pupil(&ctx, &class, "Räven")
            .await
            .expect("a pupil");
        let pupil = Actor::resolve(ctx.db.read(), &Principal::Membership(pupil.id))
            .await
            .expect("the database");
        let pupil = pupil.expect("somebody");
        let work = contributions::start(&ctx, &pupil, Maker::Pupil)
            .await
            .expect("a draft");
        let store = Arc::new(MemoryStore::new());
        let media = MediaContext {
            app: ctx.clone(),
            store: store.clone(),
            processor: processor(),
            folders: folder.path().join("work"),
        };
        let registry = register(Registry::new(), &media).register_with(
            ctx.clone(),
            async |ctx: AppContext, job: GiveUpAsset, _| {
                give_up(&ctx, job.asset, &job.reason).await?;
                Ok(())
            },
        );
        Self {
            ctx,
            store,
            pupil,
            code: work.code,
            registry,
            folder,
            _database: database,
        }
    }

    /// Stores an original as an upload does; the row may claim another hash than the bytes have.
    async fn store(&self, bytes: &[u8], media_type: MediaType, sha256: [u8; 32]) -> AssetId {
        let key = ObjectKey::random("o", &mut rand::rng());
        self.store
            .put_bytes(&key, bytes.to_vec().into())
            .await
            .expect("stored");
        let limits = Limits::default();
        let size_bytes = bytes.len() as u64;
        let new = NewUpload {
            length_bytes: Some(size_bytes),
            label: "file",
        };
        let upload = begin_upload(&self.ctx, &limits, &self.pupil, &self.code, new)
            .await
            .expect("an upload");
        let file = StoredFile {
            kind: media_type.kind(),
            media_type: media_type.code().to_owned(),
            size_bytes,
            sha256,
            object_key: key.to_string(),
        };
        complete_upload(&self.ctx, &limits, &self.pupil, &upload.token, file)
            .await
            .expect("an asset")
            .id
    }

    async fn upload(&self, bytes: &[u8]) -> AssetId {
        let media_type = sniff(bytes).expect("a known format");
        self.store(bytes, media_type, Sha256::digest(bytes).into())
            .await
    }

    async fn drain(&self) -> Vec<Failure> {
        self.registry
            .drain(&self.ctx.db, &self.ctx.clock)
            .await
            .expect("the database")
    }

    async fn asset(&self, id: AssetId) -> asset::Model {
        queries::find(self.ctx.db.read(), id)
            .await
            .expect("the database")
            .expect("the asset")
    }

    /// No job's folder is left.
    fn is_tidy(&self) -> bool {
        std::fs::read_dir(self.folder.path().join("work"))
            .is_ok_and(|mut entries| entries.next().is_none())
    }
}

fn photo() -> Vec<u8> {
    let picture = image::RgbImage::from_pixel(700, 500, image::Rgb([200, 40, 40]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture
        .write_to(&mut bytes, image::ImageFormat::Jpeg)
        .expect("encoded");
    bytes.into_inner()
}

#[tokio::test]
async fn a_photo_becomes_ready_and_all_its_files_lie_in_the_store() {
    let story = Story::begin().await;
    let id = story.upload(&photo()).await;
    assert_eq!(story.drain().await, []);

    let asset = story.asset(id).await;
    assert_eq!(
        (asset.state, asset.progress_percent, asset.kind),
        (AssetState::Ready, 100, AssetKind::Photo)
    );
    let rendition = asset.rendition_id.expect("a rendition");
    let row = queries::renditions(story.ctx.db.read(), &[rendition])
        .await
        .expect("the database")
        .remove(0);
    assert_eq!((row.width, row.height), (Some(700), Some(500)));
    assert!(
        row.thumbhash.is_some() && row.color.as_deref() == Some("#c82828"),
        "{row:?}"
    );
    let files = queries::files(story.ctx.db.read(), &[rendition])
        .await
        .expect("the database");
    assert_eq!(
        files
            .iter()
            .map(|file| file.name.as_str())
            .collect::<Vec<_>>(),
        ["1280.jpg", "1280.webp", "320.webp", "640.webp", "card.jpg"]
    );
    for file in files {
        let key = ObjectKey::parse(rendition_key(&row.media_key, &file.name)).expect("a key");
        let length = story.store.head(&key).await.expect("stored");
        assert_eq!(i64::try_from(length), Ok(file.size_bytes), "{}", file.name);
    }
    assert!(story.is_tidy());
}

#[tokio::test]
async fn a_photo_without_its_end_is_used_and_its_maker_is_told() {
    let story = Story::begin().await;
    let picture = image::RgbImage::from_fn(600, 600, |x, y| {
        let value = |at: u32| u8::try_from(at * 7 % 240).expect("below 240");
        image::Rgb([value(x), value(y), value(x + y)])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture
        .write_to(&mut bytes, image::ImageFormat::Jpeg)
        .expect("encoded");
    let bytes = bytes.into_inner();
    let id = story.upload(&bytes[..bytes.len() - bytes.len() / 50]).await;
    assert_eq!(story.drain().await, []);
    let asset = story.asset(id).await;
    assert_eq!(
        (asset.state, asset.failure.as_deref()),
        (AssetState::Ready, Some("cut-off"))
    );
    let whole = story.upload(&photo()).await;
    assert_eq!(story.drain().await, []);
    assert_eq!(story.asset(whole).await.failure, None);
}

#[tokio::test]
async fn a_song_becomes_ready_with_its_peaks() {
    let story = Story::begin().await;
    let id = story
        .upload(&ffmpeg("-f lavfi -i sine=duration=1.5", "mp3"))
        .await;
    assert_eq!(story.drain().await, []);
    let rendition = story.asset(id).await.rendition_id.expect("a rendition");
    let row = queries::renditions(story.ctx.db.read(), &[rendition])
        .await
        .expect("the database")
        .remove(0);
    assert!(
        row.has_audio
            && row
                .duration_ms
                .is_some_and(|millis| millis.abs_diff(1500) < 100)
    );
    assert!(row.peaks.is_some_and(|peaks| peaks.len() > 700));
}

#[tokio::test]
async fn a_broken_file_fails_with_its_reason_and_is_not_tried_again() {
    let story = Story::begin().await;
    let whole = photo();
    let id = story.upload(&whole[..whole.len() / 2]).await;
    assert_eq!(story.drain().await, []);
    let asset = story.asset(id).await;
    assert_eq!(
        (asset.state, asset.failure.as_deref()),
        (AssetState::Failed, Some("truncated"))
    );
    assert!(asset.rendition_id.is_none() && story.is_tidy());
}

#[tokio::test]
async fn an_outage_is_tried_again_and_then_given_up() {
    let story = Story::begin().await;
    let id = story.upload(&photo()).await;
    story.store.set_away(true);
    assert_eq!(
        story
            .drain()
            .await
            .iter()
            .map(|failure| failure.dead)
            .collect::<Vec<_>>(),
        [false]
    );
    story.ctx.clock.advance(Duration::minutes(5));
    story.store.set_away(false);
    assert_eq!(story.drain().await, []);
    assert_eq!(story.asset(id).await.state, AssetState::Ready);

    let lost = story.upload(&photo()).await;
    story.store.set_away(true);
    let mut deaths = Vec::new();
    for _ in 0..3 {
        deaths.extend(story.drain().await.iter().map(|failure| failure.dead));
        story.ctx.clock.advance(Duration::minutes(5));
    }
    assert_eq!(deaths, [false, false, true]);
    assert_eq!(story.drain().await, []);
    let asset = story.asset(lost).await;
    assert_eq!(
        (asset.state, asset.failure.as_deref()),
        (AssetState::Failed, Some("gave-up"))
    );
}

#[tokio::test]
async fn an_original_that_changed_in_the_store_is_not_used() {
    let story = Story::begin().await;
    let id = story.store(&photo(), MediaType::Jpeg, [9; 32]).await;
    let failures = story.drain().await;
    assert!(failures[0].reason.contains("other bytes"), "{failures:?}");
    assert_eq!(story.asset(id).await.state, AssetState::Processing);
}
