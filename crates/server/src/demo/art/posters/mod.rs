//! One module per kind of poster.

mod blackboard;
mod class_photo;
mod collage;
mod comic;
mod faces;
mod halftone;
mod hands;
mod kites;
mod mosaic;
mod notebook;
mod optical;
mod ransom;
mod school_yard;
mod shoal;
mod stripes;
mod tram_map;
mod wall;
mod waves;

use super::Style;
use super::canvas::Canvas;

/// Draws a poster of `style` on an empty sheet.
pub fn draw(style: Style, c: &mut Canvas, words: &[&str]) {
    match style {
        Style::Collage => collage::draw(c, words),
        Style::Stripes => stripes::draw(c, words),
        Style::ClassPhoto => class_photo::draw(c, words),
        Style::Comic => comic::draw(c, words),
        Style::Ransom => ransom::draw(c, words),
        Style::Notebook => notebook::draw(c, words),
        Style::SchoolYard => school_yard::draw(c, words),
        Style::Waves => waves::draw(c, words),
        Style::Halftone => halftone::draw(c, words),
        Style::Blackboard => blackboard::draw(c, words),
        Style::Mosaic => mosaic::draw(c, words),
        Style::Optical => optical::draw(c, words),
        Style::Shoal => shoal::draw(c, words),
        Style::Hands => hands::draw(c, words),
        Style::Wall => wall::draw(c, words),
        Style::TramMap => tram_map::draw(c, words),
        Style::Kites => kites::draw(c, words),
        Style::Faces => faces::draw(c, words),
    }
}

/// The `i`-th word; empty when there are fewer.
fn word<'a>(words: &[&'a str], i: usize) -> &'a str {
    words.get(i).copied().unwrap_or("")
}
