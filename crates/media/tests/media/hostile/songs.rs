//! Songs: forged sizes and counts, covers that are bombs, stumps.
#![expect(clippy::too_many_lines, reason = "lists of files, one after the other")]
#![expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "names of boxes are written as byte strings"
)]

use crate::support::ffmpeg;

use super::bytes::{Hostile, be32, boxed, file, le32, noise, ogg_page, png, riff, zeros_deflated};

/// An ID3 tag of these frames (ID3v2.3; sizes of seven bits a byte).
fn id3(frames: &[u8], claims: usize) -> Vec<u8> {
    let size = [21, 14, 7, 0].map(|shift| u8::try_from(claims >> shift & 0x7F).unwrap_or(0));
    [&b"ID3\x03\0\0"[..], &size, frames].concat()
}

/// A frame of a tag.
fn tag(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    [name, &be32(content.len())[..], &[0, 0], content].concat()
}

fn with_cover(picture: &[u8]) -> Vec<u8> {
    let frame = tag(b"APIC", &[&b"\0image/png\0\x03\0"[..], picture].concat());
    let song = ffmpeg("-f lavfi -i sine=duration=2", "mp3");
    [id3(&frame, frame.len()), song].concat()
}

fn wave(channels: u16, rate: u32, bits: u16, claims: usize) -> Vec<u8> {
    let mut format = vec![1, 0];
    format.extend_from_slice(&channels.to_le_bytes());
    format.extend_from_slice(&rate.to_le_bytes());
    format.extend_from_slice(&rate.wrapping_mul(4).to_le_bytes());
    format.extend_from_slice(&4_u16.to_le_bytes());
    format.extend_from_slice(&bits.to_le_bytes());
    let mut bytes = riff(b"WAVE", &[(b"fmt ", &format)]);
    bytes.extend_from_slice(b"data");
    bytes.extend_from_slice(&le32(claims));
    bytes.extend(noise(20_000));
    bytes
}

/// A block of FLAC (RFC 9639, 8.1).
fn block(kind: u8, claims: usize, content: &[u8]) -> Vec<u8> {
    [&[kind][..], &be32(claims)[1..], content].concat()
}

