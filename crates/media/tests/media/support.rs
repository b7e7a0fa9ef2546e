//! A processor whose helper is the test helper's binary, and makers of media.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use contest::assets::{MediaType, sniff};
use media::jail::{Jail, JailConfig};
use media::{Burning, JobFolder, MediaError, MediaLimits, Processor, Renditions, Tools};

/// The jail as the tests use it.
pub fn jail() -> Jail {
    Jail::new(JailConfig {
        helper: PathBuf::from(env!("CARGO_BIN_EXE_media-helper")),
        require_landlock: true,
    })
}

/// A jail whose helper is this script, and the folder in which it lies; `$HELPER` in it is the real one.
pub fn jail_with_helper(script: &str) -> (Jail, JobFolder) {
    let folder = folder();
    let path = folder.work().join("helper");
    let script = script.replace("$HELPER", env!("CARGO_BIN_EXE_media-helper"));
    std::fs::write(&path, script).expect("written");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&path, mode).expect("made executable");
    let jail = Jail::new(JailConfig {
        helper: path,
        require_landlock: true,
    });
    (jail, folder)
}

/// The processor as the tests use it.
pub fn processor() -> Processor {
    Processor {
        jail: jail(),
        tools: Tools::find().expect("ffmpeg is installed"),
        limits: MediaLimits::default(),
    }
}

/// A private folder below the system's temporary one.
pub fn folder() -> JobFolder {
    JobFolder::create(&std::env::temp_dir()).expect("a folder")
}

/// What came out, and the folder in which it lies.
pub struct Made {
    pub renditions: Renditions,
    pub steps: Vec<u8>,
    _folder: JobFolder,
}

impl Made {
    pub fn bytes(&self, name: &str) -> Vec<u8> {
        let file = self
            .renditions
            .file(name)
            .unwrap_or_else(|| panic!("no {name}"));
        std::fs::read(&file.path).expect("readable")
    }

    pub fn path(&self, name: &str) -> &Path {
        &self
            .renditions
            .file(name)
            .unwrap_or_else(|| panic!("no {name}"))
            .path
    }

    pub fn text(&self, name: &str) -> String {
        String::from_utf8(self.bytes(name)).expect("text")
    }

    pub fn picture(&self, name: &str) -> image::DynamicImage {
        image::load_from_memory(&self.bytes(name)).expect("a picture")
    }

    pub fn names(&self) -> Vec<&str> {
        self.renditions
            .files
            .iter()
            .map(|file| file.name.as_str())
            .collect()
    }

