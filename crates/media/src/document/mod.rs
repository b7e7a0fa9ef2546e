//! Magazines: each page of a PDF becomes a picture and the text that stands on it.
//!
//! poppler's programs read the file in the jail, our own image code makes the renditions of its pixels, and nobody ever
//! gets the PDF itself: reviewers and the public see the same pictures and read the same words. Why so, and what it
//! costs: `docs/media.md`, "Magazines".

mod copy;
mod info;
mod poppler;
mod text;

use contest::assets::{MAX_PAGES, MediaType};

use crate::error::{MediaError, Reason};
use crate::folder::JobFolder;
use crate::image::{self, DrawnPage};
use crate::processor::Processor;
use crate::redact::{Burning, NewOriginal, PageMarks, pixels};
use crate::renditions::{Facts, Progress, Renditions};
use crate::video::percent;
use copy::Copy;
use info::{Info, Size};
use poppler::Reader;
use text::{Place, Text};

pub use poppler::Poppler;

/// Dots per inch of the pages' pictures: an A4 page has 1240 x 1754 pixels, small print can be read.
const DPI: f64 = 150.0;
/// Points of PDF per inch (ISO 32000-1, 8.3.2.3).
const POINTS_PER_INCH: f64 = 72.0;
/// Long side in pixels of a page's picture at most, the largest rendition: larger pages are drawn smaller. So a page of
/// 2 000 000 points costs no more than any other.
const MAX_SIDE: u32 = image::SIDES[image::SIDES.len() - 1];

/// A page while it is worked on.
struct Page {
    drawn: DrawnPage,
    size: Size,
    text: Text,
}

/// Makes all renditions of a magazine, covered where it is marked.
pub(crate) async fn process(
    processor: &Processor,
    burning: &Burning,
    folder: &JobFolder,
    progress: Progress<'_>,
) -> Result<Renditions, MediaError> {
    let poppler = processor
        .tools
        .poppler
        .as_ref()
        .ok_or_else(|| MediaError::world("find poppler", "not installed"))?;
    let mut reader = Reader::new(&processor.jail, poppler, folder);
    let info = reader.info().await?;
    let sizes = judge(&info, folder)?;
    progress(2);
    let share = |done: usize| {
        #[expect(clippy::cast_precision_loss, reason = "at most 60 pages")]
        let share = done as f64 / sizes.len() as f64;
        progress(percent(2.0, 99.0, share));
    };
    let mut copy = burning.replace_original.then(Copy::new);
    let (mut files, mut facts) = (Vec::new(), Facts::default());
    let mut drawn = Some(draw(&mut reader, 1, sizes[0], burning, folder).await?);
    for number in 1.. {
        let Some(page) = drawn.take() else { break };
        let limits = processor.limits.image;
        // While our code makes the renditions of a page, poppler draws the next one.
        let ((made, known), next) = tokio::try_join!(
            image::page(&processor.jail, limits, &page.drawn, folder),
            async {
                match sizes.get(number) {
                    Some(size) => {
                        let next = page.drawn.number + 1;
                        draw(&mut reader, next, *size, burning, folder)
                            .await
                            .map(Some)
                    }
                    None => Ok(None),
                }
            }
        )?;
        std::fs::remove_file(&page.drawn.pixels)
            .map_err(|error| MediaError::world("remove a page's pixels", error))?;
        if let Some(copy) = &mut copy {
            copy.add(&page, (known.width, known.height))?;
        }
        if page.drawn.number == 1 {
            facts = known;
        }
        files.extend(made);
        facts.pages.push(page.text.plain);
        drawn = next;
        share(number);
    }
    let original = match copy {
        Some(copy) => Some(NewOriginal {
            path: copy.write(&folder.work())?,
            media_type: MediaType::Pdf,
        }),
        None => None,
    };
    Ok(Renditions {
        files,
        facts,
        original,
    })
}

