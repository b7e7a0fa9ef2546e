//! What ffprobe says about a file, reduced to what plans need.

mod answer;

use std::time::Duration;

use crate::codecs;
use crate::error::{MediaError, Reason, check};
use crate::ffmpeg::{Args, MAX_STREAMS};
use crate::folder::JobFolder;
use crate::jail::{Limits, Spec, Stopped};
use crate::processor::Processor;

/// ffprobe reads headers and a few frames.
pub(crate) const PROBE_JAIL: Limits = Limits {
    address_space_bytes: 1 << 30,
    cpu: Duration::from_secs(20),
    file_bytes: 1 << 20,
    output_bytes: 1 << 20,
    wall: Duration::from_mins(2),
    stall_cpu: Duration::from_secs(20),
};
/// More text than this says nothing about an honest file.
const MAX_ANSWER_BYTES: usize = 1 << 20;

/// Decoding begins at time zero, not with the first packet.
const FROM_ZERO: &str = "-seek_timestamp 1 -ss 0";
/// Seconds of silence that encoders of sound put in front, at most: 2112 samples at 22 050 Hz.
const PRIMING_SECONDS: f64 = 0.1;
/// Nothing shorter than this is a frame, in seconds.
const SHORTEST_FRAME: f64 = 0.001;

/// A film or song before it is decoded: claims, not facts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Probe {
    /// Claimed length in seconds, or the length of the picture track's packets.
    pub duration: Option<f64>,
    /// Time of the first packet of any track, in seconds.
    pub start: f64,
    /// What lies before time zero is hidden by a list of edits: it was cut away without encoding. Lengths do not count it.
    pub begins_hidden: bool,
    /// The first real picture track.
    pub video: Option<VideoTrack>,
    /// The sound track that the file calls its own, else the first.
    pub audio: Option<AudioTrack>,
    /// Number of the track with the song's cover.
    pub cover: Option<u32>,
    /// Nothing but the header was looked at, because of a track in a code that is not taken.
    pub header_only: bool,
}

/// A picture track.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VideoTrack {
    /// Its number in the file.
    pub index: u32,
    /// ffmpeg's name of the code.
    pub codec: String,
    /// Stored width in pixels.
    pub width: u32,
    /// Stored height in pixels.
    pub height: u32,
    /// Width to height of one stored pixel.
    pub sample_aspect: (u32, u32),
    /// Degrees clockwise by which the stored picture is turned to be upright: 0, 90, 180 or 270.
    pub rotation: u32,
    /// Frames per second, as a fraction, if the file says something sane.
    pub fps: Option<(u32, u32)>,
    /// Made of half pictures.
    pub interlaced: bool,
    /// Certainly not made of half pictures.
    pub progressive: bool,
    /// ffmpeg's name of how pixels are stored, such as `yuv420p`.
    pub pix_fmt: String,
    /// ffmpeg's name of the code's profile, such as `High`.
    pub profile: String,
    /// Name of the transfer function, if it is one of high dynamic range.
    pub hdr_transfer: Option<String>,
    /// ffmpeg's name of the matrix between brightness with two colours and red, green and blue, if the file tells.
    pub matrix: Option<String>,
    /// Time of its first packet, in seconds.
    pub start: f64,
    /// Claimed length of this track in seconds.
    pub duration: Option<f64>,
}

/// A sound track.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AudioTrack {
    /// Its number in the file.
    pub index: u32,
    /// ffmpeg's name of the code.
    pub codec: String,
}

impl Probe {
    /// What stands before the input wherever the whole of it is decoded.
    pub(crate) fn opening(&self) -> &'static str {
        if self.begins_hidden { FROM_ZERO } else { "" }
    }

    /// In whole MP4 files ffmpeg leaves out what a list of edits hides. In fragmented ones it gives it times before zero.
    fn leave_out_what_is_hidden(&mut self) {
        let begins = match &self.video {
            Some(video) => video.start,
            // Encoders begin with up to so much silence.
            None => self.start + PRIMING_SECONDS,
        };
        if begins > -SHORTEST_FRAME {
            return;
        }
        self.begins_hidden = true;
        self.duration = self.duration.map(|length| length + self.start);
        if let Some(video) = &mut self.video {
            video.duration = video.duration.map(|length| length + video.start);
        }
    }
}

/// Asks ffprobe in the jail. Recorders that write while they record leave no length: that of a film is read from its packets.
pub(crate) async fn probe(
    processor: &Processor,
    demuxer: &str,
    folder: &JobFolder,
) -> Result<Probe, MediaError> {
    let entries = "-print_format json=compact=1 -show_entries format=duration,start_time:stream=index,codec_type,codec_name,\
         profile,pix_fmt,width,height,sample_aspect_ratio,avg_frame_rate,r_frame_rate,field_order,color_transfer,\
         color_space,start_time,duration,channels:stream_disposition=attached_pic,default:stream_side_data=rotation";
    let mut header_only = false;
    let answer = loop {
        let mut answer = String::new();
        let asked = ask(processor, (demuxer, header_only), entries, folder, |line| {
            if answer.len() < MAX_ANSWER_BYTES {
                answer.push_str(line);
                answer.push('\n');
            }
        });
        match asked.await? {
            Asked::Answered => break answer,
            Asked::NotTaken => header_only = true,
        }
    };
    let mut probe = answer::parse(&answer, header_only)?;
    if probe.duration.is_none() && probe.video.is_some() {
        let mut times = Times::default();
        let listed = packets(processor, demuxer, &probe, folder, |line| times.add(line));
        match listed.await {
            Err(error @ MediaError::World { .. }) => return Err(error),
            // What cannot be listed may still be decoded.
            Ok(()) | Err(_) => probe.duration = times.length(),
        }
    }
    if demuxer == "mov" {
        probe.leave_out_what_is_hidden();
    }
    Ok(probe)
}

