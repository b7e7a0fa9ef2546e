//! Opaque boxes and silence, burnt into pixels and samples before anything is made of them.
//!
//! A picture is covered by the image code right after decoding. Of a film or song a covered and silenced copy is made
//! first, which takes the original's place in the job's folder: poster, sprite, every rung, sound and waveform can only
//! come from the copy. It is also what the stored original is replaced by, where that is asked.
//!
//! Boxes are solid, never blurred: a blurred face can be computed back.

mod film;
mod sound;

use std::fmt::Write;
use std::path::{Path, PathBuf};

use contest::assets::redact::{Area, Mark, Span};
use contest::assets::{AssetKind, MediaType};

use crate::error::{MediaError, Reason};
use crate::ffmpeg::demuxer;
use crate::folder::JobFolder;
use crate::probe::probe;
use crate::processor::Processor;
use crate::renditions::Renditions;

/// What is to be burnt in, and whether the result is also kept as the new original.
#[derive(Clone, Debug, Default)]
pub struct Burning {
    /// All marks.
    pub marks: Vec<Mark>,
    /// Gives a new original beside the renditions.
    pub replace_original: bool,
}

impl Burning {
    /// The places in a still picture.
    pub(crate) fn areas(&self) -> Vec<Area> {
        self.marks.iter().filter_map(|mark| mark.area()).collect()
    }

    /// What is done to a page of a magazine, counted from 1.
    pub(crate) fn page(&self, number: u32) -> PageMarks {
        let mut page = PageMarks::default();
        let here = |mark: &&Mark| mark.page().map(u32::from) == Some(number);
        for mark in self.marks.iter().filter(here) {
            match mark.area() {
                Some(area) => page.areas.push(area),
                None => page.no_text = true,
            }
        }
        page.no_text |= page.areas.contains(&Area::all());
        page
    }
}

/// The marks on a page of a magazine.
#[derive(Clone, Debug, Default)]
pub(crate) struct PageMarks {
    /// The places in its picture.
    pub(crate) areas: Vec<Area>,
    /// It has no text.
    pub(crate) no_text: bool,
}

/// A file that can take the original's place: all marks are in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOriginal {
    /// Where it lies, inside the job's folder.
    pub path: PathBuf,
    /// Its format.
    pub media_type: MediaType,
}

/// Pixels by which each side of a box is moved outwards: what a filter (Lanczos with three lobes, halved colours) mixes of the
/// inside into its surroundings.
const GROWTH: u32 = 3;

/// Columns and rows of a picture of this size that an area covers: left, top, right and bottom, the last two not included.
/// Grown by [`GROWTH`] and to even numbers, so that halved colour planes are covered whole.
pub(crate) fn pixels(area: Area, width: u32, height: u32) -> (u32, u32, u32, u32) {
    let whole = u64::from(Area::WHOLE);
    let low = |part: u16, side: u32| {
        let at = u64::from(part) * u64::from(side) / whole;
        u32::try_from(at).unwrap_or(0).saturating_sub(GROWTH) & !1
    };
    let high = |part: u16, side: u32| {
        let at = (u64::from(part) * u64::from(side)).div_ceil(whole);
        let at = u32::try_from(at).unwrap_or(side).saturating_add(GROWTH);
        at.next_multiple_of(2).min(side)
    };
    let [left, top, right, bottom] = area.sides();
    (
        low(left, width),
        low(top, height),
        high(right, width),
        high(bottom, height),
    )
}

/// Milliseconds as seconds for ffmpeg, moved by half a millisecond or more so that rounding never decides.
fn seconds(ms: u32, moved: f64) -> String {
    format!("{:.6}", f64::from(ms) / 1000.0 + moved)
}

/// Half a millisecond, in seconds: marks and samples lie on whole ones, frames at least five milliseconds apart.
const HALF_MS: f64 = 0.0005;

/// Filters that draw all boxes on frames of this size, which follow each other at this rate from time 0.
///
/// A frame is covered if any moment of its time lies in the span: the frame that a player shows at `from` is the first.
fn boxes(marks: &[Mark], (width, height): (u32, u32), fps: (u32, u32)) -> String {
    let frame = f64::from(fps.1) / f64::from(fps.0);
    let mut filters = String::new();
    for mark in marks {
        let Mark::Cover { area, span } = mark else {
            continue;
        };
        let (left, top, right, bottom) = pixels(*area, width, height);
        let _ = write!(
            filters,
            ",drawbox=x={left}:y={top}:w={}:h={}:color=black:t=fill",
            right - left,
            bottom - top
        );
        if let Some(span) = span {
            let _ = write!(
                filters,
                ":enable='gt(t,{})*lt(t,{})'",
                seconds(span.from_ms(), HALF_MS - frame),
                seconds(span.to_ms(), -HALF_MS)
            );
        }
    }
    filters
}

