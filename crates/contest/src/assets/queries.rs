//! What is asked of assets and renditions.

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::entity::{asset, rendition, rendition_file};
use crate::ids::{AssetId, ContributionId, RenditionId};

/// The asset with this id.
///
/// # Errors
/// The database failed.
pub async fn find(db: &impl ConnectionTrait, id: AssetId) -> Result<Option<asset::Model>, DbErr> {
    asset::Entity::find_by_id(id).one(db).await
}

/// The contribution's assets in their order.
///
/// # Errors
/// The database failed.
pub async fn of_contribution(
    db: &impl ConnectionTrait,
    id: ContributionId,
) -> Result<Vec<asset::Model>, DbErr> {
    of_contributions(db, &[id]).await
}

/// The assets of several contributions, each contribution's in their order.
///
/// # Errors
/// The database failed.
pub async fn of_contributions(
    db: &impl ConnectionTrait,
    ids: &[ContributionId],
) -> Result<Vec<asset::Model>, DbErr> {
    asset::Entity::find()
        .filter(asset::Column::ContributionId.is_in(ids.iter().copied()))
        .order_by_asc(asset::Column::Position)
        .order_by_asc(asset::Column::Id)
        .all(db)
        .await
}

/// The renditions with these ids.
///
/// # Errors
/// The database failed.
pub async fn renditions(
    db: &impl ConnectionTrait,
    ids: &[RenditionId],
) -> Result<Vec<rendition::Model>, DbErr> {
    rendition::Entity::find()
        .filter(rendition::Column::Id.is_in(ids.iter().copied()))
        .all(db)
        .await
}

/// The files of these renditions, by name.
///
/// # Errors
/// The database failed.
pub async fn files(
    db: &impl ConnectionTrait,
    ids: &[RenditionId],
) -> Result<Vec<rendition_file::Model>, DbErr> {
    rendition_file::Entity::find()
        .filter(rendition_file::Column::RenditionId.is_in(ids.iter().copied()))
        .order_by_asc(rendition_file::Column::Name)
        .all(db)
        .await
}
