//! Whether a film's own pictures can be its largest rung as they are: exports of messengers and film programs often can.
//!
//! Decided from the stream's claims, from the times and sizes of its packets, and from its sets of parameters, without decoding.
//! Whether it decodes without a fault shows while the lower rungs are made; a single complaint and the rung is encoded after all.
//!
//! A film that was trimmed or cropped without encoding it again still holds what its makers took away: frames that its list of
//! edits hides, borders that its parameters hide. Decoding leaves them out, copying would publish them.

use std::time::Duration;

use super::parameters;
use super::plan::Plan;
use super::sizes::MAX_FPS;
use crate::error::MediaError;
use crate::ffmpeg::{Args, limits, run};
use crate::folder::JobFolder;
use crate::jail::Limits;
use crate::probe::{self, Probe, VideoTrack};
use crate::processor::Processor;

/// Key frames further apart make segments too long, in seconds; the growing playlist promises at most 6 (rounded).
const LONGEST_SEGMENT: f64 = 6.4;
/// Segments are cut at the first key frame after each multiple of this, in seconds.
pub(super) const SEGMENT_SECONDS: f64 = 4.0;
/// A segment may need this much more than its rung's highest rate.
const PEAK: f64 = 1.25;
/// Sound and packaging beside the pictures in the original, in kbit/s.
const BESIDE_KBPS: f64 = 400.0;
/// All sets of parameters together; there is one with each key frame, or one in all.
const MAX_PARAMETER_BYTES: u64 = 1 << 20;
/// Nothing is decoded for them.
const PARAMETERS_SPACE_BYTES: u64 = 1 << 30;

/// Where the segments of the copied rung begin, in seconds, without the first; `None` if it must be encoded.
pub(super) async fn cuts(
    processor: &Processor,
    plan: &Plan,
    probe: &Probe,
    folder: &JobFolder,
) -> Result<Option<Vec<f64>>, MediaError> {
    let suits = |video| !probe.begins_hidden && suits(plan, video);
    if !probe.video.as_ref().is_some_and(suits) {
        return Ok(None);
    }
    let max_kbps = f64::from(plan.rungs[0].max_kbps);
    let bytes = folder
        .original()
        .metadata()
        .map_err(|error| MediaError::world("look at the original", error))?
        .len();
    if rate_kbps(bytes, plan.expected.as_secs_f64()) > max_kbps + BESIDE_KBPS {
        return Ok(None);
    }
    let mut packets = Packets::new(probe.start);
    let listed = probe::packets(processor, plan.demuxer, probe, folder, |line| {
        packets.add(line);
    })
    .await;
    let cuts = match listed {
        Ok(()) => packets.cuts(max_kbps),
        Err(error @ MediaError::World { .. }) => return Err(error),
        Err(_) => None,
    };
    match cuts {
        Some(cuts) if shows_all(processor, plan, folder).await? => Ok(Some(cuts)),
        _ => Ok(None),
    }
}

/// Whether no set of parameters in the film hides a part of its frames.
async fn shows_all(
    processor: &Processor,
    plan: &Plan,
    folder: &JobFolder,
) -> Result<bool, MediaError> {
    let path = folder.work().join("parameters.h264");
    let args = Args::ffmpeg("error")
        .input(plan.demuxer, &folder.original(), None)
        .words(&format!("-map 0:{} -c copy", plan.video_index))
        .words("-bsf:v h264_mp4toannexb,filter_units=pass_types=7 -f h264")
        .path(&path);
    let limits = Limits {
        file_bytes: MAX_PARAMETER_BYTES,
        ..limits(Duration::from_secs(5), 1, PARAMETERS_SPACE_BYTES)
    };
    let (jail, ffmpeg) = (&processor.jail, &processor.tools.ffmpeg);
    match run(jail, ffmpeg, args, folder, limits, |_| ()).await {
        Ok(_) => {}
        Err(error @ MediaError::World { .. }) => return Err(error),
        Err(_) => return Ok(false),
    }
    let sets = std::fs::read(&path)
        .map_err(|error| MediaError::world("read the film's parameters", error))?;
    let _ = std::fs::remove_file(&path);
    let top = plan.rungs[0];
    Ok(parameters::show_all(&sets, (top.width, top.height)))
}

/// What the claims alone decide.
fn suits(plan: &Plan, video: &VideoTrack) -> bool {
    let rate = video.fps.map_or(f64::INFINITY, |(frames, seconds)| {
        f64::from(frames) / f64::from(seconds)
    });
    let same_size = plan
        .rungs
        .first()
        .is_some_and(|top| (top.width, top.height) == (video.width, video.height));
    matches!(plan.demuxer, "mov" | "matroska")
        && plan.rungs.len() > 1
        && plan.length_is_known
        && same_size
        && video.codec == "h264"
        && video.pix_fmt == "yuv420p"
        && matches!(
            video.profile.as_str(),
            "Constrained Baseline" | "Baseline" | "Main" | "High"
        )
        && video.progressive
        && video.rotation == 0
        && video.sample_aspect.0 == video.sample_aspect.1
        && video.hdr_transfer.is_none()
        && rate <= f64::from(MAX_FPS) + 0.01
}

