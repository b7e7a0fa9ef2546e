//! JPEG out: no metadata but the format's own header.

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageError};

use super::raster::Raster;

/// Encodes an RGB raster as baseline JPEG.
pub(super) fn jpeg(raster: &Raster, quality: u8) -> Result<Vec<u8>, ImageError> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality).encode(
        &raster.pixels,
        raster.width,
        raster.height,
        ExtendedColorType::Rgb8,
    )?;
    Ok(bytes)
}
