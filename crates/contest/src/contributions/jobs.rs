//! Payloads of the jobs about contributions.

use queue::Job;
use serde::{Deserialize, Serialize};

use crate::ids::ContributionId;

/// Lets an approval take effect when its time has come.
#[derive(Debug, Serialize, Deserialize)]
pub struct PublishContribution {
    /// Which one.
    pub contribution: ContributionId,
}

impl Job for PublishContribution {
    const KIND: &'static str = "publish-contribution";
    const MAX_ATTEMPTS: u16 = 10;
}
