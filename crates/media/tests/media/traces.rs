//! Where and by whom something was made stays with the original: no rendition holds a trace of it, and none holds
//! anything but pictures and sound. Films, songs and magazines; `photo_metadata` does the same for pictures.

use std::path::Path;
use std::process::Command;

use contest::assets::{Mark, Span};
use media::{Burning, content_type};

use crate::films_read::{check_film, check_header, check_segment};
use crate::planted::{COVER, left_in, planted_in};
use crate::readers::{check_jpeg, check_webp};
use crate::support::{Made, burnt, process, rung};
use crate::tagged::{Tagged, by_exiftool, films, other_films, papers, songs};
use crate::texts_read::check_text;

/// What no rendition holds besides: names of programs, and blocks of tags.
const MARKS: [&[u8]; 5] = [
    b"Lavf",
    b"x264 - core",
    b"GA94",
    b"Exif\0\0",
    b"http://ns.adobe.com",
];

/// Only pictures and sound, each file read to its last byte.
fn check(made: &Made) -> Result<(), String> {
    let names = made.names();
    for name in &names {
        let bytes = made.bytes(name);
        let header = || {
            let (rung, _) = name.rsplit_once('_').ok_or("no rung")?;
            check_header(&made.bytes(&format!("{rung}_init.mp4")))
        };
        let read = match name.rsplit_once('.').map(|(_, ending)| ending) {
            Some("jpg") => check_jpeg(&bytes),
            Some("webp") => check_webp(&bytes),
            Some("m3u8" | "vtt") => check_text(name, &bytes, &names),
            Some("m4s") => header().and_then(|pictures| check_segment(&bytes, pictures)),
            Some("mp4") if name.ends_with("_init.mp4") => header().map(|_| ()),
            Some("mp4" | "m4a") => check_film(&bytes),
            other => Err(format!("a file ending in {other:?}")),
        };
        read.map_err(|why| format!("{name}: {why}"))?;
        if let Some(spelling) = planted_in(&bytes) {
            return Err(format!("{name}: {spelling}"));
        }
        for mark in MARKS {
            if bytes.windows(mark.len()).any(|window| window == mark) {
                return Err(format!("{name}: {}", mark.escape_ascii()));
            }
        }
    }
    let facts = format!("{:?}", made.renditions.facts).into_bytes();
    planted_in(&facts).map_or(Ok(()), |spelling| Err(format!("facts: {spelling}")))
}

/// Words that our packager writes.
const PLAIN: [&str; 9] = [
    "VideoHandler",
    "SoundHandler",
    "Lavc libx264",
    "und",
    "isom",
    "iso5",
    "512",
    "[0][0][0][0]",
    "isomiso2avc1mp41 isomiso2mp41 iso5iso6mp41",
];

/// Which streams another reader finds in a film, song, rung or sound, and that it finds no words.
fn check_streams(path: &Path, name: &str, wanted: &[&str]) {
    let output = Command::new("ffprobe")
        .args([
            "-v",
            "error",
            "-of",
            "json",
            "-show_format",
            "-show_streams",
            "-show_chapters",
            "-show_programs",
        ])
        .arg(path)
        .output()
        .expect("ffprobe runs");
    assert!(
        output.status.success() && output.stderr.is_empty(),
        "{name}"
    );
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let streams = told["streams"].as_array().expect("streams");
    let codes = streams
        .iter()
        .flat_map(|stream| [&stream["codec_name"], &stream["codec_tag_string"]]);
    let codes: Vec<_> = codes.filter_map(|code| code.as_str()).collect();
    assert_eq!(codes, wanted, "{name}");
    for part in ["chapters", "programs"] {
        assert_eq!(told[part], serde_json::json!([]), "{name}");
    }
    let tagged = streams
        .iter()
        .chain([&told["format"]])
        .filter_map(|part| part["tags"].as_object());
    for (key, value) in tagged.flatten() {
        let plain = value
            .as_str()
            .is_some_and(|value| PLAIN.iter().any(|word| word.contains(value)));
        assert!(plain, "{name}: {key} {value}");
    }
}

fn check_all_streams(made: &Made, what: &str) {
    const PICTURES: [&str; 2] = ["h264", "avc1"];
    const SOUND: [&str; 2] = ["aac", "mp4a"];
    let names = made.names();
    let sound = names.contains(&"audio_init.mp4");
    for name in &names {
        let shown = format!("{what}: {name}");
        match name.split_once("_init.mp4").map(|(own, _)| own) {
            Some("audio") => check_streams(rung(made, "audio").path(), &shown, &SOUND),
            Some(own) => check_streams(rung(made, own).path(), &shown, &PICTURES),
            None if *name == "video.mp4" => {
                let all = [&PICTURES[..], &SOUND].concat();
                check_streams(
                    made.path(name),
                    &shown,
                    if sound { &all } else { &PICTURES },
                );
            }
            None if *name == "audio.m4a" => check_streams(made.path(name), &shown, &SOUND),
            None => {}
        }
    }
}

