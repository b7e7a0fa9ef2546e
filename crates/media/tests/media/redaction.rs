//! What is covered is even in every file that comes out, what is silenced is silent, and what is beside it is untouched.

use std::path::Path;
use std::process::Command;

use contest::assets::{Area, Mark, MediaType, Span};
use image::codecs::gif::GifEncoder;
use image::{Delay, DynamicImage, Frame, GrayImage, ImageFormat, RgbImage, RgbaImage};
use media::Burning;

use crate::heif_made::{Extras, depth, phones_photo, turn};
use crate::photos::{encoded, exif, lying, with_segments};
use crate::planted::planted_in;
use crate::support::{Made, burnt, ffmpeg, process, rung, with_quarter_turn};

/// The place that all of these tests cover: from a tenth to four tenths of the width, from three to seven of the height.
const SIDES: [u16; 4] = [1_000, 3_000, 4_000, 7_000];

fn area() -> Area {
    let [left, top, right, bottom] = SIDES;
    Area::new(left, top, right, bottom).expect("a rectangle")
}

fn cover(span: Option<Span>) -> Mark {
    Mark::Cover { area: area(), span }
}

fn burning(marks: &[Mark], replace_original: bool) -> Burning {
    Burning {
        marks: marks.to_vec(),
        replace_original,
    }
}

/// Mean and variance of brightness in these parts of a picture.
fn levels(picture: &GrayImage, [left, top, right, bottom]: [f64; 4]) -> (f64, f64) {
    let at = |part: f64, side: u32| part * f64::from(side);
    let (width, height) = picture.dimensions();
    let inside: Vec<f64> = picture
        .enumerate_pixels()
        .filter(|(x, y, _)| {
            let (x, y) = (f64::from(*x) + 0.5, f64::from(*y) + 0.5);
            x > at(left, width)
                && x < at(right, width)
                && y > at(top, height)
                && y < at(bottom, height)
        })
        .map(|(_, _, pixel)| f64::from(pixel.0[0]))
        .collect();
    let count = f64::from(u32::try_from(inside.len()).expect("a small picture"));
    assert!(count > 8.0, "too small to be judged");
    let mean = inside.iter().sum::<f64>() / count;
    let spread = inside.iter().map(|level| (level - mean).powi(2));
    (mean, spread.sum::<f64>() / count)
}

/// The covered place is even and black; what lies around it is neither.
fn assert_covered(picture: &DynamicImage, what: &str) {
    let grey = picture.to_luma8();
    let (mean, variance) = levels(&grey, [0.1, 0.3, 0.4, 0.7]);
    assert!(mean < 24.0 && variance < 12.0, "{what}: {mean} {variance}");
    for around in [
        [0.5, 0.3, 0.8, 0.7],
        [0.1, 0.75, 0.4, 0.95],
        [0.1, 0.05, 0.4, 0.25],
    ] {
        let (mean, variance) = levels(&grey, around);
        assert!(mean > 40.0 && variance > 200.0, "{what}: {mean} {variance}");
    }
}

fn assert_untouched(picture: &DynamicImage, what: &str) {
    let (mean, variance) = levels(&picture.to_luma8(), [0.1, 0.3, 0.4, 0.7]);
    assert!(mean > 40.0 && variance > 200.0, "{what}: {mean} {variance}");
}

/// Coloured squares, no two neighbours alike, in the shape of the share card.
fn squares(scale: u32) -> RgbImage {
    RgbImage::from_fn(120 * scale, 63 * scale, |x, y| {
        let (x, y) = (x / (6 * scale), y / (6 * scale));
        let level =
            |seed: u32| u8::try_from((x * 53 + y * 101 + seed) * 37 % 216 + 40).expect("below 256");
        image::Rgb([level(0), level(5), level(9)])
    })
}

fn assert_all_pictures_covered(made: &Made, what: &str) {
    let mut pictures = 0;
    for name in made.names() {
        let kind = media::content_type(name);
        if name != "sprite.webp" && matches!(kind, Some("image/webp" | "image/jpeg")) {
            assert_covered(&made.picture(name), &format!("{what} {name}"));
            pictures += 1;
        }
    }
    assert!(pictures >= 3, "{what}: {:?}", made.names());
}

