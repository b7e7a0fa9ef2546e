//! Songs for the demo edition, written as notes and played by [`super::sound`].
//!
//! A part is a line of steps: a note name with its octave (`E4`, `F#3`), `-` to hold, `.` for silence; `|` is for the eye.

use super::sound::{Drum, Tape, Voice};

/// The songs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Song {
    /// Strummed guitar, 104 beats a minute, in C.
    Corridor,
    /// A waltz for bells and gut strings, in F.
    Waltz,
    /// A slow beat with a bass riff, in A minor.
    Recess,
    /// Off-beat chords and a merry tune, in G.
    Bus,
    /// A pulse that grows, in D minor.
    Pulse,
    /// Eight seconds for a film: claps and a riff.
    Jingle,
    /// Seven seconds for a film: ticks and a shout.
    Countdown,
    /// Nine seconds for a film: hummed chords.
    Choir,
}

impl Song {
    /// The finished recording, 16-bit stereo WAV.
    pub fn record(self) -> Vec<u8> {
        match self {
            Self::Corridor => corridor(),
            Self::Waltz => waltz(),
            Self::Recess => recess(),
            Self::Bus => bus(),
            Self::Pulse => pulse(),
            Self::Jingle => jingle(),
            Self::Countdown => countdown(),
            Self::Choir => choir(),
        }
    }
}

/// Where a part stands and how it sounds.
struct Part {
    voice: Voice,
    /// Seconds per step.
    step: f32,
    start: f32,
    loud: f32,
    pan: f32,
}

/// Plays a line of steps.
fn play(tape: &mut Tape, part: &Part, line: &str) {
    let steps: Vec<&str> = line.split_whitespace().filter(|s| *s != "|").collect();
    for (i, step) in steps.iter().enumerate() {
        let Some(pitch) = pitch(step) else { continue };
        let held = 1 + steps[i + 1..].iter().take_while(|s| **s == "-").count();
        let accent = if i % 4 == 0 { 1.0 } else { 0.84 };
        let late = tape.dice.between(0.0, 0.007);
        let at = part.start + i as f32 * part.step + late;
        tape.note(part.voice, pitch, at, held as f32 * part.step, part.loud * accent, part.pan);
    }
}

/// `F#3` as half tones above C in octave -1.
fn pitch(name: &str) -> Option<f32> {
    let mut chars = name.chars();
    let base = match chars.next()? {
        'C' => 0,
        'D' => 2,
        'E' => 4,
        'F' => 5,
        'G' => 7,
        'A' => 9,
        'B' => 11,
        _ => return None,
    };
    let rest: String = chars.collect();
    let (shift, octave) = match rest.strip_prefix('#') {
        Some(octave) => (1, octave),
        None => rest.strip_prefix('b').map_or((0, rest.as_str()), |octave| (-1, octave)),
    };
    let octave: i32 = octave.parse().ok()?;
    Some((base + shift + 12 * (octave + 1)) as f32)
}

/// Strings of a strummed chord, low to high.
fn shape(chord: &str) -> &'static [&'static str] {
    match chord {
        "C" => &["C3", "E3", "G3", "C4", "E4"],
        "G" => &["G2", "B2", "D3", "G3", "B3", "G4"],
        "Am" => &["A2", "E3", "A3", "C4", "E4"],
        "F" => &["F2", "C3", "F3", "A3", "C4", "F4"],
        "Em" => &["E2", "B2", "E3", "G3", "B3", "E4"],
        "D" => &["D3", "A3", "D4", "F#4"],
        "Dm" => &["D3", "A3", "D4", "F4"],
        "Bb" => &["Bb2", "F3", "Bb3", "D4", "F4"],
        _ => &[],
    }
}

/// Strokes through a chord: `D` down, `U` up, `x` damped, `.` nothing.
fn strum(tape: &mut Tape, part: &Part, chord: &str, pattern: &str) {
    for (i, stroke) in pattern.chars().enumerate() {
        let strings = shape(chord);
        let (gap, loud) = match stroke {
            'D' => (0.016, 1.0),
            'U' => (0.010, 0.7),
            'x' => (0.004, 0.55),
            _ => continue,
        };
        for (k, name) in strings.iter().enumerate() {
            let order = if stroke == 'U' { strings.len() - 1 - k } else { k };
            if stroke == 'U' && k == 0 {
                continue; // an upstroke seldom reaches the lowest string
            }
            let Some(pitch) = pitch(name) else { continue };
            let length = if stroke == 'x' { 0.02 - part.step } else { part.step * 1.2 };
            let at = part.start + i as f32 * part.step + order as f32 * gap;
            let level = part.loud * loud * tape.dice.between(0.85, 1.0);
            tape.note(part.voice, pitch, at, length.max(-0.7), level, part.pan + k as f32 * 0.04);
        }
    }
}

