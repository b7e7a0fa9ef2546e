//! Claiming a contribution, so that two moderators do not look at the same one.

use chrono::Duration;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, ExprTrait as _,
    QueryFilter,
};
use serde_json::json;

use super::ModerationError;
use super::access::{claim_of, look_and_lock, open};
use crate::contributions::entity::contribution;
use crate::ids::AccountId;
use crate::permissions::Actor;
use crate::{AppContext, audit};

/// How long a claim lasts; claiming again begins anew.
pub const CLAIM_MINUTES: i64 = 15;

/// Claims the contribution for the actor for [`CLAIM_MINUTES`] minutes.
///
/// # Errors
/// `NotAllowed`, `NotFound`, `OwnContribution`, `Claimed` by somebody else, `Db`.
pub async fn claim(
    ctx: &AppContext,
    actor: &Actor,
    code: &str,
) -> Result<contribution::Model, ModerationError> {
    let txn = ctx.begin_write().await?;
    let now = ctx.now(&txn).await?;
    let (work, moderator) = open(ctx, &txn, actor, code).await?;
    let fresh = claim_of(&work, now).is_none();
    let row = contribution::ActiveModel {
        claimed_by: Set(Some(moderator)),
        claimed_until: Set(Some(now + Duration::minutes(CLAIM_MINUTES))),
        ..Default::default()
    };
    // On PostgreSQL two may have read it unclaimed: the row decides.
    let free = contribution::Column::ClaimedBy
        .is_null()
        .or(contribution::Column::ClaimedBy.eq(moderator))
        .or(contribution::Column::ClaimedUntil.lte(now));
    let changed = contribution::Entity::update_many()
        .set(row)
        .filter(contribution::Column::Id.eq(work.id))
        .filter(free)
        .exec_with_returning(&txn)
        .await?;
    let Some(claimed) = changed.into_iter().next() else {
        return Err(ModerationError::Changed);
    };
    if fresh {
        note(&txn, now, actor, &work, "contribution.claim").await?;
    }
    txn.commit().await?;
    Ok(claimed)
}

/// Gives the actor's claim back; somebody else's stays.
///
/// # Errors
/// `NotAllowed`, `NotFound`, `Db`.
pub async fn release(ctx: &AppContext, actor: &Actor, code: &str) -> Result<(), ModerationError> {
    let txn = ctx.begin_write().await?;
    let now = ctx.now(&txn).await?;
    let work = look_and_lock(&txn, actor, code).await?;
    let moderator = actor.account().ok_or(ModerationError::NotAllowed)?;
    let freed = give_back(&txn, &work, moderator).await?;
    if freed {
        note(&txn, now, actor, &work, "contribution.release").await?;
    }
    txn.commit().await?;
    Ok(())
}

async fn give_back(
    txn: &DatabaseTransaction,
    work: &contribution::Model,
    moderator: AccountId,
) -> Result<bool, DbErr> {
    let row = contribution::ActiveModel {
        claimed_by: Set(None),
        claimed_until: Set(None),
        ..Default::default()
    };
    let freed = contribution::Entity::update_many()
        .set(row)
        .filter(contribution::Column::Id.eq(work.id))
        .filter(contribution::Column::ClaimedBy.eq(moderator))
        .exec(txn)
        .await?;
    Ok(freed.rows_affected > 0)
}

async fn note(
    txn: &DatabaseTransaction,
    now: chrono::DateTime<chrono::Utc>,
    actor: &Actor,
    work: &contribution::Model,
    act: &str,
) -> Result<(), DbErr> {
    let subject = format!("contribution:{}", work.id);
    audit::append(
        txn,
        now,
        work.edition_id,
        actor,
        act,
        &subject,
        &json!({ "version": work.version }),
    )
    .await
}
