//! What the worker that makes renditions asks and tells, while it works.

use std::time::Duration;

use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter};
use tokio::time::Instant;

use super::entity::asset;
use super::redact::{Mark, marks};
use super::{AssetKind, AssetState, limits, queries};
use crate::contributions::State;
use crate::ids::AssetId;
use crate::{AppContext, contributions, editions, fault};

/// Progress is written at most this often.
const EVERY: Duration = Duration::from_secs(2);

/// An asset whose renditions shall be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToProcess {
    /// Which one.
    pub asset: AssetId,
    /// What it is.
    pub kind: AssetKind,
    /// Short name of its format, such as `mp4`.
    pub media_type: String,
    /// The original in the store.
    pub object_key: String,
    /// Size of the original.
    pub size_bytes: u64,
    /// SHA-256 of the original.
    pub sha256: Vec<u8>,
    /// What is covered and silenced in all renditions.
    pub marks: Vec<Mark>,
    /// The renditions come with a new original, which replaces this one.
    pub destroy_original: bool,
    /// Longest film that the edition takes.
    pub max_film_seconds: u32,
    /// Short side in pixels of the largest size in which the edition shows films.
    pub max_film_side: u32,
}

/// Marks the asset as being processed and gives what is needed for it; `None` if there is nothing to do: it is ready, was
/// given up, removed or erased since the job was queued.
///
/// # Errors
/// The database failed.
pub async fn to_process(ctx: &AppContext, id: AssetId) -> Result<Option<ToProcess>, DbErr> {
    fault::point("U5");
    let txn = ctx.begin_write().await?;
    let Some(asset) = queries::find(&txn, id).await? else {
        return Ok(None);
    };
    let waiting = matches!(asset.state, AssetState::Stored | AssetState::Processing);
    let work = contributions::queries::find(&txn, asset.contribution_id).await?;
    let work = work.filter(|work| waiting && work.state != State::Erased);
    let (Some(work), Some(object_key)) = (work, asset.object_key) else {
        return Ok(None);
    };
    let edition = editions::queries::get(&txn, work.edition_id).await?;
    let marks = marks(&txn, id).await?.pending;
    let begun = asset::ActiveModel {
        state: Set(AssetState::Processing),
        progress_percent: Set(0),
        failure: Set(None),
        updated_at: Set(ctx.now(&txn).await?),
        ..Default::default()
    };
    asset::Entity::update_many()
        .set(begun)
        .filter(asset::Column::Id.eq(id))
        .exec(&txn)
        .await?;
    txn.commit().await?;
    Ok(Some(ToProcess {
        asset: id,
        kind: asset.kind,
        media_type: asset.media_type,
        object_key,
        size_bytes: limits::bytes(asset.size_bytes),
        sha256: asset.sha256,
        destroy_original: asset.destroy_original && !marks.is_empty(),
        marks,
        max_film_seconds: u32::try_from(edition.max_film_seconds).unwrap_or(0),
        max_film_side: u32::try_from(edition.max_film_side).unwrap_or(720),
    }))
}

/// Writes how far the work has come, in percent; it only grows.
///
/// # Errors
/// The database failed.
pub async fn set_progress(ctx: &AppContext, id: AssetId, percent: u8) -> Result<(), DbErr> {
    let percent = i32::from(percent.min(100));
    let moved = asset::ActiveModel {
        progress_percent: Set(percent),
        ..Default::default()
    };
    asset::Entity::update_many()
        .set(moved)
        .filter(asset::Column::Id.eq(id))
        .filter(asset::Column::State.eq(AssetState::Processing))
        .filter(asset::Column::ProgressPercent.lt(percent))
        .exec(ctx.db.write())
        .await?;
    fault::point("U6");
    Ok(())
}

/// Writes progress, but not more often than every 2 s, and only when it has grown.
#[derive(Clone)]
pub struct ProgressLog {
    ctx: AppContext,
    asset: AssetId,
    written: Option<(Instant, u8)>,
}

impl ProgressLog {
    /// For one attempt at `asset`.
    pub fn new(ctx: &AppContext, asset: AssetId) -> Self {
        Self {
            ctx: ctx.clone(),
            asset,
            written: None,
        }
    }

    /// The work has come to `percent`. A database that does not answer is no reason to stop: it is logged.
    pub async fn report(&mut self, percent: u8) {
        let due = self
            .written
            .is_none_or(|(at, last)| percent > last && at.elapsed() >= EVERY);
        if !due {
            return;
        }
        self.written = Some((Instant::now(), percent));
        if let Err(error) = set_progress(&self.ctx, self.asset, percent).await {
            tracing::warn!(error = &error as &dyn std::error::Error, asset.id = %self.asset, "Could not write the progress");
        }
    }
}
