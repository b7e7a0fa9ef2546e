//! Photos of telephones in HEIC and AVIF: a grid of hidden tiles, with a thumbnail, a gain map, depths and a turn.

use image::{DynamicImage, GrayImage, Luma, Rgb, RgbImage, imageops};
use moxcms::ColorProfile;

use crate::heif_made::{Extras, colours, depth, mirror, phones_photo, profile, turn};
use crate::photos::exif;
use crate::planted::{left_in, planted_in};
use crate::readers::{check_jpeg, check_webp};
use crate::support::{Made, process, refusal};

/// Not a whole number of tiles in either direction, and no larger than a rendition.
const SIZE: (u32, u32) = (600, 400);

/// Soft waves, no two places alike: a tile in another's place or a turn too much is far from it.
fn waves((width, height): (u32, u32)) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let (x, y) = (f64::from(x), f64::from(y));
        Rgb(
            [(0.021, 0.013), (-0.017, 0.029), (0.011, -0.023)].map(|(across, down)| {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "between 60 and 190"
                )]
                let level = (125.0 + 65.0 * (x * across + y * down).sin()) as u8;
                level
            }),
        )
    })
}

/// How like two pictures are, in decibels (PSNR over all colours): 20 is another picture, above 35 one hardly tells.
fn decibels(one: &RgbImage, other: &RgbImage) -> f64 {
    assert_eq!(one.dimensions(), other.dimensions());
    let squares: u64 = one
        .iter()
        .zip(other.iter())
        .map(|(a, b)| u64::from(a.abs_diff(*b)).pow(2))
        .sum();
    #[expect(clippy::cast_precision_loss, reason = "a small picture")]
    let mean = (squares as f64 / one.len() as f64).max(1e-9);
    10.0 * (255.0 * 255.0 / mean).log10()
}

/// What a picture in Display P3 looks like in sRGB, by the matrix between the two (both have the same curve).
fn from_p3(picture: &RgbImage) -> RgbImage {
    let to_light = |level: u8| {
        let level = f64::from(level) / 255.0;
        if level <= 0.040_45 {
            level / 12.92
        } else {
            ((level + 0.055) / 1.055).powf(2.4)
        }
    };
    let to_level = |light: f64| {
        let light = light.clamp(0.0, 1.0);
        let level = if light <= 0.003_130_8 {
            light * 12.92
        } else {
            1.055 * light.powf(1.0 / 2.4) - 0.055
        };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and 255"
        )]
        let level = (level * 255.0).round() as u8;
        level
    };
    let mut made = picture.clone();
    for pixel in made.pixels_mut() {
        let [red, green, blue] = pixel.0.map(to_light);
        pixel.0 = [
            1.2249 * red - 0.2247 * green,
            -0.0420 * red + 1.0419 * green,
            -0.0197 * red - 0.0786 * green + 1.0979 * blue,
        ]
        .map(to_level);
    }
    made
}

fn display_p3() -> Vec<u8> {
    let mut profile = ColorProfile::new_display_p3().encode().expect("built in");
    // Whole words, as profiles have to be.
    profile.resize(profile.len().next_multiple_of(4), 0);
    let length = u32::try_from(profile.len()).expect("short");
    profile[..4].copy_from_slice(&length.to_be_bytes());
    profile
}

/// The picture comes out as it is in the one size it has, and nothing that was planted comes with it.
fn assert_shown(made: &Made, expected: &RgbImage, what: &str) {
    let facts = &made.renditions.facts;
    assert_eq!((facts.width, facts.height), expected.dimensions(), "{what}");
    for name in ["640.webp", "1280.jpg"] {
        let like = decibels(&made.picture(name).to_rgb8(), expected);
        assert!(like > 34.0, "{what}, {name}: {like:.1} dB");
    }
    for name in made.names() {
        let bytes = made.bytes(name);
        assert_eq!(planted_in(&bytes), None, "{what}: {name}");
        let read = if media::content_type(name) == Some("image/jpeg") {
            check_jpeg(&bytes)
        } else {
            check_webp(&bytes)
        };
        read.unwrap_or_else(|why| panic!("{what}: {name}: {why}"));
    }
    assert_eq!(
        left_in(made.path("640.webp").parent().expect("a folder")),
        "",
        "{what}"
    );
}

