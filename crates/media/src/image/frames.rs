//! Animated GIF and WebP, frame by frame, as plain RGB for ffmpeg.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::Path;

use contest::assets::redact::Area;
use image::codecs::gif::GifDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{AnimationDecoder, Frame, ImageDecoder};

use super::raster::Raster;
use super::worker::Refusal;
use super::{Format, Moving};
use crate::error::Reason;

/// Frames a second of what is written, however long the original shows each of its own.
pub(super) const RATE: u32 = 20;
/// The most frames that are written: 15 seconds.
const MOST: usize = 15 * RATE as usize;
/// A short loop is repeated until it lasts this many frames.
const LEAST: usize = 2 * RATE as usize;
/// Pixels of a frame that is written: 640 x 480.
const FRAME_PIXELS: f64 = 307_200.0;
/// Pixels of the original's canvas; of a larger one only the still is made, since several are held at once.
const CANVAS_PIXELS: u64 = 12_000_000;
/// Frames of the original that are decoded.
const DECODED: usize = 3_000;
/// A frame that claims to be shown for less than this is shown for a tenth of a second, as in browsers.
const SHORTEST_MS: u64 = 20;

/// Writes the frames of an animation, upright and covered; `None` for a picture that stands still, or is too large to move.
pub(super) fn write(
    path: &Path,
    format: Format,
    covers: &[Area],
    to: &Path,
) -> Result<Option<Moving>, Refusal> {
    let told = |error| super::decode::refuse(&error);
    let file = File::open(path).map_err(|error| Refusal::new(Reason::Unreadable, error))?;
    let file = BufReader::new(file);
    let too_large = |decoder: &dyn ImageDecoder| {
        let (width, height) = decoder.dimensions();
        u64::from(width) * u64::from(height) > CANVAS_PIXELS
    };
    let mut orientation = Orientation::NoTransforms;
    let frames = match format {
        Format::Gif => {
            let decoder = GifDecoder::new(file).map_err(told)?;
            if too_large(&decoder) {
                return Ok(None);
            }
            decoder.into_frames()
        }
        Format::Webp => {
            let mut decoder = WebPDecoder::new(file).map_err(told)?;
            if !decoder.has_animation() || too_large(&decoder) {
                return Ok(None);
            }
            orientation = decoder.orientation().unwrap_or(orientation);
            decoder.into_frames()
        }
        _ => return Ok(None),
    };
    // A damaged frame ends the animation where it is.
    let mut frames = frames.take(DECODED).map_while(Result::ok).peekable();
    let Some(first) = frames.next() else {
        return Ok(None);
    };
    // One frame that claims to be shown for long is a picture.
    if frames.peek().is_none() {
        return Ok(None);
    }
    let file = File::create(to).map_err(|error| Refusal::new(Reason::TooComplex, error))?;
    let mut writer = Writer {
        file: BufWriter::new(file),
        moving: None,
        shown_ms: 0,
        orientation,
        covers,
    };
    writer.write_all(std::iter::once(first).chain(frames))?;
    writer
        .file
        .flush()
        .map_err(|error| Refusal::new(Reason::TooComplex, error))?;
    Ok(writer.moving)
}

struct Writer<'a> {
    file: BufWriter<File>,
    moving: Option<Moving>,
    /// Where the original is in its own time.
    shown_ms: u64,
    /// How each frame is turned, as the still is.
    orientation: Orientation,
    covers: &'a [Area],
}

impl Writer<'_> {
    fn write_all(&mut self, frames: impl Iterator<Item = Frame>) -> Result<(), Refusal> {
        let mut loop_of = Vec::new();
        for frame in frames {
            if self.written() >= MOST {
                break;
            }
            let times = self.times(&frame);
            if times == 0 {
                continue;
            }
            let pixels = self.scaled(frame)?;
            let written = self.written();
            for _ in 0..times.min(MOST - written) {
                self.put(&pixels)?;
            }
            if self.written() < LEAST {
                loop_of.push((pixels, times));
            }
        }
        // Only a loop that is over before the shortest length is still held whole.
        while !loop_of.is_empty() && self.written() < LEAST {
            for (pixels, times) in &loop_of {
                for _ in 0..*times {
                    self.put(pixels)?;
                }
            }
        }
        Ok(())
    }

    fn written(&self) -> usize {
        self.moving.map_or(0, |moving| moving.frames)
    }

    /// How often a frame is written so that the whole stays in time.
    fn times(&mut self, frame: &Frame) -> usize {
        let (milliseconds, divisor) = frame.delay().numer_denom_ms();
        let shown = u64::from(milliseconds) / u64::from(divisor.max(1));
        let tick = |at: u64| at * u64::from(RATE) / 1000;
        let from = tick(self.shown_ms);
        self.shown_ms += if shown < SHORTEST_MS { 100 } else { shown };
        usize::try_from(tick(self.shown_ms) - from).unwrap_or(MOST)
    }

    /// On white, small enough, with even sides.
    fn scaled(&mut self, frame: Frame) -> Result<Vec<u8>, Refusal> {
        let buffer = frame.into_buffer();
        let (width, height) = buffer.dimensions();
        let raster = Raster {
            width,
            height,
            channels: 4,
            pixels: buffer.into_raw(),
        };
        let raster = raster.turned(self.orientation);
        let (width, height) = (raster.width, raster.height);
        let moving = *self.moving.get_or_insert_with(|| {
            let pixels = f64::from(width) * f64::from(height);
            let scale = (FRAME_PIXELS / pixels).sqrt().min(1.0);
            let even = |side: u32| {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "between 0 and a side of the picture"
                )]
                let half = (f64::from(side) * scale / 2.0).round() as u32;
                half.max(1) * 2
            };
            Moving {
                width: even(width),
                height: even(height),
                rate: RATE,
                frames: 0,
            }
        });
        let small = raster.resized(moving.width, moving.height)?;
        let mut flat = small.flattened();
        flat.cover(self.covers);
        Ok(flat.pixels)
    }

    fn put(&mut self, pixels: &[u8]) -> Result<(), Refusal> {
        self.file
            .write_all(pixels)
            .map_err(|error| Refusal::new(Reason::TooComplex, error))?;
        if let Some(moving) = &mut self.moving {
            moving.frames += 1;
            if moving.frames.is_multiple_of(20) {
                println!("step=frame{}", moving.frames);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use image::codecs::gif::GifEncoder;
    use image::{Delay, RgbaImage};

    use super::*;

    /// Whether an animation with frames of these levels, each shown for long, moves, and whether anything was written for it.
    fn moves(levels: &[u8]) -> (bool, bool) {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, to) = (folder.path().join("a.gif"), folder.path().join("frames"));
        let delay = Delay::from_numer_denom_ms(600_000, 1);
        let frames = levels.iter().map(|level| {
            let picture = RgbaImage::from_pixel(32, 24, image::Rgba([*level, 0, 0, 255]));
            Frame::from_parts(picture, 0, 0, delay)
        });
        let file = File::create(&path).expect("a file");
        let encoded = GifEncoder::new(file).encode_frames(frames);
        encoded.expect("encoded");
        let made = write(&path, Format::Gif, &[], &to).expect("read");
        (
            made.is_some(),
            to.metadata().is_ok_and(|meta| meta.len() > 0),
        )
    }

    #[test]
    fn nothing_is_written_of_a_frame_that_stands_alone() {
        assert_eq!(moves(&[200]), (false, false));
        assert_eq!(moves(&[200, 50]), (true, true));
    }
}
