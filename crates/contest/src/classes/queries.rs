//! What is asked of classes and memberships.

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::LockType,
};

use super::entity::{membership, school_class};
use crate::ids::{AccountId, ClassId, MembershipId};
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

/// As [`find`], and the row stays ours until `txn` ends, so that what was counted in the class still holds when it is written.
///
/// # Errors
/// The database failed.
pub(crate) async fn lock(
    txn: &DatabaseTransaction,
    id: ClassId,
) -> Result<Option<school_class::Model>, DbErr> {
    school_class::Entity::find_by_id(id)
        .lock(LockType::NoKeyUpdate)
        .one(txn)
        .await
}

/// The class, if the actor is its teacher. Everybody else gets `None`: a foreign class tells nothing.
///
/// # Errors
/// The database failed.
pub async fn find_for_teacher(
    db: &impl ConnectionTrait,
    actor: &Actor,
    id: ClassId,
) -> Result<Option<school_class::Model>, DbErr> {
    let class = find(db, id).await?;
    Ok(class.filter(|class| actor.may_open_classes() && actor.account() == Some(class.teacher_id)))
}

/// The teacher's classes, newest first.
///
/// # Errors
/// The database failed.
pub async fn of_teacher(
    db: &impl ConnectionTrait,
    teacher: AccountId,
) -> Result<Vec<school_class::Model>, DbErr> {
    school_class::Entity::find()
        .filter(school_class::Column::TeacherId.eq(teacher))
        .order_by_desc(school_class::Column::CreatedAt)
        .order_by_desc(school_class::Column::Id)
        .all(db)
        .await
}

/// The pupils who are in the class, in the order in which they joined.
///
/// # Errors
/// The database failed.
pub async fn pupils(
    db: &impl ConnectionTrait,
    class: ClassId,
) -> Result<Vec<membership::Model>, DbErr> {
    let mut members = memberships(db, class).await?;
    members.retain(|member| member.removed_at.is_none());
    Ok(members)
}

/// All memberships of the class, those of removed pupils too, in the order in which they joined.
pub(super) async fn memberships(
    db: &impl ConnectionTrait,
    class: ClassId,
) -> Result<Vec<membership::Model>, DbErr> {
    membership::Entity::find()
        .filter(membership::Column::ClassId.eq(class))
        .order_by_asc(membership::Column::CreatedAt)
        .order_by_asc(membership::Column::Id)
        .all(db)
        .await
}
