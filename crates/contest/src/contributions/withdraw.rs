//! Taking a contribution back, for ever or to change it.

use sea_orm::{ActiveValue::Set, DbErr};
use serde_json::json;

use super::entity::contribution;
use super::{Change, Event, State, TransitionError, access, apply, hand_in};
use crate::editions::{self, Phase};
use crate::permissions::Actor;
use crate::{AppContext, collections, moderation};

/// Why a contribution was not taken back.
#[derive(Debug, thiserror::Error)]
pub enum WithdrawError {
    /// No such contribution, or the actor did not make it.
    #[error("no such contribution")]
    NotFound,
    /// Not possible from this state.
    #[error("a contribution that is {0:?} cannot be taken back")]
    WrongState(State),
    /// Submissions are over: it can be withdrawn, but no longer changed.
    #[error("submissions are not open")]
    Closed,
    /// The database failed; nothing was written.
    #[error("could not store the change")]
    Db(#[from] DbErr),
}

impl From<TransitionError> for WithdrawError {
    fn from(error: TransitionError) -> Self {
        match error {
            TransitionError::Refused { state, .. } => Self::WrongState(state),
            TransitionError::Db(error) => Self::Db(error),
        }
    }
}

/// Withdraws: gone from public at once, the class's place is free again. Possible at any time.
///
/// # Errors
/// See [`WithdrawError`].
pub async fn withdraw(
    ctx: &AppContext,
    actor: &Actor,
    code: &str,
) -> Result<contribution::Model, WithdrawError> {
    take_back(ctx, actor, code, Event::Withdraw).await
}

/// Back to draft, gone from public, votes kept; it must be approved again. While submissions are open, and while no moderator
/// wants it purged.
///
/// # Errors
/// See [`WithdrawError`].
pub async fn reopen(
    ctx: &AppContext,
    actor: &Actor,
    code: &str,
) -> Result<contribution::Model, WithdrawError> {
    take_back(ctx, actor, code, Event::Reopen).await
}

async fn take_back(
    ctx: &AppContext,
    actor: &Actor,
    code: &str,
    event: Event,
) -> Result<contribution::Model, WithdrawError> {
    let txn = ctx.begin_write().await?;
    let now = ctx.now(&txn).await?;
    let work = access::lock_for_maker(&txn, actor, code)
        .await?
        .ok_or(WithdrawError::NotFound)?;
    if event == Event::Reopen {
        if moderation::is_purge_asked(&txn, &work).await? {
            return Err(WithdrawError::WrongState(work.state));
        }
        let window = editions::queries::phase(&txn, work.edition_id, Phase::Submissions).await?;
        if !window.is_some_and(|window| window.is_open_at(now)) {
            return Err(WithdrawError::Closed);
        }
    }
    // Before the audit row, which is the last to be locked everywhere.
    if event == Event::Withdraw {
        hand_in::free_place(&txn, &work).await?;
    }
    collections::remove_everywhere(&txn, work.id).await?;
    let change = Change {
        event,
        actor,
        now,
        details: json!({}),
    };
    let work = apply(&txn, &work, change, |row| {
        row.approved_hash = Set(None);
        row.publish_at = Set(None);
        row.claimed_by = Set(None);
        row.claimed_until = Set(None);
    })
    .await?;
    txn.commit().await?;
    Ok(work)
}
