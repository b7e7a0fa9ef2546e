//! Background work: the handlers of mail live in `web`, where the words are.

use queue::{Job, Lane};
use serde::{Deserialize, Serialize};

use crate::ids::MailId;

/// Sends one mail of the outbox and deletes its row. Run twice, it may send twice, which is better than never.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SendMail {
    /// The row.
    pub mail: MailId,
}

impl Job for SendMail {
    const KIND: &'static str = "send-mail";
    const LANE: Lane = Lane::Mail;
    const MAX_ATTEMPTS: u16 = 6;
}

/// Deletes links, mails and counters that are past their time; see [`super::sweep`]. Hourly.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct SweepAccounts {}

impl Job for SweepAccounts {
    const KIND: &'static str = "sweep-accounts";
    const LANE: Lane = Lane::Default;
    const MAX_ATTEMPTS: u16 = 3;
}
