//! What is asked of contributions.

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, Select};

use super::State;
use super::entity::contribution;
use crate::ids::{ClassId, ContributionId};

/// Start of every query for the public, so that none forgets the scope.
pub fn published() -> Select<contribution::Entity> {
    contribution::Entity::find().filter(contribution::Column::State.eq(State::Published))
}

/// The published contribution with this public code.
///
/// # Errors
/// The database failed.
pub async fn find_published(
    db: &impl ConnectionTrait,
    code: &str,
) -> Result<Option<contribution::Model>, DbErr> {
    published()
        .filter(contribution::Column::Code.eq(code))
        .one(db)
        .await
}

/// The contribution with this code in whatever state: for its makers and staff only.
///
/// # Errors
/// The database failed.
pub async fn find_by_code(
    db: &impl ConnectionTrait,
    code: &str,
) -> Result<Option<contribution::Model>, DbErr> {
    contribution::Entity::find()
        .filter(contribution::Column::Code.eq(code))
        .one(db)
        .await
}

/// The contribution with this id in whatever state.
///
/// # Errors
/// The database failed.
pub async fn find(
    db: &impl ConnectionTrait,
    id: ContributionId,
) -> Result<Option<contribution::Model>, DbErr> {
    contribution::Entity::find_by_id(id).one(db).await
}

/// The class's contributions in whatever state but erased, newest first: for its teacher only.
///
/// # Errors
/// The database failed.
pub async fn of_class(
    db: &impl ConnectionTrait,
    class: ClassId,
) -> Result<Vec<contribution::Model>, DbErr> {
    contribution::Entity::find()
        .filter(contribution::Column::ClassId.eq(class))
        .filter(contribution::Column::State.ne(State::Erased))
        .order_by_desc(contribution::Column::CreatedAt)
        .order_by_desc(contribution::Column::Id)
        .all(db)
        .await
}
