//! Completing an upload: the asset and the job that processes it, in one commit.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter,
};
use serde_json::json;

use super::entity::{asset, upload};
use super::jobs::{DeleteObjects, ProcessAsset};
use super::limits::column;
use super::{AssetKind, AssetState, Limits, queries, receive};
use crate::contributions::entity::contribution;
use crate::contributions::{self, State};
use crate::permissions::Actor;
use crate::{AppContext, audit, fault};

/// Why an upload did not become an asset.
#[derive(Debug, thiserror::Error)]
pub enum CompleteUploadError {
    /// No such upload, it has expired, or somebody else began it.
    #[error("no such upload")]
    NotFound,
    /// The contribution was handed in meanwhile, or a moderator wants it purged.
    #[error("a contribution that is {0:?} takes no files")]
    NotEditable(State),
    /// Larger than files of this kind may be.
    #[error("a {kind:?} larger than {max_bytes} bytes")]
    TooLarge {
        /// What it is.
        kind: AssetKind,
        /// The limit.
        max_bytes: u64,
    },
    /// The class's (or person's) space for this edition is used up.
    #[error("all files together would be larger than {max_bytes} bytes")]
    QuotaFull {
        /// The limit.
        max_bytes: u64,
    },
    /// The file was refused before, for the reason with this code.
    #[error("refused before: {0}")]
    Refused(String),
    /// The database failed; nothing was written.
    #[error("could not store the asset")]
    Db(#[from] DbErr),
}

impl CompleteUploadError {
    /// The stable code that is kept with a refused upload; `None` for faults that are not the file's.
    pub fn reason(&self) -> Option<&'static str> {
        match self {
            Self::TooLarge { kind, .. } => Some(match kind {
                AssetKind::Photo => "photo-too-large",
                AssetKind::Video => "video-too-large",
                AssetKind::Audio => "audio-too-large",
                AssetKind::Document => "document-too-large",
            }),
            Self::QuotaFull { .. } => Some("quota-full"),
            _ => None,
        }
    }
}

/// A whole file that lies in the store under a new random key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    /// What its first bytes say it is.
    pub kind: AssetKind,
    /// Short name of its format, such as `jpeg`.
    pub media_type: String,
    /// Its size.
    pub size_bytes: u64,
    /// Hash of its bytes.
    pub sha256: [u8; 32],
    /// Where it lies.
    pub object_key: String,
}

/// Whether a file of this kind and size would be taken now: asked before its bytes are copied into the store. Gives the
/// asset if the upload was completed before.
///
/// # Errors
/// As [`complete_upload`].
pub async fn check_completion(
    ctx: &AppContext,
    limits: &Limits,
    actor: &Actor,
    token: &str,
    kind: AssetKind,
    size_bytes: u64,
) -> Result<Option<asset::Model>, CompleteUploadError> {
    let db = ctx.db.read();
    let row = own(ctx, db, actor, token).await?;
    if let Some(asset) = made_before(db, &row).await? {
        return Ok(Some(asset));
    }
    target(db, limits, &row, kind, size_bytes).await?;
    Ok(None)
}

/// Makes the upload an asset, at the end of its contribution, and enqueues its processing. The object lies in the store
/// before this is called. Finishing again answers the same asset, and lets the second object be deleted.
///
/// The submissions phase is not asked: an upload that was begun in time may finish.
///
/// # Errors
/// See [`CompleteUploadError`]; on an error nothing was written, and the caller deletes the object.
pub async fn complete_upload(
    ctx: &AppContext,
    limits: &Limits,
    actor: &Actor,
    token: &str,
    file: StoredFile,
) -> Result<asset::Model, CompleteUploadError> {
    let txn = ctx.begin_write().await?;
    let row = own(ctx, &txn, actor, token).await?;
    // Two requests may complete one upload: the second waits here, and then sees what the first one made.
    contributions::queries::lock(&txn, row.contribution_id).await?;
    let row = own(ctx, &txn, actor, token).await?;
    if let Some(asset) = made_before(&txn, &row).await? {
        if asset.object_key.as_ref() != Some(&file.object_key) {
            let twin = DeleteObjects {
                keys: vec![file.object_key],
            };
            queue::enqueue(&txn, &ctx.clock, &twin, queue::Enqueue::default()).await?;
            txn.commit().await?;
            ctx.waker.wake();
        }
        return Ok(asset);
    }
    let work = target(&txn, limits, &row, file.kind, file.size_bytes).await?;
    let asset = insert(ctx, &txn, actor, &work, file).await?;
    let done = upload::ActiveModel {
        asset_id: Set(Some(asset.id)),
        received_bytes: Set(asset.size_bytes),
        length_bytes: Set(Some(asset.size_bytes)),
        // Names of files hold names of people; it was needed only to tell uploads under way apart.
        label: Set(String::new()),
        ..Default::default()
    };
    upload::Entity::update_many()
        .set(done)
        .filter(upload::Column::Id.eq(row.id))
        .exec(&txn)
        .await?;
    fault::point("U3");
    txn.commit().await?;
    fault::point("U4");
    ctx.waker.wake();
    Ok(asset)
}

