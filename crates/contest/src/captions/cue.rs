//! Cues, and how we write them down.

use std::fmt::Write as _;

/// Some lines of text and when they are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cue {
    /// First moment in which it is shown, in milliseconds from the film's beginning.
    pub start_ms: u64,
    /// First moment in which it is no longer shown; later than the first.
    pub end_ms: u64,
    /// What is shown: at least one line, none of them empty, no markup.
    pub text: String,
}

/// The cues as a WebVTT file (W3C WebVTT, section 4): header, times and escaped text, nothing else.
///
/// ```
/// use contest::captions::{Cue, write};
/// let cue = Cue { start_ms: 1_000, end_ms: 4_500, text: "Vi <3 luft".into() };
/// assert_eq!(write(&[cue]), "WEBVTT\n\n00:00:01.000 --> 00:00:04.500\nVi &lt;3 luft\n");
/// ```
pub fn write(cues: &[Cue]) -> String {
    let mut file = "WEBVTT\n".to_owned();
    for cue in cues {
        let (start, end) = (clock(cue.start_ms), clock(cue.end_ms));
        let _ = write!(file, "\n{start} --> {end}\n"); // writing to a String cannot fail
        for letter in cue.text.chars() {
            match letter {
                '&' => file.push_str("&amp;"),
                '<' => file.push_str("&lt;"),
                '>' => file.push_str("&gt;"),
                letter => file.push(letter),
            }
        }
        file.push('\n');
    }
    file
}

/// `00:01:04.500`.
fn clock(ms: u64) -> String {
    let (seconds, ms) = (ms / 1000, ms % 1000);
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    let (hours, minutes) = (minutes / 60, minutes % 60);
    format!("{hours:02}:{minutes:02}:{seconds:02}.{ms:03}")
}
