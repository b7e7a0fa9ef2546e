//! A moderator's decision about a contribution in the queue.

use chrono::{DateTime, Duration, Utc};
use queue::Enqueue;
use sea_orm::{ActiveValue::Set, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel};
use serde_json::json;

use super::access::open;
use super::entity::{DecisionKind, decision};
use super::jobs::NotifyDecision;
use super::second::{self, Second};
use super::waiting::is_held;
use super::{ModerationError, Statement, purge};
use crate::contributions::entity::contribution;
use crate::contributions::jobs::PublishContribution;
use crate::contributions::{self, Change, Event, Seen, State, apply};
use crate::ids::{AccountId, DecisionId};
use crate::permissions::Actor;
use crate::{AppContext, editions, reports};

/// How long every decision waits before it takes effect, so that it can be undone.
pub const UNDO_SECONDS: i64 = 10;

/// What a moderator says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// May be published as it was seen.
    Approve,
    /// Its makers shall change it.
    RequestChanges(Statement),
    /// It will not be published; the class's place is free again.
    Reject(Statement),
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decided {
    /// Decided.
    Done {
        /// The row of the decision.
        decision: DecisionId,
        /// When it takes effect and its mail goes out. Until then it can be undone.
        effective_at: DateTime<Utc>,
    },
    /// The work was reported for privacy, or looks like something purged: a second moderator must agree.
    SecondNeeded,
}

/// Decides about a contribution in the queue, as `seen`.
///
/// An approval binds the hash of all that was looked at; it is published by a job 10 seconds later, or after the edition's
/// delay. Mail waits as long.
///
/// # Errors
/// `NotAllowed`, `NotFound`, `OwnContribution`, `Claimed`, `WrongState`; `Changed`: it is not what was `seen`; `NotReady`:
/// approving while a file is not ready; `PurgeAsked`: anything but a refusal while a moderator wants it purged; `Db`.
pub async fn decide(
    ctx: &AppContext,
    actor: &Actor,
    code: &str,
    seen: &Seen,
    verdict: Verdict,
) -> Result<Decided, ModerationError> {
    let txn = ctx.begin_write().await?;
    let now = ctx.now(&txn).await?;
    let (work, moderator) = open(ctx, &txn, actor, code).await?;
    if work.state != State::InReview {
        return Err(ModerationError::WrongState(work.state));
    }
    if work.version != seen.version {
        return Err(ModerationError::Changed);
    }
    // Else what one of them wants purged would be public, or its makers', before anybody answered them.
    let refuses = matches!(verdict, Verdict::Reject(_));
    if !refuses && purge::is_purge_asked(&txn, &work).await? {
        return Err(ModerationError::PurgeAsked);
    }
    let judge = Judge {
        actor,
        moderator,
        now,
    };
    let approving = verdict == Verdict::Approve;
    let decided = match verdict {
        Verdict::Approve => approve(ctx, &txn, &judge, &work, seen).await?,
        Verdict::RequestChanges(statement) => {
            let event = (Event::RequestChanges, DecisionKind::RequestChanges);
            restrict(ctx, &txn, &judge, &work, event, statement).await?
        }
        Verdict::Reject(statement) => {
            contributions::free_place(&txn, &work).await?;
            let event = (Event::Reject, DecisionKind::Reject);
            restrict(ctx, &txn, &judge, &work, event, statement).await?
        }
    };
    // Whatever was decided answers what was reported, but privacy only when it was approved again, by two.
    if matches!(decided, Decided::Done { .. }) {
        reports::close(ctx, &txn, work.id, now, approving).await?;
    }
    txn.commit().await?;
    ctx.waker.wake();
    Ok(decided)
}

/// Who decides, and when: one moment for the decision, its effect and the reports it answers, by which undoing finds them.
struct Judge<'a> {
    actor: &'a Actor,
    moderator: AccountId,
    now: DateTime<Utc>,
}