#[tokio::test]
async fn tiles_of_a_phone_become_one_upright_photo_in_srgb_without_traces() {
    let picture = waves(SIZE);
    let expected = from_p3(&imageops::rotate90(&picture));
    assert!(
        decibels(&expected, &imageops::rotate90(&picture)) < 33.0,
        "the profile is seen"
    );
    // Telephones and cameras name what they write differently.
    for (brands, ending, deep) in [
        ("heicmif1MiHBMiHEMiPrmiafheictmap", "heic", false),
        ("mif1mif1heicmiaf", "heic", false),
        ("heixmif1heixmiaf", "heic", true),
        ("avifavifmif1miafMA1B", "avif", false),
    ] {
        let bits = if deep { 10 } else { 8 };
        // What is deep becomes a PNG on its way, and libpng refuses the profile that is made here: see the next test.
        let space = if deep {
            colours([12, 13, 6])
        } else {
            profile(&display_p3())
        };
        let extras = Extras {
            properties: vec![space, depth(&[bits; 3]), turn(3)],
            exif: Some(exif(6)[6..].to_vec()),
            deep,
            ..Extras::default()
        };
        let file = phones_photo(&picture, brands, ending, &extras);
        assert!(planted_in(&file).is_some(), "{brands}");
        let made = process(&file)
            .await
            .unwrap_or_else(|error| panic!("{brands}: {error}"));
        assert_shown(&made, &expected, brands);
    }
}

/// libpng writes no profile that is slightly wrong, and libheif's program then leaves an empty file and says that all is well:
/// the photo is shown all the same, its colours taken for sRGB.
#[tokio::test]
async fn a_deep_photo_with_a_profile_that_libpng_refuses_is_shown() {
    let picture = waves(SIZE);
    let extras = Extras {
        properties: vec![profile(&display_p3()), depth(&[10; 3])],
        deep: true,
        ..Extras::default()
    };
    let file = phones_photo(&picture, "heixmif1heixmiaf", "heic", &extras);
    let made = process(&file).await.expect("a photo");
    assert_shown(&made, &picture, "without the profile");
}

#[tokio::test]
async fn tiles_are_turned_and_mirrored_as_their_file_says() {
    let picture = waves(SIZE);
    for (properties, expected, what) in [
        (vec![turn(0)], picture.clone(), "not at all"),
        (vec![turn(1)], imageops::rotate270(&picture), "to the left"),
        (vec![turn(2)], imageops::rotate180(&picture), "upside down"),
        (
            vec![mirror()],
            imageops::flip_horizontal(&picture),
            "mirrored",
        ),
        (
            vec![turn(3), mirror()],
            imageops::flip_horizontal(&imageops::rotate90(&picture)),
            "turned, then mirrored",
        ),
    ] {
        let extras = Extras {
            properties,
            ..Extras::default()
        };
        let file = phones_photo(&picture, "heicmif1heic", "heic", &extras);
        assert_shown(&process(&file).await.expect(what), &expected, what);
    }
}

#[tokio::test]
async fn a_brighter_version_beside_the_photo_lends_it_nothing() {
    let picture = waves(SIZE);
    // 10 bits, BT.2020, PQ: what the gain map would make of it.
    let brighter = vec![depth(&[10; 3]), colours([9, 16, 9])];
    for (brands, ending, own, expected) in [
        (
            "heicmif1heictmap",
            "heic",
            profile(&display_p3()),
            from_p3(&picture),
        ),
        (
            "heicmif1heictmap",
            "heic",
            colours([1, 13, 6]),
            picture.clone(),
        ),
        (
            "heicmif1heictmap",
            "heic",
            colours([12, 13, 6]),
            from_p3(&picture),
        ),
        (
            "avifmif1miaftmap",
            "avif",
            colours([1, 13, 6]),
            picture.clone(),
        ),
    ] {
        let extras = Extras {
            properties: vec![own, depth(&[8; 3])],
            brighter: Some(brighter.clone()),
            ..Extras::default()
        };
        let file = phones_photo(&picture, brands, ending, &extras);
        let made = process(&file).await.expect(ending);
        assert_shown(&made, &expected, ending);
    }
}

#[tokio::test]
async fn tiles_with_alpha_stay_see_through() {
    let picture = waves(SIZE);
    let alpha = GrayImage::from_fn(SIZE.0, SIZE.1, |x, _| Luma([if x < 300 { 255 } else { 0 }]));
    for (brands, ending) in [("heicmif1heic", "heic"), ("avifmif1miaf", "avif")] {
        let extras = Extras {
            alpha: Some(alpha.clone()),
            ..Extras::default()
        };
        let file = phones_photo(&picture, brands, ending, &extras);
        let made = process(&file).await.expect(ending);
        let seen = made.picture("640.webp").to_rgba8();
        assert_eq!(seen.get_pixel(450, 200).0[3], 0, "{ending}");
        let half = |picture: DynamicImage| picture.crop_imm(0, 0, 280, 400).to_rgb8();
        let like = decibels(&half(seen.into()), &half(picture.clone().into()));
        assert!(like > 34.0, "{ending}: {like:.1} dB");
    }
}

/// Bursts and animations, where the first brand is that of a sequence, are nothing that libheif opens.
#[tokio::test]
async fn a_sequence_is_refused_in_words() {
    let picture = waves((320, 200));
    for brands in ["msf1msf1mif1heichevc", "hevcmsf1hevcmif1heic"] {
        let file = phones_photo(&picture, brands, "heic", &Extras::default());
        assert_eq!(refusal(&file).await, "unsupported-format", "{brands}");
    }
}
