//! A silenced copy of a song, without loss, and without its cover if that is marked.

use std::time::Duration;

use contest::assets::MediaType;
use contest::assets::redact::Mark;

use super::{Copy, Share, length, silences};
use crate::audio::judge_length;
use crate::error::{MediaError, Reason};
use crate::ffmpeg::{Args, limits, run};
use crate::folder::JobFolder;
use crate::probe::Probe;
use crate::processor::Processor;
use crate::video::check_boxes;

/// Decoding sound takes little memory.
const ADDRESS_SPACE_BYTES: u64 = 1 << 30;

/// Makes the copy, with the song's own cover where that can stand in it.
pub(super) async fn copy(
    processor: &Processor,
    demuxer: &'static str,
    found: &Probe,
    folder: &JobFolder,
    (marks, share): (&[Mark], Share<'_>),
) -> Result<Copy, MediaError> {
    let longest = processor.limits.max_song + Duration::from_secs(1);
    let cut_off = check_boxes(demuxer, folder)?;
    let track = found
        .audio
        .as_ref()
        .ok_or_else(|| MediaError::input(Reason::NoAudioTrack, "no sound track"))?;
    let copy = Copy {
        path: folder.work().join("silenced.flac"),
        media_type: MediaType::Flac,
        cut_off,
        audio_dropped: false,
    };
    let expected = found.duration.unwrap_or(longest.as_secs_f64()).max(0.1);
    let told = |seconds| share(seconds / expected);
    let taken_out = marks.iter().any(|mark| matches!(mark, Mark::Cover { .. }));
    let mut cover = found.cover.filter(|_| !taken_out);
    loop {
        let mut args = Args::ffmpeg("error")
            .words(found.opening())
            .input(demuxer, &folder.original(), Some(longest))
            .words(&format!("-map 0:{} -af", track.index))
            .word(format!("{},aformat=sample_fmts=s32", silences(marks)))
            .words("-c:a flac");
        if let Some(cover) = cover {
            args = args.words(&format!(
                "-map 0:{cover} -c:v copy -disposition:v attached_pic"
            ));
        }
        let args = args.anonymous().words("-f flac").path(&copy.path);
        let limits = limits(longest, 1, ADDRESS_SPACE_BYTES);
        let ffmpeg = &processor.tools.ffmpeg;
        match run(&processor.jail, ffmpeg, args, folder, limits, told).await {
            Ok(_) => {
                let made = length(processor, &copy, "flac", folder).await?;
                judge_length(found, demuxer, made, processor.limits.max_song)?;
                return Ok(copy);
            }
            Err(error @ MediaError::Input { .. }) if cover.is_some() => {
                tracing::info!(%error, "the song's cover cannot be kept");
                cover = None;
            }
            Err(error) => return Err(error),
        }
    }
}
