//! Bytes between the object store and a job's folder.

use std::path::{Path, PathBuf};

use contest::assets::{MadeFile, MadeRendition, StoredFile, rendition_key};
use futures_util::{StreamExt, TryStreamExt};
use sha2::{Digest, Sha256};
use storage::{ObjectKey, Store};
use tokio::io::AsyncWriteExt;

use super::MediaContext;
use crate::error::MediaError;
use crate::folder::aside;
use crate::redact::NewOriginal;
use crate::renditions::{RenditionFile, Renditions, hash_file};

/// Files that are uploaded at the same time.
const UPLOADS: usize = 4;

/// Streams an object into the job's folder and compares it with what was stored.
pub(super) async fn fetch(
    ctx: &MediaContext,
    key: &str,
    sha256: &[u8],
    to: &Path,
) -> Result<(), MediaError> {
    let world = |doing: &'static str| move |error| MediaError::world(doing, error);
    let key = ObjectKey::parse(key)
        .map_err(|error| MediaError::world("understand an object's key", error))?;
    let object = ctx
        .store
        .get(&key, None)
        .await
        .map_err(|error| MediaError::world("fetch an object", error))?;
    let mut stream = object.stream;
    let mut file = tokio::fs::File::create(to)
        .await
        .map_err(world("write an object"))?;
    let mut hash = Sha256::new();
    while let Some(bytes) = stream.try_next().await.map_err(world("fetch an object"))? {
        hash.update(&bytes);
        file.write_all(&bytes)
            .await
            .map_err(world("write an object"))?;
    }
    file.flush().await.map_err(world("write an object"))?;
    if hash.finalize().as_slice() != sha256 {
        return Err(MediaError::world(
            "fetch an object",
            "the store gave other bytes than were stored",
        ));
    }
    Ok(())
}

/// Stores the files that don't lie there yet: under the key where the film grew, else under a new random one.
pub(super) async fn upload(
    ctx: &MediaContext,
    made: Renditions,
    grown: Option<(String, Vec<String>)>,
) -> Result<MadeRendition, MediaError> {
    let (media_key, there) =
        grown.unwrap_or_else(|| (hex::encode(ctx.app.random::<16>()), Vec::new()));
    let missing = made.files.iter().filter(|file| !there.contains(&file.name));
    let missing = missing.map(|file| {
        let key = ObjectKey::parse(rendition_key(&media_key, &file.name))
            .map_err(|error| MediaError::world("name a rendition", error))?;
        Ok((key, file.path.clone()))
    });
    put_all(&ctx.store, missing.collect::<Result<_, MediaError>>()?).await?;
    let original = match made.original {
        Some(original) => Some(store_original(ctx, original).await?),
        None => None,
    };
    let facts = made.facts;
    let note = facts.note();
    let known = |pixels: u32| Some(pixels).filter(|pixels| *pixels > 0);
    Ok(MadeRendition {
        media_key,
        files: made.files.into_iter().map(made_file).collect(),
        width: known(facts.width),
        height: known(facts.height),
        duration_ms: facts.duration_ms,
        has_audio: facts.has_audio,
        thumbhash: facts.thumbhash,
        color: facts.color,
        peaks: facts.peaks,
        pages: facts.pages,
        fingerprints: facts.fingerprints,
        original,
        marks: Vec::new(),
        note,
    })
}

/// Stores a new original under a new random key; the row that names it comes with the renditions.
async fn store_original(
    ctx: &MediaContext,
    original: NewOriginal,
) -> Result<StoredFile, MediaError> {
    let path = original.path.clone();
    let (size_bytes, sha256) = aside(move || {
        let known = path.metadata().map(|meta| meta.len());
        known
            .and_then(|size| Ok((size, hash_file(&path)?)))
            .map_err(|error| MediaError::world("read the new original", error))
    })
    .await?;
    let object_key = format!("o/{}", hex::encode(ctx.app.random::<16>()));
    let key = ObjectKey::parse(object_key.as_str())
        .map_err(|error| MediaError::world("name the new original", error))?;
    put_all(&ctx.store, vec![(key, original.path)]).await?;
    Ok(StoredFile {
        kind: original.media_type.kind(),
        media_type: original.media_type.code().to_owned(),
        size_bytes,
        sha256,
        object_key,
    })
}

/// The row of a file.
pub(super) fn made_file(file: RenditionFile) -> MadeFile {
    MadeFile {
        name: file.name,
        content_type: file.content_type.to_owned(),
        size_bytes: file.size,
        sha256: file.sha256,
        width: file.width,
        height: file.height,
    }
}

/// Stores files, some at the same time.
pub(super) async fn put_all(
    store: &Store,
    files: Vec<(ObjectKey, PathBuf)>,
) -> Result<(), MediaError> {
    let uploads = files
        .into_iter()
        .map(|(key, path)| put(store.clone(), key, path));
    futures_util::stream::iter(uploads)
        .buffer_unordered(UPLOADS)
        .try_collect::<Vec<()>>()
        .await?;
    Ok(())
}

async fn put(store: Store, key: ObjectKey, path: PathBuf) -> Result<(), MediaError> {
    store
        .put_file(&key, &path)
        .await
        .map_err(|error| MediaError::world("store a rendition", error))
}
