//! What is asked of collections and of the order of the day.

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    Select,
};

use super::FEATURED;
use super::entity::{collection, gallery_order, item};
use crate::contributions;
use crate::contributions::entity::contribution;
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
pub async fn list(db: &impl ConnectionTrait, edition: EditionId) -> Result<Vec<collection::Model>, DbErr> {
    collection::Entity::find()
        .filter(collection::Column::EditionId.eq(edition))
        .order_by_asc(collection::Column::Slug)
        .all(db)
        .await
}

/// The public works of a collection in their order.
///
/// # Errors
/// The database failed.
pub async fn items(db: &impl ConnectionTrait, id: CollectionId) -> Result<Vec<contribution::Model>, DbErr> {
    let of_list = contribution::Entity::belongs_to(item::Entity)
        .from(contribution::Column::Id)
        .to(item::Column::ContributionId)
        .into();
    contributions::queries::published()
        .join(JoinType::InnerJoin, of_list)
        .filter(item::Column::CollectionId.eq(id))
        .order_by_asc(item::Column::Position)
        .order_by_asc(item::Column::ContributionId)
        .all(db)
        .await
}

/// What is on the edition's front page, in its order.
///
/// # Errors
/// The database failed.
pub async fn featured(db: &impl ConnectionTrait, edition: EditionId) -> Result<Vec<contribution::Model>, DbErr> {
    match find(db, edition, FEATURED).await? {
        Some(list) => items(db, list.id).await,
        None => Ok(Vec::new()),
    }
}

/// Slugs of the collections that hold the contribution.
///
/// # Errors
/// The database failed.
pub async fn holding(db: &impl ConnectionTrait, id: ContributionId) -> Result<Vec<String>, DbErr> {
    let rows = item::Entity::find().filter(item::Column::ContributionId.eq(id)).all(db).await?;
    let lists = collection::Entity::find()
        .filter(collection::Column::Id.is_in(rows.into_iter().map(|row| row.collection_id)))
        .order_by_asc(collection::Column::Slug)
        .all(db)
        .await?;
    Ok(lists.into_iter().map(|list| list.slug).collect())
}

/// All rows of a collection in their order, also of works that are out of sight.
pub(super) async fn rows(db: &impl ConnectionTrait, id: CollectionId) -> Result<Vec<item::Model>, DbErr> {
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
pub async fn newest_day(db: &impl ConnectionTrait, edition: EditionId) -> Result<Option<String>, DbErr> {
    let row = gallery_order::Entity::find()
        .filter(gallery_order::Column::EditionId.eq(edition))
        .order_by_desc(gallery_order::Column::Day)
        .one(db)
        .await?;
    Ok(row.map(|row| row.day))
}

/// Public works of the edition in the order of the day, from the one after position `after`, each with its position for
/// the next page. `scope` may narrow the choice (category, grade).
///
/// # Errors
/// The database failed.
pub async fn of_the_day(
    db: &impl ConnectionTrait,
    edition: EditionId,
    day: &str,
    after: Option<i32>,
    limit: u64,
    scope: impl FnOnce(Select<contribution::Entity>) -> Select<contribution::Entity>,
) -> Result<Vec<(i32, contribution::Model)>, DbErr> {
    let in_order = contribution::Entity::belongs_to(gallery_order::Entity)
        .from(contribution::Column::Id)
        .to(gallery_order::Column::ContributionId)
        .into();
    let mut works = scope(contributions::queries::published())
        .join(JoinType::InnerJoin, in_order)
        .filter(gallery_order::Column::EditionId.eq(edition))
        .filter(gallery_order::Column::Day.eq(day))
        .order_by_asc(gallery_order::Column::Position)
        .limit(limit);
    if let Some(after) = after {
        works = works.filter(gallery_order::Column::Position.gt(after));
    }
    let found = works.select_also(gallery_order::Entity).all(db).await?;
    Ok(found.into_iter().filter_map(|(work, place)| Some((place?.position, work))).collect())
}
