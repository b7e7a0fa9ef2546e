//! Which bytes are which kind: the one rule that decides what an upload is.
//!
//! Magic bytes decide; the file's name and the type the browser declared only choose an error's words.
//! Pure and total: any bytes give an answer, none can make it panic. What it says picks exactly one
//! decoder, and nothing else is ever tried on the file.

use super::AssetKind;
pub use super::media_type::MediaType;
use super::signatures::{contains, media_type, refused_binary};

/// How many bytes from the start of a file [`sniff`] wants to see; fewer only if the file is shorter.
pub const SNIFF_BYTES: usize = 4096;

/// A second format's header inside this many bytes makes a file a polyglot.
const POLYGLOT_BYTES: usize = 1024;

/// Why a file is refused by its first bytes alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SniffError {
    /// No bytes at all.
    #[error("the file is empty")]
    Empty,
    /// Plain text, whatever its name says.
    #[error("the file is text")]
    Text,
    /// An SVG drawing: it may carry script.
    #[error("the file is an SVG drawing")]
    Svg,
    /// A web page or other markup.
    #[error("the file is a web page")]
    Html,
    /// A playlist or another text that makes a player open other files.
    #[error("the file is a playlist")]
    Playlist,
    /// A compressed archive.
    #[error("the file is an archive")]
    Zip,
    /// An office document.
    #[error("the file is an office document")]
    Office,
    /// A program or script.
    #[error("the file is a program")]
    Executable,
    /// A picture in a format that is not taken: BMP, Photoshop, JPEG 2000, JPEG XL.
    #[error("the file is a picture in a format that is not taken")]
    OtherPicture,
    /// Sound in a format that is not taken: AIFF, CAF, MIDI.
    #[error("the file is sound in a format that is not taken")]
    OtherSound,
    /// Two formats at once: what one reader shows, another does not.
    #[error("the file claims to be two kinds at once")]
    Polyglot,
    /// Nothing we know.
    #[error("the file is of no known kind")]
    Unknown,
}

impl SniffError {
    /// The stable reason code: chooses the words a contributor reads.
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Text => "text",
            Self::Svg => "svg",
            Self::Html => "html",
            Self::Playlist => "playlist",
            Self::Zip => "zip",
            Self::Office => "office",
            Self::Executable => "executable",
            Self::OtherPicture => "other-picture",
            Self::OtherSound => "other-sound",
            Self::Polyglot => "polyglot",
            Self::Unknown => "unknown",
        }
    }
}

/// Says which format a file is, given its first [`SNIFF_BYTES`] bytes (or all of a shorter file).
///
/// # Errors
/// The reason why such a file is refused; see [`SniffError`].
pub fn sniff(head: &[u8]) -> Result<MediaType, SniffError> {
    let head = &head[..head.len().min(SNIFF_BYTES)];
    if head.is_empty() {
        return Err(SniffError::Empty);
    }
    if let Some(refusal) = refused_binary(head) {
        return Err(refusal);
    }
    let Some(found) = media_type(head) else {
        return Err(textual(head).unwrap_or(SniffError::Unknown));
    };
    if second_header(head, found) {
        return Err(SniffError::Polyglot);
    }
    Ok(found)
}

/// What kind of text the bytes are, if they are text.
fn textual(head: &[u8]) -> Option<SniffError> {
    let text = as_text(head)?;
    let lower = text
        .trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n'])
        .to_lowercase();
    let playlist = [
        "#extm3u",
        "ffconcat version",
        "[playlist]",
        "#extinf",
        "v=0\r\no=",
        "v=0\no=",
    ];
    if playlist.iter().any(|mark| lower.starts_with(mark))
        || lower.contains("<mpd")
        || lower.contains("<smil")
    {
        return Some(SniffError::Playlist);
    }
    // ffmpeg's list of files may also come without its header line.
    if lower.starts_with("file ") {
        return Some(SniffError::Playlist);
    }
    if lower.contains("<svg") {
        return Some(SniffError::Svg);
    }
    if lower.starts_with('<') {
        return Some(SniffError::Html);
    }
    Some(SniffError::Text)
}

