//! What a crash or a client that never came back left on this node.

use std::time::Duration;

use contest::assets;
use contest::permissions::{Actor, Principal};
use dizza_http::{Problem, Site};

use super::lock::UploadLock;
use super::{StagingArea, complete, problems};

const EVERY: Duration = Duration::from_mins(10);

/// Tidies the staging folder of this node, at once and then every ten minutes, until the server stops.
pub async fn keep_tidy(site: Site) {
    loop {
        if let Err(problem) = tidy(&site).await {
            tracing::warn!(%problem, "Could not tidy the staging folder");
        }
        tokio::select! {
            () = site.shutdown.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

/// Deletes the bytes of uploads that are over, and completes those whose last byte came just before a crash, so that
/// nothing that was sent waits for its sender. An upload under way is left alone.
///
/// # Errors
/// The disk, the database or the store failed; what is left is tidied up next time.
pub async fn tidy(site: &Site) -> Result<(), Problem> {
    let staging = StagingArea::of(site);
    // First the files, then the rows: a file's row is older than the file.
    let tokens = staging.tokens().await.map_err(problems::disk)?;
    for token in &tokens {
        let Some(path) = staging.path(token) else {
            continue;
        };
        let row = assets::queries::find_upload(site.ctx.db.read(), token).await?;
        let Some(row) = row.filter(|row| row.asset_id.is_none() && row.failure.is_none()) else {
            complete::remove(site, &path).await;
            continue;
        };
        let length = tokio::fs::metadata(&path)
            .await
            .map_err(problems::disk)?
            .len();
        if row.length_bytes.and_then(|total| u64::try_from(total).ok()) != Some(length) {
            continue;
        }
        let principal: Option<Principal> = row.owner.parse().ok();
        let actor = match principal {
            Some(principal) => Actor::resolve(site.ctx.db.read(), &principal).await?,
            None => None,
        };
        let (Some(actor), Some(_lock)) = (actor, UploadLock::take(&path).await) else {
            continue;
        };
        // The request that we waited for may have done it.
        let again = assets::find_own_upload(&site.ctx, site.ctx.db.read(), &actor, token).await?;
        let waits = again.is_some_and(|row| row.asset_id.is_none() && row.failure.is_none());
        if waits && staging.offset(&path).await.map_err(problems::disk)? == length {
            match complete::complete(site, &actor, token, &path).await {
                // Refused for good: its owner reads why.
                Err(problem) if !problem.status.is_server_error() => {}
                done => drop(done?),
            }
        }
    }
    Ok(())
}