/// Drums: one character a step, `k` `s` `h` `c` `r`; capital letters are louder.
fn drum(tape: &mut Tape, step: f32, start: f32, loud: f32, line: &str) {
    for (i, hit) in line.chars().filter(|c| *c != '|' && *c != ' ').enumerate() {
        let kind = match hit.to_ascii_lowercase() {
            'k' => Drum::Kick,
            's' => Drum::Snare,
            'h' => Drum::Hat,
            'c' => Drum::Clap,
            'r' => Drum::Ruler,
            _ => continue,
        };
        let loud = if hit.is_uppercase() { loud } else { loud * 0.66 };
        tape.hit(kind, start + i as f32 * step, loud);
    }
}

fn corridor() -> Vec<u8> {
    let beat = 60.0 / 104.0;
    let eighth = beat / 2.0;
    let bar = beat * 4.0;
    let mut t = Tape::new(bar * 10.0 + 2.0, 11);
    let chords = ["C", "G", "Am", "F", "C", "G", "Am", "F", "C"];
    for (i, chord) in chords.iter().enumerate() {
        let start = i as f32 * bar;
        let guitar = Part { voice: Voice::Guitar, step: eighth, start, loud: 0.20, pan: -0.25 };
        strum(&mut t, &guitar, chord, if i == 8 { "D......." } else { "D.DUxUDU" });
        if (2..8).contains(&i) {
            drum(&mut t, eighth, start, 0.5, "K...k.k.");
            drum(&mut t, eighth, start, 0.34, "..S...S.");
            drum(&mut t, eighth, start, 0.16, "HhHhHhHh");
        }
    }
    let bass = Part { voice: Voice::Bass, step: eighth, start: bar * 2.0, loud: 0.5, pan: 0.0 };
    play(&mut t, &bass, "A2 - . A2 - . C3 - | F2 - . F2 - . A2 - | C3 - . C3 - . E3 - | G2 - . G2 - . B2 - | A2 - . A2 - . C3 - | F2 - . F2 - . G2 - | C3 - - - - - - -");
    let tune = Part { voice: Voice::Bell, step: eighth, start: bar * 2.0, loud: 0.26, pan: 0.3 };
    play(&mut t, &tune, "E5 - D5 C5 - A4 - . | C5 - D5 C5 - A4 G4 - | E4 G4 C5 - D5 - E5 - | D5 - - B4 - G4 - . | E5 - G5 E5 - D5 C5 - | A4 C5 D5 - C5 - - . | C5 - - - - - - -");
    let voice = Part { voice: Voice::Hum, step: beat * 2.0, start: bar * 4.0, loud: 0.30, pan: -0.1 };
    play(&mut t, &voice, "G4 - A4 B4 C5 - A4 - G4 -");
    t.finish(0.22)
}

