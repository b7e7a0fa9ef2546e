//! A pupil's draft, a store, and the jobs that work on what is uploaded.

use std::sync::Arc;

use contest::assets::entity::{asset, rendition};
use contest::assets::jobs::{DeleteObjects, GiveUpAsset, ProcessAsset};
use contest::assets::{
    Limits, MediaType, NewUpload, StoredFile, begin_upload, complete_upload, give_up, queries,
    rendition_key, sniff,
};
use contest::contributions::{self, Maker};
use contest::ids::AssetId;
use contest::permissions::{Actor, Principal, Role};
use contest::{AppContext, Secrets, testing};
use database::testing::OwnDatabase;
use database::{Clock, Db, PoolOptions};
use futures_util::TryStreamExt;
use media::jobs::{MediaContext, register, register_avif};
use queue::{Failure, JobError, Registry};
use sea_orm::{ActiveValue::Set, EntityTrait};
use sha2::{Digest, Sha256};
use storage::{MemoryStore, ObjectKey, ObjectStore};
use tempfile::TempDir;

use crate::support::processor;

/// See the module.
pub struct Story {
    pub ctx: AppContext,
    pub store: Arc<MemoryStore>,
    pub pupil: Actor,
    pub code: String,
    pub registry: Registry,
    folder: TempDir,
    _database: OwnDatabase,
}

impl Story {
    pub async fn begin() -> Self {
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
        let registry = register_avif(register(Registry::new(), &media), &media).register_with(
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
    pub async fn store(&self, bytes: &[u8], media_type: MediaType, sha256: [u8; 32]) -> AssetId {
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

    pub async fn upload(&self, bytes: &[u8]) -> AssetId {
        let media_type = sniff(bytes).expect("a known format");
        self.store(bytes, media_type, Sha256::digest(bytes).into())
            .await
    }

    /// Work on this asset is due, as when a file was uploaded.
    pub async fn queue_again(&self, asset: AssetId) {
        let txn = self.ctx.begin_write().await.expect("the database");
        let job = ProcessAsset { asset };
        queue::enqueue(&txn, &self.ctx.clock, &job, queue::Enqueue::default())
            .await
            .expect("queued");
        txn.commit().await.expect("the database");
    }

    pub async fn drain(&self) -> Vec<Failure> {
        self.registry
            .drain(&self.ctx.db, &self.ctx.clock)
            .await
            .expect("the database")
    }

    pub async fn asset(&self, id: AssetId) -> asset::Model {
        queries::find(self.ctx.db.read(), id)
            .await
            .expect("the database")
            .expect("the asset")
    }

    /// A file with this ending lies in a job's folder for what it makes.
    pub fn is_making(&self, ending: &str) -> bool {
        let jobs = std::fs::read_dir(self.folder.path().join("work"));
        let made = jobs.into_iter().flatten().flatten().filter_map(|job| {
            let out = job.path().join("out");
            std::fs::read_dir(out).ok()
        });
        made.flatten()
            .flatten()
            .any(|file| file.file_name().to_string_lossy().ends_with(ending))
    }

    /// No job's folder is left.
    pub fn is_tidy(&self) -> bool {
        std::fs::read_dir(self.folder.path().join("work"))
            .is_ok_and(|mut entries| entries.next().is_none())
    }

    pub async fn lies_in_the_store(&self, media_key: &str, name: &str) -> bool {
        let key = ObjectKey::parse(rendition_key(media_key, name)).expect("a key");
        self.store.head(&key).await.is_ok()
    }

    pub async fn rendition_rows(&self) -> usize {
        rendition::Entity::find()
            .all(self.ctx.db.read())
            .await
            .expect("the database")
            .len()
    }

    pub async fn key(&self, id: AssetId) -> String {
        let rendition = self.asset(id).await.rendition_id.expect("a rendition");
        let rows = queries::renditions(self.ctx.db.read(), &[rendition]).await;
        rows.expect("the database").remove(0).media_key
    }

    pub async fn picture(&self, key: &str) -> image::GrayImage {
        let bytes = self.bytes(&rendition_key(key, "640.webp")).await;
        let picture = image::load_from_memory(&bytes).expect("a picture");
        picture.to_luma8()
    }

    /// What lies in the store under this key.
    pub async fn bytes(&self, key: &str) -> Vec<u8> {
        let key = ObjectKey::parse(key).expect("a key");
        let object = self.store.get(&key, None).await.expect("stored");
        let parts: Vec<_> = object.stream.try_collect().await.expect("its bytes");
        parts.concat()
    }

    pub async fn holds(&self, key: &str) -> bool {
        let key = ObjectKey::parse(key).expect("a key");
        self.store.head(&key).await.is_ok()
    }

    pub async fn moderator(&self) -> Actor {
        let account = testing::account(&self.ctx, "granskare@dizza.se", &[Role::Moderator]).await;
        let principal = Principal::Account(account.expect("an account"));
        let actor = Actor::resolve(self.ctx.db.read(), &principal).await;
        actor.expect("the database").expect("somebody")
    }

    pub async fn second_moderator(&self) -> Actor {
        let account = testing::account(&self.ctx, "andra@dizza.se", &[Role::Organiser]).await;
        let principal = Principal::Account(account.expect("an account"));
        let actor = Actor::resolve(self.ctx.db.read(), &principal).await;
        actor.expect("the database").expect("somebody")
    }

    pub async fn work(&self) -> contributions::entity::contribution::Model {
        let work = contributions::queries::find_by_code(self.ctx.db.read(), &self.code).await;
        work.expect("the database").expect("the draft")
    }

    pub async fn version(&self) -> i32 {
        self.work().await.version
    }

    /// As if it had been handed in and approved in the class.
    pub async fn to_review(&self) {
        self.set_state(contributions::State::InReview).await;
    }

    /// As if everything that leads to it had happened.
    pub async fn set_state(&self, state: contributions::State) {
        let row = contributions::entity::contribution::ActiveModel {
            id: Set(self.work().await.id),
            state: Set(state),
            approved_hash: Set(Some(vec![1; 32])),
            ..Default::default()
        };
        contributions::entity::contribution::Entity::update(row)
            .exec(self.ctx.db.write())
            .await
            .expect("the database");
    }
}

/// A photo of one colour, 700 x 500.
pub fn photo() -> Vec<u8> {
    let picture = image::RgbImage::from_pixel(700, 500, image::Rgb([200, 40, 40]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture
        .write_to(&mut bytes, image::ImageFormat::Jpeg)
        .expect("encoded");
    bytes.into_inner()
}