pub fn all() -> Vec<Hostile> {
    let song = ffmpeg("-f lavfi -i sine=duration=3", "mp3");
    let m4a = ffmpeg("-f lavfi -i sine=duration=3 -c:a aac", "m4a");
    let aac = ffmpeg("-f lavfi -i sine=duration=3 -c:a aac -f adts", "aac");
    let flac = ffmpeg("-f lavfi -i sine=duration=3", "flac");
    let opus = ffmpeg("-f lavfi -i sine=duration=3 -c:a libopus", "ogg");
    let mut flipped = flac.clone();
    for at in (200..flipped.len()).step_by(53) {
        flipped[at] ^= 0x42;
    }
    let information = block(0, 34, &noise(34));
    let head = |channels: u8| {
        [
            &b"OpusHead\x01"[..],
            &[channels, 0, 0],
            &48_000_u32.to_le_bytes(),
            &[0, 0, 1, channels, 1],
        ]
        .concat()
    };
    let comments = |count: usize| {
        [
            &b"\x03vorbis\x04\0\0\0test"[..],
            &le32(count),
            b"\xFF\xFF\xFF\x7F",
        ]
        .concat()
    };
    let mut years = song.clone();
    if let Some(at) = years
        .windows(4)
        .position(|window| window == b"Info" || window == b"Xing")
    {
        years[at + 8..at + 12].copy_from_slice(&[0x7F, 0xFF, 0xFF, 0xFF]);
    }
    vec![
        file(
            "mp3 with a tag of 256 MB",
            "mp3",
            [id3(&[], 0x0FFF_FFFF), song.clone()].concat(),
        ),
        file("mp3 with 50 000 tags", "mp3", {
            let frames = tag(b"TXXX", b"\0a\0b").repeat(50_000);
            [id3(&frames, frames.len()), song.clone()].concat()
        }),
        file(
            "mp3 with a frame longer than its tag",
            "mp3",
            [id3(b"TIT2\x7F\xFF\xFF\xFF\0\0x", 30), song.clone()].concat(),
        ),
        file(
            "mp3 with a cover that claims 60000 x 60000",
            "mp3",
            with_cover(&png(60_000, 60_000, 8, 6, &[])),
        ),
        file(
            "mp3 with a cover of 900 megapixels in 110 KB",
            "mp3",
            with_cover(&png(
                30_000,
                30_000,
                1,
                0,
                &[super::bytes::chunk(b"IDAT", &zeros_deflated(108))],
            )),
        ),
        file(
            "mp3 with a web page as its cover",
            "mp3",
            with_cover(b"<html><script>alert(1)</script>"),
        ),
        file(
            "mp3 with a playlist as its cover",
            "mp3",
            with_cover(b"#EXTM3U\nfile:///etc/passwd\n"),
        ),
        file("mp3 that claims to last for years", "mp3", years),
        file("mp3 of three frames", "mp3", song[..1300].to_vec()),
        file("mp3 of ten bytes", "mp3", b"ID3\x04\0\0\0\0\0\0".to_vec()),
        file(
            "mp3 of noise behind its tag",
            "mp3",
            [id3(&[], 0), noise(300_000)].concat(),
        ),
        file(
            "wave that claims 4 GB",
            "wav",
            wave(2, 44_100, 16, usize::MAX),
        ),
        file(
            "wave of 65535 channels",
            "wav",
            wave(65_535, 44_100, 16, 20_000),
        ),
        file("wave of no channel", "wav", wave(0, 44_100, 16, 20_000)),
        file(
            "wave of four billion samples a second",
            "wav",
            wave(2, u32::MAX, 16, 20_000),
        ),
        file("wave of no samples a second", "wav", wave(2, 0, 16, 20_000)),
        file("wave of 65535 bits", "wav", wave(2, 44_100, 65_535, 20_000)),
        file(
            "wave without a format",
            "wav",
            riff(b"WAVE", &[(b"data", &noise(9000))]),
        ),
        file(
            "wave with 100 000 lists",
            "wav",
            riff(b"WAVE", &vec![(b"LIST", &b"INFO"[..]); 100_000]),
        ),
        file(
            "flac with a block of 16 MB that is not there",
            "flac",
            [
                b"fLaC".to_vec(),
                information.clone(),
                block(0x81, 0x00FF_FFFF, &[]),
            ]
            .concat(),
        ),
        file(
            "flac with 2^32 comments",
            "flac",
            [
                b"fLaC".to_vec(),
                information.clone(),
                block(0x84, 12, &[&le32(0)[..], &[0xFF; 8]].concat()),
            ]
            .concat(),
        ),
        file(
            "flac with a cover of 2^31 bytes",
            "flac",
            [
                b"fLaC".to_vec(),
                information,
                block(
                    0x86,
                    32,
                    &[&be32(3)[..], &be32(0x7FFF_FFFF), &[0; 24]].concat(),
                ),
            ]
            .concat(),
        ),
        file("flac with flipped bits", "flac", flipped),
        file("flac cut at 50 %", "flac", flac[..flac.len() / 2].to_vec()),
        file("flac of four bytes", "flac", b"fLaC".to_vec()),
        file("opus of 255 channels", "ogg", ogg_page(2, 1, 0, &head(255))),
        file(
            "ogg of 10 000 songs in a chain",
            "ogg",
            (0..10_000)
                .flat_map(|serial| ogg_page(2, serial, 0, &head(2)))
                .collect::<Vec<u8>>(),
        ),
        file(
            "vorbis with 2^32 comments",
            "ogg",
            [
                ogg_page(
                    2,
                    1,
                    0,
                    b"\x01vorbis\0\0\0\0\x02\x44\xAC\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xB8\x01",
                ),
                ogg_page(0, 1, 1, &comments(usize::MAX)),
            ]
            .concat(),
        ),
        file(
            "opus cut at 30 %",
            "ogg",
            opus[..opus.len() * 3 / 10].to_vec(),
        ),
        file("m4a cut at 50 %", "m4a", m4a[..m4a.len() / 2].to_vec()),
        file(
            "m4a of its type only",
            "m4a",
            boxed(b"ftyp", b"M4A \0\0\0\0M4A mp42"),
        ),
        file(
            "aac of noise",
            "aac",
            [&[0xFF, 0xF1, 0x50, 0x80][..], &noise(100_000)].concat(),
        ),
        file("aac that changes its channels", "aac", {
            let mut bytes = aac.clone();
            for at in 0..bytes.len() - 4 {
                if bytes[at] == 0xFF && bytes[at + 1] == 0xF1 && at % 5 == 0 {
                    bytes[at + 3] ^= 0xC0;
                }
            }
            bytes
        }),
    ]
}
