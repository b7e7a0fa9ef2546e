//! Colours that a file's profile or numbers describe to sRGB, at the reduced size.

use moxcms::{ColorProfile, DataColorSpace, Layout, ParsingOptions, ProfileText, TransformOptions};

use super::raster::Raster;
use super::tone::Tone;

/// A profile's lookup tables may not grow beyond this.
const MAX_TABLE_BYTES: usize = 10_000_000;
/// Points of a tone curve.
const MAX_CURVE_POINTS: usize = 40_000;

/// What changes colours.
#[derive(Debug)]
pub(super) enum Profile {
    /// By the rules of the International Color Consortium.
    Icc(Box<ColorProfile>),
    /// From a curve that reaches far above white.
    Light(Tone),
}

impl Profile {
    /// Reads a profile. `None` if it is sRGB itself, or cannot be used: the pixels are then taken for sRGB, as browsers
    /// do.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let options = ParsingOptions {
            max_profile_size: bytes.len() + 1,
            max_allowed_clut_size: MAX_TABLE_BYTES,
            max_allowed_trc_size: MAX_CURVE_POINTS,
        };
        let profile = ColorProfile::new_from_slice_with_options(bytes, options).ok()?;
        (!is_srgb(&profile)).then(|| Self::icc(profile))
    }

    fn icc(profile: ColorProfile) -> Self {
        Self::Icc(Box::new(profile))
    }

    /// The colours with these numbers for primaries and transfer curve (ITU-T H.273); `None` for sRGB and for numbers that
    /// mean nothing.
    pub(super) fn by_number((primaries, curve): (u16, u16)) -> Option<Self> {
        if let Some(tone) = Tone::by_number((primaries, curve)) {
            return Some(Self::Light(tone));
        }
        // 1: BT.709, which sRGB shares; 2: unspecified. Curves 1, 6, 13, 14 and 15 are taken for sRGB's, as viewers do.
        if !matches!(curve, 1 | 2 | 6 | 13 | 14 | 15) {
            return None;
        }
        match primaries {
            9 => Some(Self::icc(with_srgb_curve(ColorProfile::new_bt2020()))),
            11 | 12 => Some(Self::icc(with_srgb_curve(ColorProfile::new_display_p3()))),
            _ => None,
        }
    }

    /// Converts a raster to sRGB. `grey` says that its three colours are one. A profile of another colour space than
    /// the raster's changes nothing.
    pub(super) fn convert(&self, raster: &mut Raster, grey: bool) {
        match self {
            Self::Light(tone) => tone.convert(&mut raster.pixels, raster.channels),
            Self::Icc(profile) => match profile.color_space {
                DataColorSpace::Rgb => convert(raster, profile),
                DataColorSpace::Gray if grey => convert_grey(raster, profile),
                _ => {}
            },
        }
    }

    fn inks(&self) -> Option<&ColorProfile> {
        match self {
            Self::Icc(profile) if profile.color_space == DataColorSpace::Cmyk => Some(profile),
            _ => None,
        }
    }
}

fn with_srgb_curve(mut profile: ColorProfile) -> ColorProfile {
    let srgb = ColorProfile::new_srgb();
    profile.cicp = None;
    profile.red_trc = srgb.red_trc;
    profile.green_trc = srgb.green_trc;
    profile.blue_trc = srgb.blue_trc;
    profile
}

/// Four inks (0 is none, 255 all) as RGB: by the profile of their press, else by plain subtraction.
pub(super) fn from_inks(inks: &Raster, profile: Option<&Profile>) -> Raster {
    let by_profile = profile.and_then(Profile::inks).and_then(|profile| {
        let transform = profile
            .create_transform_8bit(
                Layout::Rgba,
                &ColorProfile::new_srgb(),
                Layout::Rgb,
                TransformOptions::default(),
            )
            .ok()?;
        let mut pixels = vec![0; inks.pixels.len() / 4 * 3];
        transform.transform(&inks.pixels, &mut pixels).ok()?;
        Some(pixels)
    });
    let pixels = by_profile.unwrap_or_else(|| {
        let left = |ink: u8| u32::from(u8::MAX - ink);
        let mixed = |ink: u8, black: u8| u8::try_from((left(ink) * left(black) + 127) / 255);
        inks.pixels
            .chunks_exact(4)
            .flat_map(|pixel| {
                [pixel[0], pixel[1], pixel[2]].map(|ink| mixed(ink, pixel[3]).unwrap_or(u8::MAX))
            })
            .collect()
    });
    Raster::rgb(inks.width, inks.height, pixels)
}

