//! Pictures that we draw ourselves: a song's cover from its peaks, and the sheet of a film's small frames.

use super::Sprite;
use super::raster::Raster;

/// The colours of pages in light mode (`docs/pages.md`, "Colours"), as sRGB.
const PAPER: [u8; 3] = [0xFA, 0xFC, 0xFE];
const INK: [u8; 3] = [0x13, 0x19, 0x2F];
const LINE: [u8; 3] = [0x7D, 0x86, 0x99];
const MARK: [u8; 3] = [0xEC, 0xF3, 0x3C];

const COVER: (u32, u32) = (1200, 630);
/// Bars of the cover's waveform, and their places.
const BARS: u32 = 80;
const LEFT: u32 = 80;
const BAR_STEP: u32 = 13;
const BAR_WIDTH: u32 = 8;
const MIDDLE: u32 = 290;
const TALLEST: u32 = 190;
/// The loudest stretch of this many bars is marked.
const MARKED_BARS: usize = 16;

/// Ink bars on paper, the loudest fifth of the song highlighted, a ruler below. `peaks` run from 0 to 255.
pub(super) fn cover(peaks: &[u8]) -> Raster {
    let (width, height) = COVER;
    let mut canvas = Raster::rgb(width, height, PAPER.repeat((width * height) as usize));
    let bars: Vec<u32> = (0..BARS).map(|bar| bar_height(peaks, bar)).collect();
    let loudest = (0..=bars.len() - MARKED_BARS)
        .max_by_key(|from| {
            (
                bars[*from..from + MARKED_BARS].iter().sum::<u32>(),
                usize::MAX - from,
            )
        })
        .unwrap_or(0);
    let band_left = LEFT + u32::try_from(loudest).unwrap_or(0) * BAR_STEP;
    let band_width = u32::try_from(MARKED_BARS).unwrap_or(0) * BAR_STEP;
    fill(
        &mut canvas,
        (band_left.saturating_sub(10), MIDDLE - TALLEST - 24),
        (band_width + 15, 2 * TALLEST + 48),
        MARK,
    );
    for (bar, half) in (0_u32..).zip(&bars) {
        fill(
            &mut canvas,
            (LEFT + bar * BAR_STEP, MIDDLE - half),
            (BAR_WIDTH, 2 * half),
            INK,
        );
    }
    ruler(&mut canvas);
    canvas
}

/// Half the height in pixels of one bar: the loudest peak in its share of the song, never nothing.
fn bar_height(peaks: &[u8], bar: u32) -> u32 {
    let from = peaks.len() * bar as usize / BARS as usize;
    let to = (peaks.len() * (bar as usize + 1) / BARS as usize)
        .max(from + 1)
        .min(peaks.len());
    let loudest = peaks
        .get(from.min(to)..to)
        .and_then(|share| share.iter().max())
        .copied()
        .unwrap_or(0);
    (u32::from(loudest) * TALLEST / 255).max(3)
}

/// A long tick for every tenth, a middle one for every fifth.
fn ruler(canvas: &mut Raster) {
    let top = COVER.1 - 74;
    fill(canvas, (0, top), (COVER.0, 3), INK);
    for tick in 0..=BARS {
        let (length, color) = match tick {
            tick if tick % 10 == 0 => (44, INK),
            tick if tick % 5 == 0 => (30, INK),
            _ => (18, LINE),
        };
        fill(canvas, (LEFT + tick * BAR_STEP, top), (2, length), color);
    }
}

fn fill(canvas: &mut Raster, (left, top): (u32, u32), (width, height): (u32, u32), color: [u8; 3]) {
    let right = (left + width).min(canvas.width) as usize;
    let left = left as usize;
    let row_bytes = canvas.width as usize * 3;
    for row in canvas
        .pixels
        .chunks_exact_mut(row_bytes)
        .skip(top as usize)
        .take(height as usize)
    {
        for pixel in row
            .get_mut(left * 3..right * 3)
            .unwrap_or_default()
            .chunks_exact_mut(3)
        {
            pixel.copy_from_slice(&color);
        }
    }
}

/// Lays frames out in rows of `columns`, on black where the last row is not full. `None` if there is no whole frame.
pub(super) fn sheet(cells: &[u8], sprite: &Sprite) -> Option<Raster> {
    let (cell_width, cell_height) = (sprite.cell_width as usize, sprite.cell_height as usize);
    let cell_bytes = cell_width * cell_height * 3;
    let columns = (sprite.columns as usize).clamp(1, sprite.cells.max(1) as usize);
    let count = cells
        .len()
        .checked_div(cell_bytes)?
        .min(sprite.cells as usize);
    if count == 0 {
        return None;
    }
    let rows = count.div_ceil(columns);
    let sheet_row = columns * cell_width * 3;
    let mut pixels = vec![0; sheet_row * rows * cell_height];
    for (index, cell) in cells.chunks_exact(cell_bytes).take(count).enumerate() {
        let (row, column) = (index / columns, index % columns);
        for (line, source) in cell.chunks_exact(cell_width * 3).enumerate() {
            let start = (row * cell_height + line) * sheet_row + column * cell_width * 3;
            pixels[start..start + cell_width * 3].copy_from_slice(source);
        }
    }
    let side = |pixels: usize| u32::try_from(pixels).ok();
    Some(Raster::rgb(
        side(columns * cell_width)?,
        side(rows * cell_height)?,
        pixels,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pixel(raster: &Raster, x: u32, y: u32) -> &[u8] {
        let start = ((y * raster.width + x) * 3) as usize;
        &raster.pixels[start..start + 3]
    }

    #[test]
    fn the_loudest_stretch_is_marked() {
        let peaks: Vec<u8> = (0..800)
            .map(|i| if (400..560).contains(&i) { 250 } else { 20 })
            .collect();
        let cover = cover(&peaks);
        let x = LEFT + 44 * BAR_STEP + BAR_WIDTH + 2;
        assert_eq!(pixel(&cover, x, MIDDLE), MARK);
        assert_eq!(pixel(&cover, LEFT + BAR_WIDTH + 2, MIDDLE), PAPER);
        assert_eq!(pixel(&cover, LEFT + 44 * BAR_STEP, MIDDLE - 150), INK);
    }

    #[test]
    fn silence_is_drawn_too() {
        let cover = cover(&[]);
        assert_eq!(pixel(&cover, LEFT, MIDDLE), INK);
    }

    #[test]
    fn frames_lie_in_rows() {
        let sprite = Sprite {
            path: "x".into(),
            cell_width: 2,
            cell_height: 2,
            columns: 2,
            cells: 3,
            drawn: true,
        };
        let cells: Vec<u8> = [10, 20, 30]
            .iter()
            .flat_map(|grey| vec![*grey; 12])
            .collect();
        let sheet = sheet(&cells, &sprite).expect("three frames");
        assert_eq!((sheet.width, sheet.height), (4, 4));
        assert_eq!(pixel(&sheet, 3, 0), [20; 3]);
        assert_eq!(pixel(&sheet, 0, 3), [30; 3]);
        assert_eq!(pixel(&sheet, 3, 3), [0; 3]);
    }
}
