//! Putting a job into the table, inside the caller's transaction.

use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{DateTime, Utc};
use database::Clock;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait};
use uuid::Builder;

use crate::entity::{JobId, State, job};
use crate::job::Job;

/// When and how a job shall run. The default: at once, in order.
#[derive(Clone, Debug, Default)]
pub struct Enqueue {
    /// Not before this moment (database time); `None` = now.
    pub run_at: Option<DateTime<Utc>>,
    /// At most one live (waiting or running) job has this key; at most 200 characters. A handler that must not miss a
    /// change made while it runs needs no key, or re-reads before its commit.
    pub dedup_key: Option<String>,
    /// Higher runs first among the jobs of a lane that are due; 0 is usual.
    pub priority: i32,
}

impl Enqueue {
    /// Not before `run_at`.
    pub fn at(run_at: DateTime<Utc>) -> Self {
        Self {
            run_at: Some(run_at),
            ..Self::default()
        }
    }

    /// At most one live job with this key.
    pub fn once(dedup_key: impl Into<String>) -> Self {
        Self {
            dedup_key: Some(dedup_key.into()),
            ..Self::default()
        }
    }
}

/// Stores `job` in the caller's transaction (or connection): it runs once that commits, and never if it rolls back.
///
/// `None`: a live job with the same key exists, nothing was stored. After the commit call [`Waker::wake`](crate::Waker::wake)
/// so that it starts at once instead of at the next poll.
///
/// # Errors
/// The database failed, or the payload cannot be written as JSON ([`DbErr::Json`]).
pub async fn enqueue<J: Job>(
    conn: &impl ConnectionTrait,
    clock: &Clock,
    job: &J,
    how: Enqueue,
) -> Result<Option<JobId>, DbErr> {
    let now = clock.now(conn).await?;
    insert(conn, now, NewJob::of(job)?, how).await
}

/// A job as the table wants it, its type forgotten.
pub(crate) struct NewJob {
    kind: &'static str,
    lane: crate::Lane,
    max_attempts: u16,
    payload: serde_json::Value,
}

impl NewJob {
    pub(crate) fn of<J: Job>(job: &J) -> Result<Self, DbErr> {
        Ok(Self {
            kind: J::KIND,
            lane: J::LANE,
            max_attempts: J::MAX_ATTEMPTS,
            payload: serde_json::to_value(job).map_err(|error| DbErr::Json(error.to_string()))?,
        })
    }
}

pub(crate) async fn insert(
    conn: &impl ConnectionTrait,
    now: DateTime<Utc>,
    new: NewJob,
    how: Enqueue,
) -> Result<Option<JobId>, DbErr> {
    let id = new_id(now);
    let row = job::ActiveModel {
        id: Set(id),
        kind: Set(new.kind.to_owned()),
        lane: Set(new.lane),
        payload: Set(new.payload),
        state: Set(State::Ready),
        run_at: Set(how.run_at.unwrap_or(now)),
        priority: Set(how.priority),
        attempts: Set(0),
        max_attempts: Set(i32::from(new.max_attempts)),
        lease_until: Set(None),
        lease_token: Set(None),
        dedup_key: Set(how.dedup_key),
        last_error: Set(None),
        created_at: Set(now),
        updated_at: Set(now),
    };
    let live_twin = OnConflict::column(job::Column::DedupKey)
        .do_nothing()
        .to_owned();
    let rows = job::Entity::insert(row)
        .on_conflict(live_twin)
        .exec_without_returning(conn)
        .await?;
    Ok((rows == 1).then_some(id))
}

/// A UUID v7 of `now`. What follows the milliseconds begins with a counter (RFC 9562, 6.2, method 1), so that jobs enqueued
/// by one process at the same moment run in that order; the rest is random and shows nowhere, so it needs no seed.
fn new_id(now: DateTime<Utc>) -> JobId {
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
    let count = COUNTER.fetch_add(1, Ordering::Relaxed);
    let mut tail: [u8; 10] = rand::random();
    // 18 bits around the version and the variant, which overwrite the high bits of bytes 0 and 2.
    let [_, high, middle, low] = (count << 2).to_be_bytes();
    tail[0] = high;
    tail[1] = middle;
    tail[2] = low >> 2;
    JobId(Builder::from_unix_timestamp_millis(millis, &tail).into_uuid())
}

#[cfg(test)]
mod tests {
    use super::new_id;

    #[test]
    fn ids_of_one_moment_are_in_order() {
        let now = chrono::DateTime::from_timestamp_millis(1_700_000_000_123).unwrap();
        let ids: Vec<_> = (0..10_000).map(|_| new_id(now)).collect();
        assert!(ids.is_sorted());
        let id = ids[9_999].0;
        assert_eq!(
            (id.get_version_num(), id.get_variant()),
            (7, uuid::Variant::RFC4122)
        );
        let (seconds, nanos) = id.get_timestamp().unwrap().to_unix();
        assert_eq!((seconds, nanos), (1_700_000_000, 123_000_000));
    }
}
