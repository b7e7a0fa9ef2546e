//! Pictures: any still image in, upright sRGB files without metadata out.
//!
//! The parent writes a plan and reads a report; all pixels stay in the jail, where the same binary runs
//! [`worker::image_main`].

mod colour;
mod decode;
mod draw;
mod encode;
mod jpeg_scan;
mod placeholder;
mod raster;
mod webp;
pub(crate) mod worker;

use std::path::{Path, PathBuf};
use std::time::Duration;

use contest::assets::sniff::MediaType;
use serde::{Deserialize, Serialize};

use crate::error::{MediaError, Reason, check};
use crate::folder::JobFolder;
use crate::jail::{Jail, Limits, Spec, Stopped};
use crate::renditions::{Facts, RenditionFile, Renditions, describe};

/// First argument of the program that works on pictures.
pub(crate) const IMAGE_COMMAND: &str = "__image";

/// Long sides of the WebP renditions in pixels. A picture gets each size that does not enlarge it, and at least one:
/// the smallest name that its own size fits under.
pub const SIDES: [u32; 4] = [320, 640, 1280, 2048];
/// Long side of the JPEG for old clients and mail.
pub const JPEG_SIDE: u32 = 1280;
/// Size of the share card.
pub const CARD: (u32, u32) = (1200, 630);

/// Bounds that are checked in the header, before anything proportional to pixels is allocated.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ImageLimits {
    /// Pixels of any picture.
    pub max_pixels: u64,
    /// Pixels of a progressive JPEG, whose decoder keeps all coefficients.
    pub max_progressive_pixels: u64,
    /// Scans of a progressive JPEG; each costs a pass over all pixels.
    pub max_scans: u32,
    /// Width or height in pixels.
    pub max_side: u32,
    /// Bytes of an embedded colour profile.
    pub max_icc_bytes: u64,
    /// Bytes of the decoded picture.
    pub max_decoded_bytes: u64,
}

impl Default for ImageLimits {
    fn default() -> Self {
        Self {
            max_pixels: 120_000_000,
            max_progressive_pixels: 50_000_000,
            max_scans: 100,
            max_side: 20_000,
            max_icc_bytes: 4 << 20,
            max_decoded_bytes: 512 << 20,
        }
    }
}

/// What the jailed image code is to do.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ImagePlan {
    pub(crate) source: Source,
    pub(crate) out: PathBuf,
    pub(crate) limits: ImageLimits,
    pub(crate) sprite: Option<Sprite>,
}

/// Where the pixels come from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Source {
    /// A file in one of our formats.
    File { path: PathBuf, format: Format },
    /// Plain RGB rows, as ffmpeg wrote them.
    Raw {
        path: PathBuf,
        width: u32,
        height: u32,
    },
    /// A cover is drawn from a song's peaks, 0 to 255.
    Waveform { peaks: Vec<u8> },
    /// No picture: only the sprite is made.
    SpriteOnly,
}

/// A picture format with exactly one decoder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Format {
    Jpeg,
    Png,
    Webp,
    Gif,
}

impl Format {
    pub(crate) fn of(media_type: MediaType) -> Option<Self> {
        Some(match media_type {
            MediaType::Jpeg => Self::Jpeg,
            MediaType::Png => Self::Png,
            MediaType::Webp => Self::Webp,
            MediaType::Gif => Self::Gif,
            _ => return None,
        })
    }
}

/// Frames of a film, one after the other as plain RGB, to be laid out in rows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Sprite {
    pub(crate) path: PathBuf,
    pub(crate) cell_width: u32,
    pub(crate) cell_height: u32,
    pub(crate) columns: u32,
    pub(crate) cells: u32,
}

/// What the jailed image code answers, as one line of JSON.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Report {
    Done(Made),
    Refused { code: String, detail: String },
}

/// What was made.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Made {
    pub(crate) files: Vec<MadeFile>,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) thumbhash: String,
    pub(crate) color: String,
    pub(crate) cut_off: bool,
}

/// One picture that was written.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct MadeFile {
    pub(crate) name: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// Enough for 120 megapixels with four channels, decoded whole, and one resize.
const IMAGE_JAIL: Limits = Limits {
    address_space_bytes: 1280 << 20,
    cpu: Duration::from_mins(1),
    file_bytes: 64 << 20,
    output_bytes: 256 << 20,
    wall: Duration::from_mins(5),
    stall_cpu: Duration::from_mins(1),
};

/// Makes all renditions of a picture.
pub(crate) async fn process(
    jail: &Jail,
    limits: ImageLimits,
    format: Format,
    folder: &JobFolder,
) -> Result<Renditions, MediaError> {
    let source = Source::File {
        path: folder.original(),
        format,
    };
    let (files, facts) = run(jail, limits, source, None, folder).await?;
    Ok(Renditions { files, facts })
}

/// Runs one plan in the jail and describes what it wrote.
pub(crate) async fn run(
    jail: &Jail,
    limits: ImageLimits,
    source: Source,
    sprite: Option<Sprite>,
    folder: &JobFolder,
) -> Result<(Vec<RenditionFile>, Facts), MediaError> {
    let plan = ImagePlan {
        source,
        out: folder.out(),
        limits,
        sprite,
    };
    let plan_path = folder.input().join("plan.json");
    let text = serde_json::to_vec(&plan)
        .map_err(|error| MediaError::world("write an image plan", error))?;
    std::fs::write(&plan_path, text)
        .map_err(|error| MediaError::world("write an image plan", error))?;
    let spec = Spec {
        program: jail.helper().to_path_buf(),
        args: vec![
            IMAGE_COMMAND.to_owned(),
            plan_path.to_string_lossy().into_owned(),
        ],
        read: vec![folder.input(), folder.work()],
        write: vec![folder.out()],
        limits: IMAGE_JAIL,
    };
    let mut answer = String::new();
    let outcome = jail
        .run(&spec, |line| {
            if let Some(report) = line.strip_prefix("report=") {
                report.clone_into(&mut answer);
            }
        })
        .await?;
    tracing::debug!(
        cpu_seconds = outcome.cpu.as_secs_f64(),
        peak_bytes = outcome.peak_bytes,
        "pictures made"
    );
    check(&outcome, "image")?;
    debug_assert_eq!(outcome.stopped, Stopped::Exit(0));
    let report: Report = serde_json::from_str(&answer)
        .map_err(|error| MediaError::input(Reason::Unreadable, format!("image report: {error}")))?;
    match report {
        Report::Done(made) => collect(&folder.out(), made),
        Report::Refused { code, detail } => Err(MediaError::input(
            Reason::from_code(&code).unwrap_or(Reason::Unreadable),
            detail,
        )),
    }
}

fn collect(out: &Path, made: Made) -> Result<(Vec<RenditionFile>, Facts), MediaError> {
    let files = made
        .files
        .iter()
        .map(|file| describe(out, &file.name, Some((file.width, file.height))))
        .collect::<Result<_, _>>()?;
    let facts = Facts {
        width: made.width,
        height: made.height,
        thumbhash: made.thumbhash,
        color: made.color,
        cut_off: made.cut_off,
        ..Facts::default()
    };
    Ok((files, facts))
}