/// Whether one of the readers is content.
type IsOurs = fn(&[u8]) -> bool;

#[tokio::test]
async fn the_reader_of_films_sees_what_does_not_belong() {
    let made = process(&other_films::stream()[0].bytes)
        .await
        .expect("a film");
    check(&made).expect("an ordinary film");
    let [film, header, segment] =
        ["video.mp4", "72_init.mp4", "72_0000.m4s"].map(|name| made.bytes(name));
    let read: [(&[u8], IsOurs); 3] = [
        (&film, |bytes| check_film(bytes).is_ok()),
        (&header, |bytes| check_header(bytes) == Ok(true)),
        (&segment, |bytes| check_segment(bytes, true).is_ok()),
    ];
    for (bytes, is_ours) in read {
        assert!(is_ours(bytes));
        for more in [
            &b"x"[..],
            b"\0\0\0\x08uuid",
            b"\0\0\0\x08free",
            b"\0\0\0\x0Cmdat....",
        ] {
            assert!(!is_ours(&[bytes, more].concat()), "{}", more.escape_ascii());
            assert!(!is_ours(&[more, bytes].concat()), "{}", more.escape_ascii());
        }
        assert!(!is_ours(&bytes[..bytes.len() - 1]));
    }
    // Another byte at so many behind a name: a time of making, a language, names, a version, room in `free`.
    for (bytes, name, behind, is_ours) in [
        (&film, "mvhd", 11, read[0].1),
        (&film, "tkhd", 11, read[0].1),
        (&film, "mdhd", 24, read[0].1),
        (&film, "hdlr", 30, read[0].1),
        (&film, "dref", 12, read[0].1),
        (&film, "avc1", 50, read[0].1),
        (&film, "avcC", 7, read[0].1),
        (&film, "esds", 12, read[0].1),
        (&film, "stts", 7, read[0].1),
        (&film, "stsz", 12, read[0].1),
        (&film, "ilst", 0, read[0].1),
        (&header, "ftyp", 1, read[1].1),
        (&header, "mvhd", 95, read[1].1),
        (&header, "trex", 23, read[1].1),
        (&segment, "styp", 1, read[2].1),
        (&segment, "tfhd", 1, read[2].1),
        (&segment, "trun", 7, read[2].1),
        (&segment, "trun", 11, read[2].1),
    ] {
        let mut other = bytes.clone();
        let at = bytes
            .windows(4)
            .position(|four| four == name.as_bytes())
            .expect(name);
        other[at + 4 + behind] ^= 0x10;
        assert!(!is_ours(&other), "{name}");
    }
    // The first unit of the first picture becomes SEI.
    for (bytes, is_ours) in [(&film, read[0].1), (&segment, read[2].1)] {
        let mut other = bytes.clone();
        let at = bytes
            .windows(4)
            .rposition(|four| four == b"mdat")
            .expect("media");
        let slice = (at..at + 4000).find(|at| matches!(other[*at..], [0, 0, _, _, 0x65, ..]));
        other[slice.expect("a slice") + 4] = 6;
        assert!(!is_ours(&other));
    }
    for order in [
        "-XMP-dc:Title=x",
        "-Keys:Title=x",
        "-ItemList:Title=x",
        "-UserData:Title=x",
    ] {
        check_film(&by_exiftool(&film, "mp4", &[order.to_owned()])).expect_err(order);
    }
    check_streams(
        made.path("video.mp4"),
        "video.mp4",
        &["h264", "avc1", "aac", "mp4a"],
    );
}

/// Works on every file of a kind; each has to hold what was planted, and none of its renditions may.
async fn leave_no_trace(files: Vec<Tagged>, count: usize, holds: &[&str]) -> Vec<(Tagged, Made)> {
    let folder = tempfile::tempdir().expect("a folder");
    let mut all = Vec::new();
    assert_eq!(files.len(), count);
    for (number, file) in files.into_iter().enumerate() {
        let what = format!("{} ({})", file.name, file.ending);
        assert!(file.carries(), "{what}: nothing was planted");
        let made = process(&file.bytes)
            .await
            .unwrap_or_else(|error| panic!("{what}: {error:?}"));
        check(&made).unwrap_or_else(|why| panic!("{what}: {why}"));
        for name in holds {
            assert!(made.renditions.file(name).is_some(), "{what}: no {name}");
        }
        check_all_streams(&made, &what);
        let own = folder.path().join(number.to_string());
        std::fs::create_dir(&own).expect("made");
        for name in made.names() {
            assert!(content_type(name).is_some());
            std::fs::copy(made.path(name), own.join(name)).expect("copied");
        }
        all.push((file, made));
    }
    assert_eq!(left_in(folder.path()), "");
    all
}

