//! The one table of transitions, and who may see and change what.

use super::State;
use super::entity::contribution;
use crate::permissions::Actor;

/// What can happen to a contribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// A pupil hands in: the teacher is next.
    HandInToTeacher,
    /// A single person hands in: a moderator is next.
    HandInToReview,
    /// The teacher sends it back to the pupils.
    SendBack,
    /// The teacher approved it with the checklist.
    ClassApprove,
    /// A moderator approves.
    Approve,
    /// A moderator asks for changes.
    RequestChanges,
    /// A moderator refuses.
    Reject,
    /// A decision is undone before it took effect.
    Undo,
    /// The approval takes effect.
    Publish,
    /// Out of sight at once.
    Hide,
    /// Back in sight.
    Restore,
    /// What was looked at is no longer what would be shown.
    ReturnToReview,
    /// Its makers want to change it again.
    Reopen,
    /// Its makers take it back.
    Withdraw,
    /// Gone for ever.
    Erase,
}

impl Event {
    /// All events, for tests over the whole table.
    pub const ALL: [Self; 15] = [
        Self::HandInToTeacher,
        Self::HandInToReview,
        Self::SendBack,
        Self::ClassApprove,
        Self::Approve,
        Self::RequestChanges,
        Self::Reject,
        Self::Undo,
        Self::Publish,
        Self::Hide,
        Self::Restore,
        Self::ReturnToReview,
        Self::Reopen,
        Self::Withdraw,
        Self::Erase,
    ];

    /// The verb of the audit row.
    pub fn act(self) -> &'static str {
        match self {
            Self::HandInToTeacher | Self::HandInToReview => "contribution.hand_in",
            Self::SendBack => "contribution.send_back",
            Self::ClassApprove => "contribution.class_approve",
            Self::Approve => "contribution.approve",
            Self::RequestChanges => "contribution.request_changes",
            Self::Reject => "contribution.reject",
            Self::Undo => "contribution.undo",
            Self::Publish => "contribution.publish",
            Self::Hide => "contribution.hide",
            Self::Restore => "contribution.restore",
            Self::ReturnToReview => "contribution.return_to_review",
            Self::Reopen => "contribution.reopen",
            Self::Withdraw => "contribution.withdraw",
            Self::Erase => "contribution.erase",
        }
    }
}

/// The state after `event` happens in `state`; `None` if it may not happen there.
pub fn next(state: State, event: Event) -> Option<State> {
    use Event as E;
    use State as S;
    match (state, event) {
        (S::Draft | S::ChangesRequested, E::HandInToTeacher) => Some(S::Submitted),
        (S::Draft | S::ChangesRequested, E::HandInToReview)
        | (S::Submitted, E::ClassApprove)
        | (S::Approved | S::ChangesRequested | S::Rejected, E::Undo)
        | (S::Approved | S::Published | S::Hidden, E::ReturnToReview) => Some(S::InReview),
        (S::Submitted, E::SendBack)
        | (S::Submitted | S::InReview | S::Approved | S::Published | S::Withdrawn, E::Reopen) => {
            Some(S::Draft)
        }
        (S::InReview, E::Approve) => Some(S::Approved),
        (S::InReview, E::RequestChanges) => Some(S::ChangesRequested),
        (S::InReview, E::Reject) => Some(S::Rejected),
        (S::Approved, E::Publish) | (S::Hidden, E::Restore) => Some(S::Published),
        (S::Published, E::Hide) => Some(S::Hidden),
        (
            S::Draft
            | S::Submitted
            | S::InReview
            | S::ChangesRequested
            | S::Approved
            | S::Published
            | S::Hidden,
            E::Withdraw,
        ) => Some(S::Withdrawn),
        (state, E::Erase) if state != S::Erased => Some(S::Erased),
        _ => None,
    }
}

/// Whether title, text and assets may change.
pub fn is_editable(state: State) -> bool {
    matches!(state, State::Draft | State::ChangesRequested)
}

/// Whether the actor made it or answers for it: the single person, a pupil of the class (all pupils of a class edit its
/// draft together), or the teacher of the class `teacher`, as long as they are one.
pub fn is_maker(
    actor: &Actor,
    work: &contribution::Model,
    teacher: Option<crate::ids::AccountId>,
) -> bool {
    is_own(actor, work, teacher.filter(|_| actor.may_open_classes()))
}

/// As [`is_maker`], also of a teacher who is none any more: nobody votes for or decides about what was theirs.
pub fn is_own(
    actor: &Actor,
    work: &contribution::Model,
    teacher: Option<crate::ids::AccountId>,
) -> bool {
    match actor {
        Actor::Account { id, .. } => {
            work.account_id == Some(*id) || (teacher.is_some() && teacher == Some(*id))
        }
        Actor::Pupil { class, .. } => work.class_id == Some(*class),
        Actor::Voter { .. } | Actor::System => false,
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::Iterable;

    use super::*;

    #[test]
    fn nothing_leaves_erased_and_only_publish_or_restore_makes_public() {
        for state in State::iter() {
            for event in Event::ALL {
                let next = next(state, event);
                if state == State::Erased {
                    assert_eq!(next, None, "{event:?}");
                }
                if next == Some(State::Published) {
                    assert!(matches!(
                        (state, event),
                        (State::Approved, Event::Publish) | (State::Hidden, Event::Restore)
                    ));
                }
                if next == Some(State::Approved) {
                    assert_eq!((state, event), (State::InReview, Event::Approve));
                }
            }
        }
    }
}
