//! The end of an upload: sniff, hash, store, then one commit.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use contest::assets::sniff::{SNIFF_BYTES, SniffError, sniff};
use contest::assets::{self, CompleteUploadError, StoredFile};
use contest::fault;
use contest::ids::AssetId;
use contest::permissions::Actor;
use dizza_http::{Problem, Site};
use sha2::{Digest, Sha256};
use storage::ObjectKey;

use super::{StagingArea, problems};

/// Makes the whole file at `path` an asset. Safe to call again after a crash or a lost answer. The caller holds the lock.
pub(super) async fn complete(
    site: &Site,
    actor: &Actor,
    token: &str,
    path: &Path,
) -> Result<AssetId, Problem> {
    fault::point("U2");
    let (file, key) = match read(site, path).await? {
        Ok(read) => read,
        Err(error) => {
            let problem = problems::sniffed(error);
            refuse(site, actor, token, &problem).await?;
            return Err(problem);
        }
    };
    let limits = &site.config.uploads.limits;
    let checked =
        assets::check_completion(&site.ctx, limits, actor, token, file.kind, file.size_bytes).await;
    let made = match checked {
        Ok(Some(asset)) => Ok(asset),
        Err(error) => Err(error),
        Ok(None) => {
            site.store
                .put_file(&key, path)
                .await
                .map_err(problems::store)?;
            let made = assets::complete_upload(&site.ctx, limits, actor, token, file).await;
            // Not in use; if this fails too, it is swept. When the database fails it may be in use: a commit whose answer was lost.
            if made
                .as_ref()
                .is_err_and(|error| !matches!(error, CompleteUploadError::Db(_)))
            {
                let _ = site.store.delete(&key).await;
            }
            made
        }
    };
    match made {
        Ok(asset) => {
            remove(site, path).await;
            Ok(asset.id)
        }
        Err(error) => {
            let lasting = error.reason().is_some();
            let problem = problems::complete(error);
            if lasting {
                refuse(site, actor, token, &problem).await?;
            }
            Err(problem)
        }
    }
}

/// Keeps the reason of a refusal for pages, and deletes the bytes.
pub(super) async fn refuse(
    site: &Site,
    actor: &Actor,
    token: &str,
    problem: &Problem,
) -> Result<(), Problem> {
    assets::refuse_upload(&site.ctx, actor, token, problem.code).await?;
    if let Some(path) = StagingArea::of(site).path(token) {
        remove(site, &path).await;
    }
    Ok(())
}

/// Deletes bytes that are no longer needed; what is left here is tidied up later.
pub(super) async fn remove(site: &Site, path: &Path) {
    if let Err(error) = StagingArea::of(site).remove(path).await {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "Could not delete a staging file"
        );
    }
}

/// What the file is, and a new key for it.
async fn read(
    site: &Site,
    path: &Path,
) -> Result<Result<(StoredFile, ObjectKey), SniffError>, Problem> {
    let key = format!("o/{}", hex::encode(site.ctx.random::<16>()));
    let key = ObjectKey::parse(key).map_err(Problem::internal)?;
    let path = path.to_owned();
    let read = tokio::task::spawn_blocking(move || digest(&path));
    let (head, size_bytes, sha256) = read
        .await
        .map_err(Problem::internal)?
        .map_err(problems::disk)?;
    Ok(sniff(&head).map(|media_type| {
        let file = StoredFile {
            kind: media_type.kind(),
            media_type: media_type.code().to_owned(),
            size_bytes,
            sha256,
            object_key: key.to_string(),
        };
        (file, key)
    }))
}

/// The first bytes, the length and the hash of a file.
fn digest(path: &Path) -> io::Result<(Vec<u8>, u64, [u8; 32])> {
    let mut file = File::open(path)?;
    let (mut hasher, mut head, mut length) = (Sha256::new(), Vec::with_capacity(SNIFF_BYTES), 0);
    let mut buffer = vec![0; 256 * 1024];
    loop {
        let count = file.read(&mut buffer)?;
        if count == 0 {
            return Ok((head, length, hasher.finalize().into()));
        }
        let missing = SNIFF_BYTES - head.len();
        head.extend_from_slice(&buffer[..count.min(missing)]);
        hasher.update(&buffer[..count]);
        length += count as u64;
    }
}
