//! A picture on its way through all sizes: in planes where it came in planes, else in pixels.

use image::metadata::Orientation;

use super::planes::Planes;
use super::raster::{Raster, fit};
use super::worker::Refusal;

/// An upright sRGB picture, or one that is about to become it.
#[derive(Clone, Debug)]
pub(super) enum Picture {
    /// An ordinary JPEG: never leaves its planes.
    Planes(Planes),
    /// Everything else.
    Raster(Raster),
}

impl Picture {
    pub(super) fn size(&self) -> (u32, u32) {
        match self {
            Self::Planes(planes) => (planes.width(), planes.height()),
            Self::Raster(raster) => (raster.width, raster.height),
        }
    }

    /// The picture with no side above `max_side`.
    pub(super) fn within(&self, max_side: u32) -> Result<Self, Refusal> {
        let (width, height) = self.size();
        let (width, height) = fit(width, height, max_side);
        Ok(match self {
            Self::Planes(planes) => Self::Planes(planes.resized(width, height)?),
            Self::Raster(raster) => Self::Raster(raster.resized(width, height)?),
        })
    }

    /// The middle of the picture, filling this size; see-through parts on white.
    pub(super) fn covering(&self, width: u32, height: u32) -> Result<Self, Refusal> {
        Ok(match self {
            Self::Planes(planes) => Self::Planes(planes.covering(width, height)?),
            Self::Raster(raster) => Self::Raster(raster.covering(width, height)?),
        })
    }

    pub(super) fn turned(self, orientation: Orientation) -> Self {
        if orientation == Orientation::NoTransforms {
            return self;
        }
        match self {
            Self::Planes(planes) => Self::Planes(planes.turned(orientation)),
            Self::Raster(raster) => Self::Raster(raster.turned(orientation)),
        }
    }

    /// A small copy in RGB or RGBA.
    pub(super) fn small(&self, max_side: u32) -> Result<Raster, Refusal> {
        match self {
            Self::Planes(planes) => planes.small_rgb(max_side),
            Self::Raster(raster) => {
                let (width, height) = fit(raster.width, raster.height, max_side);
                raster.resized(width, height)
            }
        }
    }
}
