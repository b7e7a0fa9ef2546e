//! Pictures and recordings as files, as a phone would have made them.

use super::FilmError;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Writes a picture as a file; the name's ending chooses the format (`jpg`, `png`, `webp`).
///
/// # Errors
/// When ffmpeg is missing, or refuses, or the disk is full.
pub fn still(picture: &tiny_skia::Pixmap, to: &Path) -> Result<(), FilmError> {
    let size = format!("{}x{}", picture.width(), picture.height());
    let mut command = Command::new("ffmpeg");
    command.args([
        "-v",
        "error",
        "-y",
        "-f",
        "rawvideo",
        "-pix_fmt",
        "rgba",
        "-s",
        &size,
        "-i",
        "pipe:0",
        "-frames:v",
        "1",
        "-q:v",
        "2",
    ]);
    if to.extension().is_some_and(|e| e == "jpg") {
        // Full-range planes, as cameras write them.
        command.args(["-pix_fmt", "yuvj444p"]);
    }
    feed(command.arg(to), picture.data())
}

/// Writes a recording as a file; the name's ending chooses the format (`wav`, `mp3`, `m4a`, `ogg`, `flac`). `cover` is a picture's
/// file that goes into it, as music programs do it; `wav` and `ogg` take none.
///
/// # Errors
/// When ffmpeg is missing, or refuses, or the disk is full.
pub fn recording(wav: &[u8], cover: Option<&Path>, to: &Path) -> Result<(), FilmError> {
    if to.extension().is_some_and(|e| e == "wav") {
        return Ok(std::fs::write(to, wav)?);
    }
    let mut command = Command::new("ffmpeg");
    command.args(["-v", "error", "-y", "-f", "wav", "-i", "pipe:0"]);
    if let Some(cover) = cover {
        command.arg("-i").arg(cover);
        command.args(["-map", "0:a", "-map", "1:v", "-c:v", "mjpeg", "-q:v", "2"]);
        command.args(["-disposition:v", "attached_pic"]);
    }
    if to.extension().is_some_and(|e| e != "flac") {
        command.args(["-b:a", "192k"]);
    }
    feed(command.arg(to), wav)
}

fn feed(command: &mut Command, input: &[u8]) -> Result<(), FilmError> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()?;
    let written = child
        .stdin
        .take()
        .map_or(Ok(()), |mut pipe| pipe.write_all(input));
    let output = child.wait_with_output()?;
    if !output.status.success() {
        return Err(FilmError::Encoder(
            String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        ));
    }
    Ok(written?)
}
