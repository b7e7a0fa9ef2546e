//! JPEG in: decoded at a fraction of its size where it is much larger than what is made of it.
//!
//! See `docs/media.md`, "Images", for the two traps: the margin between the fraction and the largest rendition, and the
//! source rectangle in fractions of a pixel.

use std::path::Path;

use super::ImageLimits;
use super::decode::{Decoded, Hints, check_size};
use super::jpeg_scan::{self, JpegScan};
use super::worker::Refusal;
use crate::error::Reason;

/// A JPEG whose end is missing is taken if this share of its rows was decoded.
const ROWS_NEEDED: f64 = 0.95;

/// Decodes a JPEG into an upright sRGB picture with no side above `max_side`.
pub(super) fn decode(
    path: &Path,
    limits: &ImageLimits,
    max_side: u32,
    hints: Hints,
) -> Result<Decoded, Refusal> {
    let bytes = std::fs::read(path).map_err(|error| Refusal::new(Reason::Unreadable, error))?;
    let scan = jpeg_scan::scan(&bytes).ok_or_else(|| {
        // No frame at all: a file that was cut before it, or no picture.
        Refusal::new(Reason::Truncated, "no frame header")
    })?;
    check(&scan, limits)?;
    check_sampling(&scan, KNOWS_ALL_SAMPLINGS)?;
    decoder::decode(bytes, scan, limits, max_side, hints)
}

/// Whether the decoder of this build knows every arrangement of colours.
const KNOWS_ALL_SAMPLINGS: bool = cfg!(feature = "turbojpeg");

/// Refuses the arrangements of colours that not every decoder knows, unless this one does.
fn check_sampling(scan: &JpegScan, knows_all: bool) -> Result<(), Refusal> {
    if knows_all || scan.is_ordinarily_sampled() {
        return Ok(());
    }
    Err(Refusal::new(Reason::UnsupportedFormat, "unusual sampling"))
}

