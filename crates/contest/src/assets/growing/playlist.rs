//! Playlists of a film that is still being made (RFC 8216): they grow at their end and say so.

use std::fmt::Write;

use crate::assets::entity::{rendition, rendition_file};

/// No segment is longer, in seconds; a playlist may not change its mind about it.
const LONGEST_SEGMENT: u32 = 6;
/// Name of the sound's playlist.
const SOUND: &str = "audio";

/// One size of the film, or its sound.
struct Track<'a> {
    header: &'a rendition_file::Model,
    segments: Vec<&'a rendition_file::Model>,
}

impl<'a> Track<'a> {
    fn find(files: &'a [rendition_file::Model], name: &str) -> Option<Self> {
        let header = files
            .iter()
            .find(|file| file.name == format!("{name}_init.mp4"))?;
        let segments = (0..).map_while(|number| {
            let name = format!("{name}_{number:04}.m4s");
            files.iter().find(|file| file.name == name)
        });
        let track = Self {
            header,
            segments: segments.collect(),
        };
        (!track.segments.is_empty()).then_some(track)
    }

    /// Highest rate of any segment, in bit/s.
    fn peak_bps(&self) -> i64 {
        let rates = self.segments.iter().map(|segment| {
            let millis = (segment.duration_us.unwrap_or(0) / 1000).max(1);
            segment.size_bytes.saturating_mul(8000) / millis
        });
        rates.max().unwrap_or(0)
    }
}

