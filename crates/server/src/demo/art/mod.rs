//! Posters for the demo edition, drawn by the program: own letters, own shapes, own paper.
//!
//! A poster is a style, a seed, its size and its words; the same four give the same pixels.

pub mod canvas;
pub mod dice;
pub mod form;
pub mod letters;
pub mod palette;
#[rustfmt::skip] // tables of points read best in rows
pub mod people;
mod posters;
#[rustfmt::skip] // the same
pub mod things;

use canvas::Canvas;
use tiny_skia::Pixmap;

/// The kinds of poster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Cut-out plants, birds and hands on painted paper.
    Collage,
    /// Diagonal stripes with a word that changes colour where it crosses them.
    Stripes,
    /// The class, lined up for the photographer.
    ClassPhoto,
    /// A page of comic panels.
    Comic,
    /// Letters cut from newspapers.
    Ransom,
    /// A page of squared paper, drawn on during maths.
    Notebook,
    /// The school yard in perspective, chalked.
    SchoolYard,
    /// Sound waves as layers of paper.
    Waves,
    /// A head in printed dots.
    Halftone,
    /// A blackboard.
    Blackboard,
    /// Squares of coloured paper.
    Mosaic,
    /// Lines that make the eyes swim, and a bold bar through the word.
    Optical,
    /// A shoal, and one who swims the other way.
    Shoal,
    /// Raised hands.
    Hands,
    /// The word no in many languages.
    Wall,
    /// The map of an imaginary tram.
    TramMap,
    /// Kites over a row of houses.
    Kites,
    /// A grid of faces.
    Faces,
}

/// Everything that decides a poster.
#[derive(Clone, Copy, Debug)]
pub struct Poster {
    /// Its kind.
    pub style: Style,
    /// Its luck.
    pub seed: u64,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Its words, capitals; how many are used depends on the style.
    pub words: &'static [&'static str],
}

impl Poster {
    /// Draws it.
    pub fn draw(&self) -> Pixmap {
        let mut canvas = Canvas::new(self.width, self.height, self.seed);
        posters::draw(self.style, &mut canvas, self.words);
        canvas.into_pixmap()
    }
}

#[cfg(test)]
mod tests {
    use super::letters::Hand;
    use super::*;

    const STYLES: [Style; 18] = [
        Style::Collage,
        Style::Stripes,
        Style::ClassPhoto,
        Style::Comic,
        Style::Ransom,
        Style::Notebook,
        Style::SchoolYard,
        Style::Waves,
        Style::Halftone,
        Style::Blackboard,
        Style::Mosaic,
        Style::Optical,
        Style::Shoal,
        Style::Hands,
        Style::Wall,
        Style::TramMap,
        Style::Kites,
        Style::Faces,
    ];

    fn small(style: Style, seed: u64) -> Pixmap {
        Poster {
            style,
            seed,
            width: 120,
            height: 160,
            words: &["NEJ", "TACK"],
        }
        .draw()
    }

    #[test]
    fn the_same_poster_twice_gives_the_same_pixels() {
        for style in STYLES {
            assert!(
                small(style, 5).data() == small(style, 5).data(),
                "{style:?}"
            );
        }
    }

    #[test]
    fn every_style_fills_its_sheet_with_several_colours() {
        for style in STYLES {
            let picture = small(style, 9);
            assert!(
                picture.pixels().iter().all(|p| p.alpha() == 255),
                "{style:?} leaves holes"
            );
            let hues: std::collections::HashSet<u16> = picture
                .pixels()
                .iter()
                .map(|p| {
                    u16::from(p.red() >> 5) << 6
                        | u16::from(p.green() >> 5) << 3
                        | u16::from(p.blue() >> 5)
                })
                .collect();
            assert!(hues.len() > 8, "{style:?} has {} colours", hues.len());
        }
    }

    #[test]
    fn every_swedish_capital_can_be_written() {
        for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖ0123456789!?.,:'-/+=".chars() {
            let glyphs = Hand::block(100.0).glyphs(&letter.to_string(), 0.0, 0.0);
            let (x0, y0, x1, y1) = glyphs[0].bounds();
            assert!(x1 - x0 > 4.0 && y1 - y0 > 4.0, "{letter} is empty");
        }
        let (a, ring) = (
            Hand::block(100.0).line("A", 0.0, 0.0).bounds(),
            Hand::block(100.0).line("Å", 0.0, 0.0).bounds(),
        );
        assert!(ring.1 < a.1 - 10.0, "the ring stands above the letter");
    }

    #[test]
    fn a_line_can_be_made_exactly_as_wide_as_the_sheet() {
        for text in ["NEJ", "IFRÅN", "VI VÄLJER"] {
            let hand = Hand::block(90.0);
            assert!((hand.fit(text, 700.0).width(text) - 700.0).abs() < 1.0);
            assert!((hand.justify(text, 700.0).width(text) - 700.0).abs() < 1.0);
        }
    }
}
