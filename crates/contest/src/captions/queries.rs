//! What is asked of captions and transcripts.

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::entity::asset_text;
use crate::assets::{self, AssetState};
use crate::contributions::entity::contribution;
use crate::contributions::{self, State};
use crate::ids::AssetId;
use crate::permissions::Actor;

/// All texts of these assets: of each asset captions first, then by language.
///
/// # Errors
/// The database failed.
pub async fn of_assets(
    db: &impl ConnectionTrait,
    ids: &[AssetId],
) -> Result<Vec<asset_text::Model>, DbErr> {
    asset_text::Entity::find()
        .filter(asset_text::Column::AssetId.is_in(ids.iter().copied()))
        .order_by_asc(asset_text::Column::AssetId)
        .order_by_asc(asset_text::Column::Kind)
        .order_by_asc(asset_text::Column::Language)
        .all(db)
        .await
}

/// The name of the file that captions are served as, such as `sv.vtt`.
pub fn file_name(language: &str) -> String {
    format!("{language}.vtt")
}

/// The captions under this address, if their contribution is published.
///
/// # Errors
/// The database failed.
pub async fn find_public(
    db: &impl ConnectionTrait,
    media_key: &str,
    name: &str,
) -> Result<Option<asset_text::Model>, DbErr> {
    let found = find(db, media_key, name).await?;
    Ok(found
        .filter(|(_, work)| work.state == State::Published)
        .map(|(text, _)| text))
}

/// The captions under this address in whatever state but erased, for reviewers and makers.
///
/// # Errors
/// The database failed.
pub async fn find_review(
    db: &impl ConnectionTrait,
    actor: &Actor,
    media_key: &str,
    name: &str,
) -> Result<Option<asset_text::Model>, DbErr> {
    match find(db, media_key, name).await? {
        Some((text, work)) if assets::queries::may_review(db, actor, &work).await? => {
            Ok(Some(text))
        }
        _ => Ok(None),
    }
}

async fn find(
    db: &impl ConnectionTrait,
    media_key: &str,
    name: &str,
) -> Result<Option<(asset_text::Model, contribution::Model)>, DbErr> {
    let text = asset_text::Entity::find()
        .filter(asset_text::Column::MediaKey.eq(media_key))
        .one(db)
        .await?;
    let Some(text) = text.filter(|text| name == file_name(&text.language)) else {
        return Ok(None);
    };
    let asset = assets::queries::find(db, text.asset_id).await?;
    let Some(asset) = asset.filter(|asset| asset.state == AssetState::Ready) else {
        return Ok(None);
    };
    let work = contributions::queries::find(db, asset.contribution_id).await?;
    Ok(work.map(|work| (text, work)))
}
