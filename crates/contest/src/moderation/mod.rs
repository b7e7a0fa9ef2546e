//! Deciding what is published: the queue, claims, and decisions with their reasons.
//!
//! What is promised:
//! - Nothing is public before a person approved exactly the words and bytes that the public will be shown; what changes
//!   afterwards returns to the queue.
//! - Nobody decides about what they, or their class, made.
//! - Whatever restricts has a reason and says it in both languages; the database refuses a row without.
//! - What was reported for privacy comes back into sight only when two different moderators want it.
//! - A work is purged for ever only when two different moderators want it; a copy of it is held then, and approved by two.
//! - What one of them wants purged can be taken back by its makers, but neither changed nor brought out of the others' reach.
//! - Each decision is one row here and one row of the audit chain, in the same commit as the change of state.

mod access;
mod claim;
mod decide;
pub mod entity;
mod hide;
pub mod jobs;
mod notify;
mod purge;
mod queries;
mod reasons;
mod second;
mod undo;
mod waiting;

pub use access::ModerationError;
pub(crate) use access::{is_reviewable, may_look, open_claimed};
pub use claim::{CLAIM_MINUTES, claim, release};
pub use decide::{Decided, UNDO_SECONDS, Verdict, decide};
pub use entity::DecisionKind;
pub use hide::{Restored, hide, restore, return_if_changed};
pub(crate) use hide::{back_to_review, hide_by_rule};
pub(crate) use notify::notify;
pub(crate) use purge::carry_wish;
pub use purge::{Purged, is_purge_asked, purge, spare};
pub use queries::{Item, MakerDecision, Undoable, decisions_for_maker, item, undoable};
pub use reasons::{MAX_STATEMENT, Reason, Statement};
pub use undo::undo;
pub use waiting::{
    Claim, ItemClass, QUEUE_PAGE, QueueFilter, QueueItem, QueueKind, QueuePage, queue, waiting,
};
