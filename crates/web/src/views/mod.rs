//! What several pages show: cards, pictures, players, the phase line. Texts and addresses are ready
//! strings, so that filling them from the domain is all a handler does.

pub mod fill;
pub(crate) mod said;

use chrono::{DateTime, TimeZone};
use serde::Serialize;

use crate::{
    format,
    i18n::{Arg, Locale},
};

/// A picture with its sizes.
#[derive(Clone, Debug, Serialize)]
pub struct ImageView {
    /// Address of the middle size, for browsers without `srcset`.
    pub src: String,
    /// `"address 320w, address 640w, …"`, see [`ImageView::srcset`].
    pub srcset: String,
    /// The same sizes in AVIF; empty where they were not made.
    pub avif: String,
    /// Width in pixels of `src`'s shape.
    pub width: u32,
    /// Height in pixels of `src`'s shape.
    pub height: u32,
    /// The contributor's description; empty when the picture stands beside its title.
    pub alt: String,
    /// Classes of the dominant colour, see [`tone`]; may be empty.
    pub tone: String,
}

impl ImageView {
    /// The `srcset` of renditions given as (address, width in pixels).
    pub fn srcset(files: &[(String, u32)]) -> String {
        let parts: Vec<_> = files
            .iter()
            .map(|(url, width)| format!("{url} {width}w"))
            .collect();
        parts.join(", ")
    }

    /// The wall's class for this picture's shape.
    pub fn ratio(&self) -> &'static str {
        ratio_class(self.width, self.height)
    }
}

/// The wall's ratio class nearest to `width` : `height` (pixels): our pages have no inline styles.
pub fn ratio_class(width: u32, height: u32) -> &'static str {
    const CLASSES: [(&str, f64); 6] = [
        ("r56", 0.5625),
        ("r75", 0.75),
        ("r100", 1.0),
        ("r133", 4.0 / 3.0),
        ("r150", 1.5),
        ("r178", 16.0 / 9.0),
    ];
    let ratio = f64::from(width.max(1)) / f64::from(height.max(1));
    let distance = |of: f64| (of / ratio).ln().abs();
    let nearest = CLASSES
        .into_iter()
        .min_by(|a, b| distance(a.1).total_cmp(&distance(b.1)));
    nearest.map_or("r100", |(class, _)| class)
}

/// Classes (`tone h12 l3 c2`) whose background is near an sRGB colour: the picture's place before it
/// has loaded, and the ground of cards without a picture. Formula of the colour space: Björn Ottosson,
/// Oklab (2020).
pub fn tone(rgb: [u8; 3]) -> String {
    let [red, green, blue] = rgb.map(|channel| {
        let channel = f64::from(channel) / 255.0;
        if channel <= 0.040_45 {
            channel / 12.92
        } else {
            ((channel + 0.055) / 1.055).powf(2.4)
        }
    });
    let long = (0.412_221_470_8 * red + 0.536_332_536_3 * green + 0.051_445_992_9 * blue).cbrt();
    let medium = (0.211_903_498_2 * red + 0.680_699_545_1 * green + 0.107_396_956_6 * blue).cbrt();
    let short = (0.088_302_461_9 * red + 0.281_718_837_6 * green + 0.629_978_700_5 * blue).cbrt();
    let lightness = 0.210_454_255_3 * long + 0.793_617_785 * medium - 0.004_072_046_8 * short;
    let a = 1.977_998_495_1 * long - 2.428_592_205 * medium + 0.450_593_709_9 * short;
    let b = 0.025_904_037_1 * long + 0.782_771_766_2 * medium - 0.808_675_766 * short;
    let hue = b.atan2(a).to_degrees().rem_euclid(360.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 to 24"
    )]
    let hue = ((hue / 15.0).round() as u32) % 24;
    let lightness = [0.275, 0.425, 0.575, 0.725, 0.865]
        .into_iter()
        .filter(|step| lightness > *step)
        .count();
    let chroma = [0.045, 0.12]
        .into_iter()
        .filter(|step| a.hypot(b) > *step)
        .count();
    format!("tone h{hue} l{lightness} c{chroma}")
}

