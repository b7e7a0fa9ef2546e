//! TIFF in: scans and exports of drawing programs, read strip by strip and made smaller on the way.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use fast_image_resize::PixelType;
use image::metadata::Orientation;
use tiff::decoder::{Decoder, DecodingResult, Limits};
use tiff::tags::Tag;
use tiff::{ColorType, TiffError};

use super::ImageLimits;
use super::colour::{self, Profile};
use super::decode::{Decoded, check_size, is_turned};
use super::picture::Picture;
use super::raster::{Area, Raster, fit, resize, resize_opaque};
use super::rows::{Shrinker, factor, spread};
use super::worker::Refusal;
use crate::error::Reason;

type Tiff = Decoder<BufReader<File>>;

/// How one row's samples become pixels of 8 bits.
enum Samples {
    /// As many channels of 8 or 16 bits.
    Plain(usize),
    /// Four inks.
    Inks,
    /// Fewer than 8 bits of grey each.
    Bits(u8),
    /// Numbers of colours in a table.
    Table(u8, Vec<[u8; 3]>),
}

impl Samples {
    fn channels(&self) -> usize {
        match self {
            Self::Plain(channels) => *channels,
            Self::Inks => 4,
            Self::Bits(_) => 1,
            Self::Table(..) => 3,
        }
    }
}

/// Decodes the first picture of a TIFF.
pub(super) fn decode(path: &Path, limits: &ImageLimits, max_side: u32) -> Result<Decoded, Refusal> {
    let told = |error: TiffError| refuse(&error);
    let file = File::open(path).map_err(|error| Refusal::new(Reason::Unreadable, error))?;
    let mut decoder = Decoder::new(BufReader::new(file)).map_err(told)?;
    let (width, height) = decoder.dimensions().map_err(told)?;
    check_size(width, height, limits)?;
    decoder = decoder.with_limits(bounds(limits));
    let samples = samples(&mut decoder)?;
    let number = |decoder: &mut Tiff, tag| decoder.find_tag_unsigned::<u16>(tag).ok().flatten();
    let orientation = number(&mut decoder, Tag::Orientation)
        .and_then(|number| Orientation::from_exif(u8::try_from(number).ok()?))
        .unwrap_or(Orientation::NoTransforms);
    let premultiplied = number(&mut decoder, Tag::ExtraSamples) == Some(1);
    let profile = decoder
        .find_tag(Tag::IccProfile)
        .ok()
        .flatten()
        .and_then(|value| value.into_u8_vec().ok())
        .filter(|profile| profile.len() as u64 <= limits.max_icc_bytes)
        .and_then(|profile| Profile::parse(&profile));

    let channels = samples.channels();
    let factor = factor((width, height), channels, max_side);
    let mut shrinker = Shrinker::new(width, height, channels, factor);
    if matches!(samples, Samples::Inks) {
        shrinker = shrinker.without_alpha();
    }
    read_rows(&mut decoder, (width, height), &samples, |row| {
        if premultiplied && matches!(channels, 2 | 4) && !matches!(samples, Samples::Inks) {
            divide_alpha_out(row, channels);
        }
        shrinker.push(row);
    })?;
    let (pixels, stored_width, stored_height) = shrinker.finish();
    let to = fit(width, height, max_side);
    let area = |side: u32| f64::from(side) / f64::from(factor);
    let area = Area::of(area(width), area(height));
    let kind = [
        PixelType::U8,
        PixelType::U8x2,
        PixelType::U8x3,
        PixelType::U8x4,
    ][channels - 1];
    let from = (stored_width, stored_height);
    let small = if matches!(samples, Samples::Inks) {
        resize_opaque(&pixels, kind, from, area, to)?
    } else {
        resize(&pixels, kind, from, area, to)?
    };
    drop(pixels);
    let raster = if matches!(samples, Samples::Inks) {
        let inks = Raster {
            width: to.0,
            height: to.1,
            channels: 4,
            pixels: small,
        };
        colour::from_inks(&inks, profile.as_ref())
    } else {
        let mut raster = spread(small, to.0, to.1, channels).without_idle_alpha();
        if let Some(profile) = profile {
            profile.convert(&mut raster, channels < 3);
        }
        raster
    };
    let turned = is_turned(orientation);
    Ok(Decoded {
        picture: Picture::Raster(raster).turned(orientation),
        width: if turned { height } else { width },
        height: if turned { width } else { height },
        cut_off: false,
    })
}

fn bounds(limits: &ImageLimits) -> Limits {
    let bytes = usize::try_from(limits.max_decoded_bytes).unwrap_or(usize::MAX);
    let mut bounds = Limits::default();
    bounds.decoding_buffer_size = bytes;
    bounds.intermediate_buffer_size = bytes;
    bounds.ifd_value_size = 8 << 20;
    bounds
}

