//! Answering reports.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};
use serde_json::json;

use super::ReportReason;
use super::entity::report;
use crate::ids::ContributionId;
use crate::moderation::{ModerationError, open_claimed};
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
    let closed = close(&txn, work.id, now, false).await?;
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
    Ok(closed)
}

/// Marks the open reports about a contribution as answered, those about privacy only if `private_too`.
pub(crate) async fn close(
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
    Ok(open.exec(txn).await?.rows_affected)
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