/// A contribution on a wall.
#[derive(Clone, Debug, Serialize)]
pub struct CardView {
    /// The contribution's page.
    pub url: String,
    /// Title as written by the contributor.
    pub title: String,
    /// Language of the title, for `lang`.
    pub lang: String,
    /// Kind and length for the corner: "Film 1:12", "Dikt".
    pub kind: String,
    /// Icon of the kind: `film`, `sound`, `picture`, `text`, `pages`.
    pub icon: &'static str,
    /// Place and grade as consented: "Skåne, åk 8".
    pub place: String,
    /// Picture or poster; `None` for poems and songs without one.
    pub image: Option<ImageView>,
    /// First lines of a poem, shown when there is no picture.
    pub excerpt: String,
    /// Waveform of a song without picture, an SVG path in 1000 × 100 ([`wave_path`]); empty otherwise.
    pub wave: String,
    /// Ground of a card without picture: classes of [`tone`].
    pub tone: String,
    /// The wall's shape class.
    pub ratio: &'static str,
    /// Chosen by the editors: title highlighted.
    pub featured: bool,
    /// A word over the corner, e.g. "Vinnare"; empty for none.
    pub badge: String,
    /// "214 röster"; empty while counts are hidden.
    pub votes: String,
    /// Everything in it that sounds has captions or a transcript.
    pub captioned: bool,
    /// Shows tobacco or nicotine: the picture is covered until the page is opened.
    pub covered: bool,
}

/// A picture and its largest size.
#[derive(Clone, Debug, Serialize)]
pub struct PictureView {
    /// Sizes and description.
    pub image: ImageView,
    /// Full size, behind a link.
    pub full: String,
}

/// One asset of a contribution as it is shown.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AssetView {
    /// A picture.
    Picture {
        /// Sizes and description.
        image: ImageView,
        /// Full size, behind a link.
        full: String,
        /// Caption; may be empty.
        caption: String,
    },
    /// A film.
    Video {
        /// Still shown before playing.
        poster: Option<ImageView>,
        /// Progressive file, works everywhere.
        mp4: String,
        /// Adaptive playlist; empty when there is none.
        hls: String,
        /// Played from the playlist even over a good line.
        adaptive: bool,
        /// List of the small pictures that are shown while somebody looks for a place; empty when there is none.
        scrub: String,
        /// Shape class of the film.
        ratio: &'static str,
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
        /// What the film shows, for screen readers.
        label: String,
        /// "1 min 12 s".
        length: String,
        /// Captions.
        captions: Vec<CaptionView>,
        /// What is said.
        transcript: Vec<TranscriptView>,
    },
    /// A song or other sound.
    Audio {
        /// The sound file (AAC).
        src: String,
        /// Waveform, an SVG path in 1000 × 100 ([`wave_path`]); empty when there is none.
        wave: String,
        /// Ground: classes of [`tone`]; may be empty.
        tone: String,
        /// The song's own cover picture.
        cover: Option<PictureView>,
        /// What is heard, for screen readers.
        label: String,
        /// "2 min 40 s".
        length: String,
        /// Words of the song.
        transcript: Vec<TranscriptView>,
    },
    /// A magazine or other document.
    Pages {
        /// The pages in order.
        pages: Vec<PageView>,
        /// All pages are higher than wide: two of them fit beside each other.
        upright: bool,
        /// What it is, for screen readers.
        label: String,
        /// Looked at by its makers or reviewers: everything lies open, nothing has to be turned to.
        reviewed: bool,
    },
    /// A film that is being made, with what there is to see of it (shown to its owners and to moderators).
    Growing {
        /// "Bearbetas, 38 %".
        text: String,
        /// 0–100.
        percent: u8,
        /// Still from the film.
        poster: ImageView,
        /// Shape class of the film.
        ratio: &'static str,
        /// Adaptive playlist that grows; empty while nothing can be played.
        hls: String,
        /// What the film shows, for screen readers.
        label: String,
    },
    /// Not ready yet (shown to its owners and to moderators).
    Waiting {
        /// "Bearbetas, 38 %".
        text: String,
        /// 0–100.
        percent: u8,
    },
    /// Could not be made ready.
    Failed {
        /// Why, and what to do.
        text: String,
    },
}

