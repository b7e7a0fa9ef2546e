//! Class magazines for the demo edition, as PDF: drawn posters as pictures, the rest as text that can be read aloud.

mod pdf;

use std::path::Path;

use super::art::Poster;
use super::art::palette;
use super::clips::{FilmError, still};
use pdf::{Face, Pdf};

/// A magazine.
#[derive(Clone, Copy, Debug)]
pub struct Magazine {
    /// Its pages in order, the cover first.
    pub sheets: &'static [Sheet],
}

/// A page of a magazine.
#[derive(Clone, Copy, Debug)]
pub enum Sheet {
    /// A poster from edge to edge.
    Art(Poster),
    /// A heading on a highlight, and lines below it; an empty line parts paragraphs.
    Words {
        /// Colour of the paper, `0xrrggbb`.
        ground: u32,
        /// At most 24 characters.
        heading: &'static str,
        /// At most 46 characters each, and not more than 20 of them.
        lines: &'static [&'static str],
    },
}

/// A5 in points.
const PAGE: (f32, f32) = (420.0, 595.0);
/// Room around the text.
const MARGIN: f32 = 40.0;
/// Heights of the letters.
const HEADING: f32 = 27.0;
const BODY: f32 = 14.5;
/// From line to line.
const LEADING: f32 = 22.0;

impl Magazine {
    /// Writes it to `to`, which ends in `.pdf`. Takes about a second of processor time; call it from a blocking thread.
    ///
    /// # Errors
    /// When ffmpeg is missing, or refuses, or the disk is full.
    pub fn write(self, to: &Path) -> Result<(), FilmError> {
        let mut pdf = Pdf::new(PAGE);
        for (number, sheet) in (1..).zip(self.sheets) {
            match sheet {
                Sheet::Art(poster) => {
                    let picture = to.with_extension(format!("{number}.jpg"));
                    still(&poster.draw(), &picture)?;
                    let jpeg = std::fs::read(&picture)?;
                    std::fs::remove_file(&picture)?;
                    pdf.picture_page(&jpeg, (poster.width, poster.height));
                }
                Sheet::Words {
                    ground,
                    heading,
                    lines,
                } => words(&mut pdf, number, *ground, heading, lines),
            }
        }
        std::fs::write(to, pdf.finish())?;
        Ok(())
    }
}

fn words(pdf: &mut Pdf, number: usize, ground: u32, heading: &str, lines: &[&str]) {
    let mut page = pdf.page();
    page.fill(ground, (0.0, 0.0), PAGE);
    let top = PAGE.1 - MARGIN - HEADING;
    // As wide as bold letters of this size come out on average.
    let marked = heading.chars().count() as f32 * HEADING * 0.57 + 16.0;
    page.fill(
        palette::MARK,
        (MARGIN - 8.0, top - 9.0),
        (marked, HEADING + 12.0),
    );
    page.write(Face::Bold, HEADING, palette::INK, (MARGIN, top), heading);
    let mut y = top - 46.0;
    for line in lines {
        if line.is_empty() {
            y -= LEADING * 0.6;
            continue;
        }
        page.write(Face::Plain, BODY, palette::INK, (MARGIN, y), line);
        y -= LEADING;
    }
    let outside = if number % 2 == 0 {
        MARGIN
    } else {
        PAGE.0 - MARGIN - 12.0
    };
    let number = number.to_string();
    page.write(Face::Bold, BODY, palette::INK, (outside, 24.0), &number);
    page.end();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_magazine_is_a_pdf_with_a_page_for_each_sheet_and_its_words() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("tidning.pdf");
        let sheet = Sheet::Words {
            ground: palette::PAPER,
            heading: "Håll andan (inte)",
            lines: &["Ö är också en ö.", "", "Slut \\ på \u{201d}det\u{201d}"],
        };
        let sheets: &'static [Sheet] = Box::leak(Box::new([sheet, sheet]));
        Magazine { sheets }.write(&path).expect("written");
        let output = std::process::Command::new("pdftotext")
            .arg("-nopgbrk")
            .arg(&path)
            .arg("-")
            .output()
            .expect("poppler is installed");
        assert!(output.status.success() && output.stderr.is_empty());
        let text = String::from_utf8(output.stdout).expect("text");
        assert_eq!(text.matches("Håll andan (inte)").count(), 2, "{text}");
        assert!(text.contains("Slut \\ på \u{201d}det\u{201d}"), "{text}");
    }
}
