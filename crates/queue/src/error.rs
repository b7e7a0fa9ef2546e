//! Why an attempt did not succeed: the world's fault (try again) or the input's (never).

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use sea_orm::DbErr;

/// Reasons longer than this many characters are cut: a decoder can print megabytes.
const MAX_REASON_CHARS: usize = 2_000;

/// Why a handler gave up an attempt. The reason is stored and shown to staff: no addresses, names or secrets in it.
#[derive(Debug)]
pub struct JobError {
    reason: String,
    after: After,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum After {
    /// Wait the backoff of this attempt, then try again, while attempts remain.
    Backoff,
    /// Wait this long, then try again, while attempts remain.
    Wait(Duration),
    /// Never again: dead letter.
    Never,
}

impl JobError {
    /// The world failed (network, database, disk): try again later, with growing waits.
    pub fn retry(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(cause.into().as_ref(), After::Backoff)
    }

    /// As [`retry`](Self::retry), but after `wait`: for servers that say when to come back.
    pub fn retry_after(cause: impl Into<Box<dyn StdError + Send + Sync>>, wait: Duration) -> Self {
        Self::new(cause.into().as_ref(), After::Wait(wait))
    }

    /// The input is at fault (a broken file): no attempt will ever succeed, so it becomes a dead letter at once.
    pub fn fail(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(cause.into().as_ref(), After::Never)
    }

    /// The reason: the error and its causes, joined by colons.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    pub(crate) fn after(&self) -> After {
        self.after
    }

    fn new(cause: &(dyn StdError + 'static), after: After) -> Self {
        let mut reason = cause.to_string();
        let mut source = cause.source();
        while let Some(cause) = source {
            let text = cause.to_string();
            // Some libraries repeat their source in their own message.
            if !reason.ends_with(&text) {
                reason.push_str(": ");
                reason.push_str(&text);
            }
            source = cause.source();
        }
        if let Some((cut, _)) = reason.char_indices().nth(MAX_REASON_CHARS) {
            reason.truncate(cut);
        }
        Self { reason, after }
    }
}

impl fmt::Display for JobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl StdError for JobError {}

/// A failing database is always the world's fault.
impl From<DbErr> for JobError {
    fn from(error: DbErr) -> Self {
        Self::retry(error)
    }
}
