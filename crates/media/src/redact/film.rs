//! A covered and silenced copy of a film, nearly as good as the original.

use std::fmt::Write;

use contest::assets::MediaType;
use contest::assets::redact::Mark;

use super::{Copy, Share, boxes, length, silences};
use crate::error::MediaError;
use crate::ffmpeg::{Args, run_sharing};
use crate::folder::JobFolder;
use crate::jail::Limits;
use crate::probe::Probe;
use crate::processor::{MediaLimits, Processor};
use crate::video::plan::Plan;
use crate::video::{check_boxes, judge_length, leaves_time};

/// Short side of the copy: the largest that any edition shows.
const LARGEST_SIDE: u32 = 1080;
/// Not told from the original by eye; the renditions are encoded again from it.
const CRF: u32 = 14;

/// Makes the copy: frames at the rate and in the colours of all renditions, sound as it was but for the silence. As with
/// renditions, what cannot be decoded is tried without its sound, then with its damage passed over.
pub(super) async fn copy(
    processor: &Processor,
    demuxer: &'static str,
    found: &Probe,
    folder: &JobFolder,
    (marks, share): (&[Mark], Share<'_>),
) -> Result<Copy, MediaError> {
    let cut_off = check_boxes(demuxer, folder)?;
    let largest = MediaLimits {
        max_rung: LARGEST_SIDE,
        ..processor.limits
    };
    let mut plan = Plan::new(found, demuxer, &largest)?;
    let sound = plan.audio.clone();
    let mut copy = Copy {
        path: folder.work().join("covered.mp4"),
        media_type: MediaType::Mp4,
        cut_off,
        audio_dropped: false,
    };
    let mut limits = plan.limits();
    let mut last = None;
    for (with_sound, forgiving) in [(true, false), (false, false), (true, true)] {
        if with_sound && sound.is_none() && !forgiving || !leaves_time(&limits) {
            continue;
        }
        plan.audio = sound.clone().filter(|_| with_sound);
        plan.forgiving = forgiving;
        match attempt(processor, &plan, folder, (marks, share, &mut limits), &copy).await {
            Ok(()) => {
                let made = length(processor, &copy, "mov", folder).await?;
                judge_length(found, &plan, made, processor.limits.max_film)?;
                copy.audio_dropped = sound.is_some() && plan.audio.is_none();
                return Ok(copy);
            }
            Err(error @ MediaError::World { .. }) => return Err(error),
            Err(error) => {
                tracing::info!(%error, with_sound, forgiving, "the covered copy failed");
                last = Some(error);
            }
        }
    }
    Err(last.unwrap_or_else(|| MediaError::world("copy the film", "nothing was tried")))
}

async fn attempt(
    processor: &Processor,
    plan: &Plan,
    folder: &JobFolder,
    (marks, share, limits): (&[Mark], Share<'_>, &mut Limits),
    copy: &Copy,
) -> Result<(), MediaError> {
    let args = command(plan, folder, marks, copy);
    let expected = plan.expected.as_secs_f64().max(0.1);
    let told = |seconds| share(seconds / expected);
    let ffmpeg = &processor.tools.ffmpeg;
    run_sharing(&processor.jail, ffmpeg, args, folder, limits, told).await?;
    Ok(())
}

/// The frames are brought to their final rate first, so that the time of a frame here is the time that players show.
fn command(plan: &Plan, folder: &JobFolder, marks: &[Mark], copy: &Copy) -> Args {
    let size = plan
        .rungs
        .first()
        .map_or(plan.upright, |rung| (rung.width, rung.height));
    let mut graph = format!(
        "[0:{}]fps={}/{},{},format=yuv420p,setsar=1{}[v]",
        plan.video_index,
        plan.fps.0,
        plan.fps.1,
        plan.picture_filters(size),
        boxes(marks, size, plan.fps)
    );
    if let Some(sound) = &plan.audio {
        let _ = write!(
            graph,
            ";[0:{}]{},aformat=sample_fmts=s32p[a]",
            sound.index,
            silences(marks)
        );
    }
    let mut args = Args::ffmpeg("error");
    if plan.forgiving {
        args = args.words("-fflags +discardcorrupt");
    }
    args = args
        .words(plan.opening)
        .input(plan.demuxer, &folder.original(), Some(plan.longest))
        .words("-filter_complex")
        .word(graph)
        // A key frame each second: the poster is one of them.
        .words(&format!(
            "-map [v] -c:v libx264 -preset veryfast -crf {CRF} -profile:v high -threads 2 \
             -force_key_frames expr:gte(t,n_forced) \
             -color_primaries bt709 -color_trc bt709 -colorspace bt709 -color_range tv"
        ));
    if plan.audio.is_some() {
        args = args.words("-map [a] -c:a alac");
    }
    args.slices_only()
        .anonymous()
        .words("-movflags +faststart -f mp4")
        .path(&copy.path)
}