#[tokio::test]
async fn a_photo_is_covered_in_every_rendition_however_it_lies() {
    let upright = DynamicImage::from(squares(10));
    for (orientation, stored) in lying(&upright) {
        let photo = with_segments(
            &encoded(stored, ImageFormat::Jpeg),
            &[(0xE1, exif(orientation))],
        );
        let made = burnt(&photo, &burning(&[cover(None)], false))
            .await
            .expect("an ordinary photo");
        assert_all_pictures_covered(&made, &format!("orientation {orientation}"));
        assert_eq!(made.renditions.original, None);
    }
    let plain = process(&encoded(upright, ImageFormat::Jpeg))
        .await
        .expect("a photo");
    assert_untouched(&plain.picture("640.webp"), "without marks");
}

#[tokio::test]
async fn pictures_of_other_kinds_are_covered_also_where_they_were_see_through() {
    let mut clear = DynamicImage::from(squares(8)).to_rgba8();
    for (x, y, pixel) in clear.enumerate_pixels_mut() {
        if (x / 48 + y / 48) % 4 == 0 {
            pixel.0[3] = 60;
        }
    }
    for (format, picture) in [
        (ImageFormat::Png, DynamicImage::from(clear.clone())),
        (ImageFormat::WebP, DynamicImage::from(clear)),
        (
            ImageFormat::Gif,
            DynamicImage::from(squares(8)).to_rgba8().into(),
        ),
    ] {
        let made = burnt(&encoded(picture, format), &burning(&[cover(None)], false))
            .await
            .expect("a picture");
        assert_all_pictures_covered(&made, &format!("{format:?}"));
        let small = made.picture("640.webp").to_rgba8();
        let seen = small.get_pixel(small.width() / 4, small.height() / 2);
        assert_eq!(seen.0[3], 255, "{format:?}: a hole in the box");
    }
}

#[tokio::test]
async fn a_covered_photo_can_take_its_originals_place() {
    for (format, media_type) in [
        (ImageFormat::Jpeg, MediaType::Jpeg),
        (ImageFormat::Png, MediaType::Png),
    ] {
        let picture = encoded(DynamicImage::from(squares(20)), format);
        let made = burnt(&picture, &burning(&[cover(None)], true))
            .await
            .expect("a photo");
        assert_all_pictures_covered(&made, "beside its new original");
        let original = made.renditions.original.clone().expect("a new original");
        assert_eq!(original.media_type, media_type);
        let bytes = std::fs::read(&original.path).expect("it lies in the folder");
        let kept = image::load_from_memory(&bytes).expect("a picture");
        assert_eq!((kept.width(), kept.height()), (2400, 1260));
        assert_covered(&kept, "the new original");
        let again = process(&bytes).await.expect("it can be worked on");
        assert_all_pictures_covered(&again, "made of the new original");
    }
}

#[tokio::test]
async fn a_phones_tiles_are_covered_as_they_are_seen_and_replaced() {
    // They lie on their side, and the turn in the file makes them upright.
    let lying = image::imageops::rotate270(&squares(10));
    for (ending, brands) in [("heic", "heicmif1heictmap"), ("avif", "avifmif1miaf")] {
        let extras = Extras {
            properties: vec![turn(3)],
            exif: Some(exif(6)[6..].to_vec()),
            brighter: Some(vec![depth(&[10; 3])]),
            ..Extras::default()
        };
        let photo = phones_photo(&lying, brands, ending, &extras);
        let made = burnt(&photo, &burning(&[cover(None)], true))
            .await
            .expect("a phone's photo");
        assert_all_pictures_covered(&made, ending);
        let original = made.renditions.original.clone().expect("a new original");
        assert_eq!(original.media_type, MediaType::Jpeg, "{ending}");
        let bytes = std::fs::read(&original.path).expect("it lies in the folder");
        assert_eq!(planted_in(&bytes), None, "{ending}");
        let kept = image::load_from_memory(&bytes).expect("a picture");
        assert_eq!((kept.width(), kept.height()), (1200, 630), "{ending}");
        assert_covered(&kept, "the new original");
    }
}

/// Ten frames of squares that move; each is shown for a quarter of a second.
fn animation() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new_with_speed(&mut bytes, 30);
    let squares = DynamicImage::from(squares(4)).to_rgba8();
    for shift in 0..10 {
        let picture = RgbaImage::from_fn(squares.width(), squares.height(), |x, y| {
            *squares.get_pixel((x + shift * 24) % squares.width(), y)
        });
        let delay = Delay::from_numer_denom_ms(250, 1);
        encoder
            .encode_frame(Frame::from_parts(picture, 0, 0, delay))
            .expect("a frame");
    }
    drop(encoder);
    bytes
}

