//! The only code that writes `state`.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
};
use serde_json::{Value, json};

use super::State;
use super::entity::contribution;
use super::rules::{self, Event};
use crate::audit;
use crate::permissions::Actor;

/// Why a contribution did not change its state.
#[derive(Debug, thiserror::Error)]
pub enum TransitionError {
    /// The table of transitions has no such way, or somebody else was faster.
    #[error("{event:?} cannot happen to a contribution that is {state:?}")]
    Refused {
        /// Where it stands.
        state: State,
        /// What was asked.
        event: Event,
    },
    /// The database failed; nothing was written.
    #[error("could not store the change of state")]
    Db(#[from] DbErr),
}

/// What happens, by whom and when.
pub(crate) struct Change<'a> {
    pub event: Event,
    pub actor: &'a Actor,
    pub now: DateTime<Utc>,
    /// Codes, ids and hashes for the audit row.
    pub details: Value,
}

/// Moves `work` along the table of transitions and writes the audit row, both in the caller's transaction. `set` may change
/// further columns of the same row in the same statement. Two callers who saw the same state: one wins, the other is refused.
pub(crate) async fn apply(
    txn: &DatabaseTransaction,
    work: &contribution::Model,
    change: Change<'_>,
    set: impl FnOnce(&mut contribution::ActiveModel),
) -> Result<contribution::Model, TransitionError> {
    let Change {
        event,
        actor,
        now,
        details,
    } = change;
    let refused = || TransitionError::Refused {
        state: work.state,
        event,
    };
    let next = rules::next(work.state, event).ok_or_else(refused)?;
    let mut row = contribution::ActiveModel {
        state: Set(next),
        updated_at: Set(now),
        ..Default::default()
    };
    set(&mut row);
    let changed = contribution::Entity::update_many()
        .set(row)
        .filter(contribution::Column::Id.eq(work.id))
        .filter(contribution::Column::State.eq(work.state))
        .filter(contribution::Column::Version.eq(work.version))
        .exec_with_returning(txn)
        .await?;
    let changed = changed.into_iter().next().ok_or_else(refused)?;
    let details =
        json!({ "from": work.state, "to": next, "version": work.version, "more": details });
    audit::append(
        txn,
        now,
        work.edition_id,
        actor,
        event.act(),
        &format!("contribution:{}", work.id),
        &details,
    )
    .await?;
    Ok(changed)
}
