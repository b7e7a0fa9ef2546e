//! A processor whose helper is the test helper's binary, and makers of media.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use contest::assets::{MediaType, sniff};
use media::jail::{Jail, JailConfig};
use media::{JobFolder, MediaError, MediaLimits, Processor, Renditions, Tools};

/// The jail as the tests use it.
pub fn jail() -> Jail {
    Jail::new(JailConfig {
        helper: PathBuf::from(env!("CARGO_BIN_EXE_media-helper")),
        require_landlock: true,
    })
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

/// Processes bytes under a given name.
pub async fn process_as(media_type: MediaType, bytes: &[u8]) -> Result<Made, MediaError> {
    let folder = folder();
    std::fs::write(folder.original(), bytes).expect("written");
    let steps = Mutex::new(Vec::new());
    let progress = |percent| {
        steps
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(percent);
    };
    let renditions = processor().process(media_type, &folder, &progress).await?;
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
