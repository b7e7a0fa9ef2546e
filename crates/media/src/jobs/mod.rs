//! Handlers of the jobs that need codecs. Payloads and rules live in `contest`; here bytes meet decoders and the object
//! store. (Deleting and sweeping objects needs no codec and lives with the uploads.)

mod growing;
mod make_avif;
mod process_asset;
mod upload;

use std::path::PathBuf;

use contest::AppContext;
use contest::assets::GAVE_UP;
use contest::assets::avif::{self, GiveUpAvif, MakeAvif, OFFER_EVERY, OfferAvif};
use contest::assets::jobs::{GiveUpAsset, ProcessAsset};
use queue::{JobError, Registry};
use storage::Store;

use crate::processor::Processor;

/// What the handlers need. Cheap to clone.
#[derive(Clone)]
pub struct MediaContext {
    /// The domain.
    pub app: AppContext,
    /// Originals and renditions.
    pub store: Store,
    /// Makes renditions.
    pub processor: Processor,
    /// Where jobs have their private folders, such as `var/work`.
    pub folders: PathBuf,
}

/// Adds the handler that processes assets. When all its attempts are spent the asset is given up by a [`GiveUpAsset`]
/// with the reason [`GAVE_UP`].
#[must_use]
pub fn register(registry: Registry, ctx: &MediaContext) -> Registry {
    registry
        .register_with(ctx.clone(), process_asset::process_asset)
        .on_dead::<ProcessAsset, GiveUpAsset>(|job, reason| {
            tracing::warn!(asset.id = %job.asset, reason, "An asset is given up");
            GiveUpAsset {
                asset: job.asset,
                reason: GAVE_UP.to_owned(),
            }
        })
}

/// Adds the handlers that make AVIF of published works' pictures, and the look for works that have none.
#[must_use]
pub fn register_avif(registry: Registry, ctx: &MediaContext) -> Registry {
    registry
        .register_with(ctx.app.clone(), async |app: AppContext, _: OfferAvif, _| {
            avif::offer(&app).await.map(drop).map_err(JobError::retry)
        })
        .register_with(
            ctx.app.clone(),
            async |app: AppContext, job: GiveUpAvif, _| {
                let noted = avif::give_up_avif(&app, job.rendition).await;
                noted.map_err(JobError::retry)
            },
        )
        .register_with(ctx.clone(), make_avif::make_avif)
        .on_dead::<MakeAvif, GiveUpAvif>(|job, reason| {
            tracing::warn!(rendition.id = %job.rendition, reason, "AVIF of a set is given up");
            GiveUpAvif {
                rendition: job.rendition,
            }
        })
        .every::<OfferAvif>(OFFER_EVERY)
}
