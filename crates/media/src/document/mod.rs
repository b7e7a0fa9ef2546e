//! Magazines: each page of a PDF becomes a picture and the text that stands on it.
//!
//! poppler's programs read the file in the jail, our own image code makes the renditions of its pixels, and nobody ever
//! gets the PDF itself: reviewers and the public see the same pictures and read the same words. Why so, and what it
//! costs: `docs/media.md`, "Magazines".

mod info;
mod poppler;
mod text;

use std::path::PathBuf;

use contest::assets::{MAX_PAGES, MediaType};

use crate::error::{MediaError, Reason};
use crate::folder::JobFolder;
use crate::image;
use crate::processor::Processor;
use crate::renditions::{Facts, Progress, RenditionFile, Renditions};
use crate::video::percent;
use info::{Info, Size};
use poppler::Reader;

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
    /// From 1.
    number: u32,
    pixels: PathBuf,
    text: String,
}

/// Makes all renditions of a magazine.
pub(crate) async fn process(
    processor: &Processor,
    folder: &JobFolder,
    progress: Progress<'_>,
) -> Result<Renditions, MediaError> {
    let poppler = processor
        .tools
        .poppler
        .as_ref()
        .ok_or_else(|| MediaError::input(Reason::UnsupportedFormat, MediaType::Pdf.code()))?;
    let mut reader = Reader::new(&processor.jail, poppler, folder);
    let info = reader.info().await?;
    let sizes = judge(&info, folder)?;
    progress(2);
    let share = |done: usize| {
        #[expect(clippy::cast_precision_loss, reason = "at most 60 pages")]
        let share = done as f64 / sizes.len() as f64;
        progress(percent(2.0, 99.0, share));
    };
    let (mut files, mut facts) = (Vec::new(), Facts::default());
    let mut drawn = Some(draw(&mut reader, 1, sizes[0]).await?);
    for number in 1.. {
        let Some(page) = drawn.take() else { break };
        // While our code makes the renditions of a page, poppler draws the next one.
        let (made, next) = tokio::try_join!(render(processor, &page, folder), async {
            match sizes.get(number) {
                Some(size) => draw(&mut reader, page.number + 1, *size).await.map(Some),
                None => Ok(None),
            }
        })?;
        std::fs::remove_file(&page.pixels)
            .map_err(|error| MediaError::world("remove a page's pixels", error))?;
        if let Some(cover) = made.1 {
            facts = cover;
        }
        files.extend(made.0);
        facts.pages.push(page.text);
        drawn = next;
        share(number);
    }
    Ok(Renditions { files, facts })
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

async fn draw(reader: &mut Reader<'_>, number: u32, size: Size) -> Result<Page, MediaError> {
    let pixels = reader.draw(number, long_side(size)).await?;
    let text = reader.text(number).await?;
    Ok(Page {
        number,
        pixels,
        text,
    })
}

/// Long side in pixels of a page's picture.
fn long_side(size: Size) -> u32 {
    let exact = size.width.max(size.height) * DPI / POINTS_PER_INCH;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 1 and 2048"
    )]
    let side = exact.round().clamp(1.0, f64::from(MAX_SIDE)) as u32;
    side
}

/// The files of a page. Those of the first are the magazine's cover set too, with all that is known about it.
async fn render(
    processor: &Processor,
    page: &Page,
    folder: &JobFolder,
) -> Result<(Vec<RenditionFile>, Option<Facts>), MediaError> {
    let (jail, limits) = (&processor.jail, processor.limits.image);
    let source = image::Source::Pixmap {
        path: page.pixels.clone(),
    };
    if page.number == 1 {
        let (files, facts) = image::run(jail, limits, source, None, folder).await?;
        return Ok((files, Some(facts)));
    }
    let files = image::page(jail, limits, source, page.number, folder).await?;
    Ok((files, None))
}

#[cfg(test)]
mod tests {
    use super::*;

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
