//! What is asked of classes and memberships.

use sea_orm::{ConnectionTrait, DbErr, EntityTrait};

use super::entity::{membership, school_class};
use crate::ids::{ClassId, MembershipId};
use crate::permissions::Actor;

/// The pupil; `None` if removed from the class.
///
/// # Errors
/// The database failed.
pub async fn actor(db: &impl ConnectionTrait, id: MembershipId) -> Result<Option<Actor>, DbErr> {
    let Some(member) = membership::Entity::find_by_id(id).one(db).await? else {
        return Ok(None);
    };
    let Some(class) = find(db, member.class_id).await? else {
        return Ok(None);
    };
    if member.removed_at.is_some() {
        return Ok(None);
    }
    Ok(Some(Actor::Pupil {
        id,
        class: class.id,
        edition: class.edition_id,
        nickname: member.nickname,
    }))
}

/// The class with this id.
///
/// # Errors
/// The database failed.
pub async fn find(
    db: &impl ConnectionTrait,
    id: ClassId,
) -> Result<Option<school_class::Model>, DbErr> {
    school_class::Entity::find_by_id(id).one(db).await
}
