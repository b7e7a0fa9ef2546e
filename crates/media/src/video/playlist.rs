//! HLS playlists (RFC 8216): ffmpeg's are read strictly, ours are written from scratch.

use std::fmt::Write;

use super::sizes::Rung;

/// A media playlist, reduced to what we serve.
#[derive(Clone, Debug, PartialEq)]
pub struct MediaPlaylist {
    /// Name of the file with the headers.
    pub init: String,
    /// Length in seconds and name of each segment, in order.
    pub segments: Vec<(f64, String)>,
    /// The encoder has said that no segment will follow.
    pub ended: bool,
}

/// Why a playlist is not one of ours.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the playlist: {problem}")]
pub struct PlaylistError {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub problem: &'static str,
}

/// Reads the playlist that our encoder wrote for the rendition called `name`.
///
/// Every address must be a plain file of this rendition: `{name}_init.mp4` and `{name}_0000.m4s` and so on.
///
/// # Errors
/// The first line that does not belong there.
pub fn parse(text: &str, name: &str) -> Result<MediaPlaylist, PlaylistError> {
    let mut found = MediaPlaylist {
        init: String::new(),
        segments: Vec::new(),
        ended: false,
    };
    let mut length: Option<f64> = None;
    for (number, line) in text.lines().enumerate() {
        let wrong = |problem| PlaylistError {
            line: number + 1,
            problem,
        };
        if number == 0 {
            if line != "#EXTM3U" {
                return Err(wrong("no playlist"));
            }
        } else if let Some(map) = line.strip_prefix("#EXT-X-MAP:URI=\"") {
            let init = map.strip_suffix('"').ok_or_else(|| wrong("open quotes"))?;
            if init != format!("{name}_init.mp4") {
                return Err(wrong("a foreign header file"));
            }
            init.clone_into(&mut found.init);
        } else if let Some(info) = line.strip_prefix("#EXTINF:") {
            let seconds = info.split(',').next().and_then(|text| text.parse().ok());
            length = Some(
                seconds
                    .filter(|s: &f64| (0.0..600.0).contains(s))
                    .ok_or_else(|| wrong("no length"))?,
            );
        } else if line == "#EXT-X-ENDLIST" {
            found.ended = true;
        } else if !line.is_empty() && !line.starts_with('#') {
            let seconds = length
                .take()
                .ok_or_else(|| wrong("a segment without a length"))?;
            if line != segment_name(name, found.segments.len()) {
                return Err(wrong("a foreign segment"));
            }
            found.segments.push((seconds, line.to_owned()));
        }
    }
    if found.init.is_empty() || found.segments.is_empty() {
        return Err(PlaylistError {
            line: text.lines().count(),
            problem: "nothing to play",
        });
    }
    Ok(found)
}

/// The name of a rendition's segment, counted from 0.
fn segment_name(name: &str, number: usize) -> String {
    format!("{name}_{number:04}.m4s")
}

impl MediaPlaylist {
    /// Length of the whole in seconds.
    pub fn seconds(&self) -> f64 {
        self.segments.iter().map(|(seconds, _)| seconds).sum()
    }

    /// The playlist as it is served once the film is complete.
    pub fn render(&self) -> String {
        let target = self
            .segments
            .iter()
            .map(|(seconds, _)| seconds.ceil())
            .fold(1.0, f64::max);
        let mut text = format!(
            "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:{target:.0}\n#EXT-X-MEDIA-SEQUENCE:0\n\
             #EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-MAP:URI=\"{}\"\n",
            self.init
        );
        for (seconds, name) in &self.segments {
            let _ = write!(text, "#EXTINF:{seconds:.6},\n{name}\n");
        }
        text.push_str("#EXT-X-ENDLIST\n");
        text
    }
}

/// One entry of the master playlist.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// Its size.
    pub rung: Rung,
    /// Highest rate of any segment, pictures and sound, in bit/s.
    pub peak_bps: u64,
    /// Mean rate in bit/s.
    pub mean_bps: u64,
    /// Picture code as in RFC 6381, such as `avc1.64001f`.
    pub codec: String,
}

/// The master playlist. The 480 rung comes first, so that a player's first pick is modest.
pub fn render_master(variants: &[Variant], fps: (u32, u32), has_audio: bool) -> String {
    let mut ordered: Vec<&Variant> = variants.iter().collect();
    ordered.sort_by_key(|variant| (variant.rung.name != 480, variant.rung.name));
    let mut text = "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n".to_owned();
    if has_audio {
        text.push_str(
            "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"sound\",NAME=\"sound\",DEFAULT=YES,AUTOSELECT=YES,\
             CHANNELS=\"2\",URI=\"audio.m3u8\"\n",
        );
    }
    for variant in ordered {
        let Rung {
            name,
            width,
            height,
            ..
        } = variant.rung;
        let sound = if has_audio {
            (",mp4a.40.2", ",AUDIO=\"sound\"")
        } else {
            ("", "")
        };
        let rate = f64::from(fps.0) / f64::from(fps.1);
        let _ = write!(
            text,
            "#EXT-X-STREAM-INF:BANDWIDTH={},AVERAGE-BANDWIDTH={},RESOLUTION={width}x{height},FRAME-RATE={rate:.3},\
             CODECS=\"{}{}\"{}\n{name}.m3u8\n",
            variant.peak_bps, variant.mean_bps, variant.codec, sound.0, sound.1
        );
    }
    text
}

