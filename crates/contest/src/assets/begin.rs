//! Beginning an upload.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
};

use super::entity::upload;
use super::limits::{ACTIVE, column};
use super::{Limits, UPLOAD_LIFETIME, queries};
use crate::contributions::{self, NotOpen};
use crate::permissions::Actor;
use crate::{AppContext, limits, text};

/// Longest shown name of a file, in characters.
const MAX_LABEL: usize = 120;

/// Why no upload was begun.
#[derive(Debug, thiserror::Error)]
pub enum BeginUploadError {
    /// The contribution takes no files.
    #[error(transparent)]
    NotOpen(#[from] NotOpen),
    /// A file without bytes.
    #[error("the file is empty")]
    Empty,
    /// Larger than any file may be.
    #[error("larger than {max_bytes} bytes")]
    TooLarge {
        /// The limit.
        max_bytes: u64,
    },
    /// The actor has as many uploads under way as one person may.
    #[error("{0} uploads are under way already")]
    TooManyAtOnce(u64),
    /// Everybody together has as many uploads under way as this system takes.
    #[error("too many uploads are under way")]
    Busy,
    /// The class's (or person's) space for this edition is used up.
    #[error("all files together would be larger than {max_bytes} bytes")]
    QuotaFull {
        /// The limit.
        max_bytes: u64,
    },
    /// The database failed; nothing was written.
    #[error("could not store the upload")]
    Db(#[from] DbErr),
}

/// What is known about a file before its bytes arrive.
#[derive(Clone, Debug)]
pub struct NewUpload<'a> {
    /// Its length; `None` if the client does not know it yet.
    pub length_bytes: Option<u64>,
    /// Its name as the client calls it: shown to its owner, never used for anything.
    pub label: &'a str,
}

/// Begins an upload into the contribution with this code. Only while its makers may change it; an upload that was begun in
/// time may finish later. The row's commit reserves the place in the quota.
///
/// # Errors
/// See [`BeginUploadError`]; on an error nothing was written.
pub async fn begin_upload(
    ctx: &AppContext,
    most: &Limits,
    actor: &Actor,
    code: &str,
    new: NewUpload<'_>,
) -> Result<upload::Model, BeginUploadError> {
    let max_bytes = most.largest();
    match new.length_bytes {
        Some(0) => return Err(BeginUploadError::Empty),
        Some(length) if length > max_bytes => return Err(BeginUploadError::TooLarge { max_bytes }),
        _ => {}
    }
    let txn = ctx.begin_write().await?;
    // What is under way is counted over all contributions: before anything else is locked.
    limits::take_turn(ctx, &txn, "uploads").await?;
    let now = ctx.now(&txn).await?;
    let work = contributions::editable(ctx, &txn, actor, code).await?;
    let owner = actor.reference();
    if in_flight(&txn, now, Some(&owner)).await? >= most.in_flight_each {
        return Err(BeginUploadError::TooManyAtOnce(most.in_flight_each));
    }
    if in_flight(&txn, now, None).await? >= most.in_flight {
        return Err(BeginUploadError::Busy);
    }
    let used = queries::stored_bytes(&txn, &work).await?
        + queries::reserved_bytes(&txn, &work, now).await?;
    if used + new.length_bytes.unwrap_or(0) > most.quota_bytes {
        return Err(BeginUploadError::QuotaFull {
            max_bytes: most.quota_bytes,
        });
    }
    let row = upload::Model {
        id: ctx.id(now),
        token: hex::encode(ctx.random::<16>()),
        owner,
        contribution_id: work.id,
        length_bytes: new.length_bytes.map(column),
        received_bytes: 0,
        label: label(new.label),
        asset_id: None,
        failure: None,
        created_at: now,
        expires_at: now + UPLOAD_LIFETIME,
    };
    upload::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(&txn)
        .await?;
    txn.commit().await?;
    Ok(row)
}

/// Uploads whose last byte came a short while ago: of `owner`, or of all.
async fn in_flight(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    owner: Option<&str>,
) -> Result<u64, DbErr> {
    let mut uploads = upload::Entity::find()
        .filter(upload::Column::AssetId.is_null())
        .filter(upload::Column::Failure.is_null())
        .filter(upload::Column::ExpiresAt.gt(now + UPLOAD_LIFETIME - ACTIVE));
    if let Some(owner) = owner {
        uploads = uploads.filter(upload::Column::Owner.eq(owner));
    }
    uploads.count(db).await
}

/// The last part of the name, cleaned and cut: some programs send whole paths.
fn label(raw: &str) -> String {
    let name = raw.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean = text::line(name, usize::MAX).unwrap_or_default();
    clean.chars().take(MAX_LABEL).collect()
}

#[cfg(test)]
mod tests {
    use super::label;

    #[test]
    fn a_label_is_one_short_line_without_folders() {
        assert_eq!(label("C:\\Users\\x\\ Min  film.mp4 "), "Min film.mp4");
        assert_eq!(label("../../etc/passwd"), "passwd");
        assert_eq!(label("a\u{202e}gpj.exe"), "agpj.exe");
        assert_eq!(label(&"å".repeat(500)).chars().count(), 120);
        assert_eq!(label(""), "");
    }
}
