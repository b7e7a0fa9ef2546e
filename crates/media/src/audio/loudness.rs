//! How loud sound is (EBU R 128), and the one linear gain that evens it.

use std::time::Duration;

use crate::error::{MediaError, Reason};
use crate::ffmpeg::{Args, limits, run};
use crate::folder::JobFolder;
use crate::processor::Processor;

/// Where all works are brought to, in LUFS.
const TARGET_LUFS: f64 = -16.0;
/// Nothing is made louder or softer by more than this, in decibels.
const MAX_GAIN_DB: f64 = 20.0;
/// Below this there is only silence, which stays silent; the meter reads -70 for it.
const SILENCE_LUFS: f64 = -60.0;
/// File in the work folder with the samples for the waveform: 16 bits, one channel.
pub(crate) const PCM: &str = "sound.s16";
/// Samples a second in that file.
pub(crate) const PCM_RATE: u32 = 8000;

/// What was measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Loudness {
    /// Over the whole length, in LUFS.
    pub integrated_lufs: f64,
}

impl Loudness {
    /// The gain that brings the work to the common loudness, in decibels.
    pub fn gain_db(&self) -> f64 {
        if self.integrated_lufs < SILENCE_LUFS {
            return 0.0;
        }
        (TARGET_LUFS - self.integrated_lufs).clamp(-MAX_GAIN_DB, MAX_GAIN_DB)
    }
}

/// Measures one sound track; with `samples` it leaves those for the waveform in the work folder. `how` stands before the input.
///
/// True peaks are not asked for: they cost as much again, and the limiter behind the gain holds them anyway.
pub(crate) async fn measure(
    processor: &Processor,
    (demuxer, how): (&'static str, &str),
    index: u32,
    longest: Duration,
    folder: &JobFolder,
    samples: bool,
) -> Result<Loudness, MediaError> {
    let meter = "ebur128=framelog=verbose";
    let args = Args::ffmpeg("info")
        .words(how)
        .input(demuxer, &folder.original(), Some(longest))
        .words("-vn -filter_complex");
    let args = if samples {
        args.word(format!(
            "[0:{index}]aformat=channel_layouts=stereo,asplit=2[m][w];[m]{meter}[o];\
             [w]aresample={PCM_RATE},aformat=sample_fmts=s16:channel_layouts=mono[p]"
        ))
        .words("-map [o] -f null - -map [p] -f s16le")
        .path(&folder.work().join(PCM))
    } else {
        args.word(format!(
            "[0:{index}]aformat=channel_layouts=stereo,{meter}[o]"
        ))
        .words("-map [o] -f null -")
    };
    let limits = limits(longest, 1, 1 << 30);
    let outcome = run(
        &processor.jail,
        &processor.tools.ffmpeg,
        args,
        folder,
        limits,
        |_| (),
    )
    .await?;
    let integrated_lufs = parse(&outcome.stderr)
        .ok_or_else(|| MediaError::input(Reason::Unreadable, format!("no loudness: {outcome}")))?;
    Ok(Loudness { integrated_lufs })
}

/// Length in seconds of the samples that were left in the work folder: what was really decoded.
pub(crate) fn seconds_of_samples(folder: &JobFolder) -> Result<f64, MediaError> {
    let bytes = folder
        .work()
        .join(PCM)
        .metadata()
        .map_err(|error| MediaError::world("look at the song's samples", error))?
        .len();
    let samples = u32::try_from(bytes / 2).unwrap_or(u32::MAX);
    Ok(f64::from(samples) / f64::from(PCM_RATE))
}

/// Reads the loudness in the summary at the end of the meter's report.
fn parse(report: &str) -> Option<f64> {
    let summary = &report[report.rfind("Summary:")?..];
    let line = summary
        .lines()
        .find_map(|line| line.trim().strip_prefix("I:"))?;
    let number = line.trim().strip_suffix("LUFS")?.trim();
    number.parse().ok().filter(|lufs: &f64| lufs.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "[Parsed_ebur128_1 @ 0x55] Summary:\n\n  Integrated loudness:\n    I:         -23.5 LUFS\n    \
        Threshold: -33.5 LUFS\n\n  Loudness range:\n    LRA:         0.0 LU\n";

    fn gain(integrated_lufs: f64) -> f64 {
        Loudness { integrated_lufs }.gain_db()
    }

    #[test]
    fn the_summary_is_read() {
        assert_eq!(parse(REPORT), Some(-23.5));
        assert_eq!(parse(&REPORT.replace("-23.5", "nan")), None);
        assert_eq!(parse("Summary:\n nothing"), None);
    }

    #[test]
    fn gain_is_bounded_and_silence_stays_silent() {
        assert!((gain(-23.5) - 7.5).abs() < 1e-9);
        assert!((gain(-8.0) + 8.0).abs() < 1e-9);
        assert!((gain(-50.0) - 20.0).abs() < 1e-9);
        assert!(gain(-70.0).abs() < 1e-9);
    }
}
