//! Uploads become assets, assets become renditions: once, for their makers, inside the limits.

mod uploads;
mod working;

use std::sync::{Arc, Mutex};

use contest::assets::jobs::{DeleteObjects, GiveUpAsset, ProcessAsset};
use contest::assets::{self as assets, *};
use contest::contributions::entity::contribution;
use contest::contributions::{self, Maker};
use contest::ids::AssetId;
use contest::permissions::{Actor, Principal};
use contest::{AppContext, testing};
use queue::{JobError, Registry};

use crate::common::{School, TestDb, actor};

const MIB: u64 = 1024 * 1024;

struct Story {
    db: TestDb,
    pupil: Actor,
    other: Actor,
    stranger: Actor,
    work: contribution::Model,
    limits: Limits,
}

impl Story {
    async fn begin() -> Self {
        let school = School::open().await;
        let (ctx, pupil) = (school.ctx(), &school.pupil);
        let single = testing::account(ctx, "ensam@example.org", &[])
            .await
            .expect("an account");
        let work = contributions::start(ctx, pupil, Maker::Pupil)
            .await
            .expect("a draft");
        Self {
            stranger: actor(ctx, Principal::Account(single)).await,
            work,
            limits: Limits::default(),
            pupil: school.pupil,
            other: school.other,
            db: school.db,
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
        fingerprints: vec![],
        original: None,
        marks: vec![],
        note: None,
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
        MadeRendition {
            note: Some("without-sound"),
            ..made(&format!("{:032x}", 7))
        },
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
    mark_failed(&ctx, lease.token(), job.asset, "unreadable").await?;
    Ok(())
}
