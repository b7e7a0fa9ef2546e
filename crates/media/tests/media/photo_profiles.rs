//! Colour profiles, in every format that can carry one.

use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{ImageEncoder, RgbImage};
use jpeg_encoder::{ColorType, SamplingFactor};
use moxcms::ColorProfile;

use crate::photo_kinds::{assert_quarters, heif_of_png, jpeg, quarters, tiff};
use crate::photos::exif;
use crate::support::{Made, process};

/// The colour in the middle of a rendition.
fn middle(made: &Made) -> [u8; 3] {
    let small = made.picture("320.webp").to_rgb8();
    small.get_pixel(small.width() / 2, small.height() / 2).0
}

#[track_caller]
fn assert_near(found: [u8; 3], expected: [u8; 3], what: &str) {
    let near = found.iter().zip(expected).all(|(a, b)| a.abs_diff(b) <= 8);
    assert!(near, "{what}: {found:?} instead of {expected:?}");
}

/// A JPEG of one colour with this profile.
fn red(profile: Option<&ColorProfile>) -> Vec<u8> {
    let pixels = [200, 60, 60].repeat(640 * 480);
    jpeg(&pixels, (640, 480), ColorType::Rgb, |encoder| {
        if let Some(profile) = profile {
            let profile = profile.encode().expect("built in");
            encoder.add_icc_profile(&profile).expect("added");
        }
    })
}

#[tokio::test]
async fn a_photo_with_a_wider_space_becomes_srgb() {
    // Computed by the matrices and curves of the spaces.
    for (name, profile, expected) in [
        ("none", None, [200, 60, 60]),
        (
            "Display P3",
            Some(ColorProfile::new_display_p3()),
            [214, 45, 52],
        ),
        (
            "Adobe RGB",
            Some(ColorProfile::new_adobe_rgb()),
            [231, 57, 57],
        ),
    ] {
        let made = process(&red(profile.as_ref())).await.expect(name);
        assert_near(middle(&made), expected, name);
    }
}

#[tokio::test]
async fn profiles_count_in_every_format_that_can_carry_one() {
    let mut profile = ColorProfile::new_display_p3().encode().expect("built in");
    // Whole words, or libheif's encoder drops it.
    profile.resize(profile.len().next_multiple_of(4), 0);
    let length = u32::try_from(profile.len()).expect("short");
    profile[..4].copy_from_slice(&length.to_be_bytes());
    let pixels = [200, 60, 60].repeat(640 * 480);
    let picture = RgbImage::from_raw(640, 480, pixels.clone()).expect("whole");
    let (mut png, mut webp) = (Vec::new(), Vec::new());
    let mut encoder = PngEncoder::new(&mut png);
    encoder.set_icc_profile(profile.clone()).expect("PNG");
    picture.write_with_encoder(encoder).expect("encoded");
    let mut encoder = WebPEncoder::new_lossless(&mut webp);
    encoder.set_icc_profile(profile.clone()).expect("WebP");
    picture.write_with_encoder(encoder).expect("encoded");
    let scan = tiff::<tiff::encoder::colortype::RGB8>((640, 480), &pixels, |image| {
        image
            .encoder()
            .write_tag(tiff::tags::Tag::IccProfile, &profile[..])
            .expect("tagged");
    });
    let heic = heif_of_png(&[&png], &["-q", "95"], "heic");
    let avif = heif_of_png(&[&png], &["-A", "-q", "95"], "avif");
    for (name, file) in [
        ("PNG", png),
        ("WebP", webp),
        ("TIFF", scan),
        ("HEIC", heic),
        ("AVIF", avif),
    ] {
        let made = process(&file).await.expect(name);
        assert_near(middle(&made), [214, 45, 52], name);
    }
    // A grey of 128 in a space without a curve is half the light: 188 in sRGB.
    let linear = ColorProfile::new_gray_with_gamma(1.0);
    let mut png = Vec::new();
    let mut encoder = PngEncoder::new(&mut png);
    encoder
        .set_icc_profile(linear.encode().expect("built in"))
        .expect("PNG");
    image::GrayImage::from_pixel(640, 480, image::Luma([128]))
        .write_with_encoder(encoder)
        .expect("encoded");
    let made = process(&png).await.expect("grey");
    assert_near(middle(&made), [188; 3], "grey");
}

