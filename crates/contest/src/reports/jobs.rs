//! The payload of the job about reports.

use chrono::{DateTime, Utc};
use queue::{Job, Lane};
use serde::{Deserialize, Serialize};

use crate::ids::ContributionId;

/// Tells those who left an address what came of their reports.
#[derive(Debug, Serialize, Deserialize)]
pub struct TellReporters {
    /// About what they reported.
    pub contribution: ContributionId,
    /// When they were answered.
    pub handled_at: DateTime<Utc>,
}

impl Job for TellReporters {
    const KIND: &'static str = "tell-reporters";
    const LANE: Lane = Lane::Mail;
    const MAX_ATTEMPTS: u16 = 10;
}
