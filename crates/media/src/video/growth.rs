//! Finds segments as soon as the encoder has listed them.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::plan::Plan;
use super::{boxes, playlist};
use crate::renditions::{Grown, describe};

/// One rendition under way.
struct Track {
    name: String,
    size: Option<(u32, u32)>,
    told: usize,
}

/// Looks again and again at the encoder's playlists.
pub(super) struct Watcher {
    out: PathBuf,
    tracks: Vec<Track>,
    begun: bool,
}

impl Watcher {
    pub(super) fn new(plan: &Plan, out: &Path, sound: &str) -> Self {
        let track = |name: String, size| Track {
            name,
            size,
            told: 0,
        };
        let mut tracks: Vec<_> = plan
            .rungs
            .iter()
            .map(|rung| track(rung.name.to_string(), Some((rung.width, rung.height))))
            .collect();
        if plan.audio.is_some() {
            tracks.push(track(sound.to_owned(), None));
        }
        Self {
            out: out.to_path_buf(),
            tracks,
            begun: false,
        }
    }

    /// What is new. There is nothing before every rendition has something: a player takes what it finds first.
    /// What cannot be read is passed over; at the end everything is read again and judged.
    pub(super) fn look(&mut self) -> Vec<Grown> {
        let listed: Vec<_> = self
            .tracks
            .iter()
            .map(|track| {
                let text = std::fs::read_to_string(self.out.join(format!("{}.m3u8", track.name)));
                playlist::parse(&text.ok()?, &track.name).ok()
            })
            .collect();
        if !self.begun && listed.iter().any(Option::is_none) {
            return Vec::new();
        }
        let mut grown = Vec::new();
        for (track, listed) in self.tracks.iter_mut().zip(listed) {
            let Some(listed) = listed else { continue };
            if track.told == 0 {
                let Some(header) = header(&self.out, &listed.init, track.size) else {
                    continue;
                };
                grown.push(header);
            }
            for (seconds, name) in listed.segments.iter().skip(track.told) {
                let Ok(file) = describe(&self.out, name, track.size) else {
                    break;
                };
                grown.push(Grown {
                    file,
                    duration: Some(Duration::from_secs_f64(*seconds)),
                    codec: None,
                });
                track.told += 1;
            }
        }
        self.begun |= !grown.is_empty();
        grown
    }
}

/// The encoder writes a header once, before it lists the first segment.
fn header(out: &Path, name: &str, size: Option<(u32, u32)>) -> Option<Grown> {
    let path = out.join(name);
    boxes::anonymise(&path).ok()?;
    let codec = playlist::avc_codec(&std::fs::read(&path).ok()?);
    Some(Grown {
        file: describe(out, name, size).ok()?,
        duration: None,
        codec,
    })
}
