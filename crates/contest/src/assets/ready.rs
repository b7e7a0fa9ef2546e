//! How processing an asset ends.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use queue::LeaseToken;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter,
};
use sha2::{Digest, Sha256};

use super::arrange::delete_renditions;
use super::entity::{asset, page_text, rendition, rendition_file};
use super::growing::drop_growing;
use super::jobs::DeleteObjects;
use super::limits::column;
use super::{
    AssetKind, AssetState, Fingerprint, Mark, StoredFile, fingerprints, purged, queries, redact,
};
use crate::contributions;
use crate::ids::{AssetId, RenditionId};
use crate::{AppContext, fault};

/// The key under which a file of a rendition is stored.
pub fn rendition_key(media_key: &str, name: &str) -> String {
    format!("r/{media_key}/{name}")
}

/// A new set of files, all of which lie in the store under [`rendition_key`].
#[derive(Clone, Debug, PartialEq)]
pub struct MadeRendition {
    /// 128 random bits in hex, new for each attempt.
    pub media_key: String,
    /// The files.
    pub files: Vec<MadeFile>,
    /// Width in pixels, upright, of the picture or film.
    pub width: Option<u32>,
    /// Height in pixels, upright.
    pub height: Option<u32>,
    /// Length of sound and film.
    pub duration_ms: Option<u64>,
    /// Whether there is sound.
    pub has_audio: bool,
    /// Placeholder, base 64; empty for none.
    pub thumbhash: String,
    /// Dominant colour, `#rrggbb`; empty for none.
    pub color: String,
    /// Peaks of the sound, 0 to 255 each, evenly over its length; empty for none.
    pub peaks: Vec<u8>,
    /// The text on each page of a magazine, in order; empty for everything else.
    pub pages: Vec<String>,
    /// What the picture looks like, or the poster and some frames; none of what is too plain to tell.
    pub fingerprints: Vec<Fingerprint>,
    /// A new original that has all marks in it; it lies in the store, and the old one is destroyed.
    pub original: Option<StoredFile>,
    /// The marks that were applied, besides those that the original itself has.
    pub marks: Vec<Mark>,
    /// What its makers are told although the file is used, by a code of the catalogues (`asset-note-{code}`): its end was
    /// missing, say.
    pub note: Option<&'static str>,
}

/// One file of a rendition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeFile {
    /// Such as `640.webp`; at most 60 characters, no slashes.
    pub name: String,
    /// As our encoders write.
    pub content_type: String,
    /// Its size.
    pub size_bytes: u64,
    /// Hash of its bytes.
    pub sha256: [u8; 32],
    /// Width in pixels, for pictures and films.
    pub width: Option<u32>,
    /// Height in pixels, for pictures and films.
    pub height: Option<u32>,
}

impl MadeRendition {
    fn keys(&self) -> Vec<String> {
        let keys = self
            .files
            .iter()
            .map(|file| rendition_key(&self.media_key, &file.name));
        keys.collect()
    }

    /// Also of what is no rendition.
    fn all_keys(&self) -> Vec<String> {
        let mut keys = self.keys();
        keys.extend(self.original.iter().map(|file| file.object_key.clone()));
        keys
    }

    /// What the asset turned out to be: in a container for films there may be only sound.
    fn kind(&self, claimed: AssetKind) -> AssetKind {
        let has = |name: &str| self.files.iter().any(|file| file.name == name);
        match claimed {
            AssetKind::Video if has("audio.m4a") && !has("video.mp4") => AssetKind::Audio,
            claimed => claimed,
        }
    }

    /// SHA-256 over the sorted list of names and hashes, and the text on pages: what an approval binds.
    fn files_hash(&self) -> Vec<u8> {
        let mut files: Vec<_> = self.files.iter().collect();
        files.sort_by(|a, b| a.name.cmp(&b.name));
        let mut hasher = Sha256::new();
        for file in files {
            hasher.update((file.name.len() as u64).to_be_bytes());
            hasher.update(&file.name);
            hasher.update(file.sha256);
        }
        for text in &self.pages {
            hasher.update((text.len() as u64).to_be_bytes());
            hasher.update(text);
        }
        hasher.finalize().to_vec()
    }
}

/// What became of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finished {
    /// It counts.
    Yes,
    /// Another worker took the job over, the asset is gone, or something has to be covered that was not; nothing changed, and the
    /// new objects will be deleted.
    TooLate,
}

