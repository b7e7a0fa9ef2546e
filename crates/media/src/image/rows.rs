//! Pictures that are too large to be held whole: made smaller while their rows arrive.

use super::raster::Raster;

/// What is left stays at least this much larger than the largest rendition, as in `jpeg`.
const MARGIN: f64 = 1.3;
/// Bytes with alpha above which less is left, because the filter takes a copy of them all.
const MOST_WITH_ALPHA: u64 = 80 << 20;

/// How many pixels a side become one, for a picture with so many channels of 8 bits.
pub(super) fn factor((width, height): (u32, u32), channels: usize, max_side: u32) -> u32 {
    let bytes = u64::from(width) * u64::from(height) * channels as u64;
    let alpha = channels.is_multiple_of(2);
    let largest = |margin: f64| {
        let long_side = f64::from(width.max(height));
        let covers = |factor: u32| long_side / f64::from(factor) >= f64::from(max_side) * margin;
        (1..=16).rev().find(|factor| covers(*factor)).unwrap_or(1)
    };
    match largest(MARGIN) {
        1 if alpha && bytes > MOST_WITH_ALPHA => largest(1.0),
        factor => factor,
    }
}

/// Averages squares of pixels, row by row. Alpha weighs its pixel's colours.
pub(super) struct Shrinker {
    width: u32,
    channels: usize,
    factor: u32,
    /// The last of 2 or 4 channels is alpha.
    alpha: bool,
    /// For each square of the current line, the sum of each channel; colours are multiplied by alpha where there is one.
    sums: Vec<u32>,
    /// Rows in the current line of squares.
    rows: u32,
    made: Vec<u8>,
}

impl Shrinker {
    /// For rows of `width` pixels with 1 to 4 channels of 8 bits (2 and 4: the last is alpha); `factor` pixels a side
    /// become one.
    pub(super) fn new(width: u32, height: u32, channels: usize, factor: u32) -> Self {
        let factor = factor.max(1);
        let across = width.div_ceil(factor) as usize;
        Self {
            width,
            channels,
            factor,
            alpha: channels.is_multiple_of(2),
            sums: vec![0; across * channels],
            rows: 0,
            made: Vec::with_capacity(across * channels * height.div_ceil(factor) as usize),
        }
    }

    /// All channels are colours.
    pub(super) fn without_alpha(mut self) -> Self {
        self.alpha = false;
        self
    }

    /// Adds the next row.
    pub(super) fn push(&mut self, row: &[u8]) {
        let channels = self.channels;
        let square = self.factor as usize * channels;
        let squares = row.chunks(square).zip(self.sums.chunks_exact_mut(channels));
        for (pixels, sums) in squares {
            for pixel in pixels.chunks_exact(channels) {
                let (alpha, colors) = if self.alpha {
                    (u32::from(pixel[channels - 1]), channels - 1)
                } else {
                    (1, channels)
                };
                for (sum, color) in sums.iter_mut().zip(&pixel[..colors]) {
                    *sum += u32::from(*color) * alpha;
                }
                if colors < channels {
                    sums[colors] += alpha;
                }
            }
        }
        self.rows += 1;
        if self.rows == self.factor {
            self.end_line();
        }
    }

    fn end_line(&mut self) {
        let channels = self.channels;
        for (index, sums) in (0_u32..).zip(self.sums.chunks_exact_mut(channels)) {
            let columns = self.factor.min(self.width - index * self.factor);
            let count = columns * self.rows;
            let mean = |sum: u32, count: u32| {
                u8::try_from((sum + count / 2).checked_div(count).unwrap_or(0)).unwrap_or(u8::MAX)
            };
            if self.alpha {
                let (colors, alpha) = sums.split_at(channels - 1);
                self.made
                    .extend(colors.iter().map(|sum| mean(*sum, alpha[0])));
                self.made.push(mean(alpha[0], count));
            } else {
                self.made.extend(sums.iter().map(|sum| mean(*sum, count)));
            }
            sums.fill(0);
        }
        self.rows = 0;
    }

    /// What the rows so far make: pixels with the channels of the rows, and their width and height.
    pub(super) fn finish(mut self) -> (Vec<u8>, u32, u32) {
        if self.rows > 0 {
            self.end_line();
        }
        let across = self.width.div_ceil(self.factor);
        let line = across as usize * self.channels;
        let down = u32::try_from(self.made.len().checked_div(line).unwrap_or(0)).unwrap_or(0);
        (self.made, across, down)
    }
}

/// Grey, grey with alpha, RGB or RGBA of 8 bits as RGB or RGBA.
pub(super) fn spread(pixels: Vec<u8>, width: u32, height: u32, channels: usize) -> Raster {
    let (channels, pixels) = match channels {
        1 => (3, pixels.iter().flat_map(|grey| [*grey; 3]).collect()),
        2 => (
            4,
            pixels
                .chunks_exact(2)
                .flat_map(|pair| [pair[0], pair[0], pair[0], pair[1]])
                .collect(),
        ),
        3 => (3, pixels),
        _ => (4, pixels),
    };
    Raster {
        width,
        height,
        channels,
        pixels,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn squares_are_averaged_and_the_last_ones_may_be_smaller() {
        let mut shrinker = Shrinker::new(5, 3, 1, 2);
        for row in [
            [10, 20, 30, 40, 50],
            [10, 20, 30, 40, 50],
            [0, 100, 0, 100, 7],
        ] {
            shrinker.push(&row);
        }
        let (pixels, width, height) = shrinker.finish();
        assert_eq!((width, height), (3, 2));
        assert_eq!(pixels, [15, 35, 50, 50, 50, 7]);
    }

    #[test]
    fn the_factor_leaves_a_margin_unless_memory_is_short() {
        assert_eq!(factor((5000, 5000), 3, 2048), 1);
        assert_eq!(factor((5000, 5000), 4, 2048), 2);
        assert_eq!(factor((4000, 4000), 4, 2048), 1);
        assert_eq!(factor((12_000, 10_000), 3, 2048), 4);
        assert_eq!(factor((900, 900), 4, 2048), 1);
    }

    #[test]
    fn see_through_pixels_lend_no_colour() {
        let mut shrinker = Shrinker::new(2, 2, 4, 2);
        shrinker.push(&[200, 100, 50, 255, 9, 9, 9, 0]);
        shrinker.push(&[9, 9, 9, 0, 9, 9, 9, 0]);
        assert_eq!(shrinker.finish().0, [200, 100, 50, 64]);
    }
}