fn convert(raster: &mut Raster, source: &ColorProfile) {
    let layout = if raster.channels == 4 {
        Layout::Rgba
    } else {
        Layout::Rgb
    };
    let Ok(transform) = source.create_transform_8bit(
        layout,
        &ColorProfile::new_srgb(),
        layout,
        TransformOptions::default(),
    ) else {
        return;
    };
    let mut converted = vec![0; raster.pixels.len()];
    if transform.transform(&raster.pixels, &mut converted).is_ok() {
        raster.pixels = converted;
    }
}

/// A grey picture was spread over three equal channels; its curve is applied to one of them.
fn convert_grey(raster: &mut Raster, source: &ColorProfile) {
    let Ok(transform) = source.create_transform_8bit(
        Layout::Gray,
        &ColorProfile::new_srgb(),
        Layout::Rgb,
        TransformOptions::default(),
    ) else {
        return;
    };
    let grey: Vec<u8> = raster
        .pixels
        .iter()
        .step_by(raster.channels)
        .copied()
        .collect();
    let mut converted = vec![0; grey.len() * 3];
    if transform.transform(&grey, &mut converted).is_err() {
        return;
    }
    for (pixel, new) in raster
        .pixels
        .chunks_exact_mut(raster.channels)
        .zip(converted.chunks_exact(3))
    {
        pixel[..3].copy_from_slice(new);
    }
}

/// Most pictures carry sRGB itself; converting them would only cost time and roundings.
fn is_srgb(profile: &ColorProfile) -> bool {
    let named = |text: &str| text.contains("sRGB");
    profile.color_space == DataColorSpace::Rgb
        && match &profile.description {
            Some(ProfileText::PlainString(text)) => named(text),
            Some(ProfileText::Localizable(texts)) => texts.iter().any(|text| named(&text.value)),
            Some(ProfileText::Description(text)) => named(&text.ascii_string),
            None => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wide_gamut_red_becomes_more_than_srgb_red_and_is_clipped() {
        let profile = ColorProfile::new_display_p3()
            .encode()
            .expect("a built-in profile");
        let mut raster = Raster::rgb(1, 2, vec![200, 60, 60, 128, 128, 128]);
        Profile::parse(&profile)
            .expect("another space than sRGB")
            .convert(&mut raster, false);
        // Computed with the matrices of Display P3 and sRGB (both D65): the red grows, grey stays.
        assert!(
            raster.pixels[0] > 208 && raster.pixels[1] < 56,
            "{:?}",
            raster.pixels
        );
        assert!(
            raster.pixels[3..]
                .iter()
                .all(|grey| grey.abs_diff(128) <= 1),
            "{:?}",
            raster.pixels
        );
    }

    #[test]
    fn unreadable_profiles_and_srgb_itself_change_nothing() {
        assert!(Profile::parse(b"not a profile").is_none());
        let srgb = ColorProfile::new_srgb()
            .encode()
            .expect("a built-in profile");
        assert!(Profile::parse(&srgb).is_none());
    }

    #[test]
    fn inks_take_light_away() {
        let inks = Raster {
            width: 4,
            height: 1,
            channels: 4,
            pixels: vec![0, 0, 0, 0, 0, 255, 255, 0, 0, 0, 0, 255, 0, 0, 0, 128],
        };
        let expected = [255, 255, 255, 255, 0, 0, 0, 0, 0, 127, 127, 127];
        assert_eq!(from_inks(&inks, None).pixels, expected);
    }
}
