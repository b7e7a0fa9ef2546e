//! Casting votes.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel};

use super::entity::{BallotAct, ballot_log, delta, vote};
use super::{queries, voter};
use crate::editions::{self, Phase, PhaseWindow};
use crate::permissions::Actor;
use crate::{AppContext, contributions, fault};

/// Why a vote was not counted.
#[derive(Debug, thiserror::Error)]
pub enum CastVoteError {
    /// No such contribution, or it is not published.
    #[error("no such contribution")]
    NotFound,
    /// The database's clock is outside the voting phase.
    #[error("voting is not open")]
    Closed {
        /// When it is, if the edition has such a phase.
        window: Option<PhaseWindow>,
    },
    /// The actor has no vote in this edition: sign in, join a class, or confirm an address.
    #[error("not known as a voter of this edition")]
    NotAVoter,
    /// The actor, or the actor's class, made it.
    #[error("one's own contribution")]
    OwnContribution,
    /// This voter's vote was counted before; nothing changed.
    #[error("this vote was already counted")]
    AlreadyCast(Receipt),
    /// All of the voter's votes are used; one must be taken back first.
    #[error("no votes left of {0}")]
    NoneLeft(i32),
    /// The database failed; nothing was written.
    #[error("could not store the vote")]
    Db(#[from] DbErr),
}

/// Proof for the voter that the vote is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// 128 random bits in hex; says nothing about the choice.
    pub number: String,
    /// When it was counted, database time.
    pub cast_at: DateTime<Utc>,
    /// Votes the voter has left in this edition.
    pub left: i32,
}

/// Counts the actor's vote for the published contribution with this code and returns its receipt.
///
/// Only while the edition's voting phase is open by the database's clock. Vote, ballot-log line and delta commit together or
/// not at all.
///
/// # Errors
/// See [`CastVoteError`].
pub async fn cast(ctx: &AppContext, actor: &Actor, code: &str) -> Result<Receipt, CastVoteError> {
    let txn = ctx.begin_write().await?;
    let cast_at = ctx.now(&txn).await?;
    let work = contributions::queries::find_published(&txn, code)
        .await?
        .ok_or(CastVoteError::NotFound)?;
    let window = editions::queries::phase(&txn, work.edition_id, Phase::Voting).await?;
    if !window.is_some_and(|window| window.is_open_at(cast_at)) {
        return Err(CastVoteError::Closed { window });
    }
    let edition = editions::queries::get(&txn, work.edition_id).await?;
    let (lane, key) = voter::identify(&txn, actor, &edition)
        .await?
        .ok_or(CastVoteError::NotAVoter)?;
    if contributions::is_own(&txn, actor, &work).await? {
        return Err(CastVoteError::OwnContribution);
    }
    let number = hex::encode(ctx.random::<16>());
    let mut row = vote::Model {
        edition_id: work.edition_id,
        voter_key: key,
        contribution_id: work.id,
        slot: 0,
        lane,
        receipt: number.clone(),
        cast_at,
    };
    insert(&txn, &mut row, edition.votes_per_voter).await?;
    append(&txn, &row, BallotAct::Cast, cast_at).await?;
    let left =
        edition.votes_per_voter - queries::count_of_voter(&txn, edition.id, &row.voter_key).await?;
    fault::point("V1");
    txn.commit().await?;
    fault::point("V2");
    Ok(Receipt {
        number,
        cast_at,
        left,
    })
}

/// Puts the vote into the voter's first free slot. The table's unique keys decide: when two requests of one voter race, the
/// one that comes second finds its slot or its vote taken and looks again.
async fn insert(
    txn: &DatabaseTransaction,
    row: &mut vote::Model,
    slots: i32,
) -> Result<(), CastVoteError> {
    for _ in 0..=slots {
        let theirs = queries::of_voter(txn, row.edition_id, &row.voter_key).await?;
        if let Some(before) = theirs
            .iter()
            .find(|vote| vote.contribution_id == row.contribution_id)
        {
            let used = i32::try_from(theirs.len()).unwrap_or(i32::MAX);
            return Err(CastVoteError::AlreadyCast(Receipt {
                number: before.receipt.clone(),
                cast_at: before.cast_at,
                left: slots - used,
            }));
        }
        let free = (1..=slots).find(|slot| theirs.iter().all(|vote| vote.slot != *slot));
        row.slot = free.ok_or(CastVoteError::NoneLeft(slots))?;
        let once = OnConflict::new().do_nothing().to_owned();
        let stored = vote::Entity::insert(row.clone().into_active_model())
            .on_conflict(once)
            .exec_without_returning(txn)
            .await?;
        if stored == 1 {
            return Ok(());
        }
    }
    Err(CastVoteError::NoneLeft(slots))
}

/// Adds the line of the ballot log and the delta for the score.
pub(super) async fn append(
    txn: &DatabaseTransaction,
    vote: &vote::Model,
    act: BallotAct,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    let line = ballot_log::ActiveModel {
        edition_id: Set(vote.edition_id),
        act: Set(act),
        lane: Set(vote.lane),
        voter_key: Set(vote.voter_key.clone()),
        contribution_id: Set(vote.contribution_id),
        receipt: Set(vote.receipt.clone()),
        at: Set(at),
        ..Default::default()
    };
    ballot_log::Entity::insert(line)
        .exec_without_returning(txn)
        .await?;
    let by = match act {
        BallotAct::Cast => 1,
        BallotAct::TakeBack => -1,
    };
    let change = delta::ActiveModel {
        contribution_id: Set(vote.contribution_id),
        delta: Set(by),
        ..Default::default()
    };
    delta::Entity::insert(change)
        .exec_without_returning(txn)
        .await?;
    Ok(())
}
