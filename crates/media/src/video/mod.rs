//! Films: a box walk, a jailed probe, a pure plan, then the poster, one decode for the whole ladder, and a progressive
//! file by remuxing. Why so, and what it costs: `docs/media.md`, "Video".

pub mod boxes;
mod copy;
pub(crate) mod filters;
mod growth;
mod ladder;
mod parameters;
pub mod plan;
pub mod playlist;
pub(crate) mod poster;
pub mod sizes;

use std::time::Duration;

use crate::audio::loudness;
use crate::error::{MediaError, Reason};
use crate::ffmpeg::header_only;
use crate::folder::JobFolder;
use crate::jail::Limits;
use crate::probe::{Probe, probe};
use crate::processor::Processor;
use crate::renditions::{Facts, Growth, Progress, Renditions, Shows};
use plan::{Attempt, Plan};

/// A job is accepted only if this share of the claimed length was decoded.
pub(crate) const LENGTH_NEEDED: f64 = 0.95;
/// With less time left no attempt is begun.
const SHORTEST_ATTEMPT: Duration = Duration::from_secs(5);
/// Nothing shorter is a film or a song, in seconds.
pub(crate) const SHORTEST: f64 = 1.0;

/// Makes all renditions of a film. `shows` is told what can be shown before all is done.
pub(crate) async fn process(
    processor: &Processor,
    demuxer: &'static str,
    folder: &JobFolder,
    progress: Progress<'_>,
    shows: Shows<'_>,
) -> Result<Renditions, MediaError> {
    let cut_off = check_boxes(demuxer, folder)?;
    let probe = probe(processor, demuxer, folder).await?;
    progress(2);
    let mut plan = Plan::new(&probe, demuxer, &processor.limits)?;
    let ((pictures, mut facts), loudness, cuts) = tokio::try_join!(
        poster::poster(processor, &plan, folder),
        measure_sound(processor, &plan, folder),
        copy::cuts(processor, &plan, &probe, folder),
    )?;
    match &loudness {
        Some(measured) => plan.set_loudness(measured),
        None => plan.drop_audio(),
    }
    plan.copy = cuts;
    facts.width = plan.upright.0;
    facts.height = plan.upright.1;
    facts.cut_off = cut_off;
    facts.loudness_lufs = loudness.map(|measured| measured.integrated_lufs);
    progress(10);
    let begins = |plan: &Plan| {
        let has_audio = plan.audio.is_some();
        shows(Growth::Begins {
            pictures: pictures.clone(),
            facts: Box::new(Facts {
                has_audio,
                ..facts.clone()
            }),
        });
    };
    let share = |share: f64| progress(percent(10.0, 93.0, share));
    let made = climb(processor, &mut plan, folder, (&share, &begins, shows)).await?;
    judge_length(&probe, &plan, made.seconds, processor.limits.max_film)?;
    progress(94);
    let ((sprite, looks), film) = tokio::try_join!(
        poster::sprite(processor, &plan, folder),
        ladder::progressive(processor, &plan, folder),
    )?;
    progress(98);
    facts.fingerprints.extend(looks);
    facts.duration_ms = Some(millis(made.seconds));
    facts.has_audio = plan.audio.is_some();
    facts.audio_dropped = probe.audio.is_some() && plan.audio.is_none();
    let mut files = pictures;
    files.extend(made.files);
    files.extend(sprite);
    files.push(film);
    Ok(Renditions {
        files,
        facts,
        original: None,
    })
}