/// Publishes a set of files as the asset's current rendition: `ready`. Guarded by the claim of the job, so that a worker
/// that was overtaken changes nothing, and by the marks: whoever did not know all of them leaves the file to the job that came
/// with the others. The files of an earlier rendition are deleted by a job after the commit.
///
/// # Errors
/// The database failed; nothing was written.
pub async fn mark_ready(
    ctx: &AppContext,
    lease: LeaseToken,
    id: AssetId,
    mut made: MadeRendition,
) -> Result<Finished, DbErr> {
    fault::point("U7");
    let txn = ctx.begin_write().await?;
    purged::take_turn(ctx, &txn).await?;
    let now = ctx.now(&txn).await?;
    let held = lease.still_held(&txn).await?;
    let asset = queries::lock_with_contribution(&txn, id).await?;
    let covered = redact::marks(&txn, id).await?.pending == made.marks;
    let counts = |asset: &asset::Model| held && covered && asset.state == AssetState::Processing;
    let Some(asset) = asset.filter(counts) else {
        // A set that grew under this key must not outlive its objects.
        let grown = rendition::Entity::find()
            .filter(rendition::Column::MediaKey.eq(&made.media_key))
            .all(&txn)
            .await?;
        delete_renditions(&txn, &grown).await?;
        delete_later(ctx, &txn, made.all_keys()).await?;
        txn.commit().await?;
        ctx.waker.wake();
        return Ok(Finished::TooLate);
    };
    let earlier = rendition::Entity::find()
        .filter(rendition::Column::AssetId.eq(id))
        .all(&txn)
        .await?;
    let replaces = earlier.iter().any(|row| !row.files_hash.is_empty());
    // The set that grew keeps its objects and gets new rows, the complete ones.
    let kept: HashSet<String> = made.keys().into_iter().collect();
    let mut old_keys = delete_renditions(&txn, &earlier).await?;
    old_keys.retain(|key| !kept.contains(key));
    let kind = made.kind(asset.kind);
    fingerprints::keep(&txn, id, &made.fingerprints).await?;
    // What is held stays so: covering it does not make it another.
    let held = asset.held || purged::is_purged(&txn, &asset.sha256, &made.fingerprints).await?;
    if let Some(original) = made.original.take() {
        old_keys.extend(asset.object_key.clone());
        replace_original(&txn, &asset, original).await?;
    }
    let note = made.note.map(str::to_owned);
    let rendition = insert(&txn, ctx.id(now), id, now, made).await?;
    let ready = asset::ActiveModel {
        kind: Set(kind),
        state: Set(AssetState::Ready),
        progress_percent: Set(100),
        failure: Set(note),
        rendition_id: Set(Some(rendition)),
        held: Set(held),
        updated_at: Set(now),
        ..Default::default()
    };
    asset::Entity::update_many()
        .set(ready)
        .filter(asset::Column::Id.eq(id))
        .exec(&txn)
        .await?;
    if replaces {
        contributions::renditions_changed(ctx, &txn, asset.contribution_id).await?;
    }
    delete_later(ctx, &txn, old_keys).await?;
    txn.commit().await?;
    fault::point("U8");
    ctx.waker.wake();
    Ok(Finished::Yes)
}

/// The row tells of the new original; all marks are in it.
async fn replace_original(
    txn: &DatabaseTransaction,
    asset: &asset::Model,
    original: StoredFile,
) -> Result<(), DbErr> {
    purged::remember(txn, asset).await?;
    let replaced = asset::ActiveModel {
        object_key: Set(Some(original.object_key)),
        media_type: Set(original.media_type),
        size_bytes: Set(column(original.size_bytes)),
        sha256: Set(original.sha256.to_vec()),
        destroy_original: Set(false),
        ..Default::default()
    };
    asset::Entity::update_many()
        .set(replaced)
        .filter(asset::Column::Id.eq(asset.id))
        .exec(txn)
        .await?;
    redact::mark_burnt(txn, asset.id).await
}

/// The rows of a complete set.
async fn insert(
    txn: &DatabaseTransaction,
    rendition: RenditionId,
    asset: AssetId,
    now: DateTime<Utc>,
    made: MadeRendition,
) -> Result<RenditionId, DbErr> {
    let row = rendition::Model {
        id: rendition,
        asset_id: asset,
        files_hash: made.files_hash(),
        media_key: made.media_key,
        width: pixels(made.width),
        height: pixels(made.height),
        duration_ms: made.duration_ms.and_then(|ms| i64::try_from(ms).ok()),
        has_audio: made.has_audio,
        thumbhash: Some(made.thumbhash).filter(|hash| !hash.is_empty()),
        color: Some(made.color).filter(|color| !color.is_empty()),
        peaks: Some(made.peaks).filter(|peaks| !peaks.is_empty()),
        created_at: now,
    };
    rendition::Entity::insert(row.into_active_model())
        .exec_without_returning(txn)
        .await?;
    let files = made.files.into_iter().map(|file| file_row(rendition, file));
    insert_files(txn, files.collect()).await?;
    insert_texts(txn, rendition, made.pages).await?;
    Ok(rendition)
}

