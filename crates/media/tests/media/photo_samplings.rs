//! JPEG whose colours lie in unusual arrangements, as large as it is and decoded at a fraction.

use media::Reason;

use crate::photo_kinds::{assert_quarters, by_ffmpeg, quarters};
use crate::support::{Made, process};

/// ffmpeg writes half colours in factors of its own: 2 x 2 beside 1 x 2.
#[tokio::test]
async fn colours_in_unusual_arrangements_are_the_same_colours() {
    for format in [
        "yuvj444p", "yuvj422p", "yuvj440p", "yuvj420p", "yuvj411p", "yuv410p",
    ] {
        let args = format!("-pix_fmt {format} -strict -1 -q:v 2");
        // The larger ones are decoded at a half and a quarter of their size.
        for (width, height) in [(900, 600), (5405, 1203), (10_803, 1203)] {
            let bytes = by_ffmpeg(&quarters(width, height).into(), &args, "jpg");
            let made = match process(&bytes).await {
                Ok(made) => made,
                // The build without libjpeg-turbo shows none of them wrongly.
                Err(why) if cfg!(not(feature = "turbojpeg")) => {
                    assert_eq!(why.reason(), Some(Reason::UnsupportedFormat), "{format}");
                    continue;
                }
                Err(why) => panic!("{format} {width}: {why:?}"),
            };
            assert_quarters(&made, "640.webp", 24);
            assert_edges(&made, "640.webp", &format!("{format} {width}"));
        }
    }
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
