//! What an approval binds.

use sea_orm::{ConnectionTrait, DbErr};
use sha2::{Digest, Sha256};

use super::entity::contribution;
use crate::assets;

/// SHA-256 over everything that the public would be shown: words, and for each asset in its order its description and the
/// hash of its rendition files. `None` while an asset is not ready. Equal hashes mean equal bytes.
///
/// # Errors
/// The database failed.
pub async fn content_hash(
    db: &impl ConnectionTrait,
    work: &contribution::Model,
) -> Result<Option<Vec<u8>>, DbErr> {
    let assets = assets::queries::of_contribution(db, work.id).await?;
    let ids: Vec<_> = assets
        .iter()
        .filter_map(|asset| asset.rendition_id)
        .collect();
    let renditions = assets::queries::renditions(db, &ids).await?;
    let mut hasher = Sha256::new();
    let mut put = |part: &[u8]| {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    };
    for words in [&work.title, &work.text, &work.language, &work.credits] {
        put(words.as_bytes());
    }
    for asset in &assets {
        let rendition = renditions
            .iter()
            .find(|rendition| Some(rendition.id) == asset.rendition_id);
        let Some(rendition) = rendition.filter(|_| asset.state == assets::AssetState::Ready) else {
            return Ok(None);
        };
        put(asset.alt.as_bytes());
        put(&rendition.files_hash);
    }
    Ok(Some(hasher.finalize().to_vec()))
}
