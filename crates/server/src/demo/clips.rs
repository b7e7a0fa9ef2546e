//! Films for the demo edition: drawn frame by frame, twelve pictures a second, encoded by ffmpeg.
//!
//! ffmpeg runs here outside the jail because it only reads pixels and samples that this program made.

use super::art::canvas::{Canvas, Stuff, shade};
use super::art::form::{Form, Tip};
use super::art::letters::Hand;
use super::art::palette::{CRAFT, ERASER, GREEN, INK, MARK, ORANGE, PAPER, RED, RULER, SKY, TEAL, VIOLET, YELLOW};
use super::art::people::{ALL_HAIR, Mood, Pupil};
use super::art::{dice::Dice, things};
use super::songs::Song;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

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
        if self == Self::Bounce { (720, 1280) } else { (1280, 720) }
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
            Self::Assembly => assembly(c, t),
            Self::Bounce => bounce(c, t),
            Self::Leader => leader(c, t),
            Self::Singers => singers(c, t),
            Self::Shoal => shoal(c, t),
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
        command.args(["-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgba", "-s", &size, "-r", "12", "-i", "pipe:0", "-i"]).arg(&wav);
        command.args(["-t", &length, "-r", "24", "-pix_fmt", "yuv420p", "-threads", "2"]);
        if webm {
            command.args(["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-row-mt", "1", "-b:v", "1600k", "-c:a", "libopus", "-b:a", "112k"]);
        } else {
            command.args(["-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-c:a", "aac", "-b:a", "160k", "-movflags", "+faststart"]);
        }
        let mut child = command.arg(to).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
        let drawn = self.pour(child.stdin.take());
        let output = child.wait_with_output()?;
        std::fs::remove_file(&wav)?;
        if !output.status.success() {
            return Err(FilmError::Encoder(String::from_utf8_lossy(&output.stderr).trim().to_owned()));
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

fn assembly(c: &mut Canvas, t: f32) {
    let beat = (t * 2.0) as usize;
    let ground = if t < 6.0 { 0xfb_f1dc } else { [MARK, 0xfb_f1dc][beat % 2] };
    c.ground(ground, Stuff::Gouache);
    let mut order = Dice::new(5);
    let (w, h) = (c.w, c.h);
    // A town of blocks along the lower edge; each falls in on its half beat.
    let hues = [RED, TEAL, YELLOW, RULER, ORANGE, VIOLET, GREEN, ERASER];
    for i in 0..11 {
        let tall = order.between(0.16, 0.38) * h;
        let x = (i as f32 + 0.5) * w / 11.0;
        let from = if i % 2 == 0 { -h } else { h };
        let k = land(t, 0.25 * i as f32, 0.7);
        let lean = (1.0 - k) * 70.0 * if i % 3 == 0 { -1.0 } else { 1.0 };
        let body = Form::rect(-w / 24.0, -tall, w / 12.0, tall + 40.0).dense(60.0).scissors(&mut c.dice, 40.0, 2.5);
        let body = body.turn(lean).shift(x, h + from * (1.0 - k));
        c.piece(&body, hues[i % 8]);
        for row in 0..2 {
            for col in [-1.0, 1.0] {
                let pane = Form::rect(col * w / 58.0 - 14.0, -tall + 24.0 + row as f32 * 64.0, 28.0, 38.0);
                c.fill(&pane.turn(lean).shift(x, h + from * (1.0 - k)), PAPER, Stuff::Gouache);
            }
        }
    }
    // The bird: parts fly in from all sides and fit together, then it beats its wings.
    let flap = if t > 4.6 { ((t - 4.6) * 9.0).sin() * 16.0 } else { 0.0 };
    let lift = if t > 4.6 { (t - 4.6).min(1.4) * 26.0 } else { 0.0 };
    let parts: [(Form, u32, (f32, f32), f32); 5] = [
        (Form::soft(&[(14.0, -4.0), (22.0, -40.0), (10.0, -66.0), (-4.0, -50.0), (0.0, -16.0)]).turn(flap * 0.7), ORANGE, (0.0, -900.0), 2.6),
        (Form::poly(&[(-40.0, 10.0), (-78.0, 4.0), (-66.0, 18.0), (-78.0, 32.0), (-40.0, 22.0)]), RED, (-1200.0, 300.0), 2.9),
        (Form::soft(&[(52.0, -10.0), (36.0, -20.0), (10.0, -8.0), (-26.0, 2.0), (-58.0, 18.0), (-24.0, 17.0), (10.0, 17.0), (34.0, 6.0)]), RULER, (1300.0, 0.0), 3.2),
        (Form::poly(&[(44.0, -16.0), (68.0, -9.0), (44.0, -4.0)]), YELLOW, (900.0, 700.0), 3.6),
        (Form::soft(&[(14.0, -4.0), (2.0, -40.0), (-28.0, -64.0), (-32.0, -46.0), (-20.0, -12.0), (-6.0, 5.0)]).turn(-flap), VIOLET, (-600.0, -900.0), 4.0),
    ];
    for (form, hue, from, start) in parts {
        let k = land(t, start, 0.6);
        let form = form.scale(4.0, 4.0).turn((1.0 - k) * 200.0).shift(w * 0.47 + from.0 * (1.0 - k), h * 0.38 - lift + from.1 * (1.0 - k));
        let form = form.scissors(&mut c.dice, 22.0, 2.2);
        c.piece(&form, hue);
    }
    if t > 3.9 {
        let (x, y) = (w * 0.47 + 168.0, h * 0.38 - lift - 46.0);
        c.fill(&Form::rect(x - 9.0, y - 9.0, 18.0, 18.0), INK, Stuff::Flat);
    }
    if t > 6.0 {
        let k = land(t, 5.9, 0.4).max(0.02);
        let strip = Form::rect(-w * 0.30, -h * 0.2, w * 0.6, h * 0.4).dense(50.0).scissors(&mut c.dice, 40.0, 5.0);
        c.piece(&strip.scale(k, k).turn(-2.0).shift(w / 2.0, h * 0.74), PAPER);
        word(c, "FRI", h * 0.27, h * 0.605, t, 6.0);
    }
}

/// A word in cut letters that pops up letter by letter.
fn word(c: &mut Canvas, text: &str, size: f32, y: f32, t: f32, start: f32) {
    let hand = Hand::block(size).weight(0.26).stretch(1.3);
    let x = (c.w - hand.width(text)) / 2.0;
    for (i, glyph) in hand.glyphs(text, x, y).into_iter().enumerate() {
        let k = land(t, start + 0.12 * i as f32, 0.4).max(0.02);
        let (x0, y0, x1, y1) = glyph.bounds();
        let (cx, cy) = (f32::midpoint(x0, x1), f32::midpoint(y0, y1));
        let glyph = glyph.shift(-cx, -cy).scale(k, k).turn((1.0 - k) * 40.0).shift(cx, cy).scissors(&mut c.dice, 14.0, 1.8);
        c.piece(&glyph, INK);
    }
}

fn bounce(c: &mut Canvas, t: f32) {
    let beat = (t * 2.0) as usize;
    let grounds = [RULER, 0xff_7f6b, 0x17_5c78, VIOLET];
    let ground = grounds[(beat / 4) % 4];
    c.ground(ground, Stuff::Gouache);
    let (w, h) = (c.w, c.h);
    for i in 0..9 {
        let y = ((i as f32 * 260.0 + t * 150.0) % (h + 260.0)) - 130.0;
        let bar = Form::rect(-100.0, y, w + 200.0, 84.0).turn(-7.0);
        c.fill(&bar, shade(ground, 0.12), Stuff::Gouache);
    }
    let hues = [MARK, PAPER, ERASER, YELLOW, SKY];
    for (row, text) in ["INTE", "I DAG", "HELLER"].into_iter().enumerate() {
        let hand = Hand::block(h * 0.17).weight(0.26);
        let hand = Hand { stretch: 1.25, ..hand };
        let hand = if hand.width(text) > w * 0.88 { hand.fit(text, w * 0.88) } else { hand };
        let x = (w - hand.width(text)) / 2.0;
        let floor = h * (0.27 + 0.25 * row as f32);
        for (i, glyph) in hand.glyphs(text, x, 0.0).into_iter().enumerate() {
            let start = 0.25 + row as f32 * 1.5 + i as f32 * 0.18;
            let (x0, _, x1, _) = glyph.bounds();
            let cx = f32::midpoint(x0, x1);
            let u = t - start;
            if u < 0.0 {
                continue;
            }
            // Falls, then hops lower and lower, flattened each time it lands.
            let (up, squash) = hop(u, floor);
            let dance = if t > 5.6 { ((t * 9.0 + i as f32 * 1.3 + row as f32).sin() * 0.12).max(-0.05) } else { 0.0 };
            let k = 1.0 - squash + dance;
            let lean = if t > 5.6 { (t * 7.0 + i as f32 * 2.0).sin() * 6.0 } else { (1.0 - (u / 0.5).min(1.0)) * 24.0 };
            let glyph = glyph.shift(-cx, -hand.size).scale(1.0 + squash * 0.6, k).turn(lean).shift(cx, floor - up);
            let glyph = glyph.scissors(&mut c.dice, 15.0, 1.8);
            c.piece(&glyph, hues[(i + row * 2) % 5]);
        }
    }
    if t > 6.0 {
        let k = land(t, 6.0, 0.5);
        let star = things::burst(&mut Dice::new(3), w * 0.36, h * 0.085, 14);
        c.piece(&star.scale(k, k).turn(-6.0).shift(w / 2.0, h * 0.89), MARK);
        let hand = Hand::block(h * 0.06).weight(0.26);
        let text = hand.centred("TACK", 0.0, -hand.size / 2.0).scale(k, k).turn(-6.0).shift(w / 2.0, h * 0.89);
        c.fill(&text, INK, Stuff::Flat);
    }
}

/// Height above the floor and flattening of a letter `u` seconds after it was dropped from `top` units.
fn hop(u: f32, top: f32) -> (f32, f32) {
    let fall = 0.42;
    if u < fall {
        return ((top + 300.0) * (1.0 - (u / fall).powi(2)), 0.0);
    }
    let (mut v, mut span, mut high) = (u - fall, 0.5, 190.0);
    for _ in 0..3 {
        if v < span {
            let p = v / span;
            return (high * 4.0 * p * (1.0 - p), 0.34 * (1.0 - p * 7.0).max(0.0));
        }
        v -= span;
        span *= 0.66;
        high *= 0.4;
    }
    (0.0, 0.0)
}

fn leader(c: &mut Canvas, t: f32) {
    let (w, h) = (c.w, c.h);
    let count = 5 - (t as i32).min(5);
    let grounds = [RED, TEAL, ORANGE, VIOLET, RULER, GREEN];
    c.ground(if count == 0 { MARK } else { grounds[count as usize] }, Stuff::Gouache);
    if count == 0 {
        for i in 0..16 {
            let a = i as f32 * 22.5 + (t - 5.0) * 12.0;
            let ray = Form::poly(&[(-20.0, 0.0), (20.0, 0.0), (130.0, -1400.0), (-130.0, -1400.0)]).turn(a).shift(w / 2.0, h * 0.48);
            c.fill(&ray, [YELLOW, ORANGE][i % 2], Stuff::Gouache);
        }
        let star = things::burst(&mut c.dice, w * 0.36, h * 0.40, 17);
        let k = land(t, 5.0, 0.45).max(0.05);
        c.piece(&star.scale(k, k).shift(w / 2.0, h * 0.48), RED);
        word(c, "NU!", h * 0.36, h * 0.30, t, 5.1);
        return;
    }
    let part = t.fract();
    // The number on paper squares, each tilted anew.
    let lean = [-4.0, 3.0, -2.0, 5.0, -3.0, 0.0][count as usize];
    let pop = land(part, 0.0, 0.3).max(0.1);
    let sheet = Form::rect(-300.0, -300.0, 600.0, 600.0).dense(50.0).scissors(&mut c.dice, 44.0, 5.0);
    c.piece(&sheet.turn(lean).shift(w / 2.0, h * 0.42), PAPER);
    let text = count.to_string();
    let hand = Hand::block(430.0).weight(0.22).stretch(1.5);
    let digit = hand.centred(&text, 0.0, -215.0).scale(pop, pop).turn(lean).shift(w / 2.0, h * 0.42);
    let digit = digit.shaky(&mut c.dice, 3.0, 70.0);
    c.piece(&digit, INK);
    // The ruler below: ticks, and a marker that slides through the second.
    let (y, tall) = (h * 0.80, h * 0.16);
    let ruler = Form::rect(-20.0, y, w + 40.0, tall);
    c.piece(&ruler, CRAFT);
    let done = (5 - count) as f32 + part;
    c.inside(&ruler, |c| c.fill(&Form::rect(-20.0, y, 20.0 + w * (0.06 + 0.88 * done / 5.0), tall), MARK, Stuff::Gouache));
    for i in 0..=50 {
        let x = w * (0.06 + 0.88 * i as f32 / 50.0);
        let (len, thick) = if i % 10 == 0 { (0.62, 9.0) } else if i % 5 == 0 { (0.42, 6.0) } else { (0.26, 4.0) };
        c.stroke(&Form::line(&[(x, y), (x, y + tall * len)]), thick, INK, Stuff::Flat, Tip::Flat);
    }
}

fn singers(c: &mut Canvas, t: f32) {
    let (w, h) = (c.w, c.h);
    c.ground(0x17_5c78, Stuff::Gouache);
    for i in 0..13 {
        let x = w * i as f32 / 13.0;
        if i % 2 == 0 {
            c.fill(&Form::rect(x, -10.0, w / 13.0, h + 20.0), 0x1f_6b88, Stuff::Gouache);
        }
    }
    for i in 0..15 {
        let x = w * (i as f32 + 0.5) / 15.0;
        let sway = (t * 3.0 + i as f32).sin() * 7.0;
        c.ink(&Form::line(&[(x, -10.0), (x + sway * 0.3, h * 0.05)]), 3.0, INK);
        let flag = Form::poly(&[(x - 28.0, h * 0.05), (x + 28.0, h * 0.05), (x + sway, h * 0.15)]);
        c.piece(&flag, [RED, YELLOW, ERASER, GREEN, ORANGE][i % 5]);
    }
    let beat = ((t - 0.2) * 2.0).max(0.0);
    for i in 0..5 {
        let mut dice = Dice::new(300 + i as u64 * 7);
        let mut pupil = Pupil::any(&mut dice);
        pupil.hair = ALL_HAIR[[0, 4, 1, 3, 9][i]];
        (pupil.hair_hue, pupil.skin, pupil.shirt, pupil.trim) = [
            (0xe3_b65b, 0xf8_d3b4, RED, PAPER), (ERASER, 0x9f_643b, YELLOW, INK), (0x24_1b1e, 0x7a_4a2b, ORANGE, MARK),
            (0x3b_2619, 0xf0_bd95, GREEN, YELLOW), (0xb5_4a24, 0xfb_dfc6, VIOLET, ERASER),
        ][i];
        (pupil.pattern, pupil.glasses) = ([1, 0, 4, 3, 2][i], i == 3);
        let singing = (beat as usize + i) % 5 != 0 && t > 0.2 && t < 8.6;
        let open = beat.fract() < 0.62;
        pupil.mood = match (singing, open) {
            (true, true) => Mood::Oh,
            (true, false) => Mood::Smile,
            _ => Mood::Smirk,
        };
        pupil.blink = (t * 12.0) as usize % 37 == i * 5;
        pupil.gaze = ((t * 0.7).sin() * 0.8 + i as f32 * 0.1).clamp(-1.0, 1.0);
        let bob = ((beat + i as f32 * 0.5) * std::f32::consts::PI).sin().abs() * 20.0;
        let rise = land(t, 0.1 * i as f32 - 0.3, 0.7);
        let x = w * (0.12 + 0.19 * i as f32);
        pupil.draw(c, x, h * (0.55 + 0.05 * (i % 2) as f32) - bob + h * (1.0 - rise), h * 0.27);
        if singing {
            let u = (beat + i as f32 * 0.4).fract();
            let k = 0.5 + 0.3 * u;
            let note = things::notes().scale(k, k).turn((u * 6.0).sin() * 14.0).shift(x + 70.0 + u * 30.0, h * 0.40 - u * 120.0);
            c.piece(&note, MARK);
        }
    }
    let edge = Form::rect(-20.0, h * 0.93, w + 40.0, h * 0.1).shaky(&mut c.dice, 2.0, 80.0);
    c.piece(&edge, CRAFT);
}

fn shoal(c: &mut Canvas, t: f32) {
    let (w, h) = (c.w, c.h);
    c.ground(0x1b_6f8f, Stuff::Gouache);
    for i in 0..7 {
        let x = w * (i as f32 + 0.4) / 7.0;
        let sway = (t * 1.8 + i as f32 * 1.7).sin() * 5.0;
        let weed = things::frond(&mut Dice::new(60 + i as u64), 5).scale(2.0, 2.6).turn(sway).shift(x, h - 100.0);
        let weed = weed.scissors(&mut c.dice, 16.0, 1.5);
        c.piece(&weed, [GREEN, TEAL, 0x2f_7d4f][i % 3]);
    }
    for i in 0..22 {
        let mut d = Dice::new(700 + i as u64);
        let me = i == 9;
        let (col, row) = (i % 6, i / 6);
        let speed = w * 0.11;
        // Each turns a little after its neighbour saw the one who turned first.
        let (cx, cy) = ((col as f32 - 3.0).abs(), (row as f32 - 1.0).abs());
        let turn_at = if me { 2.4 } else { 3.6 + 0.45 * (cx + cy) + d.between(0.0, 0.3) };
        let side = 1.0 - 2.0 * ((t - turn_at) / 0.5).clamp(0.0, 1.0);
        let path = if t < turn_at { t } else { turn_at - (t - turn_at) };
        let start = w * (0.02 + 0.15 * col as f32) + if row % 2 == 0 { 0.0 } else { w * 0.07 } + d.about(14.0);
        let x = start + speed * path - w * 0.12;
        let y = h * (0.17 + 0.19 * row as f32) + d.about(20.0) + (t * 3.0 + i as f32).sin() * 9.0;
        let k = if me { 1.9 } else { d.between(1.15, 1.4) };
        let thin = if side.abs() < 0.15 { 0.15 * side.signum() } else { side };
        let wag = (t * 11.0 + i as f32 * 2.0).sin() * 4.0;
        let put = |form: Form| form.scale(k * thin, k).turn(wag).shift(x, y);
        let hue = if me { MARK } else { [0xf6_ead2, ORANGE, ERASER, YELLOW, 0xf0_633f][i % 5] };
        let body = put(things::fish()).scissors(&mut c.dice, 13.0, 1.5);
        c.piece(&body, hue);
        c.fill(&put(Form::oval(36.0, -6.0, 4.5, 4.5)), INK, Stuff::Flat);
        c.ink(&put(Form::curve(&[(22.0, -13.0), (17.0, 0.0), (22.0, 13.0)])), 3.2, shade(hue, -0.4));
    }
}

/// Writes a picture as a file; the name's ending chooses the format (`jpg`, `png`, `webp`).
///
/// # Errors
/// When ffmpeg is missing, or refuses, or the disk is full.
pub fn still(picture: &tiny_skia::Pixmap, to: &Path) -> Result<(), FilmError> {
    let size = format!("{}x{}", picture.width(), picture.height());
    let mut command = Command::new("ffmpeg");
    command.args(["-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgba", "-s", &size, "-i", "pipe:0", "-frames:v", "1", "-q:v", "2"]);
    if to.extension().is_some_and(|e| e == "jpg") {
        // Full-range planes, as cameras write them.
        command.args(["-pix_fmt", "yuvj444p"]);
    }
    feed(command.arg(to), picture.data())
}

/// Writes a recording as a file; the name's ending chooses the format (`wav`, `mp3`, `m4a`, `ogg`, `flac`).
///
/// # Errors
/// When ffmpeg is missing, or refuses, or the disk is full.
pub fn recording(wav: &[u8], to: &Path) -> Result<(), FilmError> {
    if to.extension().is_some_and(|e| e == "wav") {
        return Ok(std::fs::write(to, wav)?);
    }
    let mut command = Command::new("ffmpeg");
    command.args(["-v", "error", "-y", "-f", "wav", "-i", "pipe:0"]);
    if to.extension().is_some_and(|e| e != "flac") {
        command.args(["-b:a", "192k"]);
    }
    feed(command.arg(to), wav)
}

fn feed(command: &mut Command, input: &[u8]) -> Result<(), FilmError> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
    let written = child.stdin.take().map_or(Ok(()), |mut pipe| pipe.write_all(input));
    let output = child.wait_with_output()?;
    if !output.status.success() {
        return Err(FilmError::Encoder(String::from_utf8_lossy(&output.stderr).trim().to_owned()));
    }
    Ok(written?)
}
