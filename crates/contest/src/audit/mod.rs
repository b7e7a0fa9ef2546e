//! The audit log: one hash chain per edition, written in the same commit as what it tells of.
//!
//! A row's hash covers all its columns and the hash of the row before, so an edit, a deletion or a swap breaks every hash
//! after it; the head row shows a cut tail. Rows hold ids, codes and hashes, no personal data, so erasing a person keeps
//! the chain whole.

pub mod entity;
mod verify;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, ExprTrait as _,
    IntoActiveModel, QueryFilter, sea_query::Expr,
};
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::ids::EditionId;
use crate::permissions::Actor;
use entity::{event, head};

pub use verify::{ChainFault, ChainReport, verify_all};

/// The chain of acts that belong to no edition, such as grants.
pub const PLATFORM: EditionId = EditionId(Uuid::nil());

/// Adds one row to the edition's chain. The chain's head stays locked until the caller's transaction ends, so that rows of
/// one chain are written one after another.
///
/// `act` is `subject.verb`, `subject` is `kind:id`, `details` is JSON without personal data.
///
/// # Errors
/// The database failed.
pub async fn append(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    chain: EditionId,
    actor: &Actor,
    act: &str,
    subject: &str,
    details: &Value,
) -> Result<(), DbErr> {
    let (seq, previous_hash) = next_link(txn, chain.0).await?;
    let mut row = event::Model {
        chain: chain.0,
        seq,
        at: now,
        actor: actor.reference(),
        act: act.to_owned(),
        subject: subject.to_owned(),
        details: details.to_string(),
        previous_hash,
        hash: Vec::new(),
    };
    row.hash = row_hash(&row);
    let hash = row.hash.clone();
    event::Entity::insert(row.into_active_model())
        .exec_without_returning(txn)
        .await?;
    head::Entity::update_many()
        .col_expr(head::Column::Hash, Expr::value(hash))
        .filter(head::Column::Chain.eq(chain.0))
        .exec(txn)
        .await?;
    Ok(())
}

/// Counts the head up, which locks it on PostgreSQL, and gives the new number with the last hash.
async fn next_link(txn: &DatabaseTransaction, chain: Uuid) -> Result<(i64, Vec<u8>), DbErr> {
    let start = head::ActiveModel {
        chain: Set(chain),
        seq: Set(0),
        hash: Set(vec![0; 32]),
    };
    head::Entity::insert(start)
        .on_conflict(
            OnConflict::column(head::Column::Chain)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(txn)
        .await?;
    let moved = head::Entity::update_many()
        .col_expr(head::Column::Seq, Expr::col(head::Column::Seq).add(1))
        .filter(head::Column::Chain.eq(chain))
        .exec_with_returning(txn)
        .await?;
    let head = moved
        .into_iter()
        .next()
        .ok_or_else(|| DbErr::RecordNotFound("audit head".into()))?;
    Ok((head.seq, head.hash))
}

/// SHA-256 over every column but the hash itself, each with its length before it, so that no two rows read the same.
fn row_hash(row: &event::Model) -> Vec<u8> {
    let mut hasher = Sha256::new();
    let seq = row.seq.to_be_bytes();
    let at = row.at.timestamp_micros().to_be_bytes();
    let parts: [&[u8]; 8] = [
        row.chain.as_bytes(),
        &seq,
        &at,
        row.actor.as_bytes(),
        row.act.as_bytes(),
        row.subject.as_bytes(),
        row.details.as_bytes(),
        &row.previous_hash,
    ];
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hasher.finalize().to_vec()
}
