//! Granting, revoking, suspending. Each ends the account's sessions in the same commit: the next request signs in again, with
//! the life that a session of these roles has.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;

use super::entity::{account, role_grant};
use super::{Email, links, queries, sign_in};
use crate::ids::AccountId;
use crate::permissions::{Actor, Principal, Role};
use crate::{AppContext, audit, sessions};

/// Why a role or an account was not changed.
#[derive(Debug, thiserror::Error)]
pub enum GrantError {
    /// The actor may not do this.
    #[error("not allowed")]
    NotAllowed,
    /// There is no account with this address.
    #[error("no such account")]
    NotFound,
    /// The database failed; nothing was written.
    #[error("could not store the change")]
    Db(#[from] DbErr),
}

/// Gives `role` to whoever has this address, now or later; an account is made if there is none. Given twice, it is there once.
///
/// # Errors
/// See [`GrantError`]. The command line may grant everything, organisers all but their own role, moderators `teacher`.
pub async fn grant(
    ctx: &AppContext,
    actor: &Actor,
    email: &Email,
    role: Role,
) -> Result<AccountId, GrantError> {
    if !may_grant(actor, role) {
        return Err(GrantError::NotAllowed);
    }
    let txn = ctx.begin_write().await?;
    let now = ctx.now(&txn).await?;
    let id = sign_in::account_of(ctx, &txn, now, email.as_str(), "sv").await?;
    if add(&txn, now, id, role).await? {
        record(
            &txn,
            now,
            actor,
            id,
            "account.grant",
            json!({ "role": role }),
        )
        .await?;
    }
    txn.commit().await?;
    Ok(id)
}

/// Takes `role` back.
///
/// # Errors
/// See [`GrantError`]; who may grant a role may take it back.
pub async fn revoke(
    ctx: &AppContext,
    actor: &Actor,
    email: &Email,
    role: Role,
) -> Result<(), GrantError> {
    if !may_grant(actor, role) {
        return Err(GrantError::NotAllowed);
    }
    let txn = ctx.begin_write().await?;
    let now = ctx.now(&txn).await?;
    let account = queries::find_by_email(&txn, email.as_str())
        .await?
        .ok_or(GrantError::NotFound)?;
    let gone = role_grant::Entity::delete_by_id((account.id, role))
        .exec(&txn)
        .await?;
    if gone.rows_affected == 1 {
        record(
            &txn,
            now,
            actor,
            account.id,
            "account.revoke",
            json!({ "role": role }),
        )
        .await?;
    }
    txn.commit().await?;
    Ok(())
}

/// Suspends an account: its sessions and unused links end in the same commit, and links asked for later do not sign it in.
///
/// # Errors
/// See [`GrantError`]. The command line may suspend everybody, organisers everybody but organisers.
pub async fn suspend(ctx: &AppContext, actor: &Actor, email: &Email) -> Result<(), GrantError> {
    let txn = ctx.begin_write().await?;
    let now = ctx.now(&txn).await?;
    let account = may_suspend(&txn, actor, email).await?;
    links::end_all(&txn, email.as_str()).await?;
    set_suspended(&txn, account.id, Some(now)).await?;
    record(&txn, now, actor, account.id, "account.suspend", json!({})).await?;
    txn.commit().await?;
    Ok(())
}

/// Lifts a suspension.
///
/// # Errors
/// As [`suspend`].
pub async fn lift_suspension(
    ctx: &AppContext,
    actor: &Actor,
    email: &Email,
) -> Result<(), GrantError> {
    let txn = ctx.begin_write().await?;
    let now = ctx.now(&txn).await?;
    let account = may_suspend(&txn, actor, email).await?;
    set_suspended(&txn, account.id, None).await?;
    record(
        &txn,
        now,
        actor,
        account.id,
        "account.lift_suspension",
        json!({}),
    )
    .await?;
    txn.commit().await?;
    Ok(())
}

/// Stores the grant; `false` if it was there.
pub(super) async fn add(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    id: AccountId,
    role: Role,
) -> Result<bool, DbErr> {
    let row = role_grant::Model {
        account_id: id,
        role,
        granted_at: now,
    };
    let once = OnConflict::columns([role_grant::Column::AccountId, role_grant::Column::Role])
        .do_nothing()
        .to_owned();
    let added = role_grant::Entity::insert(row.into_active_model())
        .on_conflict(once)
        .exec_without_returning(txn)
        .await?;
    Ok(added == 1)
}

pub(super) fn may_grant(actor: &Actor, role: Role) -> bool {
    match actor {
        Actor::System => true,
        _ if actor.has(Role::Organiser) => role != Role::Organiser,
        _ if actor.has(Role::Moderator) => role == Role::Teacher,
        _ => false,
    }
}

async fn may_suspend(
    txn: &DatabaseTransaction,
    actor: &Actor,
    email: &Email,
) -> Result<account::Model, GrantError> {
    let by_system = *actor == Actor::System;
    if !by_system && !actor.has(Role::Organiser) {
        return Err(GrantError::NotAllowed);
    }
    let account = queries::find_by_email(txn, email.as_str())
        .await?
        .ok_or(GrantError::NotFound)?;
    if !by_system
        && queries::roles(txn, account.id)
            .await?
            .contains(&Role::Organiser)
    {
        return Err(GrantError::NotAllowed);
    }
    Ok(account)
}

async fn set_suspended(
    txn: &DatabaseTransaction,
    id: AccountId,
    at: Option<DateTime<Utc>>,
) -> Result<(), DbErr> {
    account::Entity::update_many()
        .col_expr(account::Column::SuspendedAt, Expr::value(at))
        .filter(account::Column::Id.eq(id))
        .exec(txn)
        .await?;
    Ok(())
}

/// Ends the account's sessions and writes the audit row.
pub(super) async fn record(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    actor: &Actor,
    id: AccountId,
    act: &str,
    details: serde_json::Value,
) -> Result<(), DbErr> {
    sessions::end_all(txn, &Principal::Account(id)).await?;
    audit::append(
        txn,
        now,
        audit::PLATFORM,
        actor,
        act,
        &format!("account:{id}"),
        &details,
    )
    .await
}
