//! Time comes from the database, so that several nodes with different clocks agree on what is open and what is closed.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Duration, DurationRound, Utc};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

/// Where the current time comes from; clones share it.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    Database,
    Fixed(Arc<Mutex<DateTime<Utc>>>),
}

impl Clock {
    /// The database's own clock.
    pub fn database() -> Self {
        Self(Source::Database)
    }

    /// A clock that stands still at `at` until it is moved: for tests and rehearsals.
    pub fn fixed(at: DateTime<Utc>) -> Self {
        Self(Source::Fixed(Arc::new(Mutex::new(micros(at)))))
    }

    /// The current time, UTC, whole microseconds (what both databases keep).
    ///
    /// # Errors
    /// The database did not answer.
    pub async fn now(&self, db: &impl ConnectionTrait) -> Result<DateTime<Utc>, DbErr> {
        if let Source::Fixed(at) = &self.0 {
            return Ok(*at.lock().unwrap_or_else(PoisonError::into_inner));
        }
        // SQLite lives inside this process: its clock is ours, and asking costs a round trip.
        if db.get_database_backend() != DbBackend::Postgres {
            return Ok(micros(system_time()));
        }
        let statement =
            Statement::from_string(DbBackend::Postgres, "SELECT clock_timestamp() AS now");
        let row = db.query_one_raw(statement).await?;
        let row = row.ok_or_else(|| DbErr::RecordNotFound("clock_timestamp".into()))?;
        row.try_get("", "now")
    }

    /// The time of this process without asking the database: for caches, logs and pages, never for a decision.
    pub fn wall(&self) -> DateTime<Utc> {
        match &self.0 {
            Source::Database => micros(system_time()),
            Source::Fixed(at) => *at.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Moves a fixed clock by `by`; the database's clock cannot be moved and ignores it.
    pub fn advance(&self, by: Duration) {
        if let Source::Fixed(at) = &self.0 {
            *at.lock().unwrap_or_else(PoisonError::into_inner) += by;
        }
    }

    /// Sets a fixed clock to `to`; the database's clock cannot be set and ignores it.
    pub fn set(&self, to: DateTime<Utc>) {
        if let Source::Fixed(at) = &self.0 {
            *at.lock().unwrap_or_else(PoisonError::into_inner) = micros(to);
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the system's clock"
)]
fn system_time() -> DateTime<Utc> {
    Utc::now()
}

fn micros(at: DateTime<Utc>) -> DateTime<Utc> {
    at.duration_trunc(Duration::microseconds(1)).unwrap_or(at)
}
