//! What keeps the table small and its gaps visible.

use std::time::Duration;

use database::{Clock, Db};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use crate::Failure;
use crate::entity::{State, job};

/// Done jobs stay this long, to see what happened; dead ones stay until they are revived.
pub(crate) const KEEP_DONE: Duration = Duration::from_hours(24);

/// Deletes jobs that were done more than `older_than` ago; returns how many. The worker does so every hour.
///
/// # Errors
/// The database failed.
pub async fn sweep_done(
    conn: &impl ConnectionTrait,
    clock: &Clock,
    older_than: Duration,
) -> Result<u64, DbErr> {
    let before = clock.now(conn).await? - older_than;
    let swept = job::Entity::delete_many()
        .filter(job::Column::State.eq(State::Done))
        .filter(job::Column::UpdatedAt.lt(before))
        .exec(conn)
        .await?;
    Ok(swept.rows_affected)
}

/// Due jobs of kinds that are not `known`: somebody forgot to register a handler.
pub(crate) async fn forgotten(
    db: &Db,
    clock: &Clock,
    known: &[&str],
) -> Result<Vec<Failure>, DbErr> {
    let now = clock.now(db.write()).await?;
    let due = job::Entity::find()
        .filter(job::Column::State.eq(State::Ready))
        .filter(job::Column::RunAt.lte(now))
        .filter(job::Column::Kind.is_not_in(known.iter().copied()))
        .order_by_asc(job::Column::Id)
        .all(db.write())
        .await?;
    let failure = |job: job::Model| Failure {
        id: job.id,
        kind: job.kind,
        reason: "no handler is registered for this kind".to_owned(),
        dead: false,
    };
    Ok(due.into_iter().map(failure).collect())
}
