//! An animation as a short silent film beside its still.

use std::time::Duration;

use contest::assets::MediaType;

use super::Moving;
use crate::error::MediaError;
use crate::ffmpeg::{Args, run};
use crate::folder::JobFolder;
use crate::jail::Limits;
use crate::processor::Processor;
use crate::redact::NewOriginal;
use crate::renditions::{RenditionFile, describe};

/// Fifteen seconds of small frames.
const LIMITS: Limits = Limits {
    address_space_bytes: 1 << 30,
    cpu: Duration::from_mins(2),
    file_bytes: 64 << 20,
    output_bytes: 512 << 20,
    wall: Duration::from_mins(5),
    stall_cpu: Duration::from_mins(1),
};

/// The film's name, as films have it: pages show a picture that has one as a film.
pub(super) const NAME: &str = "video.mp4";
/// Where the plain frames lie, in the folder's `work/`.
pub(super) const FRAMES: &str = "frames";

/// Encodes the frames that the image code wrote.
pub(super) async fn encode(
    processor: &Processor,
    moving: Moving,
    folder: &JobFolder,
) -> Result<RenditionFile, MediaError> {
    let Moving { width, height, .. } = moving;
    let args = frames(moving, folder)
        .words(
            "-an -vf scale=out_color_matrix=bt709:out_range=tv,format=yuv420p \
             -colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv \
             -c:v libx264 -preset veryfast -crf 23 -profile:v high -threads 2",
        )
        .slices_only()
        .anonymous()
        .words("-movflags +faststart -f mp4")
        .path(&folder.out().join(NAME));
    let ffmpeg = &processor.tools.ffmpeg;
    run(&processor.jail, ffmpeg, args, folder, LIMITS, |_| ()).await?;
    describe(&folder.out(), NAME, Some((width, height)))
}

/// The same frames as an animated WebP: what takes the place of a covered animation's original.
pub(super) async fn keep(
    processor: &Processor,
    moving: Moving,
    folder: &JobFolder,
) -> Result<NewOriginal, MediaError> {
    let kept = NewOriginal {
        path: folder.work().join("covered.webp"),
        media_type: MediaType::Webp,
    };
    let args = frames(moving, folder)
        .words("-an -c:v libwebp_anim -lossless 0 -quality 90 -loop 0")
        .anonymous()
        .words("-f webp")
        .path(&kept.path);
    let ffmpeg = &processor.tools.ffmpeg;
    run(&processor.jail, ffmpeg, args, folder, LIMITS, |_| ()).await?;
    Ok(kept)
}

/// The plain frames as ffmpeg's input.
fn frames(moving: Moving, folder: &JobFolder) -> Args {
    let Moving {
        width,
        height,
        rate,
        ..
    } = moving;
    Args::ffmpeg("error")
        .words(&format!(
            "-protocol_whitelist file -f rawvideo -pixel_format rgb24 -video_size {width}x{height} -framerate {rate} -i"
        ))
        .path(&folder.work().join(FRAMES))
}
