//! Taking votes back while voting is open.

use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::cast::append;
use super::entity::{BallotAct, vote};
use super::voter;
use crate::editions::{self, Phase, PhaseWindow};
use crate::permissions::Actor;
use crate::{AppContext, contributions};

/// Why a vote was not taken back.
#[derive(Debug, thiserror::Error)]
pub enum TakeBackError {
    /// No such contribution, or the actor has no vote for it.
    #[error("no such vote")]
    NotFound,
    /// Voting is over: votes stand.
    #[error("voting is not open")]
    Closed {
        /// When it was.
        window: Option<PhaseWindow>,
    },
    /// The database failed; nothing was written.
    #[error("could not take the vote back")]
    Db(#[from] DbErr),
}

/// Takes the actor's vote for the contribution with this code back; the slot is free again. The contribution need not be
/// public any more, so that a vote for something withdrawn is not lost.
///
/// # Errors
/// See [`TakeBackError`].
pub async fn take_back(ctx: &AppContext, actor: &Actor, code: &str) -> Result<(), TakeBackError> {
    let txn = ctx.begin_write().await?;
    let at = ctx.now(&txn).await?;
    let work = contributions::queries::find_by_code(&txn, code)
        .await?
        .ok_or(TakeBackError::NotFound)?;
    let window = editions::queries::phase(&txn, work.edition_id, Phase::Voting).await?;
    if !window.is_some_and(|window| window.is_open_at(at)) {
        return Err(TakeBackError::Closed { window });
    }
    let edition = editions::queries::get(&txn, work.edition_id).await?;
    let (_, key) = voter::identify(&txn, actor, &edition)
        .await?
        .ok_or(TakeBackError::NotFound)?;
    let found = vote::Entity::find_by_id((edition.id, key, work.id))
        .one(&txn)
        .await?
        .ok_or(TakeBackError::NotFound)?;
    // By receipt: of two requests that saw the same vote, one deletes a row and may log it.
    let deleted = vote::Entity::delete_many()
        .filter(vote::Column::Receipt.eq(&found.receipt))
        .exec(&txn)
        .await?;
    if deleted.rows_affected != 1 {
        return Err(TakeBackError::NotFound);
    }
    append(&txn, &found, BallotAct::TakeBack, at).await?;
    txn.commit().await?;
    Ok(())
}
