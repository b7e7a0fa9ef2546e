//! Makes AVIF of one set of a published work's files, while nobody waits for anything else.

use std::time::Duration;

use contest::assets::avif::{MakeAvif, ToAvif, keep_avif, to_avif};
use contest::assets::{Finished, rendition_key};
use queue::{JobError, Lease};
use storage::ObjectKey;

use super::MediaContext;
use super::upload::{fetch, made_file, put_all};
use crate::error::MediaError;
use crate::folder::JobFolder;
use crate::image::avif::{Wanted, is_plain, make};
use crate::renditions::RenditionFile;

/// How often a running encoder asks whether somebody waits for media work.
const ASK_EVERY: Duration = Duration::from_secs(1);

/// Handles one [`MakeAvif`]. Steps aside as soon as a file that was uploaded waits: the next look for works without AVIF queues it anew.
#[tracing::instrument(name = "media.avif", skip_all, fields(rendition.id = %job.rendition))]
pub(super) async fn make_avif(
    ctx: MediaContext,
    job: MakeAvif,
    lease: Lease,
) -> Result<(), JobError> {
    let Some(set) = to_avif(&ctx.app, job.rendition)
        .await
        .map_err(JobError::retry)?
    else {
        return Ok(()); // done before, or no longer public
    };
    let folder = JobFolder::create(&ctx.folders).map_err(JobError::retry)?;
    let made = tokio::select! {
        biased;
        () = somebody_waits(&ctx) => {
            tracing::info!("Somebody waits for media work; AVIF comes later");
            return Ok(());
        }
        made = attempt(&ctx, &set, &folder) => made,
    };
    let files = match made {
        Ok(files) => files,
        Err(MediaError::Input { reason, detail }) => {
            tracing::warn!(reason = reason.code(), detail, "No AVIF could be made");
            Vec::new()
        }
        Err(error) => return Err(JobError::retry(error)),
    };
    let count = files.len();
    let rows = files.into_iter().map(made_file).collect();
    match keep_avif(&ctx.app, lease.token(), &set, rows)
        .await
        .map_err(JobError::retry)?
    {
        Finished::Yes => tracing::info!(count, "AVIF is done"),
        Finished::TooLate => tracing::info!("The work is no longer public, or somebody was faster"),
    }
    Ok(())
}

/// Ends when a job of the media lane is due or runs. A database that does not answer is asked again.
async fn somebody_waits(ctx: &MediaContext) {
    loop {
        match queue::is_media_busy(&ctx.app.db, &ctx.app.clock).await {
            Ok(true) => return,
            Ok(false) => {}
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "Could not ask who waits"
                );
            }
        }
        tokio::time::sleep(ASK_EVERY).await;
    }
}

/// All sizes, or none where they are not worth it: one is not smaller than its WebP, or all together save less than a tenth. A page
/// offers a set as a whole. They lie in the store then.
async fn attempt(
    ctx: &MediaContext,
    set: &ToAvif,
    folder: &JobFolder,
) -> Result<Vec<RenditionFile>, MediaError> {
    let Some(largest) = set.sizes.first() else {
        return Ok(Vec::new());
    };
    let key = rendition_key(&set.media_key, &largest.name);
    fetch(ctx, &key, &largest.sha256, &folder.original()).await?;
    let plain = is_plain(&folder.original())
        .map_err(|error| MediaError::world("look at a rendition", error))?;
    if !plain {
        return Ok(Vec::new());
    }
    let attempt = hex::encode(ctx.app.random::<4>());
    let mut files = Vec::with_capacity(set.sizes.len());
    // The smallest first: it gains least, so what is not worth it ends early.
    for webp in set.sizes.iter().rev() {
        let pixels = |side: Option<i32>| side.and_then(|side| u32::try_from(side).ok());
        let wanted = Wanted {
            name: format!("{}_{attempt}.avif", webp.name.trim_end_matches(".webp")),
            width: pixels(webp.width).unwrap_or(0),
            height: pixels(webp.height).unwrap_or(0),
        };
        let file = make(&ctx.processor, folder, &wanted).await?;
        if i64::try_from(file.size).is_ok_and(|size| size >= webp.size_bytes) {
            return Ok(Vec::new());
        }
        files.push(file);
    }
    let bytes: u64 = files.iter().map(|file| file.size).sum();
    let webp: u64 = set
        .sizes
        .iter()
        .filter_map(|file| u64::try_from(file.size_bytes).ok())
        .sum();
    if bytes * 10 > webp * 9 {
        return Ok(Vec::new());
    }
    let objects = files.iter().map(|file| {
        let key = ObjectKey::parse(rendition_key(&set.media_key, &file.name))
            .map_err(|error| MediaError::world("name a rendition", error))?;
        Ok((key, file.path.clone()))
    });
    put_all(&ctx.store, objects.collect::<Result<_, MediaError>>()?).await?;
    Ok(files)
}
