//! Ending uploads that never became assets.

use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::arrange::{self, ArrangeError};
use super::entity::upload;
use super::receive;
use crate::permissions::Actor;
use crate::{AppContext, contributions};

/// Why an upload was not ended.
#[derive(Debug, thiserror::Error)]
pub enum AbandonUploadError {
    /// No such upload, it has expired, or somebody else began it.
    #[error("no such upload")]
    NotFound,
    /// It was completed, and its contribution was handed in meanwhile.
    #[error("the file is part of a contribution that was handed in")]
    HandedIn,
    /// The database failed; nothing was written.
    #[error("could not end the upload")]
    Db(#[from] DbErr),
}

/// Ends the actor's upload; its bytes can be deleted then. If it was completed already, its asset goes too, as long as the
/// contribution can be changed.
///
/// # Errors
/// See [`AbandonUploadError`].
pub async fn abandon_upload(
    ctx: &AppContext,
    actor: &Actor,
    token: &str,
) -> Result<(), AbandonUploadError> {
    let txn = ctx.begin_write().await?;
    let row = receive::find_own_upload(ctx, &txn, actor, token).await?;
    let row = row.ok_or(AbandonUploadError::NotFound)?;
    let work = contributions::queries::lock(&txn, row.contribution_id).await?;
    let work = work.ok_or(AbandonUploadError::NotFound)?;
    // Again, for it may have been completed while we waited.
    let row = receive::find_own_upload(ctx, &txn, actor, token).await?;
    let row = row.ok_or(AbandonUploadError::NotFound)?;
    if let Some(asset) = row.asset_id {
        let removed = arrange::remove_in(ctx, &txn, actor, &work.code, asset).await;
        removed.map_err(|error| match error {
            ArrangeError::Db(error) => AbandonUploadError::Db(error),
            _ => AbandonUploadError::HandedIn,
        })?;
    }
    upload::Entity::delete_by_id(row.id).exec(&txn).await?;
    txn.commit().await?;
    ctx.waker.wake();
    Ok(())
}

/// Forgets uploads whose last byte is older than their lifetime; gives how many. Their assets, if any, stay.
///
/// # Errors
/// The database failed.
pub async fn expire_uploads(ctx: &AppContext) -> Result<u64, DbErr> {
    let db = ctx.db.write();
    let now = ctx.now(db).await?;
    let gone = upload::Entity::delete_many()
        .filter(upload::Column::ExpiresAt.lte(now))
        .exec(db)
        .await?;
    Ok(gone.rows_affected)
}
