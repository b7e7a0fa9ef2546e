//! Votes. A vote is one inserted row; the unique keys of its table decide that it counts once, not a read before the write.
//!
//! Vote, line of the ballot log and delta commit together. The log is the authority: [`recount`] adds it up again. Counts
//! are folded from the deltas by a job into a table that nothing references, because updating a row that votes point to
//! slows every later vote down. Nobody is shown a count before voting has closed.

mod by_email;
mod cast;
pub mod entity;
mod key;
pub mod queries;
mod take_back;
mod tally;
mod voter;

pub use by_email::{ConfirmVoterError, StartVoteError, VoterArrival, confirm, start};
pub use cast::{CastVoteError, Receipt, cast};
pub use entity::{BallotAct, Lane};
pub use key::{VoterKey, canonical_address};
pub use take_back::{TakeBackError, take_back};
pub use tally::{Disagreement, FoldScores, fold, recount};
pub use voter::is_voter;
