//! What is asked of partners.

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};

use super::entity::{origin, partner};
use crate::ids::EditionId;

/// The partners of an edition, by name.
///
/// # Errors
/// The database failed.
pub async fn list(
    db: &impl ConnectionTrait,
    edition: EditionId,
) -> Result<Vec<partner::Model>, DbErr> {
    partner::Entity::find()
        .filter(partner::Column::EditionId.eq(edition))
        .order_by_asc(partner::Column::Name)
        .all(db)
        .await
}

/// The sites of all partners of an edition, each once: who may frame its galleries if not everybody may.
///
/// # Errors
/// The database failed.
pub async fn origins(db: &impl ConnectionTrait, edition: EditionId) -> Result<Vec<String>, DbErr> {
    let partners = partner::Entity::find()
        .select_only()
        .column(partner::Column::Id)
        .filter(partner::Column::EditionId.eq(edition))
        .into_query();
    let rows = origin::Entity::find()
        .filter(origin::Column::PartnerId.in_subquery(partners))
        .order_by_asc(origin::Column::Origin)
        .all(db)
        .await?;
    let mut origins: Vec<_> = rows.into_iter().map(|row| row.origin).collect();
    origins.dedup();
    Ok(origins)
}
