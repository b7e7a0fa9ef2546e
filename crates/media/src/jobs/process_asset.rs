//! Makes all renditions of one asset. Safe to run twice: each attempt writes new random keys, and one commit guarded by
//! the lease's token publishes them; what a lost attempt left is swept.

use std::path::{Path, PathBuf};

use contest::assets::jobs::ProcessAsset;
use contest::assets::{
    Finished, MadeFile, MadeRendition, MediaType, ProgressLog, ToProcess, mark_failed, mark_ready,
    note_on_asset, rendition_key, to_process,
};
use futures_util::{StreamExt, TryStreamExt};
use queue::{JobError, Lease};
use sha2::{Digest, Sha256};
use storage::{ObjectKey, Store};
use tokio::io::AsyncWriteExt;
use tokio::sync::watch;

use super::MediaContext;
use crate::error::{MediaError, Reason};
use crate::folder::JobFolder;
use crate::renditions::Renditions;

/// Files that are uploaded at the same time.
const UPLOADS: usize = 4;

/// Handles one [`ProcessAsset`].
#[tracing::instrument(name = "media.process", skip_all, fields(asset.id = %job.asset))]
pub(super) async fn process_asset(
    ctx: MediaContext,
    job: ProcessAsset,
    lease: Lease,
) -> Result<(), JobError> {
    let Some(asset) = to_process(&ctx.app, job.asset)
        .await
        .map_err(JobError::retry)?
    else {
        return Ok(()); // withdrawn or erased since it was queued
    };
    let folder = JobFolder::create(&ctx.folders).map_err(JobError::retry)?;
    let mut note = None;
    let finished = match attempt(&ctx, &asset, &folder, &mut note).await {
        Ok(made) => mark_ready(&ctx.app, lease.token(), asset.asset, made).await,
        Err(MediaError::Input { reason, detail }) => {
            tracing::info!(reason = reason.code(), detail, "The file cannot be used");
            mark_failed(&ctx.app, lease.token(), asset.asset, reason.code()).await
        }
        Err(error) => return Err(JobError::retry(error)),
    };
    match finished.map_err(JobError::retry)? {
        Finished::Yes => {
            tracing::info!(note, "The asset is done");
            if let Some(code) = note {
                let noted = note_on_asset(&ctx.app, asset.asset, code).await;
                noted.map_err(JobError::retry)?;
            }
        }
        Finished::TooLate => tracing::info!("Another worker was faster, or the asset is gone"),
    }
    Ok(())
}

/// Fetches the original, makes renditions while progress is written, and uploads them under a new random key.
async fn attempt(
    ctx: &MediaContext,
    asset: &ToProcess,
    folder: &JobFolder,
    note: &mut Option<&'static str>,
) -> Result<MadeRendition, MediaError> {
    let media_type = MediaType::from_code(&asset.media_type)
        .ok_or_else(|| MediaError::input(Reason::UnsupportedFormat, asset.media_type.clone()))?;
    fetch(ctx, asset, &folder.original()).await?;
    let mut processor = ctx.processor.clone();
    processor.limits.max_film = std::time::Duration::from_secs(asset.max_film_seconds.into());
    let (sender, mut receiver) = watch::channel(0);
    let tell = |percent: u8| {
        sender.send_if_modified(|last| {
            let grown = percent > *last;
            *last = percent.max(*last);
            grown
        });
    };
    let mut log = ProgressLog::new(&ctx.app, asset.asset);
    let told = async {
        while receiver.changed().await.is_ok() {
            let percent = *receiver.borrow_and_update();
            log.report(percent).await;
        }
    };
    let made = tokio::select! {
        made = processor.process(media_type, folder, &tell) => made?,
        () = told => return Err(MediaError::world("follow the progress", "its channel was closed")),
    };
    *note = made.facts.note();
    upload(ctx, made).await
}

/// Streams the original into the job's folder and compares it with what was uploaded.
async fn fetch(ctx: &MediaContext, asset: &ToProcess, to: &Path) -> Result<(), MediaError> {
    let world = |doing: &'static str| move |error| MediaError::world(doing, error);
    let key = ObjectKey::parse(asset.object_key.as_str())
        .map_err(|error| MediaError::world("understand the original's key", error))?;
    let object = ctx
        .store
        .get(&key, None)
        .await
        .map_err(|error| MediaError::world("fetch the original", error))?;
    let mut stream = object.stream;
    let mut file = tokio::fs::File::create(to)
        .await
        .map_err(world("write the original"))?;
    let mut hash = Sha256::new();
    while let Some(bytes) = stream
        .try_next()
        .await
        .map_err(world("fetch the original"))?
    {
        hash.update(&bytes);
        file.write_all(&bytes)
            .await
            .map_err(world("write the original"))?;
    }
    file.flush().await.map_err(world("write the original"))?;
    if hash.finalize().as_slice() != asset.sha256.as_slice() {
        return Err(MediaError::world(
            "fetch the original",
            "the store gave other bytes than were uploaded",
        ));
    }
    Ok(())
}

/// Stores all files under one new random key.
async fn upload(ctx: &MediaContext, made: Renditions) -> Result<MadeRendition, MediaError> {
    let media_key = hex::encode(ctx.app.random::<16>());
    let mut uploads = Vec::with_capacity(made.files.len());
    for file in &made.files {
        let key = ObjectKey::parse(rendition_key(&media_key, &file.name))
            .map_err(|error| MediaError::world("name a rendition", error))?;
        uploads.push(put(ctx.store.clone(), key, file.path.clone()));
    }
    futures_util::stream::iter(uploads)
        .buffer_unordered(UPLOADS)
        .try_collect::<Vec<()>>()
        .await?;
    let files = made.files.into_iter().map(|file| MadeFile {
        name: file.name,
        content_type: file.content_type.to_owned(),
        size_bytes: file.size,
        sha256: file.sha256,
        width: file.width,
        height: file.height,
    });
    let facts = made.facts;
    Ok(MadeRendition {
        media_key,
        files: files.collect(),
        width: Some(facts.width),
        height: Some(facts.height),
        duration_ms: facts.duration_ms,
        has_audio: facts.has_audio,
        thumbhash: facts.thumbhash,
        color: facts.color,
        peaks: facts.peaks,
    })
}

async fn put(store: Store, key: ObjectKey, path: PathBuf) -> Result<(), MediaError> {
    store
        .put_file(&key, &path)
        .await
        .map_err(|error| MediaError::world("store a rendition", error))
}
