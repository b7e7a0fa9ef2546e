//! A song's own cover: taken out as it is and given to the image code, which trusts it no more than an upload.

use std::time::Duration;

use contest::assets::sniff::{SNIFF_BYTES, sniff};

use crate::error::MediaError;
use crate::ffmpeg::{Args, run};
use crate::folder::JobFolder;
use crate::image::{self, Format, Source};
use crate::jail::Limits;
use crate::processor::Processor;
use crate::renditions::{Facts, RenditionFile};

/// Taking out a picture decodes nothing.
const LIMITS: Limits = Limits {
    address_space_bytes: 1 << 30,
    cpu: Duration::from_secs(20),
    file_bytes: 64 << 20,
    output_bytes: 256 << 20,
    wall: Duration::from_mins(2),
    stall_cpu: Duration::from_secs(20),
};

/// Makes pictures from the cover in this track; `None` if it is no picture that we take: the song does not depend on it.
pub(super) async fn make(
    processor: &Processor,
    demuxer: &str,
    index: u32,
    folder: &JobFolder,
) -> Result<Option<(Vec<RenditionFile>, Facts)>, MediaError> {
    match try_make(processor, demuxer, index, folder).await {
        Err(error @ MediaError::World { .. }) => Err(error),
        Err(error) => {
            tracing::info!(%error, "the song's cover cannot be used");
            Ok(None)
        }
        Ok(made) => Ok(made),
    }
}

async fn try_make(
    processor: &Processor,
    demuxer: &str,
    index: u32,
    folder: &JobFolder,
) -> Result<Option<(Vec<RenditionFile>, Facts)>, MediaError> {
    let path = folder.work().join("cover");
    let args = Args::ffmpeg("error")
        .input(demuxer, &folder.original(), None)
        .words(&format!("-map 0:{index} -c copy -frames:v 1 -f rawvideo"))
        .path(&path);
    let ffmpeg = &processor.tools.ffmpeg;
    run(&processor.jail, ffmpeg, args, folder, LIMITS, |_| ()).await?;
    let bytes =
        std::fs::read(&path).map_err(|error| MediaError::world("read the song's cover", error))?;
    let format = sniff(&bytes[..bytes.len().min(SNIFF_BYTES)])
        .ok()
        .and_then(Format::of);
    let Some(format) = format else {
        return Ok(None);
    };
    let source = Source::File { path, format };
    let limits = processor.limits.image;
    image::run(&processor.jail, limits, source, None, folder)
        .await
        .map(Some)
}
