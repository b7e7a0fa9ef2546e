//! The image code that runs in the jail: reads a plan, writes pictures, prints a report.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use contest::assets::{PAGE_SIDES, page_file};

use super::decode::{Decoded, Hints};
use super::picture::Picture;
use super::raster::Raster;
use super::{
    CARD, Format, ImagePlan, JPEG_SIDE, Made, MadeFile, Report, SIDES, Source, Sprite, decode,
    draw, encode, fingerprint, frames, heap, pixmap, placeholder, webp,
};
use crate::error::Reason;

/// WebP quality, and that of pictures whose long side is at most this (decision 0010).
const WEBP_QUALITY: f32 = 79.5;
const SMALL_WEBP_QUALITY: [(u32, f32); 2] = [(640, 78.0), (1280, 79.0)];
/// How hard the encoder tries.
const WEBP_METHOD: i32 = 4;
/// Long side of a new original: more than any rendition needs, with the margin of scaled decoding.
const KEPT_SIDE: u32 = 4096;
/// Its JPEG quality.
const KEPT_QUALITY: u8 = 95;
/// Cells of a sprite of which it is kept what they look like.
const KNOWN_CELLS: u32 = 8;
/// JPEG quality of the share card and the JPEG for old clients.
const JPEG_QUALITY: u8 = 80;

/// Why the jailed code gives up: the contributor's reason and a line for the log.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) reason: Reason,
    pub(super) detail: String,
}

impl Refusal {
    #[expect(
        clippy::needless_pass_by_value,
        reason = "errors are handed over where they end"
    )]
    pub(super) fn new(reason: Reason, detail: impl ToString) -> Self {
        Self {
            reason,
            detail: detail.to_string(),
        }
    }
}

/// What the binary does when it is called as `dizza __image plan.json` inside the jail.
pub(crate) fn image_main(args: &[OsString]) -> ExitCode {
    heap::keep();
    let plan = args
        .first()
        .ok_or_else(|| "one argument is expected: the plan".to_owned())
        .and_then(|path| {
            let text = fs::read(path).map_err(|error| format!("read the plan: {error}"))?;
            serde_json::from_slice::<ImagePlan>(&text)
                .map_err(|error| format!("understand the plan: {error}"))
        });
    let plan = match plan {
        Ok(plan) => plan,
        Err(why) => {
            eprintln!("{why}");
            return ExitCode::from(2);
        }
    };
    let report = match carry_out(&plan) {
        Ok(made) => Report::Done(made),
        Err(refusal) => Report::Refused {
            code: refusal.reason.code().to_owned(),
            detail: refusal.detail,
        },
    };
    match serde_json::to_string(&report) {
        Ok(text) => println!("report={text}"),
        Err(error) => eprintln!("{error}"),
    }
    ExitCode::SUCCESS
}

fn carry_out(plan: &ImagePlan) -> Result<Made, Refusal> {
    if matches!(plan.source, Source::SpriteOnly) {
        return sprite_only(plan);
    }
    let mut source = read_source(plan)?;
    source.picture.cover(&plan.covers);
    println!("step=decoded");
    let kept = match &plan.keep {
        Some(to) => Some(keep(&plan.source, &source.picture, to)?),
        None => None,
    };
    if kept.is_some() {
        source.picture = source.picture.within(SIDES[SIDES.len() - 1])?;
    }
    let mut out = Output {
        folder: &plan.out,
        files: Vec::new(),
    };
    if let Some(number) = plan.page {
        write_page(source.picture, number, &mut out)?;
        return Ok(Made {
            width: source.width,
            height: source.height,
            ..Made::only(out.files)
        });
    }
    let smallest = write_pyramid(source.picture, &mut out)?.small(placeholder::SIDE)?;
    let moving = match (&plan.source, &plan.frames) {
        (Source::File { path, format }, Some(to)) => {
            frames::write(path, *format, &plan.covers, to)?
        }
        _ => None,
    };
    Ok(Made {
        files: out.files,
        width: source.width,
        height: source.height,
        thumbhash: placeholder::thumbhash(&smallest)?,
        color: placeholder::dominant_color(&smallest)?,
        cut_off: source.cut_off,
        moving,
        fingerprints: match plan.source {
            // All of them look alike.
            Source::Waveform { .. } => Vec::new(),
            _ => fingerprint::fingerprint(&smallest)?.into_iter().collect(),
        },
        kept,
    })
}

