//! What is asked of collections and of the order of the day. Their public works come from `contributions::gallery`.

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::entity::{collection, gallery_order, item};
use crate::ids::{CollectionId, ContributionId, EditionId};

/// The edition's collection with this slug.
///
/// # Errors
/// The database failed.
pub async fn find(
    db: &impl ConnectionTrait,
    edition: EditionId,
    slug: &str,
) -> Result<Option<collection::Model>, DbErr> {
    collection::Entity::find()
        .filter(collection::Column::EditionId.eq(edition))
        .filter(collection::Column::Slug.eq(slug))
        .one(db)
        .await
}

/// The edition's collections by their slug.
///
/// # Errors
/// The database failed.
pub async fn list(
    db: &impl ConnectionTrait,
    edition: EditionId,
) -> Result<Vec<collection::Model>, DbErr> {
    collection::Entity::find()
        .filter(collection::Column::EditionId.eq(edition))
        .order_by_asc(collection::Column::Slug)
        .all(db)
        .await
}

/// Slugs of the collections that hold the contribution.
///
/// # Errors
/// The database failed.
pub async fn holding(db: &impl ConnectionTrait, id: ContributionId) -> Result<Vec<String>, DbErr> {
    let rows = item::Entity::find()
        .filter(item::Column::ContributionId.eq(id))
        .all(db)
        .await?;
    let lists = collection::Entity::find()
        .filter(collection::Column::Id.is_in(rows.into_iter().map(|row| row.collection_id)))
        .order_by_asc(collection::Column::Slug)
        .all(db)
        .await?;
    Ok(lists.into_iter().map(|list| list.slug).collect())
}

/// All rows of a collection in their order, also of works that are out of sight.
pub(super) async fn rows(
    db: &impl ConnectionTrait,
    id: CollectionId,
) -> Result<Vec<item::Model>, DbErr> {
    item::Entity::find()
        .filter(item::Column::CollectionId.eq(id))
        .order_by_asc(item::Column::Position)
        .order_by_asc(item::Column::ContributionId)
        .all(db)
        .await
}

/// The newest day for which the edition's gallery has an order: today, except in the moments before the job has run.
///
/// # Errors
/// The database failed.
pub async fn newest_day(
    db: &impl ConnectionTrait,
    edition: EditionId,
) -> Result<Option<String>, DbErr> {
    let row = gallery_order::Entity::find()
        .filter(gallery_order::Column::EditionId.eq(edition))
        .order_by_desc(gallery_order::Column::Day)
        .one(db)
        .await?;
    Ok(row.map(|row| row.day))
}