#[tokio::test]
async fn an_animation_is_covered_in_its_still_and_in_every_frame() {
    is_covered_in_every_frame(&animation()).await;
}

#[tokio::test]
async fn an_animated_webp_is_covered_in_its_still_and_in_every_frame() {
    let folder = tempfile::tempdir().expect("a folder");
    let (gif, webp) = (folder.path().join("a.gif"), folder.path().join("a.webp"));
    std::fs::write(&gif, animation()).expect("written");
    let status = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-i"])
        .arg(&gif)
        .args(["-c:v", "libwebp_anim", "-loop", "0"])
        .arg(&webp)
        .status();
    assert!(status.expect("ffmpeg runs").success());
    is_covered_in_every_frame(&std::fs::read(webp).expect("made")).await;
}

async fn is_covered_in_every_frame(animation: &[u8]) {
    let made = burnt(animation, &burning(&[cover(None)], true))
        .await
        .expect("an animation");
    assert_all_pictures_covered(&made, "still");
    let frames = frames(made.path("video.mp4"));
    assert!(frames.len() >= 40, "{}", frames.len());
    for (number, frame) in frames.iter().enumerate() {
        assert_covered(frame, &format!("frame {number}"));
    }
    let original = made.renditions.original.clone().expect("a new original");
    assert_eq!(original.media_type, MediaType::Webp);
    let again = process(&std::fs::read(original.path).expect("it lies in the folder"))
        .await
        .expect("it moves still");
    assert_all_pictures_covered(&again, "made of the new original");
    for (number, frame) in self::frames(again.path("video.mp4")).iter().enumerate() {
        assert_covered(frame, &format!("frame {number} of the new original"));
    }
}

/// All frames of a film.
fn frames(path: &Path) -> Vec<DynamicImage> {
    let folder = tempfile::tempdir().expect("a folder");
    let output = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-i"])
        .arg(path)
        .args(["-map", "0:v:0", "-fps_mode", "passthrough"])
        .arg(folder.path().join("%05d.png"))
        .output()
        .expect("ffmpeg runs");
    assert!(output.status.success());
    let mut names: Vec<_> = std::fs::read_dir(folder.path())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    names.sort();
    let open = |name| image::open(name).expect("a frame");
    names.into_iter().map(open).collect()
}

/// Five seconds that could be copied as they are: frame 50 begins at second 2. The sound is a steady tone.
fn film(more: &str) -> Vec<u8> {
    ffmpeg(
        &format!(
            "-f lavfi -i testsrc2=size=854x480:rate=25:duration=5 -f lavfi -i sine=frequency=700:duration=5:sample_rate=48000 \
             -c:v libx264 -preset ultrafast -crf 30 -profile:v high -g 25 -pix_fmt yuv420p -c:a aac -b:a 128k {more}"
        ),
        "mp4",
    )
}

#[tokio::test]
async fn a_film_is_covered_in_every_rung_and_picture() {
    let made = burnt(&film(""), &burning(&[cover(None)], false))
        .await
        .expect("a film");
    assert_all_pictures_covered_of_a_film(&made);
    // The copy is told of while it is made: it counts for 40 percents, the rest begins there.
    let copied = made.steps.iter().filter(|step| **step <= 40).count();
    assert!(made.steps.is_sorted() && copied >= 2, "{:?}", made.steps);
    for name in ["480", "240"] {
        for (number, frame) in frames(rung(&made, name).path()).iter().enumerate() {
            assert_box(frame, true, &format!("{name}, frame {number}"));
        }
    }
    for frame in frames(made.path("video.mp4")) {
        assert_box(&frame, true, "video.mp4");
    }
    let sprite = made.picture("sprite.webp");
    for cell in cells(&sprite) {
        assert_box(&cell, true, "a cell of the sprite");
    }
}

/// The cells of a sprite with one row: a second each.
fn cells(sprite: &DynamicImage) -> Vec<DynamicImage> {
    let count = sprite.width() / 160;
    assert!((4..=5).contains(&count), "{} pixels wide", sprite.width());
    (0..count)
        .map(|cell| sprite.crop_imm(cell * 160, 0, 160, 90))
        .collect()
}

