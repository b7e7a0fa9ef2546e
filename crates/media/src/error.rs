//! What can go wrong with media: the input's fault, which is told to the contributor, or the world's, which is retried.

use std::error::Error;
use std::fmt;

use crate::jail::{JailError, Outcome, Stopped};

/// Why a file cannot be used. Each has a stable code that chooses the contributor's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The end of the file is missing.
    Truncated,
    /// More pixels than we take (120 megapixels, a side of 20 000, 50 megapixels in a progressive JPEG, 12.5 in a film).
    TooManyPixels,
    /// A film or song longer than the limit.
    TooLong,
    /// A film or song shorter than a second.
    TooShort,
    /// The file's parts contradict each other, or nothing in it can be decoded.
    Unreadable,
    /// A film without any picture that could stand for it.
    NoPicture,
    /// Called a film, but holds only sound.
    NoVideoTrack,
    /// Called a song, but holds no sound.
    NoAudioTrack,
    /// Pictures or sound in a code that we don't take.
    UnsupportedCodec,
    /// Working on it would take more memory, time or disk than any honest file.
    TooComplex,
    /// A format that is not taken yet.
    UnsupportedFormat,
    /// A magazine that is locked, with a password or without.
    Encrypted,
    /// A magazine of more than 60 pages.
    TooManyPages,
    /// A magazine without any page that could be shown.
    NoPages,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 14] = [
        Self::Truncated,
        Self::TooManyPixels,
        Self::TooLong,
        Self::TooShort,
        Self::Unreadable,
        Self::NoPicture,
        Self::NoVideoTrack,
        Self::NoAudioTrack,
        Self::UnsupportedCodec,
        Self::TooComplex,
        Self::UnsupportedFormat,
        Self::Encrypted,
        Self::TooManyPages,
        Self::NoPages,
    ];

    /// The stable code, as stored with the asset and used in the catalogues.
    pub fn code(self) -> &'static str {
        match self {
            Self::Truncated => "truncated",
            Self::TooManyPixels => "too-many-pixels",
            Self::TooLong => "too-long",
            Self::TooShort => "too-short",
            Self::Unreadable => "unreadable",
            Self::NoPicture => "no-picture",
            Self::NoVideoTrack => "no-video-track",
            Self::NoAudioTrack => "no-audio-track",
            Self::UnsupportedCodec => "unsupported-codec",
            Self::TooComplex => "too-complex",
            Self::UnsupportedFormat => "unsupported-format",
            Self::Encrypted => "encrypted",
            Self::TooManyPages => "too-many-pages",
            Self::NoPages => "no-pages",
        }
    }

    /// The reason with this [`code`](Self::code).
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.code() == code)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Why no renditions were made.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    /// The file's fault: trying again would end the same way.
    #[error("the file cannot be used: {reason} ({detail})")]
    Input {
        /// What the contributor is told.
        reason: Reason,
        /// For the log only; may quote a decoder.
        detail: String,
    },
    /// Not the file's fault: worth another try.
    #[error("could not {doing}")]
    World {
        /// What was being done.
        doing: &'static str,
        /// What stood in the way.
        source: Box<dyn Error + Send + Sync>,
    },
}

impl MediaError {
    /// The file's fault.
    pub fn input(reason: Reason, detail: impl Into<String>) -> Self {
        Self::Input {
            reason,
            detail: detail.into(),
        }
    }

    /// The world's fault.
    pub fn world(doing: &'static str, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::World {
            doing,
            source: source.into(),
        }
    }

    /// The reason, where the file is at fault.
    pub fn reason(&self) -> Option<Reason> {
        match self {
            Self::Input { reason, .. } => Some(*reason),
            Self::World { .. } => None,
        }
    }
}

impl From<JailError> for MediaError {
    fn from(error: JailError) -> Self {
        Self::world("run a jailed program", error)
    }
}

/// What ffmpeg and x264 say when the address space limit refuses them an allocation.
const NO_MEMORY: [&str; 2] = ["Cannot allocate memory", "malloc of size"];

/// Turns how a jailed program ended into an error, unless it ended well.
///
/// `detail` says which program it was, for the log.
///
/// # Errors
/// [`MediaError::World`] where the jail itself or the machine is at fault, [`MediaError::Input`] otherwise.
pub(crate) fn check(outcome: &Outcome, detail: &str) -> Result<(), MediaError> {
    let told = || format!("{detail}: {outcome}");
    match outcome.stopped {
        Stopped::Exit(0) => Ok(()),
        Stopped::Stalled | Stopped::OutputLimit | Stopped::CpuLimit => {
            Err(MediaError::input(Reason::TooComplex, told()))
        }
        // It was given hardly any CPU time: a machine with too much to do, or a disk that hangs.
        Stopped::WallLimit => Err(MediaError::world("finish in time", told())),
        // SIGABRT: an allocation that the address space limit refused. SIGXFSZ: the file size limit.
        Stopped::Signal(6 | 25) => Err(MediaError::input(Reason::TooComplex, told())),
        // SIGKILL that we did not send: the machine ran out of memory.
        Stopped::Signal(9) => Err(MediaError::world("finish a jailed program", told())),
        Stopped::Exit(_) if outcome.stderr.contains("No space left on device") => {
            Err(MediaError::world("find room on the disk", told()))
        }
        Stopped::Exit(_) if NO_MEMORY.iter().any(|said| outcome.stderr.contains(said)) => {
            Err(MediaError::input(Reason::TooComplex, told()))
        }
        Stopped::Exit(_) | Stopped::Signal(_) => Err(MediaError::input(Reason::Unreadable, told())),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_full_disk_a_full_memory_and_a_busy_machine_are_not_the_files_fault() {
        let reason = |stopped, stderr: &str| {
            let outcome = Outcome {
                stopped,
                cpu: Duration::ZERO,
                peak_bytes: 0,
                stderr: stderr.to_owned(),
            };
            check(&outcome, "ffmpeg").map_err(|error| error.reason())
        };
        let full = "Error writing trailer of /x/out/video.mp4: No space left on device\n";
        assert_eq!(reason(Stopped::Exit(1), full), Err(None));
        assert_eq!(reason(Stopped::Signal(9), ""), Err(None));
        assert_eq!(reason(Stopped::WallLimit, ""), Err(None));
        assert_eq!(
            reason(Stopped::Exit(1), "no frame!"),
            Err(Some(Reason::Unreadable))
        );
        assert_eq!(
            reason(Stopped::Signal(25), ""),
            Err(Some(Reason::TooComplex))
        );
        let large = "Error while decoding stream #0:0: Cannot allocate memory\n";
        assert_eq!(
            reason(Stopped::Exit(1), large),
            Err(Some(Reason::TooComplex))
        );
        assert_eq!(reason(Stopped::Exit(0), full), Ok(()));
    }
}
