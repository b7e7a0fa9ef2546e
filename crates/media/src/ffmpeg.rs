//! How ffmpeg and ffprobe are called: always in the jail, always with one demuxer, never with the user's names.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use contest::assets::sniff::MediaType;

use crate::codecs;
use crate::document::Poppler;
use crate::error::{MediaError, check};
use crate::folder::JobFolder;
use crate::jail::{Jail, Limits, Outcome, Spec};

/// Streams that a file may have before it is refused.
pub(crate) const MAX_STREAMS: usize = 32;
/// Pixels of one frame. Telephones film 3840 x 2160, in cinema's shape 4096 x 2160, and square cameras 4000 x 3000; with 8K
/// a decoder needs more than a gigabyte.
pub(crate) const MAX_FRAME_PIXELS: u64 = 4096 * 3072;

/// Where the programs lie.
#[derive(Clone, Debug)]
pub struct Tools {
    /// Absolute path of ffmpeg.
    pub ffmpeg: PathBuf,
    /// Absolute path of ffprobe.
    pub ffprobe: PathBuf,
    /// Absolute path of libheif's program; without it HEIC and AVIF are left to another try.
    pub heif: Option<PathBuf>,
    /// poppler's programs; without them a magazine is left to another try.
    pub poppler: Option<Poppler>,
}

impl Tools {
    /// Looks for the programs along `PATH`.
    ///
    /// # Errors
    /// ffmpeg or ffprobe is not installed.
    pub fn find() -> io::Result<Self> {
        Ok(Self {
            ffmpeg: locate("ffmpeg")?,
            ffprobe: locate("ffprobe")?,
            // Newer releases of libheif renamed it.
            heif: locate("heif-dec").or_else(|_| locate("heif-convert")).ok(),
            poppler: Poppler::find().ok(),
        })
    }
}

pub(crate) fn locate(name: &str) -> io::Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_else(|| "/usr/local/bin:/usr/bin:/bin".into());
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|candidate| candidate.is_file())
        .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, format!("{name} is not installed")))?
        .canonicalize()
}

/// The one demuxer for an original of this format, by ffmpeg's name; `None` for what ffmpeg is not used for.
///
/// Two formats have two shapes each, told apart by the first bytes of the file.
pub(crate) fn demuxer(media_type: MediaType, original: &Path) -> Option<&'static str> {
    Some(match media_type {
        MediaType::Mp4 | MediaType::Mov | MediaType::M4a | MediaType::ThreeGp => "mov",
        MediaType::Webm => "matroska",
        MediaType::Avi => "avi",
        MediaType::Wmv => "asf",
        MediaType::Flv => "flv",
        MediaType::Mpeg if bytes_at(original, 0)? == [0, 0, 1, 0xBA] => "mpeg",
        MediaType::Mpeg => "mpegts",
        MediaType::Mp3 if is_tagged_aac(original)? => "aac",
        MediaType::Mp3 => "mp3",
        MediaType::Aac => "aac",
        MediaType::Amr => "amr",
        MediaType::Wav => "wav",
        MediaType::Flac => "flac",
        MediaType::Ogg | MediaType::Ogv => "ogg",
        _ => return None,
    })
}

/// Four bytes of a file.
fn bytes_at(path: &Path, offset: u64) -> Option<[u8; 4]> {
    let mut file = File::open(path).ok()?;
    file.seek(SeekFrom::Start(offset)).ok()?;
    let mut bytes = [0; 4];
    file.read_exact(&mut bytes).ok()?;
    Some(bytes)
}

/// Length of the tags at the beginning of a file, which MP3 and raw AAC may have, with a foot or without (`ID3v2` 4, section 3: the
/// size has seven bits a byte); 0 without any. `None` for a file of less than four bytes.
pub(crate) fn id3_bytes(path: &Path) -> Option<u64> {
    let magic = bytes_at(path, 0)?;
    let Some(size) = bytes_at(path, 6).filter(|_| magic.starts_with(b"ID3")) else {
        return Some(0);
    };
    let size = size
        .iter()
        .fold(0_u64, |sum, byte| sum << 7 | u64::from(byte & 0x7F));
    let has_foot = bytes_at(path, 5)?[0] & 0x10 != 0;
    Some(size + if has_foot { 20 } else { 10 })
}

