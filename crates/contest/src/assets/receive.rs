//! While the bytes of an upload arrive.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait as _, QueryFilter,
};

use super::entity::upload;
use super::limits::column;
use super::{Limits, UPLOAD_LIFETIME};
use crate::AppContext;
use crate::permissions::Actor;

/// Why an upload cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum ReceiveError {
    /// No such upload, it has expired, or somebody else began it.
    #[error("no such upload")]
    NotFound,
    /// Another length was declared before.
    #[error("the length is known already")]
    LengthKnown,
    /// A file without bytes.
    #[error("the file is empty")]
    Empty,
    /// Larger than any file may be.
    #[error("larger than {max_bytes} bytes")]
    TooLarge {
        /// The limit.
        max_bytes: u64,
    },
    /// The database failed; nothing was written.
    #[error("could not store the upload")]
    Db(#[from] DbErr),
}

/// The upload with this token, if the actor began it and it has not expired.
///
/// # Errors
/// The database failed.
pub async fn find_own_upload(
    ctx: &AppContext,
    db: &impl ConnectionTrait,
    actor: &Actor,
    token: &str,
) -> Result<Option<upload::Model>, DbErr> {
    let now = ctx.now(db).await?;
    upload::Entity::find()
        .filter(upload::Column::Token.eq(token))
        .filter(upload::Column::Owner.eq(actor.reference()))
        .filter(upload::Column::ExpiresAt.gt(now))
        .one(db)
        .await
}

/// Notes that `received_bytes` of the upload are safe, for pages to show, and gives it a new lifetime. The truth about the
/// bytes is the file that holds them. `None`: it has expired or was ended.
///
/// # Errors
/// The database failed.
pub async fn note_received(
    ctx: &AppContext,
    token: &str,
    received_bytes: u64,
) -> Result<Option<upload::Model>, DbErr> {
    let db = ctx.db.write();
    let now = ctx.now(db).await?;
    let row = upload::ActiveModel {
        received_bytes: Set(column(received_bytes)),
        expires_at: Set(now + UPLOAD_LIFETIME),
        ..Default::default()
    };
    let changed = upload::Entity::update_many()
        .set(row)
        .filter(upload::Column::Token.eq(token))
        .filter(upload::Column::ExpiresAt.gt(now))
        .exec_with_returning(db)
        .await?;
    Ok(changed.into_iter().next())
}

/// Declares the length of an upload that was begun without one. The same length again changes nothing.
///
/// # Errors
/// See [`ReceiveError`].
pub async fn declare_length(
    ctx: &AppContext,
    limits: &Limits,
    actor: &Actor,
    token: &str,
    length_bytes: u64,
) -> Result<upload::Model, ReceiveError> {
    let max_bytes = limits.largest();
    if length_bytes == 0 {
        return Err(ReceiveError::Empty);
    }
    if length_bytes > max_bytes {
        return Err(ReceiveError::TooLarge { max_bytes });
    }
    let txn = ctx.begin_write().await?;
    let mut row = find_own_upload(ctx, &txn, actor, token)
        .await?
        .ok_or(ReceiveError::NotFound)?;
    let length = column(length_bytes);
    if row.length_bytes.is_some_and(|known| known != length) {
        return Err(ReceiveError::LengthKnown);
    }
    let change = upload::ActiveModel {
        length_bytes: Set(Some(length)),
        ..Default::default()
    };
    // Of two requests that declare different lengths one is right.
    let declared = upload::Entity::update_many()
        .set(change)
        .filter(upload::Column::Id.eq(row.id))
        .filter(
            upload::Column::LengthBytes
                .is_null()
                .or(upload::Column::LengthBytes.eq(length)),
        )
        .exec(&txn)
        .await?;
    if declared.rows_affected == 0 {
        return Err(ReceiveError::LengthKnown);
    }
    txn.commit().await?;
    row.length_bytes = Some(length);
    Ok(row)
}
