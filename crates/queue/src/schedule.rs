//! Recurring jobs: one per time slot, however many nodes run.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use database::{Clock, Db};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, DbErr, EntityTrait};

use crate::Job;
use crate::enqueue::{Enqueue, NewJob, insert};
use crate::entity::slot;

pub(crate) struct Schedule {
    kind: &'static str,
    period_s: i64,
    make: fn() -> Result<NewJob, DbErr>,
    /// The newest slot known to be taken (by whichever node), so that a quiet second costs no query.
    seen: AtomicI64,
}

impl Schedule {
    pub(crate) fn new<J: Job + Default>(period: Duration) -> Self {
        let period_s = i64::try_from(period.as_secs())
            .unwrap_or(i64::MAX)
            .clamp(1, i64::MAX);
        Self {
            kind: J::KIND,
            period_s,
            make: || NewJob::of(&J::default()),
            seen: AtomicI64::new(i64::MIN),
        }
    }

    /// Enqueues the job if its slot has begun and nobody took it; `true` if this call did.
    pub(crate) async fn enqueue_due(&self, db: &Db, clock: &Clock) -> Result<bool, DbErr> {
        let slot_s = clock
            .now(db.read())
            .await?
            .timestamp()
            .div_euclid(self.period_s)
            * self.period_s;
        if slot_s <= self.seen.load(Ordering::Relaxed) {
            return Ok(false);
        }
        let txn = db.begin_write().await?;
        let slot = DateTime::<Utc>::from_timestamp(slot_s, 0)
            .ok_or_else(|| DbErr::Custom("the database's clock is out of range".into()))?;
        let newer = OnConflict::column(slot::Column::Kind)
            .update_column(slot::Column::Slot)
            .action_and_where(Expr::col((slot::Entity, slot::Column::Slot)).lt(slot))
            .to_owned();
        let row = slot::ActiveModel {
            kind: Set(self.kind.to_owned()),
            slot: Set(slot),
        };
        let taken = slot::Entity::insert(row)
            .on_conflict(newer)
            .exec_without_returning(&txn)
            .await?;
        let mut enqueued = false;
        if taken == 1 {
            let now = clock.now(&txn).await?;
            let unless_live = Enqueue::once(format!("every:{}", self.kind));
            enqueued = insert(&txn, now, (self.make)()?, unless_live)
                .await?
                .is_some();
        }
        txn.commit().await?;
        self.seen.store(slot_s, Ordering::Relaxed);
        Ok(enqueued)
    }
}
