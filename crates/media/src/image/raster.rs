//! Pixels in memory: 8 bits, RGB or RGBA with straight alpha, row by row.

use fast_image_resize as fir;
use fir::images::{Image, ImageRef};

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

/// Resizes with Lanczos 3; alpha is premultiplied for the filter and divided out again.
pub(super) fn resize(
    pixels: &[u8],
    kind: fir::PixelType,
    from: (u32, u32),
    to: (u32, u32),
    options: &fir::ResizeOptions,
) -> Result<Vec<u8>, Refusal> {
    let told = |error: &dyn std::fmt::Display| {
        Refusal::new(Reason::Unreadable, format!("resize: {error}"))
    };
    let source = ImageRef::new(from.0, from.1, pixels, kind).map_err(|error| told(&error))?;
    let mut target = Image::new(to.0, to.1, kind);
    fir::Resizer::new()
        .resize(&source, &mut target, options)
        .map_err(|error| told(&error))?;
    Ok(target.into_vec())
}

/// The filter for all resizing.
pub(super) fn lanczos() -> fir::ResizeOptions {
    fir::ResizeOptions::new()
        .resize_alg(fir::ResizeAlg::Convolution(fir::FilterType::Lanczos3))
        .use_alpha(true)
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
        let pixels = resize(
            &self.pixels,
            self.kind(),
            (self.width, self.height),
            (width, height),
            &lanczos(),
        )?;
        Ok(Self {
            width,
            height,
            channels: self.channels,
            pixels,
        })
    }

    /// The middle of the picture, filling this size.
    pub(super) fn covering(&self, width: u32, height: u32) -> Result<Self, Refusal> {
        let options = lanczos().fit_into_destination(Some((0.5, 0.5)));
        let pixels = resize(
            &self.pixels,
            self.kind(),
            (self.width, self.height),
            (width, height),
            &options,
        )?;
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
