//! Films that can be looked at while they are being made.
//!
//! A set of files that still grows is a `rendition` whose `files_hash` is empty. Its rows are written under the claim of
//! the job, each after its object. Only makers and reviewers are shown it; no approval can bind it, and an asset never
//! points to it. It becomes the asset's rendition in the commit of [`mark_ready`](super::mark_ready), or it is deleted:
//! by the next attempt, by the refusal of the file, or with the asset.

mod playlist;

use queue::LeaseToken;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter,
};

use super::arrange::delete_renditions;
use super::entity::{rendition, rendition_file};
use super::ready::{delete_later, file_row, insert_files, pixels};
use super::{AssetState, Finished, MadeFile, queries, rendition_key};
use crate::ids::{AssetId, RenditionId};
use crate::{AppContext, fault};

/// A set of files that grows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Growing {
    /// Of which asset.
    pub asset: AssetId,
    /// Its row.
    pub rendition: RenditionId,
    /// Where its files lie, see [`rendition_key`].
    pub media_key: String,
}

/// What is known about a film before it is encoded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preview {
    /// Width in pixels, upright.
    pub width: u32,
    /// Height in pixels, upright.
    pub height: u32,
    /// Whether there will be sound.
    pub has_audio: bool,
    /// Placeholder of the poster, base 64.
    pub thumbhash: String,
    /// Dominant colour of the poster, `#rrggbb`.
    pub color: String,
}

/// One more file of a growing set; it lies in the store already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrownFile {
    /// The file.
    pub file: MadeFile,
    /// Length in microseconds, of a segment.
    pub duration_us: Option<u64>,
    /// Code as in RFC 6381, of a header.
    pub codec: Option<String>,
}

/// A growing set with its files, as it is shown.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The set.
    pub rendition: rendition::Model,
    /// Its files, by name.
    pub files: Vec<rendition_file::Model>,
}

impl Shown {
    /// Whether its playlist has something to play.
    pub fn is_playable(&self) -> bool {
        playlist::master(&self.rendition, &self.files).is_some()
    }
}

/// Begins a set under a new random key and gives up what an earlier attempt had begun; `None` if the claim of the job is
/// lost or the asset is gone.
///
/// # Errors
/// The database failed; nothing was written.
pub async fn begin_growing(
    ctx: &AppContext,
    lease: LeaseToken,
    id: AssetId,
    preview: &Preview,
) -> Result<Option<Growing>, DbErr> {
    let txn = ctx.begin_write().await?;
    let now = ctx.now(&txn).await?;
    let held = lease.still_held(&txn).await?;
    let asset = queries::find(&txn, id).await?;
    if !held || asset.is_none_or(|asset| asset.state != AssetState::Processing) {
        return Ok(None);
    }
    drop_growing(ctx, &txn, id).await?;
    let row = rendition::Model {
        id: ctx.id(now),
        asset_id: id,
        media_key: hex::encode(ctx.random::<16>()),
        files_hash: Vec::new(),
        width: pixels(Some(preview.width)),
        height: pixels(Some(preview.height)),
        duration_ms: None,
        has_audio: preview.has_audio,
        thumbhash: Some(preview.thumbhash.clone()).filter(|hash| !hash.is_empty()),
        color: Some(preview.color.clone()).filter(|color| !color.is_empty()),
        peaks: None,
        created_at: now,
    };
    let growing = Growing {
        asset: id,
        rendition: row.id,
        media_key: row.media_key.clone(),
    };
    rendition::Entity::insert(row.into_active_model())
        .exec_without_returning(&txn)
        .await?;
    txn.commit().await?;
    ctx.waker.wake();
    Ok(Some(growing))
}

/// Adds files, all of which lie in the store under the set's key, in one commit. [`Finished::TooLate`]: the claim of the
/// job is lost or the set is gone; nothing was added, and the objects will be deleted.
///
/// # Errors
/// The database failed; nothing was written.
pub async fn grow(
    ctx: &AppContext,
    lease: LeaseToken,
    growing: &Growing,
    files: Vec<GrownFile>,
) -> Result<Finished, DbErr> {
    fault::point("U9");
    let txn = ctx.begin_write().await?;
    let held = lease.still_held(&txn).await?;
    let row = rendition::Entity::find_by_id(growing.rendition)
        .one(&txn)
        .await?;
    if !held || row.is_none() {
        let keys = files
            .iter()
            .map(|grown| rendition_key(&growing.media_key, &grown.file.name));
        delete_later(ctx, &txn, keys.collect()).await?;
        txn.commit().await?;
        ctx.waker.wake();
        return Ok(Finished::TooLate);
    }
    let rows = files.into_iter().map(|grown| rendition_file::Model {
        duration_us: grown
            .duration_us
            .and_then(|length| i64::try_from(length).ok()),
        codec: grown.codec,
        ..file_row(growing.rendition, grown.file)
    });
    insert_files(&txn, rows.collect()).await?;
    txn.commit().await?;
    Ok(Finished::Yes)
}

/// Deletes the rows of the asset's growing sets, and their objects after the commit.
pub(super) async fn drop_growing(
    ctx: &AppContext,
    txn: &DatabaseTransaction,
    id: AssetId,
) -> Result<(), DbErr> {
    let begun = of_assets(txn, &[id]).await?;
    let keys = delete_renditions(txn, &begun).await?;
    delete_later(ctx, txn, keys).await
}

async fn of_assets(
    db: &impl ConnectionTrait,
    ids: &[AssetId],
) -> Result<Vec<rendition::Model>, DbErr> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    rendition::Entity::find()
        .filter(rendition::Column::AssetId.is_in(ids.iter().copied()))
        .filter(rendition::Column::FilesHash.eq(Vec::<u8>::new()))
        .all(db)
        .await
}

/// The growing sets of these assets with their files. Whether the reader may see them is asked before.
///
/// # Errors
/// The database failed.
pub async fn shown(db: &impl ConnectionTrait, ids: &[AssetId]) -> Result<Vec<Shown>, DbErr> {
    let renditions = of_assets(db, ids).await?;
    let of: Vec<_> = renditions.iter().map(|row| row.id).collect();
    let mut files = if of.is_empty() {
        Vec::new()
    } else {
        queries::files(db, &of).await?
    };
    Ok(renditions
        .into_iter()
        .map(|rendition| Shown {
            files: files
                .extract_if(.., |file| file.rendition_id == rendition.id)
                .collect(),
            rendition,
        })
        .collect())
}

/// The playlist called `name` of a set that still grows, written from its rows as they are now; `None` if there is no such
/// set, nothing to play yet, or the actor may not review it.
///
/// # Errors
/// The database failed.
pub async fn find_playlist(
    db: &impl ConnectionTrait,
    actor: &crate::permissions::Actor,
    media_key: &str,
    name: &str,
) -> Result<Option<String>, DbErr> {
    let Some(stem) = name.strip_suffix(".m3u8") else {
        return Ok(None);
    };
    let Some(rendition) = queries::find_growing(db, actor, media_key).await? else {
        return Ok(None);
    };
    let files = queries::files(db, &[rendition.id]).await?;
    Ok(if stem == "master" {
        playlist::master(&rendition, &files)
    } else {
        playlist::media(&files, stem)
    })
}
