//! The other containers: Matroska, and the old ones.

use super::super::bytes::{Hostile, boxed, element, file, le32, matroska, noise, ogg_page, riff};

pub fn matroskas() -> Vec<Hostile> {
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

pub fn old_ones() -> Vec<Hostile> {
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