/// Notes why the file was refused, so that pages can say so until its owner removes it. Its bytes can be deleted then.
///
/// # Errors
/// The database failed.
pub async fn refuse_upload(
    ctx: &AppContext,
    actor: &Actor,
    token: &str,
    reason: &str,
) -> Result<(), DbErr> {
    let refused = upload::ActiveModel {
        failure: Set(Some(reason.to_owned())),
        ..Default::default()
    };
    upload::Entity::update_many()
        .set(refused)
        .filter(upload::Column::Token.eq(token))
        .filter(upload::Column::Owner.eq(actor.reference()))
        .filter(upload::Column::AssetId.is_null())
        .exec(ctx.db.write())
        .await?;
    Ok(())
}

async fn own(
    ctx: &AppContext,
    db: &impl ConnectionTrait,
    actor: &Actor,
    token: &str,
) -> Result<upload::Model, CompleteUploadError> {
    let row = receive::find_own_upload(ctx, db, actor, token).await?;
    let row = row.ok_or(CompleteUploadError::NotFound)?;
    match row.failure {
        Some(reason) => Err(CompleteUploadError::Refused(reason)),
        None => Ok(row),
    }
}

async fn made_before(
    db: &impl ConnectionTrait,
    row: &upload::Model,
) -> Result<Option<asset::Model>, DbErr> {
    match row.asset_id {
        Some(id) => queries::find(db, id).await,
        None => Ok(None),
    }
}

/// The contribution, if it takes this file now.
async fn target(
    db: &impl ConnectionTrait,
    limits: &Limits,
    row: &upload::Model,
    kind: AssetKind,
    size_bytes: u64,
) -> Result<contribution::Model, CompleteUploadError> {
    let work = contributions::queries::find(db, row.contribution_id).await?;
    let work = work.ok_or(CompleteUploadError::NotFound)?;
    if !contributions::is_open_for_changes(db, &work).await? {
        return Err(CompleteUploadError::NotEditable(work.state));
    }
    let max_bytes = limits.of(kind);
    if size_bytes > max_bytes {
        return Err(CompleteUploadError::TooLarge { kind, max_bytes });
    }
    if queries::stored_bytes(db, &work).await? + size_bytes > limits.quota_bytes {
        return Err(CompleteUploadError::QuotaFull {
            max_bytes: limits.quota_bytes,
        });
    }
    Ok(work)
}

async fn insert(
    ctx: &AppContext,
    txn: &DatabaseTransaction,
    actor: &Actor,
    work: &contribution::Model,
    file: StoredFile,
) -> Result<asset::Model, DbErr> {
    let now = ctx.now(txn).await?;
    let before = queries::of_contribution(txn, work.id).await?;
    let asset = asset::Model {
        id: ctx.id(now),
        contribution_id: work.id,
        position: before.last().map_or(0, |last| last.position + 1),
        kind: file.kind,
        media_type: file.media_type,
        state: AssetState::Stored,
        progress_percent: 0,
        failure: None,
        alt: String::new(),
        object_key: Some(file.object_key),
        size_bytes: column(file.size_bytes),
        sha256: file.sha256.to_vec(),
        rendition_id: None,
        destroy_original: false,
        held: false,
        created_at: now,
        updated_at: now,
    };
    asset::Entity::insert(asset.clone().into_active_model())
        .exec_without_returning(txn)
        .await?;
    contributions::touch(ctx, txn, work, contribution::ActiveModel::default()).await?;
    let subject = format!("asset:{}", asset.id);
    let details = json!({ "contribution": work.id, "sha256": hex::encode(&asset.sha256) });
    audit::append(
        txn,
        now,
        work.edition_id,
        actor,
        "asset.store",
        &subject,
        &details,
    )
    .await?;
    let job = ProcessAsset { asset: asset.id };
    queue::enqueue(txn, &ctx.clock, &job, queue::Enqueue::default()).await?;
    Ok(asset)
}