/// The picture code of an fMP4 header file, from its `avcC` box (ISO/IEC 14496-15, 5.3.3.1.2).
pub fn avc_codec(init: &[u8]) -> Option<String> {
    let at = init.windows(4).position(|window| window == b"avcC")?;
    let [version, profile, compatibility, level] = init.get(at + 4..at + 8)? else {
        return None;
    };
    (*version == 1).then(|| format!("avc1.{profile:02x}{compatibility:02x}{level:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WRITTEN: &str = "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:4\n#EXT-X-MEDIA-SEQUENCE:0\n\
        #EXT-X-PLAYLIST-TYPE:EVENT\n#EXT-X-MAP:URI=\"480_init.mp4\"\n#EXTINF:4.000000,\n480_0000.m4s\n\
        #EXTINF:2.500000,\n480_0001.m4s\n#EXT-X-ENDLIST\n";

    #[test]
    fn our_encoders_playlist_becomes_ours() {
        let playlist = parse(WRITTEN, "480").expect("as ffmpeg writes it");
        assert!(playlist.ended && (playlist.seconds() - 6.5).abs() < 1e-9);
        let text = playlist.render();
        assert!(text.contains("#EXT-X-PLAYLIST-TYPE:VOD") && text.ends_with("#EXT-X-ENDLIST\n"));
        assert_eq!(parse(&text, "480").expect("ours is as strict"), playlist);
    }

    #[test]
    fn foreign_addresses_are_refused() {
        for (from, to) in [
            ("480_0001.m4s", "file:///etc/passwd"),
            ("480_0001.m4s", "../480_0001.m4s"),
            ("480_0001.m4s", "480_0007.m4s"),
            ("480_init.mp4", "http://example.org/x.mp4"),
            ("#EXTINF:2.500000,\n", ""),
            ("2.500000", "nan"),
            ("#EXTM3U", "#EXTM4U"),
        ] {
            assert!(parse(&WRITTEN.replace(from, to), "480").is_err(), "{to}");
        }
    }

    #[test]
    fn the_master_begins_modestly() {
        let variant = |name, width, height| Variant {
            rung: Rung {
                name,
                width,
                height,
                max_kbps: 1,
            },
            peak_bps: u64::from(name) * 2000,
            mean_bps: u64::from(name) * 1000,
            codec: "avc1.64001f".to_owned(),
        };
        let variants = [
            variant(720, 1280, 720),
            variant(480, 854, 480),
            variant(240, 426, 240),
        ];
        let text = render_master(&variants, (30, 1), true);
        let addresses: Vec<_> = text.lines().filter(|line| !line.starts_with('#')).collect();
        assert_eq!(addresses, ["480.m3u8", "240.m3u8", "720.m3u8"]);
        assert!(text.contains("CODECS=\"avc1.64001f,mp4a.40.2\",AUDIO=\"sound\""));
        assert!(!render_master(&variants, (30, 1), false).contains("AUDIO"));
    }

    proptest::proptest! {
        #[test]
        fn any_text_gives_an_answer(text in "[#A-Z0-9:,._/\"\n-]{0,200}") {
            let _ = parse(&text, "480");
            let _ = parse(&format!("#EXTM3U\n{text}"), "480");
        }

        #[test]
        fn what_is_written_is_read_again(lengths in proptest::collection::vec(1_u32..600_000_000, 1..40), ended: bool) {
            let playlist = MediaPlaylist {
                init: "720_init.mp4".to_owned(),
                segments: lengths
                    .iter()
                    .enumerate()
                    .map(|(number, micros)| (f64::from(*micros) / 1e6, segment_name("720", number)))
                    .collect(),
                ended,
            };
            let again = parse(&playlist.render(), "720").expect("ours");
            assert!(again.ended);
            assert_eq!(again.segments.len(), playlist.segments.len());
            assert!((again.seconds() - playlist.seconds()).abs() < 1e-3);
        }

        #[test]
        fn a_foreign_address_is_never_taken(line in "[a-z0-9:/._-]{1,40}") {
            let text = WRITTEN.replace("480_0001.m4s", &line);
            assert_eq!(parse(&text, "480").is_ok(), line == "480_0001.m4s");
        }
    }
}
