//! PNG files too large to be decoded whole: read row by row and made smaller on the way.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use fast_image_resize::PixelType;
use image::metadata::Orientation;

use super::ImageLimits;
use super::decode::{Decoded, Hints, PNG_HEADER_BYTES, is_turned};
use super::picture::Picture;
use super::raster::{Area, fit, resize};
use super::rows::{Shrinker, factor, spread};
use super::worker::Refusal;
use crate::error::Reason;

/// Decodes a PNG whose header was checked already.
pub(super) fn decode(
    path: &Path,
    limits: &ImageLimits,
    max_side: u32,
    hints: Hints,
) -> Result<Decoded, Refusal> {
    let file = File::open(path).map_err(|error| Refusal::new(Reason::Unreadable, error))?;
    let bounds = png::Limits {
        bytes: usize::try_from(PNG_HEADER_BYTES).unwrap_or(usize::MAX),
    };
    let mut decoder = png::Decoder::new_with_limits(BufReader::new(file), bounds);
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
    let mut reader = decoder.read_info().map_err(|error| refuse(&error))?;
    let info = reader.info();
    let (width, height) = (info.width, info.height);
    if info.interlaced {
        // Its rows come in seven rounds, so all of them would have to be kept.
        return Err(Refusal::new(Reason::TooManyPixels, "interlaced"));
    }
    let profile = info.icc_profile.as_ref();
    if profile.is_some_and(|profile| profile.len() as u64 > limits.max_icc_bytes) {
        return Err(Refusal::new(Reason::TooComplex, "colour profile"));
    }
    let profile = hints.profile(profile.map(AsRef::as_ref));
    let tagged = info
        .exif_metadata
        .as_ref()
        .and_then(|exif| Orientation::from_exif_chunk(exif));
    let orientation = hints.orientation(tagged.unwrap_or(Orientation::NoTransforms));
    let (color, _) = reader.output_color_type();
    let (channels, kind) = match color.samples() {
        1 => (1, PixelType::U8),
        2 => (2, PixelType::U8x2),
        3 => (3, PixelType::U8x3),
        _ => (4, PixelType::U8x4),
    };
    let factor = factor((width, height), channels, max_side);
    let mut shrinker = Shrinker::new(width, height, channels, factor);
    while let Some(row) = reader.next_row().map_err(|error| refuse(&error))? {
        shrinker.push(row.data());
    }
    let (pixels, stored_width, stored_height) = shrinker.finish();
    let to = fit(width, height, max_side);
    // The last square of a row may be smaller than the others: the picture's area is no whole number of them.
    let area = |side: u32| f64::from(side) / f64::from(factor);
    let area = Area::of(area(width), area(height));
    let small = resize(&pixels, kind, (stored_width, stored_height), area, to)?;
    drop(pixels);
    let mut raster = spread(small, to.0, to.1, channels).without_idle_alpha();
    if let Some(profile) = profile {
        profile.convert(&mut raster, channels < 3);
    }
    let turned = is_turned(orientation);
    Ok(Decoded {
        picture: Picture::Raster(raster).turned(orientation),
        width: if turned { height } else { width },
        height: if turned { width } else { height },
        cut_off: false,
    })
}

fn refuse(error: &png::DecodingError) -> Refusal {
    let reason = match error {
        png::DecodingError::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            Reason::Truncated
        }
        png::DecodingError::LimitsExceeded => Reason::TooComplex,
        _ => Reason::Unreadable,
    };
    Refusal::new(reason, error)
}
