//! The largest rung is the film's own pictures where they are fit for it, and encoded where they are not.

use std::path::Path;
use std::process::Command;

use media::Processor;

use crate::support::{Made, ffmpeg, ffprobe, process_with, processor, rung};

/// Six seconds as a messenger exports them; a place is written between the pictures (an SEI message).
fn export(more: &str) -> Vec<u8> {
    ffmpeg(
        &format!(
            "-f lavfi -i testsrc2=size=1280x720:rate=25:duration=6 -f lavfi -i sine=duration=6 -c:v libx264 -preset \
             ultrafast -crf 34 -profile:v high -bf 2 -g 50 -pix_fmt yuv420p -bsf:v \
             h264_metadata=sei_user_data=086f3693-b7b3-4f2c-9653-21492feee5b8+CANARY59.3293 -c:a aac {more}"
        ),
        "mp4",
    )
}

/// Hashes of all decoded frames.
fn frames(path: &Path) -> Vec<String> {
    let output = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-i"])
        .arg(path)
        .args(["-map", "0:v:0", "-f", "framemd5", "-"])
        .output()
        .expect("ffmpeg runs");
    assert!(output.status.success());
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| Some(line.rsplit_once(',')?.1.trim().to_owned()))
        .collect()
}

async fn made(film: &[u8], max_rung: u32) -> Made {
    let mut processor: Processor = processor();
    processor.limits.max_rung = max_rung;
    process_with(&processor, film)
        .await
        .expect("an ordinary film")
}

fn original_frames(film: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("film.mp4");
    std::fs::write(&path, film).expect("written");
    frames(&path)
}

#[tokio::test]
async fn a_messengers_film_is_copied_and_what_it_tells_between_the_pictures_is_not() {
    let film = export("");
    assert!(film.windows(13).any(|window| window == b"CANARY59.3293"));
    let made = made(&film, 720).await;
    assert!(
        frames(made.path("video.mp4")) == original_frames(&film),
        "the pictures are not the film's own"
    );
    assert_eq!(made.holds(b"CANARY59.3293"), None);
    made.decodes("master.m3u8");
    for name in ["720", "480", "240"] {
        let text = made.text(&format!("{name}.m3u8"));
        assert_eq!(text.matches("#EXTINF:4.").count(), 1, "{name}: {text}");
        assert_eq!(text.matches("#EXTINF:2.").count(), 1, "{name}: {text}");
    }
    let starts = ffprobe(made.path("video.mp4"), "stream=start_time");
    let starts: Vec<f64> = starts
        .iter()
        .map(|text| text.parse().expect("a time"))
        .collect();
    assert!((starts[0] - starts[1]).abs() < 0.1, "{starts:?}");
}

#[tokio::test]
async fn what_does_not_fit_is_encoded() {
    let high = ffmpeg(
        "-f lavfi -i testsrc2=size=1280x720:rate=25:duration=2 -c:v libx264 -preset ultrafast -crf 4 -g 50 -pix_fmt yuv420p",
        "mp4",
    );
    let rare = ffmpeg(
        "-f lavfi -i testsrc2=size=1280x720:rate=25:duration=8 -c:v libx264 -preset ultrafast -crf 34 -g 500 -sc_threshold 0 \
         -pix_fmt yuv420p",
        "mp4",
    );
    let large = ffmpeg(
        "-f lavfi -i testsrc2=size=1920x1080:rate=25:duration=2 -c:v libx264 -preset ultrafast -crf 34 -g 50 -pix_fmt yuv420p",
        "mp4",
    );
    for (why, film) in [("rate", high), ("key frames", rare), ("size", large)] {
        let made = made(&film, 720).await;
        assert!(
            frames(made.path("video.mp4")) != original_frames(&film),
            "{why}"
        );
    }
}

#[tokio::test]
async fn an_edition_may_ask_for_full_hd() {
    let film = ffmpeg(
        "-f lavfi -i testsrc2=size=1920x1080:rate=30:duration=1.5 -c:v libx264 -preset ultrafast -pix_fmt yuv420p",
        "mp4",
    );
    let made = made(&film, 1080).await;
    assert_eq!(
        made.text("master.m3u8")
            .matches("#EXT-X-STREAM-INF")
            .count(),
        4
    );
    assert!(made.text("master.m3u8").contains("RESOLUTION=1920x1080"));
    assert_eq!(
        ffprobe(made.path("video.mp4"), "stream=height"),
        ["720"],
        "what is kept stays modest"
    );
}

