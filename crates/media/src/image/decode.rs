//! One decoder per format, limits first.

use std::fs::File;
use std::io::{BufReader, Cursor, Read};
use std::path::Path;

use fast_image_resize::PixelType;
use image::codecs::gif::GifDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{ColorType, ImageDecoder, ImageError, Limits};

use super::colour::Profile;
use super::picture::Picture;
use super::raster::{Area, Raster, fit, resize};
use super::rows::spread;
use super::worker::Refusal;
use super::{Format, ImageLimits, jpeg, png_rows, tiff_in, webp_in};
use crate::error::Reason;

/// What a PNG's text and profile chunks may grow to while its header is read.
pub(super) const PNG_HEADER_BYTES: u64 = 16 << 20;

/// A picture ready for all sizes: upright, sRGB, 8 bits.
pub(super) struct Decoded {
    pub(super) picture: Picture,
    /// The original's width, upright.
    pub(super) width: u32,
    /// The original's height, upright.
    pub(super) height: u32,
    /// Rows at its end were missing, but nearly all of it is there.
    pub(super) cut_off: bool,
}

/// What is known about a file besides what it says itself.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Hints {
    /// It was turned already, whatever its orientation tag says.
    pub(super) upright: bool,
    /// Primaries and transfer curve by number, for a file without a profile.
    pub(super) colors: Option<(u16, u16)>,
}

impl Hints {
    /// How the picture is still to be turned.
    pub(super) fn orientation(self, tagged: Orientation) -> Orientation {
        if self.upright {
            Orientation::NoTransforms
        } else {
            tagged
        }
    }

    /// The profile to convert from: the embedded one, else the one that was named.
    pub(super) fn profile(self, embedded: Option<&[u8]>) -> Option<Profile> {
        match embedded {
            Some(bytes) => Profile::parse(bytes),
            None => self.colors.and_then(Profile::by_number),
        }
    }
}

/// Decodes a file, or the first frame of an animation, to no side above `max_side`.
pub(super) fn decode(
    path: &Path,
    format: Format,
    limits: &ImageLimits,
    max_side: u32,
    hints: Hints,
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
    let whole = match format {
        Format::Jpeg => return jpeg::decode(path, limits, max_side, hints),
        Format::Png => {
            if check_png_header(&mut open()?, limits)? > limits.max_whole_bytes {
                return png_rows::decode(path, limits, max_side, hints);
            }
            Whole::read(
                PngDecoder::with_limits(open()?, bounds()).map_err(told)?,
                limits,
            )?
        }
        Format::Webp => return decode_webp(path, limits, max_side),
        Format::Tiff => return tiff_in::decode(path, limits, max_side),
        Format::Gif => Whole::read(GifDecoder::new(open()?).map_err(told)?, limits)?,
    };
    whole.into_upright_srgb(max_side, false, hints)
}

/// Whether an orientation exchanges width and height.
pub(super) fn is_turned(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    )
}

/// The first frame of an animation by the Rust decoder, which knows how frames are put together; a still picture by
/// libwebp, which can make it smaller meanwhile.
fn decode_webp(path: &Path, limits: &ImageLimits, max_side: u32) -> Result<Decoded, Refusal> {
    let bytes = std::fs::read(path).map_err(|error| Refusal::new(Reason::Unreadable, error))?;
    let header = webp_in::header(&bytes)?;
    check_size(header.width, header.height, limits)?;
    let mut decoder = WebPDecoder::new(Cursor::new(&bytes)).map_err(|error| refuse(&error))?;
    if header.animated {
        return Whole::read(decoder, limits)?.into_upright_srgb(max_side, false, Hints::default());
    }
    let (orientation, icc) = described(&mut decoder, limits)?;
    drop(decoder);
    let (pixels, width, height) = webp_in::decode(&bytes, header, limits, max_side)?;
    let whole = Whole {
        pixels,
        width,
        height,
        color: if header.alpha {
            ColorType::Rgba8
        } else {
            ColorType::Rgb8
        },
        orientation,
        icc,
    };
    let decoded = whole.into_upright_srgb(max_side, false, Hints::default())?;
    let turned = is_turned(orientation);
    Ok(Decoded {
        width: if turned { header.height } else { header.width },
        height: if turned { header.width } else { header.height },
        ..decoded
    })
}

/// Orientation and colour profile, if the profile is no bomb.
fn described(
    decoder: &mut impl ImageDecoder,
    limits: &ImageLimits,
) -> Result<(Orientation, Option<Vec<u8>>), Refusal> {
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let icc = decoder.icc_profile().ok().flatten();
    if icc
        .as_ref()
        .is_some_and(|profile| profile.len() as u64 > limits.max_icc_bytes)
    {
        return Err(Refusal::new(Reason::TooComplex, "colour profile"));
    }
    Ok((orientation, icc))
}

