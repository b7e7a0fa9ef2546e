//! A magazine's new original: a PDF of the covered pages' pictures, with the words that are left over them, unseen.
//!
//! Nothing of the old file is in it, so nothing that was covered can be. The words are there to be read again: each lies
//! where it stood, in a font whose letters have codes and widths, but no shapes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use pdf_writer::types::{SystemInfo, TextRenderingMode, UnicodeCmap};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str};

use super::Page;
use super::info::Size;
use super::text::Word;
use crate::error::MediaError;

/// Width of each letter, in thousandths of the font's size. Readers that guess the size of a font without shapes expect
/// this one.
const LETTER: f32 = 600.0;
/// Codes of a font of one byte.
const CODES: usize = 256;
/// Names in the resources of a page.
const PICTURE: Name<'_> = Name(b"P");

/// A PDF under construction.
pub(super) struct Copy {
    pdf: Pdf,
    pages: Vec<Ref>,
    last: i32,
}

const CATALOG: Ref = Ref::new(1);
const TREE: Ref = Ref::new(2);

impl Copy {
    pub(super) fn new() -> Self {
        Self {
            pdf: Pdf::new(),
            pages: Vec::new(),
            last: 2,
        }
    }

    fn next(&mut self) -> Ref {
        self.last += 1;
        Ref::new(self.last)
    }

    /// Adds a page, whose covered picture of so many pixels lies beside the job's other work; takes that away.
    pub(super) fn add(&mut self, page: &Page, pixels: (u32, u32)) -> Result<(), MediaError> {
        let world = |error| MediaError::world("keep a covered page", error);
        let path = page.drawn.keep.as_deref();
        let path = path.ok_or_else(|| world(std::io::ErrorKind::NotFound.into()))?;
        let jpeg = std::fs::read(path).map_err(world)?;
        std::fs::remove_file(path).map_err(world)?;
        let picture = self.next();
        let mut image = self.pdf.image_xobject(picture, &jpeg);
        image.filter(Filter::DctDecode);
        let side = |pixels| i32::try_from(pixels).unwrap_or(i32::MAX);
        image
            .width(side(pixels.0))
            .height(side(pixels.1))
            .bits_per_component(8);
        image.color_space().device_rgb();
        image.finish();
        let codes = Codes::of(&page.text.words);
        let fonts: Vec<Ref> = codes
            .fonts
            .iter()
            .map(|letters| self.font(letters))
            .collect();
        let content = self.next();
        self.pdf
            .stream(content, &drawn(page.size, &page.text.words, &codes));
        let number = self.next();
        let mut row = self.pdf.page(number);
        row.parent(TREE).contents(content);
        row.media_box(Rect::new(
            0.0,
            0.0,
            points(page.size.width),
            points(page.size.height),
        ));
        let mut resources = row.resources();
        resources.x_objects().pair(PICTURE, picture);
        let mut list = resources.fonts();
        for (at, font) in fonts.into_iter().enumerate() {
            list.pair(Name(font_name(at).as_bytes()), font);
        }
        list.finish();
        resources.finish();
        row.finish();
        self.pages.push(number);
        Ok(())
    }

    /// A font of letters that are as wide as each other and show nothing; `letters` says what its codes from 0 on mean.
    fn font(&mut self, letters: &[char]) -> Ref {
        let (font, nothing, meaning) = (self.next(), self.next(), self.next());
        let mut shape = Content::new();
        shape.start_color_glyph(LETTER);
        self.pdf.stream(nothing, &shape.finish());
        let info = SystemInfo {
            registry: Str(b"Adobe"),
            ordering: Str(b"UCS"),
            supplement: 0,
        };
        let mut map = UnicodeCmap::new(Name(b"Words"), info);
        let codes = || (0_u8..=u8::MAX).zip(letters);
        for (code, letter) in codes() {
            map.pair(code, *letter);
        }
        self.pdf.cmap(meaning, &map.finish());
        let mut type3 = self.pdf.type3_font(font);
        type3
            .bbox(Rect::new(0.0, 0.0, LETTER, 1000.0))
            .matrix([0.001, 0.0, 0.0, 0.001, 0.0, 0.0])
            .first_char(0)
            .last_char(u8::try_from(letters.len().saturating_sub(1)).unwrap_or(u8::MAX))
            .widths(letters.iter().map(|_| LETTER))
            .to_unicode(meaning);
        let names: Vec<_> = codes().map(|(code, _)| format!("g{code}")).collect();
        let mut shapes = type3.char_procs();
        for name in &names {
            shapes.pair(Name(name.as_bytes()), nothing);
        }
        shapes.finish();
        type3
            .encoding_custom()
            .differences()
            .consecutive(0, names.iter().map(|name| Name(name.as_bytes())));
        type3.finish();
        font
    }

