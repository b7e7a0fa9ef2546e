//! Whether those who do not hear get along with a contribution.

use sea_orm::{ConnectionTrait, DbErr};

use super::queries;
use crate::assets::{self, AssetKind};
use crate::ids::ContributionId;

/// Whether every film with sound and every song of the contribution has captions or a transcript, and there is at least one.
/// A silent film neither needs any nor counts.
///
/// # Errors
/// The database failed.
pub(crate) async fn is_captioned(
    db: &impl ConnectionTrait,
    id: ContributionId,
) -> Result<bool, DbErr> {
    let assets = assets::queries::of_contribution(db, id).await?;
    let made: Vec<_> = assets
        .iter()
        .filter_map(|asset| asset.rendition_id)
        .collect();
    let renditions = assets::queries::renditions(db, &made).await?;
    let sounds = |asset: &&assets::entity::asset::Model| match asset.kind {
        AssetKind::Audio => true,
        AssetKind::Video => renditions
            .iter()
            .any(|rendition| Some(rendition.id) == asset.rendition_id && rendition.has_audio),
        AssetKind::Photo | AssetKind::Document => false,
    };
    let sounding: Vec<_> = assets.iter().filter(sounds).map(|asset| asset.id).collect();
    let texts = queries::of_assets(db, &sounding).await?;
    let has_text = |id| texts.iter().any(|text| text.asset_id == id);
    Ok(!sounding.is_empty() && sounding.into_iter().all(has_text))
}
