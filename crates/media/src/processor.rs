//! The door to the crate: one original in, all renditions out.

use std::time::Duration;

use contest::assets::AssetKind;
use contest::assets::sniff::MediaType;

use crate::error::{MediaError, Reason};
use crate::ffmpeg::{Tools, demuxer};
use crate::folder::JobFolder;
use crate::image::{self, ImageLimits};
use crate::jail::Jail;
use crate::redact::{self, Burning};
use crate::renditions::{Progress, Renditions, Shows};
use crate::video::percent;
use crate::{audio, document, video};

/// Percents of a job that the covered and silenced copy of a film or song counts for: one encoding beside that of all rungs.
const COPIED: f64 = 40.0;

/// What is taken, beyond what the jail bounds.
#[derive(Clone, Copy, Debug)]
pub struct MediaLimits {
    /// Bounds of pictures.
    pub image: ImageLimits,
    /// Longest film.
    pub max_film: Duration,
    /// Longest song.
    pub max_song: Duration,
    /// Short side in pixels of the largest film rendition: 720, or 1080 where the edition asks for it.
    pub max_rung: u32,
    /// Films get a sprite for scrubbing. Left out only to measure what it costs.
    pub sprite: bool,
}

impl Default for MediaLimits {
    fn default() -> Self {
        Self {
            image: ImageLimits::default(),
            max_film: Duration::from_mins(5),
            max_song: Duration::from_secs(contest::assets::MAX_SONG_SECONDS.into()),
            max_rung: 720,
            sprite: true,
        }
    }
}

/// Makes renditions. Cheap to clone; one worker runs one job at a time.
#[derive(Clone, Debug)]
pub struct Processor {
    /// Where everything runs.
    pub jail: Jail,
    /// The programs that decode.
    pub tools: Tools,
    /// What is taken.
    pub limits: MediaLimits,
}

impl Processor {
    /// Makes all renditions of the original in `folder` (see [`JobFolder::original`]), which the sniffer called
    /// `media_type`. The files lie in the folder until it is dropped. Dropping the future ends all processes at once.
    ///
    /// # Errors
    /// [`MediaError::Input`] if the file is at fault, [`MediaError::World`] if another try may help.
    pub async fn process(
        &self,
        media_type: MediaType,
        folder: &JobFolder,
        progress: Progress<'_>,
    ) -> Result<Renditions, MediaError> {
        self.process_showing(media_type, folder, progress, &|_| ())
            .await
    }

    /// Telephones keep what they record as sound in the same containers as films: then it is a song.
    async fn song_in_a_film(
        &self,
        demuxer: &'static str,
        folder: &JobFolder,
        progress: Progress<'_>,
        no_film: MediaError,
    ) -> Result<Renditions, MediaError> {
        match audio::process(self, demuxer, folder, progress).await {
            Err(error) if error.reason() == Some(Reason::NoAudioTrack) => Err(no_film),
            made => made,
        }
    }

    /// As [`process`](Self::process); `shows` is told what can be shown before all is done.
    ///
    /// # Errors
    /// As [`process`](Self::process).
    pub async fn process_showing(
        &self,
        media_type: MediaType,
        folder: &JobFolder,
        progress: Progress<'_>,
        shows: Shows<'_>,
    ) -> Result<Renditions, MediaError> {
        self.process_burning(media_type, folder, &Burning::default(), progress, shows)
            .await
    }

    /// As [`process_showing`](Self::process_showing), with marks burnt in before anything is made.
    ///
    /// # Errors
    /// As [`process`](Self::process).
    pub async fn process_burning(
        &self,
        media_type: MediaType,
        folder: &JobFolder,
        burning: &Burning,
        progress: Progress<'_>,
        shows: Shows<'_>,
    ) -> Result<Renditions, MediaError> {
        let moving = matches!(media_type.kind(), AssetKind::Video | AssetKind::Audio);
        if !moving || burning.marks.is_empty() {
            return self
                .make(media_type, folder, burning, progress, shows)
                .await;
        }
        let copied = |share| progress(percent(0.0, COPIED, share));
        let copy = redact::burn(self, media_type, folder, &burning.marks, &copied).await?;
        let rest = |done: u8| progress(percent(COPIED, 100.0, f64::from(done) / 100.0));
        let made = self
            .make(copy.media_type, folder, burning, &rest, shows)
            .await?;
        Ok(copy.told(made, burning.replace_original.then(|| folder.original())))
    }

