//! Trying again what could not be processed.

use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::entity::asset;
use super::jobs::ProcessAsset;
use super::{AssetState, queries};
use crate::ids::AssetId;
use crate::permissions::Actor;
use crate::{AppContext, contributions};

/// Why an asset is not tried again.
#[derive(Debug, thiserror::Error)]
pub enum RetryAssetError {
    /// No such asset in a contribution that the actor made or moderates.
    #[error("no such asset")]
    NotFound,
    /// It did not fail.
    #[error("an asset that is {0:?} did not fail")]
    NotFailed(AssetState),
    /// The database failed; nothing was written.
    #[error("could not store the change")]
    Db(#[from] DbErr),
}

/// Enqueues a failed asset again. Its makers and moderators may do so in any state of the contribution: nothing that was
/// approved changes by it.
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
    let work = if actor.may_moderate() {
        contributions::queries::find_by_code(&txn, code).await?
    } else {
        contributions::find_for_maker(&txn, actor, code).await?
    };
    let work = work.ok_or(RetryAssetError::NotFound)?;
    let asset = queries::find(&txn, id).await?;
    let asset =
        asset.filter(|asset| asset.contribution_id == work.id && asset.object_key.is_some());
    let asset = asset.ok_or(RetryAssetError::NotFound)?;
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
