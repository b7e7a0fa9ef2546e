//! Which function handles which kind of job, and what recurs.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use database::{Clock, Db};
use sea_orm::DbErr;
use serde_json::Value;

use crate::enqueue::NewJob;
use crate::housekeeping::forgotten;
use crate::run::{Ending, RunOptions, run_one};
use crate::schedule::Schedule;
use crate::{Job, JobError, JobId, Lane, Lease};

type Handling = Pin<Box<dyn Future<Output = Result<(), JobError>> + Send>>;
type Handler = Arc<dyn Fn(Value, Lease) -> Handling + Send + Sync>;
type Successor = Arc<dyn Fn(Value, &str) -> Result<NewJob, String> + Send + Sync>;

/// How one kind of job is handled.
#[derive(Clone)]
pub(crate) struct Entry {
    pub lane: Lane,
    pub timeout: Duration,
    pub handler: Handler,
    pub on_dead: Option<Successor>,
}

/// The handlers of this program.
#[derive(Default)]
pub struct Registry {
    entries: BTreeMap<&'static str, Entry>,
    schedules: Vec<Schedule>,
}

/// What went wrong with one job while draining.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The job.
    pub id: JobId,
    /// Its kind.
    pub kind: String,
    /// The reason as stored.
    pub reason: String,
    /// Whether it is now a dead letter; otherwise it waits for its next attempt.
    pub dead: bool,
}

impl Registry {
    /// No handlers yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Handles jobs of type `J` with `handler`, which captures what it needs. It must be safe to run twice.
    ///
    /// # Panics
    /// `J::KIND` has a handler already.
    #[must_use]
    pub fn register<J: Job, F>(
        mut self,
        handler: impl Fn(J, Lease) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        let handler: Handler =
            Arc::new(
                move |payload, lease| match serde_json::from_value::<J>(payload) {
                    Ok(job) => Box::pin(handler(job, lease)),
                    Err(error) => Box::pin(std::future::ready(Err(JobError::fail(error)))),
                },
            );
        let entry = Entry {
            lane: J::LANE,
            timeout: J::TIMEOUT,
            handler,
            on_dead: None,
        };
        let earlier = self.entries.insert(J::KIND, entry);
        assert!(
            earlier.is_none(),
            "two handlers for jobs of kind {}",
            J::KIND
        );
        self
    }

    /// As [`register`](Self::register), for a plain function that takes its context first.
    ///
    /// # Panics
    /// `J::KIND` has a handler already.
    #[must_use]
    pub fn register_with<C, J: Job, F>(
        self,
        context: C,
        handler: impl Fn(C, J, Lease) -> F + Send + Sync + 'static,
    ) -> Self
    where
        C: Clone + Send + Sync + 'static,
        F: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        self.register::<J, F>(move |job, lease| handler(context.clone(), job, lease))
    }

    /// When a job of type `J` becomes a dead letter, for whatever reason (also because its workers died), enqueues the job
    /// that `then` makes of it and of the reason, in the same commit.
    ///
    /// # Panics
    /// `J` has no handler yet.
    #[must_use]
    pub fn on_dead<J: Job, N: Job>(
        mut self,
        then: impl Fn(J, &str) -> N + Send + Sync + 'static,
    ) -> Self {
        let entry = self
            .entries
            .get_mut(J::KIND)
            .unwrap_or_else(|| panic!("register {} before its on_dead", J::KIND));
        entry.on_dead = Some(Arc::new(move |payload, reason| {
            let job = serde_json::from_value::<J>(payload).map_err(|error| error.to_string())?;
            NewJob::of(&then(job, reason)).map_err(|error| error.to_string())
        }));
        self
    }

    /// Enqueues `J::default()` once in every `period` (slots count from 1970-01-01 UTC; whole seconds), however many nodes
    /// run. A slot is left out while the job of an earlier slot still waits or runs; missed slots are not made up for.
    #[must_use]
    pub fn every<J: Job + Default>(mut self, period: Duration) -> Self {
        self.schedules.push(Schedule::new::<J>(period));
        self
    }

    /// Enqueues the recurring jobs whose slot has begun; returns how many.
    ///
    /// # Errors
    /// The database failed.
    pub async fn enqueue_scheduled(&self, db: &Db, clock: &Clock) -> Result<usize, DbErr> {
        let mut count = 0;
        for schedule in &self.schedules {
            count += usize::from(schedule.enqueue_due(db, clock).await?);
        }
        Ok(count)
    }

    /// Runs every job that is due, one after the other, and those they enqueue, until none is left: for tests.
    /// Retries wait for their time, so they need a clock that is moved. Jobs that nobody handles are failures too.
    ///
    /// # Errors
    /// The database failed.
    pub async fn drain(&self, db: &Db, clock: &Clock) -> Result<Vec<Failure>, DbErr> {
        let options = RunOptions::default();
        let mut failures = Vec::new();
        'search: loop {
            for lane in Lane::ALL {
                let kinds = self.kinds(lane);
                let claimed = crate::claim::claim(db, clock, lane, &kinds, options.lease).await?;
                let Some(claimed) = claimed else { continue };
                let entry = self.entry(&claimed.job.kind);
                let (id, kind) = (claimed.job.id, claimed.job.kind.clone());
                let ending = run_one(db, clock, entry, claimed, &options).await?;
                if let Ending::Retry(reason) | Ending::Dead(reason) = &ending {
                    failures.push(Failure {
                        id,
                        kind,
                        reason: reason.clone(),
                        dead: matches!(ending, Ending::Dead(_)),
                    });
                }
                continue 'search;
            }
            break;
        }
        let known: Vec<&str> = self.entries.keys().copied().collect();
        failures.extend(forgotten(db, clock, &known).await?);
        Ok(failures)
    }

    pub(crate) fn kinds(&self, lane: Lane) -> Vec<&'static str> {
        let of_lane = self.entries.iter().filter(|(_, entry)| entry.lane == lane);
        of_lane.map(|(kind, _)| *kind).collect()
    }

    /// The entry of a kind that was claimed, and only known kinds are.
    pub(crate) fn entry(&self, kind: &str) -> &Entry {
        self.entries
            .get(kind)
            .expect("only known kinds are claimed")
    }
}

impl std::fmt::Debug for Registry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Registry")
            .field("kinds", &self.entries.keys())
            .finish_non_exhaustive()
    }
}