/// Raw AAC frames may stand behind tags that MP3 files have too.
fn is_tagged_aac(path: &Path) -> Option<bool> {
    let tags = id3_bytes(path)?;
    let frame = bytes_at(path, tags).filter(|_| tags > 0);
    Some(frame.is_some_and(|frame| frame[0] == 0xFF && frame[1] & 0xF6 == 0xF0))
}

/// Before an input: its header is believed to tell everything about its tracks, and no frames are decoded only to learn about
/// them, which costs as much as ffmpeg's start. Nothing where the header does not tell.
pub(crate) fn header_only(demuxer: &str) -> &'static str {
    if demuxer == "mov" {
        "-analyzeduration 0 -probesize 32"
    } else {
        ""
    }
}

/// An argument list under construction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Args(pub(crate) Vec<String>);

impl Args {
    /// What every call of ffmpeg begins with.
    pub(crate) fn ffmpeg(verbosity: &str) -> Self {
        Self::default().words(&format!(
            "-nostdin -hide_banner -nostats -y -v {verbosity} -progress pipe:1"
        ))
    }

    /// Arguments that hold no blanks themselves.
    pub(crate) fn words(mut self, words: &str) -> Self {
        self.0
            .extend(words.split_ascii_whitespace().map(str::to_owned));
        self
    }

    /// One argument, whatever it holds.
    pub(crate) fn word(mut self, word: impl Into<String>) -> Self {
        self.0.push(word.into());
        self
    }

    /// A path as one argument.
    pub(crate) fn path(self, path: &Path) -> Self {
        self.word(path.to_string_lossy())
    }

    /// The untrusted input: one demuxer, files only, listed decoders only, bounded frames and streams.
    pub(crate) fn input(self, demuxer: &str, path: &Path, at_most: Option<Duration>) -> Self {
        self.input_by(2, demuxer, path, at_most)
    }

    /// As [`input`](Self::input), decoded by so many threads.
    pub(crate) fn input_by(
        self,
        threads: u32,
        demuxer: &str,
        path: &Path,
        at_most: Option<Duration>,
    ) -> Self {
        let mut args = self.words(&format!(
            "-protocol_whitelist file -format_whitelist {demuxer} -codec_whitelist {} \
             -max_streams {MAX_STREAMS} -max_pixels {MAX_FRAME_PIXELS} -threads {threads} -f {demuxer}",
            codecs::decoders()
        ));
        if let Some(limit) = at_most {
            args = args.words(&format!("-t {:.3}", limit.as_secs_f64()));
        }
        args.word("-i").path(path)
    }

    /// Of H.264 only slices and parameters. Whatever else stands in a picture (SEI) may tell where it was filmed, or hold
    /// captions that nobody read: encoders take them over from the original.
    pub(crate) fn slices_only(self) -> Self {
        self.words("-bsf:v filter_units=pass_types=1-5|7-8")
    }

    /// Nothing of the original's metadata, and no mark of our own.
    pub(crate) fn anonymous(self) -> Self {
        self.words("-map_metadata -1 -map_chapters -1 -sn -dn -fflags +bitexact -flags:v +bitexact -flags:a +bitexact")
    }
}

/// Runs one of the programs on a job's folder. `on_time` is told the output's time reached so far, in seconds.
pub(crate) async fn run(
    jail: &Jail,
    program: &Path,
    args: Args,
    folder: &JobFolder,
    mut limits: Limits,
    on_time: impl FnMut(f64) + Send,
) -> Result<Outcome, MediaError> {
    run_sharing(jail, program, args, folder, &mut limits, on_time).await
}

/// As [`run`], for attempts that share their limits: what this one used of CPU time and time is taken off them.
pub(crate) async fn run_sharing(
    jail: &Jail,
    program: &Path,
    args: Args,
    folder: &JobFolder,
    limits: &mut Limits,
    mut on_time: impl FnMut(f64) + Send,
) -> Result<Outcome, MediaError> {
    let spec = Spec {
        program: program.to_path_buf(),
        args: args.0,
        read: vec![folder.input()],
        write: vec![folder.work(), folder.out()],
        limits: *limits,
    };
    let begun = Instant::now();
    let outcome = jail
        .run(&spec, |line| {
            if let Some(seconds) = reached(line) {
                on_time(seconds);
            }
        })
        .await?;
    limits.cpu = limits.cpu.saturating_sub(outcome.cpu);
    limits.wall = limits.wall.saturating_sub(begun.elapsed());
    tracing::debug!(
        cpu_seconds = outcome.cpu.as_secs_f64(),
        peak_bytes = outcome.peak_bytes,
        "ffmpeg ended"
    );
    check(&outcome, "ffmpeg").map(|()| outcome)
}

