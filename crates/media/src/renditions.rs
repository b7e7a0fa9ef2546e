//! What comes out: files with their hashes, and facts about the work.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sha2::{Digest, Sha256};

use contest::assets::Fingerprint;

use crate::error::{MediaError, Reason};
use crate::redact::NewOriginal;
use crate::video::boxes;

/// Told how far the work has come, in percent, rising from 0 to 100.
pub type Progress<'a> = &'a (dyn Fn(u8) + Send + Sync);

/// Told what can be shown already.
pub type Shows<'a> = &'a (dyn Fn(Growth) + Send + Sync);

/// What can be shown of a film before it is done.
#[derive(Clone, Debug)]
pub enum Growth {
    /// An attempt begins. The pictures are there, and what was told before is void.
    Begins {
        /// Poster and share card.
        pictures: Vec<RenditionFile>,
        /// What is known so far: size, sound, placeholder.
        facts: Box<Facts>,
    },
    /// More of the film can be played.
    Segments(Vec<Grown>),
}

/// A header or segment that is finished while the rest of the film is not.
#[derive(Clone, Debug)]
pub struct Grown {
    /// The file; it stays as it is.
    pub file: RenditionFile,
    /// Length of a segment.
    pub duration: Option<Duration>,
    /// Picture code of a header, as in RFC 6381.
    pub codec: Option<String>,
}

/// All files made from one asset, and what is known about it.
#[derive(Clone, Debug)]
pub struct Renditions {
    /// The files, sorted by name.
    pub files: Vec<RenditionFile>,
    /// What is known about the work.
    pub facts: Facts,
    /// What the stored original is replaced by, where that was asked.
    pub original: Option<NewOriginal>,
}

impl Renditions {
    /// The file with this name.
    pub fn file(&self, name: &str) -> Option<&RenditionFile> {
        self.files.iter().find(|file| file.name == name)
    }
}

/// One file, ready to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenditionFile {
    /// Flat and safe, such as `640.webp`; see [`content_type`] for the endings that exist.
    pub name: String,
    /// Where it lies, inside the job's folder.
    pub path: PathBuf,
    /// The type it is served with.
    pub content_type: &'static str,
    /// Length in bytes.
    pub size: u64,
    /// SHA-256 of the bytes.
    pub sha256: [u8; 32],
    /// Width in pixels, for pictures and films.
    pub width: Option<u32>,
    /// Height in pixels, for pictures and films.
    pub height: Option<u32>,
}

/// What is known about a work after it was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// Width in pixels, upright, of the original picture or film; of a song's own cover, 0 if it has none.
    pub width: u32,
    /// Height in pixels, upright.
    pub height: u32,
    /// Length of sound and film in milliseconds, as decoded.
    pub duration_ms: Option<u64>,
    /// Thumbhash of the picture or poster, base 64.
    pub thumbhash: String,
    /// Dominant colour of the picture or poster, `#rrggbb`.
    pub color: String,
    /// Whether there is sound in the renditions.
    pub has_audio: bool,
    /// The original had sound that could not be decoded and was left out.
    pub audio_dropped: bool,
    /// The end of the original was missing, but nearly all of it was there.
    pub cut_off: bool,
    /// The original is an animation, of which no film could be made.
    pub stands_still: bool,
    /// Peaks of a song, 0 to 255 each, evenly over its length; the page draws its outline from them.
    pub peaks: Vec<u8>,
    /// The text on each page of a magazine, in order.
    pub pages: Vec<String>,
    /// Loudness of the original in LUFS, where it had sound.
    pub loudness_lufs: Option<f64>,
    /// What the picture looks like, or the poster and frames at fixed shares of the film; none of what is too even to tell, and of
    /// drawn covers.
    pub fingerprints: Vec<Fingerprint>,
}

impl Facts {
    /// What the contributor is told although the work is used: `cut-off`, `without-sound`, both in one, or `stands-still`.
    pub fn note(&self) -> Option<&'static str> {
        match (self.cut_off, self.audio_dropped) {
            (true, true) => Some("cut-off-without-sound"),
            (true, false) => Some("cut-off"),
            (false, true) => Some("without-sound"),
            (false, false) => self.stands_still.then_some("stands-still"),
        }
    }
}

/// The type served for a file of this name: exactly the formats that our encoders write.
pub fn content_type(name: &str) -> Option<&'static str> {
    let (_, ending) = name.rsplit_once('.')?;
    Some(match ending {
        "webp" => "image/webp",
        "avif" => "image/avif",
        "jpg" => "image/jpeg",
        "mp4" => "video/mp4",
        "m4s" => "video/iso.segment",
        "m3u8" => "application/vnd.apple.mpegurl",
        "m4a" => "audio/mp4",
        "vtt" => "text/vtt; charset=utf-8",
        _ => return None,
    })
}

/// Reads, hashes and describes a file that a jailed program wrote.
///
/// # Errors
/// [`MediaError::World`] if it cannot be read; [`MediaError::Input`] if it is empty, no plain file or of a type that
/// our encoders don't write.
pub(crate) fn describe(
    folder: &Path,
    name: &str,
    size: Option<(u32, u32)>,
) -> Result<RenditionFile, MediaError> {
    let path = folder.join(name);
    let Some(content_type) = content_type(name).filter(|_| is_plain_name(name)) else {
        return Err(MediaError::input(
            Reason::Unreadable,
            format!("a rendition named {name:?}"),
        ));
    };
    let world = |error| MediaError::world("look at a rendition", error);
    let meta = path.symlink_metadata().map_err(world)?;
    let has_boxes = matches!(
        content_type,
        "video/mp4" | "video/iso.segment" | "audio/mp4"
    );
    if has_boxes && meta.is_file() && !boxes::is_whole(&path).map_err(world)? {
        return Err(MediaError::world(
            "write a rendition",
            format!("{name} ends early"),
        ));
    }
    if !meta.is_file() || meta.len() == 0 {
        return Err(MediaError::input(
            Reason::Unreadable,
            format!("rendition {name} is empty"),
        ));
    }
    let sha256 = hash_file(&path).map_err(|error| MediaError::world("hash a rendition", error))?;
    Ok(RenditionFile {
        name: name.to_owned(),
        path,
        content_type,
        size: meta.len(),
        sha256,
        width: size.map(|(width, _)| width),
        height: size.map(|(_, height)| height),
    })
}

/// Letters, digits, underscore and dots: no separators, nothing hidden.
fn is_plain_name(name: &str) -> bool {
    name.len() <= 64
        && !name.starts_with('.')
        && !name.contains("..")
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.')
}

pub(crate) fn hash_file(path: &Path) -> std::io::Result<[u8; 32]> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 256 * 1024];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok(hash.finalize().into());
        }
        hash.update(&buffer[..read]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_types_of_our_encoders_have_a_content_type() {
        assert_eq!(content_type("640.webp"), Some("image/webp"));
        assert_eq!(content_type("480_0001.m4s"), Some("video/iso.segment"));
        for name in ["x.svg", "x.html", "webp", "x.png", ""] {
            assert_eq!(content_type(name), None, "{name}");
        }
    }

    #[test]
    fn names_stay_in_their_folder() {
        assert!(is_plain_name("480_init.mp4"));
        for name in ["../x.webp", "a/b.webp", ".hidden.webp", "a..webp", "å.webp"] {
            assert!(!is_plain_name(name), "{name}");
        }
    }
}
