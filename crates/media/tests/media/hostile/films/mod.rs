//! Films: forged tables and boxes, crowds of tracks, references to other files, stumps, damage.
#![expect(clippy::too_many_lines, reason = "lists of files, one after the other")]
#![expect(
    clippy::cast_possible_truncation,
    reason = "bytes of files that mean nothing"
)]

mod containers;
mod references;

use crate::support::ffmpeg;

use super::Lure;
use super::bytes::{Hostile, be32, boxed, file, film, ftyp, movie_header, noise, table, track};

const PICTURES: &str = "-f lavfi -i testsrc2=size=320x240:rate=25:duration=3 -c:v libx264 -preset ultrafast -pix_fmt yuv420p";

pub fn all(lure: &Lure) -> Vec<Hostile> {
    [
        forged(),
        references::all(lure),
        containers::matroskas(),
        containers::old_ones(),
        stumps(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn forged() -> Vec<Hostile> {
    let header = movie_header(1000, 5000);
    let indexed = |content: Vec<u8>| film(&[header.clone(), content].concat());
    let with_table = |name: &[u8; 4], claims, held| indexed(track(&table(name, claims, held)));
    let mut sizes = vec![0; 8];
    sizes.extend_from_slice(&be32(0x8000_0000));
    let mut constant = vec![0, 0, 0, 0, 0, 0, 0, 1];
    constant.extend_from_slice(&be32(0xFFFF_FFF0));
    let deep = (0..20_000).fold(Vec::new(), |inner: Vec<u8>, depth| {
        if depth > 400 {
            inner
        } else {
            boxed(b"trak", &inner)
        }
    });
    let nested = (0..400).fold(Vec::new(), |inner: Vec<u8>, _| boxed(b"moov", &inner));
    let edits = |count: u32| {
        let mut content = vec![0; 4];
        content.extend_from_slice(&count.to_be_bytes());
        content.extend(noise(12 * 1000));
        boxed(b"edts", &boxed(b"elst", &content))
    };
    vec![
        file("mp4 of 500 tracks", "mp4", indexed(track(&[]).repeat(500))),
        file(
            "mp4 of 10 000 tracks",
            "mp4",
            indexed(track(&[]).repeat(10_000)),
        ),
        file(
            "mp4 with 2^31 sample sizes",
            "mp4",
            indexed(track(&boxed(b"stsz", &sizes))),
        ),
        file(
            "mp4 with 2^32 samples of one byte",
            "mp4",
            indexed(track(&boxed(b"stsz", &constant))),
        ),
        file(
            "mp4 with a forged time table",
            "mp4",
            with_table(b"stts", u32::MAX, 64),
        ),
        file(
            "mp4 with a forged order table",
            "mp4",
            with_table(b"ctts", u32::MAX, 64),
        ),
        file(
            "mp4 with a forged chunk table",
            "mp4",
            with_table(b"stsc", u32::MAX, 64),
        ),
        file(
            "mp4 with forged offsets",
            "mp4",
            with_table(b"stco", 0x4000_0000, 64),
        ),
        file(
            "mp4 with forged long offsets",
            "mp4",
            with_table(b"co64", 0x2000_0000, 64),
        ),
        file(
            "mp4 with a forged key frame table",
            "mp4",
            with_table(b"stss", u32::MAX, 8),
        ),
        file(
            "mp4 with offsets beyond its end",
            "mp4",
            with_table(b"stco", 900, 4000),
        ),
        file(
            "mp4 of 136 years",
            "mp4",
            film(&[movie_header(1, u32::MAX - 1), track(&[])].concat()),
        ),
        file(
            "mp4 whose clock stands still",
            "mp4",
            film(&[movie_header(0, 5000), track(&[])].concat()),
        ),
        file(
            "mp4 with a box of 2^63 bytes",
            "mp4",
            [
                ftyp(),
                b"\0\0\0\x01mdat\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF".to_vec(),
            ]
            .concat(),
        ),
        file(
            "mp4 with a long box of no bytes",
            "mp4",
            [ftyp(), b"\0\0\0\x01moov\0\0\0\0\0\0\0\0".to_vec()].concat(),
        ),
        file(
            "mp4 with a box of two bytes",
            "mp4",
            [ftyp(), b"\0\0\0\x02moov".to_vec(), noise(500)].concat(),
        ),
        file(
            "mp4 with 400 tracks inside each other",
            "mp4",
            indexed(deep),
        ),
        file(
            "mp4 with 400 indexes inside each other",
            "mp4",
            [ftyp(), nested, boxed(b"mdat", &noise(500))].concat(),
        ),
        file(
            "mp4 with 100 000 empty boxes",
            "mp4",
            [
                ftyp(),
                boxed(b"free", &[]).repeat(100_000),
                boxed(b"moov", &header),
            ]
            .concat(),
        ),
        file(
            "mp4 with an index of 80 MB",
            "mp4",
            [
                ftyp(),
                boxed(
                    b"moov",
                    &[header.clone(), boxed(b"free", &vec![0; 80 << 20])].concat(),
                ),
            ]
            .concat(),
        ),
        file(
            "mp4 with two million edits",
            "mp4",
            indexed([track(&[]), edits(2_000_000)].concat()),
        ),
        file(
            "mp4 with edits of noise",
            "mp4",
            indexed([track(&[]), edits(1000)].concat()),
        ),
        file(
            "mp4 of an index only",
            "mp4",
            [
                ftyp(),
                boxed(b"moov", &[header.clone(), track(&[])].concat()),
            ]
            .concat(),
        ),
        file(
            "mp4 of media only",
            "mp4",
            [ftyp(), boxed(b"mdat", &noise(5000))].concat(),
        ),
        file("mp4 of its type only", "mp4", ftyp()),
        file(
            "mp4 of noise behind its type",
            "mp4",
            [ftyp(), noise(100_000)].concat(),
        ),
        file(
            "mp4 with 200 000 fragments",
            "mp4",
            [
                ftyp(),
                boxed(b"moov", &[header.clone(), track(&[])].concat()),
                boxed(b"moof", &[]).repeat(200_000),
            ]
            .concat(),
        ),
        file(
            "mp4 with 2^31 chapters",
            "mp4",
            indexed(boxed(
                b"udta",
                &boxed(
                    b"chpl",
                    &[&[1, 0, 0, 0, 0, 0, 0, 0, 0xFF][..], &noise(900)].concat(),
                ),
            )),
        ),
        file(
            "mp4 with a cover that claims 60000 x 60000",
            "mp4",
            indexed(cover(&super::bytes::png(60_000, 60_000, 8, 6, &[]))),
        ),
    ]
}

/// Tags with this picture, as players write them.
fn cover(picture: &[u8]) -> Vec<u8> {
    let data = boxed(b"data", &[&[0, 0, 0, 14, 0, 0, 0, 0][..], picture].concat());
    let list = boxed(b"ilst", &boxed(b"covr", &data));
    boxed(b"udta", &boxed(b"meta", &[&[0; 4][..], &list].concat()))
}

/// Honest films that were cut, patched or damaged.
fn stumps() -> Vec<Hostile> {
    let last = ffmpeg(PICTURES, "mp4");
    let first = ffmpeg(&format!("{PICTURES} -movflags +faststart"), "mp4");
    let webm = ffmpeg(
        "-f lavfi -i testsrc2=size=320x240:rate=25:duration=4 -c:v libvpx -b:v 900k -deadline realtime -cpu-used 8",
        "webm",
    );
    let cut = |film: &[u8], share: usize| film[..film.len() * share / 100].to_vec();
    let patched = |name: &[u8; 4], offset: usize, with: &[u8]| {
        let mut film = first.clone();
        let at = film
            .windows(4)
            .position(|window| window == name)
            .expect("there")
            + 4
            + offset;
        film[at..at + with.len()].copy_from_slice(with);
        film
    };
    let mut flipped = first.clone();
    let media = flipped
        .windows(4)
        .position(|window| window == b"mdat")
        .expect("media")
        + 200;
    for at in (media..flipped.len()).step_by(61) {
        flipped[at] ^= 0x24;
    }
    let mut frames = first.clone();
    frames[media..].fill(0);
    vec![
        file("mp4 cut at 1 %, index first", "mp4", cut(&first, 1)),
        file("mp4 cut at 10 %, index first", "mp4", cut(&first, 10)),
        file("mp4 cut at 60 %, index first", "mp4", cut(&first, 60)),
        file("mp4 cut at 99 %, index first", "mp4", cut(&first, 99)),
        file("mp4 cut at 50 %, index last", "mp4", cut(&last, 50)),
        file("mp4 cut at 99 %, index last", "mp4", cut(&last, 99)),
        file("webm cut at 1 %", "webm", cut(&webm, 1)),
        file("webm cut at 40 %", "webm", cut(&webm, 40)),
        file(
            "mp4 with a web page behind it",
            "mp4",
            [
                first.clone(),
                b"<html><script>alert(1)</script></html>".to_vec(),
            ]
            .concat(),
        ),
        file(
            "mp4 that claims 16384 x 16384",
            "mp4",
            patched(b"avc1", 24, &[0x40, 0, 0x40, 0]),
        ),
        file(
            "mp4 that claims no size",
            "mp4",
            patched(b"avc1", 24, &[0, 0, 0, 0]),
        ),
        file(
            "mp4 in a code that does not exist",
            "mp4",
            patched(b"avc1", 0, b"\xFF\xFF"),
        ),
        file(
            "mp4 turned by nothing",
            "mp4",
            patched(b"tkhd", 40, &[0; 36]),
        ),
        file("mp4 with flipped bits", "mp4", flipped),
        file("mp4 whose frames are zeros", "mp4", frames),
        file(
            "mp4 that lasts ten hours at one frame a minute",
            "mp4",
            patched(b"stts", 8, &[0, 0, 0, 75, 0, 0x0B, 0xB8, 0]),
        ),
        file(
            "mp4 of 10 000 frames a second",
            "mp4",
            ffmpeg(
                "-f lavfi -i testsrc2=size=64x64:rate=10000:duration=2 -c:v libx264 -preset ultrafast -pix_fmt yuv420p",
                "mp4",
            ),
        ),
        file("mp4 named as a mov and cut", "mov", cut(&first, 45)),
    ]
}
