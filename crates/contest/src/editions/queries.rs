//! What is asked of editions.

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::entity::{category, edition, phase};
use super::{Phase, PhaseWindow};
use crate::ids::{CategoryId, EditionId};

/// The edition that the front page is about: the newest one.
///
/// # Errors
/// The database failed.
pub async fn current(db: &impl ConnectionTrait) -> Result<Option<edition::Model>, DbErr> {
    edition::Entity::find()
        .order_by_desc(edition::Column::CreatedAt)
        .one(db)
        .await
}

/// All editions, newest first.
///
/// # Errors
/// The database failed.
pub async fn list(db: &impl ConnectionTrait) -> Result<Vec<edition::Model>, DbErr> {
    edition::Entity::find()
        .order_by_desc(edition::Column::CreatedAt)
        .all(db)
        .await
}

/// The edition with this id.
///
/// # Errors
/// The database failed, or there is none: rows that name an edition keep it alive.
pub async fn get(db: &impl ConnectionTrait, id: EditionId) -> Result<edition::Model, DbErr> {
    let found = edition::Entity::find_by_id(id).one(db).await?;
    found.ok_or_else(|| DbErr::RecordNotFound(format!("edition {id}")))
}

/// The edition with this slug.
///
/// # Errors
/// The database failed.
pub async fn find_by_slug(
    db: &impl ConnectionTrait,
    slug: &str,
) -> Result<Option<edition::Model>, DbErr> {
    edition::Entity::find()
        .filter(edition::Column::Slug.eq(slug))
        .one(db)
        .await
}

/// When `phase` of the edition is open; `None` if the edition has no such phase.
///
/// # Errors
/// The database failed.
pub async fn phase(
    db: &impl ConnectionTrait,
    id: EditionId,
    phase: Phase,
) -> Result<Option<PhaseWindow>, DbErr> {
    Ok(phase::Entity::find_by_id((id, phase))
        .one(db)
        .await?
        .map(PhaseWindow::from))
}

/// All phases of the edition, by their start.
///
/// # Errors
/// The database failed.
pub async fn phases(db: &impl ConnectionTrait, id: EditionId) -> Result<Vec<PhaseWindow>, DbErr> {
    let rows = phase::Entity::find()
        .filter(phase::Column::EditionId.eq(id))
        .order_by_asc(phase::Column::StartsAt)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(PhaseWindow::from).collect())
}

/// The edition's categories in their order.
///
/// # Errors
/// The database failed.
pub async fn categories(
    db: &impl ConnectionTrait,
    id: EditionId,
) -> Result<Vec<category::Model>, DbErr> {
    category::Entity::find()
        .filter(category::Column::EditionId.eq(id))
        .order_by_asc(category::Column::Position)
        .all(db)
        .await
}

/// The category with this id.
///
/// # Errors
/// The database failed.
pub async fn category(
    db: &impl ConnectionTrait,
    id: CategoryId,
) -> Result<Option<category::Model>, DbErr> {
    category::Entity::find_by_id(id).one(db).await
}
