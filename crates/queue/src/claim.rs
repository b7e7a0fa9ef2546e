//! Taking the next due job: one statement, the same on both databases but for the row lock.

use std::time::Duration;

use database::{Clock, Db};
use sea_orm::{
    ColumnTrait, Condition, DbBackend, DbErr, EntityTrait, PaginatorTrait, QueryFilter, Statement,
    Value,
};
use uuid::{Builder, Uuid};

use crate::entity::{Lane, State, job};

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
    // What nobody waits for keeps out of the way of what somebody waits for.
    let quiet = match lane {
        Lane::Idle => {
            "AND NOT EXISTS (SELECT 1 FROM job AS other WHERE other.lane = 'media'
              AND ((other.state = 'ready' AND other.run_at <= $1) OR other.state = 'running'))"
        }
        _ => "",
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

/// Whether a job of `lane` is due or runs, on any node: what an idle handler asks now and then, to get out of the way.
///
/// # Errors
/// The database failed.
pub async fn is_busy(db: &Db, clock: &Clock, lane: Lane) -> Result<bool, DbErr> {
    let now = clock.now(db.read()).await?;
    let due = Condition::all()
        .add(job::Column::State.eq(State::Ready))
        .add(job::Column::RunAt.lte(now));
    let busy = Condition::any()
        .add(due)
        .add(job::Column::State.eq(State::Running));
    let jobs = job::Entity::find()
        .filter(job::Column::Lane.eq(lane))
        .filter(busy)
        .count(db.read())
        .await?;
    Ok(jobs > 0)
}
