//! Films: forged tables and boxes, crowds of tracks, references to other files, stumps, damage.
#![expect(clippy::too_many_lines, reason = "lists of files, one after the other")]
#![expect(
    clippy::cast_possible_truncation,
    reason = "bytes of files that mean nothing"
)]

use crate::support::ffmpeg;

use super::Lure;
use super::bytes::{
    Hostile, be32, boxed, element, file, film, ftyp, le32, matroska, movie_header, noise, ogg_page,
    riff, table, track,
};

const PICTURES: &str = "-f lavfi -i testsrc2=size=320x240:rate=25:duration=3 -c:v libx264 -preset ultrafast -pix_fmt yuv420p";

pub fn all(lure: &Lure) -> Vec<Hostile> {
    [
        forged(),
        references(lure),
        matroskas(),
        old_ones(),
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

/// Films that tell their reader to open something else.
fn references(lure: &Lure) -> Vec<Hostile> {
    let reference = |kind: &[u8; 4], address: &str| {
        let data = [
            &[0; 4][..],
            kind,
            &be32(address.len() + 1),
            address.as_bytes(),
            &[0],
        ]
        .concat();
        let movie = boxed(b"rmra", &boxed(b"rmda", &boxed(b"rdrf", &data)));
        [boxed(b"ftyp", b"qt  \0\0\0\0qt  "), boxed(b"moov", &movie)].concat()
    };
    let data_reference = |kind: &[u8; 4], content: &[u8]| {
        let entry = boxed(kind, &[&[0; 4][..], content].concat());
        let reference = boxed(
            b"dinf",
            &boxed(b"dref", &[&[0, 0, 0, 0, 0, 0, 0, 1][..], &entry].concat()),
        );
        film(&[movie_header(1000, 5000), track(&reference)].concat())
    };
    let alias = [
        &[0; 6][..],
        &[0, 150],
        &[0; 142],
        &[255, 255],
        lure.file.as_bytes(),
    ]
    .concat();
    let playlist = format!(
        "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{}\n#EXT-X-ENDLIST\n",
        lure.file
    );
    vec![
        file(
            "mov that refers to a file",
            "mov",
            reference(b"url ", &format!("file://{}", lure.file)),
        ),
        file(
            "mov that refers to an address",
            "mov",
            reference(b"url ", &lure.address),
        ),
        file(
            "mov that refers to an alias",
            "mov",
            reference(b"alis", &lure.file),
        ),
        file(
            "mp4 whose data are in a file",
            "mp4",
            data_reference(b"url ", format!("file://{}\0", lure.file).as_bytes()),
        ),
        file(
            "mp4 whose data are at an address",
            "mp4",
            data_reference(b"url ", format!("{}\0", lure.address).as_bytes()),
        ),
        file(
            "mov whose data are behind an alias",
            "mov",
            data_reference(b"alis", &alias),
        ),
        file(
            "mp4 that is a playlist too",
            "mp4",
            [
                ftyp(),
                boxed(b"free", playlist.as_bytes()),
                boxed(b"mdat", &noise(900)),
            ]
            .concat(),
        ),
        file(
            "playlist with a film behind it",
            "mp4",
            [playlist.as_bytes(), &film(&movie_header(1000, 5000))].concat(),
        ),
        file(
            "mp4 with a list of files inside",
            "mp4",
            film(
                &[
                    movie_header(1000, 5000),
                    boxed(
                        b"free",
                        format!("ffconcat version 1.0\nfile {}\n", lure.file).as_bytes(),
                    ),
                ]
                .concat(),
            ),
        ),
    ]
}

fn matroskas() -> Vec<Hostile> {
    let segment = |content: &[u8]| element(b"\x18\x53\x80\x67", content);
    let entry = element(
        b"\xAE",
        &[
            element(b"\xD7", &[1]),
            element(b"\x83", &[1]),
            element(b"\x86", b"V_VP9"),
        ]
        .concat(),
    );
    let tracks = |count: usize| segment(&element(b"\x16\x54\xAE\x6B", &entry.repeat(count)));
    let nested = (0..300).fold(Vec::new(), |inner: Vec<u8>, _| {
        element(b"\x18\x53\x80\x67", &inner)
    });
    let huge = b"\x18\x53\x80\x67\x01\x7F\xFF\xFF\xFF\xFF\xFF\xFF\x16\x54\xAE\x6B\x01\x7F\xFF\xFF\xFF\xFF\xFF\xFF".to_vec();
    let seek = element(
        b"\x11\x4D\x9B\x74",
        &element(
            b"\x4D\xBB",
            &[
                element(b"\x53\xAB", b"\x11\x4D\x9B\x74"),
                element(b"\x53\xAC", &[0]),
            ]
            .concat(),
        )
        .repeat(5000),
    );
    let attachment = element(
        b"\x19\x41\xA4\x69",
        &element(
            b"\x61\xA7",
            &[
                element(b"\x46\x6E", b"../../../etc/x.ttf"),
                element(b"\x46\x60", b"font/ttf"),
                element(b"\x46\x5C", &noise(3_000_000)),
            ]
            .concat(),
        )
        .repeat(3),
    );
    vec![
        file("webm with elements of 2^56 bytes", "webm", matroska(&huge)),
        file(
            "webm with 300 segments inside each other",
            "webm",
            matroska(&nested),
        ),
        file("webm of 1000 tracks", "webm", matroska(&tracks(1000))),
        file(
            "webm whose index leads to itself",
            "webm",
            matroska(&segment(&seek)),
        ),
        file(
            "webm with attachments that climb",
            "webm",
            matroska(&segment(&attachment)),
        ),
        file(
            "webm with 200 000 empty elements",
            "webm",
            matroska(&segment(&element(b"\xEC", &[]).repeat(200_000))),
        ),
        file("webm of its head only", "webm", matroska(&[])),
        file("webm of noise", "webm", matroska(&noise(200_000))),
        file(
            "webm of four bytes and a name",
            "webm",
            b"\x1A\x45\xDF\xA3\x84webm".to_vec(),
        ),
    ]
}

fn old_ones() -> Vec<Hostile> {
    let list = |kind: &[u8; 4], content: &[u8]| {
        [b"LIST", &le32(content.len() + 4)[..], kind, content].concat()
    };
    let stream = list(
        b"strl",
        &[
            &b"strh\x38\0\0\0vids"[..],
            &[0xFF; 52],
            b"strf\x28\0\0\0",
            &[0xFF; 40],
        ]
        .concat(),
    );
    let header = [&b"avih\x38\0\0\0"[..], &[0xFF; 56]].concat();
    let avi = |content: &[u8]| [b"RIFF", &le32(content.len() + 4)[..], b"AVI ", content].concat();
    let index = [b"idx1", &le32(16_000_000)[..], &noise(16_000_000)].concat();
    let nested = (0..200).fold(Vec::new(), |inner: Vec<u8>, _| list(b"hdrl", &inner));
    let mut stream_packets = Vec::new();
    for number in 0..2000_u32 {
        let mut packet = vec![0x47, 0x40, 0, 0x10 | (number & 15) as u8, 0];
        // A table of programs that lists as many as fit, each with another number.
        packet.extend_from_slice(&[0, 0xB0, 0xB0, 0, 1, 0xC1, 0, 0]);
        for program in 0..42_u32 {
            let id = number * 42 + program;
            packet.extend_from_slice(&[
                (id >> 8) as u8,
                id as u8,
                0xE0 | (id >> 8 & 31) as u8,
                id as u8,
            ]);
        }
        packet.resize(188, 0xFF);
        stream_packets.extend(packet);
    }
    let asf = |rest: &[u8]| {
        [
            &b"\x30\x26\xB2\x75\x8E\x66\xCF\x11\xA6\xD9\x00\xAA\x00\x62\xCE\x6C"[..],
            rest,
        ]
        .concat()
    };
    let theora = ogg_page(
        2,
        1,
        0,
        &[&b"\x80theora\x03\x02\x01\xFF\xFF\xFF\xFF"[..], &[0xFF; 30]].concat(),
    );
    vec![
        file(
            "avi with forged streams",
            "avi",
            avi(&list(b"hdrl", &[header.clone(), stream.clone()].concat())),
        ),
        file(
            "avi of 500 streams",
            "avi",
            avi(&list(
                b"hdrl",
                &[header.clone(), stream.repeat(500)].concat(),
            )),
        ),
        file(
            "avi with an index of a million entries",
            "avi",
            avi(&[
                list(b"hdrl", &[header, stream].concat()),
                list(b"movi", b"00dc\x04\0\0\0...."),
                index,
            ]
            .concat()),
        ),
        file("avi with 200 lists inside each other", "avi", avi(&nested)),
        file("avi of twelve bytes", "avi", riff(b"AVI ", &[])),
        file(
            "flv with a forged tag",
            "flv",
            b"FLV\x01\x05\0\0\0\x09\0\0\0\0\x09\xFF\xFF\xFF\0\0\0\0\0\0\0\x12".to_vec(),
        ),
        file(
            "flv with 100 000 empty tags",
            "flv",
            [
                &b"FLV\x01\x05\0\0\0\x09\0\0\0\0"[..],
                &b"\x12\0\0\0\0\0\0\0\0\0\0\0\0\0\x0B".repeat(100_000),
            ]
            .concat(),
        ),
        file(
            "flv whose script never ends",
            "flv",
            [
                &b"FLV\x01\x05\0\0\0\x09\0\0\0\0\x12\0\x27\x10\0\0\0\0\0\0\0"[..],
                &b"\x03\0\x01a".repeat(2500),
            ]
            .concat(),
        ),
        file(
            "wmv with a header of 2^63 bytes",
            "wmv",
            asf(&[
                0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 9, 0, 0, 0, 1, 2,
            ]),
        ),
        file("wmv of noise", "wmv", asf(&noise(90_000))),
        file("ogv that claims 2^20 x 2^20", "ogv", theora.clone()),
        file(
            "ogv of 5000 streams",
            "ogv",
            (0..5000)
                .flat_map(|serial| ogg_page(2, serial, 0, b"\x80theora\x03\x02\x01\0\x10\0\x10"))
                .collect::<Vec<u8>>(),
        ),
        file(
            "transport stream of 80 000 programs",
            "mpeg",
            stream_packets,
        ),
        file("transport stream of noise", "mpeg", {
            let mut bytes = noise(188 * 500);
            for packet in 0..500 {
                bytes[packet * 188] = 0x47;
            }
            bytes
        }),
        file(
            "program stream of noise",
            "mpeg",
            [
                &[0, 0, 1, 0xBA, 0x44, 0, 4, 0, 4, 1, 0, 0, 3, 0xF8][..],
                &noise(200_000),
            ]
            .concat(),
        ),
        file(
            "program stream of pack headers",
            "mpeg",
            [0, 0, 1, 0xBA, 0x44, 0, 4, 0, 4, 1, 0, 0, 3, 0xF8].repeat(30_000),
        ),
        file(
            "3gp of its type only",
            "3gp",
            boxed(b"ftyp", b"3gp4\0\0\0\x003gp4"),
        ),
    ]
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
        file("mp4 named as a mov and cut", "mov", cut(&first, 45)),
    ]
}
