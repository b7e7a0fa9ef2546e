//! Instruments and a mixing desk: plucked strings, bells, drums, written as samples.

use super::art::dice::Dice;
use std::f32::consts::TAU;

/// Samples per second and channel.
pub const RATE: u32 = 44_100;

/// An instrument that plays one note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// Steel string.
    Guitar,
    /// Gut string, darker.
    Nylon,
    /// Low string.
    Bass,
    /// Toy bell.
    Bell,
    /// Square little synthesiser.
    Chip,
    /// Reed organ with a slow attack.
    Organ,
    /// A choir of one, singing "oo".
    Hum,
}

/// A drum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drum {
    /// Big drum.
    Kick,
    /// Snare.
    Snare,
    /// Closed cymbal.
    Hat,
    /// Hands.
    Clap,
    /// A ruler on the edge of a desk.
    Ruler,
}

/// A stereo tape that notes are laid on.
pub struct Tape {
    left: Vec<f32>,
    right: Vec<f32>,
    /// Chance for strings, noise and small unevenness.
    pub dice: Dice,
}

impl Tape {
    /// An empty tape of this many seconds.
    pub fn new(seconds: f32, seed: u64) -> Self {
        let n = (seconds * RATE as f32) as usize;
        Self {
            left: vec![0.0; n],
            right: vec![0.0; n],
            dice: Dice::new(seed),
        }
    }

    /// Plays a note: start and length in seconds, pitch in half tones above C in octave -1 (69 is 440 Hz),
    /// loudness 0 to 1, `pan` -1 left to 1 right.
    pub fn note(&mut self, voice: Voice, pitch: f32, start: f32, length: f32, loud: f32, pan: f32) {
        let hz = 440.0 * ((pitch - 69.0) / 12.0).exp2();
        let samples = match voice {
            Voice::Guitar => pluck(&mut self.dice, hz, length + 0.9, 0.62, 0.9965),
            Voice::Nylon => pluck(&mut self.dice, hz, length + 0.6, 0.30, 0.9950),
            Voice::Bass => pluck(&mut self.dice, hz, length + 0.1, 0.12, 0.9985),
            Voice::Bell => bell(hz, length + 0.9),
            Voice::Chip => chip(hz, length),
            Voice::Organ => organ(hz, length + 0.12),
            Voice::Hum => hum(hz, length + 0.1),
        };
        self.lay(&samples, start, loud, pan);
    }

    /// Hits a drum at `start` seconds.
    pub fn hit(&mut self, drum: Drum, start: f32, loud: f32) {
        let (samples, pan) = match drum {
            Drum::Kick => (kick(), 0.0),
            Drum::Snare => (snare(&mut self.dice), 0.1),
            Drum::Hat => (burst(&mut self.dice, 0.07, 60.0, 0.85), 0.35),
            Drum::Clap => (clap(&mut self.dice), -0.15),
            Drum::Ruler => (ruler(&mut self.dice), -0.3),
        };
        let uneven = 1.0 + self.dice.about(0.08);
        self.lay(&samples, start, loud * uneven, pan);
    }

    fn lay(&mut self, samples: &[f32], start: f32, loud: f32, pan: f32) {
        let at = (start.max(0.0) * RATE as f32) as usize;
        let angle = (pan.clamp(-1.0, 1.0) + 1.0) * std::f32::consts::FRAC_PI_4;
        let (l, r) = (angle.cos() * loud, angle.sin() * loud);
        for (i, s) in samples.iter().enumerate() {
            let Some(left) = self.left.get_mut(at + i) else {
                break;
            };
            *left += s * l;
            self.right[at + i] += s * r;
        }
    }

    /// Adds a small room, evens the level and fades out; the file as 16-bit WAV.
    pub fn finish(mut self, room: f32) -> Vec<u8> {
        reverb(&mut self.left, &mut self.right, room);
        let peak = self
            .left
            .iter()
            .chain(&self.right)
            .fold(0.05_f32, |m, s| m.max(s.abs()));
        let n = self.left.len();
        // Peaks may be pressed together by a soft limit, but sustained sound must not be driven into it.
        let power = self
            .left
            .iter()
            .chain(&self.right)
            .map(|s| s * s)
            .sum::<f32>()
            / (2.0 * n.max(1) as f32);
        let gain = (1.7 / peak).min(0.17 / power.sqrt().max(1e-4));
        let fade = (RATE as usize).min(n);
        let mut data = Vec::with_capacity(n * 4 + 44);
        data.extend(header(n));
        for i in 0..n {
            let out = ((n - i) as f32 / fade as f32).min(1.0);
            for s in [self.left[i], self.right[i]] {
                let v = (s * gain).tanh() * 0.89 * out;
                data.extend(((v * 32_767.0) as i16).to_le_bytes());
            }
        }
        data
    }
}

