//! Two different moderators for what was reported for privacy.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
};
use serde_json::json;

use super::decide::{New, record};
use super::entity::{DecisionKind, decision};
use crate::contributions::entity::contribution;
use crate::ids::{AccountId, ContributionId};
use crate::permissions::Actor;
use crate::{AppContext, audit, reports};

/// Whether two moderators agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Second {
    /// Another moderator wanted the same.
    Agrees,
    /// Nobody else yet; this one's wish is recorded.
    Missing,
}

/// Records that `moderator` wants `work` back in sight, unless another one wanted it before them.
///
/// A wish holds for this version and until the next privacy report or hiding.
pub(super) async fn ask(
    ctx: &AppContext,
    txn: &DatabaseTransaction,
    actor: &Actor,
    moderator: AccountId,
    work: &contribution::Model,
) -> Result<Second, DbErr> {
    let now = ctx.now(txn).await?;
    match asked_by(txn, work).await? {
        Some((first, _)) if first != moderator => return Ok(Second::Agrees),
        Some(_) => return Ok(Second::Missing),
        None => {}
    }
    let row = New {
        at: now,
        moderator: Some(moderator),
        kind: DecisionKind::AskRestore,
        statement: None,
        effective_at: now,
        own_initiative: false,
    };
    let decision = record(ctx, txn, work, row).await?;
    let subject = format!("contribution:{}", work.id);
    let details = json!({ "decision": decision, "version": work.version });
    audit::append(
        txn,
        now,
        work.edition_id,
        actor,
        "contribution.ask_restore",
        &subject,
        &details,
    )
    .await?;
    Ok(Second::Missing)
}

/// Who wants it back in sight, and since when.
pub(super) async fn asked_by(
    db: &impl ConnectionTrait,
    work: &contribution::Model,
) -> Result<Option<(AccountId, DateTime<Utc>)>, DbErr> {
    let of_work = || decision::Entity::find().filter(decision::Column::ContributionId.eq(work.id));
    let ask = of_work()
        .filter(decision::Column::Kind.eq(DecisionKind::AskRestore))
        .filter(decision::Column::Version.eq(work.version))
        .filter(decision::Column::UndoneAt.is_null())
        .order_by_desc(decision::Column::CreatedAt)
        .one(db)
        .await?;
    let Some((ask, moderator)) = ask.and_then(|ask| ask.moderator_id.map(|by| (ask, by))) else {
        return Ok(None);
    };
    // Anything that came after it, or in the same moment, needs a fresh look.
    let later = of_work()
        .filter(decision::Column::Kind.ne(DecisionKind::AskRestore))
        .filter(decision::Column::CreatedAt.gte(ask.created_at))
        .one(db)
        .await?;
    let reported = reports::queries::latest_private(db, work.id).await?;
    let stale = later.is_some() || reported.is_some_and(|at| at >= ask.created_at);
    Ok((!stale).then_some((moderator, ask.created_at)))
}

/// Forgets what was asked, because the work is no longer what they looked at.
pub(super) async fn void_asks(
    txn: &DatabaseTransaction,
    id: ContributionId,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    decision::Entity::update_many()
        .col_expr(decision::Column::UndoneAt, Expr::value(now))
        .filter(decision::Column::ContributionId.eq(id))
        .filter(decision::Column::Kind.eq(DecisionKind::AskRestore))
        .filter(decision::Column::UndoneAt.is_null())
        .exec(txn)
        .await?;
    Ok(())
}