/// Sound that cannot even be measured will not be encoded either: the pictures are then made without it.
async fn measure_sound(
    processor: &Processor,
    plan: &Plan,
    folder: &JobFolder,
) -> Result<Option<loudness::Loudness>, MediaError> {
    let Some(sound) = &plan.audio else {
        return Ok(None);
    };
    let measure = async |how| {
        loudness::measure(
            processor,
            (plan.demuxer, &format!("{how} {}", plan.opening)),
            sound.index,
            plan.longest,
            folder,
            false,
        )
        .await
    };
    let how = header_only(plan.demuxer);
    let mut measured = measure(how).await;
    if !how.is_empty() && matches!(measured, Err(MediaError::Input { .. })) {
        measured = measure("").await;
    }
    match measured {
        Ok(measured) => Ok(Some(measured)),
        Err(error @ MediaError::World { .. }) => Err(error),
        Err(error) => {
            tracing::info!(%error, "the film's sound cannot be decoded and is left out");
            Ok(None)
        }
    }
}

/// For MP4 and MOV only: finds forged tables and missing ends in milliseconds. Says whether the very end is missing.
pub(crate) fn check_boxes(demuxer: &str, folder: &JobFolder) -> Result<bool, MediaError> {
    if demuxer == "mov" {
        boxes::walk(&folder.original())
    } else {
        Ok(false)
    }
}

/// Whom the ladder tells: how much is done, that an attempt begins, and what can be shown.
type Told<'a> = (
    &'a (dyn Fn(f64) + Send + Sync),
    &'a (dyn Fn(&Plan) + Send + Sync),
    Shows<'a>,
);

/// As planned; then without copying, without sound, and one small rung, forgiving damage. Each attempt starts in an empty
/// folder; all of them together have the time of one.
async fn climb(
    processor: &Processor,
    plan: &mut Plan,
    folder: &JobFolder,
    (share, begins, shows): Told<'_>,
) -> Result<ladder::Made, MediaError> {
    let mut attempt = Attempt::AsPlanned;
    let mut limits = plan.limits();
    loop {
        begins(plan);
        let error = match ladder::make(processor, plan, folder, &mut limits, (share, shows)).await {
            Ok(made) => return Ok(made),
            Err(error @ MediaError::World { .. }) => return Err(error),
            Err(error) => error,
        };
        ladder::clear(folder);
        let Some(next) = attempt.next(plan).filter(|_| leaves_time(&limits)) else {
            return Err(error);
        };
        tracing::info!(%error, ?next, "the film's renditions failed, trying less");
        plan.reduce(next);
        attempt = next;
    }
}

/// Whether another attempt could begin within what is left of these limits.
pub(crate) fn leaves_time(limits: &Limits) -> bool {
    limits.cpu >= SHORTEST_ATTEMPT && limits.wall >= SHORTEST_ATTEMPT
}

/// Only decoded time counts, and it must be nearly all that was claimed.
pub(crate) fn judge_length(
    probe: &Probe,
    plan: &Plan,
    decoded: f64,
    longest: Duration,
) -> Result<(), MediaError> {
    if decoded < SHORTEST {
        return Err(MediaError::input(
            Reason::TooShort,
            format!("{decoded:.2} s"),
        ));
    }
    if decoded > longest.as_secs_f64() + 0.9 {
        return Err(MediaError::input(
            Reason::TooLong,
            format!("{decoded:.2} s"),
        ));
    }
    // Without its sound a film lasts as long as its pictures.
    let pictures = probe.video.as_ref().and_then(|video| video.duration);
    let claimed = if plan.audio.is_some() {
        probe.duration
    } else {
        pictures.or(probe.duration)
    };
    match claimed {
        Some(claimed) if decoded < LENGTH_NEEDED * claimed => Err(MediaError::input(
            Reason::Truncated,
            format!("{decoded:.2} of {claimed:.2} s"),
        )),
        _ => Ok(()),
    }
}

/// A share of the work as whole percents between two marks.
pub(crate) fn percent(from: f64, to: f64, share: f64) -> u8 {
    let value = from + (to - from) * share.clamp(0.0, 1.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between two marks below 100"
    )]
    let whole = value as u8;
    whole
}

/// Seconds as whole milliseconds.
pub(crate) fn millis(seconds: f64) -> u64 {
    u64::try_from(Duration::from_secs_f64(seconds.max(0.0)).as_millis()).unwrap_or(u64::MAX)
}