/// Size, depth and colours stand at fixed places; the size is checked before the PNG decoder allocates rows. Gives the
/// bytes that the decoded picture takes.
fn check_png_header(reader: &mut impl Read, limits: &ImageLimits) -> Result<u64, Refusal> {
    let mut head = [0; 26];
    reader
        .read_exact(&mut head)
        .map_err(|error| Refusal::new(Reason::Truncated, error))?;
    let side = |at: usize| u32::from_be_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
    let (width, height) = (side(16), side(20));
    check_size(width, height, limits)?;
    let channels = match head[25] {
        0 => 1,
        4 => 2,
        2 => 3,
        _ => 4, // also a palette, which may have see-through entries
    };
    let bytes = if head[24] == 16 { 2 } else { 1 };
    Ok(u64::from(width) * u64::from(height) * channels * bytes)
}

pub(super) fn check_size(width: u32, height: u32, limits: &ImageLimits) -> Result<(), Refusal> {
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

/// All pixels of a picture, as its decoder gave them.
pub(super) struct Whole {
    pixels: Vec<u8>,
    width: u32,
    height: u32,
    color: ColorType,
    orientation: Orientation,
    icc: Option<Vec<u8>>,
}

impl Whole {
    /// Checks size and bytes, then decodes into one buffer that is asked for, not assumed.
    ///
    /// `into_decoder` does not reserve its output, so an allocation that fails here would abort the process.
    pub(super) fn read(
        mut decoder: impl ImageDecoder,
        limits: &ImageLimits,
    ) -> Result<Self, Refusal> {
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
        let (orientation, icc) = described(&mut decoder, limits)?;
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
        Ok(Self {
            pixels,
            width,
            height,
            color,
            orientation,
            icc,
        })
    }

    /// The share of rows above the even grey or black in which a cut-off JPEG ends.
    #[cfg(not(feature = "turbojpeg"))]
    pub(super) fn rows_decoded(&self) -> f64 {
        let row = self.width as usize * usize::from(self.color.bytes_per_pixel());
        let pixel = usize::from(self.color.bytes_per_pixel());
        let Some(last) = self.pixels.chunks_exact(pixel).last() else {
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
    pub(super) fn into_upright_srgb(
        self,
        max_side: u32,
        cut_off: bool,
        hints: Hints,
    ) -> Result<Decoded, Refusal> {
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
        let whole = Area::of(f64::from(self.width), f64::from(self.height));
        let small = if from == to {
            self.pixels
        } else {
            resize(&self.pixels, kind, from, whole, to)?
        };
        let profile = hints.profile(self.icc.as_deref());
        let raster = match (&profile, self.color) {
            // Bent before it is narrowed.
            (Some(Profile::Light(tone)), ColorType::Rgb16 | ColorType::Rgba16) => {
                let channels = usize::from(self.color.channel_count());
                spread(tone.narrowed(&small, channels), to.0, to.1, channels).without_idle_alpha()
            }
            _ => {
                let mut raster = to_raster(small, to, self.color).without_idle_alpha();
                if let Some(profile) = &profile {
                    profile.convert(&mut raster, !self.color.has_color());
                }
                raster
            }
        };
        let orientation = hints.orientation(self.orientation);
        let turned = is_turned(orientation);
        let (width, height) = if turned { (from.1, from.0) } else { from };
        Ok(Decoded {
            picture: Picture::Raster(raster).turned(orientation),
            width,
            height,
            cut_off,
        })
    }
}

/// Any decoder's pixels as 8-bit RGB or RGBA.
fn to_raster(pixels: Vec<u8>, (width, height): (u32, u32), color: ColorType) -> Raster {
    let bytes = if color.bytes_per_pixel() / color.channel_count() == 2 {
        narrowed(&pixels)
    } else {
        pixels
    };
    spread(bytes, width, height, usize::from(color.channel_count()))
}

/// 16 bits to 8, rounded to the nearest.
fn narrowed(pixels: &[u8]) -> Vec<u8> {
    let narrow = |pair: &[u8]| {
        let wide = u32::from(u16::from_ne_bytes([pair[0], pair[1]]));
        u8::try_from((wide * 255 + 32_767) / 65_535).unwrap_or(u8::MAX)
    };
    pixels.chunks_exact(2).map(narrow).collect()
}

/// Which reason a decoder's error is.
pub(super) fn refuse(error: &ImageError) -> Refusal {
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
