//! Songs of every kind with tags in every place that we know of.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::films::tags;
use super::{Tagged, boxed, by_exiftool, inside, riff_with};
use crate::planted::{COVER, NAME, PLACE, WORD, WORDS, cover, cover_with_thumbnail, xmp};
use crate::support::{ffmpeg, with_box};

const SOUND: &str = "-f lavfi -i sine=duration=1.5";

fn made(name: &str, args: &str, ending: &str) -> Tagged {
    Tagged::new(name, ending, ffmpeg(&format!("{SOUND} {args}"), ending))
}

/// Songs with the two covers, by ffmpeg.
fn covered(args: &str, ending: &str) -> Vec<Tagged> {
    [
        ("cover", cover()),
        ("thumbnail of the cover", cover_with_thumbnail()),
    ]
    .into_iter()
    .map(|(name, picture)| {
        let file = tempfile::NamedTempFile::with_suffix(".jpg").expect("a file");
        std::fs::write(file.path(), picture).expect("written");
        let path = file.path().display();
        made(
            name,
            &format!("-i {path} -map 0 -map 1 -c:v copy -disposition:v attached_pic {args}"),
            ending,
        )
    })
    .collect()
}

/// A tag at the beginning of an MP3 (ID3v2.3, section 3).
fn id3(frames: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, content) in frames {
        let size = u32::try_from(content.len()).expect("small").to_be_bytes();
        body.extend([name.as_bytes(), &size, &[0; 2], content].concat());
    }
    let size = body.len();
    let seven = [21, 14, 7, 0].map(|shift| u8::try_from(size >> shift & 0x7F).expect("seven bits"));
    [b"ID3\x03\0\0", &seven[..], &body].concat()
}

pub fn mp3() -> Vec<Tagged> {
    const MP3: &str = "-c:a libmp3lame -b:a 64k";
    let plain = ffmpeg(&format!("{SOUND} {MP3} -id3v2_version 0"), "mp3");
    let wide = [
        &[1, 0xFF, 0xFE][..],
        &WORDS
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<u8>>(),
    ]
    .concat();
    let text = |before: &[u8]| [before, WORDS.as_bytes()].concat();
    let frames: [(&str, &str, Vec<u8>); 9] = [
        ("ID3 comment", "COMM", text(b"\0eng\0")),
        ("ID3 text of its own", "TXXX", text(b"\0GPS\0")),
        ("ID3 title in UTF-16", "TIT2", wide),
        ("ID3 verse", "USLT", text(b"\0eng\0")),
        ("ID3 address", "WXXX", text(b"\0\0http://x.example/")),
        (
            "ID3 object",
            "GEOB",
            [b"\0image/jpeg\0a.jpg\0\0", &cover()[..]].concat(),
        ),
        ("ID3 private", "PRIV", [b"XMP\0", &xmp()[..]].concat()),
        (
            "ID3 picture",
            "APIC",
            [b"\0image/jpeg\0\x03\0", &cover()[..]].concat(),
        ),
        ("ID3 picture's words", "APIC", {
            let plain = crate::pdf::jpeg([20, 120, 220], b"");
            [b"\0image/jpeg\0\x03", &text(b"")[..], b"\0", &plain].concat()
        }),
    ];
    let mut songs: Vec<_> = frames
        .into_iter()
        .map(|(name, frame, content)| {
            Tagged::new(
                name,
                "mp3",
                [id3(&[(frame, content)]), plain.clone()].concat(),
            )
        })
        .collect();
    // The last 128 bytes: title, artist, album, year, comment, genre.
    let old = [
        b"TAG",
        WORDS.as_bytes(),
        &[0; 3],
        WORDS.as_bytes(),
        &[0; 68],
    ]
    .concat();
    // APEv2: an item, then its footer.
    let value = u32::try_from(WORDS.len()).expect("short").to_le_bytes();
    let item = [&value[..], &[0; 4], b"Record Location\0", WORDS.as_bytes()].concat();
    let size = u32::try_from(item.len() + 32).expect("short").to_le_bytes();
    let footer = [
        &b"APETAGEX\xD0\x07\0\0"[..],
        &size,
        b"\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
    ]
    .concat();
    // Lyrics3v2: a field, and its length before the last mark.
    let field = format!("LYRICSBEGININF{:05}{WORDS}", WORDS.len());
    let lyrics = format!("{field}{:06}LYRICS200", field.len());
    for (name, end) in [
        ("ID3v1", old.clone()),
        ("APE", [item, footer].concat()),
        ("Lyrics3", [lyrics.into_bytes(), old].concat()),
        ("behind the end", WORDS.into()),
    ] {
        songs.push(Tagged::new(name, "mp3", [plain.clone(), end].concat()));
    }
    songs.push(made(
        "ID3v2.3",
        &format!("{MP3} -id3v2_version 3 -write_id3v1 1 {}", tags()),
        "mp3",
    ));
    songs.push(made(
        "ID3v2.4",
        &format!("{MP3} -id3v2_version 4 {}", tags()),
        "mp3",
    ));
    songs.extend(covered(MP3, "mp3"));
    songs
}

