//! The job: from a stored original to a ready asset whose files lie in the store, or to a reason, or to another try.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::Duration;
use contest::assets::entity::{asset, rendition};
use contest::assets::jobs::{DeleteObjects, GiveUpAsset};
use contest::assets::{
    AssetKind, AssetState, Limits, MediaType, NewUpload, StoredFile, begin_upload, complete_upload,
    give_up, growing, page_texts, queries, rendition_key, retry_asset, sniff,
};
use contest::contributions::{self, Maker};
use contest::ids::AssetId;
use contest::permissions::{Actor, Principal, Role};
use contest::{AppContext, Secrets, testing};
use database::testing::OwnDatabase;
use database::{Clock, Db, PoolOptions};
use futures_util::TryStreamExt;
use media::jobs::{MediaContext, register};
use queue::{Failure, JobError, Registry};
use sea_orm::EntityTrait;
use sha2::{Digest, Sha256};
use storage::{MemoryStore, ObjectKey, ObjectStore};
use tempfile::TempDir;

use crate::pdf::magazine;
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
        let registry = registry.register_with(
            store.clone(),
            async |store: Arc<MemoryStore>, job: DeleteObjects, _| {
                for key in job.keys {
                    let key = ObjectKey::parse(key).map_err(JobError::fail)?;
                    store.delete(&key).await.map_err(JobError::retry)?;
                }
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
async fn a_magazine_becomes_ready_with_its_pages_and_their_text() {
    let story = Story::begin().await;
    let id = story.upload(&magazine(3)).await;
    assert_eq!(story.drain().await, []);
    let asset = story.asset(id).await;
    assert_eq!(
        (asset.state, asset.kind, asset.failure.as_deref()),
        (AssetState::Ready, AssetKind::Document, None)
    );
    let rendition = asset.rendition_id.expect("a rendition");
    let row = queries::renditions(story.ctx.db.read(), &[rendition])
        .await
        .expect("the database")
        .remove(0);
    let files = queries::files(story.ctx.db.read(), &[rendition])
        .await
        .expect("the database");
    for name in ["1280.webp", "card.jpg", "p02_1280.webp", "p03_1280.webp"] {
        let file = files.iter().find(|file| file.name == name).expect(name);
        let key = ObjectKey::parse(rendition_key(&row.media_key, name)).expect("a key");
        let object = story.store.get(&key, None).await.expect("stored");
        let bytes: Vec<_> = object.stream.try_collect().await.expect("readable");
        assert_eq!(
            file.sha256,
            Sha256::digest(bytes.concat()).to_vec(),
            "{name}"
        );
    }
    let texts = page_texts(story.ctx.db.read(), &[rendition])
        .await
        .expect("the database");
    assert_eq!(texts.len(), 3);
    for (number, page) in (1..).zip(texts) {
        assert_eq!(page.number, number);
        assert!(
            page.text.starts_with(&format!("Sida {number}: säg ifrån")),
            "{}",
            page.text
        );
    }
    assert!(story.is_tidy());
}

#[tokio::test]
async fn a_magazine_that_cannot_be_shown_fails_for_a_reason_and_can_be_tried_again() {
    let story = Story::begin().await;
    let id = story.upload(&magazine(61)).await;
    for _ in 0..2 {
        assert_eq!(story.drain().await, []);
        let asset = story.asset(id).await;
        assert_eq!(
            (asset.state, asset.failure.as_deref()),
            (AssetState::Failed, Some("too-many-pages"))
        );
        retry_asset(&story.ctx, &story.pupil, &story.code, id)
            .await
            .expect("tried again");
        assert_eq!(story.asset(id).await.state, AssetState::Stored);
    }
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
async fn what_a_telephone_recorded_as_sound_is_a_song() {
    let story = Story::begin().await;
    for (args, ending) in [
        ("-c:a aac -f mp4", "mp4"),
        ("-c:a libopus -f webm", "webm"),
        ("-c:a wmav2 -f asf", "wma"),
        ("-c:a aac -ar 16000 -f 3gp", "3gp"),
    ] {
        let id = story
            .upload(&ffmpeg(
                &format!("-f lavfi -i sine=duration=1.5 {args}"),
                ending,
            ))
            .await;
        assert_eq!(story.drain().await, []);
        let asset = story.asset(id).await;
        assert_eq!(
            (asset.state, asset.kind, asset.failure.as_deref()),
            (AssetState::Ready, AssetKind::Audio, None),
            "{ending}"
        );
    }
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

/// A film of some seconds; encoding it takes longer than looking.
fn film(seconds: u32, ending: &str) -> Vec<u8> {
    let codec = if ending == "webm" {
        "-c:v libvpx -deadline realtime -cpu-used 8 -b:v 900k -c:a libvorbis"
    } else {
        "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac"
    };
    ffmpeg(
        &format!(
            "-f lavfi -i testsrc2=size=1280x720:rate=30:duration={seconds} -f lavfi -i sine=duration={seconds} {codec}"
        ),
        ending,
    )
}

impl Story {
    /// What makers see of the film while it is being made, once its playlist can be played.
    async fn until_playable(&self, id: AssetId) -> growing::Shown {
        let deadline = std::time::Instant::now() + std::time::Duration::from_mins(1);
        loop {
            let shown = growing::shown(self.ctx.db.read(), &[id])
                .await
                .expect("the database");
            if let Some(shown) = shown.into_iter().find(growing::Shown::is_playable) {
                return shown;
            }
            assert!(
                std::time::Instant::now() < deadline,
                "nothing can be played"
            );
            tokio::task::yield_now().await;
        }
    }

    async fn playlist(&self, shown: &growing::Shown, name: &str) -> Option<String> {
        growing::find_playlist(
            self.ctx.db.read(),
            &self.pupil,
            &shown.rendition.media_key,
            name,
        )
        .await
        .expect("the database")
    }

    async fn lies_in_the_store(&self, media_key: &str, name: &str) -> bool {
        let key = ObjectKey::parse(rendition_key(media_key, name)).expect("a key");
        self.store.head(&key).await.is_ok()
    }

    async fn rendition_rows(&self) -> usize {
        rendition::Entity::find()
            .all(self.ctx.db.read())
            .await
            .expect("the database")
            .len()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_film_can_be_watched_while_it_is_made() {
    let story = Arc::new(Story::begin().await);
    let id = story.upload(&film(12, "mp4")).await;
    let working = tokio::spawn({
        let story = story.clone();
        async move { story.drain().await }
    });
    let shown = story.until_playable(id).await;
    let key = shown.rendition.media_key.clone();

    let asset = story.asset(id).await;
    assert_eq!(
        (asset.state, asset.rendition_id),
        (AssetState::Processing, None)
    );
    let master = story
        .playlist(&shown, "master.m3u8")
        .await
        .expect("a master");
    assert!(
        master.contains("720.m3u8") && master.contains("CODECS=\"avc1.64"),
        "{master}"
    );
    let text = story
        .playlist(&shown, "480.m3u8")
        .await
        .expect("a playlist");
    assert!(
        text.contains("#EXTINF:2.000000,\n480_0000.m4s") && !text.contains("ENDLIST"),
        "{text}"
    );
    let stranger = testing::account(&story.ctx, "annan@skola.se", &[Role::Teacher])
        .await
        .expect("somebody else");
    let stranger = Actor::resolve(story.ctx.db.read(), &Principal::Account(stranger))
        .await
        .expect("the database")
        .expect("somebody");
    for name in ["480_init.mp4", "480_0000.m4s", "audio_0000.m4s", "640.webp"] {
        assert!(story.lies_in_the_store(&key, name).await, "{name}");
        let (db, actor) = (story.ctx.db.read(), &story.pupil);
        let seen = queries::find_review_file(db, actor, &key, name).await;
        assert!(
            seen.expect("the database").is_some(),
            "{name} for its maker"
        );
        let public = queries::find_public_file(db, &key, name).await;
        assert!(public.expect("the database").is_none(), "{name} for all");
        let foreign = queries::find_review_file(db, &stranger, &key, name).await;
        assert!(
            foreign.expect("the database").is_none(),
            "{name} for others"
        );
    }

    assert_eq!(working.await.expect("no panic"), []);
    let asset = story.asset(id).await;
    let rendition = asset.rendition_id.expect("a rendition");
    let row = queries::renditions(story.ctx.db.read(), &[rendition])
        .await
        .expect("the database")
        .remove(0);
    assert_eq!(row.media_key, key, "what was watched is what stays");
    assert!(!row.files_hash.is_empty());
    assert_eq!(story.rendition_rows().await, 1);
    let files = queries::files(story.ctx.db.read(), &[rendition])
        .await
        .expect("the database");
    let mut names = HashMap::new();
    for file in &files {
        let key = ObjectKey::parse(rendition_key(&key, &file.name)).expect("a key");
        let object = story.store.get(&key, None).await.expect("stored");
        let bytes: Vec<u8> = object
            .stream
            .map_ok(|part| part.to_vec())
            .try_concat()
            .await
            .expect("whole");
        assert_eq!(
            Sha256::digest(&bytes).as_slice(),
            file.sha256,
            "{}",
            file.name
        );
        names.insert(file.name.as_str(), bytes);
    }
    for name in ["master.m3u8", "video.mp4", "sprite.webp", "480_0003.m4s"] {
        assert!(names.contains_key(name), "{name}");
    }
    let text = String::from_utf8_lossy(&names["480.m3u8"]).into_owned();
    assert!(text.ends_with("#EXT-X-ENDLIST\n"), "{text}");
    assert_eq!(story.playlist(&shown, "480.m3u8").await, None, "stored now");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_lost_worker_left_goes_and_the_next_one_begins_anew() {
    let story = Arc::new(Story::begin().await);
    let id = story.upload(&film(12, "mp4")).await;
    let lost = tokio::spawn({
        let story = story.clone();
        async move { story.drain().await }
    });
    let first = story.until_playable(id).await;
    lost.abort();
    let _ = lost.await;
    assert_eq!(
        story.asset(id).await.rendition_id,
        None,
        "nothing is published"
    );

    story.ctx.clock.advance(Duration::hours(2));
    let next = tokio::spawn({
        let story = story.clone();
        async move { story.drain().await }
    });
    let deadline = std::time::Instant::now() + std::time::Duration::from_mins(1);
    let second = loop {
        let shown = story.until_playable(id).await;
        if shown.rendition.media_key != first.rendition.media_key {
            break shown;
        }
        assert!(
            std::time::Instant::now() < deadline,
            "the second never begins"
        );
        tokio::task::yield_now().await;
    };
    assert_eq!(next.await.expect("no panic"), []);
    assert_eq!(story.asset(id).await.state, AssetState::Ready);
    assert_eq!(story.rendition_rows().await, 1);
    for file in &first.files {
        let key = &first.rendition.media_key;
        assert!(
            !story.lies_in_the_store(key, &file.name).await,
            "{}",
            file.name
        );
    }
    let key = &second.rendition.media_key;
    assert!(story.lies_in_the_store(key, "master.m3u8").await);
}

#[tokio::test]
async fn a_film_that_is_refused_at_its_end_leaves_nothing_to_watch() {
    let story = Story::begin().await;
    let whole = film(8, "webm");
    let id = story.upload(&whole[..whole.len() / 2]).await;
    assert_eq!(story.drain().await, []);
    let asset = story.asset(id).await;
    assert_eq!(
        (asset.state, asset.failure.as_deref()),
        (AssetState::Failed, Some("truncated"))
    );
    assert_eq!(story.rendition_rows().await, 0);
    let left = story.store.list("r/", None, 10).await.expect("the store");
    assert!(left.objects.is_empty(), "{:?}", left.objects);
}

#[tokio::test]
async fn a_store_that_is_away_for_a_moment_costs_only_the_preview() {
    let story = Story::begin().await;
    let id = story.upload(&film(3, "mp4")).await;
    story.store.refuse_puts(1);
    assert_eq!(story.drain().await, []);
    let asset = story.asset(id).await;
    assert_eq!(asset.state, AssetState::Ready, "{:?}", asset.failure);
    assert_eq!(story.rendition_rows().await, 1);
}
