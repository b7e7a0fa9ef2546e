//! Contributions: what a class or a person hands in, and the one table of what may happen to it.

mod access;
pub mod answers;
mod class_approve;
mod content_hash;
mod edit;
pub mod entity;
pub mod gallery;
mod hand_in;
pub mod jobs;
mod publish;
pub mod queries;
pub mod rules;
mod seen;
mod start;
mod transition;
mod withdraw;

/// Called by `assets::mark_ready` in its transaction, after the renditions of an asset changed.
pub use crate::moderation::return_if_changed as renditions_changed;
pub use access::{find_for_maker, find_for_teacher, is_open_for_changes, is_own};
pub(crate) use access::{is_maker, lock_for_maker, teacher};
pub use class_approve::{ClassApproveError, TICKS, class_approve, send_back, sent_back};
pub use content_hash::content_hash;
pub use edit::{Edit, EditError, LANGUAGES, NotOpen, edit};
pub(crate) use edit::{check_editable, editable, touch};
pub use entity::State;
pub use hand_in::{HandInError, Missing, hand_in, missing};
pub(crate) use hand_in::{claim_place, free_place};
pub use publish::{Published, publish};
pub use rules::Event;
pub use seen::{ParseSeenError, Seen};
pub use start::{Maker, SINGLE_AGE_GROUPS, StartError, start};
pub use transition::TransitionError;
pub(crate) use transition::{Change, apply};
pub use withdraw::{WithdrawError, reopen, withdraw};