pub fn m4a() -> Vec<Tagged> {
    let plain = ffmpeg(&format!("{SOUND} -c:a aac"), "m4a");
    let length = u16::try_from(PLACE.len()).expect("short").to_be_bytes();
    let xyz = boxed(
        b"\xA9xyz",
        &[&length[..], b"\x15\xC7", PLACE.as_bytes()].concat(),
    );
    let uuid = [
        b"\xBE\x7A\xCF\xCB\x97\xA9\x42\xE8\x9C\x71\x99\x94\x91\xE3\xAF\xAC",
        &xmp()[..],
    ]
    .concat();
    let mut songs = vec![
        made("tags", &format!("-c:a aac {}", tags()), "m4a"),
        made(
            "names of tracks",
            &format!("-c:a aac -metadata:s handler_name={WORD} -metadata:s title={WORD}"),
            "m4a",
        ),
        Tagged::new(
            "xyz",
            "m4a",
            inside(&plain, &[b"moov"], &boxed(b"udta", &xyz)),
        ),
        Tagged::new("uuid", "m4a", with_box(&plain, b"uuid", &uuid)),
        Tagged::new("free", "m4a", with_box(&plain, b"free", WORDS.as_bytes())),
    ];
    for tag in ["-ItemList:Comment", "-Keys:Artist", "-XMP-dc:Title"] {
        let order = [format!("{tag}={WORDS}")];
        songs.push(Tagged::new(tag, "m4a", by_exiftool(&plain, "m4a", &order)));
    }
    songs.extend(covered("-c:a aac", "m4a"));
    songs
}

pub fn flac() -> Vec<Tagged> {
    let plain = ffmpeg(&format!("{SOUND} -c:a flac"), "flac");
    // Blocks right behind the first (FLAC format, METADATA_BLOCK).
    let with = |name: &str, kind: u8, content: &[u8]| {
        let length = u32::try_from(content.len()).expect("small").to_be_bytes();
        let block = [&[kind], &length[1..], content].concat();
        Tagged::new(name, "flac", [&plain[..42], &block, &plain[42..]].concat())
    };
    let mut songs = vec![
        made("tags", &format!("-c:a flac {}", tags()), "flac"),
        with("padding", 1, WORDS.as_bytes()),
        with("application", 2, &[b"riff", WORDS.as_bytes()].concat()),
        with("a block of no known kind", 100, WORDS.as_bytes()),
    ];
    songs.extend(covered("-c:a flac", "flac"));
    songs
}

/// A picture as a comment in Ogg (FLAC format, `METADATA_BLOCK_PICTURE`).
pub fn picture_comment(picture: &[u8]) -> String {
    let number = |value: usize| u32::try_from(value).expect("small").to_be_bytes();
    let side = u32::to_be_bytes(COVER);
    let block = [
        &[0, 0, 0, 3, 0, 0, 0, 10][..],
        b"image/jpeg",
        &number(NAME.len()),
        NAME.as_bytes(),
        &side,
        &side,
        &[0, 0, 0, 24, 0, 0, 0, 0],
        &number(picture.len()),
        picture,
    ];
    BASE64_STANDARD.encode(block.concat())
}

fn in_ogg(codec: &str, ending: &str) -> Vec<Tagged> {
    let comment = |picture: &[u8]| {
        format!(
            "-c:a {codec} -metadata METADATA_BLOCK_PICTURE={}",
            picture_comment(picture)
        )
    };
    vec![
        made("tags", &format!("-c:a {codec} {}", tags()), ending),
        made(
            "tags of the track",
            &format!("-c:a {codec} -metadata:s:a comment={WORD}"),
            ending,
        ),
        made("cover", &comment(&cover()), ending),
        made(
            "thumbnail of the cover",
            &comment(&cover_with_thumbnail()),
            ending,
        ),
    ]
}

pub fn ogg() -> Vec<Tagged> {
    in_ogg("libvorbis", "ogg")
}

pub fn opus() -> Vec<Tagged> {
    in_ogg("libopus", "opus")
}

pub fn wave() -> Vec<Tagged> {
    let plain = ffmpeg(&format!("{SOUND} -ar 8000 -c:a pcm_s16le"), "wav");
    let info = [&b"INFOICMT\x1C\0\0\0"[..], WORDS.as_bytes(), b"\0"].concat();
    let mut songs = vec![
        made(
            "INFO",
            &format!("-ar 8000 -c:a pcm_s16le {}", tags()),
            "wav",
        ),
        made(
            "bext",
            &format!(
                "-ar 8000 -c:a pcm_s16le -write_bext 1 -metadata originator={NAME} -metadata description={WORD}"
            ),
            "wav",
        ),
    ];
    for (name, content) in [
        (b"LIST", info),
        (b"_PMX", xmp()),
        (
            b"iXML",
            format!("<BWFXML><NOTE>{WORDS}</NOTE></BWFXML>").into_bytes(),
        ),
        (
            b"id3 ",
            id3(&[("APIC", [b"\0image/jpeg\0\x03\0", &cover()[..]].concat())]),
        ),
    ] {
        let name_text = format!("a chunk {}", name.escape_ascii());
        songs.push(Tagged::new(
            &name_text,
            "wav",
            riff_with(&plain, name, &content),
        ));
    }
    songs
}

/// Sound in what is named after films, and raw.
pub fn others() -> Vec<Tagged> {
    let id3v2 = format!("-c:a aac -f adts -write_id3v2 1 {}", tags());
    vec![
        made("raw, tags", &id3v2, "aac"),
        made("ASF, tags", &format!("-c:a wmav2 {}", tags()), "wma"),
        made("WebM, tags", &format!("-c:a libopus {}", tags()), "webm"),
        made(
            "3GP, tags",
            &format!("-c:a aac -ar 16000 {}", tags()),
            "3gp",
        ),
    ]
}
