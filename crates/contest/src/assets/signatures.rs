//! The first bytes of each format that is taken, and of some that are refused by name.

use super::{MediaType, SniffError};

/// The format of which these are the first bytes.
pub(super) fn media_type(head: &[u8]) -> Option<MediaType> {
    let starts = |magic: &[u8]| head.starts_with(magic);
    if starts(&[0xFF, 0xD8, 0xFF]) && head.get(3).is_some_and(|marker| *marker >= 0xC0) {
        return Some(MediaType::Jpeg);
    }
    if starts(b"\x89PNG\r\n\x1a\n") && at(head, 12, b"IHDR") {
        return Some(MediaType::Png);
    }
    if starts(b"GIF87a") || starts(b"GIF89a") {
        return Some(MediaType::Gif);
    }
    if starts(b"RIFF") {
        return riff(head);
    }
    if at(head, 4, b"ftyp") {
        return brands(head);
    }
    if is_old_quicktime(head) {
        return Some(MediaType::Mov);
    }
    if starts(&[0x1A, 0x45, 0xDF, 0xA3]) {
        return contains(&head[..head.len().min(128)], b"webm")
            .or_else(|| contains(&head[..head.len().min(128)], b"matroska"))
            .map(|_| MediaType::Webm);
    }
    if starts(b"OggS") {
        return ogg(head);
    }
    if starts(b"fLaC") {
        return Some(MediaType::Flac);
    }
    if starts(b"ID3") && head.get(3).is_some_and(|version| (2..=4).contains(version)) {
        return Some(MediaType::Mp3);
    }
    if is_speech(head) {
        return Some(MediaType::Amr);
    }
    if starts(b"%PDF-") {
        return Some(MediaType::Pdf);
    }
    if starts(b"II*\0") || starts(b"MM\0*") {
        return Some(MediaType::Tiff);
    }
    if starts(b"FLV\x01") {
        return Some(MediaType::Flv);
    }
    if starts(&[0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11]) {
        return Some(MediaType::Wmv);
    }
    if starts(&[0, 0, 1, 0xBA]) || is_transport_stream(head) {
        return Some(MediaType::Mpeg);
    }
    mpeg_audio(head)
}

fn riff(head: &[u8]) -> Option<MediaType> {
    match head.get(8..12)? {
        b"WEBP" => Some(MediaType::Webp),
        b"WAVE" => Some(MediaType::Wav),
        b"AVI " => Some(MediaType::Avi),
        _ => None,
    }
}

/// The major brand decides; an unknown one leaves it to the first known compatible brand.
fn brands(head: &[u8]) -> Option<MediaType> {
    let size = u32::from_be_bytes(head.get(..4)?.try_into().ok()?) as usize;
    let list = head.get(8..size.clamp(8, head.len()))?;
    list.chunks_exact(4)
        .enumerate()
        .filter(|(index, _)| *index != 1)
        .find_map(|(_, name)| brand(name))
}

fn brand(name: &[u8]) -> Option<MediaType> {
    match name {
        b"qt  " => Some(MediaType::Mov),
        b"M4A " | b"M4B " | b"M4P " => Some(MediaType::M4a),
        b"avif" | b"avis" => Some(MediaType::Avif),
        b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"mif1" | b"msf1" => {
            Some(MediaType::Heic)
        }
        [b'3', b'g', b'p' | b'2' | b'e' | b'r' | b's', _] => Some(MediaType::ThreeGp),
        b"isom"
        | b"mp41"
        | b"mp42"
        | b"avc1"
        | b"M4V "
        | b"M4VH"
        | b"M4VP"
        | b"MSNV"
        | b"dash"
        | b"f4v "
        | b"mmp4"
        | b"mp71"
        | b"XAVC"
        | [b'i', b's', b'o', b'2'..=b'9' | b'a'..=b'c'] => Some(MediaType::Mp4),
        _ => None,
    }
}

/// Films from before 2001 start straight with one of these boxes.
fn is_old_quicktime(head: &[u8]) -> bool {
    let Some(size) = head
        .get(..4)
        .and_then(|bytes| bytes.try_into().ok())
        .map(u32::from_be_bytes)
    else {
        return false;
    };
    let named = |name: &[u8; 4]| at(head, 4, name);
    (named(b"moov") || named(b"mdat") || named(b"wide") || named(b"free") || named(b"skip"))
        && (size >= 8 || size == 1)
}

