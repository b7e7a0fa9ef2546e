//! The same work as most make it: one ffmpeg for each rendition, each with its own decoding and its own sound, packaged
//! afterwards, and pictures from a decoding of everything. Encoder, rates, key frames and scaling are ours, and so are the
//! outputs: evenly loud sound, the poster in the sizes of any picture, small pictures.

use std::path::Path;
use std::process::{Command, Stdio};

use super::Failure;

/// Key frames as in our ladder.
const KEY_FRAMES: &str = "expr:gte(t,if(lt(n_forced,2),2*n_forced,4*(n_forced-1)))";
/// Sound as in our ladder. The gain does not matter here: each costs the same.
const SOUND: &str = "aformat=channel_layouts=stereo,volume=6dB,alimiter=limit=0.84:level=false";
/// What is made of a poster of 1280 pixels, one call for each: the name's ending decides on the encoder.
const PICTURES: [(&str, &str); 5] = [
    ("1280.webp", "null"),
    ("640.webp", "scale=640:-2:flags=lanczos"),
    ("320.webp", "scale=320:-2:flags=lanczos"),
    ("1280.jpg", "format=yuvj420p"),
    (
        "card.jpg",
        "scale=1200:-2:flags=lanczos,crop=1200:630,format=yuvj420p",
    ),
];

/// A rung: its height, width and highest rate in kbit/s.
pub type Rung = (u32, u32, u32);
/// Ours, for a film in 16:9.
pub const RUNGS: [Rung; 4] = [
    (240, 426, 400),
    (480, 854, 1200),
    (720, 1280, 2500),
    (1080, 1920, 4500),
];

/// Everybody looks at a film first.
fn probe(film: &Path) -> Result<(), Failure> {
    let status = Command::new("ffprobe")
        .args(["-v", "error", "-show_streams", "-show_format"])
        .arg(film)
        .stdout(Stdio::null())
        .status()?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("ffprobe: {status}").into())
    }
}

fn ffmpeg(arguments: &str, between: &[&str], to: &Path) -> Result<(), Failure> {
    let status = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-y"])
        .args(arguments.split_ascii_whitespace())
        .args(between)
        .arg(to)
        .stdout(Stdio::null())
        .status()?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("ffmpeg {arguments}: {status}").into())
    }
}

/// The whole ladder: renditions, packages, poster, storyboard.
pub fn ladder(film: &Path, rungs: &[Rung], to: &Path) -> Result<(), Failure> {
    let film_name = film.display();
    probe(film)?;
    ffmpeg(
        &format!(
            "-i {film_name} -vn -af aformat=channel_layouts=stereo,ebur128=framelog=verbose -f null"
        ),
        &[],
        Path::new("-"),
    )?;
    for (height, width, kbps) in rungs {
        let rendition = to.join(format!("{height}.mp4"));
        ffmpeg(
            &format!(
                "-threads 2 -i {film_name} -map 0:v:0 -map 0:a:0 -vf fps=30,scale={width}:{height}:flags=bicubic,format=yuv420p \
                 -c:v libx264 -preset veryfast -crf 23 -profile:v high -sc_threshold 0 -threads 2 -maxrate {kbps}k -bufsize \
                 {}k -af {SOUND} -c:a aac -b:a 128k -ar 48000 -map_metadata -1 -force_key_frames {KEY_FRAMES} -movflags +faststart",
                kbps * 2
            ),
            &[],
            &rendition,
        )?;
        ffmpeg(
            &format!(
                "-i {} -c copy -f hls -hls_time 2 -hls_playlist_type vod -hls_segment_type fmp4 -hls_fmp4_init_filename \
                 {height}_init.mp4 -hls_segment_filename {}",
                rendition.display(),
                to.join(format!("{height}_%04d.m4s")).display()
            ),
            &[],
            &to.join(format!("{height}.m3u8")),
        )?;
    }
    let poster = to.join("poster.png");
    ffmpeg(
        &format!("-ss 3 -t 10 -i {film_name} -an -vf thumbnail=24,scale=1280:720 -frames:v 1"),
        &[],
        &poster,
    )?;
    for (name, filters) in PICTURES {
        ffmpeg(
            &format!(
                "-i {} -vf {filters} -frames:v 1 -quality 80 -compression_level 4",
                poster.display()
            ),
            &[],
            &to.join(name),
        )?;
    }
    small_pictures(film, to)
}

/// Small pictures, one a second, from a decoding of everything.
pub fn storyboard(film: &Path, to: &Path) -> Result<(), Failure> {
    probe(film)?;
    small_pictures(film, to)
}

fn small_pictures(film: &Path, to: &Path) -> Result<(), Failure> {
    ffmpeg(
        &format!(
            "-threads 2 -i {} -an -vf fps=1,scale=160:90,tile=10x10 -frames:v 1 -q:v 4",
            film.display()
        ),
        &[],
        &to.join("storyboard.jpg"),
    )
}
