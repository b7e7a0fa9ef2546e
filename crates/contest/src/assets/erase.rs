//! Taking all files of a contribution away for ever.

use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};

use super::arrange::delete_renditions;
use super::entity::{asset, rendition, upload};
use super::ready::delete_later;
use super::{purged, queries};
use crate::AppContext;
use crate::ids::ContributionId;

/// Deletes the rows of all assets, renditions and uploads of a contribution that the caller has locked; their objects,
/// originals included, are deleted by a job after the commit. What they looked like, and hashes of their bytes, are kept among
/// what is held; gives how many looks.
///
/// A job that is at work on one of them finds it gone and deletes what it made.
///
/// # Errors
/// The database failed.
pub(crate) async fn erase_all(
    ctx: &AppContext,
    txn: &DatabaseTransaction,
    id: ContributionId,
) -> Result<usize, DbErr> {
    let assets = queries::of_contribution(txn, id).await?;
    let ids: Vec<_> = assets.iter().map(|asset| asset.id).collect();
    let looks = purged::keep(txn, &assets).await?;
    let shown = rendition::Entity::find()
        .filter(rendition::Column::AssetId.is_in(ids.iter().copied()))
        .all(txn)
        .await?;
    let mut keys = delete_renditions(txn, &shown).await?;
    keys.extend(assets.into_iter().filter_map(|asset| asset.object_key));
    upload::Entity::delete_many()
        .filter(upload::Column::ContributionId.eq(id))
        .exec(txn)
        .await?;
    asset::Entity::delete_many()
        .filter(asset::Column::ContributionId.eq(id))
        .exec(txn)
        .await?;
    delete_later(ctx, txn, keys).await?;
    Ok(looks)
}
