//! Finding a contribution for those who made it.

use sea_orm::{ConnectionTrait, DbErr};

use super::entity::contribution;
use super::{queries, rules};
use crate::classes;
use crate::permissions::Actor;

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
    let Some(work) = queries::find_by_code(db, code).await? else {
        return Ok(None);
    };
    let class = match work.class_id {
        Some(id) => classes::queries::find(db, id).await?,
        None => None,
    };
    let teacher = class.map(|class| class.teacher_id);
    Ok(rules::is_maker(actor, &work, teacher).then_some(work))
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
    let Some(work) = find_for_maker(db, actor, code).await? else {
        return Ok(None);
    };
    Ok((work.class_id.is_some() && actor.account().is_some()).then_some(work))
}
