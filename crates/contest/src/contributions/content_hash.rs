//! What an approval binds.

use sea_orm::{ConnectionTrait, DbErr};
use sha2::{Digest, Sha256};

use super::entity::contribution;
use crate::{assets, captions};

/// SHA-256 over everything that the public would be shown: words, and for each asset in its order its description, the
/// hash of its rendition files, and its captions and transcripts. `None` while an asset is not ready. Equal hashes mean equal
/// bytes: every part is hashed with its length, and a text's language is shorter than any hash of files, so no text can pass
/// for the description of a next asset.
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
    let of: Vec<_> = assets.iter().map(|asset| asset.id).collect();
    let texts = captions::queries::of_assets(db, &of).await?;
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
        for text in texts.iter().filter(|text| text.asset_id == asset.id) {
            for part in [text.kind.name(), &text.language, &text.text] {
                put(part.as_bytes());
            }
        }
    }
    Ok(Some(hasher.finalize().to_vec()))
}