/// The row of one file.
pub(super) fn file_row(rendition: RenditionId, file: MadeFile) -> rendition_file::Model {
    rendition_file::Model {
        rendition_id: rendition,
        name: file.name,
        content_type: file.content_type,
        size_bytes: i64::try_from(file.size_bytes).unwrap_or(i64::MAX),
        sha256: file.sha256.to_vec(),
        width: pixels(file.width),
        height: pixels(file.height),
        duration_us: None,
        codec: None,
    }
}

/// For columns, which hold signed numbers.
pub(super) fn pixels(value: Option<u32>) -> Option<i32> {
    value.and_then(|pixels| i32::try_from(pixels).ok())
}

/// A long film has hundreds of segments, and SQLite takes 32 766 values in a statement.
pub(super) async fn insert_files(
    txn: &DatabaseTransaction,
    files: Vec<rendition_file::Model>,
) -> Result<(), DbErr> {
    for some in files.chunks(500) {
        let rows = some.iter().cloned().map(IntoActiveModel::into_active_model);
        rendition_file::Entity::insert_many(rows)
            .exec_without_returning(txn)
            .await?;
    }
    Ok(())
}

async fn insert_texts(
    txn: &DatabaseTransaction,
    rendition: RenditionId,
    texts: Vec<String>,
) -> Result<(), DbErr> {
    if texts.is_empty() {
        return Ok(());
    }
    let rows = (1..).zip(texts).map(|(number, text)| {
        let row = page_text::Model {
            rendition_id: rendition,
            number,
            text,
        };
        row.into_active_model()
    });
    page_text::Entity::insert_many(rows)
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

/// Notes that the file cannot be processed, for the reason with this stable code (at most 40 characters). Guarded like
/// [`mark_ready`].
///
/// # Errors
/// The database failed; nothing was written.
pub async fn mark_failed(
    ctx: &AppContext,
    lease: LeaseToken,
    id: AssetId,
    reason: &str,
) -> Result<Finished, DbErr> {
    let txn = ctx.begin_write().await?;
    if !lease.still_held(&txn).await? {
        return Ok(Finished::TooLate);
    }
    let failed = fail(ctx, &txn, id, reason).await?;
    txn.commit().await?;
    ctx.waker.wake();
    Ok(failed)
}

/// Notes that nobody will try the asset again: its job became a dead letter. Safe to call twice.
///
/// # Errors
/// The database failed; nothing was written.
pub async fn give_up(ctx: &AppContext, id: AssetId, reason: &str) -> Result<Finished, DbErr> {
    let txn = ctx.begin_write().await?;
    let failed = fail(ctx, &txn, id, reason).await?;
    txn.commit().await?;
    ctx.waker.wake();
    Ok(failed)
}

async fn fail(
    ctx: &AppContext,
    txn: &DatabaseTransaction,
    id: AssetId,
    reason: &str,
) -> Result<Finished, DbErr> {
    let failed = asset::ActiveModel {
        state: Set(AssetState::Failed),
        failure: Set(Some(reason.chars().take(40).collect())),
        updated_at: Set(ctx.now(txn).await?),
        ..Default::default()
    };
    let changed = asset::Entity::update_many()
        .set(failed)
        .filter(asset::Column::Id.eq(id))
        .filter(asset::Column::State.is_in([AssetState::Stored, AssetState::Processing]))
        .exec(txn)
        .await?;
    Ok(if changed.rows_affected == 1 {
        drop_growing(ctx, txn, id).await?;
        Finished::Yes
    } else {
        Finished::TooLate
    })
}

pub(super) async fn delete_later(
    ctx: &AppContext,
    txn: &DatabaseTransaction,
    keys: Vec<String>,
) -> Result<(), DbErr> {
    if keys.is_empty() {
        return Ok(());
    }
    queue::enqueue(
        txn,
        &ctx.clock,
        &DeleteObjects { keys },
        queue::Enqueue::default(),
    )
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_approval_binds_covers_files_and_the_text_on_pages() {
        let hash = |sha256: [u8; 32], pages: &[&str]| {
            let file = MadeFile {
                name: "1280.webp".to_owned(),
                content_type: "image/webp".to_owned(),
                size_bytes: 9,
                sha256,
                width: None,
                height: None,
            };
            let made = MadeRendition {
                media_key: String::new(),
                files: vec![file],
                width: None,
                height: None,
                duration_ms: None,
                has_audio: false,
                thumbhash: String::new(),
                color: String::new(),
                peaks: Vec::new(),
                pages: pages.iter().map(|page| (*page).to_owned()).collect(),
                fingerprints: vec![],
                original: None,
                marks: vec![],
                note: None,
            };
            made.files_hash()
        };
        let hashes = [
            hash([1; 32], &[]),
            hash([2; 32], &[]),
            hash([1; 32], &["Ett", "två"]),
            hash([1; 32], &["Ett två", ""]),
            hash([1; 32], &["Ett", "tva"]),
        ];
        let different: HashSet<_> = hashes.iter().collect();
        assert_eq!(different.len(), hashes.len());
    }
}
