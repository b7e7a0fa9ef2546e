//! JPEG whose colours lie in unusual arrangements, as large as it is and decoded at a fraction.

use jpeg_encoder::{ColorType, SamplingFactor};
use media::Reason;

use crate::photo_kinds::{assert_quarters, by_ffmpeg, jpeg, quarters};
use crate::support::{Made, process};

/// Colours in full and at a half, a quarter: by the book, and as ffmpeg writes them, whose half ones have factors of their own
/// (2 x 2 beside 1 x 2), which take another road through the decoder.
#[tokio::test]
async fn colours_in_unusual_arrangements_are_the_same_colours() {
    // The larger ones are decoded at a half and a quarter of their size.
    for (width, height) in [(900, 600), (5405, 1203), (10_803, 1203)] {
        let picture = quarters(width.into(), height.into());
        for factor in [
            SamplingFactor::F_1_1,
            SamplingFactor::F_2_1,
            SamplingFactor::F_1_2,
            SamplingFactor::F_2_2,
            SamplingFactor::F_4_1,
        ] {
            let bytes = jpeg(&picture, (width, height), ColorType::Rgb, |encoder| {
                encoder.set_sampling_factor(factor);
            });
            shows_quarters(&bytes, &format!("{factor:?} {width}")).await;
        }
        for format in [
            "yuvj444p", "yuvj422p", "yuvj440p", "yuvj420p", "yuvj411p", "yuv410p",
        ] {
            let args = format!("-pix_fmt {format} -strict -1 -q:v 2");
            let bytes = by_ffmpeg(&picture.clone().into(), &args, "jpg");
            shows_quarters(&bytes, &format!("{format} {width}")).await;
        }
    }
}

async fn shows_quarters(bytes: &[u8], what: &str) {
    let made = match process(bytes).await {
        Ok(made) => made,
        // The build without libjpeg-turbo shows none of them wrongly.
        Err(why) if cfg!(not(feature = "turbojpeg")) => {
            assert_eq!(why.reason(), Some(Reason::UnsupportedFormat), "{what}");
            return;
        }
        Err(why) => panic!("{what}: {why:?}"),
    };
    assert_quarters(&made, "640.webp", 24);
    assert_edges(&made, "640.webp", what);
}

/// Each quarter has its colour close to the lines between them too: no colours were moved against the brightness.
fn assert_edges(made: &Made, name: &str, what: &str) {
    let picture = made.picture(name).to_rgb8();
    let (width, height) = picture.dimensions();
    let sides = |side: u32| [4, side / 2 - 5, side / 2 + 5, side - 5];
    for x in sides(width) {
        for y in sides(height) {
            let centre = |at: u32, side: u32| {
                if at * 2 < side {
                    side / 4
                } else {
                    side * 3 / 4
                }
            };
            let expected = picture.get_pixel(centre(x, width), centre(y, height)).0;
            let found = picture.get_pixel(x, y).0;
            let near = found.iter().zip(expected).all(|(a, b)| a.abs_diff(b) <= 24);
            assert!(near, "{what} at {x}, {y}: {found:?}, not {expected:?}");
        }
    }
}
