//! Finding a contribution for those who made it.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};

use super::entity::contribution;
use super::{queries, rules};
use crate::ids::AccountId;
use crate::permissions::Actor;
use crate::{classes, moderation};

/// The contribution with this code, if the actor made it or is the teacher of its class. Everybody else gets `None`, so that
/// addresses of other people's drafts tell nothing.
///
/// # Errors
/// The database failed.
pub async fn find_for_maker(
    db: &impl ConnectionTrait,
    actor: &Actor,
    code: &str,
) -> Result<Option<contribution::Model>, DbErr> {
    of_maker(db, actor, queries::find_by_code(db, code).await?).await
}

/// As [`find_for_maker`], for those who are about to change it: see [`queries::lock`].
///
/// # Errors
/// The database failed.
pub(crate) async fn lock_for_maker(
    txn: &DatabaseTransaction,
    actor: &Actor,
    code: &str,
) -> Result<Option<contribution::Model>, DbErr> {
    of_maker(txn, actor, queries::lock_by_code(txn, code).await?).await
}

async fn of_maker(
    db: &impl ConnectionTrait,
    actor: &Actor,
    work: Option<contribution::Model>,
) -> Result<Option<contribution::Model>, DbErr> {
    let Some(work) = work else {
        return Ok(None);
    };
    Ok(is_maker(db, actor, &work).await?.then_some(work))
}

/// Whether the actor made it or answers for it: see [`rules::is_maker`].
pub(crate) async fn is_maker(
    db: &impl ConnectionTrait,
    actor: &Actor,
    work: &contribution::Model,
) -> Result<bool, DbErr> {
    Ok(rules::is_maker(actor, work, teacher(db, work).await?))
}

/// Whether the actor made it, or the class is or was theirs: see [`rules::is_own`].
///
/// # Errors
/// The database failed.
pub async fn is_own(
    db: &impl ConnectionTrait,
    actor: &Actor,
    work: &contribution::Model,
) -> Result<bool, DbErr> {
    Ok(rules::is_own(actor, work, teacher(db, work).await?))
}

/// Whether its state lets its makers change it, and no moderator wants it purged. Whether submissions are still open is
/// another question.
///
/// # Errors
/// The database failed.
pub async fn is_open_for_changes(
    db: &impl ConnectionTrait,
    work: &contribution::Model,
) -> Result<bool, DbErr> {
    Ok(rules::is_editable(work.state) && !moderation::is_purge_asked(db, work).await?)
}

/// Whose class it is from.
pub(crate) async fn teacher(
    db: &impl ConnectionTrait,
    work: &contribution::Model,
) -> Result<Option<AccountId>, DbErr> {
    let class = match work.class_id {
        Some(id) => classes::queries::find(db, id).await?,
        None => None,
    };
    Ok(class.map(|class| class.teacher_id))
}

/// Like [`find_for_maker`], but only for the teacher of the contribution's class.
///
/// # Errors
/// The database failed.
pub async fn find_for_teacher(
    db: &impl ConnectionTrait,
    actor: &Actor,
    code: &str,
) -> Result<Option<contribution::Model>, DbErr> {
    let work = find_for_maker(db, actor, code).await?;
    Ok(work.filter(|work| is_teacher(actor, work)))
}

/// As [`find_for_teacher`], for those who are about to change it: see [`queries::lock`].
///
/// # Errors
/// The database failed.
pub(crate) async fn lock_for_teacher(
    txn: &DatabaseTransaction,
    actor: &Actor,
    code: &str,
) -> Result<Option<contribution::Model>, DbErr> {
    let work = lock_for_maker(txn, actor, code).await?;
    Ok(work.filter(|work| is_teacher(actor, work)))
}

/// Of the makers of a class's contribution only the teacher has an account.
fn is_teacher(actor: &Actor, work: &contribution::Model) -> bool {
    work.class_id.is_some() && actor.account().is_some()
}
