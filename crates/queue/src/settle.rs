//! Ending an attempt: done, again later, given up, or handed back. Each is one conditional update.

use std::time::Duration;

use chrono::{DateTime, Utc};
use database::{Clock, Db};
use sea_orm::DbErr;
use sea_orm::UpdateMany;
use sea_orm::sea_query::{Expr, ExprTrait};
use uuid::Uuid;

use crate::enqueue::{Enqueue, NewJob, insert};
use crate::entity::{State, job};
use crate::lease::LeaseToken;

/// Marks the job done; `false` if the lease was lost.
pub(crate) async fn complete(db: &Db, clock: &Clock, lease: LeaseToken) -> Result<bool, DbErr> {
    let now = clock.now(db.write()).await?;
    let update = released(lease, State::Done, now)
        .col_expr(job::Column::DedupKey, Expr::value(None::<String>));
    Ok(update.exec(db.write()).await?.rows_affected == 1)
}

/// Lets the job run again after `wait`, keeping its dedup key; `false` if the lease was lost.
pub(crate) async fn retry(
    db: &Db,
    clock: &Clock,
    lease: LeaseToken,
    wait: Duration,
    reason: &str,
) -> Result<bool, DbErr> {
    let now = clock.now(db.write()).await?;
    let update = released(lease, State::Ready, now)
        .col_expr(job::Column::RunAt, Expr::value(now + wait))
        .col_expr(job::Column::LastError, Expr::value(reason));
    Ok(update.exec(db.write()).await?.rows_affected == 1)
}

/// Hands the job back untouched because this worker stops: the attempt does not count. `false` if the lease was lost.
pub(crate) async fn release(db: &Db, clock: &Clock, lease: LeaseToken) -> Result<bool, DbErr> {
    let now = clock.now(db.write()).await?;
    let attempts = Expr::col(job::Column::Attempts).sub(1);
    let update = released(lease, State::Ready, now).col_expr(job::Column::Attempts, attempts);
    Ok(update.exec(db.write()).await?.rows_affected == 1)
}

/// Makes the job a dead letter and, in the same commit, enqueues what shall follow; `false` if the lease was lost.
pub(crate) async fn bury(
    db: &Db,
    clock: &Clock,
    lease: LeaseToken,
    reason: &str,
    then: Option<NewJob>,
) -> Result<bool, DbErr> {
    let txn = db.begin_write().await?;
    let now = clock.now(&txn).await?;
    let update = released(lease, State::Dead, now)
        .col_expr(job::Column::DedupKey, Expr::value(None::<String>))
        .col_expr(job::Column::LastError, Expr::value(reason));
    let buried = update.exec(&txn).await?.rows_affected == 1;
    if let Some(next) = then.filter(|_| buried) {
        insert(&txn, now, next, Enqueue::default()).await?;
    }
    txn.commit().await?;
    Ok(buried)
}

fn released(lease: LeaseToken, to: State, now: DateTime<Utc>) -> UpdateMany<job::Entity> {
    lease
        .update()
        .col_expr(job::Column::State, Expr::value(to))
        .col_expr(job::Column::LeaseUntil, Expr::value(None::<DateTime<Utc>>))
        .col_expr(job::Column::LeaseToken, Expr::value(None::<Uuid>))
        .col_expr(job::Column::UpdatedAt, Expr::value(now))
}
