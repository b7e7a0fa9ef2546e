//! Out of sight at once, and back.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, DatabaseTransaction, DbErr};
use serde_json::{Value, json};

use super::access::{open, open_claimed};
use super::decide::{New, record, tell_later, unclaim};
use super::entity::DecisionKind;
use super::second::{self, Second};
use super::{ModerationError, Statement, purge};
use crate::contributions::entity::contribution;
use crate::contributions::{self, Change, Event, Seen, State, TransitionError, apply};
use crate::ids::{AccountId, ReportId};
use crate::permissions::Actor;
use crate::{AppContext, collections, reports};

/// Hides a published contribution at once, whoever has claimed it.
///
/// For a reason of privacy, only two moderators together can bring it back.
///
/// # Errors
/// `NotAllowed`, `NotFound`, `OwnContribution`, `WrongState`, `Db`.
pub async fn hide(
    ctx: &AppContext,
    actor: &Actor,
    code: &str,
    statement: Statement,
) -> Result<contribution::Model, ModerationError> {
    let txn = ctx.begin_write().await?;
    let now = ctx.now(&txn).await?;
    let (work, moderator) = open_claimed(&txn, actor, code).await?;
    let own_initiative = !reports::queries::any_open(&txn, work.id).await?;
    let by = By {
        actor,
        moderator: Some(moderator),
        own_initiative,
        details: json!({}),
    };
    let hidden = put_away(ctx, &txn, &work, by, statement).await?;
    reports::close(ctx, &txn, work.id, now, false).await?;
    txn.commit().await?;
    ctx.waker.wake();
    Ok(hidden)
}

/// Hides a published contribution because of a privacy report: no person decides, the rule does. Puts it on top of the queue.
pub(crate) async fn hide_by_rule(
    ctx: &AppContext,
    txn: &DatabaseTransaction,
    work: &contribution::Model,
    report: ReportId,
    statement: Statement,
) -> Result<contribution::Model, TransitionError> {
    let by = By {
        actor: &Actor::System,
        moderator: None,
        own_initiative: false,
        details: json!({ "report": report, "automatic": true }),
    };
    put_away(ctx, txn, work, by, statement).await
}

/// Who hides, and on what ground.
struct By<'a> {
    actor: &'a Actor,
    moderator: Option<AccountId>,
    own_initiative: bool,
    details: Value,
}

async fn put_away(
    ctx: &AppContext,
    txn: &DatabaseTransaction,
    work: &contribution::Model,
    by: By<'_>,
    statement: Statement,
) -> Result<contribution::Model, TransitionError> {
    let now = ctx.now(txn).await?;
    let reason = statement.reason;
    let row = New {
        at: now,
        moderator: by.moderator,
        kind: DecisionKind::Hide,
        statement: Some(statement),
        effective_at: now,
        own_initiative: by.own_initiative,
    };
    let decision = record(ctx, txn, work, row).await?;
    let details = json!({ "decision": decision, "reason": reason, "because": by.details });
    let hidden = apply(
        txn,
        work,
        Change {
            event: Event::Hide,
            actor: by.actor,
            now,
            details,
        },
        |row| {
            row.urgent = Set(work.urgent || reason.is_private());
            unclaim(row);
        },
    )
    .await?;
    tell_later(ctx, txn, decision, now).await?;
    Ok(hidden)
}

/// What came of wanting a hidden contribution back in sight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Restored {
    /// It is public again.
    Done,
    /// It was hidden for privacy: another moderator must want it too.
    SecondNeeded,
}

