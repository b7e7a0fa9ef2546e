//! What a page paints before the picture has come: a thumbhash and one colour.

use base64::Engine;

use super::raster::{Raster, fit};
use super::worker::Refusal;

/// Thumbhash takes pictures up to this side.
const THUMBHASH_SIDE: u32 = SIDE;
/// The picture is boiled down to this many pixels a side before colours are counted.
const COUNTED_SIDE: u32 = 48;

/// Side of the copy from which both are made.
pub(super) const SIDE: u32 = 100;

/// The thumbhash of a small raster, base 64 without line breaks.
pub(super) fn thumbhash(small: &Raster) -> Result<String, Refusal> {
    let (width, height) = fit(small.width, small.height, THUMBHASH_SIDE);
    let tiny = small.resized(width, height)?;
    let rgba: Vec<u8> = if tiny.channels == 4 {
        tiny.pixels
    } else {
        tiny.pixels
            .chunks_exact(3)
            .flat_map(|pixel| [pixel[0], pixel[1], pixel[2], 255])
            .collect()
    };
    let hash = thumbhash::rgba_to_thumb_hash(width as usize, height as usize, &rgba);
    Ok(base64::engine::general_purpose::STANDARD.encode(hash))
}

/// The colour that stands for the picture, `#rrggbb`: the mean of its fullest bin, where colourful pixels weigh more.
pub(super) fn dominant_color(small: &Raster) -> Result<String, Refusal> {
    let (width, height) = fit(small.width, small.height, COUNTED_SIDE);
    let tiny = small.flattened().resized(width, height)?;
    // 4 bits a channel; weight and weighted sums per bin.
    let mut bins = vec![[0_u64; 4]; 1 << 12];
    for pixel in tiny.pixels.chunks_exact(3) {
        let [red, green, blue] = [
            u64::from(pixel[0]),
            u64::from(pixel[1]),
            u64::from(pixel[2]),
        ];
        let spread = red.max(green).max(blue) - red.min(green).min(blue);
        let weight = 64 + spread;
        let bin = (red >> 4) << 8 | (green >> 4) << 4 | blue >> 4;
        let bin = &mut bins[usize::try_from(bin).unwrap_or(0)];
        for (sum, value) in bin.iter_mut().zip([1, red, green, blue]) {
            *sum += weight * value;
        }
    }
    let fullest = bins
        .iter()
        .max_by_key(|bin| bin[0])
        .copied()
        .unwrap_or([1, 0, 0, 0]);
    let [weight, red, green, blue] = fullest;
    let mean = |sum: u64| sum / weight.max(1);
    Ok(format!(
        "#{:02x}{:02x}{:02x}",
        mean(red),
        mean(green),
        mean(blue)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_colour_is_the_one_that_most_of_the_picture_has() {
        let mut pixels = [20, 60, 200].repeat(80 * 100);
        pixels.extend([240, 240, 240].repeat(20 * 100));
        let color = dominant_color(&Raster::rgb(100, 100, pixels)).expect("a plain picture");
        assert_eq!(color, "#143cc8");
    }

    #[test]
    fn the_hash_is_short_and_keeps_the_shape() {
        let hash = thumbhash(&Raster::rgb(320, 160, [20, 60, 200].repeat(320 * 160)))
            .expect("a plain picture");
        let bytes = base64::engine::general_purpose::STANDARD
            .decode(hash)
            .expect("base 64");
        assert!((5..=32).contains(&bytes.len()));
        let ratio = ::thumbhash::thumb_hash_to_approximate_aspect_ratio(&bytes).expect("a hash");
        assert!((1.6..=2.4).contains(&ratio), "{ratio}");
    }
}
