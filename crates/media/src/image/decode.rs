//! One decoder per format, limits first.

use std::fs::File;
use std::io::{BufReader, Cursor, Read};
use std::path::Path;

use fast_image_resize::PixelType;
use image::codecs::gif::GifDecoder;
use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{ColorType, DynamicImage, ImageDecoder, ImageError, Limits, RgbImage, RgbaImage};

use super::jpeg_scan;
use super::raster::{Raster, fit, lanczos, resize};
use super::worker::Refusal;
use super::{Format, ImageLimits, colour};
use crate::error::Reason;

/// A JPEG whose end is missing is taken if this share of its rows was decoded.
const ROWS_NEEDED: f64 = 0.95;
/// What a PNG's text and profile chunks may grow to while its header is read.
const PNG_HEADER_BYTES: u64 = 16 << 20;

/// A picture as its decoder gave it.
pub(super) struct Decoded {
    pixels: Vec<u8>,
    width: u32,
    height: u32,
    color: ColorType,
    orientation: Orientation,
    icc: Option<Vec<u8>>,
    /// The end was missing, but nearly all of it is there.
    pub(super) cut_off: bool,
}

/// Decodes a file, or the first frame of an animation.
pub(super) fn decode(
    path: &Path,
    format: Format,
    limits: &ImageLimits,
) -> Result<Decoded, Refusal> {
    let told = |error: ImageError| refuse(&error);
    let open = || {
        File::open(path)
            .map(BufReader::new)
            .map_err(|error| Refusal::new(Reason::Unreadable, error))
    };
    let bounds = || {
        let mut bounds = Limits::default();
        bounds.max_image_width = Some(limits.max_side);
        bounds.max_image_height = Some(limits.max_side);
        bounds.max_alloc = Some(PNG_HEADER_BYTES);
        bounds
    };
    match format {
        Format::Jpeg => decode_jpeg(path, limits),
        Format::Png => {
            check_png_header(&mut open()?, limits)?;
            read(
                PngDecoder::with_limits(open()?, bounds()).map_err(told)?,
                limits,
            )
        }
        Format::Webp => read(WebPDecoder::new(open()?).map_err(told)?, limits),
        Format::Gif => read(GifDecoder::new(open()?).map_err(told)?, limits),
    }
}

fn decode_jpeg(path: &Path, limits: &ImageLimits) -> Result<Decoded, Refusal> {
    let bytes = std::fs::read(path).map_err(|error| Refusal::new(Reason::Unreadable, error))?;
    let scan = jpeg_scan::scan(&bytes).ok_or_else(|| {
        // No frame at all: a file that was cut before it, or no picture.
        Refusal::new(Reason::Truncated, "no frame header")
    })?;
    check_size(scan.width, scan.height, limits)?;
    let pixels = u64::from(scan.width) * u64::from(scan.height);
    if scan.progressive && pixels > limits.max_progressive_pixels {
        return Err(Refusal::new(Reason::TooManyPixels, "progressive"));
    }
    if scan.scans > limits.max_scans {
        return Err(Refusal::new(
            Reason::TooComplex,
            format!("{} scans", scan.scans),
        ));
    }
    if scan.icc_bytes > limits.max_icc_bytes {
        return Err(Refusal::new(Reason::TooComplex, "colour profile"));
    }
    if scan.scans == 0 {
        return Err(Refusal::new(Reason::Truncated, "no scan"));
    }
    let decoder = JpegDecoder::new(Cursor::new(bytes)).map_err(|error| refuse(&error))?;
    let mut picture = read(decoder, limits)?;
    if !scan.ended {
        let share = picture.rows_decoded();
        if share < ROWS_NEEDED {
            return Err(Refusal::new(
                Reason::Truncated,
                format!("{:.0} % of the rows", share * 100.0),
            ));
        }
        picture.cut_off = true;
    }
    Ok(picture)
}

/// The size stands at a fixed place; it is checked before the PNG decoder allocates rows.
fn check_png_header(reader: &mut impl Read, limits: &ImageLimits) -> Result<(), Refusal> {
    let mut head = [0; 24];
    reader
        .read_exact(&mut head)
        .map_err(|error| Refusal::new(Reason::Truncated, error))?;
    let side = |at: usize| u32::from_be_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
    check_size(side(16), side(20), limits)
}

fn check_size(width: u32, height: u32, limits: &ImageLimits) -> Result<(), Refusal> {
    if width == 0 || height == 0 {
        return Err(Refusal::new(Reason::Unreadable, "a side of 0 pixels"));
    }
    let pixels = u64::from(width) * u64::from(height);
    if width.max(height) > limits.max_side || pixels > limits.max_pixels {
        return Err(Refusal::new(
            Reason::TooManyPixels,
            format!("{width} x {height}"),
        ));
    }
    Ok(())
}

/// Checks size and bytes, then decodes into one buffer that is asked for, not assumed.
///
/// `into_decoder` does not reserve its output, so an allocation that fails here would abort the process.
fn read(mut decoder: impl ImageDecoder, limits: &ImageLimits) -> Result<Decoded, Refusal> {
    let (width, height) = decoder.dimensions();
    check_size(width, height, limits)?;
    let bytes = decoder.total_bytes();
    if bytes > limits.max_decoded_bytes {
        return Err(Refusal::new(
            Reason::TooManyPixels,
            format!("{bytes} bytes of pixels"),
        ));
    }
    let color = decoder.color_type();
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let icc = decoder.icc_profile().ok().flatten();
    if icc
        .as_ref()
        .is_some_and(|profile| profile.len() as u64 > limits.max_icc_bytes)
    {
        return Err(Refusal::new(Reason::TooComplex, "colour profile"));
    }
    let length =
        usize::try_from(bytes).map_err(|error| Refusal::new(Reason::TooManyPixels, error))?;
    let mut pixels = Vec::new();
    pixels
        .try_reserve_exact(length)
        .map_err(|error| Refusal::new(Reason::TooManyPixels, error))?;
    pixels.resize(length, 0);
    decoder
        .read_image(&mut pixels)
        .map_err(|error| refuse(&error))?;
    Ok(Decoded {
        pixels,
        width,
        height,
        color,
        orientation,
        icc,
        cut_off: false,
    })
}