async fn approve(
    ctx: &AppContext,
    txn: &DatabaseTransaction,
    judge: &Judge<'_>,
    work: &contribution::Model,
    seen: &Seen,
) -> Result<Decided, ModerationError> {
    let Judge {
        actor,
        moderator,
        now,
    } = *judge;
    let hash = contributions::content_hash(txn, work)
        .await?
        .ok_or(ModerationError::NotReady)?;
    if seen.hash.as_ref() != Some(&hash) {
        return Err(ModerationError::Changed);
    }
    let two = work.urgent || is_held(txn, work).await?;
    if two && second::ask(ctx, txn, actor, moderator, work).await? == Second::Missing {
        return Ok(Decided::SecondNeeded);
    }
    let delay = editions::queries::get(txn, work.edition_id)
        .await?
        .publish_delay_seconds;
    let publish_at = now + Duration::seconds(i64::from(delay).max(UNDO_SECONDS));
    let row = New {
        at: now,
        moderator: Some(moderator),
        kind: DecisionKind::Approve,
        statement: None,
        effective_at: publish_at,
        own_initiative: true,
    };
    let decision = record(ctx, txn, work, row).await?;
    let details =
        json!({ "decision": decision, "hash": hex::encode(&hash), "publish_at": publish_at });
    apply(
        txn,
        work,
        Change {
            event: Event::Approve,
            actor,
            now,
            details,
        },
        |row| {
            row.approved_hash = Set(Some(hash));
            row.publish_at = Set(Some(publish_at));
            unclaim(row);
        },
    )
    .await?;
    let job = PublishContribution {
        contribution: work.id,
    };
    queue::enqueue(txn, &ctx.clock, &job, Enqueue::at(publish_at)).await?;
    tell_later(ctx, txn, decision, publish_at).await?;
    Ok(Decided::Done {
        decision,
        effective_at: publish_at,
    })
}

async fn restrict(
    ctx: &AppContext,
    txn: &DatabaseTransaction,
    judge: &Judge<'_>,
    work: &contribution::Model,
    (event, kind): (Event, DecisionKind),
    statement: Statement,
) -> Result<Decided, ModerationError> {
    let Judge {
        actor,
        moderator,
        now,
    } = *judge;
    let effective_at = now + Duration::seconds(UNDO_SECONDS);
    let reason = statement.reason;
    let own_initiative = !reports::queries::any_open(txn, work.id).await?;
    let row = New {
        at: now,
        moderator: Some(moderator),
        kind,
        statement: Some(statement),
        effective_at,
        own_initiative,
    };
    let decision = record(ctx, txn, work, row).await?;
    let details = json!({ "decision": decision, "reason": reason });
    apply(
        txn,
        work,
        Change {
            event,
            actor,
            now,
            details,
        },
        unclaim,
    )
    .await?;
    tell_later(ctx, txn, decision, effective_at).await?;
    Ok(Decided::Done {
        decision,
        effective_at,
    })
}

/// A decision about to be stored.
pub(super) struct New {
    pub at: DateTime<Utc>,
    /// None when a rule decided.
    pub moderator: Option<AccountId>,
    pub kind: DecisionKind,
    pub statement: Option<Statement>,
    pub effective_at: DateTime<Utc>,
    /// False when a report led to it.
    pub own_initiative: bool,
}

pub(super) async fn record(
    ctx: &AppContext,
    txn: &DatabaseTransaction,
    work: &contribution::Model,
    new: New,
) -> Result<DecisionId, DbErr> {
    let (reason, text_sv, text_en) = match new.statement {
        Some(Statement {
            reason,
            text_sv,
            text_en,
        }) => (Some(reason.code()), text_sv, text_en),
        None => (None, String::new(), String::new()),
    };
    let row = decision::Model {
        id: ctx.id(new.at),
        contribution_id: work.id,
        version: work.version,
        moderator_id: new.moderator,
        kind: new.kind,
        reason,
        text_sv,
        text_en,
        from_state: work.state,
        own_initiative: new.own_initiative,
        created_at: new.at,
        effective_at: new.effective_at,
        undone_at: None,
    };
    let id = row.id;
    decision::Entity::insert(row.into_active_model())
        .exec_without_returning(txn)
        .await?;
    Ok(id)
}

/// Tells the makers when the decision takes effect.
pub(super) async fn tell_later(
    ctx: &AppContext,
    txn: &DatabaseTransaction,
    decision: DecisionId,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    queue::enqueue(
        txn,
        &ctx.clock,
        &NotifyDecision { decision },
        Enqueue::at(at),
    )
    .await?;
    Ok(())
}

pub(super) fn unclaim(row: &mut contribution::ActiveModel) {
    row.claimed_by = Set(None);
    row.claimed_until = Set(None);
}
