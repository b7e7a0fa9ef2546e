//! Looking at the queue from outside: dead letters, and how much waits.

use chrono::{DateTime, Utc};
use database::Clock;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect,
};

use crate::entity::{JobId, Lane, State, job};

/// A job that was given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadLetter {
    /// The job.
    pub id: JobId,
    /// Its kind.
    pub kind: String,
    /// Its payload: ids.
    pub payload: serde_json::Value,
    /// How often it was claimed.
    pub attempts: u16,
    /// Why it was given up.
    pub reason: String,
    /// When it was given up.
    pub died_at: DateTime<Utc>,
}

/// Dead letters, newest job first, at most `limit` of those older than `after`.
///
/// # Errors
/// The database failed.
pub async fn dead_letters(
    conn: &impl ConnectionTrait,
    after: Option<JobId>,
    limit: u64,
) -> Result<Vec<DeadLetter>, DbErr> {
    let mut query = job::Entity::find()
        .filter(job::Column::State.eq(State::Dead))
        .order_by_desc(job::Column::Id)
        .limit(limit);
    if let Some(after) = after {
        query = query.filter(job::Column::Id.lt(after));
    }
    let letter = |job: job::Model| DeadLetter {
        id: job.id,
        kind: job.kind,
        payload: job.payload,
        attempts: u16::try_from(job.attempts).unwrap_or(u16::MAX),
        reason: job.last_error.unwrap_or_default(),
        died_at: job.updated_at,
    };
    Ok(query.all(conn).await?.into_iter().map(letter).collect())
}

/// Gives a dead letter all its attempts again, from now; `false` if there is no such dead letter.
///
/// # Errors
/// The database failed.
pub async fn revive(conn: &impl ConnectionTrait, clock: &Clock, id: JobId) -> Result<bool, DbErr> {
    let now = clock.now(conn).await?;
    let revived = job::Entity::update_many()
        .filter(job::Column::Id.eq(id))
        .filter(job::Column::State.eq(State::Dead))
        .col_expr(job::Column::State, Expr::value(State::Ready))
        .col_expr(job::Column::Attempts, Expr::value(0))
        .col_expr(job::Column::RunAt, Expr::value(now))
        .col_expr(job::Column::UpdatedAt, Expr::value(now))
        .exec(conn)
        .await?;
    Ok(revived.rows_affected == 1)
}

/// How many jobs of a lane are in a state: for metrics and readiness.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct LaneCount {
    /// The lane.
    pub lane: Lane,
    /// The state.
    pub state: State,
    /// How many jobs.
    pub jobs: i64,
    /// The earliest time any of them was to run: how far behind a lane is.
    pub earliest_run_at: DateTime<Utc>,
}

/// Jobs by lane and state; combinations without jobs are left out.
///
/// # Errors
/// The database failed.
pub async fn counts(conn: &impl ConnectionTrait) -> Result<Vec<LaneCount>, DbErr> {
    job::Entity::find()
        .select_only()
        .column(job::Column::Lane)
        .column(job::Column::State)
        .column_as(job::Column::Id.count(), "jobs")
        .column_as(job::Column::RunAt.min(), "earliest_run_at")
        .group_by(job::Column::Lane)
        .group_by(job::Column::State)
        .order_by_asc(job::Column::Lane)
        .order_by_asc(job::Column::State)
        .into_model()
        .all(conn)
        .await
}
