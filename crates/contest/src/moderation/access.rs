//! Who may decide about what, and what they looked at.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};

use crate::contributions::entity::contribution;
use crate::contributions::rules;
use crate::contributions::{self, State, TransitionError};
use crate::ids::AccountId;
use crate::permissions::Actor;
use crate::text::TextError;
use crate::{AppContext, classes};

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

/// What a moderator looked at: its version and the hash of all that would be shown. Written `version-hash` in forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The contribution's version.
    pub version: i32,
    /// See `contributions::content_hash`; none while a file was not ready.
    pub hash: Option<Vec<u8>>,
}

impl Seen {
    /// What looking at `work` now shows.
    ///
    /// # Errors
    /// The database failed.
    pub async fn of(db: &impl ConnectionTrait, work: &contribution::Model) -> Result<Self, DbErr> {
        Ok(Self {
            version: work.version,
            hash: contributions::content_hash(db, work).await?,
        })
    }
}

impl std::fmt::Display for Seen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}-{}",
            self.version,
            self.hash.as_ref().map(hex::encode).unwrap_or_default()
        )
    }
}

impl std::str::FromStr for Seen {
    type Err = ModerationError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (version, hash) = text.split_once('-').ok_or(ModerationError::Changed)?;
        let version = version.parse().map_err(|_| ModerationError::Changed)?;
        let hash = match hash {
            "" => None,
            hash => Some(hex::decode(hash).map_err(|_| ModerationError::Changed)?),
        };
        Ok(Self { version, hash })
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
    work.filter(|work| is_reviewable(work.state))
        .ok_or(ModerationError::NotFound)
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

/// Whether the actor made it or answers for its class.
pub(crate) async fn is_own(
    db: &impl ConnectionTrait,
    actor: &Actor,
    work: &contribution::Model,
) -> Result<bool, DbErr> {
    let class = match work.class_id {
        Some(id) => classes::queries::find(db, id).await?,
        None => None,
    };
    Ok(rules::is_own(
        actor,
        work,
        class.map(|class| class.teacher_id),
    ))
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