fn waltz() -> Vec<u8> {
    let beat = 60.0 / 132.0;
    let mut t = Tape::new(beat * 3.0 * 17.0 + 2.5, 12);
    let bars = [("F", "F2"), ("Dm", "D3"), ("Bb", "Bb2"), ("C", "C3"), ("F", "F2"), ("Am", "A2"), ("Bb", "Bb2"), ("C", "C3")];
    for (i, (chord, low)) in bars.iter().cycle().take(16).enumerate() {
        let start = i as f32 * beat * 3.0;
        play(&mut t, &Part { voice: Voice::Bass, step: beat, start, loud: 0.42, pan: 0.0 }, low);
        let nylon = Part { voice: Voice::Nylon, step: beat, start, loud: 0.2, pan: -0.3 };
        strum(&mut t, &nylon, chord, ".DU");
        if i >= 8 {
            drum(&mut t, beat, start, 0.14, ".hh");
        }
    }
    play(&mut t, &Part { voice: Voice::Nylon, step: beat, start: beat * 48.0, loud: 0.3, pan: 0.0 }, "F3 - -");
    let tune = Part { voice: Voice::Bell, step: beat, start: 0.0, loud: 0.27, pan: 0.25 };
    play(&mut t, &tune, "A4 - C5 | F5 - E5 | D5 - Bb4 | C5 - - | A4 - C5 | E5 - C5 | D5 - F5 | E5 - - | F5 - A5 | A5 G5 F5 | G5 F5 D5 | E5 - C5 | A5 - G5 | E5 - C5 | D5 E5 F5 | G5 - E5 | F5 - -");
    let low = Part { voice: Voice::Hum, step: beat, start: beat * 24.0, loud: 0.3, pan: -0.2 };
    play(&mut t, &low, "A4 - - | F4 - - | D4 - F4 | G4 - - | A4 - - | C5 - - | Bb4 - A4 | G4 - - | A4 - -");
    t.finish(0.34)
}

fn recess() -> Vec<u8> {
    let step = 60.0 / 88.0 / 4.0;
    let bar = step * 16.0;
    let mut t = Tape::new(bar * 8.0 + 1.5, 13);
    for i in 0..8 {
        let start = i as f32 * bar;
        let swing = step * 0.10;
        if i < 7 {
            drum(&mut t, step, start, 0.62, "K......k..K.....");
            drum(&mut t, step, start, 0.42, "....S.......S..s");
            drum(&mut t, step * 2.0, start + swing, 0.15, "HhhHhhHh");
        }
        if i % 2 == 1 {
            drum(&mut t, step, start, 0.3, "..............c.");
        }
        let bass = Part { voice: Voice::Bass, step, start, loud: 0.62, pan: 0.0 };
        let riff = ["A1 - - . A2 . . G2 . . E2 - . . G2 .", "A1 - - . A2 . . C3 . . D3 - C3 . A2 .", "F2 - - . F2 . . C3 . . F2 - . . G2 .", "E2 - - . E2 . . B2 . . E2 - G2 . G#2 ."];
        play(&mut t, &bass, if i == 7 { "A1 - - - - - - -" } else { riff[i % 4] });
        if i >= 2 {
            let hook = ["E4 . A4 . C5 . A4 . . . D5 . C5 . A4 .", "E4 . A4 . C5 . D5 . E5 . . . D5 C5 A4 .", "F4 . A4 . C5 . A4 . . . E5 . C5 . A4 .", "E4 . G#4 . B4 . D5 . C5 . B4 . G#4 . E4 ."];
            let guitar = Part { voice: Voice::Guitar, step, start, loud: 0.22, pan: 0.3 };
            play(&mut t, &guitar, if i == 7 { "A4 - - - - - - -" } else { hook[i % 4] });
        }
        if (4..7).contains(&i) {
            let organ = Part { voice: Voice::Organ, step: step * 8.0, start, loud: 0.22, pan: -0.35 };
            let line = [["A3 A3", "C4 C4", "E4 E4"], ["A3 G3", "C4 D4", "E4 G4"], ["F3 F3", "A3 A3", "C4 C4"], ["E3 E3", "G#3 B3", "B3 D4"]][i % 4];
            for voice in line {
                play(&mut t, &organ, voice);
            }
        }
    }
    t.finish(0.16)
}