/// Which of our arrangements the picture has.
fn samples(decoder: &mut Tiff) -> Result<Samples, Refusal> {
    let told = |error: TiffError| refuse(&error);
    let unsupported = |what: &str| Refusal::new(Reason::UnsupportedFormat, what);
    // Cameras' raw files begin with a small picture that is marked as such.
    let kind = decoder.find_tag_unsigned::<u32>(Tag::NewSubfileType);
    if kind.ok().flatten().is_some_and(|kind| kind & 1 == 1) {
        return Err(unsupported("a camera's raw file"));
    }
    let color = decoder.colortype().map_err(told)?;
    let planar = decoder
        .find_tag_unsigned::<u16>(Tag::PlanarConfiguration)
        .map_err(told)?;
    if planar == Some(2) && !matches!(color, ColorType::Gray(_) | ColorType::Palette(_)) {
        return Err(unsupported("colours in planes of their own"));
    }
    Ok(match color {
        ColorType::Gray(8 | 16) => Samples::Plain(1),
        ColorType::GrayA(8 | 16) => Samples::Plain(2),
        ColorType::RGB(8 | 16) => Samples::Plain(3),
        ColorType::RGBA(8 | 16) => Samples::Plain(4),
        ColorType::CMYK(8 | 16) => Samples::Inks,
        ColorType::Gray(bits @ (1 | 2 | 4)) => Samples::Bits(bits),
        ColorType::Palette(bits @ (1 | 2 | 4 | 8)) => {
            let map = decoder.get_tag_u16_vec(Tag::ColorMap).map_err(told)?;
            let third = map.len() / 3;
            let part = |at: usize| u8::try_from(map[at] >> 8).unwrap_or(u8::MAX);
            let table = (0..third)
                .map(|at| [part(at), part(at + third), part(at + 2 * third)])
                .collect();
            Samples::Table(bits, table)
        }
        other => return Err(unsupported(&format!("{other:?}"))),
    })
}

/// Reads strips, or rows of tiles, and hands on each row of pixels in 8 bits.
fn read_rows(
    decoder: &mut Tiff,
    (width, height): (u32, u32),
    samples: &Samples,
    mut take: impl FnMut(&mut [u8]),
) -> Result<(), Refusal> {
    let (across, down) = decoder.chunk_dimensions();
    if across == 0 || down == 0 {
        return Err(Refusal::new(Reason::Unreadable, "chunks of no size"));
    }
    let columns = width.div_ceil(across);
    let line = width as usize * samples.channels();
    for band in 0..height.div_ceil(down) {
        let rows = down.min(height - band * down) as usize;
        let mut lines = vec![0; if columns > 1 { line * rows } else { line }];
        for column in 0..columns {
            let index = band * columns + column;
            let (chunk_width, _) = decoder.chunk_data_dimensions(index);
            let data = decoder.read_chunk(index).map_err(|error| refuse(&error))?;
            let left = (column * across) as usize * samples.channels();
            let part = chunk_width as usize * samples.channels();
            for row in 0..rows {
                let start = if columns > 1 { row * line + left } else { left };
                let target = lines.get_mut(start..start + part).ok_or_else(|| {
                    Refusal::new(Reason::Unreadable, "a chunk beside the picture")
                })?;
                convert(&data, chunk_width as usize, row, samples, target)?;
                if columns == 1 {
                    take(&mut lines);
                }
            }
        }
        if columns > 1 {
            lines.chunks_exact_mut(line).for_each(&mut take);
        }
        println!("step=band{band}");
    }
    Ok(())
}

/// One row of a chunk as 8-bit pixels.
fn convert(
    data: &DecodingResult,
    width: usize,
    row: usize,
    samples: &Samples,
    target: &mut [u8],
) -> Result<(), Refusal> {
    let short = || Refusal::new(Reason::Truncated, "a chunk is too short");
    match (samples, data) {
        (Samples::Plain(_) | Samples::Inks, DecodingResult::U8(bytes)) => {
            let length = target.len();
            let source = bytes
                .get(row * length..(row + 1) * length)
                .ok_or_else(short)?;
            target.copy_from_slice(source);
        }
        (Samples::Plain(_) | Samples::Inks, DecodingResult::U16(words)) => {
            let length = target.len();
            let source = words
                .get(row * length..(row + 1) * length)
                .ok_or_else(short)?;
            for (narrow, wide) in target.iter_mut().zip(source) {
                let rounded = (u32::from(*wide) * 255 + 32_767) / 65_535;
                *narrow = u8::try_from(rounded).unwrap_or(u8::MAX);
            }
        }
        (Samples::Bits(bits) | Samples::Table(bits, _), DecodingResult::U8(bytes)) => {
            let bits = usize::from(*bits);
            let stride = (width * bits).div_ceil(8);
            let source = bytes
                .get(row * stride..(row + 1) * stride)
                .ok_or_else(short)?;
            let most = (1_u16 << bits) - 1;
            let value = |at: usize| {
                let shift = 8 - bits - at * bits % 8;
                u16::from(source[at * bits / 8]) >> shift & most
            };
            match samples {
                Samples::Table(_, table) => {
                    for (at, pixel) in target.chunks_exact_mut(3).enumerate() {
                        let color = table.get(usize::from(value(at))).copied();
                        pixel.copy_from_slice(&color.unwrap_or_default());
                    }
                }
                _ => {
                    for (at, grey) in target.iter_mut().enumerate() {
                        *grey = u8::try_from(value(at) * 255 / most).unwrap_or(u8::MAX);
                    }
                }
            }
        }
        _ => {
            return Err(Refusal::new(
                Reason::UnsupportedFormat,
                "samples that are no whole numbers",
            ));
        }
    }
    Ok(())
}

/// Straight alpha from colours that were multiplied by it.
fn divide_alpha_out(row: &mut [u8], channels: usize) {
    for pixel in row.chunks_exact_mut(channels) {
        let alpha = u16::from(pixel[channels - 1]);
        for color in &mut pixel[..channels - 1] {
            let straight = (u16::from(*color) * 255).checked_div(alpha).unwrap_or(0);
            *color = u8::try_from(straight).unwrap_or(u8::MAX);
        }
    }
}

fn refuse(error: &TiffError) -> Refusal {
    let reason = match error {
        TiffError::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            Reason::Truncated
        }
        TiffError::UnsupportedError(_) => Reason::UnsupportedFormat,
        TiffError::LimitsExceeded => Reason::TooManyPixels,
        _ => Reason::Unreadable,
    };
    Refusal::new(reason, error)
}
