//! What is asked of reports.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::ReportReason;
use super::entity::report;
use crate::ids::ContributionId;

/// Reports about these contributions that nobody has answered, oldest first.
///
/// # Errors
/// The database failed.
pub async fn open(
    db: &impl ConnectionTrait,
    ids: &[ContributionId],
) -> Result<Vec<report::Model>, DbErr> {
    report::Entity::find()
        .filter(report::Column::ContributionId.is_in(ids.iter().copied()))
        .filter(report::Column::HandledAt.is_null())
        .order_by_asc(report::Column::CreatedAt)
        .all(db)
        .await
}

/// All reports about a contribution, oldest first.
///
/// # Errors
/// The database failed.
pub async fn of_contribution(
    db: &impl ConnectionTrait,
    id: ContributionId,
) -> Result<Vec<report::Model>, DbErr> {
    report::Entity::find()
        .filter(report::Column::ContributionId.eq(id))
        .order_by_asc(report::Column::CreatedAt)
        .all(db)
        .await
}

/// Whether a report about it waits for an answer.
pub(crate) async fn any_open(db: &impl ConnectionTrait, id: ContributionId) -> Result<bool, DbErr> {
    Ok(!open(db, &[id]).await?.is_empty())
}

/// When the last privacy report about it came.
pub(crate) async fn latest_private(
    db: &impl ConnectionTrait,
    id: ContributionId,
) -> Result<Option<DateTime<Utc>>, DbErr> {
    let last = report::Entity::find()
        .filter(report::Column::ContributionId.eq(id))
        .filter(report::Column::Reason.eq(ReportReason::Privacy.code()))
        .order_by_desc(report::Column::CreatedAt)
        .one(db)
        .await?;
    Ok(last.map(|report| report.created_at))
}