/// Writes the picture as it stands now, as an original; gives the short name of its format. Drawings and what is see-through
/// lose nothing, photos next to nothing.
fn keep(source: &Source, picture: &Picture, to: &Path) -> Result<String, Refusal> {
    let drawn = matches!(
        source,
        Source::File {
            format: Format::Png | Format::Gif,
            ..
        }
    );
    let told = |error: &dyn std::fmt::Display| {
        Refusal::new(Reason::Unreadable, format!("a new original: {error}"))
    };
    let (bytes, name) = match picture {
        Picture::Raster(raster) if drawn || raster.channels == 4 => {
            (encode::png(raster).map_err(|error| told(&error))?, "png")
        }
        picture => {
            let bytes = encode::jpeg(picture, KEPT_QUALITY).map_err(|error| told(&error))?;
            (bytes, "jpeg")
        }
    };
    fs::write(to, bytes).map_err(|error| Refusal::new(Reason::TooComplex, error))?;
    Ok(name.to_owned())
}

fn sprite_only(plan: &ImagePlan) -> Result<Made, Refusal> {
    let mut out = Output {
        folder: &plan.out,
        files: Vec::new(),
    };
    let fingerprints = match &plan.sprite {
        Some(sprite) => write_sprite(sprite, &mut out)?,
        None => Vec::new(),
    };
    Ok(Made {
        fingerprints,
        ..Made::only(out.files)
    })
}

/// The picture upright in sRGB at no more than the largest side, with the original's upright size.
fn read_source(plan: &ImagePlan) -> Result<Decoded, Refusal> {
    let limits = &plan.limits;
    let largest = if plan.keep.is_some() {
        KEPT_SIDE
    } else {
        SIDES[SIDES.len() - 1]
    };
    match &plan.source {
        Source::File { path, format } => {
            decode::decode(path, *format, limits, largest, Hints::default())
        }
        Source::Converted {
            path,
            format,
            colors,
        } => {
            let hints = Hints {
                upright: true,
                colors: *colors,
            };
            decode::decode(path, *format, limits, largest, hints)
        }
        Source::Raw {
            path,
            width,
            height,
        } => {
            let pixels = fs::read(path).map_err(|error| Refusal::new(Reason::NoPicture, error))?;
            let length = u64::from(*width) * u64::from(*height) * 3;
            if *width == 0 || *height == 0 || pixels.len() as u64 != length {
                return Err(Refusal::new(
                    Reason::NoPicture,
                    format!("{} bytes of pixels", pixels.len()),
                ));
            }
            let full = Raster::rgb(*width, *height, pixels);
            Ok(drawn(
                Picture::Raster(full).within(largest)?,
                (*width, *height),
            ))
        }
        Source::Pixmap { path } => {
            let page = pixmap::read(path, largest)?;
            let size = (page.width, page.height);
            Ok(drawn(Picture::Raster(page), size))
        }
        Source::Waveform { peaks } => {
            let cover = draw::cover(peaks);
            let size = (cover.width, cover.height);
            Ok(drawn(Picture::Raster(cover), size))
        }
        Source::SpriteOnly => Err(Refusal::new(Reason::NoPicture, "no picture")),
    }
}

/// Pixels that are upright and whole already.
fn drawn(picture: Picture, (width, height): (u32, u32)) -> Decoded {
    Decoded {
        picture,
        width,
        height,
        cut_off: false,
    }
}

