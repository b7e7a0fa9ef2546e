//! The job: from a stored original to a ready asset whose files lie in the store, or to a reason, or to another try.

mod avif;
mod films;
mod hostile;
mod purged;
mod ready;
mod redacting;
pub mod story;
