//! Pixels in memory: 8 bits, RGB or RGBA with straight alpha, row by row.

use fast_image_resize as fir;
use fir::images::{Image, ImageRef};
use image::metadata::Orientation;

use super::turn::turn;
use super::worker::Refusal;
use crate::error::Reason;

/// A picture in sRGB.
#[derive(Clone, Debug)]
pub(super) struct Raster {
    pub(super) width: u32,
    pub(super) height: u32,
    /// 3 or 4.
    pub(super) channels: usize,
    /// `width * height * channels` bytes.
    pub(super) pixels: Vec<u8>,
}

/// Fits a picture inside `max_side` x `max_side` pixels, keeping its shape; never enlarges, never gives 0.
pub(super) fn fit(width: u32, height: u32, max_side: u32) -> (u32, u32) {
    let long = width.max(height).max(1);
    if long <= max_side {
        return (width.max(1), height.max(1));
    }
    let scaled = |side: u32| {
        let exact = u64::from(side) * u64::from(max_side) + u64::from(long) / 2;
        u32::try_from(exact / u64::from(long))
            .unwrap_or(max_side)
            .max(1)
    };
    (scaled(width), scaled(height))
}

/// Part of a picture, in fractions of its pixels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Area {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Area {
    /// From the upper left corner.
    pub(super) fn of(width: f64, height: f64) -> Self {
        Self {
            left: 0.0,
            top: 0.0,
            width,
            height,
        }
    }

    /// The middle of a picture, as large as it can be in the shape of `to`.
    pub(super) fn covering(from: (u32, u32), to: (u32, u32)) -> Self {
        let (width, height) = (f64::from(from.0), f64::from(from.1));
        let shape = f64::from(to.0) / f64::from(to.1);
        let (across, down) = if width > height * shape {
            (height * shape, height)
        } else {
            (width, width / shape)
        };
        Self {
            left: (width - across) / 2.0,
            top: (height - down) / 2.0,
            width: across,
            height: down,
        }
    }

    /// The same part, in pixels of another size.
    pub(super) fn scaled(self, across: f64, down: f64) -> Self {
        Self {
            left: self.left * across,
            top: self.top * down,
            width: self.width * across,
            height: self.height * down,
        }
    }

    /// No more than there is.
    pub(super) fn inside(self, (width, height): (u32, u32)) -> Self {
        let (across, down) = (f64::from(width), f64::from(height));
        let (left, top) = (self.left.clamp(0.0, across), self.top.clamp(0.0, down));
        Self {
            left,
            top,
            width: self.width.min(across - left),
            height: self.height.min(down - top),
        }
    }
}

/// Makes a part of a picture this large with Lanczos 3; alpha is premultiplied for the filter and divided out again.
pub(super) fn resize(
    pixels: &[u8],
    kind: fir::PixelType,
    from: (u32, u32),
    area: Area,
    to: (u32, u32),
) -> Result<Vec<u8>, Refusal> {
    use fir::PixelType as Kind;
    if matches!(kind, Kind::U8x2 | Kind::U8x4 | Kind::U16x2 | Kind::U16x4) {
        return filter(pixels, kind, from, area, to, true);
    }
    resize_opaque(pixels, kind, from, area, to)
}

/// As [`resize`], for pixels without alpha, also of four colours.
pub(super) fn resize_opaque(
    pixels: &[u8],
    kind: fir::PixelType,
    from: (u32, u32),
    area: Area,
    to: (u32, u32),
) -> Result<Vec<u8>, Refusal> {
    let (width, height) = (f64::from(to.0), f64::from(to.1));
    let shrinks = area.width > width && area.height > height * 1.2;
    if !shrinks {
        return filter(pixels, kind, from, area, to, false);
    }
    // First the rows, which are filtered many columns at a time, so that fewer are left for the slower direction.
    let rows = Area {
        left: 0.0,
        width: f64::from(from.0),
        ..area
    };
    let squeezed = (from.0, to.1);
    let pixels = filter(pixels, kind, from, rows, squeezed, false)?;
    let columns = Area {
        top: 0.0,
        height,
        ..area
    };
    filter(&pixels, kind, squeezed, columns, to, false)
}

fn filter(
    pixels: &[u8],
    kind: fir::PixelType,
    from: (u32, u32),
    area: Area,
    to: (u32, u32),
    alpha: bool,
) -> Result<Vec<u8>, Refusal> {
    let told = |error: &dyn std::fmt::Display| {
        Refusal::new(Reason::Unreadable, format!("resize: {error}"))
    };
    let options = fir::ResizeOptions::new()
        .resize_alg(fir::ResizeAlg::Convolution(fir::FilterType::Lanczos3))
        .use_alpha(alpha)
        .crop(area.left, area.top, area.width, area.height);
    let source = ImageRef::new(from.0, from.1, pixels, kind).map_err(|error| told(&error))?;
    let mut target = Image::new(to.0, to.1, kind);
    fir::Resizer::new()
        .resize(&source, &mut target, &options)
        .map_err(|error| told(&error))?;
    Ok(target.into_vec())
}

