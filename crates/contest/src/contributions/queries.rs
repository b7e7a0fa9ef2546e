//! What is asked of contributions.

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, ExprTrait as _,
    QueryFilter, QueryOrder, QuerySelect, Select, sea_query::LockType,
};

use super::State;
use super::entity::contribution;
use crate::ids::{ClassId, ContributionId};
use crate::permissions::Actor;

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

/// As [`find`], and the row stays ours until `txn` ends: whoever changes a contribution, its files, reports or decisions
/// takes it first, before any other lock, so that what was checked still holds when it is written and nobody waits in a circle.
/// Votes do not wait for it. On SQLite there is one writer at a time anyway.
///
/// # Errors
/// The database failed.
pub(crate) async fn lock(
    txn: &DatabaseTransaction,
    id: ContributionId,
) -> Result<Option<contribution::Model>, DbErr> {
    contribution::Entity::find_by_id(id)
        .lock(LockType::NoKeyUpdate)
        .one(txn)
        .await
}

/// As [`lock`], by the code.
///
/// # Errors
/// The database failed.
pub(crate) async fn lock_by_code(
    txn: &DatabaseTransaction,
    code: &str,
) -> Result<Option<contribution::Model>, DbErr> {
    contribution::Entity::find()
        .filter(contribution::Column::Code.eq(code))
        .lock(LockType::NoKeyUpdate)
        .one(txn)
        .await
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

/// The contributions that the actor made or answers for, newest first; erased ones are left out.
///
/// # Errors
/// The database failed.
pub async fn of_actor(
    db: &impl ConnectionTrait,
    actor: &Actor,
) -> Result<Vec<contribution::Model>, DbErr> {
    let mine = match actor {
        Actor::Pupil { class, .. } => contribution::Column::ClassId.eq(*class),
        Actor::Account { id, .. } => {
            let mut classes = Vec::new();
            if actor.may_open_classes() {
                classes = crate::classes::queries::of_teacher(db, *id).await?;
            }
            let taught = classes.iter().map(|class| class.id);
            contribution::Column::AccountId
                .eq(*id)
                .or(contribution::Column::ClassId.is_in(taught))
        }
        Actor::Voter { .. } | Actor::System => return Ok(Vec::new()),
    };
    contribution::Entity::find()
        .filter(mine)
        .filter(contribution::Column::State.ne(State::Erased))
        .order_by_desc(contribution::Column::CreatedAt)
        .all(db)
        .await
}
