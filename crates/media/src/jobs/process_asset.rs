//! Makes all renditions of one asset. Safe to run twice: each attempt writes new random keys, and one commit guarded by
//! the lease's token publishes them; what a lost attempt left is swept.

use std::time::Duration;

use contest::assets::jobs::ProcessAsset;
use contest::assets::{
    Finished, MadeRendition, MediaType, ProgressLog, ToProcess, mark_failed, mark_ready, to_process,
};
use queue::{JobError, Lease, LeaseToken};
use tokio::sync::{mpsc, watch};

use super::MediaContext;
use super::growing::Follower;
use super::upload::{fetch, upload};
use crate::error::{MediaError, Reason};
use crate::folder::JobFolder;
use crate::redact::Burning;

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
    let finished = match attempt(&ctx, &asset, &folder, lease.token()).await {
        Ok(made) => {
            tracing::info!(note = made.note, "The renditions are made");
            mark_ready(&ctx.app, lease.token(), asset.asset, made).await
        }
        Err(MediaError::Input { reason, detail }) => {
            tracing::info!(reason = reason.code(), detail, "The file cannot be used");
            mark_failed(&ctx.app, lease.token(), asset.asset, reason.code()).await
        }
        Err(error) => return Err(JobError::retry(error)),
    };
    match finished.map_err(JobError::retry)? {
        Finished::Yes => tracing::info!("The asset is done"),
        Finished::TooLate => tracing::info!("Another worker was faster, or the asset is gone"),
    }
    Ok(())
}

/// Fetches the original, makes renditions while progress and what can be shown already are written, and uploads the rest.
async fn attempt(
    ctx: &MediaContext,
    asset: &ToProcess,
    folder: &JobFolder,
    lease: LeaseToken,
) -> Result<MadeRendition, MediaError> {
    let media_type = MediaType::from_code(&asset.media_type)
        .ok_or_else(|| MediaError::input(Reason::UnsupportedFormat, asset.media_type.clone()))?;
    fetch(ctx, &asset.object_key, &asset.sha256, &folder.original()).await?;
    let mut processor = ctx.processor.clone();
    processor.limits.max_film = Duration::from_secs(asset.max_film_seconds.into());
    processor.limits.max_rung = asset.max_film_side;
    let burning = Burning {
        marks: asset.marks.clone(),
        replace_original: asset.destroy_original,
    };
    let (sender, mut receiver) = watch::channel(0);
    let (growth, grown) = mpsc::unbounded_channel();
    let mut follower = Follower::new(ctx, lease, asset.asset);
    let made = async {
        // Both channels end with this block, and so do those who listen to them.
        let (sender, growth) = (sender, growth);
        let tell = |percent: u8| {
            sender.send_if_modified(|last| {
                let grown = percent > *last;
                *last = percent.max(*last);
                grown
            });
        };
        let shows = |event| {
            let _ = growth.send(event);
        };
        processor
            .process_burning(media_type, folder, &burning, &tell, &shows)
            .await
    };
    let mut log = ProgressLog::new(&ctx.app, asset.asset);
    let told = async {
        while receiver.changed().await.is_ok() {
            let percent = *receiver.borrow_and_update();
            log.report(percent).await;
        }
        Ok(())
    };
    let (made, (), ()) = tokio::try_join!(made, told, follower.follow(grown))?;
    let settled = follower.settled(&made.files);
    Ok(MadeRendition {
        marks: asset.marks.clone(),
        ..upload(ctx, made, settled).await?
    })
}
