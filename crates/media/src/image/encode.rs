//! JPEG out: no metadata but the format's own header; see-through parts lie on white. PNG for what shall lose nothing.

use image::ImageEncoder;
use image::codecs::png::PngEncoder;

use super::picture::Picture;
use super::raster::Raster;

/// Encodes a picture as baseline JPEG.
#[cfg(feature = "turbojpeg")]
pub(super) fn jpeg(picture: &Picture, quality: u8) -> Result<Vec<u8>, super::turbo::TurboError> {
    match picture {
        Picture::Planes(planes) => super::turbo::encode_planes(planes, quality),
        Picture::Raster(raster) => {
            let flat = raster.flattened();
            super::turbo::encode_rgb(&flat.pixels, flat.width, flat.height, quality)
        }
    }
}

/// Encodes a picture as baseline JPEG.
#[cfg(not(feature = "turbojpeg"))]
pub(super) fn jpeg(picture: &Picture, quality: u8) -> Result<Vec<u8>, image::ImageError> {
    let flat = match picture {
        Picture::Planes(planes) => {
            return Err(image::ImageError::IoError(std::io::Error::other(format!(
                "{} x {} planes without a codec for them",
                planes.width(),
                planes.height()
            ))));
        }
        Picture::Raster(raster) => raster.flattened(),
    };
    let mut bytes = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, quality).encode(
        &flat.pixels,
        flat.width,
        flat.height,
        image::ExtendedColorType::Rgb8,
    )?;
    Ok(bytes)
}

/// Encodes pixels as PNG, without loss.
pub(super) fn png(raster: &Raster) -> Result<Vec<u8>, image::ImageError> {
    let color = if raster.channels == 4 {
        image::ExtendedColorType::Rgba8
    } else {
        image::ExtendedColorType::Rgb8
    };
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes).write_image(&raster.pixels, raster.width, raster.height, color)?;
    Ok(bytes)
}