/// The bytes as text: UTF-8 (also cut in the middle of a character) or UTF-16 with a mark, without control characters.
fn as_text(head: &[u8]) -> Option<String> {
    let text = match head {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => match std::str::from_utf8(head) {
            Ok(text) => text.to_owned(),
            Err(error) if error.error_len().is_none() => {
                String::from_utf8_lossy(&head[..error.valid_up_to()]).into_owned()
            }
            // Latin-1 and its kin: letters above 0x7F, but no control characters.
            Err(_) => head.iter().map(|byte| char::from(*byte)).collect(),
        },
    };
    let odd = |c: char| c.is_control() && !matches!(c, '\t' | '\r' | '\n' | '\u{c}' | '\u{1b}');
    (!text.contains(odd)).then_some(text)
}

fn utf16(bytes: &[u8], read: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| read([pair[0], pair[1]]));
    char::decode_utf16(units)
        .map(|unit| unit.unwrap_or('\u{fffd}'))
        .collect()
}

/// Whether another format's header starts early in the file.
///
/// A picture inside a song is its cover, and a JPEG inside a JPEG its thumbnail: those are no second header.
fn second_header(head: &[u8], found: MediaType) -> bool {
    let window = &head[1..head.len().min(POLYGLOT_BYTES)];
    let has = |magic: &[u8]| contains(window, magic).is_some();
    let active = has(b"%PDF-")
        || has(b"PK\x03\x04")
        || has(b"#EXTM3U")
        || has(b"ffconcat version")
        || has(b"\x7fELF")
        || ["<svg", "<html", "<script", "<!doctype", "<iframe"]
            .iter()
            .any(|tag| contains_caseless(window, tag));
    if active {
        return true;
    }
    let box_format = matches!(
        found,
        MediaType::Mp4
            | MediaType::Mov
            | MediaType::M4a
            | MediaType::ThreeGp
            | MediaType::Heic
            | MediaType::Avif
    );
    let has_cover = matches!(found.kind(), AssetKind::Audio);
    let picture = has(b"\x89PNG\r\n\x1a\n") || has(b"GIF89a") || has(b"GIF87a") || has(b"WEBPVP8");
    let other = has(&[0x1A, 0x45, 0xDF, 0xA3])
        || (found.kind() == AssetKind::Photo
            && !box_format
            && (has(b"ftypisom") || has(b"ftypmp4") || has(b"ftypqt")));
    other || (picture && !has_cover && found != MediaType::Webp)
}

