//! Films for the demo edition: drawn frame by frame, twelve pictures a second, encoded by ffmpeg.
//!
//! ffmpeg runs here outside the jail because it only reads pixels and samples that this program made.

use super::art::canvas::Canvas;
use super::songs::Song;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

mod crowd;
mod files;
mod paper;

pub use files::{recording, still};

/// Drawings per second; shown at 24, each twice, as cut-out films are.
const DRAWN: f32 = 12.0;

/// The films.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Film {
    /// Paper shapes tumble in and become a bird over a town.
    Assembly,
    /// Letters drop, bounce and shake off a word; upright for phones.
    Bounce,
    /// A leader counts down along a ruler.
    Leader,
    /// Five pupils sing.
    Singers,
    /// A shoal turns round, one by one.
    Shoal,
}

/// Why a film could not be made.
#[derive(Debug, thiserror::Error)]
pub enum FilmError {
    /// ffmpeg or a file did not work.
    #[error("could not run ffmpeg or write its input")]
    Io(#[from] std::io::Error),
    /// ffmpeg ended with an error.
    #[error("ffmpeg failed: {0}")]
    Encoder(String),
}

impl Film {
    /// Width and height in pixels.
    pub fn size(self) -> (u32, u32) {
        if self == Self::Bounce {
            (720, 1280)
        } else {
            (1280, 720)
        }
    }

    /// Length in seconds.
    pub fn seconds(self) -> f32 {
        match self {
            Self::Assembly | Self::Bounce => 8.0,
            Self::Leader => 7.2,
            Self::Singers => 9.2,
            Self::Shoal => 9.0,
        }
    }

    fn sound(self) -> Song {
        match self {
            Self::Assembly | Self::Bounce => Song::Jingle,
            Self::Leader => Song::Countdown,
            Self::Singers => Song::Choir,
            Self::Shoal => Song::Waltz,
        }
    }

    /// Draws the picture at `t` seconds on `c`.
    pub fn frame(self, c: &mut Canvas, t: f32) {
        // The lines are redrawn six times a second, so that they tremble like drawn ones.
        c.restart(41 + self as u64 * 977 + (t * 6.0) as u64 % 4);
        match self {
            Self::Assembly => paper::assembly(c, t),
            Self::Bounce => paper::bounce(c, t),
            Self::Leader => paper::leader(c, t),
            Self::Singers => crowd::singers(c, t),
            Self::Shoal => crowd::shoal(c, t),
        }
        c.brush();
    }

    /// Renders the film to `to`: VP9 when the name ends in `.webm`, H.264 otherwise.
    ///
    /// Takes a few seconds of processor time; call it from a blocking thread.
    ///
    /// # Errors
    /// When ffmpeg is missing, or refuses, or the disk is full.
    pub fn render(self, to: &Path) -> Result<(), FilmError> {
        let wav = to.with_extension("tmp.wav");
        std::fs::write(&wav, self.sound().record())?;
        let (w, h) = self.size();
        let webm = to.extension().is_some_and(|e| e == "webm");
        let size = format!("{w}x{h}");
        let length = format!("{:.2}", self.seconds());
        let mut command = Command::new("ffmpeg");
        command
            .args([
                "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgba", "-s", &size, "-r", "12",
                "-i", "pipe:0", "-i",
            ])
            .arg(&wav);
        command.args([
            "-t", &length, "-r", "24", "-pix_fmt", "yuv420p", "-threads", "2",
        ]);
        if webm {
            command.args([
                "-c:v",
                "libvpx-vp9",
                "-deadline",
                "realtime",
                "-cpu-used",
                "8",
                "-row-mt",
                "1",
                "-b:v",
                "1600k",
                "-c:a",
                "libopus",
                "-b:a",
                "112k",
            ]);
        } else {
            command.args([
                "-c:v",
                "libx264",
                "-preset",
                "veryfast",
                "-crf",
                "20",
                "-c:a",
                "aac",
                "-b:a",
                "160k",
                "-movflags",
                "+faststart",
            ]);
        }
        let mut child = command
            .arg(to)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        let drawn = self.pour(child.stdin.take());
        let output = child.wait_with_output()?;
        std::fs::remove_file(&wav)?;
        if !output.status.success() {
            return Err(FilmError::Encoder(
                String::from_utf8_lossy(&output.stderr).trim().to_owned(),
            ));
        }
        drawn?;
        Ok(())
    }

    fn pour(self, pipe: Option<std::process::ChildStdin>) -> std::io::Result<()> {
        let Some(mut pipe) = pipe else { return Ok(()) };
        let (w, h) = self.size();
        let mut canvas = Canvas::film(w, h);
        let frames = (self.seconds() * DRAWN).ceil() as usize + 1;
        for i in 0..frames {
            self.frame(&mut canvas, i as f32 / DRAWN);
            pipe.write_all(canvas.pixmap().data())?;
        }
        Ok(())
    }
}

/// 0 before `start`, 1 after `start + length`, with a soft landing that overshoots a little.
fn land(t: f32, start: f32, length: f32) -> f32 {
    let u = ((t - start) / length).clamp(0.0, 1.0) - 1.0;
    1.0 + 2.2 * u * u * u + 1.2 * u * u
}
