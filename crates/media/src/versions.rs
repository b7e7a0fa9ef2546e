//! Whether the decoders that the system brings are new enough.
//!
//! The floors are the versions of Debian 12, which still get their security corrections there; the recipes of
//! `docs/media.md` were measured with them. Older ones read hostile files worse, however well the jail holds.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use crate::ffmpeg::locate;
use crate::folder::JobFolder;
use crate::jail::{Jail, JailError, Limits, Spec};

/// What a program of the system is needed for, and from which version on it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Floor {
    /// Its name along `PATH`.
    pub program: &'static str,
    /// Another name, in newer or older releases.
    other_name: &'static str,
    /// The package that holds it.
    pub package: &'static str,
    /// Argument that makes it tell its version; whatever it makes of it, it says so.
    argument: &'static str,
    /// Word before the version.
    before: &'static str,
    /// The oldest version that is used.
    pub oldest: Version,
}

/// The programs that decode.
pub const FLOORS: [Floor; 6] = [
    Floor {
        program: "ffmpeg",
        other_name: "ffmpeg",
        package: "ffmpeg",
        argument: "-version",
        before: "ffmpeg version",
        oldest: Version([5, 1, 0]),
    },
    Floor {
        program: "ffprobe",
        other_name: "ffprobe",
        package: "ffmpeg",
        argument: "-version",
        before: "ffprobe version",
        oldest: Version([5, 1, 0]),
    },
    Floor {
        program: "pdfinfo",
        other_name: "pdfinfo",
        package: "poppler-utils",
        argument: "-v",
        before: "pdfinfo version",
        oldest: Version([22, 12, 0]),
    },
    Floor {
        program: "pdftoppm",
        other_name: "pdftoppm",
        package: "poppler-utils",
        argument: "-v",
        before: "pdftoppm version",
        oldest: Version([22, 12, 0]),
    },
    Floor {
        program: "pdftotext",
        other_name: "pdftotext",
        package: "poppler-utils",
        argument: "-v",
        before: "pdftotext version",
        oldest: Version([22, 12, 0]),
    },
    Floor {
        program: "heif-dec",
        other_name: "heif-convert",
        package: "libheif-examples",
        argument: "-h",
        before: "libheif version:",
        oldest: Version([1, 15, 1]),
    },
];

/// Major, minor, patch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub [u32; 3]);

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, patch] = self.0;
        write!(f, "{major}.{minor}.{patch}")
    }
}

/// What became of one floor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// New enough.
    Good(Version),
    /// Older than the floor.
    TooOld(Version),
    /// It tells no version that we understand: a build from sources, which may be newer or not.
    Unknown,
    /// Not installed.
    Missing,
}

/// Asks all programs for their versions, each in the jail. Uses a folder below `parent`.
///
/// # Errors
/// The jail cannot be used.
pub async fn check(
    jail: &Jail,
    parent: &std::path::Path,
) -> Result<Vec<(Floor, Verdict)>, JailError> {
    let folder = JobFolder::create(parent).map_err(JailError::Start)?;
    let asked = FLOORS.map(|floor| {
        let folder = &folder;
        async move {
            for program in [floor.program, floor.other_name] {
                if let Ok(path) = locate(program) {
                    let verdict = judge(&floor, &ask(jail, path, &floor, folder).await?);
                    return Ok((Floor { program, ..floor }, verdict));
                }
            }
            Ok((floor, Verdict::Missing))
        }
    });
    futures_util::future::try_join_all(asked).await
}

async fn ask(
    jail: &Jail,
    program: PathBuf,
    floor: &Floor,
    folder: &JobFolder,
) -> Result<String, JailError> {
    let spec = Spec {
        program,
        args: vec![floor.argument.to_owned()],
        read: Vec::new(),
        write: vec![folder.work()],
        limits: Limits {
            address_space_bytes: 1 << 30,
            cpu: Duration::from_secs(10),
            file_bytes: 1 << 20,
            output_bytes: 1 << 20,
            wall: Duration::from_secs(30),
            stall_cpu: Duration::from_secs(10),
        },
    };
    let mut said = String::new();
    let outcome = jail
        .run(&spec, |line| {
            if said.len() < 4096 {
                said.push_str(line);
                said.push('\n');
            }
        })
        .await?;
    said.push_str(&outcome.stderr);
    Ok(said)
}

fn judge(floor: &Floor, said: &str) -> Verdict {
    match said
        .find(floor.before)
        .and_then(|at| version(&said[at + floor.before.len()..]))
    {
        Some(version) if version < floor.oldest => Verdict::TooOld(version),
        Some(version) => Verdict::Good(version),
        None => Verdict::Unknown,
    }
}

/// The version at the beginning of a text, such as `5.1.9-0+deb12u1`, `n7.1` or `22.12.0`.
fn version(text: &str) -> Option<Version> {
    let text = text.trim_start();
    let text = text.strip_prefix('n').unwrap_or(text);
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let mut numbers = text[..end].split('.').map(str::parse);
    let major = numbers.next()?.ok()?;
    let minor = numbers.next()?.ok()?;
    let patch = numbers.next().and_then(Result::ok).unwrap_or(0);
    Some(Version([major, minor, patch]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_programs_tell_them() {
        let [ffmpeg, _, _, pdftoppm, _, heif] = FLOORS;
        let good = |major, minor, patch| Verdict::Good(Version([major, minor, patch]));
        let said = "ffmpeg version 5.1.9-0+deb12u1 Copyright (c) 2000-2026\nbuilt with gcc 12.2";
        assert_eq!(judge(&ffmpeg, said), good(5, 1, 9));
        assert_eq!(
            judge(&ffmpeg, "ffmpeg version n7.1 Copyright"),
            good(7, 1, 0)
        );
        assert_eq!(
            judge(&ffmpeg, "ffmpeg version 4.4.2-0ubuntu0.22.04.1"),
            Verdict::TooOld(Version([4, 4, 2]))
        );
        assert_eq!(
            judge(&ffmpeg, "ffmpeg version N-118193-g5f38c82536"),
            Verdict::Unknown
        );
        assert_eq!(
            judge(&pdftoppm, "pdftoppm version 22.12.0\nCopyright"),
            good(22, 12, 0)
        );
        assert_eq!(
            judge(&heif, " heif-convert  libheif version: 1.12.0\n-----"),
            Verdict::TooOld(Version([1, 12, 0]))
        );
        assert_eq!(judge(&heif, ""), Verdict::Unknown);
    }
}
