//! Films in other wrappings with tags in every place that we know of.

use super::films::{Beside, FILM, H264, SEI, jpegs, made, tags, track_tags};
use super::{Tagged, riff_with};
use crate::planted::{WORD, WORDS, cover, xmp};
use crate::support::ffmpeg;

pub fn webm() -> Vec<Tagged> {
    let vp8 = "-c:v libvpx -deadline realtime -cpu-used 8 -b:v 100k -c:a libvorbis";
    let beside = Beside::new();
    let chapters = beside.path("c.txt");
    vec![
        made("tags", &format!("{FILM} {vp8} {}", tags()), "webm"),
        made(
            "names of tracks",
            &format!("{FILM} {vp8} {}", track_tags()),
            "webm",
        ),
        made(
            "chapters",
            &format!("{FILM} -f ffmetadata -i {chapters} -map 0 -map 1 -map_chapters 2 {vp8}"),
            "webm",
        ),
    ]
}

pub fn avi() -> Vec<Tagged> {
    let beside = Beside::new();
    let plain = format!("{FILM} -c:v mpeg4 -c:a libmp3lame");
    let film = ffmpeg(&plain, "avi");
    let info = [&b"INFOICMT\x1C\0\0\0"[..], WORDS.as_bytes(), b"\0"].concat();
    let mut films = vec![
        made("tags", &format!("{plain} {}", tags()), "avi"),
        made(
            "names of tracks",
            &format!("{plain} {}", track_tags()),
            "avi",
        ),
        made("frames with tags", &jpegs(&beside), "avi"),
    ];
    for (name, content) in [
        (b"LIST", info),
        (b"_PMX", xmp()),
        (b"JUNK", WORDS.into()),
        (b"IDIT", WORDS.into()),
    ] {
        let name_text = format!("a chunk {}", name.escape_ascii());
        films.push(Tagged::new(
            &name_text,
            "avi",
            riff_with(&film, name, &content),
        ));
    }
    films
}

pub fn wmv() -> Vec<Tagged> {
    let plain = format!("{FILM} -c:v wmv2 -b:v 200k -c:a wmav2");
    let chapters = Beside::new();
    let path = chapters.path("c.txt");
    vec![
        made("tags", &format!("{plain} {}", tags()), "wmv"),
        made(
            "chapters",
            &format!(
                "{FILM} -f ffmetadata -i {path} -map 0 -map 1 -map_chapters 2 -c:v wmv2 -b:v 200k -c:a wmav2"
            ),
            "wmv",
        ),
    ]
}

pub fn flv() -> Vec<Tagged> {
    let plain = format!("{FILM} -c:v flv -b:v 200k -c:a libmp3lame -ar 44100");
    let film = ffmpeg(&plain, "flv");
    // A script tag behind the last frame (Adobe Flash Video File Format, E.4.4).
    let text = xmp();
    let length = u16::try_from(text.len()).expect("short").to_be_bytes();
    let script = [b"\x02\0\x09onXMPData\x02", &length[..], &text].concat();
    let size = u32::try_from(script.len()).expect("short");
    let tag = [
        b"\x12",
        &size.to_be_bytes()[1..],
        &[0; 7],
        &script,
        &(size + 11).to_be_bytes(),
    ]
    .concat();
    vec![
        made("tags", &format!("{plain} {}", tags()), "flv"),
        Tagged::new("script", "flv", [film, tag].concat()),
        made(
            "words in pictures",
            &format!("{FILM} {H264} {SEI}+{WORD}"),
            "flv",
        ),
    ]
}

pub fn ogv() -> Vec<Tagged> {
    let plain = format!("{FILM} -c:v libtheora -q:v 6 -c:a libvorbis");
    let picture = super::songs::picture_comment(&cover());
    vec![
        made("tags", &format!("{plain} {}", tags()), "ogv"),
        made(
            "names of tracks",
            &format!("{plain} {}", track_tags()),
            "ogv",
        ),
        made(
            "a picture among the comments",
            &format!("{plain} -metadata METADATA_BLOCK_PICTURE={picture}"),
            "ogv",
        ),
    ]
}

/// Transport streams.
pub fn stream() -> Vec<Tagged> {
    let plain = format!("{FILM} {H264}");
    vec![
        made(
            "service",
            &format!("{plain} -metadata service_name={WORD} -metadata service_provider={WORD}"),
            "ts",
        ),
        made("words in pictures", &format!("{plain} {SEI}+{WORD}"), "ts"),
    ]
}
