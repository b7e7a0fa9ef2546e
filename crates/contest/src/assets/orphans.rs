//! Objects that no row owns.

use std::collections::HashSet;

use chrono::Duration;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::entity::{asset, rendition};
use super::queries;
use super::ready::rendition_key;

/// Objects younger than this may still be waiting for their row's commit, and are left alone.
pub const ORPHAN_AGE: Duration = Duration::hours(24);

/// Those of `keys` that no asset and no rendition owns. Whoever lists the store asks, and deletes them if they are older
/// than [`ORPHAN_AGE`].
///
/// # Errors
/// The database failed.
pub async fn orphans(db: &impl ConnectionTrait, keys: &[String]) -> Result<Vec<String>, DbErr> {
    let originals = asset::Entity::find()
        .filter(asset::Column::ObjectKey.is_in(keys))
        .all(db)
        .await?;
    let mut owned: HashSet<String> = originals
        .into_iter()
        .filter_map(|asset| asset.object_key)
        .collect();
    let media_keys: HashSet<&str> = keys.iter().filter_map(|key| media_key(key)).collect();
    let renditions = rendition::Entity::find()
        .filter(rendition::Column::MediaKey.is_in(media_keys))
        .all(db)
        .await?;
    let ids: Vec<_> = renditions.iter().map(|row| row.id).collect();
    for file in queries::files(db, &ids).await? {
        let of = renditions.iter().find(|row| row.id == file.rendition_id);
        owned.extend(of.map(|row| rendition_key(&row.media_key, &file.name)));
    }
    Ok(keys
        .iter()
        .filter(|key| !owned.contains(*key))
        .cloned()
        .collect())
}

/// The middle of `r/{media_key}/{name}`.
fn media_key(key: &str) -> Option<&str> {
    Some(key.strip_prefix("r/")?.split_once('/')?.0)
}
