//! HEIC and AVIF in: libheif's own program in the jail makes an ordinary picture of the main one, upright already.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::time::Duration;

use super::heif_boxes::{self, HeifFacts, Walk};
use super::{Format, ImageLimits, Source};
use crate::error::{MediaError, Reason, check};
use crate::folder::JobFolder;
use crate::jail::{Jail, Limits, Outcome, Spec, Stopped};

/// libheif decodes every picture in the file, so a file with many is refused.
const MAX_PICTURES: usize = 8;

/// Enough for the largest picture that is taken, with the arenas of the decoder's threads: 24 megapixels of 10 bits fail with
/// three quarters of it. By the clock no longer than that: where memory ends, libheif's threads may wait for each other for
/// ever, without any CPU time.
const LIMITS: Limits = Limits {
    address_space_bytes: 1 << 30,
    cpu: Duration::from_mins(2),
    file_bytes: 320 << 20,
    output_bytes: 400 << 20,
    wall: Duration::from_mins(2),
    stall_cpu: Duration::from_mins(2),
};

/// What libheif's program says when the file that it shall write cannot be written; some releases end well then.
const NOT_WRITTEN: &str = "could not write image";

/// Makes a PNG (for alpha and more than 8 bits) or else a JPEG in the folder's `work/`.
pub(super) async fn convert(
    jail: &Jail,
    program: &Path,
    limits: ImageLimits,
    folder: &JobFolder,
) -> Result<Source, MediaError> {
    let facts = look(&folder.original(), &limits)?;
    let lossless = facts.deep || facts.alpha;
    let ending = if lossless { "png" } else { "jpg" };
    let name = |place: Option<usize>| match place {
        Some(place) => format!("picture-{}.{ending}", place + 1),
        None => format!("picture.{ending}"),
    };
    let asked = folder.work().join(name(None));
    let mut args = Vec::new();
    if !lossless {
        // Coded so finely that the next step cannot tell; four times as fast as PNG.
        args.extend(["-q".to_owned(), "98".to_owned()]);
    }
    let run = async |original: &Path| {
        let mut args = args.clone();
        args.extend([original, &asked].map(|path| path.to_string_lossy().into_owned()));
        let spec = Spec {
            program: program.to_path_buf(),
            args,
            read: vec![folder.input()],
            write: vec![folder.work()],
            limits: LIMITS,
        };
        let outcome = jail.run(&spec, |_| ()).await?;
        tracing::debug!(
            cpu_seconds = outcome.cpu.as_secs_f64(),
            peak_bytes = outcome.peak_bytes,
            "libheif ended"
        );
        judge(&outcome, facts.known)?;
        // With more than one picture in the file each gets a number, in the file's order.
        let several = folder.work().join(name(Some(facts.main)));
        let written = [several, asked.clone()]
            .into_iter()
            .find(|path| path.is_file());
        written.ok_or_else(|| MediaError::input(Reason::Unreadable, "libheif wrote nothing"))
    };
    let mut path = run(&folder.original()).await?;
    if lossless && !is_whole(&path) {
        // libpng refuses profiles that are slightly wrong, and libheif's program then leaves an empty file and may say nothing. The
        // colours are then what the file calls them by number, else those of sRGB, as in browsers.
        let plain = folder.work().join("without-profile");
        heif_boxes::copy_without_profiles(&folder.original(), &plain)
            .map_err(|error| MediaError::world("copy the original", error))?;
        path = run(&plain).await?;
    }
    if !is_whole(&path) {
        let why = "the file has no end: the disk may be full";
        return Err(MediaError::world("write the picture", why));
    }
    Ok(Source::Converted {
        path,
        format: if lossless { Format::Png } else { Format::Jpeg },
        colors: facts.colors,
    })
}

/// Whether a PNG or JPEG has its end.
fn is_whole(path: &Path) -> bool {
    let end = || {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::End(-8))?;
        let mut end = [0; 8];
        file.read_exact(&mut end).map(|()| end)
    };
    end().is_ok_and(|end: [u8; 8]| end.starts_with(b"IEND") || end.ends_with(&[0xFF, 0xD9]))
}

/// Reads the file's own description and refuses what is too large before anything is decoded.
fn look(original: &Path, limits: &ImageLimits) -> Result<HeifFacts, MediaError> {
    let walk = heif_boxes::read(original)
        .map_err(|error| MediaError::world("read the original", error))?;
    let facts = match walk {
        Walk::CutOff => return Err(MediaError::input(Reason::Truncated, "HEIF boxes")),
        Walk::Nonsense => return Err(MediaError::input(Reason::Unreadable, "HEIF boxes")),
        Walk::Found(facts) => facts,
    };
    let pixels = u64::from(facts.width) * u64::from(facts.height);
    let most = if facts.deep || facts.alpha {
        limits.max_deep_heif_pixels
    } else {
        limits.max_heif_pixels
    };
    if pixels > most || facts.width.max(facts.height) > limits.max_side {
        let size = format!("HEIF {} x {}", facts.width, facts.height);
        return Err(MediaError::input(Reason::TooManyPixels, size));
    }
    if facts.pictures > MAX_PICTURES {
        let number = format!("HEIF with {} pictures", facts.pictures);
        return Err(MediaError::input(Reason::TooComplex, number));
    }
    Ok(facts)
}

/// libheif says in words why it failed.
fn judge(outcome: &Outcome, known: bool) -> Result<(), MediaError> {
    if let Stopped::Exit(1..) = outcome.stopped {
        let words = outcome.stderr.to_lowercase();
        // Newer releases have their decoders in packages of their own.
        if known && words.contains("no decoding plugin installed") {
            return Err(MediaError::world(
                "find a decoder of libheif",
                outcome.to_string(),
            ));
        }
        if words.contains("unsupported") || words.contains("no decoder") {
            return Err(MediaError::input(
                Reason::UnsupportedFormat,
                format!("libheif: {outcome}"),
            ));
        }
    }
    match check(outcome, "libheif") {
        Err(MediaError::Input {
            reason: Reason::Unreadable,
            ..
        }) if outcome.stderr.contains(NOT_WRITTEN) => Ok(()),
        checked => checked,
    }
}