/// What the markers alone can refuse.
fn check(scan: &JpegScan, limits: &ImageLimits) -> Result<(), Refusal> {
    check_size(scan.width, scan.height, limits)?;
    let pixels = u64::from(scan.width) * u64::from(scan.height);
    // Several passes (also those of the old kind) make the decoder keep two bytes for each sample.
    let kept = scan.progressive || scan.scans > 1;
    if kept && (pixels > limits.max_progressive_pixels || scan.samples > limits.max_kept_samples) {
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
    if scan.lossless {
        return Err(Refusal::new(Reason::UnsupportedFormat, "lossless JPEG"));
    }
    if scan.scans == 0 {
        return Err(Refusal::new(Reason::Truncated, "no scan"));
    }
    Ok(())
}

/// Whether rows are missing in a file whose end is; an error if they are too many. `share` are the rows that are there.
fn judge(scan: &JpegScan, share: f64) -> Result<bool, Refusal> {
    if share < ROWS_NEEDED {
        return Err(Refusal::new(
            Reason::Truncated,
            format!("{:.0} % of the rows", share * 100.0),
        ));
    }
    if scan.progressive && !scan.ended && !scan.all_coefficients {
        return Err(Refusal::new(
            Reason::Truncated,
            "only its first, coarse passes",
        ));
    }
    Ok(share < 1.0 || (scan.progressive && !scan.ended))
}

#[cfg(feature = "turbojpeg")]
mod decoder {
    use super::super::colour::Profile;
    use super::super::picture::Picture;
    use super::super::planes::{Plane, Planes};
    use super::super::raster::{Area, Raster, fit, resize_opaque};
    use super::super::turbo::{Decoder, Space, TurboError};
    use super::super::{colour, decode::is_turned};
    use super::{Decoded, Hints, ImageLimits, JpegScan, Reason, Refusal, judge};
    use fast_image_resize::PixelType;

    /// The decoded picture stays at least this much larger than the largest rendition. With less, the coarse filter of
    /// the scaled decoding shows in it.
    const MARGIN: f64 = 1.3;

    #[expect(
        clippy::needless_pass_by_value,
        reason = "a decoder of either build takes the whole file"
    )]
    pub(super) fn decode(
        bytes: Vec<u8>,
        mut scan: JpegScan,
        limits: &ImageLimits,
        max_side: u32,
        hints: Hints,
    ) -> Result<Decoded, Refusal> {
        let mut decoder = Decoder::new(&bytes, limits.max_scans).map_err(|error| refuse(&error))?;
        let header = decoder.header();
        if (header.width, header.height) != (scan.width, scan.height) || header.lossless {
            return Err(Refusal::new(Reason::Unreadable, "two frame headers"));
        }
        let divisor = divisor(scan.width.max(scan.height), max_side);
        decoder.divide(divisor).map_err(|error| refuse(&error))?;
        let to = fit(scan.width, scan.height, max_side);
        let profile = hints.profile(scan.icc().as_deref());
        let source = Source {
            decoder,
            scan,
            divisor,
            to,
        };
        let (picture, cut_off) = match (header.space, &profile) {
            (Space::Grey, None) => source.grey()?,
            (Space::Split { across, down }, None) => source.split(across, down)?,
            (Space::Inks, _) => source.inks(profile.as_ref())?,
            _ => source.rgb(header.space, profile.as_ref())?,
        };
        let Source { scan, .. } = source;
        let orientation = hints.orientation(scan.orientation);
        let turned = is_turned(orientation);
        let (width, height) = (scan.width, scan.height);
        Ok(Decoded {
            picture: picture.turned(orientation),
            width: if turned { height } else { width },
            height: if turned { width } else { height },
            cut_off,
        })
    }

    /// 1, 2, 4 or 8: as much smaller as the picture may be decoded. The fractions between have no fast code.
    fn divisor(long_side: u32, max_side: u32) -> u32 {
        [8, 4, 2]
            .into_iter()
            .find(|divisor| {
                f64::from(long_side) / f64::from(*divisor) >= f64::from(max_side) * MARGIN
            })
            .unwrap_or(1)
    }

    fn refuse(error: &TurboError) -> Refusal {
        let text = error.to_string();
        let reason = if text.contains("nsupported") || text.contains("not supported") {
            Reason::UnsupportedFormat
        } else if text.contains("imit") || text.contains("emory") || text.contains("too many") {
            Reason::TooComplex
        } else {
            Reason::Unreadable
        };
        Refusal::new(reason, text)
    }

    struct Source<'a> {
        decoder: Decoder<'a>,
        scan: JpegScan,
        divisor: u32,
        to: (u32, u32),
    }

    impl Source<'_> {
        /// The picture's area at the decoded fraction: not whole samples, though whole ones are stored.
        fn area(&self, across: u32, down: u32) -> Area {
            Area::of(
                f64::from(self.scan.width) / f64::from(self.divisor * across),
                f64::from(self.scan.height) / f64::from(self.divisor * down),
            )
        }

        fn grey(&self) -> Result<(Picture, bool), Refusal> {
            let (planes, warned) = self.decoder.planes().map_err(|error| refuse(&error))?;
            let [luma] = <[Plane; 1]>::try_from(planes)
                .map_err(|_| Refusal::new(Reason::Unreadable, "planes"))?;
            let cut_off =
                self.judge_tail(warned, luma.samples.chunks_exact(luma.width as usize))?;
            let (width, height) = self.to;
            let even = Plane::even(width.div_ceil(2), height.div_ceil(2), 128);
            let picture = Picture::Planes(Planes {
                luma: luma.resized(self.area(1, 1), width, height)?,
                blue: even.clone(),
                red: even,
            });
            Ok((picture, cut_off))
        }

        fn split(&self, across: u32, down: u32) -> Result<(Picture, bool), Refusal> {
            let (planes, warned) = self.decoder.planes().map_err(|error| refuse(&error))?;
            let [luma, blue, red] = <[Plane; 3]>::try_from(planes)
                .map_err(|_| Refusal::new(Reason::Unreadable, "planes"))?;
            let cut_off =
                self.judge_tail(warned, luma.samples.chunks_exact(luma.width as usize))?;
            let (width, height) = self.to;
            let (half_width, half_height) = (width.div_ceil(2), height.div_ceil(2));
            let color = |plane: Plane| {
                // Nothing is made smaller: the colours stay as they are, also where a last half sample is kept.
                if (plane.width, plane.height) == (half_width, half_height) {
                    return Ok(plane);
                }
                plane.resized(self.area(across, down), half_width, half_height)
            };
            let picture = Picture::Planes(Planes {
                luma: luma.resized(self.area(1, 1), width, height)?,
                blue: color(blue)?,
                red: color(red)?,
            });
            Ok((picture, cut_off))
        }

        fn rgb(&self, space: Space, profile: Option<&Profile>) -> Result<(Picture, bool), Refusal> {
            let (pixels, warned) = self.decoder.rgb().map_err(|error| refuse(&error))?;
            let mut raster = self.packed(&pixels, PixelType::U8x3, 3)?;
            let cut_off = self.judge_tail(
                warned,
                pixels.chunks_exact(self.decoder.stored().0 as usize * 3),
            )?;
            drop(pixels);
            if let Some(profile) = profile {
                profile.convert(&mut raster, space == Space::Grey);
            }
            Ok((Picture::Raster(raster), cut_off))
        }

        fn inks(&self, profile: Option<&Profile>) -> Result<(Picture, bool), Refusal> {
            let (pixels, warned) = self.decoder.inks().map_err(|error| refuse(&error))?;
            let cut_off = self.judge_tail(
                warned,
                pixels.chunks_exact(self.decoder.stored().0 as usize * 4),
            )?;
            let mut inks = self.packed(&pixels, PixelType::U8x4, 4)?;
            drop(pixels);
            if self.scan.adobe {
                for ink in &mut inks.pixels {
                    *ink = u8::MAX - *ink;
                }
            }
            let raster = colour::from_inks(&inks, profile);
            Ok((Picture::Raster(raster), cut_off))
        }

        fn packed(
            &self,
            pixels: &[u8],
            kind: PixelType,
            channels: usize,
        ) -> Result<Raster, Refusal> {
            let (width, height) = self.to;
            let (from, area) = (self.decoder.stored(), self.area(1, 1));
            // Four inks are no RGB with alpha.
            let pixels = resize_opaque(pixels, kind, from, area, self.to)?;
            Ok(Raster {
                width,
                height,
                channels,
                pixels,
            })
        }

        /// Where the data end too early, the decoder leaves middle grey to the end of the picture: counts the rows
        /// whose right end is such grey.
        fn judge_tail<'r>(
            &self,
            warned: bool,
            rows: impl DoubleEndedIterator<Item = &'r [u8]>,
        ) -> Result<bool, Refusal> {
            // A picture may be grey itself: only a damaged file is judged by it.
            if self.scan.ended && !warned {
                return Ok(false);
            }
            let height = self.decoder.stored().1;
            let empty = rows
                .rev()
                .take_while(|row| {
                    let end = &row[row.len().saturating_sub(8)..];
                    end.iter().all(|sample| sample.abs_diff(128) <= 1)
                })
                .count();
            let empty = u32::try_from(empty).unwrap_or(u32::MAX);
            judge(&self.scan, 1.0 - f64::from(empty) / f64::from(height))
        }
    }
}

