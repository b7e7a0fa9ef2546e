//! The image code that runs in the jail: reads a plan, writes pictures, prints a report.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use super::raster::{Raster, fit};
use super::{
    CARD, ImageLimits, ImagePlan, JPEG_SIDE, Made, MadeFile, Report, SIDES, Source, Sprite, decode,
    draw, encode, placeholder, webp,
};
use crate::error::Reason;

/// WebP quality and effort, measured in `media.md` B4.
const WEBP_QUALITY: f32 = 80.0;
const WEBP_METHOD: i32 = 4;
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
    let (full, width, height, cut_off) = read_source(&plan.source, &plan.limits)?;
    println!("step=decoded");
    let mut out = Output {
        folder: &plan.out,
        files: Vec::new(),
    };
    let smallest = write_pyramid(&full, &mut out)?;
    if let Some(sprite) = &plan.sprite {
        write_sprite(sprite, &mut out)?;
    }
    Ok(Made {
        files: out.files,
        width,
        height,
        thumbhash: placeholder::thumbhash(&smallest)?,
        color: placeholder::dominant_color(&smallest)?,
        cut_off,
    })
}

fn sprite_only(plan: &ImagePlan) -> Result<Made, Refusal> {
    let mut out = Output {
        folder: &plan.out,
        files: Vec::new(),
    };
    if let Some(sprite) = &plan.sprite {
        write_sprite(sprite, &mut out)?;
    }
    Ok(Made {
        files: out.files,
        width: 0,
        height: 0,
        thumbhash: String::new(),
        color: String::new(),
        cut_off: false,
    })
}

/// The picture upright in sRGB at no more than the largest side, with the original's upright size.
fn read_source(source: &Source, limits: &ImageLimits) -> Result<(Raster, u32, u32, bool), Refusal> {
    let largest = SIDES[SIDES.len() - 1];
    match source {
        Source::File { path, format } => {
            let decoded = decode::decode(path, *format, limits)?;
            let cut_off = decoded.cut_off;
            let (raster, width, height) = decoded.into_upright_srgb(largest)?;
            Ok((raster, width, height, cut_off))
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
            let (to_width, to_height) = fit(*width, *height, largest);
            Ok((full.resized(to_width, to_height)?, *width, *height, false))
        }
        Source::Waveform { peaks } => {
            let cover = draw::cover(peaks);
            let (width, height) = (cover.width, cover.height);
            Ok((cover, width, height, false))
        }
        Source::SpriteOnly => Err(Refusal::new(Reason::NoPicture, "no picture")),
    }
}

/// Each size is made from the one above. Returns the smallest.
fn write_pyramid(full: &Raster, out: &mut Output<'_>) -> Result<Raster, Refusal> {
    out.jpeg("card.jpg", &full.flattened().covering(CARD.0, CARD.1)?)?;
    let long_side = full.width.max(full.height);
    let mut current = full.clone();
    for (index, side) in SIDES.iter().enumerate().rev() {
        // A picture of 900 pixels is written once under the name 1280, and smaller ones below it.
        if index > 0 && long_side <= SIDES[index - 1] {
            continue;
        }
        let (width, height) = fit(current.width, current.height, *side);
        current = current.resized(width, height)?;
        out.webp(&format!("{side}.webp"), &current)?;
        if *side == JPEG_SIDE {
            out.jpeg(&format!("{JPEG_SIDE}.jpg"), &current.flattened())?;
        }
        println!("step={side}");
    }
    if long_side <= SIDES[1] {
        // Too small for the 1280 step: the JPEG keeps the picture's own size.
        out.jpeg(&format!("{JPEG_SIDE}.jpg"), &full.flattened())?;
    }
    Ok(current)
}

fn write_sprite(sprite: &Sprite, out: &mut Output<'_>) -> Result<(), Refusal> {
    let cells = fs::read(&sprite.path).map_err(|error| Refusal::new(Reason::NoPicture, error))?;
    let sheet = draw::sheet(&cells, sprite)
        .ok_or_else(|| Refusal::new(Reason::NoPicture, "sprite cells"))?;
    out.webp("sprite.webp", &sheet)
}

/// Writes files and remembers them.
struct Output<'a> {
    folder: &'a Path,
    files: Vec<MadeFile>,
}

impl Output<'_> {
    fn webp(&mut self, name: &str, raster: &Raster) -> Result<(), Refusal> {
        let bytes = webp::encode(raster, WEBP_QUALITY, WEBP_METHOD)
            .map_err(|error| Refusal::new(Reason::Unreadable, format!("{name}: {error}")))?;
        self.write(name, raster, &bytes)
    }

    fn jpeg(&mut self, name: &str, raster: &Raster) -> Result<(), Refusal> {
        let bytes = encode::jpeg(raster, JPEG_QUALITY)
            .map_err(|error| Refusal::new(Reason::Unreadable, format!("{name}: {error}")))?;
        self.write(name, raster, &bytes)
    }

    fn write(&mut self, name: &str, raster: &Raster, bytes: &[u8]) -> Result<(), Refusal> {
        fs::write(self.folder.join(name), bytes)
            .map_err(|error| Refusal::new(Reason::TooComplex, error))?;
        self.files.push(MadeFile {
            name: name.to_owned(),
            width: raster.width,
            height: raster.height,
        });
        Ok(())
    }
}