    /// Writes the file into this folder.
    pub(super) fn write(mut self, folder: &Path) -> Result<PathBuf, MediaError> {
        self.pdf.catalog(CATALOG).pages(TREE);
        let count = i32::try_from(self.pages.len()).unwrap_or(i32::MAX);
        self.pdf
            .pages(TREE)
            .kids(self.pages.iter().copied())
            .count(count);
        let path = folder.join("covered.pdf");
        std::fs::write(&path, self.pdf.finish())
            .map_err(|error| MediaError::world("write the covered magazine", error))?;
        Ok(path)
    }
}

/// The letters of a page, shared out among fonts of one byte.
struct Codes {
    /// What the codes of each font mean.
    fonts: Vec<Vec<char>>,
    places: BTreeMap<char, (usize, u8)>,
}

impl Codes {
    fn of(words: &[Word]) -> Self {
        let mut codes = Self {
            fonts: Vec::new(),
            places: BTreeMap::new(),
        };
        for letter in words.iter().flat_map(|word| word.text.chars()) {
            if codes.places.contains_key(&letter) {
                continue;
            }
            if codes.fonts.last().is_none_or(|font| font.len() == CODES) {
                codes.fonts.push(Vec::new());
            }
            let at = codes.fonts.len() - 1;
            let code = u8::try_from(codes.fonts[at].len()).unwrap_or(u8::MAX);
            codes.fonts[at].push(letter);
            codes.places.insert(letter, (at, code));
        }
        codes
    }
}

fn font_name(at: usize) -> String {
    format!("F{at}")
}

/// The picture over all of the page, and each word where it stood.
fn drawn(page: Size, words: &[Word], codes: &Codes) -> Vec<u8> {
    let mut content = Content::new();
    let (width, height) = (points(page.width), points(page.height));
    content
        .save_state()
        .transform([width, 0.0, 0.0, height, 0.0, 0.0])
        .x_object(PICTURE)
        .restore_state();
    content
        .begin_text()
        .set_text_rendering_mode(TextRenderingMode::Invisible);
    for word in words {
        let Some([left, top, right, bottom]) = word.place.map(|place| place.map(points)) else {
            continue;
        };
        let (wide, high) = (right - left, bottom - top);
        let letters = word.text.chars().count();
        if letters == 0 || !(wide > 0.0 && high > 0.0) {
            continue;
        }
        // Along the line, and across it.
        let (long, size, matrix) = if word.stands {
            (high, wide, [0.0, -1.0, 1.0, 0.0, left, height - top])
        } else {
            (wide, high, [1.0, 0.0, 0.0, 1.0, left, height - bottom])
        };
        #[expect(clippy::cast_precision_loss, reason = "a word has few letters")]
        let natural = letters as f32 * size * LETTER / 1000.0;
        content
            .set_horizontal_scaling(100.0 * long / natural)
            .set_text_matrix(matrix);
        for letter in word.text.chars() {
            if let Some((font, code)) = codes.places.get(&letter) {
                content
                    .set_font(Name(font_name(*font).as_bytes()), size)
                    .show(Str(&[*code]));
            }
        }
    }
    content.end_text();
    content.finish().into_vec()
}

#[expect(clippy::cast_possible_truncation, reason = "points of a page")]
fn points(value: f64) -> f32 {
    value as f32
}
