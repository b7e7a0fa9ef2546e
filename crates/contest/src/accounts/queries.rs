//! What is asked of accounts.

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    QuerySelect, sea_query::LockType,
};

use super::entity::{account, role_grant};
use crate::ids::AccountId;
use crate::permissions::{Actor, Role};

/// The account with its grants; `None` if there is none or it is suspended.
///
/// # Errors
/// The database failed.
pub async fn actor(db: &impl ConnectionTrait, id: AccountId) -> Result<Option<Actor>, DbErr> {
    let Some(account) = account::Entity::find_by_id(id).one(db).await? else {
        return Ok(None);
    };
    if account.suspended_at.is_some() {
        return Ok(None);
    }
    let roles = roles(db, id).await?;
    Ok(Some(Actor::Account {
        id,
        roles,
        language: account.language,
    }))
}

/// The account with this canonical address.
///
/// # Errors
/// The database failed.
pub async fn find_by_email(
    db: &impl ConnectionTrait,
    email: &str,
) -> Result<Option<account::Model>, DbErr> {
    account::Entity::find()
        .filter(account::Column::Email.eq(email))
        .one(db)
        .await
}

/// The account with this id.
///
/// # Errors
/// The database failed.
pub async fn find(
    db: &impl ConnectionTrait,
    id: AccountId,
) -> Result<Option<account::Model>, DbErr> {
    account::Entity::find_by_id(id).one(db).await
}

/// Waits until nobody else counts for this account, until `txn` ends: see [`crate::contributions::queries::lock`].
///
/// # Errors
/// The database failed.
pub(crate) async fn lock(txn: &DatabaseTransaction, id: AccountId) -> Result<(), DbErr> {
    account::Entity::find_by_id(id)
        .lock(LockType::NoKeyUpdate)
        .one(txn)
        .await?;
    Ok(())
}

/// What the account was granted, in a fixed order; an account without any grant is a contributor.
///
/// # Errors
/// The database failed.
pub async fn roles(db: &impl ConnectionTrait, id: AccountId) -> Result<Vec<Role>, DbErr> {
    let grants = role_grant::Entity::find()
        .filter(role_grant::Column::AccountId.eq(id))
        .all(db)
        .await?;
    let mut roles: Vec<Role> = grants.into_iter().map(|grant| grant.role).collect();
    if roles.is_empty() {
        roles.push(Role::Contributor);
    }
    roles.sort_unstable();
    Ok(roles)
}

/// The account's address.
///
/// # Errors
/// The database failed.
pub async fn email(db: &impl ConnectionTrait, id: AccountId) -> Result<Option<String>, DbErr> {
    Ok(account::Entity::find_by_id(id)
        .one(db)
        .await?
        .map(|account| account.email))
}