/// The 44 bytes before the samples (RIFF, 16-bit stereo PCM).
fn header(frames: usize) -> Vec<u8> {
    let bytes = (frames * 4) as u32;
    let mut h = Vec::with_capacity(44);
    h.extend(b"RIFF");
    h.extend((36 + bytes).to_le_bytes());
    h.extend(b"WAVEfmt ");
    h.extend(16_u32.to_le_bytes());
    h.extend(1_u16.to_le_bytes());
    h.extend(2_u16.to_le_bytes());
    h.extend(RATE.to_le_bytes());
    h.extend((RATE * 4).to_le_bytes());
    h.extend(4_u16.to_le_bytes());
    h.extend(16_u16.to_le_bytes());
    h.extend(b"data");
    h.extend(bytes.to_le_bytes());
    h
}

/// A plucked string after Karplus and Strong: noise runs round a delay line and loses its edge.
fn pluck(dice: &mut Dice, hz: f32, seconds: f32, bright: f32, keep: f32) -> Vec<f32> {
    let period = RATE as f32 / hz - 0.5; // the averaging filter delays by half a sample
    let n = period as usize + 1;
    let part = period - period.floor();
    let mut line: Vec<f32> = (0..n).map(|_| dice.about(1.0)).collect();
    // A soft finger: smooth the noise before it starts to run.
    let mut last = 0.0;
    for _ in 0..2 {
        for s in &mut line {
            last += (*s - last) * (0.25 + 0.7 * bright);
            *s = last;
        }
    }
    let mean = line.iter().sum::<f32>() / n as f32;
    for s in &mut line {
        *s -= mean;
    }
    let top = line.iter().fold(0.01_f32, |m, s| m.max(s.abs()));
    for s in &mut line {
        *s /= top;
    }
    let total = (seconds * RATE as f32) as usize;
    let release = RATE as usize / 12;
    let mut out = Vec::with_capacity(total);
    let mut at = 0;
    let mut before = 0.0;
    for i in 0..total {
        let (a, b) = (line[at], line[(at + 1) % n]);
        let here = a + (b - a) * (1.0 - part);
        let next = keep * (0.5 + 0.5 * bright.min(0.9) * 0.3) * here
            + keep * (0.5 - 0.5 * bright.min(0.9) * 0.3) * before;
        before = here;
        line[at] = next;
        at = (at + 1) % n;
        let attack = (i as f32 / 60.0).min(1.0);
        let end = ((total - i) as f32 / release as f32).min(1.0);
        out.push(here * attack * end * 0.6);
    }
    out
}

/// Two sines, one bending the other.
fn bell(hz: f32, seconds: f32) -> Vec<f32> {
    samples(seconds, |t| {
        let modulator = (TAU * hz * 3.5 * t).sin() * 1.9 * (-t * 7.0).exp();
        (TAU * hz * t + modulator).sin() * (-t * 3.4).exp() * 0.5
    })
}

/// A square wave with few harmonics and a little vibrato.
fn chip(hz: f32, seconds: f32) -> Vec<f32> {
    samples(seconds, |t| {
        let sway = 1.0 + 0.004 * (TAU * 5.5 * t).sin() * (t * 4.0).min(1.0);
        let x = TAU * hz * t * sway;
        let wave = x.sin() + (3.0 * x).sin() / 3.4 + (5.0 * x).sin() / 6.5;
        wave * 0.34
            * (-t * 2.2).exp()
            * (t * 300.0).min(1.0)
            * ((seconds - t) * 60.0).clamp(0.0, 1.0)
    })
}

fn organ(hz: f32, seconds: f32) -> Vec<f32> {
    samples(seconds, |t| {
        let x = TAU * hz * t;
        let wave = x.sin()
            + 0.5 * (2.0 * x + 0.3).sin()
            + 0.22 * (3.0 * x).sin()
            + 0.35 * (TAU * hz * 1.003 * t).sin();
        wave * 0.2 * (t * 14.0).min(1.0) * ((seconds - t) * 9.0).clamp(0.0, 1.0)
    })
}