/// Brings a hidden contribution, as `seen`, back into sight.
///
/// # Errors
/// `NotAllowed`, `NotFound`, `OwnContribution`, `Claimed`, `WrongState`; `Changed`: it is not what was `seen`, or not what
/// was approved; `PurgeAsked`: a moderator wants it purged; `Db`.
pub async fn restore(
    ctx: &AppContext,
    actor: &Actor,
    code: &str,
    seen: &Seen,
) -> Result<Restored, ModerationError> {
    let txn = ctx.begin_write().await?;
    let now = ctx.now(&txn).await?;
    let (work, moderator) = open(ctx, &txn, actor, code).await?;
    if work.state != State::Hidden {
        return Err(ModerationError::WrongState(work.state));
    }
    let hash = contributions::content_hash(&txn, &work).await?;
    if hash.is_none()
        || hash != work.approved_hash
        || seen.hash != hash
        || seen.version != work.version
    {
        return Err(ModerationError::Changed);
    }
    if purge::is_purge_asked(&txn, &work).await? {
        return Err(ModerationError::PurgeAsked);
    }
    if work.urgent && second::ask(ctx, &txn, actor, moderator, &work).await? == Second::Missing {
        txn.commit().await?;
        return Ok(Restored::SecondNeeded);
    }
    let row = New {
        at: now,
        moderator: Some(moderator),
        kind: DecisionKind::Restore,
        statement: None,
        effective_at: now,
        own_initiative: true,
    };
    let decision = record(ctx, &txn, &work, row).await?;
    let details = json!({ "decision": decision, "hash": hash.map(hex::encode) });
    let work = apply(
        &txn,
        &work,
        Change {
            event: Event::Restore,
            actor,
            now,
            details,
        },
        |row| {
            row.urgent = Set(false);
            unclaim(row);
        },
    )
    .await?;
    reports::close(ctx, &txn, work.id, now, true).await?;
    collections::append_to_today(ctx, &txn, &work).await?;
    tell_later(ctx, &txn, decision, now).await?;
    txn.commit().await?;
    ctx.waker.wake();
    Ok(Restored::Done)
}

/// Returns an approved, published or hidden contribution to the queue if what would be shown is no longer what was
/// approved; `true` if it did. To be called in the transaction that changed the renditions of one of its assets.
///
/// # Errors
/// The database failed.
pub async fn return_if_changed(
    ctx: &AppContext,
    txn: &DatabaseTransaction,
    id: crate::ids::ContributionId,
) -> Result<bool, DbErr> {
    let Some(work) = contributions::queries::lock(txn, id).await? else {
        return Ok(false);
    };
    if !is_settled(work.state) {
        return Ok(false);
    }
    let hash = contributions::content_hash(txn, &work).await?;
    if work.approved_hash.is_some() && hash == work.approved_hash {
        return Ok(false);
    }
    let now = ctx.now(txn).await?;
    let details = json!({ "hash": hash.map(hex::encode) });
    let moved = back_to_review(txn, &work, &Actor::System, now, details).await?;
    Ok(moved.is_some())
}

/// Whether a decision to show it stands, or stood when it was hidden.
fn is_settled(state: State) -> bool {
    matches!(state, State::Approved | State::Published | State::Hidden)
}

/// Returns an approved, published or hidden contribution to the queue, in a transaction that has it locked; `None` if it is
/// none of these. No approval carries over, and neither does the wish of one moderator to see it back.
pub(crate) async fn back_to_review(
    txn: &DatabaseTransaction,
    work: &contribution::Model,
    actor: &Actor,
    now: DateTime<Utc>,
    details: Value,
) -> Result<Option<contribution::Model>, DbErr> {
    if !is_settled(work.state) {
        return Ok(None);
    }
    second::void_asks(txn, work.id, now).await?;
    collections::remove_everywhere(txn, work.id).await?;
    let change = Change {
        event: Event::ReturnToReview,
        actor,
        now,
        details,
    };
    let moved = apply(txn, work, change, |row| {
        row.approved_hash = Set(None);
        row.publish_at = Set(None);
    })
    .await;
    match moved {
        Ok(work) => Ok(Some(work)),
        Err(TransitionError::Refused { .. }) => Ok(None),
        Err(TransitionError::Db(error)) => Err(error),
    }
}
