//! Curated lists, and the gallery's order of the day.

pub mod entity;

use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};

use crate::ids::ContributionId;
use entity::item;

/// Takes a contribution out of all collections: it is no longer what was curated.
pub(crate) async fn remove_everywhere(
    txn: &DatabaseTransaction,
    id: ContributionId,
) -> Result<(), DbErr> {
    item::Entity::delete_many()
        .filter(item::Column::ContributionId.eq(id))
        .exec(txn)
        .await?;
    Ok(())
}