#[cfg(not(feature = "turbojpeg"))]
mod decoder {
    use std::io::Cursor;

    use image::codecs::jpeg::JpegDecoder;

    use super::super::decode::{self, Whole};
    use super::{Decoded, Hints, ImageLimits, JpegScan, Refusal, judge};

    /// Decodes whole: the pure Rust decoder knows no fractions.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "a decoder of either build takes what was found"
    )]
    pub(super) fn decode(
        bytes: Vec<u8>,
        scan: JpegScan,
        limits: &ImageLimits,
        max_side: u32,
        hints: Hints,
    ) -> Result<Decoded, Refusal> {
        let decoder =
            JpegDecoder::new(Cursor::new(bytes)).map_err(|error| decode::refuse(&error))?;
        let whole = Whole::read(decoder, limits)?;
        // Of the last row of blocks this decoder does not tell whether it is there: without its end a picture may lack some of it.
        let cut_off = !scan.ended && {
            judge(&scan, whole.rows_decoded())?;
            true
        };
        whole.into_upright_srgb(max_side, cut_off, hints)
    }
}

#[cfg(test)]
mod tests {
    use image::imageops::FilterType;
    use image::{DynamicImage, RgbImage};
    use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

    use super::super::picture::Picture;
    use super::*;

    /// Waves that grow finer from the left to the right, crossed by finer ones below: no filter goes unseen.
    fn waves(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, y| {
            let (x, y) = (f64::from(x), f64::from(y));
            let across = (x * x / f64::from(width) * 0.9).sin();
            let down = (y * (0.2 + y / f64::from(height))).cos();
            let tone = |phase: f64| {
                let value = 128.0 + 60.0 * across + 50.0 * (down + phase) / 2.0;
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "clamped to a byte"
                )]
                let byte = value.clamp(0.0, 255.0) as u8;
                byte
            };
            image::Rgb([tone(0.0), tone(0.6), tone(-0.6)])
        })
    }

    fn enlarged(picture: &RgbImage, width: u32, height: u32) -> RgbImage {
        DynamicImage::from(picture.clone())
            .resize_exact(width, height, FilterType::CatmullRom)
            .to_rgb8()
    }

    fn encoded(picture: &RgbImage, sampling: SamplingFactor, progressive: bool) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes, 97);
        encoder.set_sampling_factor(sampling);
        encoder.set_progressive(progressive);
        let side = |side: u32| u16::try_from(side).expect("a JPEG's side");
        let (width, height) = (side(picture.width()), side(picture.height()));
        encoder
            .encode(picture, width, height, ColorType::Rgb)
            .expect("encoded");
        bytes
    }

    fn decoded(bytes: &[u8], max_side: u32) -> Result<Decoded, Refusal> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x");
        std::fs::write(&path, bytes).expect("written");
        decode(&path, &ImageLimits::default(), max_side, Hints::default())
    }

    fn rgb(picture: &Picture) -> RgbImage {
        let (width, height) = picture.size();
        let raster = picture.small(width.max(height)).expect("a plain resize");
        RgbImage::from_raw(width, height, raster.pixels).expect("the size fits")
    }

    /// Signal to noise in dB against the whole picture, decoded and made smaller by another library.
    fn against_reference(bytes: &[u8], max_side: u32) -> f64 {
        let whole = image::load_from_memory(bytes).expect("an ordinary JPEG");
        against(bytes, max_side, &whole)
    }

    fn against(bytes: &[u8], max_side: u32, whole: &DynamicImage) -> f64 {
        let ours = rgb(&decoded(bytes, max_side).expect("an ordinary JPEG").picture);
        let (width, height) = ours.dimensions();
        let reference = whole
            .resize_exact(width, height, FilterType::Lanczos3)
            .to_rgb8();
        let squares: f64 = ours
            .iter()
            .zip(reference.iter())
            .map(|(a, b)| f64::from(a.abs_diff(*b)).powi(2))
            .sum();
        let mean = squares / f64::from(width * height * 3);
        10.0 * (255.0 * 255.0 / mean.max(1e-9)).log10()
    }

    /// The measure of the first trap: a side 2.25 times the largest rendition, which half the size would still cover.
    #[test]
    fn a_fraction_that_only_just_covers_is_not_used() {
        let bytes = encoded(&waves(576, 320), SamplingFactor::R_4_4_4, false);
        let quality = against_reference(&bytes, 256);
        assert!(quality > 42.0, "{quality:.1} dB");
    }

    /// The measure of the second trap: the last stored column holds an eighth of a pixel.
    #[test]
    fn the_picture_is_not_stretched_over_stored_columns() {
        let bytes = encoded(&waves(665, 465), SamplingFactor::R_4_4_4, false);
        let quality = against_reference(&bytes, 60);
        assert!(quality > 32.0, "{quality:.1} dB");
    }

    #[test]
    fn every_arrangement_of_colours_comes_out_the_same() {
        let soft = enlarged(&waves(40, 30), 301, 227);
        let truth = DynamicImage::from(soft.clone());
        let unusual = [
            SamplingFactor::R_4_4_1,
            SamplingFactor::R_4_1_0,
            SamplingFactor::R_4_2_1,
        ];
        for (sampling, least) in [
            (SamplingFactor::R_4_4_4, 36.0),
            (SamplingFactor::R_4_2_2, 36.0),
            (SamplingFactor::R_4_2_0, 36.0),
            (SamplingFactor::R_4_4_0, 36.0),
            // Colours at a quarter are drawn out in more than one way; wrong ones are far below this.
            (SamplingFactor::R_4_1_1, 28.0),
            (SamplingFactor::R_4_4_1, 28.0),
            (SamplingFactor::R_4_1_0, 28.0),
            (SamplingFactor::R_4_2_1, 28.0),
        ] {
            for progressive in [false, true] {
                let bytes = encoded(&soft, sampling, progressive);
                // What a build without libjpeg-turbo refuses is tested in every build.
                let scan = jpeg_scan::scan(&bytes).expect("a frame");
                let refused = check_sampling(&scan, false).err();
                let refused = refused.map(|refusal| refusal.reason);
                let expected = unusual.contains(&sampling);
                let expected = expected.then_some(Reason::UnsupportedFormat);
                assert_eq!(refused, expected, "{sampling:?}");
                check_sampling(&scan, true).expect("a decoder that knows them all");
                if expected.is_some() && !KNOWS_ALL_SAMPLINGS {
                    let refused = decoded(&bytes, 200).err().map(|refusal| refusal.reason);
                    assert_eq!(refused, expected, "{sampling:?}");
                    continue;
                }
                // As it is; whole and then smaller; a quarter and then smaller.
                for side in [2048, 200, 33] {
                    // The other library does not know all of them, so what was encoded is the measure.
                    let quality = against(&bytes, side, &truth);
                    assert!(quality > least, "{sampling:?} {side}: {quality:.1} dB");
                }
            }
        }
    }

    #[test]
    fn a_cut_off_picture_is_judged_by_its_rows() {
        let picture = enlarged(&waves(60, 60), 400, 400);
        let bytes = encoded(&picture, SamplingFactor::R_4_2_0, false);
        let head = bytes.len() - bytes.len() / 50;
        assert!(decoded(&bytes[..head], 300).expect("nearly whole").cut_off);
        assert!(!decoded(&bytes, 300).expect("whole").cut_off);
        let half = decoded(&bytes[..bytes.len() / 2], 300).err();
        assert_eq!(half.map(|refusal| refusal.reason), Some(Reason::Truncated));
        // Without its end marker alone nothing is missing.
        let unmarked = decoded(&bytes[..bytes.len() - 2], 300).expect("whole");
        assert_eq!(unmarked.cut_off, cfg!(not(feature = "turbojpeg")));
    }

    #[test]
    fn a_coarse_progressive_picture_is_not_taken_for_a_whole_one() {
        let bytes = encoded(&waves(300, 300), SamplingFactor::R_4_2_0, true);
        let early = decoded(&bytes[..bytes.len() / 6], 300).err();
        assert_eq!(early.map(|refusal| refusal.reason), Some(Reason::Truncated));
    }

    #[test]
    fn a_grey_picture_with_its_end_is_never_called_cut_off() {
        let grey = DynamicImage::from(image::GrayImage::from_pixel(64, 64, image::Luma([128])));
        let mut bytes = std::io::Cursor::new(Vec::new());
        grey.write_to(&mut bytes, image::ImageFormat::Jpeg)
            .expect("encoded");
        let found = decoded(&bytes.into_inner(), 64).expect("whole");
        assert!(!found.cut_off);
        assert_eq!(rgb(&found.picture).get_pixel(9, 9).0, [128; 3]);
    }
}
