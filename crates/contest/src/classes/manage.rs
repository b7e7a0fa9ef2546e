//! What a teacher does with a class of theirs.

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter,
};

use super::entity::{membership, retired_join_code, school_class};
use super::open::record;
use super::{codes, queries};
use crate::ids::{ClassId, MembershipId};
use crate::permissions::{Actor, Principal};
use crate::{AppContext, sessions};

/// Why a class was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ManageClassError {
    /// The actor has no such class, or it has no such pupil.
    #[error("no such class")]
    NotFound,
    /// The database failed; nothing was written.
    #[error("could not store the change")]
    Db(#[from] DbErr),
}

/// Gives the class a new join code; the old one is refused from now on, with words of its own.
///
/// # Errors
/// See [`ManageClassError`].
pub async fn renew_join_code(
    ctx: &AppContext,
    actor: &Actor,
    id: ClassId,
) -> Result<school_class::Model, ManageClassError> {
    let (txn, now, class) = begin(ctx, actor, id).await?;
    let retired = retired_join_code::Model {
        join_code: class.join_code.clone(),
        class_id: id,
        retired_at: now,
    };
    retired_join_code::Entity::insert(retired.into_active_model())
        .exec_without_returning(&txn)
        .await?;
    let code = codes::unused(ctx, &txn).await?;
    let class = school_class::ActiveModel {
        join_code: Set(code),
        ..class.into_active_model()
    }
    .update(&txn)
    .await?;
    record(&txn, now, actor, &class, "class.renew_code").await?;
    txn.commit().await?;
    Ok(class)
}

/// Lets nobody join any more; pupils who are in stay in and may come back.
///
/// # Errors
/// See [`ManageClassError`].
pub async fn close_joining(
    ctx: &AppContext,
    actor: &Actor,
    id: ClassId,
) -> Result<school_class::Model, ManageClassError> {
    let (txn, now, class) = begin(ctx, actor, id).await?;
    let closed = school_class::ActiveModel {
        joining_closed_at: Set(Some(now)),
        ..class.into_active_model()
    };
    let class = closed.update(&txn).await?;
    record(&txn, now, actor, &class, "class.close").await?;
    txn.commit().await?;
    Ok(class)
}

/// Lets pupils join again, with the same code.
///
/// # Errors
/// See [`ManageClassError`].
pub async fn open_joining(
    ctx: &AppContext,
    actor: &Actor,
    id: ClassId,
) -> Result<school_class::Model, ManageClassError> {
    let (txn, now, class) = begin(ctx, actor, id).await?;
    let open = school_class::ActiveModel {
        joining_closed_at: Set(None),
        ..class.into_active_model()
    };
    let class = open.update(&txn).await?;
    record(&txn, now, actor, &class, "class.reopen").await?;
    txn.commit().await?;
    Ok(class)
}

/// Opens the class's return page again after too many wrong words.
///
/// # Errors
/// See [`ManageClassError`].
pub async fn reset_return(
    ctx: &AppContext,
    actor: &Actor,
    id: ClassId,
) -> Result<school_class::Model, ManageClassError> {
    let (txn, now, class) = begin(ctx, actor, id).await?;
    let unlocked = school_class::ActiveModel {
        return_misses: Set(0),
        ..class.into_active_model()
    };
    let class = unlocked.update(&txn).await?;
    record(&txn, now, actor, &class, "class.reset_return").await?;
    txn.commit().await?;
    Ok(class)
}

/// Shows or hides the names of school and class beside their contribution.
///
/// # Errors
/// See [`ManageClassError`].
pub async fn show_place(
    ctx: &AppContext,
    actor: &Actor,
    id: ClassId,
    show: bool,
) -> Result<school_class::Model, ManageClassError> {
    let (txn, now, class) = begin(ctx, actor, id).await?;
    let class = school_class::ActiveModel {
        show_place: Set(show),
        ..class.into_active_model()
    }
    .update(&txn)
    .await?;
    record(
        &txn,
        now,
        actor,
        &class,
        if show {
            "class.show_place"
        } else {
            "class.hide_place"
        },
    )
    .await?;
    txn.commit().await?;
    Ok(class)
}

/// Puts a pupil out of the class; their sessions end in the same commit. What they made stays with the class.
///
/// # Errors
/// See [`ManageClassError`].
pub async fn remove_member(
    ctx: &AppContext,
    actor: &Actor,
    id: ClassId,
    pupil: MembershipId,
) -> Result<(), ManageClassError> {
    let (txn, now, class) = begin(ctx, actor, id).await?;
    let removed = membership::Entity::update_many()
        .col_expr(membership::Column::RemovedAt, Expr::value(now))
        .filter(membership::Column::Id.eq(pupil))
        .filter(membership::Column::ClassId.eq(id))
        .filter(membership::Column::RemovedAt.is_null())
        .exec(&txn)
        .await?;
    if removed.rows_affected == 0 {
        return Err(ManageClassError::NotFound);
    }
    sessions::end_all(&txn, &Principal::Membership(pupil)).await?;
    record(&txn, now, actor, &class, "class.remove_pupil").await?;
    txn.commit().await?;
    Ok(())
}

async fn begin(
    ctx: &AppContext,
    actor: &Actor,
    id: ClassId,
) -> Result<
    (
        DatabaseTransaction,
        chrono::DateTime<chrono::Utc>,
        school_class::Model,
    ),
    ManageClassError,
> {
    let txn = ctx.begin_write().await?;
    let now = ctx.now(&txn).await?;
    queries::lock(&txn, id).await?;
    let class = queries::find_for_teacher(&txn, actor, id)
        .await?
        .ok_or(ManageClassError::NotFound)?;
    Ok((txn, now, class))
}