/// The profile of a press (ICC.1:2022, `mft1`) on which cyan prints as grey, with half the light of white, and nothing else prints.
fn odd_press() -> Vec<u8> {
    let mut table = b"mft1\0\0\0\0\x04\x03\x02\0".to_vec();
    for number in [1_u32, 0, 0, 0, 1, 0, 0, 0, 1] {
        table.extend((number << 16).to_be_bytes());
    }
    let straight: Vec<u8> = (0..=255).collect();
    table.extend(straight.repeat(4));
    for corner in 0..16 {
        // The first ink is the slowest of the four; L* 50 or 100, no colour.
        table.extend([if corner < 8 { 255 } else { 128 }, 128, 128]);
    }
    table.extend(straight.repeat(3));
    let mut profile = vec![0; 128];
    profile[8..12].copy_from_slice(&[2, 0x40, 0, 0]);
    profile[12..24].copy_from_slice(b"prtrCMYKLab ");
    profile[36..40].copy_from_slice(b"acsp");
    for (at, value) in [(68, 0xF6D6_u32), (72, 0x10000), (76, 0xD32D)] {
        profile[at..at + 4].copy_from_slice(&value.to_be_bytes());
    }
    profile.extend(1_u32.to_be_bytes());
    profile.extend(b"A2B0");
    let length = u32::try_from(table.len()).expect("short");
    profile.extend(144_u32.to_be_bytes());
    profile.extend(length.to_be_bytes());
    profile.extend(table);
    let whole = u32::try_from(profile.len()).expect("short");
    profile[..4].copy_from_slice(&whole.to_be_bytes());
    profile
}

#[tokio::test]
async fn inks_look_as_their_press_prints_them() {
    let profile = odd_press();
    // Half of the picture in cyan, half in nothing but yellow.
    let inks: Vec<u8> = (0..640 * 480)
        .flat_map(|at| {
            if at % 640 < 320 {
                [255, 0, 0, 0]
            } else {
                [0, 0, 255, 0]
            }
        })
        .collect();
    let photo = |profile: Option<&[u8]>| {
        let photo = jpeg(&inks, (640, 480), ColorType::CmykAsYcck, |encoder| {
            encoder.set_sampling_factor(SamplingFactor::R_4_4_4);
            if let Some(profile) = profile {
                encoder.add_icc_profile(profile).expect("added");
            }
        });
        assert!(photo.windows(5).any(|mark| mark == b"Adobe"));
        photo
    };
    for (what, profile, left, right) in [
        ("no profile", None, [0, 255, 255], [255, 255, 0]),
        ("its press", Some(&profile[..]), [119; 3], [255; 3]),
    ] {
        let made = process(&photo(profile)).await.expect("four inks");
        let small = made.picture("640.webp").to_rgb8();
        for (x, expected) in [(160, left), (480, right)] {
            let found = small.get_pixel(x, 240).0;
            let near = found.iter().zip(expected).all(|(a, b)| a.abs_diff(b) <= 16);
            assert!(near, "{what}: {found:?} instead of {expected:?}");
        }
    }
}

#[tokio::test]
async fn a_png_that_is_read_row_by_row_keeps_its_turn_and_its_profile() {
    // 101 MB of pixels: more than is held at once.
    let (width, height) = (6000, 5600);
    let lying = image::imageops::rotate270(&quarters(height, width));
    let encode = |profile: Option<Vec<u8>>| {
        let mut png = Vec::new();
        let mut encoder = PngEncoder::new(&mut png);
        encoder
            .set_exif_metadata(exif(6)[6..].to_vec())
            .expect("PNG");
        if let Some(profile) = profile {
            encoder.set_icc_profile(profile).expect("PNG");
        }
        lying.write_with_encoder(encoder).expect("encoded");
        png
    };
    let made = process(&encode(None)).await.expect("a large PNG");
    assert_quarters(&made, "640.webp", 20);
    let facts = &made.renditions.facts;
    assert_eq!((facts.width, facts.height), (height, width));
    let profile = ColorProfile::new_display_p3().encode().expect("built in");
    let made = process(&encode(Some(profile))).await.expect("P3");
    let [red, green, _] = made.picture("320.webp").to_rgb8().get_pixel(70, 70).0;
    assert!(red > 218 && green < 34, "{red} {green}");
}
