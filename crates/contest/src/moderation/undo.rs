//! Undoing a decision before it takes effect.

use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::access::open;
use super::decide::unclaim;
use super::entity::{DecisionKind, decision};
use super::{ModerationError, queries};
use crate::contributions::entity::contribution;
use crate::contributions::{self, Change, Event, HandInError, apply};
use crate::permissions::Actor;
use crate::{AppContext, reports};

/// Undoes the last decision about the contribution: it is back in the queue as it was, and no mail goes out.
///
/// # Errors
/// `NotAllowed`, `NotFound`, `OwnContribution`, `Claimed`; `NothingToUndo`: there is no decision, it has taken effect, or
/// its makers have changed the work since; `ClassHandedIn`; `Db`.
pub async fn undo(
    ctx: &AppContext,
    actor: &Actor,
    code: &str,
) -> Result<contribution::Model, ModerationError> {
    let txn = ctx.begin_write().await?;
    let now = ctx.now(&txn).await?;
    let (work, _) = open(ctx, &txn, actor, code).await?;
    let last = queries::last_verdict(&txn, work.id).await?;
    let last = last
        .filter(|last| now < last.effective_at && last.version == work.version)
        .ok_or(ModerationError::NothingToUndo)?;
    let undone = decision::Entity::update_many()
        .col_expr(decision::Column::UndoneAt, Expr::value(now))
        .filter(decision::Column::Id.eq(last.id))
        .filter(decision::Column::UndoneAt.is_null())
        .exec(&txn)
        .await?;
    if undone.rows_affected == 0 {
        return Err(ModerationError::NothingToUndo);
    }
    if last.kind == DecisionKind::Reject {
        contributions::claim_place(&txn, &work)
            .await
            .map_err(|error| match error {
                HandInError::Db(error) => ModerationError::Db(error),
                _ => ModerationError::ClassHandedIn,
            })?;
    }
    let details = json!({ "decision": last.id });
    let back = apply(
        &txn,
        &work,
        Change {
            event: Event::Undo,
            actor,
            now,
            details,
        },
        |row| {
            row.approved_hash = Set(None);
            row.publish_at = Set(None);
            unclaim(row);
        },
    )
    .await?;
    reports::reopen(&txn, work.id, last.created_at).await?;
    txn.commit().await?;
    Ok(back)
}
