//! Limits that are promises, counted in the caller's transaction so that the count and what it counts commit together.
//!
//! Each hit is a row under a keyed hash of the limit's name and the subject: nothing in the table names anybody, and rows
//! are swept when they no longer count. (How fast pages may be read is another matter, see `dizza_http::limits`.)

use chrono::{DateTime, Duration, Utc};
use database::sea_orm::DbBackend;
use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QuerySelect, Statement,
};

use crate::AppContext;
use crate::accounts::entity::limit_counter;

/// At most so many in any stretch of this length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Part of the hash that rows are stored under.
    pub name: &'static str,
    /// How many.
    pub most: i64,
    /// Length of the stretch, in seconds.
    pub seconds: i64,
}

/// Mails that one mailbox gets without anybody having opened the last one (`docs/security.md`, "How often, how large, how slow").
pub const MAILS_PER_ADDRESS: Limit = Limit {
    name: "mail-address",
    most: 3,
    seconds: 24 * 3600,
};
/// People who begin to vote by mail from one network; past it their mails wait so that nobody is shut out.
pub const VOTE_STARTS: Limit = Limit {
    name: "vote-start",
    most: 20,
    seconds: 3600,
};
/// Unknown join codes from one network. A school with one address behind it types them wrong now and then; whoever guesses
/// among 2^40 codes needs millions.
pub const WRONG_JOIN_CODES: Limit = Limit {
    name: "wrong-join-code",
    most: 60,
    seconds: 300,
};
/// The longest stretch of all limits here; older rows count for nothing.
const LONGEST: i64 = MAILS_PER_ADDRESS.seconds;

/// Counts one for `subject`; `false`, and nothing is counted, if the limit is reached.
///
/// # Errors
/// The database failed.
pub async fn count(
    ctx: &AppContext,
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    limit: Limit,
    subject: &[u8],
) -> Result<bool, DbErr> {
    let bucket = bucket(ctx, limit, subject);
    wait_for_turn(txn, &bucket).await?;
    if hits(txn, now, limit, &bucket).await? >= limit.most {
        return Ok(false);
    }
    let row = limit_counter::Model {
        bucket,
        window_start: now,
        hits: 1,
    };
    let again = OnConflict::columns([
        limit_counter::Column::Bucket,
        limit_counter::Column::WindowStart,
    ])
    .value(
        limit_counter::Column::Hits,
        Expr::col((limit_counter::Entity, limit_counter::Column::Hits)).add(1),
    )
    .to_owned();
    limit_counter::Entity::insert(row.into_active_model())
        .on_conflict(again)
        .exec_without_returning(txn)
        .await?;
    Ok(true)
}

/// Whether `subject` has reached the limit; counts nothing.
///
/// # Errors
/// The database failed.
pub async fn is_reached(
    ctx: &AppContext,
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    limit: Limit,
    subject: &[u8],
) -> Result<bool, DbErr> {
    Ok(hits(db, now, limit, &bucket(ctx, limit, subject)).await? >= limit.most)
}

/// Forgets what was counted for `subject`.
///
/// # Errors
/// The database failed.
pub async fn forget(
    ctx: &AppContext,
    db: &impl ConnectionTrait,
    limit: Limit,
    subject: &[u8],
) -> Result<(), DbErr> {
    limit_counter::Entity::delete_many()
        .filter(limit_counter::Column::Bucket.eq(bucket(ctx, limit, subject)))
        .exec(db)
        .await?;
    Ok(())
}

/// Deletes rows that count for nothing any more; gives how many.
///
/// # Errors
/// The database failed.
pub async fn sweep(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64, DbErr> {
    let old = limit_counter::Column::WindowStart.lte(now - Duration::seconds(LONGEST));
    Ok(limit_counter::Entity::delete_many()
        .filter(old)
        .exec(db)
        .await?
        .rows_affected)
}

fn bucket(ctx: &AppContext, limit: Limit, subject: &[u8]) -> Vec<u8> {
    ctx.keyed_hash(&format!("limit/{}", limit.name), subject)
}

async fn hits(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    limit: Limit,
    bucket: &[u8],
) -> Result<i64, DbErr> {
    let since = now - Duration::seconds(limit.seconds);
    let counted: Vec<i32> = limit_counter::Entity::find()
        .select_only()
        .column(limit_counter::Column::Hits)
        .filter(limit_counter::Column::Bucket.eq(bucket))
        .filter(limit_counter::Column::WindowStart.gt(since))
        .into_tuple()
        .all(db)
        .await?;
    Ok(counted.into_iter().map(i64::from).sum())
}

/// Lets those take turns who count what is under this name and then add to it, until the caller's transaction ends.
///
/// # Errors
/// The database failed.
pub(crate) async fn take_turn(
    ctx: &AppContext,
    txn: &DatabaseTransaction,
    name: &str,
) -> Result<(), DbErr> {
    wait_for_turn(txn, &ctx.keyed_hash("turn", name.as_bytes())).await
}

/// On PostgreSQL two transactions could both count the same rows; the bucket's own lock makes them take turns. SQLite has one
/// writer at a time anyway.
async fn wait_for_turn(txn: &DatabaseTransaction, bucket: &[u8]) -> Result<(), DbErr> {
    if txn.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let mut start = [0; 8];
    start.copy_from_slice(&bucket[..8]);
    let lock = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "SELECT pg_advisory_xact_lock($1)",
        [i64::from_be_bytes(start).into()],
    );
    txn.execute_raw(lock).await?;
    Ok(())
}
