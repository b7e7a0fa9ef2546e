//! Poster and sprite. The poster is made first, in a time that does not grow with the film: the page has a picture early.
//! The ladder leaves the cells of the sprite.

use std::fmt::Write;
use std::path::PathBuf;
use std::time::Duration;

use contest::assets::Fingerprint;

use super::plan::Plan;
use crate::error::{MediaError, Reason};
use crate::ffmpeg::{Args, header_only, limits, run};
use crate::folder::JobFolder;
use crate::image::{self, Source, Sprite};
use crate::jail::Limits;
use crate::processor::Processor;
use crate::renditions::{Facts, RenditionFile, describe};

/// Cells in one row of the sprite.
const COLUMNS: u32 = 10;
/// The poster is the most typical of so many key frames, or of so many frames where key frames are too far apart.
const KEY_CANDIDATES: u32 = 3;
const CANDIDATES: u32 = 24;
/// Seconds in which they are looked for.
pub(crate) const KEY_SECONDS: u64 = 20;
const SECONDS: u64 = 10;

/// Before the input: all other frames are passed over, where the demuxer can by itself, else by the decoder.
const KEY_FRAMES_ONLY: &str = "-discard nokey -skip_frame nokey";

/// Makes the poster and the share card; the facts hold those of the poster.
pub(super) async fn poster(
    processor: &Processor,
    plan: &Plan,
    folder: &JobFolder,
) -> Result<(Vec<RenditionFile>, Facts), MediaError> {
    cut_poster(processor, plan, folder).await?;
    let source = Source::Raw {
        path: folder.work().join("poster.rgb"),
        width: plan.poster.0,
        height: plan.poster.1,
    };
    let limits = processor.limits.image;
    image::run(&processor.jail, limits, source, None, folder).await
}

/// Where the ladder puts the cells of the sprite, as plain pixels.
pub(super) fn cells(folder: &JobFolder) -> PathBuf {
    folder.work().join("cells.rgb")
}

/// Makes the sprite and the list of what it shows, and says what some of its cells look like; no picture if the ladder left
/// no cells or none can be made of them, for the film does without.
pub(super) async fn sprite(
    processor: &Processor,
    plan: &Plan,
    folder: &JobFolder,
) -> Result<(Vec<RenditionFile>, Vec<Fingerprint>), MediaError> {
    let path = cells(folder);
    let bytes = path.metadata().map_or(0, |meta| meta.len());
    let cell_bytes = u64::from(plan.cell.0) * u64::from(plan.cell.1) * 3;
    let cells = u32::try_from(bytes / cell_bytes.max(1)).unwrap_or(u32::MAX);
    let cells = cells.min(plan.cells);
    if cells == 0 {
        return Ok((Vec::new(), Vec::new()));
    }
    let join = async |drawn| {
        let sprite = Sprite {
            path: path.clone(),
            cell_width: plan.cell.0,
            cell_height: plan.cell.1,
            columns: COLUMNS,
            cells,
            drawn,
        };
        let (jail, limits) = (&processor.jail, processor.limits.image);
        image::run(jail, limits, Source::SpriteOnly, Some(sprite), folder).await
    };
    let (mut files, facts) = match join(true).await {
        Ok(made) => made,
        Err(error @ MediaError::World { .. }) => return Err(error),
        Err(error) => {
            tracing::warn!(%error, "the film does without pictures of its places");
            let _ = std::fs::remove_file(folder.out().join("sprite.webp"));
            // What it looks like must be known all the same: by that a copy of something purged is found.
            return Ok((Vec::new(), join(false).await?.1.fingerprints));
        }
    };
    std::fs::write(folder.out().join("sprite.vtt"), cue_list(plan, cells))
        .map_err(|error| MediaError::world("write the sprite's cues", error))?;
    files.push(describe(&folder.out(), "sprite.vtt", None)?);
    Ok((files, facts.fingerprints))
}

/// One typical key frame from a third into the film, else a frame from there, else one from its beginning.
async fn cut_poster(
    processor: &Processor,
    plan: &Plan,
    folder: &JobFolder,
) -> Result<(), MediaError> {
    let path = folder.work().join("poster.rgb");
    let wanted = u64::from(plan.poster.0) * u64::from(plan.poster.1) * 3;
    let third = if plan.length_is_known {
        plan.expected / 3
    } else {
        Duration::ZERO
    };
    let quickly = format!("{KEY_FRAMES_ONLY} {}", header_only(plan.demuxer));
    let mut last = MediaError::input(Reason::NoPicture, "no frame");
    // A second thread gains nothing for three frames, and costs a fifth more.
    for (start, how, threads, candidates, seconds) in [
        (third, quickly.as_str(), 1, KEY_CANDIDATES, KEY_SECONDS),
        (third, "", 2, CANDIDATES, SECONDS),
        (Duration::ZERO, "", 2, CANDIDATES, SECONDS),
    ] {
        let mut args = Args::ffmpeg("error").words(how).words(plan.opening);
        if !start.is_zero() {
            args = args.words(&format!("-ss {:.3}", start.as_secs_f64()));
        }
        let args = args
            .input_by(
                threads,
                plan.demuxer,
                &folder.original(),
                Some(Duration::from_secs(seconds)),
            )
            .words(&format!("-map 0:{} -an -vf", plan.video_index))
            .word(format!(
                "{},setsar=1,thumbnail={candidates}",
                plan.picture_filters(plan.poster)
            ))
            .words("-frames:v 1 -pix_fmt rgb24 -f rawvideo")
            .path(&path);
        let limits = attempt_limits(seconds, plan);
        match run(
            &processor.jail,
            &processor.tools.ffmpeg,
            args,
            folder,
            limits,
            |_| (),
        )
        .await
        {
            Ok(_) if path.metadata().is_ok_and(|meta| meta.len() == wanted) => return Ok(()),
            Ok(outcome) => last = MediaError::input(Reason::NoPicture, outcome.to_string()),
            Err(error @ MediaError::World { .. }) => return Err(error),
            Err(error) => last = error,
        }
    }
    Err(match last {
        MediaError::Input { reason, detail } if reason != Reason::TooComplex => {
            MediaError::input(Reason::NoPicture, detail)
        }
        error => error,
    })
}

/// What looking for a poster in so many seconds may take.
pub(crate) fn attempt_limits(seconds: u64, plan: &Plan) -> Limits {
    limits(Duration::from_secs(seconds), 6, plan.address_space_bytes)
}

/// `WebVTT` that says which part of the sprite shows which stretch of the film.
fn cue_list(plan: &Plan, cells: u32) -> String {
    let mut text = "WEBVTT\n".to_owned();
    for cell in 0..cells {
        let from = f64::from(cell) * plan.cell_seconds;
        let (column, row) = (cell % COLUMNS, cell / COLUMNS);
        let _ = write!(
            text,
            "\n{} --> {}\nsprite.webp#xywh={},{},{},{}\n",
            clock(from),
            clock(from + plan.cell_seconds),
            column * plan.cell.0,
            row * plan.cell.1,
            plan.cell.0,
            plan.cell.1
        );
    }
    text
}

/// `hh:mm:ss.mmm`.
fn clock(seconds: f64) -> String {
    let millis = super::millis(seconds);
    let (minutes, rest) = (millis / 60_000, millis % 60_000);
    format!(
        "{:02}:{:02}:{:02}.{:03}",
        minutes / 60,
        minutes % 60,
        rest / 1000,
        rest % 1000
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_clocks() {
        assert_eq!(clock(0.0), "00:00:00.000");
        assert_eq!(clock(3_725.5), "01:02:05.500");
    }
}