fn assert_all_pictures_covered_of_a_film(made: &Made) {
    for name in ["320.webp", "640.webp", "1280.webp", "1280.jpg"] {
        assert_box(&made.picture(name), true, name);
    }
    // The card shows 15:8 of 16:9: nearly all of its width, and the middle of its height.
    let card = made.picture("card.jpg").to_luma8();
    let (mean, variance) = levels(&card, [0.12, 0.33, 0.38, 0.67]);
    assert!(mean < 24.0 && variance < 12.0, "card: {mean} {variance}");
}

/// Whether the box is there. The test picture is bright and coloured at this place.
fn assert_box(frame: &DynamicImage, covered: bool, what: &str) {
    let (mean, variance) = levels(&frame.to_luma8(), [0.11, 0.31, 0.39, 0.69]);
    let is = mean < 24.0 && variance < 12.0;
    assert_eq!(is, covered, "{what}: {mean} {variance}");
}

#[tokio::test]
async fn a_box_is_there_from_its_first_frame_to_its_last_and_no_longer() {
    let source = film("");
    let span = Span::new(2_000, 3_000);
    let made = burnt(&source, &burning(&[cover(span)], false))
        .await
        .expect("a film");
    let plain = process(&source).await.expect("a film");
    for name in ["480", "240"] {
        let (covered, whole) = (rung(&made, name), rung(&plain, name));
        let (covered, whole) = (frames(covered.path()), frames(whole.path()));
        assert_eq!((covered.len(), whole.len()), (125, 125));
        for (number, (frame, before)) in covered.iter().zip(&whole).enumerate() {
            assert_box(
                frame,
                (50..75).contains(&number),
                &format!("{name}, frame {number}"),
            );
            // Beside the box the picture stays where it was, frame by frame.
            let part = [0.5, 0.1, 0.95, 0.9];
            let (one, other) = (
                levels(&frame.to_luma8(), part).0,
                levels(&before.to_luma8(), part).0,
            );
            assert!((one - other).abs() < 3.0, "{name}, frame {number}");
        }
        for number in [49, 75] {
            let parts = [0.1, 0.3, 0.4, 0.7];
            let (one, other) = (
                levels(&covered[number].to_luma8(), parts),
                levels(&whole[number].to_luma8(), parts),
            );
            assert!(
                (one.0 - other.0).abs() < 4.0,
                "{name}, frame {number}: {one:?} {other:?}"
            );
        }
    }
    let sprite = made.picture("sprite.webp");
    for (number, cell) in cells(&sprite).iter().enumerate() {
        assert_box(cell, number == 2, &format!("cell {number}"));
    }
}

#[tokio::test]
async fn a_turned_film_is_covered_where_it_is_seen() {
    let turned = with_quarter_turn(film("-an -t 2"), 480);
    let made = burnt(&turned, &burning(&[cover(None)], false))
        .await
        .expect("a film");
    let frame = frames(made.path("video.mp4")).swap_remove(10);
    assert_eq!((frame.width(), frame.height()), (480, 854));
    assert_box(&frame, true, "upright");
    assert_box(&made.picture("640.webp"), true, "poster");
}

/// The samples of a file's sound, -1 to 1, 48 000 a second, the louder channel of two.
fn samples(path: &Path) -> Vec<f64> {
    let output = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-i"])
        .arg(path)
        .args([
            "-map", "0:a:0", "-ac", "1", "-ar", "48000", "-f", "f32le", "-",
        ])
        .output()
        .expect("ffmpeg runs");
    let sample = |four: &[u8]| f64::from(f32::from_le_bytes([four[0], four[1], four[2], four[3]]));
    output.stdout.chunks_exact(4).map(sample).collect()
}

fn rms(samples: &[f64], from_ms: usize, to_ms: usize) -> f64 {
    let part = &samples[from_ms * 48..to_ms * 48];
    let count = f64::from(u32::try_from(part.len()).expect("short"));
    (part.iter().map(|sample| sample * sample).sum::<f64>() / count).sqrt()
}

/// AAC smears over a window of 2048 samples on either side; inside there is nothing, outside all of it.
fn assert_silent_between_2_and_3(samples: &[f64], what: &str) {
    assert!(
        rms(samples, 2_060, 2_940) < 1e-4,
        "{what}: {}",
        rms(samples, 2_060, 2_940)
    );
    for (from, to) in [(1_000, 1_940), (3_060, 4_000)] {
        assert!(rms(samples, from, to) > 0.05, "{what}: {from}");
    }
}

