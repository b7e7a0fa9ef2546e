//! The small pictures that are shown while somebody looks for a place in a film: the right one at every time.

use image::RgbImage;

use crate::support::{ffmpeg, process};

const COLOURS: [[u8; 3]; 5] = [
    [220, 30, 30],
    [30, 160, 40],
    [30, 50, 220],
    [230, 210, 40],
    [20, 20, 20],
];

/// A film that shows one colour after another, each for so many seconds.
fn film(each: u32, rate: u32) -> Vec<u8> {
    let inputs = COLOURS.map(|[r, g, b]| {
        format!(
            "-f lavfi -i color=0x{r:02x}{g:02x}{b:02x}:size=320x180:rate={rate}:duration={each} "
        )
    });
    let inputs = inputs.concat();
    ffmpeg(
        &format!(
            "{inputs} -filter_complex concat=n=5 -c:v libx264 -preset ultrafast -pix_fmt yuv420p"
        ),
        "mp4",
    )
}

/// Begin and end in seconds, and left, top, width and height of what is shown then.
type Cue = ([f64; 2], [u32; 4]);

fn cues(text: &str) -> Vec<Cue> {
    let seconds = |clock: &str| {
        clock
            .split(':')
            .map(|part| part.parse::<f64>().expect("a number"))
            .fold(0.0, |sum, part| sum * 60.0 + part)
    };
    let blocks = text
        .strip_prefix("WEBVTT\n\n")
        .expect("WebVTT")
        .split("\n\n");
    let cues = blocks.map(|block| {
        let (times, area) = block.split_once('\n').expect("two lines");
        let (from, to) = times.split_once(" --> ").expect("two times");
        let area = area
            .trim_end()
            .strip_prefix("sprite.webp#xywh=")
            .expect("an area");
        let area: Vec<u32> = area
            .split(',')
            .map(|part| part.parse().expect("a number"))
            .collect();
        ([seconds(from), seconds(to)], area.try_into().expect("four"))
    });
    cues.collect()
}

fn middle(sprite: &RgbImage, [left, top, width, height]: [u32; 4]) -> [u8; 3] {
    sprite.get_pixel(left + width / 2, top + height / 2).0
}

#[tokio::test]
async fn each_cell_shows_what_the_film_shows_at_its_time() {
    for (each, rate, cells) in [(4, 25, 20), (48, 5, 100)] {
        let made = process(&film(each, rate)).await.expect("a film");
        let cues = cues(&made.text("sprite.vtt"));
        assert_eq!(cues.len(), cells);
        let sprite = made.picture("sprite.webp").to_rgb8();
        let mut before = 0.0;
        for ([from, to], area) in cues {
            assert!((from - before).abs() < 0.002, "{from} follows {before}");
            before = to;
            let at = f64::midpoint(from, to) / f64::from(each);
            let wanted = COLOURS
                .into_iter()
                .zip(1..)
                .find(|(_, end)| at < f64::from(*end))
                .expect("within the film")
                .0;
            let shown = middle(&sprite, area);
            let far = shown.iter().zip(wanted).map(|(a, b)| a.abs_diff(b)).max();
            assert!(
                far < Some(24),
                "{from} to {to} s: {shown:?} and not {wanted:?}"
            );
        }
        assert!((before - f64::from(each * 5)).abs() < 0.002, "to the end");
    }
}
