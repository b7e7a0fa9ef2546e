//! A worker's right to a job, for a while.

use std::time::Duration;

use database::{Clock, Db};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, UpdateMany};
use uuid::Uuid;

use crate::entity::{JobId, State, job};

/// One claim of one job. Stored beside whatever a handler must guard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeaseToken {
    /// The job.
    pub job: JobId,
    /// Random, new at each claim.
    pub token: Uuid,
}

impl LeaseToken {
    /// Whether this claim is still the job's newest, asked inside the handler's own write transaction: `true` keeps the
    /// job from being claimed by another until that transaction ends, so what it writes is fenced.
    ///
    /// # Errors
    /// The database failed.
    pub async fn still_held(&self, txn: &impl ConnectionTrait) -> Result<bool, DbErr> {
        // An update, not a read: it takes the row's lock on PostgreSQL and the write lock on SQLite alike.
        let touched = self
            .update()
            .col_expr(job::Column::LeaseToken, Expr::value(self.token))
            .exec(txn)
            .await?;
        Ok(touched.rows_affected == 1)
    }

    /// An update of the job that happens only while this claim is its newest.
    pub(crate) fn update(&self) -> UpdateMany<job::Entity> {
        job::Entity::update_many()
            .filter(job::Column::Id.eq(self.job))
            .filter(job::Column::LeaseToken.eq(self.token))
            .filter(job::Column::State.eq(State::Running))
    }
}

/// The lease was lost: another worker has the job, or it is settled. Nothing more may be written for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("another worker has taken the job over")]
pub struct LeaseLost;

/// The lease a handler works under. The worker renews it in the background; cloning shares it.
#[derive(Clone, Debug)]
pub struct Lease {
    pub(crate) db: Db,
    pub(crate) clock: Clock,
    pub(crate) token: LeaseToken,
    pub(crate) length: Duration,
    pub(crate) attempt: i32,
    pub(crate) max_attempts: i32,
}

impl Lease {
    /// The job.
    pub fn id(&self) -> JobId {
        self.token.job
    }

    /// This claim of it, to guard a commit with.
    pub fn token(&self) -> LeaseToken {
        self.token
    }

    /// Which attempt this is, from 1.
    pub fn attempt(&self) -> u16 {
        u16::try_from(self.attempt).unwrap_or(u16::MAX)
    }

    /// Whether a failure of this attempt makes a dead letter. (A worker that dies gets no chance to ask: what must happen
    /// on giving up belongs into [`Registry::on_dead`](crate::Registry::on_dead).)
    pub fn is_last_attempt(&self) -> bool {
        self.attempt >= self.max_attempts
    }

    /// See [`LeaseToken::still_held`].
    ///
    /// # Errors
    /// The database failed.
    pub async fn still_held(&self, txn: &impl ConnectionTrait) -> Result<bool, DbErr> {
        self.token.still_held(txn).await
    }

    /// Renews the lease now. The worker does so by itself; a handler calls it to learn early that it was overtaken.
    /// Never inside an own write transaction: on SQLite it would wait for that one.
    ///
    /// # Errors
    /// The database failed. `Ok(Err(LeaseLost))`: another worker has the job.
    pub async fn heartbeat(&self) -> Result<Result<(), LeaseLost>, DbErr> {
        let now = self.clock.now(self.db.write()).await?;
        let renewed = self
            .token
            .update()
            .col_expr(job::Column::LeaseUntil, Expr::value(now + self.length))
            .exec(self.db.write())
            .await?;
        Ok(if renewed.rows_affected == 1 {
            Ok(())
        } else {
            Err(LeaseLost)
        })
    }
}
