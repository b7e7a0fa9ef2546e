//! Animations: a still in every size, and a short silent film beside it.

use image::codecs::gif::GifEncoder;
use image::{Delay, Frame, RgbImage, Rgba, RgbaImage};

use crate::photos::exif;
use crate::support::{Made, ffprobe, process, refusal};

/// A GIF whose frames are even colours, each shown for so many milliseconds.
fn gif((width, height): (u32, u32), frames: &[([u8; 4], u32)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new_with_speed(&mut bytes, 30);
    for (color, milliseconds) in frames {
        let picture = RgbaImage::from_pixel(width, height, Rgba(*color));
        let delay = Delay::from_numer_denom_ms(*milliseconds, 1);
        encoder
            .encode_frame(Frame::from_parts(picture, 0, 0, delay))
            .expect("a frame");
    }
    drop(encoder);
    bytes
}

const RED: [u8; 4] = [210, 40, 40, 255];
const BLUE: [u8; 4] = [40, 40, 210, 255];
const CLEAR: [u8; 4] = [0, 0, 0, 0];

/// The film at this second.
fn frame_at(made: &Made, second: f32) -> RgbImage {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("frame.png");
    let output = std::process::Command::new("ffmpeg")
        .args(["-v", "error", "-ss", &second.to_string(), "-i"])
        .arg(made.path("video.mp4"))
        .args(["-frames:v", "1"])
        .arg(&path)
        .output()
        .expect("ffmpeg runs");
    assert!(output.status.success());
    image::open(path).expect("a frame").to_rgb8()
}

/// The colour in the middle of the film at this second.
fn color_at(made: &Made, second: f32) -> [u8; 3] {
    let frame = frame_at(made, second);
    frame.get_pixel(frame.width() / 2, frame.height() / 2).0
}

fn is_near(found: [u8; 3], expected: [u8; 4]) -> bool {
    found.iter().zip(expected).all(|(a, b)| a.abs_diff(b) < 24)
}

#[tokio::test]
async fn an_animated_gif_becomes_a_still_and_a_silent_film_in_time() {
    let bytes = gif((321, 201), &[(RED, 1500), (BLUE, 1500), (CLEAR, 1000)]);
    let made = process(&bytes).await.expect("an animation");
    assert_eq!(
        made.names(),
        ["1280.jpg", "320.webp", "640.webp", "card.jpg", "video.mp4"]
    );
    assert!(is_near(
        made.picture("320.webp").to_rgb8().get_pixel(160, 100).0,
        RED
    ));
    assert_eq!(made.renditions.facts.duration_ms, Some(4000));
    assert!(!made.renditions.facts.has_audio);
    assert_eq!(
        ffprobe(
            made.path("video.mp4"),
            "stream=codec_name,width,height,pix_fmt"
        ),
        ["h264", "322", "202", "yuv420p"]
    );
    let length: f64 = ffprobe(made.path("video.mp4"), "format=duration")[0]
        .parse()
        .expect("a number");
    assert!((length - 4.0).abs() < 0.1, "{length}");
    assert!(is_near(color_at(&made, 0.7), RED));
    assert!(is_near(color_at(&made, 2.2), BLUE));
    assert!(is_near(color_at(&made, 3.5), [255; 4]), "on white");
}

#[tokio::test]
async fn a_short_loop_is_repeated_and_a_long_one_ends() {
    let short = gif((100, 80), &[(RED, 250), (BLUE, 250)]);
    let made = process(&short).await.expect("a short loop");
    assert_eq!(made.renditions.facts.duration_ms, Some(2000));
    assert!(is_near(color_at(&made, 1.1), RED));
    assert!(is_near(color_at(&made, 1.4), BLUE));
    let long = gif((100, 80), &[(RED, 30_000), (BLUE, 30_000)]);
    let made = process(&long).await.expect("a long loop");
    assert_eq!(made.renditions.facts.duration_ms, Some(15_000));
}

#[tokio::test]
async fn one_frame_is_a_picture_like_any_other() {
    let made = process(&gif((300, 200), &[(RED, 100)]))
        .await
        .expect("still");
    assert_eq!(made.renditions.file("video.mp4"), None);
    assert_eq!(made.renditions.facts.duration_ms, None);
}

/// A WebP animation, written by hand around still pictures (each VP8L).
fn animated_webp(colors: &[[u8; 4]], milliseconds: u32) -> Vec<u8> {
    let stills = colors
        .iter()
        .map(|color| RgbaImage::from_pixel(200, 120, Rgba(*color)));
    animated_webp_of(stills, milliseconds, None)
}

/// As [`animated_webp`], of these pictures of 200 x 120 pixels, with these tags.
fn animated_webp_of(
    stills: impl Iterator<Item = RgbaImage>,
    milliseconds: u32,
    exif: Option<&[u8]>,
) -> Vec<u8> {
    let chunk = |name: &[u8; 4], content: &[u8]| {
        let length = u32::try_from(content.len()).expect("short").to_le_bytes();
        let mut bytes = [&name[..], &length, content].concat();
        bytes.resize(bytes.len().next_multiple_of(2), 0);
        bytes
    };
    let (width, height) = (200_u32, 120_u32);
    let sides = [
        &(width - 1).to_le_bytes()[..3],
        &(height - 1).to_le_bytes()[..3],
    ]
    .concat();
    let flags = if exif.is_some() { 0b1000 } else { 0 };
    let mut body = chunk(
        b"VP8X",
        &[&[0b0001_0010 | flags, 0, 0, 0][..], &sides].concat(),
    );
    body.extend(chunk(b"ANIM", &[255, 255, 255, 255, 0, 0]));
    for picture in stills {
        let mut still = std::io::Cursor::new(Vec::new());
        picture
            .write_to(&mut still, image::ImageFormat::WebP)
            .expect("encoded");
        let still = still.into_inner();
        let frame = [
            &[0; 6][..],
            &sides,
            &milliseconds.to_le_bytes()[..3],
            &[0],
            &still[12..],
        ]
        .concat();
        body.extend(chunk(b"ANMF", &frame));
    }
    if let Some(exif) = exif {
        body.extend(chunk(b"EXIF", exif));
    }
    let length = u32::try_from(body.len() + 4).expect("short").to_le_bytes();
    [&b"RIFF"[..], &length, b"WEBP", &body].concat()
}

#[tokio::test]
async fn an_animated_webp_becomes_a_film_too() {
    let made = process(&animated_webp(&[RED, BLUE], 1200))
        .await
        .expect("an animation");
    assert_eq!(made.renditions.facts.duration_ms, Some(2400));
    assert!(is_near(
        made.picture("320.webp").to_rgb8().get_pixel(100, 60).0,
        RED
    ));
    assert!(is_near(color_at(&made, 0.5), RED));
    assert!(is_near(color_at(&made, 1.9), BLUE));
}

#[tokio::test]
async fn an_animation_that_lies_on_its_side_is_turned() {
    let halves = |left: [u8; 4], right: [u8; 4]| {
        RgbaImage::from_fn(200, 120, |x, _| Rgba(if x < 100 { left } else { right }))
    };
    let frames = [halves(RED, BLUE), halves(BLUE, RED)];
    // 6: the left side is the upper one.
    let file = animated_webp_of(frames.into_iter(), 1200, Some(&exif(6)[6..]));
    let made = process(&file).await.expect("an animation");
    let still = made.picture("320.webp").to_rgb8();
    assert_eq!(still.dimensions(), (120, 200));
    let film = made.path("video.mp4");
    assert_eq!(ffprobe(film, "stream=width,height"), ["120", "200"]);
    assert!(is_near(still.get_pixel(60, 20).0, RED));
    for (second, above, below) in [(0.5, RED, BLUE), (1.9, BLUE, RED)] {
        let frame = frame_at(&made, second);
        assert!(is_near(frame.get_pixel(60, 20).0, above), "{second}");
        assert!(is_near(frame.get_pixel(60, 180).0, below), "{second}");
    }
}

#[tokio::test]
async fn an_animation_that_breaks_off_ends_there() {
    let whole = gif((300, 200), &[(RED, 1000), (BLUE, 1000), (RED, 1000)]);
    let made = process(&whole[..whole.len() - 40])
        .await
        .expect("two frames");
    assert!(made.renditions.file("video.mp4").is_some());
    assert_eq!(refusal(&whole[..60]).await, "truncated");
}
