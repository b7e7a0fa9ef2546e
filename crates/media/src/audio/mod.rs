//! Songs: loudness and peaks in one pass, AAC in the next, and a cover drawn from the peaks.

pub mod loudness;
pub mod peaks;

use std::time::Duration;

use crate::error::{MediaError, Reason};
use crate::ffmpeg::{Args, limits, run};
use crate::folder::JobFolder;
use crate::image::{self, Source};
use crate::probe::{Probe, probe};
use crate::processor::Processor;
use crate::renditions::{Progress, RenditionFile, Renditions, describe};
use crate::video::plan::sound_filters;
use crate::video::{LENGTH_NEEDED, SHORTEST, check_boxes, millis, percent};

/// Decoding sound takes little memory.
const ADDRESS_SPACE_BYTES: u64 = 1 << 30;
/// Codes of sound that we take.
const AUDIO_CODECS: [&str; 10] = [
    "aac", "mp3", "opus", "vorbis", "flac", "alac", "ac3", "eac3", "amr_nb", "adpcm_ms",
];

/// Makes all renditions of a song.
pub(crate) async fn process(
    processor: &Processor,
    demuxer: &'static str,
    folder: &JobFolder,
    progress: Progress<'_>,
) -> Result<Renditions, MediaError> {
    let longest = processor.limits.max_song;
    let cut_off = check_boxes(demuxer, folder, longest)?;
    let probe = probe(&processor.jail, &processor.tools, demuxer, folder).await?;
    let track = probe
        .audio
        .as_ref()
        .ok_or_else(|| MediaError::input(Reason::NoAudioTrack, "no sound track"))?;
    let known = AUDIO_CODECS.contains(&track.codec.as_str()) || track.codec.starts_with("pcm_");
    if !known {
        return Err(MediaError::input(
            Reason::UnsupportedCodec,
            track.codec.clone(),
        ));
    }
    if probe
        .duration
        .is_some_and(|seconds| seconds > longest.as_secs_f64() + 1.0)
    {
        return Err(MediaError::input(
            Reason::TooLong,
            format!("{:?} s", probe.duration),
        ));
    }
    progress(5);
    let measured = loudness::measure(
        processor,
        demuxer,
        track.index,
        longest + Duration::from_secs(1),
        folder,
    )
    .await?;
    judge_length(&probe, demuxer, measured.seconds, longest)?;
    progress(35);
    let peaks = peaks::read(&folder.work().join(loudness::PCM))
        .map_err(|error| MediaError::world("read the song's samples", error))?;
    let expected = measured.seconds.max(0.1);
    let song = encode(
        processor,
        demuxer,
        track.index,
        &measured,
        folder,
        &|seconds| {
            progress(percent(35.0, 90.0, seconds / expected));
        },
    )
    .await?;
    let cover = Source::Waveform {
        peaks: peaks.clone(),
    };
    let (mut files, mut facts) =
        image::run(&processor.jail, processor.limits.image, cover, None, folder).await?;
    files.push(song);
    facts.duration_ms = Some(millis(measured.seconds));
    facts.peaks = peaks;
    facts.has_audio = true;
    facts.cut_off = cut_off;
    facts.loudness_lufs = Some(measured.integrated_lufs);
    Ok(Renditions { files, facts })
}

async fn encode(
    processor: &Processor,
    demuxer: &'static str,
    index: u32,
    measured: &loudness::Loudness,
    folder: &JobFolder,
    on_time: &(dyn Fn(f64) + Send + Sync),
) -> Result<RenditionFile, MediaError> {
    const NAME: &str = "audio.m4a";
    let length = Duration::from_secs_f64(measured.seconds);
    let args = Args::ffmpeg("error")
        .input(
            demuxer,
            &folder.original(),
            Some(processor.limits.max_song + Duration::from_secs(1)),
        )
        .words(&format!("-map 0:{index} -vn -af"))
        .word(sound_filters(measured.gain_db()))
        .words("-c:a aac -b:a 128k -ar 48000")
        .anonymous()
        .words("-movflags +faststart -f mp4")
        .path(&folder.out().join(NAME));
    run(
        &processor.jail,
        &processor.tools.ffmpeg,
        args,
        folder,
        limits(length, 2, ADDRESS_SPACE_BYTES),
        on_time,
    )
    .await?;
    describe(&folder.out(), NAME, None)
}

/// Only decoded time counts. MP3 files without an index only guess their length, so theirs is not held against them.
fn judge_length(
    probe: &Probe,
    demuxer: &str,
    decoded: f64,
    longest: Duration,
) -> Result<(), MediaError> {
    if decoded < SHORTEST {
        return Err(MediaError::input(
            Reason::TooShort,
            format!("{decoded:.2} s"),
        ));
    }
    if decoded > longest.as_secs_f64() + 0.9 {
        return Err(MediaError::input(
            Reason::TooLong,
            format!("{decoded:.2} s"),
        ));
    }
    match probe.duration {
        Some(claimed) if demuxer != "mp3" && decoded < LENGTH_NEEDED * claimed => Err(
            MediaError::input(Reason::Truncated, format!("{decoded:.2} of {claimed:.2} s")),
        ),
        _ => Ok(()),
    }
}