/// The sizes of all pages, or why the file is not taken.
fn judge(info: &Info, folder: &JobFolder) -> Result<Vec<Size>, MediaError> {
    let told = format!("{} pages, {} of them known", info.pages, info.sizes.len());
    if info.encrypted {
        return Err(MediaError::input(Reason::Encrypted, "encrypted"));
    }
    if info.pages > u64::from(MAX_PAGES) {
        return Err(MediaError::input(Reason::TooManyPages, told));
    }
    // poppler repairs what it can. A file without its end may have lost pages, whatever is left of it.
    if info.complaints && poppler::lacks_its_end(&folder.original())? {
        return Err(MediaError::input(Reason::Truncated, told));
    }
    if info.sizes.is_empty() {
        return Err(MediaError::input(Reason::NoPages, told));
    }
    if info.sizes.len() as u64 != info.pages {
        return Err(MediaError::input(Reason::Unreadable, told));
    }
    Ok(info.sizes.clone())
}

async fn draw(
    reader: &mut Reader<'_>,
    number: u32,
    size: Size,
    burning: &Burning,
    folder: &JobFolder,
) -> Result<Page, MediaError> {
    let marks = burning.page(number);
    let pixels = reader.draw(number, long_side(size)).await?;
    let text = if marks.no_text {
        Text::default()
    } else {
        let is_covered = |place| covers(&marks, size, place);
        reader.text(number, is_covered).await?
    };
    let keep = burning
        .replace_original
        .then(|| folder.work().join(format!("covered{number}.jpg")));
    Ok(Page {
        drawn: DrawnPage {
            number,
            pixels,
            covers: marks.areas,
            keep,
        },
        size,
        text,
    })
}

/// Whether a word lies under a box, in part or whole: under what is painted, which is more than what was marked. A word that
/// tells no place may lie anywhere.
fn covers(marks: &PageMarks, size: Size, place: Option<Place>) -> bool {
    if marks.areas.is_empty() {
        return false;
    }
    let Some(word) = place else { return true };
    let per_point = f64::from(long_side(size)) / size.width.max(size.height);
    let side = |points: f64| whole(points * per_point);
    marks.areas.iter().any(|area| {
        let (left, top, right, bottom) = pixels(*area, side(size.width), side(size.height));
        let box_ = [left, top, right, bottom].map(|pixel| f64::from(pixel) / per_point);
        word[0] < box_[2] && word[2] > box_[0] && word[1] < box_[3] && word[3] > box_[1]
    })
}

/// Long side in pixels of a page's picture.
fn long_side(size: Size) -> u32 {
    whole(size.width.max(size.height) * DPI / POINTS_PER_INCH)
}

/// A side in whole pixels.
fn whole(pixels: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 1 and 2048"
    )]
    let side = pixels.round().clamp(1.0, f64::from(MAX_SIDE)) as u32;
    side
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_without_a_place_goes_with_the_first_box() {
        let size = Size {
            width: 420.0,
            height: 595.0,
        };
        let mut marks = PageMarks::default();
        assert!(!covers(&marks, size, None));
        let area = contest::assets::redact::Area::new(0, 0, 100, 100).expect("a rectangle");
        marks.areas.push(area);
        assert!(covers(&marks, size, None));
        assert!(covers(&marks, size, Some([0.0, 0.0, 5.0, 5.0])));
        assert!(!covers(&marks, size, Some([50.0, 50.0, 60.0, 60.0])));
    }

    #[test]
    fn pages_are_drawn_at_150_dots_per_inch_and_never_larger_than_the_largest_rendition() {
        let side = |width, height| long_side(Size { width, height });
        assert_eq!(side(595.276, 841.89), 1754);
        assert_eq!(side(841.89, 595.276), 1754);
        assert_eq!(side(2e6, 2e6), 2048);
        assert_eq!(side(0.0, 0.1), 1);
        assert_eq!(side(f64::INFINITY, 1.0), 2048);
    }
}