/// A film of six seconds, fit to be copied, with red where these filters put it over its pictures.
fn with_red(filters: &str) -> Vec<u8> {
    ffmpeg(
        &format!(
            "-f lavfi -i testsrc2=size=1280x720:rate=10:duration=6,hue=s=0,drawbox=color=red:t=fill:{filters} -c:v libx264 \
             -preset ultrafast -crf 34 -profile:v high -bf 2 -g 20 -pix_fmt yuv420p"
        ),
        "mp4",
    )
}

/// The film once more by ffmpeg with these words before and behind it, nothing encoded again.
fn without_encoding(film: &[u8], before: &str, behind: &str) -> Vec<u8> {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), film).expect("written");
    let path = file.path().display();
    ffmpeg(&format!("{before} -i {path} -c copy {behind}"), "mp4")
}

/// Whether there is red in any picture of a film, those that its edits and its parameters hide included.
fn red_inside(film: &Path) -> bool {
    let bytes = std::fs::read(film).expect("readable");
    let shown = without_encoding(
        &bytes,
        "-ignore_editlist 1",
        "-an -bsf:v h264_metadata=crop_left=0:crop_right=0:crop_top=0:crop_bottom=0",
    );
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), shown).expect("written");
    let pixels = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-ignore_editlist", "1", "-i"])
        .arg(file.path())
        .args(["-vf", "scale=40:24:flags=area", "-pix_fmt", "rgb24"])
        .args(["-f", "rawvideo", "-"])
        .output()
        .expect("ffmpeg runs")
        .stdout;
    assert!(!pixels.is_empty());
    pixels.chunks_exact(3).any(is_red)
}

fn is_red(pixel: &[u8]) -> bool {
    pixel[0] > 150 && pixel[1] < 90 && pixel[2] < 90
}

async fn tells_nothing_of(film: &[u8]) {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), film).expect("written");
    assert!(red_inside(file.path()), "nothing is hidden");
    let made = made(film, 720).await;
    let rungs: Vec<_> = made
        .text("master.m3u8")
        .lines()
        .filter_map(|line| line.strip_suffix(".m3u8").map(str::to_owned))
        .collect();
    assert!(rungs.len() > 1, "{rungs:?}");
    for name in rungs {
        assert!(!red_inside(rung(&made, &name).path()), "rung {name}");
    }
    assert!(!red_inside(made.path("video.mp4")), "video.mp4");
    for name in made.names() {
        if matches!(media::content_type(name), Some("image/webp" | "image/jpeg")) {
            let picture = made.picture(name).into_rgb8();
            assert!(!picture.pixels().any(|pixel| is_red(&pixel.0)), "{name}");
        }
    }
}

#[tokio::test]
async fn what_was_trimmed_away_without_encoding_is_in_no_rendition() {
    let film = with_red("enable='lt(t,1.5)'");
    for behind in ["", "-movflags +frag_keyframe+delay_moov"] {
        tells_nothing_of(&without_encoding(&film, "-ss 1.5", behind)).await;
    }
}

#[tokio::test]
async fn what_was_cropped_away_without_encoding_is_in_no_rendition() {
    let film = with_red("x=640");
    let cropped = without_encoding(&film, "", "-bsf:v h264_metadata=crop_right=640");
    tells_nothing_of(&cropped).await;
}

/// An export with damage in the middle of its pictures: players would show it differently.
pub fn damaged_export() -> Vec<u8> {
    let mut film = export("");
    let at = film
        .windows(4)
        .position(|window| window == b"mdat")
        .expect("pictures")
        + 60_000;
    for byte in &mut film[at..at + 400] {
        *byte ^= 0x5A;
    }
    film
}

#[tokio::test]
async fn a_damaged_export_is_encoded_after_all() {
    let film = damaged_export();
    match process_with(&processor(), &film).await {
        Ok(made) => {
            made.decodes("video.mp4");
            assert!(frames(made.path("video.mp4")) != original_frames(&film));
        }
        Err(error) => assert!(error.reason().is_some(), "{error:?}"),
    }
}