/// An asset as its reviewers look at it, with the words that nobody sees.
#[derive(Clone, Debug, Serialize)]
pub struct ReviewedView {
    /// What visitors would see, or how far it is.
    pub shown: AssetView,
    /// What its makers wrote for those who do not see or hear it; empty if they wrote nothing.
    pub alt: String,
    /// Id of a file that failed and that another try may heal; else empty.
    pub retry: String,
}

/// A page of a magazine.
#[derive(Clone, Debug, Serialize)]
pub struct PageView {
    /// The page as a picture; `alt` says which one it is.
    pub image: ImageView,
    /// Largest size, behind a link.
    pub full: String,
    /// The text on it, its lines parted by `\n`; empty for a page of pictures.
    pub text: String,
    /// From 1.
    pub number: u32,
}

/// A captions file.
#[derive(Clone, Debug, Serialize)]
pub struct CaptionView {
    /// WebVTT file.
    pub src: String,
    /// Language code.
    pub lang: String,
    /// The language's name, shown in the player.
    pub label: String,
    /// The time and the words of each cue, for those who look at it before the public does; else empty.
    pub lines: Vec<(String, String)>,
}

/// All that is said or sung, in one language.
#[derive(Clone, Debug, Serialize)]
pub struct TranscriptView {
    /// Language code.
    pub lang: String,
    /// The language's name.
    pub label: String,
    /// Paragraph by paragraph.
    pub paragraphs: Vec<String>,
}

/// An SVG path of a waveform in a box of 1000 × 100: one bar per peak, `peaks` are 0–255.
pub fn wave_path(peaks: &[u8]) -> String {
    use std::fmt::Write as _;
    const BARS: usize = 125; // 8 units a bar: 5 drawn, 3 free
    let mut path = String::with_capacity(BARS * 18);
    if peaks.is_empty() {
        return path;
    }
    for bar in 0..BARS {
        let from = bar * peaks.len() / BARS;
        let to = ((bar + 1) * peaks.len() / BARS).clamp(from + 1, peaks.len().max(from + 1));
        let peak = peaks[from..to.min(peaks.len())]
            .iter()
            .max()
            .copied()
            .unwrap_or(0);
        let half = (u32::from(peak) * 48 / 255).max(2);
        write!(path, "M{} {}h5v{}h-5z", bar * 8, 50 - half, half * 2).expect("writing to a string");
    }
    path
}

/// What the line under the header says.
#[derive(Clone, Debug, Serialize)]
pub struct PhaseView {
    /// The edition's name.
    pub edition: String,
    /// "Rösta till och med 12 maj", in words.
    pub line: String,
    /// "om 12 dagar"; may be empty.
    pub distance: String,
    /// The next step: label and address; empty when there is nothing to do.
    pub action: String,
    /// Address of the next step.
    pub action_url: String,
}

/// What can be done in an edition just now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Nothing yet: submissions open at the given time.
    Before,
    /// Contributions are received until the given time.
    Submissions,
    /// Contributions are received until the given time, and voting is open.
    SubmissionsAndVoting,
    /// Voting is open until the given time.
    Voting,
    /// The jury works; results come at the given time.
    Jury,
    /// Everything is closed since the given time.
    Closed,
}