fn bus() -> Vec<u8> {
    let step = 60.0 / 126.0 / 2.0;
    let bar = step * 8.0;
    let mut t = Tape::new(bar * 11.0 + 1.5, 14);
    let chords = ["G", "Em", "C", "D", "G", "Em", "C", "D", "G", "D"];
    for (i, chord) in chords.iter().enumerate() {
        let start = i as f32 * bar;
        let chop = Part { voice: Voice::Guitar, step, start, loud: 0.22, pan: 0.3 };
        strum(&mut t, &chop, chord, ".x.x.x.D");
        drum(&mut t, step, start, 0.5, "K...K...");
        drum(&mut t, step, start, 0.34, "..S...S.");
        drum(&mut t, step, start, 0.15, ".h.h.h.H");
        let bass = Part { voice: Voice::Bass, step, start, loud: 0.52, pan: 0.0 };
        let walk = match *chord {
            "G" => "G2 - B2 - D3 - B2 -",
            "Em" => "E2 - G2 - B2 - G2 -",
            "C" => "C3 - E3 - G3 - E3 -",
            _ => "D3 - F#3 - A3 - F#3 -",
        };
        play(&mut t, &bass, walk);
    }
    play(&mut t, &Part { voice: Voice::Bass, step, start: bar * 10.0, loud: 0.5, pan: 0.0 }, "G2 - - -");
    strum(&mut t, &Part { voice: Voice::Guitar, step, start: bar * 10.0, loud: 0.22, pan: 0.2 }, "G", "D");
    let tune = Part { voice: Voice::Chip, step, start: bar * 2.0, loud: 0.3, pan: -0.2 };
    play(&mut t, &tune, "E5 - G5 E5 - D5 C5 - | D5 - F#5 A5 - F#5 D5 - | B4 D5 G5 - F#5 E5 D5 - | B4 - E5 - G5 - E5 - | C5 E5 G5 E5 A5 - G5 - | F#5 - E5 - D5 - . . | G5 - - D5 B4 - D5 - | A5 - F#5 - D5 E5 F#5 - | G5 - - - - - - -");
    t.finish(0.18)
}

fn pulse() -> Vec<u8> {
    let step = 60.0 / 122.0 / 4.0;
    let bar = step * 16.0;
    let mut t = Tape::new(bar * 11.0 + 2.0, 15);
    let roots = [("D2", ["D4", "F4", "A4", "D5"]), ("Bb1", ["D4", "F4", "Bb4", "D5"]), ("F2", ["C4", "F4", "A4", "C5"]), ("C2", ["C4", "E4", "G4", "C5"])];
    for i in 0..10 {
        let start = i as f32 * bar;
        let (root, tones) = roots[i % 4];
        let arp: Vec<&str> = (0..16).map(|k| tones[[0, 2, 1, 3, 2, 0, 3, 1][(k + i) % 8]]).collect();
        let loud = 0.12 + 0.016 * i as f32;
        play(&mut t, &Part { voice: Voice::Chip, step, start, loud: loud.min(0.24), pan: if i % 2 == 0 { -0.3 } else { 0.3 } }, &arp.join(" "));
        if i >= 2 {
            drum(&mut t, step, start, 0.6, "K...K...K...K...");
        }
        if i >= 3 {
            drum(&mut t, step, start, 0.16, "..H...H...H...H.");
            let bass: Vec<&str> = (0..16).map(|k| if k % 4 == 0 { "." } else { root }).collect();
            play(&mut t, &Part { voice: Voice::Bass, step, start, loud: 0.42, pan: 0.0 }, &bass.join(" "));
        }
        if i >= 4 {
            drum(&mut t, step, start, 0.34, "....C.......C...");
        }
        if i >= 5 {
            let line = ["A5 - - - F5 - - - E5 - D5 - - - - -", "Bb5 - - - F5 - - - D5 - - - F5 - - -", "A5 - - - C6 - - - A5 - F5 - - - - -", "G5 - - - E5 - - - C5 - E5 - - - - -"][i % 4];
            play(&mut t, &Part { voice: Voice::Bell, step, start, loud: 0.2, pan: 0.15 }, line);
        }
    }
    for tone in ["D3", "A3", "D4", "F4"] {
        play(&mut t, &Part { voice: Voice::Organ, step: bar, start: bar * 10.0, loud: 0.3, pan: 0.0 }, tone);
    }
    t.finish(0.26)
}

fn jingle() -> Vec<u8> {
    let step = 60.0 / 120.0 / 2.0;
    let mut t = Tape::new(8.2, 16);
    drum(&mut t, step, 0.0, 0.5, "c.c.ccc.|c.c.ccc.|c.c.ccc.|C.......");
    drum(&mut t, step, 0.0, 0.55, "K...k...|K...k...|K...k.k.|K.......");
    let riff = Part { voice: Voice::Guitar, step, start: 0.0, loud: 0.3, pan: 0.1 };
    play(&mut t, &riff, "G3 . B3 D4 - B3 G3 . | C4 . E4 G4 - E4 C4 . | D4 . F#4 A4 - F#4 D4 E4 | G4 - - - - - - -");
    let low = Part { voice: Voice::Bass, step, start: 0.0, loud: 0.5, pan: 0.0 };
    play(&mut t, &low, "G2 - . G2 - . D3 - | C3 - . C3 - . G2 - | D3 - . D3 - . F#3 - | G2 - - - - - - -");
    let bells = Part { voice: Voice::Bell, step, start: 0.0, loud: 0.2, pan: -0.3 };
    play(&mut t, &bells, ". . . . . . . . | . . . . G5 - E5 - | A5 - F#5 - D5 - - - | B5 - G5 - - - - -");
    t.finish(0.2)
}