/// How ffprobe took a question.
enum Asked {
    Answered,
    /// A track needs a decoder that is not listed, and that ends ffprobe at once, whether the track matters or not.
    NotTaken,
}

/// Asks ffprobe for these entries about the original, line by line.
async fn ask(
    processor: &Processor,
    (demuxer, header_only): (&str, bool),
    entries: &str,
    folder: &JobFolder,
    on_line: impl FnMut(&str) + Send,
) -> Result<Asked, MediaError> {
    let question = question(demuxer, header_only, entries);
    let spec = Spec {
        program: processor.tools.ffprobe.clone(),
        args: question.path(&folder.original()).0,
        read: vec![folder.input()],
        write: Vec::new(),
        limits: PROBE_JAIL,
    };
    let outcome = processor.jail.run(&spec, on_line).await?;
    let not_taken = !header_only
        && matches!(outcome.stopped, Stopped::Exit(1))
        && outcome.stderr.contains("not on whitelist");
    if not_taken {
        return Ok(Asked::NotTaken);
    }
    check(&outcome, "ffprobe").map(|()| Asked::Answered)
}

/// ffprobe opens a decoder for every track, and decodes the beginning of some: only listed ones may be opened. If only the header
/// is looked at, any may be opened, but none is given anything to decode.
fn question(demuxer: &str, header_only: bool, entries: &str) -> Args {
    let decoders = if header_only {
        "-nofind_stream_info".to_owned()
    } else {
        format!("-codec_whitelist {}", codecs::decoders_to_look())
    };
    Args::default().words(&format!(
        "-hide_banner -v error -protocol_whitelist file -format_whitelist {demuxer} {decoders} -max_streams {MAX_STREAMS} \
         -f {demuxer} {entries} -i"
    ))
}

/// Times of a track's packets, to learn how long it lasts.
#[derive(Default)]
struct Times {
    span: Option<(f64, f64)>,
    count: u32,
}

impl Times {
    /// One line of [`packets`].
    fn add(&mut self, line: &str) {
        let time = line.split(',').next().and_then(|text| text.parse().ok());
        if let Some(time) = time.filter(|time: &f64| time.is_finite()) {
            let (first, last) = self.span.unwrap_or((time, time));
            self.span = Some((first.min(time), last.max(time)));
            self.count = self.count.saturating_add(1);
        }
    }

    /// From the first to the end of the last, which lasts as long as the others do on average.
    fn length(&self) -> Option<f64> {
        let (first, last) = self.span?;
        let between = f64::from(self.count.checked_sub(1).filter(|count| *count > 0)?);
        Some((last - first) * (between + 1.0) / between).filter(|length| *length > 0.0)
    }
}

/// Lists the packets of the picture track as lines of time, bytes and flags; nothing is decoded.
pub(crate) async fn packets(
    processor: &Processor,
    demuxer: &str,
    probe: &Probe,
    folder: &JobFolder,
    on_line: impl FnMut(&str) + Send,
) -> Result<(), MediaError> {
    let index = probe.video.as_ref().map_or(0, |video| video.index);
    let entries =
        format!("-select_streams {index} -show_entries packet=pts_time,size,flags -of csv=p=0");
    let how = (demuxer, probe.header_only);
    match ask(processor, how, &entries, folder, on_line).await? {
        Asked::Answered => Ok(()),
        Asked::NotTaken => Err(MediaError::input(
            Reason::UnsupportedCodec,
            "a track beside",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_listed_decoders_are_given_anything() {
        let asked = |header_only| question("avi", header_only, "-show_entries format=duration").0;
        let has = |args: &[String], word: &str| args.iter().any(|arg| arg == word);
        let (usual, header) = (asked(false), asked(true));
        let list = usual.iter().position(|arg| arg == "-codec_whitelist");
        let list = &usual[list.expect("a list") + 1];
        assert!(
            list.starts_with("h264,") && !list.contains("zmbv"),
            "{list}"
        );
        assert!(has(&header, "-nofind_stream_info") && !has(&usual, "-nofind_stream_info"));
        for args in [usual, header] {
            assert!(has(&args, "-protocol_whitelist") && has(&args, "-format_whitelist"));
        }
    }

    #[test]
    fn packets_tell_how_long_a_track_lasts() {
        let length = |lines: &[&str]| {
            let mut times = Times::default();
            for line in lines {
                times.add(line);
            }
            times.length()
        };
        // In the order of decoding, one without a time.
        let lines = [
            "5.0,10,K_",
            "6.5,10,__",
            "N/A,3,__",
            "5.5,10,__",
            "6.0,10,__",
        ];
        assert_eq!(length(&lines), Some(2.0));
        assert_eq!(length(&["5.0,10,K_"]), None);
        assert_eq!(length(&["5.0,10,K_", "5.0,10,K_"]), None);
        assert_eq!(length(&["inf,10,K_", "", "nan,,", "x"]), None);
    }
}
