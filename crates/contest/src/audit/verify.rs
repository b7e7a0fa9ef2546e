//! Walking the chains and finding the first broken link.

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::entity::{event, head};
use super::row_hash;

/// Rows read at a time.
const PAGE: u64 = 1_000;

/// What is wrong with a chain, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChainFault {
    /// The row with this number is missing or out of order.
    Gap(i64),
    /// The row with this number was changed.
    Changed(i64),
    /// Rows after this number are gone, or were added behind the head's back.
    Tail(i64),
    /// There are rows but no head.
    NoHead,
}

/// The state of one chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainReport {
    /// An edition's id, or zero for the platform.
    pub chain: Uuid,
    /// Rows read.
    pub rows: u64,
    /// The first fault, if any.
    pub fault: Option<ChainFault>,
}

/// Verifies every chain; an untouched log gives reports without faults. While others write, `db` must be a snapshot
/// ([`database::Db::begin_snapshot`]): heads and rows are read one after another.
///
/// # Errors
/// The database failed.
pub async fn verify_all(db: &impl ConnectionTrait) -> Result<Vec<ChainReport>, DbErr> {
    let heads = head::Entity::find().all(db).await?;
    let mut chains: Vec<Uuid> = event::Entity::find()
        .select_only()
        .column(event::Column::Chain)
        .distinct()
        .into_tuple()
        .all(db)
        .await?;
    chains.extend(heads.iter().map(|head| head.chain));
    chains.sort_unstable();
    chains.dedup();
    let mut reports = Vec::with_capacity(chains.len());
    for chain in chains {
        reports.push(verify(db, chain, heads.iter().find(|head| head.chain == chain)).await?);
    }
    Ok(reports)
}

async fn verify(
    db: &impl ConnectionTrait,
    chain: Uuid,
    head: Option<&head::Model>,
) -> Result<ChainReport, DbErr> {
    let mut rows = 0;
    let mut seq = 0;
    let mut hash = vec![0; 32];
    loop {
        let page = event::Entity::find()
            .filter(event::Column::Chain.eq(chain))
            .filter(event::Column::Seq.gt(seq))
            .order_by(event::Column::Seq, Order::Asc)
            .limit(PAGE)
            .all(db)
            .await?;
        if page.is_empty() {
            break;
        }
        for row in page {
            rows += 1;
            let fault = if row.seq != seq + 1 {
                Some(ChainFault::Gap(seq + 1))
            } else if row.previous_hash != hash || row.hash != row_hash(&row) {
                Some(ChainFault::Changed(row.seq))
            } else {
                None
            };
            if fault.is_some() {
                return Ok(ChainReport { chain, rows, fault });
            }
            seq = row.seq;
            hash = row.hash;
        }
    }
    let fault = match head {
        None => Some(ChainFault::NoHead),
        Some(head) if head.seq != seq || head.hash != hash => Some(ChainFault::Tail(seq)),
        Some(_) => None,
    };
    Ok(ChainReport { chain, rows, fault })
}