/// The time in a line of ffmpeg's progress report.
fn reached(line: &str) -> Option<f64> {
    let micros: i64 = line.strip_prefix("out_time_us=")?.trim().parse().ok()?;
    #[expect(
        clippy::cast_precision_loss,
        reason = "microseconds of a film are far below 2^52"
    )]
    (micros >= 0).then_some(micros as f64 / 1e6)
}

/// Limits for a call that handles `media` seconds of film or sound. By the clock half as much again as by the processor: other
/// jobs work too.
pub(crate) fn limits(media: Duration, cpu_per_second: u32, address_space_bytes: u64) -> Limits {
    let cpu = Duration::from_secs(30) + media * cpu_per_second;
    Limits {
        address_space_bytes,
        cpu,
        file_bytes: 2 << 30,
        output_bytes: 2 << 30,
        wall: Duration::from_mins(2) + cpu * 3 / 2,
        stall_cpu: Duration::from_mins(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_input_is_fenced_before_it_is_named() {
        let args = Args::ffmpeg("error")
            .input(
                "mov",
                Path::new("/x/in/original"),
                Some(Duration::from_secs(9)),
            )
            .0;
        let input = args.iter().position(|arg| arg == "-i").expect("an input");
        for fence in [
            "-protocol_whitelist",
            "-format_whitelist",
            "-codec_whitelist",
            "-max_pixels",
            "-t",
            "-f",
        ] {
            assert!(args[..input].iter().any(|arg| arg == fence), "{fence}");
        }
        assert_eq!(args[input + 1], "/x/in/original");
    }

    #[test]
    fn formats_of_two_shapes_are_told_apart() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("original");
        let demuxer_of = |media_type, bytes: &[u8]| {
            std::fs::write(&path, bytes).expect("written");
            demuxer(media_type, &path)
        };
        assert_eq!(
            demuxer_of(MediaType::Mpeg, &[0, 0, 1, 0xBA, 0x44]),
            Some("mpeg")
        );
        assert_eq!(
            demuxer_of(MediaType::Mpeg, &[0x47, 0x40, 0, 0x10]),
            Some("mpegts")
        );
        let tagged =
            |frame: &[u8]| [b"ID3\x04\0\0\0\0\x01\x02".as_slice(), &[0; 130], frame].concat();
        let aac = tagged(&[0xFF, 0xF1, 0x50, 0x80]);
        assert_eq!(demuxer_of(MediaType::Mp3, &aac), Some("aac"));
        let mp3 = tagged(&[0xFF, 0xFB, 0x90, 0x64]);
        assert_eq!(demuxer_of(MediaType::Mp3, &mp3), Some("mp3"));
        assert_eq!(demuxer_of(MediaType::Mp3, b"ID3"), None);
        assert_eq!(demuxer_of(MediaType::Jpeg, b"...."), None);
    }

    #[test]
    fn tags_are_measured_with_head_and_foot() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("original");
        let measured = |bytes: &[u8]| {
            std::fs::write(&path, bytes).expect("written");
            id3_bytes(&path)
        };
        assert_eq!(measured(b"ID3\x03\0\0\0\0\x02\x01"), Some(267));
        assert_eq!(measured(b"ID3\x04\0\x10\0\0\x02\x01"), Some(277));
        assert_eq!(measured(b"ID3\x03"), Some(0));
        assert_eq!(measured(b"OggS\0\0\0\0\0\0"), Some(0));
    }

    #[test]
    fn progress_is_read_in_seconds() {
        assert_eq!(reached("out_time_us=1500000"), Some(1.5));
        assert_eq!(reached("out_time_us=-77"), None);
        assert_eq!(reached("out_time_us=N/A"), None);
        assert_eq!(reached("frame=3"), None);
    }
}
