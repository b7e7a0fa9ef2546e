//! What is asked of votes.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::entity::{BallotAct, ballot_log, score, vote};
use super::{VoterKey, voter};
use crate::editions::entity::edition;
use crate::editions::{self, Phase};
use crate::ids::{ContributionId, EditionId};
use crate::permissions::Actor;

/// The votes of one voter in an edition, by slot.
///
/// # Errors
/// The database failed.
pub async fn of_voter(
    db: &impl ConnectionTrait,
    edition: EditionId,
    key: &VoterKey,
) -> Result<Vec<vote::Model>, DbErr> {
    vote::Entity::find()
        .filter(vote::Column::EditionId.eq(edition))
        .filter(vote::Column::VoterKey.eq(key.clone()))
        .order_by_asc(vote::Column::Slot)
        .all(db)
        .await
}

/// The actor's votes in an edition; empty if they have none or are no voter.
///
/// # Errors
/// The database failed.
pub async fn of_actor(
    db: &impl ConnectionTrait,
    actor: &Actor,
    edition: &edition::Model,
) -> Result<Vec<vote::Model>, DbErr> {
    match voter::identify(db, actor, edition).await? {
        Some((_, key)) => of_voter(db, edition.id, &key).await,
        None => Ok(Vec::new()),
    }
}

pub(super) async fn count_of_voter(
    db: &impl ConnectionTrait,
    edition: EditionId,
    key: &VoterKey,
) -> Result<i32, DbErr> {
    Ok(i32::try_from(of_voter(db, edition, key).await?.len()).unwrap_or(i32::MAX))
}

/// Folded counts of these contributions, or `None` while voting has not closed: until then nothing that anybody is shown may
/// depend on them.
///
/// # Errors
/// The database failed.
pub async fn public_counts(
    db: &impl ConnectionTrait,
    edition: EditionId,
    now: DateTime<Utc>,
    ids: &[ContributionId],
) -> Result<Option<HashMap<ContributionId, i64>>, DbErr> {
    let window = editions::queries::phase(db, edition, Phase::Voting).await?;
    if window.is_none_or(|window| window.ends_at > now) {
        return Ok(None);
    }
    let rows = score::Entity::find()
        .filter(score::Column::ContributionId.is_in(ids.iter().copied()))
        .all(db)
        .await?;
    let mut counts: HashMap<_, _> = ids.iter().map(|id| (*id, 0)).collect();
    counts.extend(rows.into_iter().map(|row| (row.contribution_id, row.votes)));
    Ok(Some(counts))
}

/// What the log says of a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReceiptEntry {
    /// The edition of the vote.
    pub edition_id: EditionId,
    /// When it was counted.
    pub cast_at: DateTime<Utc>,
    /// When it was taken back.
    pub taken_back_at: Option<DateTime<Utc>>,
}

/// The receipt with this number, from the ballot log. Says nothing about what was voted for.
///
/// # Errors
/// The database failed.
pub async fn find_receipt(
    db: &impl ConnectionTrait,
    number: &str,
) -> Result<Option<ReceiptEntry>, DbErr> {
    let lines = ballot_log::Entity::find()
        .filter(ballot_log::Column::Receipt.eq(number))
        .order_by_asc(ballot_log::Column::Seq)
        .all(db)
        .await?;
    let at = |act| lines.iter().find(|line| line.act == act);
    Ok(at(BallotAct::Cast).map(|cast| ReceiptEntry {
        edition_id: cast.edition_id,
        cast_at: cast.at,
        taken_back_at: at(BallotAct::TakeBack).map(|line| line.at),
    }))
}