/// The sizes that have begun, the modest one first; `None` before every track that is needed has begun.
pub(super) fn master(
    rendition: &rendition::Model,
    files: &[rendition_file::Model],
) -> Option<String> {
    let mut sizes: Vec<(u32, Track<'_>)> = files
        .iter()
        .filter_map(|file| {
            let name = file.name.strip_suffix("_init.mp4")?;
            Some((name.parse().ok()?, Track::find(files, name)?))
        })
        .collect();
    sizes.sort_by_key(|(name, _)| (*name != 480, *name));
    if sizes.is_empty() {
        return None;
    }
    let sound = if rendition.has_audio {
        Some(Track::find(files, SOUND)?)
    } else {
        None
    };
    let mut text = "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n".to_owned();
    if sound.is_some() {
        text.push_str(
            "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"sound\",NAME=\"sound\",DEFAULT=YES,AUTOSELECT=YES,\
             CHANNELS=\"2\",URI=\"audio.m3u8\"\n",
        );
    }
    for (name, track) in &sizes {
        let rate = track.peak_bps() + sound.as_ref().map_or(0, Track::peak_bps);
        let _ = write!(text, "#EXT-X-STREAM-INF:BANDWIDTH={}", rate.max(1));
        if let (Some(width), Some(height)) = (track.header.width, track.header.height) {
            let _ = write!(text, ",RESOLUTION={width}x{height}");
        }
        if let Some(codec) = &track.header.codec {
            let with_sound = if sound.is_some() { ",mp4a.40.2" } else { "" };
            let _ = write!(text, ",CODECS=\"{codec}{with_sound}\"");
        }
        if sound.is_some() {
            text.push_str(",AUDIO=\"sound\"");
        }
        let _ = writeln!(text, "\n{name}.m3u8");
    }
    Some(text)
}

/// The segments of one track so far, without an end.
pub(super) fn media(files: &[rendition_file::Model], name: &str) -> Option<String> {
    let track = Track::find(files, name)?;
    let mut text = format!(
        "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:{LONGEST_SEGMENT}\n#EXT-X-MEDIA-SEQUENCE:0\n\
         #EXT-X-PLAYLIST-TYPE:EVENT\n#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-MAP:URI=\"{}\"\n",
        track.header.name
    );
    for segment in &track.segments {
        let micros = segment.duration_us.unwrap_or(0).max(0);
        let (seconds, rest) = (micros / 1_000_000, micros % 1_000_000);
        let _ = write!(text, "#EXTINF:{seconds}.{rest:06},\n{}\n", segment.name);
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::RenditionId;

    fn file(name: &str, duration_us: Option<i64>, codec: Option<&str>) -> rendition_file::Model {
        rendition_file::Model {
            rendition_id: RenditionId::from(uuid::Uuid::nil()),
            name: name.to_owned(),
            content_type: "video/mp4".to_owned(),
            size_bytes: 500_000,
            sha256: vec![0; 32],
            width: Some(854),
            height: Some(480),
            duration_us,
            codec: codec.map(str::to_owned),
        }
    }

    fn set(has_audio: bool) -> rendition::Model {
        rendition::Model {
            id: RenditionId::from(uuid::Uuid::nil()),
            asset_id: uuid::Uuid::nil().into(),
            media_key: String::new(),
            files_hash: Vec::new(),
            width: None,
            height: None,
            duration_ms: None,
            has_audio,
            thumbhash: None,
            color: None,
            peaks: None,
            created_at: chrono::DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn segments_are_listed_in_order_up_to_the_first_gap() {
        let files = [
            file("480_0001.m4s", Some(2_500_000), None),
            file("480_0000.m4s", Some(4_000_000), None),
            file("480_0003.m4s", Some(4_000_000), None),
            file("480_init.mp4", None, Some("avc1.64001e")),
        ];
        let text = media(&files, "480").expect("something to play");
        assert!(
            text.ends_with(
                "#EXT-X-MAP:URI=\"480_init.mp4\"\n#EXTINF:4.000000,\n480_0000.m4s\n#EXTINF:2.500000,\n480_0001.m4s\n"
            ),
            "{text}"
        );
        assert!(text.contains("TYPE:EVENT") && !text.contains("ENDLIST"));
        assert_eq!(media(&files, "720"), None);
        assert_eq!(media(&files[..1], "480"), None, "no header yet");
    }

    proptest::proptest! {
        /// Whatever files there are: a playlist names files of its own track only, all of them there, in order without a gap.
        #[test]
        fn a_playlist_names_only_what_is_there(
            parts in proptest::collection::vec((0_usize..4, 0_u32..6, proptest::option::of(-1_000_000_i64..9_000_000)), 0..30),
            headers in proptest::collection::vec(0_usize..4, 0..5),
            has_audio: bool,
        ) {
            const TRACKS: [&str; 4] = ["240", "480", "audio", "480\n#X"];
            let segments = parts.iter().map(|(track, number, length)| {
                file(&format!("{}_{number:04}.m4s", TRACKS[*track]), *length, None)
            });
            let headers = headers.iter().map(|track| file(&format!("{}_init.mp4", TRACKS[*track]), None, Some("avc1.64001e")));
            let files: Vec<_> = segments.chain(headers).collect();
            let there = |name: &str| files.iter().any(|file| file.name == name);
            for track in ["240", "480", "audio"] {
                let Some(text) = media(&files, track) else { continue };
                let named: Vec<_> = text.lines().filter(|line| !line.starts_with('#')).collect();
                proptest::prop_assert!(!named.is_empty() && text.matches("#EXT-X-MAP").count() == 1);
                for (number, name) in named.iter().enumerate() {
                    proptest::prop_assert_eq!(*name, format!("{track}_{number:04}.m4s"));
                    proptest::prop_assert!(there(name));
                }
                proptest::prop_assert_eq!(text.matches("#EXTINF:").count(), named.len());
                proptest::prop_assert!(!text.contains('-') || !text.contains("#EXTINF:-"), "no length is negative");
            }
            if let Some(text) = master(&set(has_audio), &files) {
                for line in text.lines().filter(|line| !line.starts_with('#')) {
                    let track = line.strip_suffix(".m3u8").unwrap_or_default();
                    proptest::prop_assert!(media(&files, track).is_some(), "{} can be played", line);
                }
                proptest::prop_assert!(!has_audio || media(&files, "audio").is_some());
            }
        }
    }

    #[test]
    fn a_film_with_sound_waits_for_its_sound() {
        let mut files = vec![
            file("720_init.mp4", None, Some("avc1.64001f")),
            file("720_0000.m4s", Some(4_000_000), None),
            file("480_init.mp4", None, Some("avc1.64001e")),
            file("480_0000.m4s", Some(4_000_000), None),
        ];
        assert_eq!(master(&set(true), &files), None);
        files.push(file("audio_init.mp4", None, None));
        files.push(file("audio_0000.m4s", Some(4_000_000), None));
        let text = master(&set(true), &files).expect("all there");
        assert!(
            text.contains(
                "BANDWIDTH=2000000,RESOLUTION=854x480,CODECS=\"avc1.64001e,mp4a.40.2\",AUDIO=\"sound\"\n480.m3u8\n"
            ),
            "{text}"
        );
        assert!(text.find("480.m3u8") < text.find("720.m3u8"));
        let silent = master(&set(false), &files[..4]).expect("all there");
        assert!(!silent.contains("AUDIO"), "{silent}");
    }
}