#[tokio::test]
async fn a_silenced_stretch_is_silent_in_every_sound_of_a_film() {
    let mark = Mark::Silence {
        span: Span::new(2_000, 3_000),
    };
    let made = burnt(&film(""), &burning(&[mark], true))
        .await
        .expect("a film");
    assert_silent_between_2_and_3(&samples(rung(&made, "audio").path()), "ladder");
    assert_silent_between_2_and_3(&samples(made.path("video.mp4")), "video.mp4");
    assert_box(
        &made.picture("640.webp"),
        false,
        "a silenced film is not covered",
    );
    let original = made.renditions.original.clone().expect("a new original");
    assert_eq!(original.media_type, MediaType::Mp4);
    let samples = samples(&original.path);
    assert!(samples[96_000..144_000].iter().all(|sample| *sample == 0.0));
    assert!(
        samples[95_952..96_000]
            .iter()
            .any(|sample| sample.abs() > 0.05)
    );
    assert!(
        samples[144_000..144_048]
            .iter()
            .any(|sample| sample.abs() > 0.05)
    );
    let all = burnt(&film(""), &burning(&[Mark::Silence { span: None }], false))
        .await
        .expect("a film");
    assert!(rms(&self::samples(all.path("video.mp4")), 100, 4_900) < 1e-4);
}

#[tokio::test]
async fn a_silenced_stretch_is_silent_in_a_song_and_flat_in_its_outline() {
    for (args, ending) in [
        ("", "wav"),
        ("-c:a libmp3lame", "mp3"),
        ("-c:a aac -f mp4", "mp4"),
    ] {
        let song = ffmpeg(
            &format!("-f lavfi -i sine=frequency=700:duration=5:sample_rate=48000 {args}"),
            ending,
        );
        let marks = [Mark::Silence {
            span: Span::new(2_000, 3_000),
        }];
        let made = burnt(&song, &burning(&marks, true)).await.expect("a song");
        assert_silent_between_2_and_3(&samples(made.path("audio.m4a")), ending);
        let peaks = &made.renditions.facts.peaks;
        let at = |ms: usize| peaks[peaks.len() * ms / 5_000];
        assert!((2_050..2_950).step_by(50).all(|ms| at(ms) == 0), "{ending}");
        assert!(at(1_900) > 100 && at(3_100) > 100, "{ending} {peaks:?}");
        let original = made.renditions.original.clone().expect("a new original");
        assert_eq!(original.media_type, MediaType::Flac);
        let samples = samples(&original.path);
        assert!(
            samples[96_000..144_000].iter().all(|sample| *sample == 0.0),
            "{ending}"
        );
        assert!(
            samples[95_952..96_000]
                .iter()
                .any(|sample| sample.abs() > 0.01),
            "{ending}"
        );
        assert!(
            samples[144_000..144_048]
                .iter()
                .any(|sample| sample.abs() > 0.01),
            "{ending}"
        );
    }
}

#[tokio::test]
async fn a_songs_cover_is_taken_out_of_everything() {
    let song = ffmpeg(
        "-f lavfi -i sine=duration=3 -f lavfi -i testsrc2=s=400x300:r=1:d=1 -map 0 -map 1 \
         -c:a libmp3lame -c:v mjpeg -disposition:v attached_pic",
        "mp3",
    );
    let silence = Mark::Silence {
        span: Span::new(0, 500),
    };
    let kept = burnt(&song, &burning(&[silence], true)).await.unwrap();
    assert_eq!(kept.renditions.facts.width, 400, "silence leaves the cover");

    let out = Mark::Cover {
        area: Area::all(),
        span: None,
    };
    let made = burnt(&song, &burning(&[out], true)).await.unwrap();
    assert_eq!(made.renditions.facts.width, 0, "the cover is a drawn one");
    assert!(
        samples(made.path("audio.m4a"))
            .iter()
            .any(|sample| sample.abs() > 0.01)
    );
    let original = made.renditions.original.clone().expect("a new original");
    let again = process(&std::fs::read(&original.path).unwrap()).await;
    assert_eq!(again.unwrap().renditions.facts.width, 0);
}