/// One test per kind of file, with all tags that its format can hold, and how many files that are.
macro_rules! kinds {
    ($($name:ident: $files:path, $count:literal, $holds:expr;)*) => {$(
        #[tokio::test]
        async fn $name() {
            leave_no_trace($files(), $count, $holds).await;
        }
    )*};
}

const FILM: &[&str] = &["video.mp4", "master.m3u8", "audio_init.mp4", "sprite.vtt"];
const SONG: &[&str] = &["audio.m4a"];

kinds! {
    an_mp4_leaves_no_trace: films::mp4, 29, FILM;
    a_mov_leaves_no_trace: films::mov, 13, FILM;
    a_3gp_leaves_no_trace: films::threegp, 11, FILM;
    a_film_in_pieces_leaves_no_trace: films::fragmented, 3, FILM;
    a_film_whose_pictures_are_copied_leaves_no_trace: films::copied, 3, FILM;
    a_matroska_leaves_no_trace: films::matroska, 8, FILM;
    a_webm_leaves_no_trace: other_films::webm, 3, FILM;
    an_avi_leaves_no_trace: other_films::avi, 7, FILM;
    a_wmv_leaves_no_trace: other_films::wmv, 2, FILM;
    an_flv_leaves_no_trace: other_films::flv, 3, FILM;
    an_ogv_leaves_no_trace: other_films::ogv, 3, FILM;
    a_transport_stream_leaves_no_trace: other_films::stream, 2, FILM;
    a_wave_leaves_no_trace: songs::wave, 6, SONG;
    sound_in_other_wrappings_leaves_no_trace: songs::others, 4, SONG;
    a_magazine_of_text_leaves_no_trace: papers::texts, 21, &[];
}

#[tokio::test]
async fn a_magazine_of_pictures_leaves_no_trace() {
    let made = leave_no_trace(papers::pictures(), 4, &[]).await;
    for (_, made) in made {
        let middle = *made.picture("1280.webp").to_rgb8().get_pixel(400, 600);
        assert!(middle[2] > 180 && middle[0] < 60, "{middle:?}");
        assert_eq!(made.renditions.facts.pages, [""]);
    }
}

/// What takes the place of a film's original is made like a rendition: words in its pictures would outlive the silence over
/// them.
#[tokio::test]
async fn a_covered_film_keeps_no_captions() {
    let film = films::mp4()
        .into_iter()
        .find(|film| film.name == "captions");
    let film = film.expect("one with captions").bytes;
    assert!(planted_in(&film).is_some());
    let burning = Burning {
        marks: vec![Mark::Silence {
            span: Span::new(0, 500),
        }],
        replace_original: true,
    };
    let made = burnt(&film, &burning).await.expect("a film");
    check(&made).expect("only pictures and sound");
    let original = made.renditions.original.expect("a new original");
    let bytes = std::fs::read(original.path).expect("readable");
    assert_eq!(planted_in(&bytes), None);
}

/// Songs show their own covers, and nothing of what those tell.
fn check_covers(all: &[(Tagged, Made)]) {
    let covered = all.iter().filter(|(file, _)| file.name.contains("cover"));
    let covered: Vec<_> = covered.collect();
    assert_eq!(covered.len(), 2);
    for (file, made) in covered {
        let facts = &made.renditions.facts;
        assert_eq!((facts.width, facts.height), (COVER, COVER), "{}", file.name);
        let middle = *made.picture("320.webp").to_rgb8().get_pixel(150, 150);
        assert!(middle[2] > 180 && middle[0] < 60, "{middle:?}");
    }
}

/// One test per kind of song that may have a cover.
macro_rules! covered {
    ($($name:ident: $files:path, $count:literal;)*) => {$(
        #[tokio::test]
        async fn $name() {
            check_covers(&leave_no_trace($files(), $count, SONG).await);
        }
    )*};
}

covered! {
    an_mp3_leaves_no_trace: songs::mp3, 17;
    an_m4a_leaves_no_trace: songs::m4a, 10;
    a_flac_leaves_no_trace: songs::flac, 6;
    an_ogg_leaves_no_trace: songs::ogg, 4;
    an_opus_leaves_no_trace: songs::opus, 4;
}
