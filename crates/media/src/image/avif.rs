//! AVIF out: ffmpeg in the jail makes it of our own largest WebP, whose planes go through as they are but for their size.
//!
//! VP8 and AV1 keep the same planes (BT.601, limited range, colours at half the size), so no colour is converted: what is
//! written down beside the planes says the same of both.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::Duration;

use crate::error::{MediaError, Reason};
use crate::ffmpeg::{self, Args, MAX_FRAME_PIXELS};
use crate::folder::JobFolder;
use crate::jail::Limits;
use crate::processor::Processor;
use crate::renditions::{RenditionFile, describe};

/// Quality of libaom, 0 (best) to 63: measured in `docs/media.md`.
const CRF: u32 = 24;
/// Effort of libaom, 0 (slowest) to 9: measured in `docs/media.md`.
const SPEED: u32 = 6;

/// One AVIF to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Name of the file.
    pub name: String,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// Bounds of one call: the largest picture needs a tenth of the time.
const LIMITS: Limits = Limits {
    address_space_bytes: 1 << 30,
    cpu: Duration::from_mins(2),
    file_bytes: 16 << 20,
    output_bytes: 64 << 20,
    wall: Duration::from_mins(8),
    stall_cpu: Duration::from_mins(2),
};

/// Whether a WebP of ours is lossy and without alpha: only its planes can be taken over. Both are told by the first chunk
/// (RFC 9649, 2.5 to 2.7).
///
/// # Errors
/// It cannot be read.
pub fn is_plain(webp: &Path) -> std::io::Result<bool> {
    let mut head = [0; 16];
    let read = File::open(webp)?.read(&mut head)?;
    Ok(read == head.len() && head.starts_with(b"RIFF") && &head[8..] == b"WEBPVP8 ")
}

/// Makes one AVIF in the folder's `out/` of the WebP that lies at [`JobFolder::original`].
///
/// # Errors
/// [`MediaError::Input`] if the encoder does not take it, [`MediaError::World`] if another try may help.
pub async fn make(
    processor: &Processor,
    folder: &JobFolder,
    wanted: &Wanted,
) -> Result<RenditionFile, MediaError> {
    if wanted.width == 0 || wanted.height == 0 {
        return Err(MediaError::input(
            Reason::Unreadable,
            "a size without pixels",
        ));
    }
    let (width, height) = (wanted.width, wanted.height);
    let args = Args::ffmpeg("error")
        .words(&format!(
            "-protocol_whitelist file -format_whitelist webp_pipe -codec_whitelist webp,vp8 \
             -max_streams 1 -max_pixels {MAX_FRAME_PIXELS} -threads 1 -f webp_pipe -i"
        ))
        .path(&folder.original())
        .words(&format!(
            "-map 0:v:0 -frames:v 1 -vf scale={width}:{height}:flags=lanczos+accurate_rnd,\
             format=yuv420p,setsar=1,setparams=range=tv:color_primaries=bt709:color_trc=iec61966-2-1:colorspace=smpte170m \
             -color_range tv -color_primaries bt709 -color_trc iec61966-2-1 -colorspace smpte170m \
             -c:v libaom-av1 -still-picture 1 -usage allintra -cpu-used {SPEED} -crf {CRF} -b:v 0 -threads 1"
        ))
        .anonymous()
        .words("-f avif")
        .path(&folder.out().join(&wanted.name));
    ffmpeg::run(
        &processor.jail,
        &processor.tools.ffmpeg,
        args,
        folder,
        LIMITS,
        |_| (),
    )
    .await?;
    describe(&folder.out(), &wanted.name, Some((width, height)))
}
