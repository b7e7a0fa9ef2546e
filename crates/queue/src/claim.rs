//! Taking the next due job: one statement, the same on both databases but for the row lock.

use std::time::Duration;

use database::{Clock, Db};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, EntityTrait, Statement, Value};
use uuid::{Builder, Uuid};

use crate::entity::{Lane, job};

/// What nobody waits for keeps out of the way of this. `$1` is the time.
const MEDIA_IS_BUSY: &str = "EXISTS (SELECT 1 FROM job AS other WHERE other.lane = 'media'
    AND ((other.state = 'ready' AND other.run_at <= $1) OR other.state = 'running'))";

/// A job and the token of this claim of it.
pub(crate) struct Claimed {
    pub job: job::Model,
    pub token: Uuid,
}

/// Claims the most urgent due job of `lane` whose kind is among `kinds`: a ready one, or one whose lease lapsed.
/// Kinds this program does not know are left for one that does, so that nodes of two versions can run side by side.
pub(crate) async fn claim(
    db: &Db,
    clock: &Clock,
    lane: Lane,
    kinds: &[&'static str],
    lease_for: Duration,
) -> Result<Option<Claimed>, DbErr> {
    if kinds.is_empty() {
        return Ok(None);
    }
    let now = clock.now(db.write()).await?;
    let token = Builder::from_random_bytes(rand::random()).into_uuid();
    let mut values: Vec<Value> = vec![
        now.into(),
        (now + lease_for).into(),
        token.into(),
        lane.name().into(),
    ];
    let first_kind = values.len() + 1;
    values.extend(kinds.iter().map(|kind| Value::from(*kind)));
    let kinds: Vec<String> = (first_kind..=values.len())
        .map(|place| format!("${place}"))
        .collect();
    let lock = match db.backend() {
        DbBackend::Postgres => "FOR UPDATE SKIP LOCKED",
        _ => "", // one writer connection: nobody else claims meanwhile
    };
    let quiet = match lane {
        Lane::Idle => format!("AND NOT {MEDIA_IS_BUSY}"),
        _ => String::new(),
    };
    let sql = format!(
        "WITH next AS MATERIALIZED (
            SELECT id FROM job
            WHERE lane = $4 AND kind IN ({kinds})
              AND ((state = 'ready' AND run_at <= $1) OR (state = 'running' AND lease_until <= $1)) {quiet}
            ORDER BY priority DESC, run_at, id
            LIMIT 1 {lock}
        )
        UPDATE job SET state = 'running', attempts = attempts + 1, lease_until = $2, lease_token = $3, updated_at = $1
        WHERE id IN (SELECT id FROM next)
        RETURNING *",
        kinds = kinds.join(", "),
    );
    let statement = Statement::from_sql_and_values(db.backend(), sql, values);
    let rows = job::Entity::find()
        .from_raw_sql(statement)
        .all(db.write())
        .await?;
    Ok(rows.into_iter().next().map(|job| Claimed { job, token }))
}

/// Whether a job of the media lane is due or runs, on any node: what a handler of the idle lane asks now and then, to get out of
/// the way.
///
/// # Errors
/// The database failed.
pub async fn is_media_busy(db: &Db, clock: &Clock) -> Result<bool, DbErr> {
    let now = clock.now(db.read()).await?;
    let sql = format!("SELECT 1 WHERE {MEDIA_IS_BUSY}");
    let asked = Statement::from_sql_and_values(db.backend(), sql, [now.into()]);
    Ok(db.read().query_one_raw(asked).await?.is_some())
}
