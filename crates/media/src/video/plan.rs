//! From claims to filters and limits: pure, so it is tested without a film.

use std::time::Duration;

use super::filters;
use super::sizes::{self, Rung};
use crate::audio::loudness::Loudness;
use crate::codecs;
use crate::error::{MediaError, Reason};
use crate::ffmpeg::limits;
use crate::jail::Limits;
use crate::probe::{AudioTrack, Probe};
use crate::processor::MediaLimits;

/// Long side in pixels of the poster, and of one cell of the sprite.
const POSTER_SIDE: u32 = 1280;
const CELL_SIDE: u32 = 160;
/// A sprite has at most this many cells, and no more than one a second.
const MAX_CELLS: u32 = 100;
/// Address space of a program that decodes a film, in bytes. More than 400 MB of it are never touched (libraries, stacks, what
/// allocators reserve for each thread), so that less than a gigabyte is memory: also where a film's frames are larger, deeper
/// or more than it claims. Three rungs of an honest film of 3840 x 2160 need a gigabyte.
const ADDRESS_SPACE_BYTES: u64 = 1400 << 20;
/// So much more for a rung of 1080 lines: with it the same film was seen to need 1480 MB.
const FULL_HD_BYTES: u64 = 400 << 20;
/// Frames larger than this need more time than others, in pixels.
const LARGE_FRAME_PIXELS: u64 = 2_500_000;
/// CPU seconds that encoding a second of film may take: three times what was measured on a busy machine for 1920 x 1080 with
/// four rungs (3.5), and twice for 3840 x 2160 with high dynamic range (7.4 at 30 frames a second): others are slower.
const CPU_PER_SECOND: u32 = 12;
const LARGE_CPU_PER_SECOND: u32 = 16;

/// The film's sound.
#[derive(Clone, Debug, PartialEq)]
pub struct Sound {
    /// Track number in the file.
    pub index: u32,
    /// How much louder to make it, in decibels.
    pub gain_db: f64,
}

/// What is tried after a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// Everything.
    AsPlanned,
    /// The top rung is encoded too, instead of copied.
    Encoded,
    /// Pictures only.
    WithoutSound,
    /// One small rung with sound, forgiving damage.
    SmallAndForgiving,
}

impl Attempt {
    /// The next lesser thing that makes sense for this plan.
    pub fn next(self, plan: &Plan) -> Option<Self> {
        match self {
            Self::AsPlanned if plan.copy.is_some() => Some(Self::Encoded),
            Self::AsPlanned | Self::Encoded if plan.audio.is_some() => Some(Self::WithoutSound),
            Self::AsPlanned | Self::Encoded | Self::WithoutSound => Some(Self::SmallAndForgiving),
            Self::SmallAndForgiving => None,
        }
    }
}

/// Everything that is decided before the first frame is decoded.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// ffmpeg's demuxer.
    pub demuxer: &'static str,
    /// What stands before the input where the whole of it is decoded.
    pub opening: &'static str,
    /// The picture track's number.
    pub video_index: u32,
    /// Pixels of the original as it is seen.
    pub upright: (u32, u32),
    /// Sizes, largest first.
    pub rungs: Vec<Rung>,
    /// Frames per second as a fraction.
    pub fps: (u32, u32),
    /// Half pictures must be joined.
    pub interlaced: bool,
    /// Transfer function of a film with high dynamic range.
    pub hdr_transfer: Option<String>,
    /// `zscale`'s name of the matrix of its colours, if it is not BT.709's.
    pub matrix: Option<&'static str>,
    /// The sound, if there is any.
    pub audio: Option<Sound>,
    /// The largest rung is the original's pictures as they are; where its segments begin, in seconds.
    pub copy: Option<Vec<f64>>,
    /// As long as the file claims, or as long as we take.
    pub expected: Duration,
    /// Whether [`expected`](Self::expected) was claimed by the file.
    pub length_is_known: bool,
    /// Nothing is decoded beyond this.
    pub longest: Duration,
    /// Pixels of the poster.
    pub poster: (u32, u32),
    /// Pixels of one cell of the sprite.
    pub cell: (u32, u32),
    /// Seconds between two cells.
    pub cell_seconds: f64,
    /// Cells at most; 0: no sprite is made.
    pub cells: u32,
    /// Bytes of address space that decoding needs.
    pub address_space_bytes: u64,
    /// CPU seconds that a second of film may take, all attempts to encode it together.
    pub cpu_per_second: u32,
    /// Damage is passed over.
    pub forgiving: bool,
    sound_dropped: Option<Sound>,
}

