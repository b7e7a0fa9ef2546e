//! The gallery's order of the day: the same for everyone, another one tomorrow, so that no work stands first for long.

use chrono::{DateTime, Days, Utc};
use rand::seq::SliceRandom;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use sha2::{Digest, Sha256};

use super::entity::gallery_order;
use crate::AppContext;
use crate::contributions::entity::contribution;
use crate::contributions::{self, State};
use crate::editions::entity::edition;
use crate::editions::{self, rules::time_zone};
use crate::ids::{ContributionId, EditionId};

/// Days kept: somebody who began to leaf through yesterday's order comes to its end.
const KEPT_DAYS: u64 = 2;
/// Rows written by one statement.
const ROWS: usize = 500;

/// Writes the order of today for every edition: shuffled by a seed of edition and day where there is none, otherwise with
/// what is missing added at the end. Running it again changes nothing. How many works were placed.
///
/// # Errors
/// The database failed.
pub async fn shuffle(ctx: &AppContext) -> Result<usize, DbErr> {
    let mut placed = 0;
    for edition in editions::queries::list(ctx.db.read()).await? {
        let txn = ctx.begin_write().await?;
        let now = ctx.now(&txn).await?;
        placed += place_missing(&txn, &edition, now).await?;
        forget_old(&txn, &edition, now).await?;
        txn.commit().await?;
    }
    Ok(placed)
}

/// Adds a newly published work at the end of today's order, if today has one.
///
/// # Errors
/// The database failed.
pub async fn append(ctx: &AppContext, id: ContributionId) -> Result<(), DbErr> {
    let txn = ctx.begin_write().await?;
    let work = contributions::queries::lock(&txn, id).await?;
    if let Some(work) = work.filter(|work| work.state == State::Published) {
        append_to_today(ctx, &txn, &work).await?;
    }
    txn.commit().await
}

pub(crate) async fn append_to_today(
    ctx: &AppContext,
    txn: &DatabaseTransaction,
    work: &contribution::Model,
) -> Result<(), DbErr> {
    let edition = editions::queries::get(txn, work.edition_id).await?;
    let day = day_of(&edition, ctx.now(txn).await?);
    if next_position(txn, edition.id, &day).await? == 0 {
        return Ok(()); // the job shuffles it in
    }
    add(txn, edition.id, &day, vec![work.id]).await
}

/// The date in the edition's time zone.
fn day_of(edition: &edition::Model, now: DateTime<Utc>) -> String {
    now.with_timezone(&time_zone(&edition.time_zone))
        .date_naive()
        .to_string()
}

async fn place_missing(
    txn: &DatabaseTransaction,
    edition: &edition::Model,
    now: DateTime<Utc>,
) -> Result<usize, DbErr> {
    let day = day_of(edition, now);
    let placed: Vec<ContributionId> = gallery_order::Entity::find()
        .filter(gallery_order::Column::EditionId.eq(edition.id))
        .filter(gallery_order::Column::Day.eq(&day))
        .select_only()
        .column(gallery_order::Column::ContributionId)
        .into_tuple()
        .all(txn)
        .await?;
    let placed: std::collections::HashSet<_> = placed.into_iter().collect();
    let public: Vec<ContributionId> = contributions::queries::published()
        .filter(contribution::Column::EditionId.eq(edition.id))
        .order_by_asc(contribution::Column::Id)
        .select_only()
        .column(contribution::Column::Id)
        .into_tuple()
        .all(txn)
        .await?;
    let mut missing: Vec<ContributionId> = public
        .into_iter()
        .filter(|id| !placed.contains(id))
        .collect();
    missing.shuffle(&mut seed(edition.id, &day));
    let count = missing.len();
    add(txn, edition.id, &day, missing).await?;
    Ok(count)
}

/// The order depends on edition and day alone: every node, and a rehearsal, gets the same one.
fn seed(edition: EditionId, day: &str) -> ChaCha20Rng {
    let hash = Sha256::new()
        .chain_update(edition.0.as_bytes())
        .chain_update(day)
        .finalize();
    ChaCha20Rng::from_seed(hash.into())
}

async fn next_position(
    txn: &DatabaseTransaction,
    edition: EditionId,
    day: &str,
) -> Result<i32, DbErr> {
    let last = gallery_order::Entity::find()
        .filter(gallery_order::Column::EditionId.eq(edition))
        .filter(gallery_order::Column::Day.eq(day))
        .order_by_desc(gallery_order::Column::Position)
        .one(txn)
        .await?;
    Ok(last.map_or(0, |last| last.position + 1))
}

async fn add(
    txn: &DatabaseTransaction,
    edition: EditionId,
    day: &str,
    ids: Vec<ContributionId>,
) -> Result<(), DbErr> {
    // The edition's row is the lock: two nodes that publish at the same moment get different positions.
    edition::Entity::update_many()
        .col_expr(edition::Column::Slug, Expr::col(edition::Column::Slug))
        .filter(edition::Column::Id.eq(edition))
        .exec(txn)
        .await?;
    let first = next_position(txn, edition, day).await?;
    let rows: Vec<_> = (first..)
        .zip(ids)
        .map(|(position, contribution_id)| {
            gallery_order::Model {
                edition_id: edition,
                day: day.to_owned(),
                position,
                contribution_id,
            }
            .into_active_model()
        })
        .collect();
    for rows in rows.chunks(ROWS) {
        let once = OnConflict::columns([
            gallery_order::Column::EditionId,
            gallery_order::Column::Day,
            gallery_order::Column::ContributionId,
        ])
        .do_nothing()
        .to_owned();
        gallery_order::Entity::insert_many(rows.to_vec())
            .on_conflict(once)
            .exec_without_returning(txn)
            .await?;
    }
    Ok(())
}

async fn forget_old(
    txn: &DatabaseTransaction,
    edition: &edition::Model,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let Some(before) = now.checked_sub_days(Days::new(KEPT_DAYS)) else {
        return Ok(());
    };
    gallery_order::Entity::delete_many()
        .filter(gallery_order::Column::EditionId.eq(edition.id))
        .filter(gallery_order::Column::Day.lt(day_of(edition, before)))
        .exec(txn)
        .await?;
    Ok(())
}