fn countdown() -> Vec<u8> {
    let mut t = Tape::new(7.4, 17);
    for i in 0..5 {
        drum(&mut t, 0.25, i as f32, 0.6, "R.r.");
        let pitch = ["C4", "C4", "D4", "E4", "G4"][i];
        play(&mut t, &Part { voice: Voice::Nylon, step: 0.5, start: i as f32, loud: 0.4, pan: 0.0 }, pitch);
    }
    drum(&mut t, 0.125, 4.5, 0.3, "ssSs");
    for tone in ["C3", "G3", "C4", "E4", "G4"] {
        play(&mut t, &Part { voice: Voice::Guitar, step: 0.5, start: 5.0, loud: 0.3, pan: 0.1 }, &format!("{tone} - {tone} -"));
    }
    drum(&mut t, 0.25, 5.0, 0.6, "K.cck.C.");
    play(&mut t, &Part { voice: Voice::Bell, step: 0.25, start: 5.0, loud: 0.3, pan: 0.3 }, "C6 G5 E5 G5 C6 - - -");
    t.finish(0.25)
}

fn choir() -> Vec<u8> {
    let step = 0.5;
    let mut t = Tape::new(9.4, 18);
    for (line, pan) in [("C4 - D4 - C4 - B3 - C4 - - - F4 - E4 - C4 -", -0.5), ("E4 - F4 - E4 - D4 - E4 - - - A4 - G4 - E4 -", -0.1), ("G4 - A4 - G4 - G4 - A4 - - - C5 - B4 - G4 -", 0.3), ("C5 - C5 D5 E5 - D5 - C5 - E5 - F5 - D5 - C5 -", 0.55)] {
        play(&mut t, &Part { voice: Voice::Hum, step, start: 0.2, loud: 0.36, pan }, line);
    }
    let bass = Part { voice: Voice::Bass, step, start: 0.2, loud: 0.4, pan: 0.0 };
    play(&mut t, &bass, "C3 - F2 - C3 - G2 - A2 - - - F2 - G2 - C3 -");
    drum(&mut t, step, 0.2, 0.35, "..c...c...c...c.c");
    t.finish(0.42)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SONGS: [Song; 8] =
        [Song::Corridor, Song::Waltz, Song::Recess, Song::Bus, Song::Pulse, Song::Jingle, Song::Countdown, Song::Choir];

    #[test]
    fn every_note_in_every_song_can_be_read() {
        assert_eq!(pitch("A4"), Some(69.0));
        assert_eq!(pitch("Bb2"), pitch("A#2"));
        assert_eq!(pitch("."), None);
        for chord in ["C", "G", "Am", "F", "Em", "D", "Dm", "Bb"] {
            assert!(shape(chord).iter().all(|name| pitch(name).is_some()), "{chord}");
        }
    }

    #[test]
    fn songs_are_loud_enough_never_clip_and_end_quietly() {
        for song in SONGS {
            let wav = song.record();
            let samples: Vec<f32> =
                wav[44..].chunks_exact(2).map(|b| f32::from(i16::from_le_bytes([b[0], b[1]])) / 32_768.0).collect();
            let power = (samples.iter().map(|s| s * s).sum::<f32>() / samples.len() as f32).sqrt();
            let peak = samples.iter().fold(0.0_f32, |m, s| m.max(s.abs()));
            let seconds = samples.len() as f32 / 88_200.0;
            assert!((0.05..0.3).contains(&power), "{song:?} has power {power}");
            assert!(peak < 0.9, "{song:?} peaks at {peak}");
            assert!((7.0..30.0).contains(&seconds), "{song:?} lasts {seconds} s");
            assert!(samples[samples.len() - 200..].iter().all(|s| s.abs() < 0.02), "{song:?} is cut off");
        }
    }
}
