//! Embedded colour profiles to sRGB, at the reduced size.

use moxcms::{ColorProfile, DataColorSpace, Layout, ParsingOptions, ProfileText, TransformOptions};

use super::raster::Raster;

/// A profile's lookup tables may not grow beyond this.
const MAX_TABLE_BYTES: usize = 10_000_000;
/// Points of a tone curve.
const MAX_CURVE_POINTS: usize = 40_000;

/// Converts the raster to sRGB. A profile that cannot be used leaves the pixels as they are: they are then taken for
/// sRGB, as browsers do. (A CMYK profile never applies: the decoder has already made RGB of it.)
pub(super) fn to_srgb(raster: &mut Raster, profile: &[u8], grey: bool) {
    let options = ParsingOptions {
        max_profile_size: profile.len() + 1,
        max_allowed_clut_size: MAX_TABLE_BYTES,
        max_allowed_trc_size: MAX_CURVE_POINTS,
    };
    let Ok(source) = ColorProfile::new_from_slice_with_options(profile, options) else {
        return;
    };
    if is_srgb(&source) {
        return;
    }
    match source.color_space {
        DataColorSpace::Rgb => convert(raster, &source),
        DataColorSpace::Gray if grey => convert_grey(raster, &source),
        _ => {}
    }
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
        to_srgb(&mut raster, &profile, false);
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
    fn an_unreadable_profile_changes_nothing() {
        let mut raster = Raster::rgb(1, 1, vec![1, 2, 3]);
        to_srgb(&mut raster, b"not a profile", false);
        assert_eq!(raster.pixels, [1, 2, 3]);
    }
}
