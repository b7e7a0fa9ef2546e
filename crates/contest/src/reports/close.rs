//! Answering reports, and telling those who left an address.

use chrono::{DateTime, Duration, Utc};
use queue::{JobError, Lease};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter,
};
use serde_json::json;

use super::ReportReason;
use super::entity::report;
use super::jobs::TellReporters;
use crate::accounts::Email;
use crate::accounts::outbox::{self, Letter};
use crate::contributions::{self, State};
use crate::ids::ContributionId;
use crate::moderation::{ModerationError, UNDO_SECONDS, open_claimed};
use crate::permissions::Actor;
use crate::{AppContext, audit};

/// Says that the open reports about the contribution need nothing done; how many there were. Privacy reports stay open: two
/// moderators answer them by restoring the work.
///
/// # Errors
/// `NotAllowed`, `NotFound`, `OwnContribution`, `Db`.
pub async fn handle(ctx: &AppContext, actor: &Actor, code: &str) -> Result<u64, ModerationError> {
    let txn = ctx.begin_write().await?;
    let now = ctx.now(&txn).await?;
    let (work, _) = open_claimed(&txn, actor, code).await?;
    let closed = close(ctx, &txn, work.id, now, false).await?;
    if closed > 0 {
        let subject = format!("contribution:{}", work.id);
        let details = json!({ "reports": closed });
        audit::append(
            &txn,
            now,
            work.edition_id,
            actor,
            "report.handle",
            &subject,
            &details,
        )
        .await?;
    }
    txn.commit().await?;
    ctx.waker.wake();
    Ok(closed)
}

/// Marks the open reports about a contribution as answered, those about privacy only if `private_too`. Who reported is told
/// when the decision cannot be undone any more.
pub(crate) async fn close(
    ctx: &AppContext,
    txn: &DatabaseTransaction,
    id: ContributionId,
    now: DateTime<Utc>,
    private_too: bool,
) -> Result<u64, DbErr> {
    let mut open = report::Entity::update_many()
        .col_expr(report::Column::HandledAt, Expr::value(now))
        .filter(report::Column::ContributionId.eq(id))
        .filter(report::Column::HandledAt.is_null());
    if !private_too {
        open = open.filter(report::Column::Reason.ne(ReportReason::Privacy.code()));
    }
    let closed = open.exec(txn).await?.rows_affected;
    if closed > 0 {
        let job = TellReporters {
            contribution: id,
            handled_at: now,
        };
        let settled = now + Duration::seconds(UNDO_SECONDS);
        queue::enqueue(txn, &ctx.clock, &job, queue::Enqueue::at(settled)).await?;
    }
    Ok(closed)
}

/// Writes to everybody who left an address with a report that was answered at this moment, and forgets the address. Reports
/// that were opened again by an undo wait for the next answer.
///
/// # Errors
/// To be retried: the database failed.
pub(crate) async fn tell(
    ctx: AppContext,
    job: TellReporters,
    lease: Lease,
) -> Result<(), JobError> {
    let txn = ctx.begin_write().await.map_err(JobError::retry)?;
    tell_all(&ctx, &txn, &job).await.map_err(JobError::retry)?;
    if !lease.still_held(&txn).await.map_err(JobError::retry)? {
        return Ok(()); // another worker tells them
    }
    txn.commit().await.map_err(JobError::retry)?;
    ctx.waker.wake();
    Ok(())
}

async fn tell_all(
    ctx: &AppContext,
    txn: &DatabaseTransaction,
    job: &TellReporters,
) -> Result<(), DbErr> {
    let now = ctx.now(txn).await?;
    let answered = report::Entity::find()
        .filter(report::Column::ContributionId.eq(job.contribution))
        .filter(report::Column::HandledAt.eq(job.handled_at))
        .filter(report::Column::Contact.ne(""))
        .all(txn)
        .await?;
    let Some(work) = contributions::queries::find(txn, job.contribution).await? else {
        return Ok(());
    };
    for row in answered {
        let Ok(address) = Email::parse(&row.contact) else {
            continue;
        };
        let letter = Letter {
            to: &address,
            language: &row.language,
            template: "report-answer",
            params: json!({
                "outcome": if matches!(work.state, State::Approved | State::Published) { "stays" } else { "gone" },
                "title": work.title,
                "code": work.code,
            }),
            wait: Duration::zero(),
            worth: Duration::days(7),
        };
        outbox::post(ctx, txn, now, letter).await?;
        let mut told = row.into_active_model();
        told.contact = Set(String::new());
        told.update(txn).await?;
    }
    Ok(())
}

/// Blanks what reporters wrote about a contribution that is purged; those who left an address are told first.
pub(crate) async fn blank(txn: &DatabaseTransaction, id: ContributionId) -> Result<(), DbErr> {
    report::Entity::update_many()
        .col_expr(report::Column::Text, Expr::value(""))
        .filter(report::Column::ContributionId.eq(id))
        .exec(txn)
        .await?;
    Ok(())
}

/// Opens those again that the decision made at `handled_at` had answered.
pub(crate) async fn reopen(
    txn: &DatabaseTransaction,
    id: ContributionId,
    handled_at: DateTime<Utc>,
) -> Result<(), DbErr> {
    report::Entity::update_many()
        .col_expr(
            report::Column::HandledAt,
            Expr::value(Option::<DateTime<Utc>>::None),
        )
        .filter(report::Column::ContributionId.eq(id))
        .filter(report::Column::HandledAt.eq(handled_at))
        .exec(txn)
        .await?;
    Ok(())
}
