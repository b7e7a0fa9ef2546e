//! From a film's claimed size to the sizes of its renditions: pure.

use crate::probe::VideoTrack;

/// Short sides of the ladder in pixels, with the most that each may need in kbit/s.
const LADDER: [(u32, u32); 4] = [(240, 400), (480, 1200), (720, 2500), (1080, 4500)];
/// A source this much larger than the rung below it gets a rung of its own size.
const OWN_RUNG: f64 = 1.25;
/// Frames per second of all renditions.
pub(super) const MAX_FPS: u32 = 30;

/// One size of the film.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rung {
    /// Its name: the short side in pixels.
    pub name: u32,
    /// Pixels, even.
    pub width: u32,
    /// Pixels, even.
    pub height: u32,
    /// Highest rate in kbit/s.
    pub max_kbps: u32,
}

/// The size at which the film is meant to be seen: square pixels, turned upright.
pub(super) fn upright(video: &VideoTrack) -> (u32, u32) {
    let (over, under) = video.sample_aspect;
    let aspect = (f64::from(over) / f64::from(under)).clamp(0.1, 10.0);
    let width = whole((f64::from(video.width) * aspect).round()).max(1);
    if video.rotation % 180 == 90 {
        (video.height, width)
    } else {
        (width, video.height)
    }
}

/// Every rung of the ladder up to the source, and the source's own size where the step to it is large. Never enlarges.
pub(super) fn rungs(upright: (u32, u32), max_rung: u32) -> Vec<Rung> {
    let short = upright.0.min(upright.1);
    let mut sides: Vec<u32> = LADDER
        .iter()
        .map(|(side, _)| *side)
        .filter(|side| *side <= short && *side <= max_rung)
        .collect();
    let top = sides.last().copied().unwrap_or(0);
    if short <= max_rung && f64::from(short) >= f64::from(top) * OWN_RUNG {
        sides.push(short);
    }
    sides.reverse();
    sides.into_iter().map(|side| rung(upright, side)).collect()
}

fn rung((width, height): (u32, u32), side: u32) -> Rung {
    let short = width.min(height);
    let scaled = |length: u32| {
        even(f64::from(length) * f64::from(side) / f64::from(short.max(1)))
            .min(length & !1)
            .max(2)
    };
    let limit = LADDER
        .iter()
        .find(|(step, _)| side <= *step)
        .unwrap_or(&LADDER[LADDER.len() - 1]);
    Rung {
        name: side,
        width: scaled(width),
        height: scaled(height),
        max_kbps: limit.1,
    }
}

/// The nearest even number, at least 2.
fn even(length: f64) -> u32 {
    (whole((length / 2.0).round()) * 2).max(2)
}

/// Fits a size into a square of `side` pixels; even, and never larger than it was.
pub(super) fn shrink((width, height): (u32, u32), side: u32) -> (u32, u32) {
    let scale = (f64::from(side) / f64::from(width.max(height).max(1))).min(1.0);
    (
        even(f64::from(width) * scale),
        even(f64::from(height) * scale),
    )
}

/// The film's own rate, but at most 30 and at least 5 a second; 30 where it says nothing sane.
pub(super) fn frame_rate(claimed: Option<(u32, u32)>) -> (u32, u32) {
    let Some((frames, seconds)) = claimed else {
        return (MAX_FPS, 1);
    };
    let rate = f64::from(frames) / f64::from(seconds);
    if rate > f64::from(MAX_FPS) {
        (MAX_FPS, 1)
    } else if rate < 5.0 {
        (5, 1)
    } else {
        (frames, seconds)
    }
}

/// Cut to the type's range.
pub(super) fn whole(value: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to the type's range"
    )]
    let whole = value.clamp(0.0, f64::from(u32::MAX)) as u32;
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(upright: (u32, u32), max_rung: u32) -> Vec<(u32, u32, u32)> {
        rungs(upright, max_rung)
            .iter()
            .map(|rung| (rung.name, rung.width, rung.height))
            .collect()
    }

    #[test]
    fn a_full_hd_film_gets_three_rungs_and_a_fourth_where_it_is_asked_for() {
        let three = [(720, 1280, 720), (480, 854, 480), (240, 426, 240)];
        assert_eq!(sizes((1920, 1080), 720), three);
        let four = sizes((1920, 1080), 1080);
        assert_eq!(four[0], (1080, 1920, 1080));
        assert_eq!(four[1..], three);
    }

    #[test]
    fn small_and_odd_films_are_never_enlarged() {
        assert_eq!(sizes((176, 144), 720), [(144, 176, 144)]);
        assert_eq!(sizes((405, 721), 720), [(405, 404, 720), (240, 240, 428)]);
        assert_eq!(sizes((854, 480), 720), [(480, 854, 480), (240, 428, 240)]);
        assert_eq!(sizes((500, 270), 720).len(), 1);
    }

    #[test]
    fn pixels_that_are_not_square_are_made_square_and_phones_are_turned() {
        let track = |width, height, sample_aspect, rotation| VideoTrack {
            width,
            height,
            sample_aspect,
            rotation,
            ..VideoTrack::default()
        };
        assert_eq!(upright(&track(720, 576, (64, 45), 0)), (1024, 576));
        assert_eq!(upright(&track(1920, 1080, (1, 1), 90)), (1080, 1920));
        assert_eq!(upright(&track(1920, 1080, (1, 1), 180)), (1920, 1080));
    }

    #[test]
    fn absurd_rates_become_thirty() {
        assert_eq!(frame_rate(Some((60, 1))), (30, 1));
        assert_eq!(frame_rate(Some((30000, 1001))), (30000, 1001));
        assert_eq!(frame_rate(Some((1, 2))), (5, 1));
        assert_eq!(frame_rate(None), (30, 1));
    }

    proptest::proptest! {
        #[test]
        fn every_size_is_even_and_no_larger_than_the_film(
            width in 2_u32..8000, height in 2_u32..8000, max_rung in 240_u32..1081
        ) {
            for rung in rungs((width, height), max_rung) {
                assert_eq!((rung.width % 2, rung.height % 2), (0, 0));
                assert!(rung.width <= width && rung.height <= height, "{rung:?}");
            }
        }
    }
}