impl PhaseView {
    /// The words for `stage`, which changes at `at`; both times in the edition's zone.
    pub fn describe<Tz: TimeZone>(
        locale: Locale,
        edition: &str,
        stage: Stage,
        at: &DateTime<Tz>,
        now: &DateTime<Tz>,
    ) -> Self {
        let key = match stage {
            Stage::Before => "phase-before",
            Stage::Submissions => "phase-submissions",
            Stage::SubmissionsAndVoting => "phase-both",
            Stage::Voting => "phase-voting",
            Stage::Jury => "phase-jury",
            Stage::Closed => "phase-closed",
        };
        let begins = matches!(stage, Stage::Before | Stage::Jury | Stage::Closed);
        let day = if begins {
            at.date_naive()
        } else {
            format::last_day(at)
        };
        let (action, action_url) = match stage {
            Stage::Submissions | Stage::SubmissionsAndVoting => ("phase-do-take-part", "upload"),
            Stage::Voting => ("phase-do-vote", "gallery"),
            Stage::Before => ("phase-do-read", "how"),
            Stage::Jury | Stage::Closed => ("phase-do-look", "gallery"),
        };
        let distance = match stage {
            Stage::Jury | Stage::Closed => String::new(),
            _ if begins => format::in_days(locale, at, now),
            _ => {
                let days = (day - now.date_naive()).num_days();
                match days {
                    ..1 => locale.t("phase-last-day", &[]),
                    _ => locale.t("phase-days-left", &[("days", Arg::from(days))]),
                }
            }
        };
        Self {
            edition: edition.to_owned(),
            line: locale.t(key, &[("date", Arg::from(format::date(locale, day)))]),
            distance,
            action: locale.t(action, &[]),
            action_url: crate::links::path(locale, action_url),
        }
    }

    /// Voting with twelve days left.
    pub fn sample(locale: Locale) -> Self {
        let now = chrono::Utc
            .with_ymd_and_hms(2026, 4, 30, 10, 0, 0)
            .single()
            .unwrap_or_default();
        let ends = chrono::Utc
            .with_ymd_and_hms(2026, 5, 13, 0, 0, 0)
            .single()
            .unwrap_or_default();
        Self::describe(locale, "Dizza 2026", Stage::Voting, &ends, &now)
    }
}

/// A chip of a filter.
#[derive(Clone, Debug, Serialize)]
pub struct ChipView {
    /// What it says.
    pub label: String,
    /// The page with this filter.
    pub url: String,
    /// The filter in force.
    pub current: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_snap_to_the_nearest_class() {
        assert_eq!(ratio_class(1080, 1920), "r56");
        assert_eq!(ratio_class(4000, 3000), "r133");
        assert_eq!(ratio_class(1920, 1080), "r178");
        assert_eq!(ratio_class(0, 0), "r100");
    }

    #[test]
    fn a_colour_becomes_three_classes() {
        assert!(tone([255, 255, 255]).ends_with(" l5 c0"));
        assert!(tone([255, 0, 0]).contains("h2 ") && tone([255, 0, 0]).ends_with("l3 c2"));
        assert!(tone([10, 10, 40]).contains(" l0 "));
    }

    #[test]
    fn a_waveform_has_a_bar_for_every_eight_units() {
        let path = wave_path(&[0, 128, 255]);
        assert_eq!(path.matches('M').count(), 125);
        assert!(path.ends_with("M992 2h5v96h-5z"), "{path}");
        assert_eq!(wave_path(&[]), "");
    }

    #[test]
    fn the_phase_line_counts_down_to_the_last_day() {
        let view = PhaseView::sample(Locale::Sv);
        assert_eq!(view.line, "Rösta till och med 12\u{a0}maj");
        assert_eq!(view.distance, "12 dagar kvar");
        let end = chrono::Utc
            .with_ymd_and_hms(2026, 5, 13, 0, 0, 0)
            .single()
            .expect("a real time");
        let now = chrono::Utc
            .with_ymd_and_hms(2026, 5, 12, 22, 0, 0)
            .single()
            .expect("a real time");
        assert_eq!(
            PhaseView::describe(Locale::En, "x", Stage::Voting, &end, &now).distance,
            "last day"
        );
    }
}

pub mod samples;