impl Plan {
    /// Plans a film's renditions.
    ///
    /// # Errors
    /// [`MediaError::Input`] where the claims alone refuse the film.
    pub fn new(
        probe: &Probe,
        demuxer: &'static str,
        limits: &MediaLimits,
    ) -> Result<Self, MediaError> {
        let Some(video) = &probe.video else {
            return Err(MediaError::input(Reason::NoVideoTrack, "no picture track"));
        };
        if !codecs::takes_pictures(&video.codec) {
            return Err(MediaError::input(
                Reason::UnsupportedCodec,
                video.codec.clone(),
            ));
        }
        let pixels = u64::from(video.width) * u64::from(video.height);
        if pixels == 0 {
            // A track in a code that is not taken kept the others from being looked at.
            let reason = if probe.header_only {
                Reason::UnsupportedCodec
            } else {
                Reason::Unreadable
            };
            return Err(MediaError::input(reason, "a picture without a size"));
        }
        if pixels > crate::ffmpeg::MAX_FRAME_PIXELS {
            return Err(MediaError::input(
                Reason::TooManyPixels,
                format!("{} x {}", video.width, video.height),
            ));
        }
        let longest = limits.max_film + Duration::from_secs(1);
        let claimed = probe
            .duration
            .map(|seconds| Duration::from_secs_f64(seconds.min(1e9)));
        if claimed.is_some_and(|claimed| claimed > longest) {
            return Err(MediaError::input(Reason::TooLong, format!("{claimed:?}")));
        }
        let upright = sizes::upright(video);
        let expected = claimed.unwrap_or(limits.max_film);
        let is_large = pixels > LARGE_FRAME_PIXELS;
        let rungs = sizes::rungs(upright, limits.max_rung);
        let full_hd = rungs.iter().any(|rung| rung.name > 720);
        let cell_seconds = (expected.as_secs_f64() / f64::from(MAX_CELLS)).max(1.0);
        Ok(Self {
            demuxer,
            opening: probe.opening(),
            video_index: video.index,
            upright,
            rungs,
            fps: sizes::frame_rate(video.fps),
            interlaced: video.interlaced,
            hdr_transfer: video.hdr_transfer.clone(),
            matrix: filters::foreign_matrix(video),
            audio: probe.audio.as_ref().map(|track: &AudioTrack| Sound {
                index: track.index,
                gain_db: 0.0,
            }),
            copy: None,
            expected,
            length_is_known: claimed.is_some(),
            longest,
            poster: sizes::shrink(upright, POSTER_SIDE),
            cell: sizes::shrink(upright, CELL_SIDE),
            cell_seconds,
            cells: if limits.sprite {
                sizes::whole((expected.as_secs_f64() / cell_seconds).ceil()).clamp(1, MAX_CELLS)
            } else {
                0
            },
            address_space_bytes: ADDRESS_SPACE_BYTES + u64::from(full_hd) * FULL_HD_BYTES,
            cpu_per_second: if is_large {
                LARGE_CPU_PER_SECOND
            } else {
                CPU_PER_SECOND
            },
            forgiving: false,
            sound_dropped: None,
        })
    }

    /// Evens the loudness.
    pub fn set_loudness(&mut self, measured: &Loudness) {
        if let Some(sound) = &mut self.audio {
            sound.gain_db = measured.gain_db();
        }
    }

    /// Goes on without sound.
    pub fn drop_audio(&mut self) {
        self.audio = None;
    }

    /// What all attempts to encode the whole film may use together.
    pub(crate) fn limits(&self) -> Limits {
        limits(self.expected, self.cpu_per_second, self.address_space_bytes)
    }

