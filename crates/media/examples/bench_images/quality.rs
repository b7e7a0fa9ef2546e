//! How far a rendition is from an independent reference: another decoder, the whole picture, one resize with another
//! library's Lanczos filter, colours converted before it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageReader, RgbImage};
use moxcms::{ColorProfile, Layout, TransformOptions};

use super::Failure;

/// Photos decoded whole, and their references by size.
pub struct References {
    photo: RgbImage,
    sizes: HashMap<(u32, u32), RgbImage>,
}

impl References {
    /// Decodes a photo with the pure Rust decoder, upright and in sRGB.
    pub fn of(photo: &Path) -> Result<Self, Failure> {
        let mut decoder = ImageReader::open(photo)?
            .with_guessed_format()?
            .into_decoder()?;
        let orientation = decoder.orientation()?;
        let profile = decoder.icc_profile()?;
        let mut photo = DynamicImage::from_decoder(decoder)?;
        photo.apply_orientation(orientation);
        let mut photo = photo.to_rgb8();
        if let Some(source) = profile.and_then(|bytes| ColorProfile::new_from_slice(&bytes).ok()) {
            let target = ColorProfile::new_srgb();
            let transform = source.create_transform_8bit(
                Layout::Rgb,
                &target,
                Layout::Rgb,
                TransformOptions::default(),
            )?;
            let mut converted = vec![0; photo.len()];
            transform.transform(&photo, &mut converted)?;
            photo = RgbImage::from_raw(photo.width(), photo.height(), converted)
                .ok_or("a size that does not fit")?;
        }
        Ok(Self {
            photo,
            sizes: HashMap::new(),
        })
    }

    /// Peak signal to noise of a rendition in dB over all three colours, its size, and its bytes.
    pub fn judge(&mut self, rendition: &PathBuf) -> Result<(f64, (u32, u32), u64), Failure> {
        let made = ImageReader::open(rendition)?
            .with_guessed_format()?
            .decode()?
            .to_rgb8();
        let size = made.dimensions();
        let photo = &self.photo;
        let reference = self.sizes.entry(size).or_insert_with(|| {
            image::imageops::resize(photo, size.0, size.1, FilterType::Lanczos3)
        });
        let squares: u64 = reference
            .iter()
            .zip(made.iter())
            .map(|(a, b)| u64::from(a.abs_diff(*b)).pow(2))
            .sum();
        #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
        let mean = squares as f64 / reference.len() as f64;
        let decibel = 10.0 * (255.0 * 255.0 / mean.max(1e-9)).log10();
        Ok((decibel, size, std::fs::metadata(rendition)?.len()))
    }
}