/// Each size is made from the one above. Returns the smallest.
fn write_pyramid(full: Picture, out: &mut Output<'_>) -> Result<Picture, Refusal> {
    out.jpeg("card.jpg", &full.covering(CARD.0, CARD.1)?)?;
    let (width, height) = full.size();
    let long_side = width.max(height);
    if long_side <= SIDES[1] {
        // Too small for the 1280 step: the JPEG keeps the picture's own size.
        out.jpeg(&format!("{JPEG_SIDE}.jpg"), &full)?;
    }
    let mut current = full;
    for (index, side) in SIDES.iter().enumerate().rev() {
        // A picture of 900 pixels is written once under the name 1280, and smaller ones below it.
        if index > 0 && long_side <= SIDES[index - 1] {
            continue;
        }
        current = current.within(*side)?;
        out.webp(&format!("{side}.webp"), &current)?;
        if *side == JPEG_SIDE {
            out.jpeg(&format!("{JPEG_SIDE}.jpg"), &current)?;
        }
        println!("step={side}");
    }
    Ok(current)
}

/// A page in the sizes of its reader, each made from the one above. A small one is written once.
fn write_page(full: Picture, number: u32, out: &mut Output<'_>) -> Result<(), Refusal> {
    let (width, height) = full.size();
    let mut current = full;
    for (index, side) in PAGE_SIDES.iter().enumerate().rev() {
        if index > 0 && width.max(height) <= PAGE_SIDES[index - 1] {
            continue;
        }
        current = current.within(*side)?;
        out.webp(&page_file(number, *side), &current)?;
    }
    Ok(())
}

/// Writes the sprite and says what cells of it look like, as far as they can be told: those at fixed shares of the film's length, for
/// a copy that was encoded anew has its own key frames, and so perhaps another poster, but the same frames at the same times.
fn write_sprite(sprite: &Sprite, out: &mut Output<'_>) -> Result<Vec<(String, String)>, Refusal> {
    let cells = fs::read(&sprite.path).map_err(|error| Refusal::new(Reason::NoPicture, error))?;
    if sprite.drawn {
        let sheet = draw::sheet(&cells, sprite)
            .ok_or_else(|| Refusal::new(Reason::NoPicture, "sprite cells"))?;
        out.webp("sprite.webp", &Picture::Raster(sheet))?;
    }
    let (width, height) = (sprite.cell_width, sprite.cell_height);
    let cell_bytes = width as usize * height as usize * 3;
    let count = sprite.cells.min(KNOWN_CELLS);
    let mut looks = Vec::new();
    for number in 0..count {
        let cell = (2 * number + 1) * sprite.cells / (2 * count);
        let pixels = cells.chunks_exact(cell_bytes).nth(cell as usize);
        if let Some(pixels) = pixels {
            let cell = Raster::rgb(width, height, pixels.to_vec());
            looks.extend(fingerprint::fingerprint(&cell)?);
        }
    }
    Ok(looks)
}

/// Writes files and remembers them.
struct Output<'a> {
    folder: &'a Path,
    files: Vec<MadeFile>,
}

impl Output<'_> {
    fn webp(&mut self, name: &str, picture: &Picture) -> Result<(), Refusal> {
        let (width, height) = picture.size();
        let quality = SMALL_WEBP_QUALITY
            .iter()
            .find(|(side, _)| width.max(height) <= *side)
            .map_or(WEBP_QUALITY, |(_, quality)| *quality);
        let bytes = webp::encode(picture, quality, WEBP_METHOD)
            .map_err(|error| Refusal::new(Reason::Unreadable, format!("{name}: {error}")))?;
        self.write(name, picture, &bytes)
    }

    fn jpeg(&mut self, name: &str, picture: &Picture) -> Result<(), Refusal> {
        let bytes = encode::jpeg(picture, JPEG_QUALITY)
            .map_err(|error| Refusal::new(Reason::Unreadable, format!("{name}: {error}")))?;
        self.write(name, picture, &bytes)
    }

    fn write(&mut self, name: &str, picture: &Picture, bytes: &[u8]) -> Result<(), Refusal> {
        fs::write(self.folder.join(name), bytes)
            .map_err(|error| Refusal::new(Reason::TooComplex, error))?;
        let (width, height) = picture.size();
        self.files.push(MadeFile {
            name: name.to_owned(),
            width,
            height,
        });
        Ok(())
    }
}