/// Filters that silence all stretches, exact to a millisecond: sound is handled in portions of one.
fn silences(marks: &[Mark]) -> String {
    let mut filters =
        "aformat=channel_layouts=stereo,aresample=48000:async=1:first_pts=0,asetnsamples=n=48:p=0"
            .to_owned();
    for mark in marks {
        let Mark::Silence { span } = mark else {
            continue;
        };
        filters.push_str(",volume=volume=0");
        if let Some(span) = span {
            let _ = write!(filters, ":enable='{}'", during(*span));
        }
    }
    filters
}

fn during(span: Span) -> String {
    format!(
        "gt(t,{})*lt(t,{})",
        seconds(span.from_ms(), -HALF_MS),
        seconds(span.to_ms(), -HALF_MS)
    )
}

/// A covered and silenced copy of a film or song.
pub(crate) struct Copy {
    path: PathBuf,
    pub(crate) media_type: MediaType,
    /// The end of the original was missing, but nearly all of it was there.
    cut_off: bool,
    /// The original had sound that could not be decoded.
    audio_dropped: bool,
}

impl Copy {
    /// Renditions of the copy with what is known of the original; `kept`: where the copy lies, if it takes its place for good.
    pub(crate) fn told(&self, mut made: Renditions, kept: Option<PathBuf>) -> Renditions {
        made.facts.cut_off |= self.cut_off;
        made.facts.audio_dropped |= self.audio_dropped;
        made.original = kept.map(|path| NewOriginal {
            path,
            media_type: self.media_type,
        });
        made
    }
}

/// Told which share of the copy is made.
pub(crate) type Share<'a> = &'a (dyn Fn(f64) + Send + Sync);

/// Puts a covered and silenced copy of a film or song in the original's place; `share` is told how much of it is made.
///
/// # Errors
/// As [`Processor::process`].
pub(crate) async fn burn(
    processor: &Processor,
    media_type: MediaType,
    folder: &JobFolder,
    marks: &[Mark],
    share: Share<'_>,
) -> Result<Copy, MediaError> {
    let demuxer = demuxer(media_type, &folder.original())
        .ok_or_else(|| MediaError::input(Reason::UnsupportedFormat, media_type.code()))?;
    let probe = probe(processor, demuxer, folder).await?;
    // Telephones keep what they record as sound in the same containers as films.
    let copy = if media_type.kind() == AssetKind::Video && probe.video.is_some() {
        film::copy(processor, demuxer, &probe, folder, (marks, share)).await?
    } else {
        sound::copy(processor, demuxer, &probe, folder, (marks, share)).await?
    };
    take_place(&copy.path, folder)?;
    Ok(copy)
}

/// Seconds that a copy lasts by its own account: exit codes of what made it are not trusted.
async fn length(
    processor: &Processor,
    copy: &Copy,
    demuxer: &str,
    folder: &JobFolder,
) -> Result<f64, MediaError> {
    // The probe reads what stands in an original's place: the copy is looked at in a folder of its own.
    let root = folder.input();
    let own = JobFolder::create(root.parent().unwrap_or(&root))
        .map_err(|error| MediaError::world("make a folder", error))?;
    std::fs::hard_link(&copy.path, own.original())
        .map_err(|error| MediaError::world("look at the covered copy", error))?;
    let made = probe(processor, demuxer, &own).await?;
    Ok(made.duration.unwrap_or(0.0))
}

fn take_place(copy: &Path, folder: &JobFolder) -> Result<(), MediaError> {
    std::fs::rename(copy, folder.original())
        .map_err(|error| MediaError::world("put the covered copy in its place", error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(sides: [u16; 4]) -> Area {
        let [left, top, right, bottom] = sides;
        Area::new(left, top, right, bottom).expect("a rectangle")
    }

    #[test]
    fn boxes_grow_to_even_pixels_and_stay_inside() {
        assert_eq!(
            pixels(area([2_500, 5_000, 5_000, 7_500]), 1000, 600),
            (246, 296, 504, 454)
        );
        assert_eq!(pixels(area([0, 0, 10_000, 10_000]), 333, 7), (0, 0, 333, 7));
        assert_eq!(pixels(area([1, 1, 60, 60]), 333, 7), (0, 0, 6, 4));
    }

    #[test]
    fn a_frame_is_covered_if_it_is_seen_in_the_span() {
        let span = Span::new(2_000, 3_000);
        let mark = Mark::Cover {
            area: area([0, 0, 5_000, 5_000]),
            span,
        };
        assert_eq!(
            boxes(&[mark], (100, 100), (25, 1)),
            ",drawbox=x=0:y=0:w=54:h=54:color=black:t=fill:enable='gt(t,1.960500)*lt(t,2.999500)'"
        );
        assert_eq!(boxes(&[Mark::Silence { span }], (100, 100), (25, 1)), "");
    }

    #[test]
    fn silence_begins_and_ends_on_a_millisecond() {
        let span = Span::new(1_000, 1_500);
        let filters = silences(&[Mark::Silence { span }]);
        assert!(
            filters.ends_with(",volume=volume=0:enable='gt(t,0.999500)*lt(t,1.499500)'"),
            "{filters}"
        );
        assert!(silences(&[Mark::Silence { span: None }]).ends_with(",volume=volume=0"));
    }
}
