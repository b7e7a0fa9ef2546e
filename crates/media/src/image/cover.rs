//! Opaque black boxes on a picture: drawn where it is decoded, before any size is made of it.

use contest::assets::redact::Area;

use super::picture::Picture;
use super::planes::{Plane, Planes};
use super::raster::Raster;
use crate::redact::pixels;

/// Black in BT.601 full range.
const BLACK: [u8; 3] = [0, 128, 128];

impl Picture {
    /// Covers these places of an upright picture.
    pub(super) fn cover(&mut self, areas: &[Area]) {
        match self {
            Self::Planes(planes) => planes.cover(areas),
            Self::Raster(raster) => raster.cover(areas),
        }
    }
}

impl Raster {
    /// Covers these places; where it was see-through it is so no more.
    pub(super) fn cover(&mut self, areas: &[Area]) {
        let channels = self.channels;
        let black = &[0, 0, 0, u8::MAX][..channels];
        for area in areas {
            let (left, top, right, bottom) = pixels(*area, self.width, self.height);
            let row = self.width as usize * channels;
            let (from, to) = (left as usize * channels, right as usize * channels);
            let rows = self.pixels.chunks_exact_mut(row);
            for row in rows.take(bottom as usize).skip(top as usize) {
                for pixel in row[from..to].chunks_exact_mut(channels) {
                    pixel.copy_from_slice(black);
                }
            }
        }
    }
}

impl Planes {
    fn cover(&mut self, areas: &[Area]) {
        let (width, height) = (self.width(), self.height());
        for area in areas {
            let (left, top, right, bottom) = pixels(*area, width, height);
            fill(&mut self.luma, (left, top, right, bottom), BLACK[0]);
            let half = (left / 2, top / 2, right.div_ceil(2), bottom.div_ceil(2));
            fill(&mut self.blue, half, BLACK[1]);
            fill(&mut self.red, half, BLACK[2]);
        }
    }
}

fn fill(plane: &mut Plane, (left, top, right, bottom): (u32, u32, u32, u32), value: u8) {
    let rows = plane.samples.chunks_exact_mut(plane.width as usize);
    for row in rows.take(bottom as usize).skip(top as usize) {
        row[left as usize..right as usize].fill(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_and_planes_are_covered_alike_also_at_odd_edges() {
        let area = Area::new(5_000, 5_000, 10_000, 10_000).expect("a rectangle");
        let grey = |width, height| Plane::even(width, height, 200);
        let mut planes = Picture::Planes(Planes {
            luma: grey(33, 21),
            blue: grey(17, 11),
            red: grey(17, 11),
        });
        planes.cover(&[area]);
        let Picture::Planes(planes) = planes else {
            unreachable!("planes stay planes")
        };
        let mut raster = Raster {
            width: 33,
            height: 21,
            channels: 4,
            pixels: vec![200; 33 * 21 * 4],
        };
        raster.cover(&[area]);
        for y in 0..21_usize {
            for x in 0..33_usize {
                let covered = x >= 12 && y >= 6;
                let pixel = &raster.pixels[(y * 33 + x) * 4..][..4];
                let chroma = y / 2 * 17 + x / 2;
                let planar = [
                    planes.luma.samples[y * 33 + x],
                    planes.blue.samples[chroma],
                    planes.red.samples[chroma],
                ];
                if covered {
                    assert_eq!((pixel, planar), (&[0, 0, 0, 255][..], BLACK), "{x} {y}");
                } else {
                    assert_eq!((pixel, planar), (&[200; 4][..], [200; 3]), "{x} {y}");
                }
            }
        }
    }
}
