//! Pictures: any still image in, upright sRGB files without metadata out.
//!
//! The parent writes a plan and reads a report; all pixels stay in the jail, where the same binary runs
//! [`worker::image_main`].

pub mod avif;
mod colour;
mod cover;
mod decode;
mod draw;
mod encode;
mod fingerprint;
mod frames;
mod heap;
mod heif;
mod heif_boxes;
mod jpeg;
mod jpeg_scan;
mod moving;
mod picture;
mod pixmap;
mod placeholder;
mod planes;
mod png_rows;
mod raster;
mod rows;
mod tiff_in;
mod tone;
#[cfg(feature = "turbojpeg")]
mod turbo;
mod turn;
mod webp;
mod webp_in;
pub(crate) mod worker;

use std::path::{Path, PathBuf};
use std::time::Duration;

use contest::assets::Fingerprint;
use contest::assets::redact::Area;
use contest::assets::sniff::MediaType;
use serde::{Deserialize, Serialize};

use crate::error::{MediaError, Reason, check};
use crate::folder::JobFolder;
use crate::jail::{Jail, Limits, Spec, Stopped};
use crate::processor::Processor;
use crate::redact::{Burning, NewOriginal};
use crate::renditions::{Facts, Progress, RenditionFile, Renditions, describe};

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
    /// Samples of a progressive JPEG, all colours together: its decoder keeps two bytes for each.
    pub max_kept_samples: u64,
    /// Pixels of HEIC and AVIF, which libheif holds whole, several times.
    pub max_heif_pixels: u64,
    /// Pixels of HEIC and AVIF with alpha or more than 8 bits a colour.
    pub max_deep_heif_pixels: u64,
    /// Scans of a progressive JPEG; each costs a pass over all pixels.
    pub max_scans: u32,
    /// Width or height in pixels.
    pub max_side: u32,
    /// Bytes of an embedded colour profile.
    pub max_icc_bytes: u64,
    /// Bytes of a decoded picture that has to be held whole.
    pub max_decoded_bytes: u64,
    /// Bytes of a decoded picture that is held whole although it could be made smaller while it is read.
    pub max_whole_bytes: u64,
}

impl Default for ImageLimits {
    fn default() -> Self {
        Self {
            max_pixels: 120_000_000,
            max_progressive_pixels: 50_000_000,
            max_kept_samples: 80_000_000,
            max_heif_pixels: 50_000_000,
            max_deep_heif_pixels: 25_000_000,
            max_scans: 100,
            max_side: 20_000,
            max_icc_bytes: 4 << 20,
            max_decoded_bytes: 160 << 20,
            max_whole_bytes: 96 << 20,
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
    /// Where the frames of an animation go, if it is one.
    #[serde(default)]
    pub(crate) frames: Option<PathBuf>,
    /// A page of a magazine behind its first: only the sizes that its reader shows are made, under the page's names.
    #[serde(default)]
    pub(crate) page: Option<u32>,
    /// What is covered.
    #[serde(default)]
    pub(crate) covers: Vec<Area>,
    /// Where the covered picture goes as a new original.
    #[serde(default)]
    pub(crate) keep: Option<PathBuf>,
}

/// Frames that were written one after the other as plain RGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Moving {
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// Frames a second.
    pub(crate) rate: u32,
    pub(crate) frames: usize,
}

/// Where the pixels come from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Source {
    /// A file in one of our formats.
    File { path: PathBuf, format: Format },
    /// A file that another program made of the original: turned upright, its colours perhaps named by the original
    /// only (primaries and transfer curve by number, ITU-T H.273).
    Converted {
        path: PathBuf,
        format: Format,
        colors: Option<(u16, u16)>,
    },
    /// Plain RGB rows, as ffmpeg wrote them.
    Raw {
        path: PathBuf,
        width: u32,
        height: u32,
    },
    /// A picture of a page in the form of netpbm (PPM, binary, 8 bits), as poppler wrote it.
    Pixmap { path: PathBuf },
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
    Tiff,
}