/// Packets of 188 bytes begin with the same byte (ISO 13818-1, 2.4.3.2); cameras put four bytes before each.
fn is_transport_stream(head: &[u8]) -> bool {
    [(0, 188), (4, 192)].iter().any(|(first, length)| {
        (0..3).all(|packet| head.get(first + packet * length) == Some(&0x47))
    })
}

fn ogg(head: &[u8]) -> Option<MediaType> {
    if contains(head, b"\x80theora").is_some() {
        return Some(MediaType::Ogv);
    }
    [&b"\x01vorbis"[..], b"OpusHead", b"\x7fFLAC", b"Speex   "]
        .iter()
        .any(|codec| contains(head, codec).is_some())
        .then_some(MediaType::Ogg)
}

/// Speech of telephones, narrow or wide (RFC 4867, 5.1). Its first bytes are those of a script, all others are not.
fn is_speech(head: &[u8]) -> bool {
    head.starts_with(b"#!AMR\n") || head.starts_with(b"#!AMR-WB\n")
}

/// A frame header of MPEG audio: eleven sync bits, then fields with forbidden values (ISO 11172-3, 2.4.1.3).
fn mpeg_audio(head: &[u8]) -> Option<MediaType> {
    let [first, second, third, ..] = head else {
        return None;
    };
    if *first != 0xFF || second & 0xE0 != 0xE0 {
        return None;
    }
    let (version, layer, bitrate, rate) =
        (second >> 3 & 3, second >> 1 & 3, third >> 4, third >> 2 & 3);
    if second & 0xF6 == 0xF0 {
        return Some(MediaType::Aac); // ADTS: layer bits are zero
    }
    (version != 1 && layer == 1 && (1..15).contains(&bitrate) && rate != 3)
        .then_some(MediaType::Mp3)
}

/// Why a file that begins so is refused, whatever follows.
pub(super) fn refused_binary(head: &[u8]) -> Option<SniffError> {
    let starts = |magic: &[u8]| head.starts_with(magic);
    if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") {
        let office = [
            &b"[Content_Types].xml"[..],
            b"word/",
            b"ppt/",
            b"xl/",
            b"vnd.oasis.opendocument",
        ];
        return Some(
            if office.iter().any(|mark| contains(head, mark).is_some()) {
                SniffError::Office
            } else {
                SniffError::Zip
            },
        );
    }
    if starts(&[0xD0, 0xCF, 0x11, 0xE0]) || starts(b"{\\rtf") {
        return Some(SniffError::Office);
    }
    if starts(&[0x1F, 0x8B])
        || starts(b"7z\xBC\xAF\x27\x1C")
        || starts(b"Rar!\x1a\x07")
        || starts(b"\xFD7zXZ")
    {
        return Some(SniffError::Zip);
    }
    if starts(b"8BPS")
        || starts(b"\0\0\0\x0cjP  ")
        || starts(b"\0\0\0\x0cJXL ")
        || starts(&[0xFF, 0x0A])
        || (starts(b"BM") && at(head, 6, &[0; 4]))
    {
        return Some(SniffError::OtherPicture);
    }
    if (starts(b"FORM") && at(head, 8, b"AIF")) || starts(b"caff\0\x01") || starts(b"MThd\0") {
        return Some(SniffError::OtherSound);
    }
    let program = starts(b"\x7fELF")
        || starts(b"MZ")
        || (starts(b"#!") && !is_speech(head))
        || starts(&[0xCF, 0xFA, 0xED, 0xFE])
        || starts(&[0xCA, 0xFE, 0xBA, 0xBE])
        || starts(b"\0asm");
    program.then_some(SniffError::Executable)
}

/// Whether these bytes stand at this place.
fn at(head: &[u8], offset: usize, magic: &[u8]) -> bool {
    head.get(offset..)
        .is_some_and(|rest| rest.starts_with(magic))
}

/// Where these bytes stand first.
pub(super) fn contains(head: &[u8], needle: &[u8]) -> Option<usize> {
    head.windows(needle.len())
        .position(|window| window == needle)
}
