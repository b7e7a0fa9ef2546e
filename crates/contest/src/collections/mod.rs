//! Curated lists, and the gallery's order of the day.
//!
//! A collection holds contributions in an order made by hand; `featured` is the one on the front page. What is not public
//! disappears from every collection because each query for the public begins with the published ones; a work that comes
//! back into sight unchanged is back in its place.

mod curate;
pub mod entity;
mod gallery_order;
pub mod jobs;
pub mod queries;

use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};

use crate::ids::ContributionId;
use entity::item;

pub use curate::{CurateError, FEATURED, Step, put, remove, reorder, shift};
pub(crate) use gallery_order::append_to_today;
pub use gallery_order::{append, shuffle};

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
