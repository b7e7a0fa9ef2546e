//! Songs: loudness and peaks in one pass, AAC in the next, and a cover: the song's own, or one drawn from the peaks.

mod cover;
mod ending;
pub mod loudness;
pub mod peaks;

use std::time::Duration;

use crate::codecs;
use crate::error::{MediaError, Reason};
use crate::ffmpeg::{Args, limits, run};
use crate::folder::JobFolder;
use crate::image::{self, Source};
use crate::probe::{Probe, probe};
use crate::processor::Processor;
use crate::renditions::{Facts, Progress, RenditionFile, Renditions, describe};
use crate::video::filters::sound_filters;
use crate::video::{LENGTH_NEEDED, SHORTEST, check_boxes, millis, percent};

/// Decoding sound takes little memory.
const ADDRESS_SPACE_BYTES: u64 = 1 << 30;
/// Demuxers whose length is a guess from the rate, or counts from where a broadcast began of which this is a piece (Ogg: what is
/// missing at its end is missing in its length, too). It is not held against a file.
const GUESSES: [&str; 4] = ["mp3", "aac", "amr", "ogg"];

/// Makes all renditions of a song.
pub(crate) async fn process(
    processor: &Processor,
    demuxer: &'static str,
    folder: &JobFolder,
    progress: Progress<'_>,
) -> Result<Renditions, MediaError> {
    let longest = processor.limits.max_song;
    let cut_off = check_boxes(demuxer, folder)?
        || ending::is_missing(demuxer, &folder.original())
            .map_err(|error| MediaError::world("read the original", error))?;
    let probe = probe(processor, demuxer, folder).await?;
    let track = probe
        .audio
        .as_ref()
        .ok_or_else(|| MediaError::input(Reason::NoAudioTrack, "no sound track"))?;
    if !codecs::takes_sound(&track.codec) {
        return Err(MediaError::input(
            Reason::UnsupportedCodec,
            track.codec.clone(),
        ));
    }
    if probe
        .duration
        .is_some_and(|seconds| !GUESSES.contains(&demuxer) && seconds > longest.as_secs_f64() + 1.0)
    {
        return Err(MediaError::input(
            Reason::TooLong,
            format!("{:?} s", probe.duration),
        ));
    }
    progress(5);
    let measured = loudness::measure(
        processor,
        (demuxer, probe.opening()),
        track.index,
        longest + Duration::from_secs(1),
        folder,
        true,
    )
    .await?;
    let length = loudness::seconds_of_samples(folder)?;
    judge_length(&probe, demuxer, length, longest)?;
    progress(35);
    let peaks = peaks::read(&folder.work().join(loudness::PCM))
        .map_err(|error| MediaError::world("read the song's samples", error))?;
    let plan = Encoding {
        demuxer,
        opening: probe.opening(),
        index: track.index,
        gain_db: measured.gain_db(),
        seconds: length,
    };
    let song = encode(processor, &plan, folder, &|seconds| {
        progress(percent(35.0, 90.0, seconds / length.max(0.1)));
    })
    .await?;
    let own = match probe.cover {
        Some(index) => cover::make(processor, demuxer, index, folder).await?,
        None => None,
    };
    let (mut files, mut facts) = match own {
        Some(made) => made,
        None => drawn_cover(processor, &peaks, folder).await?,
    };
    files.push(song);
    facts.duration_ms = Some(millis(length));
    facts.peaks = peaks;
    facts.has_audio = true;
    facts.cut_off = cut_off;
    facts.loudness_lufs = Some(measured.integrated_lufs);
    Ok(Renditions {
        files,
        facts,
        original: None,
    })
}

/// A cover for a song that has none: its outline. It has no size of its own.
async fn drawn_cover(
    processor: &Processor,
    peaks: &[u8],
    folder: &JobFolder,
) -> Result<(Vec<RenditionFile>, Facts), MediaError> {
    let source = Source::Waveform {
        peaks: peaks.to_vec(),
    };
    let limits = processor.limits.image;
    let (files, facts) = image::run(&processor.jail, limits, source, None, folder).await?;
    let facts = Facts {
        width: 0,
        height: 0,
        ..facts
    };
    Ok((files, facts))
}

/// How a song is encoded.
struct Encoding {
    demuxer: &'static str,
    opening: &'static str,
    index: u32,
    gain_db: f64,
    seconds: f64,
}

async fn encode(
    processor: &Processor,
    plan: &Encoding,
    folder: &JobFolder,
    on_time: &(dyn Fn(f64) + Send + Sync),
) -> Result<RenditionFile, MediaError> {
    const NAME: &str = "audio.m4a";
    let length = Duration::from_secs_f64(plan.seconds);
    let args = Args::ffmpeg("error")
        .words(plan.opening)
        .input(
            plan.demuxer,
            &folder.original(),
            Some(processor.limits.max_song + Duration::from_secs(1)),
        )
        .words(&format!("-map 0:{} -vn -af", plan.index))
        .word(sound_filters(plan.gain_db))
        .words("-c:a aac -b:a 128k -ar 48000")
        .anonymous()
        .words("-movflags +faststart -f mp4")
        .path(&folder.out().join(NAME));
    run(
        &processor.jail,
        &processor.tools.ffmpeg,
        args,
        folder,
        limits(length, 1, ADDRESS_SPACE_BYTES),
        on_time,
    )
    .await?;
    describe(&folder.out(), NAME, None)
}

/// Only decoded time counts. MP3 files without an index and raw AAC only guess their length, so theirs is not held
/// against them.
pub(crate) fn judge_length(
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
        Some(claimed) if !GUESSES.contains(&demuxer) && decoded < LENGTH_NEEDED * claimed => Err(
            MediaError::input(Reason::Truncated, format!("{decoded:.2} of {claimed:.2} s")),
        ),
        _ => Ok(()),
    }
}
