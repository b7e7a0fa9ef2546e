//! Payloads of the jobs about decisions.

use queue::{Job, Lane};
use serde::{Deserialize, Serialize};

use crate::ids::DecisionId;

/// Tells the makers of a decision by mail, once it has taken effect.
#[derive(Debug, Serialize, Deserialize)]
pub struct NotifyDecision {
    /// Which one.
    pub decision: DecisionId,
}

impl Job for NotifyDecision {
    const KIND: &'static str = "notify-decision";
    const LANE: Lane = Lane::Mail;
    const MAX_ATTEMPTS: u16 = 10;
}