    /// All frames of a file decode without a word.
    pub fn decodes(&self, name: &str) {
        let output = Command::new("ffmpeg")
            .args(["-v", "error", "-i"])
            .arg(self.path(name))
            .args(["-f", "null", "-"])
            .output()
            .expect("ffmpeg runs");
        assert!(
            output.status.success() && output.stderr.is_empty(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    /// What ffmpeg reports about a file that is read with these arguments.
    pub fn ffmpeg_says(&self, name: &str, args: &str) -> String {
        let output = Command::new("ffmpeg")
            .args(["-nostdin", "-hide_banner", "-nostats", "-i"])
            .arg(self.path(name))
            .args(args.split_ascii_whitespace())
            .output()
            .expect("ffmpeg runs");
        assert!(output.status.success());
        String::from_utf8_lossy(&output.stderr).into_owned()
    }

    fn raw(&self, name: &str, args: &str) -> Vec<u8> {
        let output = Command::new("ffmpeg")
            .args(["-nostdin", "-v", "error", "-i"])
            .arg(self.path(name))
            .args(args.split_ascii_whitespace())
            .arg("-")
            .output()
            .expect("ffmpeg runs");
        output.stdout
    }

    /// When the picture turns white, in seconds.
    pub fn turns_white(&self, name: &str) -> f64 {
        let frames = self.raw(
            name,
            "-map 0:v:0 -vf fps=100:start_time=0,scale=1:1,format=gray -f rawvideo",
        );
        let at = frames.iter().position(|level| *level > 128);
        f64::from(u32::try_from(at.expect("it turns white")).expect("a short film")) / 100.0
    }

    /// When something is heard, in seconds.
    pub fn begins_to_sound(&self, name: &str) -> f64 {
        let samples = self.raw(
            name,
            "-map 0:a:0 -af aresample=async=1:first_pts=0,aresample=8000 -ac 1 -f s16le",
        );
        let at = samples
            .chunks_exact(2)
            .position(|pair| i16::from_le_bytes([pair[0], pair[1]]).unsigned_abs() > 1500);
        f64::from(u32::try_from(at.expect("it sounds")).expect("a short film")) / 8000.0
    }

    /// Whether any file holds these bytes.
    pub fn holds(&self, needle: &[u8]) -> Option<String> {
        self.renditions
            .files
            .iter()
            .find(|file| {
                let bytes = std::fs::read(&file.path).expect("readable");
                bytes.windows(needle.len()).any(|window| window == needle)
            })
            .map(|file| file.name.clone())
    }
}

/// Sniffs and processes a file's bytes.
pub async fn process(bytes: &[u8]) -> Result<Made, MediaError> {
    let media_type = sniff(bytes).expect("a known format");
    process_as(media_type, bytes).await
}

/// Sniffs and processes a file's bytes with other limits.
pub async fn process_with(processor: &Processor, bytes: &[u8]) -> Result<Made, MediaError> {
    process_in(processor, sniff(bytes).expect("a known format"), bytes).await
}

/// Processes bytes under a given name.
pub async fn process_as(media_type: MediaType, bytes: &[u8]) -> Result<Made, MediaError> {
    process_in(&processor(), media_type, bytes).await
}

async fn process_in(
    processor: &Processor,
    media_type: MediaType,
    bytes: &[u8],
) -> Result<Made, MediaError> {
    burnt_in(processor, media_type, bytes, &Burning::default()).await
}

/// Sniffs and processes a file's bytes with marks burnt in.
pub async fn burnt(bytes: &[u8], burning: &Burning) -> Result<Made, MediaError> {
    let media_type = sniff(bytes).expect("a known format");
    burnt_in(&processor(), media_type, bytes, burning).await
}

async fn burnt_in(
    processor: &Processor,
    media_type: MediaType,
    bytes: &[u8],
    burning: &Burning,
) -> Result<Made, MediaError> {
    let folder = folder();
    std::fs::write(folder.original(), bytes).expect("written");
    let steps = Mutex::new(Vec::new());
    let progress = |percent| {
        steps
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(percent);
    };
    let renditions = processor
        .process_burning(media_type, &folder, burning, &progress, &|_| ())
        .await?;
    let steps = steps.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(Made {
        renditions,
        steps,
        _folder: folder,
    })
}

/// The reason for which bytes are refused.
pub async fn refusal(bytes: &[u8]) -> String {
    match process(bytes).await {
        Ok(_) => "accepted".to_owned(),
        Err(error) => error.reason().map_or_else(
            || format!("world: {error:?}"),
            |reason| reason.code().to_owned(),
        ),
    }
}

/// Runs ffmpeg without a jail to make a file with this ending; `args` are separated by blanks.
pub fn ffmpeg(args: &str, ending: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(format!("made.{ending}"));
    let output = Command::new("ffmpeg")
        .args(["-nostdin", "-hide_banner", "-v", "error", "-y"])
        .args(args.split_ascii_whitespace())
        .arg(&path)
        .output()
        .expect("ffmpeg runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    std::fs::read(path).expect("made")
}

/// Writes a matrix for a quarter turn clockwise into the first track header of a film of this height: the installed
/// ffmpeg cannot write a turn, but its place is known (ISO 14496-12, 8.3.2).
pub fn with_quarter_turn(mut film: Vec<u8>, height: i32) -> Vec<u8> {
    let at = film
        .windows(4)
        .position(|window| window == b"tkhd")
        .expect("a track")
        + 4
        + 40;
    let matrix: [i32; 9] = [0, 1 << 16, 0, -(1 << 16), 0, 0, height << 16, 0, 1 << 30];
    for (number, value) in matrix.iter().enumerate() {
        film[at + number * 4..at + number * 4 + 4].copy_from_slice(&value.to_be_bytes());
    }
    film
}

/// A film whose index is last, with one more box before the index.
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "names of boxes are written as byte strings"
)]
pub fn with_box(film: &[u8], name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let at = film
        .windows(4)
        .rposition(|window| window == b"moov")
        .expect("an index")
        - 4;
    let size = u32::try_from(content.len() + 8)
        .expect("small")
        .to_be_bytes();
    [&film[..at], &size, name, content, &film[at..]].concat()
}

/// Asks ffprobe about a finished file: the values of these entries, one a line.
pub fn ffprobe(path: &Path, entries: &str) -> Vec<String> {
    let output = Command::new("ffprobe")
        .args([
            "-v",
            "error",
            "-of",
            "default=noprint_wrappers=1:nokey=1",
            "-show_entries",
            entries,
        ])
        .arg(path)
        .output()
        .expect("ffprobe runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(str::to_owned)
        .collect()
}

/// A rung of the ladder as one file.
pub fn rung(made: &Made, name: &str) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().expect("a file");
    let parts = made.names().into_iter().filter(|part| {
        part.starts_with(&format!("{name}_"))
            && media::content_type(part) == Some("video/iso.segment")
    });
    let mut bytes = made.bytes(&format!("{name}_init.mp4"));
    for part in parts {
        bytes.extend(made.bytes(part));
    }
    std::fs::write(file.path(), bytes).expect("written");
    file
}