    async fn make(
        &self,
        media_type: MediaType,
        folder: &JobFolder,
        burning: &Burning,
        progress: Progress<'_>,
        shows: Shows<'_>,
    ) -> Result<Renditions, MediaError> {
        let unsupported = || MediaError::input(Reason::UnsupportedFormat, media_type.code());
        progress(0);
        let mut made = match media_type.kind() {
            AssetKind::Photo => image::process(self, media_type, burning, folder, progress).await?,
            AssetKind::Video => {
                let demuxer = demuxer(media_type, &folder.original()).ok_or_else(unsupported)?;
                match video::process(self, demuxer, folder, progress, shows).await {
                    Err(error) if error.reason() == Some(Reason::NoVideoTrack) => {
                        self.song_in_a_film(demuxer, folder, progress, error)
                            .await?
                    }
                    made => made?,
                }
            }
            AssetKind::Audio => {
                let demuxer = demuxer(media_type, &folder.original()).ok_or_else(unsupported)?;
                audio::process(self, demuxer, folder, progress).await?
            }
            AssetKind::Document => document::process(self, burning, folder, progress).await?,
        };
        made.files.sort_by(|a, b| a.name.cmp(&b.name));
        progress(100);
        Ok(made)
    }
}

#[cfg(test)]
mod tests {
    use contest::assets::jobs::ProcessAsset;
    use queue::Job;

    use super::*;
    use crate::ffmpeg::limits;
    use crate::image::IMAGE_JAIL;
    use crate::jail::Limits;
    use crate::probe::{AudioTrack, PROBE_JAIL, Probe, VideoTrack};
    use crate::video::plan::Plan;
    use crate::video::poster;

    /// Bounds of all programs for the longest film of this size, beside those of encoding it.
    fn beside(plan: &Plan) -> Vec<Limits> {
        let length = plan.longest;
        // Looked at twice and listed twice; three posters; loudness, parameters, remuxing; pictures and sprite.
        let mut all = vec![PROBE_JAIL; 4];
        all.extend([poster::attempt_limits(poster::KEY_SECONDS, plan); 3]);
        all.extend([limits(length, 1, 1 << 30); 3]);
        all.extend([IMAGE_JAIL; 2]);
        all
    }

    #[test]
    fn a_job_ends_by_the_bounds_of_its_programs_and_not_by_its_timeout() {
        let plan = |width, height| {
            let video = VideoTrack {
                codec: "hevc".to_owned(),
                width,
                height,
                sample_aspect: (1, 1),
                ..VideoTrack::default()
            };
            let probe = Probe {
                duration: Some(300.0),
                video: Some(video),
                audio: Some(AudioTrack::default()),
                ..Probe::default()
            };
            Plan::new(&probe, "mov", &MediaLimits::default()).expect("a film")
        };
        // The largest film is covered first; what is made of it has no more than 1080 lines.
        let (large, covered) = (plan(3840, 2160), plan(1920, 1080));
        let mut all = beside(&covered);
        all.extend([large.limits(), covered.limits()]);
        all.extend([PROBE_JAIL; 3]);
        let sum = |of: fn(&Limits) -> Duration| all.iter().map(of).sum::<Duration>();
        assert!(sum(|limits| limits.wall) < ProcessAsset::TIMEOUT);
        // One of two jobs on two processors has one of them.
        assert!(sum(|limits| limits.cpu) < ProcessAsset::TIMEOUT);
    }
}
