//! One attempt at one job: run the handler in a task of its own, renew the lease, settle the outcome.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use database::{Clock, Db};
use sea_orm::DbErr;
use tokio::task::JoinError;
use tokio::time::{Instant, interval_at, sleep};
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;
use tracing::Instrument;

use crate::claim::Claimed;
use crate::error::After;
use crate::job::backoff;
use crate::lease::LeaseToken;
use crate::registry::Entry;
use crate::{JobError, Lease, settle};

/// How long an aborted handler may take to let go of its files before we go on without it.
const LETTING_GO: Duration = Duration::from_secs(2);

pub(crate) struct RunOptions {
    /// How long a claim holds without a heartbeat; renewed at every third of it.
    pub lease: Duration,
    /// Cancelled when the worker must stop now: the handler is dropped, its job handed back.
    pub stop: CancellationToken,
}

impl Default for RunOptions {
    fn default() -> Self {
        Self {
            lease: Duration::from_mins(1),
            stop: CancellationToken::new(),
        }
    }
}

/// How an attempt ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Done,
    Retry(String),
    Dead(String),
    HandedBack,
    /// Another worker has it; whatever this attempt wanted to say was not written.
    Overtaken,
}

/// What the supervision saw.
enum Seen {
    Finished(Result<(), JobError>),
    Stopped,
    Lost,
}

pub(crate) async fn run_one(
    db: &Db,
    clock: &Clock,
    entry: &Entry,
    claimed: Claimed,
    options: &RunOptions,
) -> Result<Ending, DbErr> {
    let job = &claimed.job;
    let lease = Lease {
        db: db.clone(),
        clock: clock.clone(),
        token: LeaseToken {
            job: job.id,
            token: claimed.token,
        },
        length: options.lease,
        attempt: job.attempts,
        max_attempts: job.max_attempts,
    };
    let span = tracing::info_span!("queue.job", job.kind = %job.kind, job.id = %job.id, job.attempt = job.attempts);
    async {
        let seen = if job.attempts > job.max_attempts {
            let before = job.last_error.as_deref().unwrap_or("none");
            let reason =
                format!("the worker stopped during the last attempt (earlier error: {before})");
            Seen::Finished(Err(JobError::fail(reason)))
        } else {
            supervise(entry, &claimed, &lease, options).await
        };
        let ending = conclude(entry, &claimed, &lease, seen).await?;
        match &ending {
            Ending::Done => tracing::debug!("The job is done"),
            Ending::Retry(reason) => {
                tracing::warn!(reason, "The job failed and will be tried again");
            }
            Ending::Dead(reason) => {
                tracing::error!(reason, "The job failed for good and is a dead letter");
            }
            Ending::HandedBack => tracing::info!("The worker stops and hands the job back"),
            Ending::Overtaken => tracing::warn!("The job's lease was lost to another worker"),
        }
        Ok(ending)
    }
    .instrument(span)
    .await
}

/// Runs the handler until it ends, takes too long, loses its lease or must stop.
async fn supervise(entry: &Entry, claimed: &Claimed, lease: &Lease, options: &RunOptions) -> Seen {
    let (handler, payload, own) = (
        entry.handler.clone(),
        claimed.job.payload.clone(),
        lease.clone(),
    );
    // A task of its own: a panic ends the task, not the worker, and a busy handler does not starve the heartbeat.
    let work = async move { handler(payload, own).await };
    let mut task = AbortOnDropHandle::new(tokio::spawn(work.in_current_span()));
    let third = options.lease / 3;
    let mut beats = interval_at(Instant::now() + third, third);
    let timeout = sleep(entry.timeout);
    tokio::pin!(timeout);
    loop {
        tokio::select! {
            ended = &mut task => return Seen::Finished(ended.unwrap_or_else(|error| Err(died(error)))),
            () = &mut timeout => {
                let_go(task).await;
                let reason = format!("took longer than {:?}", entry.timeout);
                return Seen::Finished(Err(JobError::retry(reason)));
            }
            () = options.stop.cancelled() => {
                let_go(task).await;
                return Seen::Stopped;
            }
            _ = beats.tick() => match lease.heartbeat().await {
                Ok(Ok(())) => {}
                Ok(Err(_lost)) => {
                    let_go(task).await;
                    return Seen::Lost;
                }
                // Fencing keeps us safe while the database is away; it may be back before the lease lapses.
                Err(error) => tracing::warn!(error = &error as &dyn std::error::Error, "Could not renew the lease"),
            },
        }
    }
}

async fn let_go(task: AbortOnDropHandle<Result<(), JobError>>) {
    task.abort();
    // The outcome no longer matters, only that the handler's folders and processes are gone.
    let _ = tokio::time::timeout(LETTING_GO, task).await;
}

/// A panic is a bug, but perhaps one of this node's version or state: it is retried like a failing world.
fn died(error: JoinError) -> JobError {
    let text = error.try_into_panic().ok().and_then(|payload| {
        let text = payload
            .downcast_ref::<&str>()
            .map(|text| (*text).to_owned());
        text.or_else(|| payload.downcast_ref::<String>().cloned())
    });
    JobError::retry(format!(
        "panicked: {}",
        text.as_deref().unwrap_or("no message")
    ))
}

/// Writes down how the attempt ended, if its lease is still the newest.
async fn conclude(
    entry: &Entry,
    claimed: &Claimed,
    lease: &Lease,
    seen: Seen,
) -> Result<Ending, DbErr> {
    let (db, clock, token) = (&lease.db, &lease.clock, lease.token);
    let (written, ending) = match seen {
        Seen::Lost => return Ok(Ending::Overtaken),
        Seen::Stopped => (settle::release(db, clock, token).await?, Ending::HandedBack),
        Seen::Finished(Ok(())) => (settle::complete(db, clock, token).await?, Ending::Done),
        Seen::Finished(Err(error)) => {
            let reason = error.reason().to_owned();
            let wait = match error.after() {
                After::Never => None,
                _ if lease.is_last_attempt() => None,
                After::Backoff => Some(backoff(lease.attempt)),
                After::Wait(wait) => Some(wait),
            };
            if let Some(wait) = wait {
                let written = settle::retry(db, clock, token, wait, &reason).await?;
                (written, Ending::Retry(reason))
            } else {
                let then = successor(entry, claimed, &reason);
                let written = settle::bury(db, clock, token, &reason, then).await?;
                (written, Ending::Dead(reason))
            }
        }
    };
    Ok(if written { ending } else { Ending::Overtaken })
}

fn successor(entry: &Entry, claimed: &Claimed, reason: &str) -> Option<crate::enqueue::NewJob> {
    let make = entry.on_dead.as_ref()?;
    let payload = claimed.job.payload.clone();
    let outcome = std::panic::catch_unwind(AssertUnwindSafe(|| make(payload, reason)));
    match outcome {
        Ok(Ok(next)) => Some(next),
        Ok(Err(error)) => {
            tracing::error!(error, "Could not make the job that follows a dead letter");
            None
        }
        Err(_panic) => {
            tracing::error!("Making the job that follows a dead letter panicked");
            None
        }
    }
}