fn rate_kbps(bytes: u64, seconds: f64) -> f64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "sizes of films are far below 2^52"
    )]
    let bits = bytes as f64 * 8.0;
    bits / seconds.max(0.1) / 1000.0
}

/// Gathers segments from packets in the order of decoding, as the packager will cut them.
struct Packets {
    start: f64,
    first: Option<f64>,
    cuts: Vec<f64>,
    /// Begin and bytes of the segment that is being gathered.
    current: (f64, u64),
    /// Length and bytes of the finished ones.
    segments: Vec<(f64, u64)>,
    end: f64,
    clean: bool,
}

impl Packets {
    fn new(start: f64) -> Self {
        Self {
            start,
            first: None,
            cuts: Vec::new(),
            current: (0.0, 0),
            segments: Vec::new(),
            end: 0.0,
            clean: true,
        }
    }

    /// One line: time, bytes, flags.
    fn add(&mut self, line: &str) {
        if line.is_empty() {
            return;
        }
        let mut fields = line.split(',');
        let (time, size, flags) = (fields.next(), fields.next(), fields.next());
        let time = time.and_then(|text| text.parse::<f64>().ok());
        let size = size.and_then(|text| text.parse::<u64>().ok());
        let (Some(time), Some(size), Some(flags)) = (time, size, flags) else {
            self.clean = false;
            return;
        };
        let time = time - self.start;
        // "D": a list of edits hides it.
        self.clean &= !flags.contains('D');
        let is_key = flags.starts_with('K');
        match self.first {
            None if is_key => {
                self.first = Some(time);
                self.current = (time, 0);
            }
            None => self.clean = false,
            Some(first) => {
                let number = f64::from(u32::try_from(self.segments.len()).unwrap_or(0) + 1);
                if is_key && time - first >= SEGMENT_SECONDS * number {
                    self.segments.push((time - self.current.0, self.current.1));
                    self.cuts.push(time);
                    self.current = (time, 0);
                }
            }
        }
        self.current.1 += size;
        self.end = self.end.max(time);
    }

    /// The cuts, if every segment is short and small enough.
    fn cuts(mut self, max_kbps: f64) -> Option<Vec<f64>> {
        let last = self.end - self.current.0 + 1.0 / f64::from(MAX_FPS);
        self.segments.push((last, self.current.1));
        let fits = self.segments.iter().all(|(seconds, bytes)| {
            // The last segment may be so short that its rate says nothing.
            *seconds <= LONGEST_SEGMENT && rate_kbps(*bytes, seconds.max(1.0)) <= max_kbps * PEAK
        });
        (self.clean && self.first.is_some() && fits).then_some(self.cuts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Twelve seconds at ten frames a second with a key frame every so many frames.
    fn packets(key_every: u32, bytes: u64) -> Packets {
        let mut packets = Packets::new(0.5);
        for frame in 0..120 {
            let flags = if frame % key_every == 0 { "K_" } else { "__" };
            let time = 0.5 + f64::from(frame) / 10.0;
            packets.add(&format!("{time:.6},{bytes},{flags}"));
        }
        packets
    }

    #[test]
    fn cuts_are_the_first_key_frames_after_each_multiple() {
        assert_eq!(packets(10, 100).cuts(1000.0), Some(vec![4.0, 8.0]));
        assert_eq!(packets(30, 100).cuts(1000.0), Some(vec![6.0, 9.0]));
    }

    proptest::proptest! {
        #[test]
        fn any_lines_give_an_answer(lines in proptest::collection::vec("[0-9NA.,K_-]{0,20}", 0..40)) {
            let mut packets = Packets::new(0.0);
            for line in &lines {
                packets.add(line);
            }
            let _ = packets.cuts(1000.0);
        }
    }

    #[test]
    fn rare_key_frames_high_rates_and_odd_packets_forbid_copying() {
        assert_eq!(packets(119, 100).cuts(1000.0), None);
        assert_eq!(packets(10, 20_000).cuts(1000.0), None, "1.6 Mbit/s");
        let mut odd = packets(10, 100);
        odd.add("N/A,100,__");
        assert_eq!(odd.cuts(1000.0), None);
        let mut late = Packets::new(0.0);
        late.add("0.0,100,__");
        late.add("0.1,100,K_");
        assert_eq!(late.cuts(1000.0), None, "does not begin with a key frame");
        let mut trimmed = Packets::new(0.0);
        trimmed.add("-1.0,100,KD");
        trimmed.add("0.0,100,__");
        assert_eq!(trimmed.cuts(1000.0), None, "begins with a hidden frame");
    }
}
