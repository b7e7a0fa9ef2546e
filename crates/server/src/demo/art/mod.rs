//! Posters for the demo edition, drawn by the program: own letters, own shapes, own paper.
//!
//! A poster is a style, a seed, its size and its words; the same four give the same pixels.

pub mod canvas;
pub mod dice;
pub mod form;
pub mod letters;
pub mod palette;
pub mod people;
mod posters;
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