impl Raster {
    pub(super) fn rgb(width: u32, height: u32, pixels: Vec<u8>) -> Self {
        Self {
            width,
            height,
            channels: 3,
            pixels,
        }
    }

    /// Turned upright.
    pub(super) fn turned(&self, orientation: Orientation) -> Self {
        let turn = match self.channels {
            4 => turn::<4>,
            _ => turn::<3>,
        };
        let (pixels, width, height) = turn(&self.pixels, self.width, self.height, orientation);
        Self {
            width,
            height,
            channels: self.channels,
            pixels,
        }
    }

    fn kind(&self) -> fir::PixelType {
        if self.channels == 4 {
            fir::PixelType::U8x4
        } else {
            fir::PixelType::U8x3
        }
    }

    /// The picture at this size.
    pub(super) fn resized(&self, width: u32, height: u32) -> Result<Self, Refusal> {
        if (width, height) == (self.width, self.height) {
            return Ok(self.clone());
        }
        let area = Area::of(f64::from(self.width), f64::from(self.height));
        self.cut(area, width, height)
    }

    /// The middle of the picture, filling this size.
    pub(super) fn covering(&self, width: u32, height: u32) -> Result<Self, Refusal> {
        let area = Area::covering((self.width, self.height), (width, height));
        self.cut(area, width, height)
    }

    fn cut(&self, area: Area, width: u32, height: u32) -> Result<Self, Refusal> {
        let from = (self.width, self.height);
        let to = (width, height);
        let pixels = resize(&self.pixels, self.kind(), from, area.inside(from), to)?;
        Ok(Self {
            width,
            height,
            channels: self.channels,
            pixels,
        })
    }

    /// Without alpha: laid on white.
    pub(super) fn flattened(&self) -> Self {
        if self.channels == 3 {
            return self.clone();
        }
        let mut pixels = Vec::with_capacity(self.pixels.len() / 4 * 3);
        for pixel in self.pixels.chunks_exact(4) {
            let alpha = u16::from(pixel[3]);
            for channel in &pixel[..3] {
                let mixed = (u16::from(*channel) * alpha + 255 * (255 - alpha) + 127) / 255;
                pixels.push(u8::try_from(mixed).unwrap_or(u8::MAX));
            }
        }
        Self::rgb(self.width, self.height, pixels)
    }

    /// Without an alpha channel that says nothing.
    pub(super) fn without_idle_alpha(self) -> Self {
        if self.channels == 4
            && self
                .pixels
                .iter()
                .skip(3)
                .step_by(4)
                .all(|alpha| *alpha == u8::MAX)
        {
            return self.flattened();
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fitting_never_enlarges_and_keeps_the_shape() {
        assert_eq!(fit(4000, 3000, 2048), (2048, 1536));
        assert_eq!(fit(3000, 4000, 2048), (1536, 2048));
        assert_eq!(fit(300, 200, 2048), (300, 200));
        assert_eq!(fit(20_000, 1, 320), (320, 1));
    }

    #[test]
    fn the_card_shows_the_middle() {
        let area = Area::covering((2000, 1000), (1200, 630));
        assert!((area.height - 1000.0).abs() < 1e-9 && area.top.abs() < 1e-9);
        assert!((area.left * 2.0 + area.width - 2000.0).abs() < 1e-9);
        let area = Area::covering((1000, 2000), (1200, 630));
        assert!((area.width - 1000.0).abs() < 1e-9 && (area.height - 525.0).abs() < 1e-9);
    }

    #[test]
    fn see_through_pixels_do_not_bleed_into_their_neighbours() {
        // Left half opaque white, right half transparent black: no grey may appear in the visible half.
        let pixels = (0..64 * 64)
            .flat_map(|i| if i % 64 < 32 { [255; 4] } else { [0; 4] })
            .collect();
        let raster = Raster {
            width: 64,
            height: 64,
            channels: 4,
            pixels,
        };
        let small = raster.resized(20, 20).expect("a plain resize");
        for pixel in small.pixels.chunks_exact(4).filter(|pixel| pixel[3] > 8) {
            assert!(pixel[0] > 240, "{pixel:?}");
        }
    }

    #[test]
    fn flattening_lays_on_white() {
        let raster = Raster {
            width: 2,
            height: 1,
            channels: 4,
            pixels: vec![0, 0, 0, 255, 9, 9, 9, 0],
        };
        assert_eq!(raster.flattened().pixels, [0, 0, 0, 255, 255, 255]);
    }
}
