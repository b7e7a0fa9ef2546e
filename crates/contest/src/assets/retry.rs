//! Trying again what could not be processed.

use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::entity::asset;
use super::jobs::ProcessAsset;
use super::{AssetState, queries};
use crate::ids::AssetId;
use crate::moderation;
use crate::permissions::Actor;
use crate::{AppContext, contributions};

/// Reason of an asset whose job failed for good without the file being at fault.
pub const GAVE_UP: &str = "gave-up";

/// Reasons that may be ours: an outage; a decoder or encoder that fell, which a newer one may not; a machine too busy to be
/// done in time. All others are the file's own: another try would end the same way.
const MAY_HEAL: [&str; 3] = [GAVE_UP, "unreadable", "too-complex"];

/// Whether it failed and another try may end better.
pub fn may_heal(asset: &asset::Model) -> bool {
    let reason = asset.failure.as_deref().unwrap_or(GAVE_UP);
    asset.state == AssetState::Failed && MAY_HEAL.contains(&reason)
}

/// Why an asset is not tried again.
#[derive(Debug, thiserror::Error)]
pub enum RetryAssetError {
    /// No such asset in a contribution that the actor made or moderates.
    #[error("no such asset")]
    NotFound,
    /// It did not fail.
    #[error("an asset that is {0:?} did not fail")]
    NotFailed(AssetState),
    /// The file itself is at fault: see [`may_heal`].
    #[error("another try would end the same way")]
    NeverHeals,
    /// The database failed; nothing was written.
    #[error("could not store the change")]
    Db(#[from] DbErr),
}

/// Enqueues a failed asset again, if that may help. Its makers may do so in any state of the contribution, moderators in every
/// state that they see: nothing that was approved changes by it.
///
/// # Errors
/// See [`RetryAssetError`].
pub async fn retry_asset(
    ctx: &AppContext,
    actor: &Actor,
    code: &str,
    id: AssetId,
) -> Result<(), RetryAssetError> {
    let txn = ctx.begin_write().await?;
    let mut work = contributions::lock_for_maker(&txn, actor, code).await?;
    if work.is_none() && actor.may_moderate() {
        work = contributions::queries::lock_by_code(&txn, code).await?;
        if let Some(found) = &work
            && !moderation::may_look(&txn, actor, found).await?
        {
            return Err(RetryAssetError::NotFound);
        }
    }
    let work = work.ok_or(RetryAssetError::NotFound)?;
    let asset = queries::find(&txn, id).await?;
    let asset =
        asset.filter(|asset| asset.contribution_id == work.id && asset.object_key.is_some());
    let asset = asset.ok_or(RetryAssetError::NotFound)?;
    if asset.state == AssetState::Failed && !may_heal(&asset) {
        return Err(RetryAssetError::NeverHeals);
    }
    let again = asset::ActiveModel {
        state: Set(AssetState::Stored),
        progress_percent: Set(0),
        failure: Set(None),
        updated_at: Set(ctx.now(&txn).await?),
        ..Default::default()
    };
    // Two presses at once: the second one changes no row and enqueues nothing.
    let changed = asset::Entity::update_many()
        .set(again)
        .filter(asset::Column::Id.eq(id))
        .filter(asset::Column::State.eq(AssetState::Failed))
        .exec(&txn)
        .await?;
    if changed.rows_affected != 1 {
        return Err(RetryAssetError::NotFailed(asset.state));
    }
    queue::enqueue(
        &txn,
        &ctx.clock,
        &ProcessAsset { asset: id },
        queue::Enqueue::default(),
    )
    .await?;
    txn.commit().await?;
    ctx.waker.wake();
    Ok(())
}
