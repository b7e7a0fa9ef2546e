//! Who may decide about what, and what they looked at.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};

use super::purge::purge_asked_by;
use crate::AppContext;
use crate::contributions::entity::contribution;
use crate::contributions::{self, ParseSeenError, State, TransitionError, is_own};
use crate::ids::AccountId;
use crate::permissions::Actor;
use crate::text::TextError;

/// Why a moderator's act did not happen; nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ModerationError {
    /// The actor is no moderator.
    #[error("not a moderator")]
    NotAllowed,
    /// No such contribution, or its makers have not handed it in.
    #[error("no such contribution")]
    NotFound,
    /// The actor, or the actor's class, made it.
    #[error("one's own contribution")]
    OwnContribution,
    /// Not possible from this state.
    #[error("not possible with a contribution that is {0:?}")]
    WrongState(State),
    /// Somebody else is at work on it.
    #[error("claimed by somebody else until {until}")]
    Claimed {
        /// Who.
        by: AccountId,
        /// When the claim lapses.
        until: DateTime<Utc>,
    },
    /// It is not what the moderator looked at.
    #[error("the contribution changed meanwhile")]
    Changed,
    /// A file is still being worked on, or could not be read.
    #[error("not every file is ready")]
    NotReady,
    /// A moderator wants it purged: agree or spare it first.
    #[error("a moderator wants it purged")]
    PurgeAsked,
    /// There is no such reason.
    #[error("unknown reason")]
    Reason,
    /// The words of the statement are missing or too long.
    #[error("statement in {language}: {problem}")]
    Words {
        /// `sv` or `en`.
        language: &'static str,
        /// What is wrong.
        problem: TextError,
    },
    /// There is nothing that can still be undone.
    #[error("nothing to undo")]
    NothingToUndo,
    /// The class handed in another contribution meanwhile.
    #[error("the class has handed in another contribution")]
    ClassHandedIn,
    /// The database failed.
    #[error("could not store the decision")]
    Db(#[from] DbErr),
}

impl From<TransitionError> for ModerationError {
    fn from(error: TransitionError) -> Self {
        match error {
            TransitionError::Refused { state, .. } => Self::WrongState(state),
            TransitionError::Db(error) => Self::Db(error),
        }
    }
}

impl From<ParseSeenError> for ModerationError {
    fn from(_: ParseSeenError) -> Self {
        Self::Changed
    }
}

/// Whether moderators may look at a contribution in this state: drafts are their makers' own business.
pub(crate) fn is_reviewable(state: State) -> bool {
    match state {
        State::InReview
        | State::ChangesRequested
        | State::Approved
        | State::Published
        | State::Rejected
        | State::Hidden => true,
        State::Draft | State::Submitted | State::Withdrawn | State::Erased => false,
    }
}

/// Whether the actor may look at it as a moderator. What one of them wants purged stays in their reach, whatever its makers do
/// with it, until it is something else.
pub(crate) async fn may_look(
    db: &impl ConnectionTrait,
    actor: &Actor,
    work: &contribution::Model,
) -> Result<bool, DbErr> {
    Ok(actor.may_moderate()
        && work.state != State::Erased
        && (is_reviewable(work.state) || purge_asked_by(db, work).await?.is_some()))
}

/// The contribution with this code, for a moderator who only looks.
pub(crate) async fn look(
    db: &impl ConnectionTrait,
    actor: &Actor,
    code: &str,
) -> Result<contribution::Model, ModerationError> {
    if !actor.may_moderate() {
        return Err(ModerationError::NotAllowed);
    }
    let work = contributions::queries::find_by_code(db, code).await?;
    let work = work.ok_or(ModerationError::NotFound)?;
    if may_look(db, actor, &work).await? {
        Ok(work)
    } else {
        Err(ModerationError::NotFound)
    }
}

/// As [`look`], for those who are about to act: see [`contributions::queries::lock`].
pub(super) async fn look_and_lock(
    txn: &DatabaseTransaction,
    actor: &Actor,
    code: &str,
) -> Result<contribution::Model, ModerationError> {
    contributions::queries::lock_by_code(txn, code).await?;
    look(txn, actor, code).await
}

/// The contribution with this code and the account of the moderator who is about to act on it; claims do not matter.
pub(crate) async fn open_claimed(
    txn: &DatabaseTransaction,
    actor: &Actor,
    code: &str,
) -> Result<(contribution::Model, AccountId), ModerationError> {
    let work = look_and_lock(txn, actor, code).await?;
    let moderator = actor.account().ok_or(ModerationError::NotAllowed)?;
    if is_own(txn, actor, &work).await? {
        Err(ModerationError::OwnContribution)
    } else {
        Ok((work, moderator))
    }
}

/// As [`open_claimed`], but refused while somebody else's claim holds.
pub(crate) async fn open(
    ctx: &AppContext,
    txn: &DatabaseTransaction,
    actor: &Actor,
    code: &str,
) -> Result<(contribution::Model, AccountId), ModerationError> {
    let (work, moderator) = open_claimed(txn, actor, code).await?;
    let now = ctx.now(txn).await?;
    match claim_of(&work, now) {
        Some((by, until)) if by != moderator => Err(ModerationError::Claimed { by, until }),
        _ => Ok((work, moderator)),
    }
}

/// The claim on it that has not lapsed at `now`.
pub(crate) fn claim_of(
    work: &contribution::Model,
    now: DateTime<Utc>,
) -> Option<(AccountId, DateTime<Utc>)> {
    work.claimed_by
        .zip(work.claimed_until)
        .filter(|(_, until)| now < *until)
}
