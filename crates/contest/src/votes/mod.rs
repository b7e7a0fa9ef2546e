//! Votes: insert-only rows, a log that is the authority, and counts folded from deltas by a job.

pub mod entity;
mod key;

pub use entity::{BallotAct, Lane};
pub use key::VoterKey;