fn contains_caseless(head: &[u8], needle: &str) -> bool {
    head.windows(needle.len())
        .any(|window| window.eq_ignore_ascii_case(needle.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn film(major: [u8; 4]) -> Vec<u8> {
        let mut bytes = vec![0, 0, 0, 24];
        bytes.extend_from_slice(b"ftyp");
        bytes.extend_from_slice(&major);
        bytes.extend_from_slice(&[0, 0, 2, 0]);
        bytes.extend_from_slice(b"isommp42");
        bytes.resize(600, 7);
        bytes
    }

    /// A transport stream whose packets are so long and begin so late.
    fn packets(length: usize, first: usize) -> Vec<u8> {
        let mut bytes = vec![1; length * 4];
        for packet in 0..4 {
            bytes[first + packet * length] = 0x47;
        }
        bytes
    }

    #[test]
    fn formats_are_known_by_their_first_bytes() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        png.resize(100, 3);
        let cases: Vec<(Vec<u8>, MediaType)> = vec![
            (vec![0xFF, 0xD8, 0xFF, 0xE1, 0, 10], MediaType::Jpeg),
            (png, MediaType::Png),
            (b"GIF89a\x01\0\x01\0".to_vec(), MediaType::Gif),
            (b"RIFF\x10\0\0\0WEBPVP8 ".to_vec(), MediaType::Webp),
            (b"RIFF\x10\0\0\0WAVEfmt ".to_vec(), MediaType::Wav),
            (film(*b"isom"), MediaType::Mp4),
            (film(*b"mp42"), MediaType::Mp4),
            (film(*b"zzzz"), MediaType::Mp4),
            (film(*b"qt  "), MediaType::Mov),
            (film(*b"M4A "), MediaType::M4a),
            (b"\0\0\0\x08wide\0\0\0\0mdat".to_vec(), MediaType::Mov),
            (
                b"\x1A\x45\xDF\xA3\x9fB\x86\x81\x01B\x82\x84webm".to_vec(),
                MediaType::Webm,
            ),
            (
                b"OggS\0\x02\0\0\0\0\0\0\0\0OpusHead".to_vec(),
                MediaType::Ogg,
            ),
            (b"fLaC\0\0\0\x22".to_vec(), MediaType::Flac),
            (
                b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec(),
                MediaType::Heic,
            ),
            (
                b"\0\0\0\x18ftypavif\0\0\0\0mif1miaf".to_vec(),
                MediaType::Avif,
            ),
            (b"II*\0\x08\0\0\0".to_vec(), MediaType::Tiff),
            (b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec(), MediaType::Pdf),
            (b"MM\0*\0\0\0\x08".to_vec(), MediaType::Tiff),
            (b"ID3\x04\0\0\0\0\0\0".to_vec(), MediaType::Mp3),
            (vec![0xFF, 0xFB, 0x90, 0x64, 0, 0], MediaType::Mp3),
            (vec![0xFF, 0xF1, 0x50, 0x80, 0, 0], MediaType::Aac),
            (b"#!AMR\n\x3C\x91\x17\x16".to_vec(), MediaType::Amr),
            (b"#!AMR-WB\n\x24\x00".to_vec(), MediaType::Amr),
            (b"RIFF\x10\0\0\0AVI LIST".to_vec(), MediaType::Avi),
            (film(*b"3gp4"), MediaType::ThreeGp),
            (b"\0\0\x01\xBA\x44\0\x04\0".to_vec(), MediaType::Mpeg),
            (packets(188, 0), MediaType::Mpeg),
            (packets(192, 4), MediaType::Mpeg),
            (b"FLV\x01\x05\0\0\0\x09".to_vec(), MediaType::Flv),
            (
                b"\x30\x26\xB2\x75\x8E\x66\xCF\x11\xA6\xD9\0\xAA".to_vec(),
                MediaType::Wmv,
            ),
            (
                b"OggS\0\x02\0\0\0\0\0\0\0\0\x80theora".to_vec(),
                MediaType::Ogv,
            ),
        ];
        for (bytes, expected) in cases {
            assert_eq!(sniff(&bytes), Ok(expected), "{expected}");
        }
    }

    #[test]
    fn refusals_are_named() {
        use SniffError as E;
        let cases: Vec<(&[u8], SniffError)> = vec![
            (b"", E::Empty),
            ("Hej, jag är en bild.jpg".as_bytes(), E::Text),
            (b"Gr\xf6t i latin-1", E::Text),
            (b"\xff\xfeh\0e\0j\0", E::Text),
            (
                b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
                E::Svg,
            ),
            (b"<?xml version='1.0'?>\n<!-- x --><svg/>", E::Svg),
            (b"\xef\xbb\xbf <!DOCTYPE html><p>", E::Html),
            (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", E::Playlist),
            (b"ffconcat version 1.0\nfile x", E::Playlist),
            (b"file 'neighbour.mp4'\n", E::Playlist),
            (b"<?xml version='1.0'?><MPD></MPD>", E::Playlist),
            (b"PK\x03\x04........notes.txt", E::Zip),
            (b"PK\x03\x04........[Content_Types].xml", E::Office),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", E::Office),
            (b"MZ\x90\0", E::Executable),
            (b"#!/bin/sh\necho", E::Executable),
            (b"#!AMRX\necho", E::Executable),
            (b"BM\x36\x10\0\0\0\0\0\0\x36\0\0\0", E::OtherPicture),
            (b"BM is how a text begins", E::Text),
            (b"8BPS\0\x01\0\0\0\0\0\0", E::OtherPicture),
            (b"\0\0\0\x0cjP  \r\n\x87\n", E::OtherPicture),
            (b"\0\0\0\x0cJXL \r\n\x87\n", E::OtherPicture),
            (&[0xFF, 0x0A, 0xFA, 0x1F], E::OtherPicture),
            (b"FORM\0\0\x10\0AIFFCOMM", E::OtherSound),
            (b"FORM\0\0\x10\0AIFCFVER", E::OtherSound),
            (b"caff\0\x01\0\0desc", E::OtherSound),
            (b"MThd\0\0\0\x06\0\x01", E::OtherSound),
            (b"\x7fELF\x02\x01", E::Executable),
            (b"\0\x01\x02\x03\x04\x05\x06\x07", E::Unknown),
            (&[0; 64], E::Unknown),
        ];
        for (bytes, expected) in cases {
            assert_eq!(
                sniff(bytes),
                Err(expected),
                "{:?}",
                String::from_utf8_lossy(bytes)
            );
        }
    }

    #[test]
    fn a_second_header_in_the_first_kibibyte_is_refused_and_a_thumbnail_is_not() {
        let jpeg_with = |inside: &[u8]| {
            let mut bytes = vec![0xFF, 0xD8, 0xFF, 0xE1, 2, 0];
            bytes.extend_from_slice(&[b'.'; 100]);
            bytes.extend_from_slice(inside);
            bytes.resize(2000, b'.');
            bytes
        };
        for inside in [
            &b"%PDF-1.4"[..],
            b"PK\x03\x04",
            b"<ScRiPt>",
            b"\x89PNG\r\n\x1a\n",
            b"#EXTM3U",
        ] {
            assert_eq!(sniff(&jpeg_with(inside)), Err(SniffError::Polyglot));
        }
        assert_eq!(
            sniff(&jpeg_with(&[0xFF, 0xD8, 0xFF, 0xDB])),
            Ok(MediaType::Jpeg)
        );
        let page = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n1 0 obj\n<</Type/Catalog>>";
        assert_eq!(sniff(page), Ok(MediaType::Pdf));
        for inside in [&b"%<html><script>"[..], b"%PK\x03\x04", b"%#EXTM3U"] {
            assert_eq!(sniff(&[page, inside].concat()), Err(SniffError::Polyglot));
        }
        let mut song = b"ID3\x03\0\0\0\0\x10\0APIC....image/png".to_vec();
        song.extend_from_slice(b"\x89PNG\r\n\x1a\n");
        assert_eq!(sniff(&song), Ok(MediaType::Mp3));
    }

    #[test]
    fn a_playlist_before_a_film_is_not_a_film() {
        let mut bytes = b"#EXTM3U\n".to_vec();
        bytes.extend_from_slice(&film(*b"isom"));
        assert_ne!(sniff(&bytes), Ok(MediaType::Mp4));
    }

    #[test]
    fn codes_come_back_as_formats() {
        for known in MediaType::ALL {
            assert_eq!(MediaType::from_code(known.code()), Some(known));
        }
        assert_eq!(MediaType::from_code("exe"), None);
    }

    /// Next to nothing, or more than is looked at.
    fn tail() -> impl proptest::strategy::Strategy<Value = Vec<u8>> {
        use proptest::collection::vec;
        use proptest::num::u8::ANY;
        proptest::prop_oneof![vec(ANY, 0..8), vec(ANY, 0..5000)]
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_give_an_answer(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..600)) {
            let _ = sniff(&bytes);
        }

        /// Noise behind a format's first bytes gets further than noise alone.
        #[test]
        fn damaged_beginnings_give_an_answer(which in 0_usize..14, tail in tail(), cut in 0_usize..16, late in 0_usize..6000, needle in 0_usize..5) {
            let magics: [&[u8]; 14] = [
                b"\xFF\xD8\xFF\xE1", b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR", b"GIF89a", b"RIFF\x10\0\0\0WEBP",
                b"\0\0\x10\0ftypmif1", b"\0\0\0\x18ftypzzzz", b"OggS\0\x02", b"\x1A\x45\xDF\xA3", b"II*\0",
                b"\xFF\xFE<\0", b"<?xml ", b"PK\x03\x04", b"\xFF\xF1\x50", b"\0\0\0\x08wide",
            ];
            let magic = magics[which];
            let needle: &[u8] = [&b""[..], b"<script>", b"%PDF-1.7", b"codec\x80theora", b"Content_Types"][needle];
            let mut bytes = [&magic[..magic.len() - cut.min(magic.len() - 1)], &tail].concat();
            let late = late.min(bytes.len());
            bytes.splice(late..late, needle.iter().copied());
            // The same answer, however much of the file is shown beyond what is looked at.
            proptest::prop_assert_eq!(sniff(&bytes), sniff(&bytes[..bytes.len().min(SNIFF_BYTES)]));
        }
    }
}