impl Decoded {
    /// The share of rows above the even grey or black in which a cut-off JPEG ends.
    fn rows_decoded(&self) -> f64 {
        let row = self.width as usize * usize::from(self.color.bytes_per_pixel());
        let pixel = usize::from(self.color.bytes_per_pixel());
        let Some(last) = self
            .pixels
            .last_chunk::<1>()
            .and_then(|_| self.pixels.chunks_exact(pixel).last())
        else {
            return 0.0;
        };
        let empty = self
            .pixels
            .rchunks_exact(row)
            .take_while(|row| row.chunks_exact(pixel).all(|candidate| candidate == last))
            .count();
        1.0 - f64::from(u32::try_from(empty).unwrap_or(u32::MAX)) / f64::from(self.height)
    }

    /// Shrinks to `max_side`, then converts to 8-bit sRGB and turns upright: the dear steps work on few pixels.
    ///
    /// Also gives the original's upright width and height.
    pub(super) fn into_upright_srgb(self, max_side: u32) -> Result<(Raster, u32, u32), Refusal> {
        let from = (self.width, self.height);
        let to = fit(self.width, self.height, max_side);
        let kind = match self.color {
            ColorType::L8 => PixelType::U8,
            ColorType::La8 => PixelType::U8x2,
            ColorType::Rgb8 => PixelType::U8x3,
            ColorType::Rgba8 => PixelType::U8x4,
            ColorType::L16 => PixelType::U16,
            ColorType::La16 => PixelType::U16x2,
            ColorType::Rgb16 => PixelType::U16x3,
            ColorType::Rgba16 => PixelType::U16x4,
            other => {
                return Err(Refusal::new(
                    Reason::UnsupportedFormat,
                    format!("{other:?}"),
                ));
            }
        };
        let small = if from == to {
            self.pixels
        } else {
            resize(&self.pixels, kind, from, to, &lanczos())?
        };
        let mut raster = to_raster(small, to, self.color).without_idle_alpha();
        if let Some(profile) = &self.icc {
            colour::to_srgb(&mut raster, profile, !self.color.has_color());
        }
        let swapped = matches!(
            self.orientation,
            Orientation::Rotate90
                | Orientation::Rotate270
                | Orientation::Rotate90FlipH
                | Orientation::Rotate270FlipH
        );
        let (width, height) = if swapped { (from.1, from.0) } else { from };
        Ok((turn(raster, self.orientation)?, width, height))
    }
}

/// Any decoder's pixels as 8-bit RGB or RGBA.
fn to_raster(pixels: Vec<u8>, (width, height): (u32, u32), color: ColorType) -> Raster {
    let bytes = if color.bytes_per_pixel() / color.channel_count() == 2 {
        narrowed(&pixels)
    } else {
        pixels
    };
    let (channels, pixels) = match color.channel_count() {
        1 => (3, bytes.iter().flat_map(|grey| [*grey; 3]).collect()),
        2 => (
            4,
            bytes
                .chunks_exact(2)
                .flat_map(|pair| [pair[0], pair[0], pair[0], pair[1]])
                .collect(),
        ),
        3 => (3, bytes),
        _ => (4, bytes),
    };
    Raster {
        width,
        height,
        channels,
        pixels,
    }
}

/// 16 bits to 8, rounded to the nearest.
fn narrowed(pixels: &[u8]) -> Vec<u8> {
    let narrow = |pair: &[u8]| {
        let wide = u32::from(u16::from_ne_bytes([pair[0], pair[1]]));
        u8::try_from((wide * 255 + 32_767) / 65_535).unwrap_or(u8::MAX)
    };
    pixels.chunks_exact(2).map(narrow).collect()
}

fn turn(raster: Raster, orientation: Orientation) -> Result<Raster, Refusal> {
    if orientation == Orientation::NoTransforms {
        return Ok(raster);
    }
    let Raster {
        width,
        height,
        channels,
        pixels,
    } = raster;
    let mut picture = if channels == 4 {
        RgbaImage::from_raw(width, height, pixels).map(DynamicImage::ImageRgba8)
    } else {
        RgbImage::from_raw(width, height, pixels).map(DynamicImage::ImageRgb8)
    }
    .ok_or_else(|| Refusal::new(Reason::Unreadable, "turn"))?;
    picture.apply_orientation(orientation);
    Ok(Raster {
        width: picture.width(),
        height: picture.height(),
        channels,
        pixels: picture.into_bytes(),
    })
}

/// Which reason a decoder's error is.
fn refuse(error: &ImageError) -> Refusal {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    let mut text = error.to_string();
    let mut cut = false;
    while let Some(current) = cause {
        cut |= current
            .downcast_ref::<std::io::Error>()
            .is_some_and(|error| error.kind() == std::io::ErrorKind::UnexpectedEof);
        text = current.to_string();
        cause = current.source();
    }
    cut |= text.to_lowercase().contains("unexpected eof")
        || text.to_lowercase().contains("unexpected end");
    let reason = match error {
        ImageError::Limits(_) => Reason::TooComplex,
        ImageError::Unsupported(_) => Reason::UnsupportedFormat,
        _ if cut => Reason::Truncated,
        _ => Reason::Unreadable,
    };
    Refusal::new(reason, format!("{error}: {text}"))
}
