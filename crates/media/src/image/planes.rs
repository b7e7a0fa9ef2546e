//! Brightness and colour differences in planes of their own, as JPEG and lossy WebP keep them: half the bytes of RGB, and
//! no conversion on the way from one to the other.

use fast_image_resize::PixelType;
use image::metadata::Orientation;

use super::raster::{Area, Raster, fit, resize};
use super::turn::turn;
use super::worker::Refusal;

/// One channel, row by row without gaps.
#[derive(Clone, Debug)]
pub(super) struct Plane {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) samples: Vec<u8>,
}

/// A picture in BT.601 full range; the colour planes have half the size, rounded up (4:2:0, sited in the middle).
#[derive(Clone, Debug)]
pub(super) struct Planes {
    pub(super) luma: Plane,
    pub(super) blue: Plane,
    pub(super) red: Plane,
}

impl Plane {
    /// The same value everywhere.
    #[cfg_attr(
        not(feature = "turbojpeg"),
        allow(dead_code, reason = "only libjpeg-turbo gives planes")
    )]
    pub(super) fn even(width: u32, height: u32, value: u8) -> Self {
        Self {
            width,
            height,
            samples: vec![value; width as usize * height as usize],
        }
    }

    /// A part of the plane at this size.
    pub(super) fn resized(&self, area: Area, width: u32, height: u32) -> Result<Self, Refusal> {
        let from = (self.width, self.height);
        let samples = resize(
            &self.samples,
            PixelType::U8,
            from,
            area.inside(from),
            (width, height),
        )?;
        Ok(Self {
            width,
            height,
            samples,
        })
    }

    /// With the last column and row repeated where their number is odd.
    #[cfg_attr(
        not(feature = "turbojpeg"),
        allow(dead_code, reason = "only libjpeg-turbo gives planes")
    )]
    pub(super) fn padded_even(&self) -> Self {
        let (width, height) = (
            self.width.next_multiple_of(2),
            self.height.next_multiple_of(2),
        );
        if (width, height) == (self.width, self.height) {
            return self.clone();
        }
        let mut samples = Vec::with_capacity(width as usize * height as usize);
        for row in self.samples.chunks_exact(self.width as usize) {
            samples.extend_from_slice(row);
            samples.extend(row.last().filter(|_| width > self.width));
        }
        if height > self.height {
            samples.extend_from_within(samples.len() - width as usize..);
        }
        Self {
            width,
            height,
            samples,
        }
    }

    fn turned(&self, orientation: Orientation) -> Self {
        let (samples, width, height) =
            turn::<1>(&self.samples, self.width, self.height, orientation);
        Self {
            width,
            height,
            samples,
        }
    }
}

impl Planes {
    pub(super) fn width(&self) -> u32 {
        self.luma.width
    }

    pub(super) fn height(&self) -> u32 {
        self.luma.height
    }

    /// The picture at this size.
    pub(super) fn resized(&self, width: u32, height: u32) -> Result<Self, Refusal> {
        if (width, height) == (self.width(), self.height()) {
            return Ok(self.clone());
        }
        let area = Area::of(f64::from(self.width()), f64::from(self.height()));
        self.cut(area, width, height)
    }

    /// The middle of the picture, filling this size.
    pub(super) fn covering(&self, width: u32, height: u32) -> Result<Self, Refusal> {
        let area = Area::covering((self.width(), self.height()), (width, height));
        self.cut(area, width, height)
    }

    /// A part of the picture at this size; the colours by the same area, in their own samples.
    fn cut(&self, area: Area, width: u32, height: u32) -> Result<Self, Refusal> {
        let (across, down) = (width.div_ceil(2), height.div_ceil(2));
        let half = area.scaled(0.5, 0.5);
        Ok(Self {
            luma: self.luma.resized(area, width, height)?,
            blue: self.blue.resized(half, across, down)?,
            red: self.red.resized(half, across, down)?,
        })
    }

    pub(super) fn turned(&self, orientation: Orientation) -> Self {
        Self {
            luma: self.luma.turned(orientation),
            blue: self.blue.turned(orientation),
            red: self.red.turned(orientation),
        }
    }

    /// A small copy in RGB, with no side above `max_side`.
    pub(super) fn small_rgb(&self, max_side: u32) -> Result<Raster, Refusal> {
        let (width, height) = fit(self.width(), self.height(), max_side);
        let small = self.resized(width, height)?;
        let full = |plane: &Plane| {
            let area = Area::of(f64::from(width) / 2.0, f64::from(height) / 2.0);
            plane.resized(area, width, height)
        };
        Ok(to_rgb(&small.luma, &full(&small.blue)?, &full(&small.red)?))
    }
}

/// Three planes of one size as RGB (BT.601 full range, as JFIF defines it).
pub(super) fn to_rgb(luma: &Plane, blue: &Plane, red: &Plane) -> Raster {
    // 16 bits behind the point.
    const ROUND: i32 = 1 << 15;
    let clamp = |value: i32| u8::try_from((value >> 16).clamp(0, 255)).unwrap_or(u8::MAX);
    let mut pixels = Vec::with_capacity(luma.samples.len() * 3);
    for ((y, b), r) in luma.samples.iter().zip(&blue.samples).zip(&red.samples) {
        let (y, b, r) = (
            (i32::from(*y) << 16) + ROUND,
            i32::from(*b) - 128,
            i32::from(*r) - 128,
        );
        pixels.extend_from_slice(&[
            clamp(y + 91_881 * r),
            clamp(y - 22_554 * b - 46_802 * r),
            clamp(y + 116_130 * b),
        ]);
    }
    Raster::rgb(luma.width, luma.height, pixels)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plane(width: u32, height: u32) -> Plane {
        let value = |i: u32| u8::try_from(i % 251).expect("below 251");
        Plane {
            width,
            height,
            samples: (0..width * height).map(value).collect(),
        }
    }

    #[test]
    fn odd_planes_are_padded_by_their_last_row_and_column() {
        let padded = plane(3, 3).padded_even();
        assert_eq!((padded.width, padded.height), (4, 4));
        assert_eq!(
            padded.samples,
            [0, 1, 2, 2, 3, 4, 5, 5, 6, 7, 8, 8, 6, 7, 8, 8]
        );
    }

    #[test]
    fn colours_follow_the_definition() {
        let one = |value| Plane::even(1, 1, value);
        assert_eq!(to_rgb(&one(76), &one(85), &one(255)).pixels, [254, 0, 0]);
        assert_eq!(to_rgb(&one(150), &one(44), &one(21)).pixels, [0, 255, 1]);
        assert_eq!(to_rgb(&one(200), &one(128), &one(128)).pixels, [200; 3]);
    }
}