fn hum(hz: f32, seconds: f32) -> Vec<f32> {
    samples(seconds, |t| {
        let sway = (TAU * 5.2 * t).sin() * 0.12 * (t * 2.5).min(1.0);
        let x = TAU * hz * t + sway;
        // The strength of each harmonic follows the resonances of a mouth that says "oo" (300 and 870 Hz).
        let wave: f32 = (1..=9)
            .map(|k| {
                let f = hz * k as f32;
                let peak = |centre: f32, width: f32| (-((f - centre) / width).powi(2)).exp();
                (k as f32 * x).sin()
                    * (peak(300.0, 190.0) + 0.42 * peak(870.0, 240.0) + 0.05 / k as f32)
            })
            .sum();
        wave * 0.42 * (t * 11.0).min(1.0) * ((seconds - t) * 9.0).clamp(0.0, 1.0)
    })
}

fn kick() -> Vec<f32> {
    samples(0.34, |t| {
        let sweep = 48.0 * t + 5.2 * (1.0 - (-t * 28.0).exp());
        (TAU * sweep).sin() * (-t * 9.0).exp() * 1.15 + (-t * 600.0).exp() * 0.3
    })
}

fn snare(dice: &mut Dice) -> Vec<f32> {
    let noise = burst(dice, 0.22, 19.0, 0.55);
    let tone = samples(0.22, |t| {
        ((TAU * 186.0 * t).sin() + 0.6 * (TAU * 331.0 * t).sin()) * (-t * 26.0).exp() * 0.45
    });
    noise.iter().zip(tone).map(|(n, s)| n * 0.8 + s).collect()
}

fn clap(dice: &mut Dice) -> Vec<f32> {
    let mut out = vec![0.0; (0.3 * RATE as f32) as usize];
    for (i, start) in [0.0_f32, 0.011, 0.021, 0.03].into_iter().enumerate() {
        let hands = burst(dice, 0.2, if i == 3 { 22.0 } else { 160.0 }, 0.4);
        let at = (start * RATE as f32) as usize;
        for (k, s) in hands.iter().enumerate() {
            if let Some(o) = out.get_mut(at + k) {
                *o += s * 0.6;
            }
        }
    }
    out
}

fn ruler(dice: &mut Dice) -> Vec<f32> {
    let start = dice.between(88.0, 104.0);
    samples(0.4, |t| {
        let x = TAU * (start * t + 70.0 * t * t);
        (x.sin() + 0.6 * (2.0 * x).sin() + 0.4 * (5.0 * x).sin()) * (-t * 8.0).exp() * 0.4
    })
}

/// Noise that dies away; `thin` near 1 leaves only its highs.
fn burst(dice: &mut Dice, seconds: f32, decay: f32, thin: f32) -> Vec<f32> {
    let mut low = 0.0;
    samples(seconds, |t| {
        let n = dice.about(1.0);
        low += (n - low) * (1.0 - thin * 0.6);
        (n - low * thin) * (-t * decay).exp() * 0.6
    })
}

fn samples(seconds: f32, mut f: impl FnMut(f32) -> f32) -> Vec<f32> {
    (0..(seconds * RATE as f32) as usize)
        .map(|i| f(i as f32 / RATE as f32))
        .collect()
}

/// A small room after Schroeder: four combs and two all-passes a side; `amount` 0 to 1.
fn reverb(left: &mut [f32], right: &mut [f32], amount: f32) {
    for (channel, spread) in [(left, 0_usize), (right, 23)] {
        let mut wet = vec![0.0_f32; channel.len()];
        for length in [1_557_usize, 1_617, 1_491, 1_422] {
            let mut line = vec![0.0_f32; length + spread];
            let n = line.len();
            let mut soft = 0.0;
            for (i, s) in channel.iter().enumerate() {
                let out = line[i % n];
                soft += (out - soft) * 0.7;
                line[i % n] = s + soft * 0.77;
                wet[i] += out * 0.25;
            }
        }
        for length in [225_usize, 556] {
            let mut line = vec![0.0_f32; length + spread];
            let n = line.len();
            for (i, s) in wet.iter_mut().enumerate() {
                let out = line[i % n];
                line[i % n] = *s + out * 0.5;
                *s = out - *s * 0.5;
            }
        }
        for (dry, w) in channel.iter_mut().zip(wet) {
            *dry += w * amount;
        }
    }
}
