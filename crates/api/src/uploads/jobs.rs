//! Jobs that need the store, but no codec.

use std::time::Duration;

use contest::AppContext;
use contest::assets::jobs::{DeleteObjects, ExpireUploads, GiveUpAsset, SweepOrphans};
use contest::assets::{self, ORPHAN_AGE};
use dizza_http::Site;
use queue::{JobError, Registry};
use storage::ObjectKey;

/// Objects are listed in pages of this size.
const PAGE: usize = 500;

/// Adds the handlers and schedules.
#[must_use]
pub fn register(registry: Registry, site: &Site) -> Registry {
    registry
        .register_with(site.clone(), async |site: Site, job: DeleteObjects, _| {
            delete(&site, job).await
        })
        .register_with(
            site.ctx.clone(),
            async |ctx: AppContext, job: GiveUpAsset, _| {
                assets::give_up(&ctx, job.asset, &job.reason).await?;
                Ok(())
            },
        )
        .register_with(
            site.ctx.clone(),
            async |ctx: AppContext, _: ExpireUploads, _| {
                assets::expire_uploads(&ctx).await?;
                Ok(())
            },
        )
        .register_with(site.clone(), async |site: Site, _: SweepOrphans, _| {
            sweep(&site).await
        })
        .every::<ExpireUploads>(Duration::from_mins(10))
        .every::<SweepOrphans>(Duration::from_hours(24))
}

async fn delete(site: &Site, job: DeleteObjects) -> Result<(), JobError> {
    for key in job.keys {
        let key = ObjectKey::parse(key).map_err(JobError::fail)?;
        site.store.delete(&key).await.map_err(JobError::retry)?;
    }
    Ok(())
}

/// Lists the whole store and deletes what no row owns.
async fn sweep(site: &Site) -> Result<(), JobError> {
    let now = site.ctx.now(site.ctx.db.read()).await?;
    for prefix in ["o/", "r/"] {
        let mut after = None;
        loop {
            let page = site
                .store
                .list(prefix, after.as_deref(), PAGE)
                .await
                .map_err(JobError::retry)?;
            let old = page
                .objects
                .iter()
                .filter(|object| object.stored_at + ORPHAN_AGE <= now);
            let keys: Vec<String> = old.map(|object| object.key.to_string()).collect();
            for key in assets::orphans(site.ctx.db.read(), &keys).await? {
                tracing::info!(key, "deleting an object that no row owns");
                let key = ObjectKey::parse(key).map_err(JobError::fail)?;
                site.store.delete(&key).await.map_err(JobError::retry)?;
            }
            let Some(next) = page.next else { break };
            after = Some(next);
        }
    }
    Ok(())
}