impl Format {
    pub(crate) fn of(media_type: MediaType) -> Option<Self> {
        Some(match media_type {
            MediaType::Jpeg => Self::Jpeg,
            MediaType::Png => Self::Png,
            MediaType::Webp => Self::Webp,
            MediaType::Gif => Self::Gif,
            MediaType::Tiff => Self::Tiff,
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
    /// Otherwise it is only said what they look like.
    pub(crate) drawn: bool,
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
    #[serde(default)]
    pub(crate) moving: Option<Moving>,
    /// What it looks like, as it is and mirrored, in hex.
    #[serde(default)]
    pub(crate) fingerprints: Vec<(String, String)>,
    /// Short name of the format in which the covered picture was kept.
    #[serde(default)]
    pub(crate) kept: Option<String>,
}

impl Made {
    /// Files that say nothing about the work as a whole.
    fn only(files: Vec<MadeFile>) -> Self {
        Self {
            files,
            width: 0,
            height: 0,
            thumbhash: String::new(),
            color: String::new(),
            cut_off: false,
            moving: None,
            fingerprints: Vec::new(),
            kept: None,
        }
    }
}

/// One picture that was written.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct MadeFile {
    pub(crate) name: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// What the largest picture that is taken needs, and as much again; frames of an animation are plain.
pub(crate) const IMAGE_JAIL: Limits = Limits {
    address_space_bytes: 768 << 20,
    cpu: Duration::from_mins(1),
    file_bytes: 320 << 20,
    output_bytes: 400 << 20,
    wall: Duration::from_mins(5),
    stall_cpu: Duration::from_mins(1),
};

/// Makes all renditions of a picture.
pub(crate) async fn process(
    processor: &Processor,
    media_type: MediaType,
    burning: &Burning,
    folder: &JobFolder,
    progress: Progress<'_>,
) -> Result<Renditions, MediaError> {
    let unsupported = || MediaError::input(Reason::UnsupportedFormat, media_type.code());
    let (jail, limits) = (&processor.jail, processor.limits.image);
    let source = if matches!(media_type, MediaType::Heic | MediaType::Avif) {
        let program = processor.tools.heif.as_deref();
        let program = program.ok_or_else(|| MediaError::world("find libheif", "not installed"))?;
        heif::convert(jail, program, limits, folder).await?
    } else {
        Source::File {
            path: folder.original(),
            format: Format::of(media_type).ok_or_else(unsupported)?,
        }
    };
    let may_move = matches!(media_type, MediaType::Gif | MediaType::Webp);
    let frames = may_move.then(|| folder.work().join(moving::FRAMES));
    let keep = burning
        .replace_original
        .then(|| folder.work().join("covered"));
    let plan = ImagePlan {
        frames,
        covers: burning.areas(),
        keep: keep.clone(),
        ..ImagePlan::new(source, limits, folder)
    };
    let made = carry_out(jail, plan, folder, progress).await?;
    let moving = made.moving;
    let kept = made.kept.as_deref().and_then(MediaType::from_code);
    let mut original = keep
        .zip(kept)
        .map(|(path, media_type)| NewOriginal { path, media_type });
    let (mut files, mut facts) = collect(&folder.out(), made)?;
    if let Some(moving) = moving {
        match moving::encode(processor, moving, folder).await {
            Ok(film) => {
                files.push(film);
                facts.duration_ms = Some(moving.frames as u64 * 1000 / u64::from(moving.rate));
            }
            Err(error @ MediaError::Input { .. }) if original.is_none() => {
                tracing::warn!(%error, "the animation stands still");
                facts.stands_still = true;
                let _ = std::fs::remove_file(folder.out().join(moving::NAME));
            }
            Err(error) => return Err(error),
        }
        if original.is_some() {
            original = Some(moving::keep(processor, moving, folder).await?);
        }
    }
    Ok(Renditions {
        files,
        facts,
        original,
    })
}

impl ImagePlan {
    /// Renditions of a picture as it is.
    fn new(source: Source, limits: ImageLimits, folder: &JobFolder) -> Self {
        Self {
            source,
            out: folder.out(),
            limits,
            sprite: None,
            frames: None,
            covers: Vec::new(),
            keep: None,
            page: None,
        }
    }
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
        sprite,
        ..ImagePlan::new(source, limits, folder)
    };
    let made = carry_out(jail, plan, folder, &|_| ()).await?;
    collect(&folder.out(), made)
}

/// A page of a magazine, drawn.
pub(crate) struct DrawnPage {
    /// From 1.
    pub(crate) number: u32,
    /// Its pixels in the form of netpbm.
    pub(crate) pixels: PathBuf,
    /// What is covered.
    pub(crate) covers: Vec<Area>,
    /// Where the covered page goes as a JPEG, for a new original.
    pub(crate) keep: Option<PathBuf>,
}

/// Makes the files of one page of a magazine: of the first the files and facts of any picture, of the others only those
/// of [`contest::assets::page_file`], and no facts but the size in which it was drawn.
pub(crate) async fn page(
    jail: &Jail,
    limits: ImageLimits,
    page: &DrawnPage,
    folder: &JobFolder,
) -> Result<(Vec<RenditionFile>, Facts), MediaError> {
    let source = Source::Pixmap {
        path: page.pixels.clone(),
    };
    let plan = ImagePlan {
        page: Some(page.number).filter(|number| *number > 1),
        covers: page.covers.clone(),
        keep: page.keep.clone(),
        ..ImagePlan::new(source, limits, folder)
    };
    let made = carry_out(jail, plan, folder, &|_| ()).await?;
    collect(&folder.out(), made)
}

/// How far a picture has come after a step of the jailed code, in percent: reading costs about as much as writing all sizes.
fn reached(step: &str) -> Option<u8> {
    Some(match step {
        "decoded" => 50,
        "2048" => 75,
        "1280" => 88,
        "640" => 94,
        "320" => 97,
        _ => return None,
    })
}

async fn carry_out(
    jail: &Jail,
    plan: ImagePlan,
    folder: &JobFolder,
    progress: Progress<'_>,
) -> Result<Made, MediaError> {
    let mut write = vec![folder.out()];
    let aside = plan.frames.as_ref().or(plan.keep.as_ref());
    write.extend(aside.map(|_| folder.work()));
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
        write,
        limits: IMAGE_JAIL,
    };
    let mut answer = String::new();
    let outcome = jail
        .run(&spec, |line| {
            if let Some(report) = line.strip_prefix("report=") {
                report.clone_into(&mut answer);
            } else if let Some(percent) = line.strip_prefix("step=").and_then(reached) {
                progress(percent);
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
        Report::Done(made) => Ok(made),
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
        fingerprints: made.fingerprints.iter().filter_map(looks).collect(),
        ..Facts::default()
    };
    Ok((files, facts))
}

fn looks((hash, mirrored): &(String, String)) -> Option<Fingerprint> {
    let mut found = Fingerprint {
        hash: [0; 32],
        mirrored: [0; 32],
    };
    hex::decode_to_slice(hash, &mut found.hash).ok()?;
    hex::decode_to_slice(mirrored, &mut found.mirrored).ok()?;
    Some(found)
}
