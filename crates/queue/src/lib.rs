//! Background jobs kept in the database.
//!
//! What is promised:
//! - A job is enqueued inside the caller's transaction: it exists exactly when the change that needs it exists.
//! - A job whose worker dies is done by another: a worker holds a *lease* that it renews while it works, and a lapsed
//!   lease is claimed again. So every handler must be safe to run twice.
//! - Each claim has its own *token*. Completing, retrying and failing are conditional on it, and a handler guards its own
//!   commit with [`Lease::still_held`], so a worker that comes too late cannot overwrite its successor.
//! - A job that fails for ever ends as a dead letter with its reason, listed by [`dead_letters`], revived by [`revive`].
//! - Polling is the truth; [`Waker`] only makes it quick.
//!
//! Why our own: `docs/decisions/0003-own-job-queue.md`.

mod claim;
mod dead;
mod enqueue;
mod entity;
mod error;
mod housekeeping;
mod job;
mod lease;
mod registry;
mod run;
mod schedule;
mod settle;
mod waker;
mod worker;

pub use claim::is_media_busy;
pub use dead::{DeadLetter, LaneCount, counts, dead_letters, revive};
pub use enqueue::{Enqueue, enqueue};
pub use entity::{JobId, Lane, State};
pub use error::JobError;
pub use housekeeping::sweep_done;
pub use job::Job;
pub use lease::{Lease, LeaseLost, LeaseToken};
pub use registry::{Failure, Registry};
pub use waker::Waker;
pub use worker::{Worker, WorkerOptions};
