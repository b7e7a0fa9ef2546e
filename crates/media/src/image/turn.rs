//! Turning and mirroring, after the picture was made small.

use image::metadata::Orientation;

/// Squares of this many pixels a side keep both sides of a turn in the processor's cache.
const TILE: usize = 32;

/// Turns a picture of `N` bytes a pixel upright. Gives the pixels and their new width and height.
pub(super) fn turn<const N: usize>(
    pixels: &[u8],
    width: u32,
    height: u32,
    orientation: Orientation,
) -> (Vec<u8>, u32, u32) {
    // Which of the three basic steps lead there: swap rows with columns first, then mirror.
    let (swap, mirror_x, mirror_y) = match orientation {
        Orientation::NoTransforms => return (pixels.to_vec(), width, height),
        Orientation::FlipHorizontal => (false, true, false),
        Orientation::FlipVertical => (false, false, true),
        Orientation::Rotate180 => (false, true, true),
        Orientation::Rotate90FlipH => (true, false, false),
        Orientation::Rotate90 => (true, true, false),
        Orientation::Rotate270 => (true, false, true),
        Orientation::Rotate270FlipH => (true, true, true),
    };
    let (to_width, to_height) = if swap {
        (height, width)
    } else {
        (width, height)
    };
    let (across, down) = (to_width as usize, to_height as usize);
    let stride = width as usize;
    let mut turned = vec![0; pixels.len()];
    for top in (0..down).step_by(TILE) {
        for left in (0..across).step_by(TILE) {
            for y in top..(top + TILE).min(down) {
                for x in left..(left + TILE).min(across) {
                    let from_x = if mirror_x { across - 1 - x } else { x };
                    let from_y = if mirror_y { down - 1 - y } else { y };
                    let from = if swap {
                        from_x * stride + from_y
                    } else {
                        from_y * stride + from_x
                    };
                    let to = y * across + x;
                    turned[to * N..to * N + N].copy_from_slice(&pixels[from * N..from * N + N]);
                }
            }
        }
    }
    (turned, to_width, to_height)
}

#[cfg(test)]
mod tests {
    use image::{DynamicImage, RgbImage};

    use super::*;

    #[test]
    fn all_eight_agree_with_the_image_library() {
        let pixels: Vec<u8> = (0..71 * 37 * 3)
            .map(|i: u32| u8::try_from(i * 7 % 253).expect("below 253"))
            .collect();
        for number in 1..=8 {
            let orientation = Orientation::from_exif(number).expect("one of eight");
            let plain = RgbImage::from_raw(71, 37, pixels.clone()).expect("the size fits");
            let mut expected = DynamicImage::ImageRgb8(plain);
            expected.apply_orientation(orientation);
            let (turned, width, height) = turn::<3>(&pixels, 71, 37, orientation);
            assert_eq!((width, height), (expected.width(), expected.height()));
            assert!(turned == expected.into_bytes(), "orientation {number}");
        }
    }
}
