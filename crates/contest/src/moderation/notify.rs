//! Telling the makers of a decision.

use chrono::Duration;
use queue::{JobError, Lease};
use sea_orm::{DatabaseTransaction, DbErr, EntityTrait};
use serde_json::json;

use super::entity::{DecisionKind, decision};
use super::jobs::NotifyDecision;
use super::queries;
use crate::AppContext;
use crate::accounts::Email;
use crate::accounts::entity::account;
use crate::accounts::outbox::{self, Letter};
use crate::contributions::entity::contribution;
use crate::contributions::{self, State};

/// Wait for the job that publishes.
const PUBLISHES_SOON: std::time::Duration = std::time::Duration::from_secs(30);

/// Puts the mail about a decision that has taken effect into the outbox, for the teacher of the class or the single person.
/// An undone decision, or an approval that was overtaken before it took effect, is not told.
///
/// # Errors
/// To be retried: the database failed, or the decision has not taken effect.
pub(crate) async fn notify(
    ctx: AppContext,
    job: NotifyDecision,
    lease: Lease,
) -> Result<(), JobError> {
    let txn = ctx.begin_write().await.map_err(JobError::retry)?;
    let now = ctx.now(&txn).await.map_err(JobError::retry)?;
    let Some((decision, work)) = standing(&txn, &job).await.map_err(JobError::retry)? else {
        return Ok(());
    };
    if now < decision.effective_at {
        return Err(JobError::retry("the decision has not taken effect"));
    }
    match (decision.kind, work.state) {
        (DecisionKind::Approve, State::Approved) => {
            return Err(JobError::retry_after("not published yet", PUBLISHES_SOON));
        }
        (DecisionKind::Approve, State::Published) => {}
        (DecisionKind::Approve | DecisionKind::AskRestore, _) => return Ok(()),
        _ => {}
    }
    let Some(to) = recipient(&txn, &work).await.map_err(JobError::retry)? else {
        return Ok(());
    };
    let Ok(address) = Email::parse(&to.email) else {
        return Err(JobError::fail("the account's address is no address"));
    };
    let letter = Letter {
        to: &address,
        language: &to.language,
        template: "decision",
        params: json!({
            "kind": decision.kind,
            "code": work.code,
            "title": work.title,
            "reason": decision.reason,
            "text_sv": decision.text_sv,
            "text_en": decision.text_en,
        }),
        wait: Duration::zero(),
        worth: Duration::days(7),
    };
    outbox::post(&ctx, &txn, now, letter)
        .await
        .map_err(JobError::retry)?;
    if !lease.still_held(&txn).await.map_err(JobError::retry)? {
        return Ok(()); // another worker tells them
    }
    txn.commit().await.map_err(JobError::retry)?;
    ctx.waker.wake();
    Ok(())
}

/// The decision with its contribution, unless it was undone or overtaken.
async fn standing(
    txn: &DatabaseTransaction,
    job: &NotifyDecision,
) -> Result<Option<(decision::Model, contribution::Model)>, DbErr> {
    let found = decision::Entity::find_by_id(job.decision).one(txn).await?;
    let Some(decision) = found.filter(|decision| decision.undone_at.is_none()) else {
        return Ok(None);
    };
    // An approval that was overtaken: the work was reopened and decided about again.
    let last = queries::last_verdict(txn, decision.contribution_id).await?;
    if decision.kind == DecisionKind::Approve && last.is_some_and(|last| last.id != decision.id) {
        return Ok(None);
    }
    let work = contributions::queries::find(txn, decision.contribution_id).await?;
    Ok(work.map(|work| (decision, work)))
}

/// The teacher of the class, or the single person.
async fn recipient(
    txn: &DatabaseTransaction,
    work: &contribution::Model,
) -> Result<Option<account::Model>, DbErr> {
    let teacher = contributions::teacher(txn, work).await?;
    let Some(id) = teacher.or(work.account_id) else {
        return Ok(None);
    };
    let account = account::Entity::find_by_id(id).one(txn).await?;
    Ok(account.filter(|account| account.suspended_at.is_none()))
}
