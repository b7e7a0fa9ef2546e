//! Folding deltas into counts, and counting again from the log.

use std::collections::BTreeMap;

use queue::Job;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ConnectionTrait, DatabaseBackend, DbErr, EntityTrait, ExprTrait as _,
    FromQueryResult, QuerySelect, Statement,
};
use serde::{Deserialize, Serialize};

use super::BallotAct;
use super::entity::{ballot_log, delta, score};
use crate::ids::ContributionId;
use crate::{AppContext, fault};

/// Deltas folded in one transaction.
const BATCH: u64 = 1_000;

/// Folds what has gathered; recurring.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct FoldScores {}

impl Job for FoldScores {
    const KIND: &'static str = "fold-scores";
    const MAX_ATTEMPTS: u16 = 3;
}

#[derive(FromQueryResult)]
struct Taken {
    contribution_id: ContributionId,
    delta: i32,
}

/// Folds all waiting deltas into the scores. Several may fold at once: each takes rows that no other has taken. Never by
/// "newer than the last seen", because commits arrive out of order and votes would be skipped.
///
/// # Errors
/// The database failed; what was not folded waits for the next call.
pub async fn fold(ctx: &AppContext) -> Result<u64, DbErr> {
    let mut folded = 0;
    loop {
        let taken = fold_batch(ctx).await?;
        folded += taken;
        if taken < BATCH {
            return Ok(folded);
        }
    }
}

async fn fold_batch(ctx: &AppContext) -> Result<u64, DbErr> {
    let txn = ctx.begin_write().await?;
    let now = ctx.now(&txn).await?;
    let lock = if ctx.db.backend() == DatabaseBackend::Postgres {
        "FOR UPDATE SKIP LOCKED"
    } else {
        ""
    };
    let sql = format!(
        "DELETE FROM vote_delta WHERE id IN (SELECT id FROM vote_delta ORDER BY id LIMIT {BATCH} {lock}) \
         RETURNING contribution_id, delta"
    );
    let rows = txn
        .query_all_raw(Statement::from_string(ctx.db.backend(), sql))
        .await?;
    let mut sums: BTreeMap<ContributionId, i64> = BTreeMap::new();
    for row in &rows {
        let taken = Taken::from_query_result(row, "")?;
        *sums.entry(taken.contribution_id).or_default() += i64::from(taken.delta);
    }
    // In the order of ids, so that two folders never wait for each other in a circle.
    for (id, sum) in sums {
        let row = score::ActiveModel {
            contribution_id: Set(id),
            votes: Set(sum),
            updated_at: Set(now),
        };
        let add = OnConflict::column(score::Column::ContributionId)
            .value(
                score::Column::Votes,
                Expr::col((score::Entity, score::Column::Votes))
                    .add(Expr::col(("excluded", score::Column::Votes))),
            )
            .update_column(score::Column::UpdatedAt)
            .to_owned();
        score::Entity::insert(row)
            .on_conflict(add)
            .exec_without_returning(&txn)
            .await?;
    }
    if !rows.is_empty() {
        fault::point("V3");
    }
    txn.commit().await?;
    Ok(rows.len() as u64)
}

/// A contribution whose folded count is not what the log says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// Which one.
    pub contribution: ContributionId,
    /// Casts less take-backs in the log.
    pub log: i64,
    /// Folded count plus waiting deltas.
    pub score: i64,
}

/// Counts every contribution again from the ballot log and compares; empty means that all counts are right.
///
/// # Errors
/// The database failed.
pub async fn recount(ctx: &AppContext) -> Result<Vec<Disagreement>, DbErr> {
    // Votes are cast meanwhile: the three tables are compared as of one moment.
    let txn = ctx.db.begin_snapshot().await?;
    let mut counts: BTreeMap<ContributionId, (i64, i64)> = BTreeMap::new();
    let log: Vec<(ContributionId, BallotAct, i64)> = ballot_log::Entity::find()
        .select_only()
        .column(ballot_log::Column::ContributionId)
        .column(ballot_log::Column::Act)
        .column_as(Expr::col(ballot_log::Column::Seq).count(), "lines")
        .group_by(ballot_log::Column::ContributionId)
        .group_by(ballot_log::Column::Act)
        .into_tuple()
        .all(&txn)
        .await?;
    for (id, act, lines) in log {
        counts.entry(id).or_default().0 += if act == BallotAct::Cast {
            lines
        } else {
            -lines
        };
    }
    for row in score::Entity::find().all(&txn).await? {
        counts.entry(row.contribution_id).or_default().1 += row.votes;
    }
    for row in delta::Entity::find().all(&txn).await? {
        counts.entry(row.contribution_id).or_default().1 += i64::from(row.delta);
    }
    txn.commit().await?;
    let wrong = counts.into_iter().filter(|(_, (log, score))| log != score);
    Ok(wrong
        .map(|(contribution, (log, score))| Disagreement {
            contribution,
            log,
            score,
        })
        .collect())
}