    /// Asks for less, as the attempt says.
    pub fn reduce(&mut self, attempt: Attempt) {
        self.copy = None;
        match attempt {
            Attempt::AsPlanned | Attempt::Encoded => {}
            Attempt::WithoutSound => self.sound_dropped = self.audio.take(),
            Attempt::SmallAndForgiving => {
                self.audio = self.sound_dropped.take();
                self.forgiving = true;
                let small = self.rungs.iter().copied().find(|rung| rung.name <= 480);
                self.rungs = small.or(self.rungs.last().copied()).into_iter().collect();
            }
        }
    }

    /// The rung of the progressive file: the best one up to 720.
    pub fn progressive(&self) -> Option<Rung> {
        self.rungs
            .iter()
            .copied()
            .find(|rung| rung.name.min(rung.width.min(rung.height)) <= 720)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::probe::VideoTrack;

    pub(in crate::video) fn track(width: u32, height: u32) -> VideoTrack {
        VideoTrack {
            codec: "h264".to_owned(),
            width,
            height,
            sample_aspect: (1, 1),
            fps: Some((30, 1)),
            ..VideoTrack::default()
        }
    }

    pub(in crate::video) fn plan(video: VideoTrack) -> Plan {
        let probe = Probe {
            duration: Some(10.0),
            video: Some(video),
            audio: Some(AudioTrack::default()),
            ..Probe::default()
        };
        Plan::new(&probe, "mov", &MediaLimits::default()).expect("an ordinary film")
    }

    #[test]
    fn what_cannot_be_a_film_is_refused_by_name() {
        let limits = MediaLimits::default();
        let refuse = |probe: Probe| {
            Plan::new(&probe, "mov", &limits)
                .err()
                .and_then(|error| error.reason())
        };
        let with = |video: VideoTrack| Probe {
            video: Some(video),
            duration: Some(3.0),
            ..Probe::default()
        };
        assert_eq!(refuse(Probe::default()), Some(Reason::NoVideoTrack));
        assert_eq!(
            refuse(with(track(16_384, 8_192))),
            Some(Reason::TooManyPixels)
        );
        assert_eq!(refuse(with(track(7680, 4320))), Some(Reason::TooManyPixels));
        // What telephones and small cameras film.
        for (width, height) in [(3840, 2160), (2160, 3840), (4096, 2160), (4000, 3000)] {
            assert_eq!(
                refuse(with(track(width, height))),
                None,
                "{width} x {height}"
            );
        }
        assert_eq!(refuse(with(track(0, 100))), Some(Reason::Unreadable));
        let odd = VideoTrack {
            codec: "cinepak".to_owned(),
            ..track(100, 100)
        };
        assert_eq!(refuse(with(odd)), Some(Reason::UnsupportedCodec));
        let long = Probe {
            duration: Some(4e9),
            ..with(track(640, 480))
        };
        assert_eq!(refuse(long), Some(Reason::TooLong));
    }

    #[test]
    fn retries_ask_for_less() {
        let mut plan = plan(track(1280, 720));
        plan.copy = Some(vec![4.0]);
        let second = Attempt::AsPlanned.next(&plan);
        assert_eq!(second, Some(Attempt::Encoded));
        plan.reduce(Attempt::Encoded);
        assert!(plan.copy.is_none() && plan.audio.is_some());
        assert_eq!(Attempt::Encoded.next(&plan), Some(Attempt::WithoutSound));
        plan.reduce(Attempt::WithoutSound);
        assert!(plan.audio.is_none() && plan.rungs.len() == 3);
        let last = Attempt::WithoutSound.next(&plan).expect("one more");
        plan.reduce(last);
        assert!(
            plan.audio.is_some()
                && plan.forgiving
                && plan.rungs.len() == 1
                && plan.rungs[0].name == 480
        );
        assert_eq!(last.next(&plan), None);
    }

    #[test]
    fn a_sprite_has_at_most_a_hundred_cells() {
        let probe = |seconds| Probe {
            duration: Some(seconds),
            video: Some(track(640, 360)),
            ..Probe::default()
        };
        let limits = MediaLimits::default();
        let short = Plan::new(&probe(2.5), "mov", &limits).expect("fine");
        assert_eq!((short.cells, short.cell), (3, (160, 90)));
        let long = Plan::new(&probe(290.0), "mov", &limits).expect("fine");
        assert!(long.cells <= MAX_CELLS && long.cell_seconds > 2.8);
    }
}
