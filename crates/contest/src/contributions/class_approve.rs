//! The teacher's part: approving a hand-in with the checklist, or sending it back.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel};
use serde_json::json;

use super::entity::{class_approval, contribution, sent_back};
use super::{Change, Event, ParseSeenError, Seen, State, TransitionError, access, apply};
use crate::AppContext;
use crate::permissions::Actor;

/// The eleven ticks of the checklist; all are needed (`docs/security.md`, "The eleven ticks"). Their words stand in the catalogues.
pub const TICKS: [&str; 11] = [
    "visible",
    "audible",
    "names",
    "background",
    "protected",
    "pupils-agree",
    "guardians",
    "music",
    "brands",
    "nobody-mocked",
    "withdrawal",
];

/// Why a hand-in was neither approved nor sent back.
#[derive(Debug, thiserror::Error)]
pub enum ClassApproveError {
    /// No such contribution in a class of the actor's.
    #[error("no such contribution")]
    NotFound,
    /// It is not waiting for the teacher.
    #[error("a contribution that is {0:?} is not waiting for the teacher")]
    WrongState(State),
    /// It is not what the teacher looked at.
    #[error("the contribution changed meanwhile")]
    Changed,
    /// A file is still being worked on, or could not be read.
    #[error("not every file is ready")]
    NotReady,
    /// These ticks are missing.
    #[error("ticks are missing: {0:?}")]
    TicksMissing(Vec<&'static str>),
    /// The database failed; nothing was written.
    #[error("could not store the approval")]
    Db(#[from] DbErr),
}

impl From<TransitionError> for ClassApproveError {
    fn from(error: TransitionError) -> Self {
        match error {
            TransitionError::Refused { state, .. } => Self::WrongState(state),
            TransitionError::Db(error) => Self::Db(error),
        }
    }
}

impl From<ParseSeenError> for ClassApproveError {
    fn from(_: ParseSeenError) -> Self {
        Self::Changed
    }
}

/// Approves a hand-in as `seen`: exactly the words and bytes that the teacher looked at. Moderators are next.
///
/// # Errors
/// See [`ClassApproveError`].
pub async fn class_approve(
    ctx: &AppContext,
    actor: &Actor,
    code: &str,
    seen: &Seen,
    ticks: &[String],
) -> Result<contribution::Model, ClassApproveError> {
    let txn = ctx.begin_write().await?;
    let now = ctx.now(&txn).await?;
    let (work, teacher) = waiting(&txn, actor, code).await?;
    let there = Seen::of(&txn, &work).await?;
    if there.hash.is_none() {
        return Err(ClassApproveError::NotReady);
    }
    if there != *seen {
        return Err(ClassApproveError::Changed);
    }
    let missing = missing(ticks);
    if !missing.is_empty() {
        return Err(ClassApproveError::TicksMissing(missing));
    }
    let approval = class_approval::Model {
        id: ctx.id(now),
        contribution_id: work.id,
        version: work.version,
        account_id: teacher,
        ticks: json!(TICKS),
        approved_at: now,
    };
    // The same version may come back after a moderator's undo: its approval stands.
    let once = OnConflict::columns([
        class_approval::Column::ContributionId,
        class_approval::Column::Version,
    ])
    .do_nothing()
    .to_owned();
    class_approval::Entity::insert(approval.into_active_model())
        .on_conflict(once)
        .exec_without_returning(&txn)
        .await?;
    sent_back::Entity::delete_by_id(work.id).exec(&txn).await?;
    let change = Change {
        event: Event::ClassApprove,
        actor,
        now,
        details: json!({ "ticks": TICKS.len() }),
    };
    let work = apply(&txn, &work, change, |row| row.handed_in_at = Set(Some(now))).await?;
    txn.commit().await?;
    Ok(work)
}

/// Sends a hand-in back to the pupils; the class keeps its place. They are told which of the ticks could not be made, if the
/// teacher made any: whoever ticked nothing did not go through the list.
///
/// # Errors
/// See [`ClassApproveError`].
pub async fn send_back(
    ctx: &AppContext,
    actor: &Actor,
    code: &str,
    ticks: &[String],
) -> Result<contribution::Model, ClassApproveError> {
    let txn = ctx.begin_write().await?;
    let now = ctx.now(&txn).await?;
    let (work, _) = waiting(&txn, actor, code).await?;
    let mut missing = missing(ticks);
    if missing.len() == TICKS.len() {
        missing.clear();
    }
    let told = sent_back::Model {
        contribution_id: work.id,
        ticks: json!(missing),
        sent_at: now,
    };
    let anew = OnConflict::column(sent_back::Column::ContributionId)
        .update_columns([sent_back::Column::Ticks, sent_back::Column::SentAt])
        .to_owned();
    sent_back::Entity::insert(told.into_active_model())
        .on_conflict(anew)
        .exec_without_returning(&txn)
        .await?;
    let change = Change {
        event: Event::SendBack,
        actor,
        now,
        details: json!({}),
    };
    let work = apply(&txn, &work, change, |_| ()).await?;
    txn.commit().await?;
    Ok(work)
}

/// Which of the ticks were not made.
fn missing(given: &[String]) -> Vec<&'static str> {
    let made = |tick: &&str| given.iter().any(|given| given == tick);
    TICKS.into_iter().filter(|tick| !made(tick)).collect()
}

/// What the teacher could not tick when they sent `work` back, and when, for its makers while they are at work on it; `None`
/// if it was not sent back.
///
/// # Errors
/// The database failed.
pub async fn sent_back(
    db: &impl ConnectionTrait,
    work: &contribution::Model,
) -> Result<Option<(Vec<&'static str>, DateTime<Utc>)>, DbErr> {
    if work.state != State::Draft {
        return Ok(None);
    }
    let row = sent_back::Entity::find_by_id(work.id).one(db).await?;
    let told = |row: sent_back::Model| {
        let named = |tick: &&str| {
            let ticks = row.ticks.as_array();
            ticks.is_some_and(|ticks| ticks.iter().any(|given| given == tick))
        };
        (TICKS.into_iter().filter(named).collect(), row.sent_at)
    };
    Ok(row.map(told))
}

async fn waiting(
    txn: &sea_orm::DatabaseTransaction,
    actor: &Actor,
    code: &str,
) -> Result<(contribution::Model, crate::ids::AccountId), ClassApproveError> {
    let work = access::lock_for_teacher(txn, actor, code)
        .await?
        .ok_or(ClassApproveError::NotFound)?;
    let teacher = actor.account().ok_or(ClassApproveError::NotFound)?;
    if work.state == State::Submitted {
        Ok((work, teacher))
    } else {
        Err(ClassApproveError::WrongState(work.state))
    }
}
