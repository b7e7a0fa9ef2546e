//! Pictures: bombs, forged headers, loops, stumps, two formats in one.
#![expect(clippy::too_many_lines, reason = "lists of files, one after the other")]
#![expect(
    clippy::cast_possible_truncation,
    reason = "bytes of files that mean nothing"
)]

use super::bytes::{
    Hostile, boxed, chunk, file, frame, le32, noise, png, riff, segment, zeros_deflated,
};

/// An honest little JPEG.
fn photo(side: u32) -> Vec<u8> {
    let picture = image::RgbImage::from_fn(side, side, |x, y| {
        image::Rgb([
            (x * 7 % 256) as u8,
            (y * 5 % 256) as u8,
            ((x + y) % 256) as u8,
        ])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture
        .write_to(&mut bytes, image::ImageFormat::Jpeg)
        .expect("encoded");
    bytes.into_inner()
}

fn honest_png(side: u32) -> Vec<u8> {
    let picture = image::RgbImage::from_fn(side, side, |x, y| {
        image::Rgb([(x % 256) as u8, (y % 256) as u8, 99])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture
        .write_to(&mut bytes, image::ImageFormat::Png)
        .expect("encoded");
    bytes.into_inner()
}

pub fn all() -> Vec<Hostile> {
    [pngs(), jpegs(), gifs(), webps(), others()]
        .into_iter()
        .flatten()
        .collect()
}

fn pngs() -> Vec<Hostile> {
    let data = || chunk(b"IDAT", &zeros_deflated(1));
    let named = |name: &[u8], rest: &[u8]| [name, b"\0\0", rest].concat();
    let honest = honest_png(300);
    let text = chunk(b"tEXt", b"Comment\0x");
    let mut wrong_sum = honest.clone();
    wrong_sum[29] ^= 0xFF;
    let mut wrong_length = honest.clone();
    wrong_length[33..37].copy_from_slice(&0x7FFF_FFFF_u32.to_be_bytes());
    let with_profile = |content: Vec<u8>| png(64, 64, 8, 2, &[content, data()]);
    vec![
        file(
            "png claims 65536 x 65536",
            "png",
            png(65_536, 65_536, 8, 6, &[data()]),
        ),
        file(
            "png claims 2^31 x 2^31",
            "png",
            png(1 << 31, 1 << 31, 8, 6, &[data()]),
        ),
        file(
            "png of 900 megapixels in 110 KB",
            "png",
            png(
                30_000,
                30_000,
                1,
                0,
                &[chunk(b"IDAT", &zeros_deflated(108))],
            ),
        ),
        file(
            "png of 120 megapixels with 16 bits",
            "png",
            png(
                10_900,
                11_000,
                16,
                6,
                &[chunk(b"IDAT", &zeros_deflated(64))],
            ),
        ),
        file("png interlaced, 19000 x 6000", "png", {
            let mut bytes = png(19_000, 6_000, 8, 2, &[data()]);
            bytes[28] = 1;
            bytes
        }),
        file("png without size", "png", png(0, 0, 8, 2, &[data()])),
        file(
            "png with a depth that does not exist",
            "png",
            png(64, 64, 77, 9, &[data()]),
        ),
        file(
            "png with a colour profile of 200 MB in 200 KB",
            "png",
            with_profile(chunk(b"iCCP", &named(b"icc", &zeros_deflated(200)))),
        ),
        file(
            "png with a text of 200 MB in 200 KB",
            "png",
            with_profile(chunk(b"zTXt", &named(b"Comment", &zeros_deflated(200)))),
        ),
        file(
            "png with an international text of 100 MB",
            "png",
            with_profile(chunk(
                b"iTXt",
                &[b"Comment\0\x01\0\0\0".to_vec(), zeros_deflated(100)].concat(),
            )),
        ),
        file(
            "png with 100 000 texts",
            "png",
            with_profile(text.repeat(100_000)),
        ),
        file(
            "png with a profile that is none",
            "png",
            with_profile(chunk(b"iCCP", &named(b"icc", &noise(3000)))),
        ),
        file("png with a wrong checksum", "png", wrong_sum),
        file("png with a forged length", "png", wrong_length),
        file(
            "png cut in the middle",
            "png",
            honest[..honest.len() / 2].to_vec(),
        ),
        file("png of eight bytes", "png", honest[..8].to_vec()),
        file("png without data", "png", png(300, 300, 8, 2, &[])),
        file(
            "png with a palette that is missing",
            "png",
            png(300, 300, 8, 3, &[data()]),
        ),
        file(
            "png animated with 2^31 frames",
            "png",
            with_profile(chunk(b"acTL", &[0x7F, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0])),
        ),
        file(
            "png with noise as data",
            "png",
            png(300, 300, 8, 2, &[chunk(b"IDAT", &noise(50_000))]),
        ),
        file(
            "png with a web page behind it",
            "png",
            [
                honest.clone(),
                b"<html><script>alert(1)</script></html>".to_vec(),
            ]
            .concat(),
        ),
        file(
            "png with a web page inside",
            "png",
            with_profile(chunk(b"tEXt", b"Comment\0<script>alert(1)</script>")),
        ),
    ]
}

/// A progressive JPEG of grey 4096 x 4096 with many scans, each of which says "nothing here" for all blocks.
fn scan_bomb(scans: usize) -> Vec<u8> {
    // One code of one bit: "no more for 2^14 and some blocks" (T.81, G.1.2.2).
    let table = segment(0xC4, &[&[0x10, 1][..], &[0; 15], &[0xE0]].concat());
    let quantizer = segment(0xDB, &[&[0][..], &[1; 64]].concat());
    let scan = segment(0xDA, &[1, 1, 0x00, 1, 63, 0]);
    let ends = [0x00, 0x01].repeat(32);
    let mut bytes = vec![0xFF, 0xD8];
    bytes.extend(quantizer);
    bytes.extend(frame(0xC2, 4096, 4096, 1));
    bytes.extend(table);
    for _ in 0..scans {
        bytes.extend_from_slice(&scan);
        bytes.extend_from_slice(&ends);
    }
    bytes.extend_from_slice(&[0xFF, 0xD9]);
    bytes
}

/// An EXIF segment whose directory is this.
fn exif(directory: &[u8]) -> Vec<u8> {
    segment(0xE1, &[&b"Exif\0\0II*\0\x08\0\0\0"[..], directory].concat())
}

/// A photo with segments right behind its beginning.
fn with(segments: &[u8]) -> Vec<u8> {
    let photo = photo(300);
    [&photo[..2], segments, &photo[2..]].concat()
}

fn jpegs() -> Vec<Hostile> {
    let honest = photo(600);
    let cut = |share: usize| honest[..honest.len() * share / 100].to_vec();
    let mut flipped = honest.clone();
    for at in (700..flipped.len() - 2).step_by(97) {
        flipped[at] ^= 0x15;
    }
    let profile_part = |number: u8| {
        let head = [b"ICC_PROFILE\0", &[number, 255][..]].concat();
        segment(0xE2, &[head, noise(65_000)].concat())
    };
    let frame_only =
        |marker| [vec![0xFF, 0xD8], frame(marker, 2000, 2000, 3), noise(9000)].concat();
    vec![
        file(
            "jpeg claims 65500 x 65500",
            "jpeg",
            [
                vec![0xFF, 0xD8],
                frame(0xC0, 65_500, 65_500, 3),
                noise(2000),
            ]
            .concat(),
        ),
        file(
            "jpeg progressive claims 65500 x 65500",
            "jpeg",
            [
                vec![0xFF, 0xD8],
                frame(0xC2, 65_500, 65_500, 4),
                noise(2000),
            ]
            .concat(),
        ),
        file(
            "jpeg without height",
            "jpeg",
            [vec![0xFF, 0xD8], frame(0xC0, 500, 0, 3), noise(2000)].concat(),
        ),
        file("jpeg of 3000 scans", "jpeg", scan_bomb(3000)),
        file("jpeg of 90 scans", "jpeg", scan_bomb(90)),
        file("jpeg cut at 30 %", "jpeg", cut(30)),
        file("jpeg cut at 97 %", "jpeg", cut(97)),
        file("jpeg of two bytes", "jpeg", vec![0xFF, 0xD8]),
        file("jpeg of four bytes", "jpeg", vec![0xFF, 0xD8, 0xFF, 0xE0]),
        file("jpeg with flipped bits", "jpeg", flipped),
        file(
            "jpeg with 16 MB of colour profile",
            "jpeg",
            with(&(1..=254).flat_map(profile_part).collect::<Vec<u8>>()),
        ),
        file(
            "jpeg with a directory that leads to itself",
            "jpeg",
            with(&exif(&[&[0, 0][..], &8_u32.to_le_bytes()].concat())),
        ),
        file(
            "jpeg with a directory of 65535 entries",
            "jpeg",
            with(&exif(&[0xFF; 900])),
        ),
        file(
            "jpeg with a tag of 2^32 values",
            "jpeg",
            with(&exif(
                &[&[1, 0, 0x12, 1, 3, 0][..], &[0xFF; 8], &[0; 4]].concat(),
            )),
        ),
        file(
            "jpeg with 20 000 comments",
            "jpeg",
            with(&segment(0xFE, b"CANARY").repeat(20_000)),
        ),
        file("jpeg with arithmetic code", "jpeg", frame_only(0xC9)),
        file("jpeg without loss", "jpeg", frame_only(0xC3)),
        file("jpeg of twelve bits", "jpeg", {
            let mut bytes = frame_only(0xC1);
            bytes[6] = 12;
            bytes
        }),
        file(
            "jpeg of 255 components",
            "jpeg",
            [vec![0xFF, 0xD8], frame(0xC0, 2000, 2000, 255), noise(2000)].concat(),
        ),
        file(
            "jpeg with a segment of no length",
            "jpeg",
            with(&[0xFF, 0xE3, 0, 0]),
        ),
        file(
            "jpeg with a script in its comment",
            "jpeg",
            with(&segment(0xFE, b"<script>alert(1)</script>")),
        ),
        file(
            "jpeg with a PDF in its comment",
            "jpeg",
            with(&segment(0xFE, b"%PDF-1.7 1 0 obj")),
        ),
        file(
            "jpeg with a zip behind it",
            "jpeg",
            [honest.clone(), b"PK\x03\x04".to_vec(), noise(500)].concat(),
        ),
        file(
            "jpeg inside a jpeg inside a jpeg",
            "jpeg",
            with(&segment(
                0xE1,
                &with(&segment(0xE1, &photo(40)))
                    [..20_000.min(with(&segment(0xE1, &photo(40))).len())],
            )),
        ),
    ]
}

/// A GIF with this canvas and these blocks.
fn gif(width: u16, height: u16, blocks: &[u8]) -> Vec<u8> {
    let mut bytes = b"GIF89a".to_vec();
    bytes.extend_from_slice(&width.to_le_bytes());
    bytes.extend_from_slice(&height.to_le_bytes());
    bytes.extend_from_slice(&[0x80, 0, 0, 0, 0, 0, 255, 255, 255]);
    bytes.extend_from_slice(blocks);
    bytes.push(0x3B);
    bytes
}

/// A picture in a GIF that claims this place; one pixel of data.
fn gif_frame(left: u16, width: u16, height: u16) -> Vec<u8> {
    let mut bytes = vec![0x2C];
    for number in [left, 0, width, height] {
        bytes.extend_from_slice(&number.to_le_bytes());
    }
    bytes.extend_from_slice(&[0, 2, 2, 0x44, 0x01, 0]);
    bytes
}

fn gifs() -> Vec<Hostile> {
    let endless = [
        vec![0x2C, 0, 0, 0, 0, 0x10, 0, 0x10, 0, 0, 2],
        [&[255][..], &[0x55; 255]].concat().repeat(4000),
    ]
    .concat();
    vec![
        file(
            "gif with a canvas of 65535",
            "gif",
            gif(65_535, 65_535, &gif_frame(0, 1, 1)),
        ),
        file(
            "gif with a canvas of 65535 and 2000 frames",
            "gif",
            gif(65_535, 65_535, &gif_frame(0, 10, 10).repeat(2000)),
        ),
        file(
            "gif with 20 000 frames of 4000 x 4000",
            "gif",
            gif(4000, 4000, &gif_frame(0, 4000, 4000).repeat(20_000)),
        ),
        file(
            "gif whose code never ends",
            "gif",
            gif(4096, 4096, &endless),
        ),
        file("gif without a frame", "gif", gif(200, 200, &[])),
        file(
            "gif with a frame outside",
            "gif",
            gif(200, 200, &gif_frame(60_000, 300, 300)),
        ),
        file("gif without size", "gif", gif(0, 0, &gif_frame(0, 0, 0))),
        file("gif of six bytes", "gif", b"GIF89a".to_vec()),
        file(
            "gif with a playlist in its comment",
            "gif",
            gif(10, 10, b"\x21\xFE\x10#EXTM3U\nfile:///\x00"),
        ),
        file(
            "gif that is a program's text",
            "gif",
            b"GIF89a/*\x01\0\x01\0\x80*/=1;alert(1)//<script>".to_vec(),
        ),
    ]
}

fn webps() -> Vec<Hostile> {
    let extended = |flags: u8| [&[flags, 0, 0, 0][..], &[0xFF; 6]].concat();
    let frame = [&[0; 6][..], &[0xFF; 6], &[10, 0, 0, 0]].concat();
    let animation: Vec<u8> = (0..5000)
        .flat_map(|_| [b"ANMF", &le32(frame.len())[..], &frame].concat())
        .collect();
    let mut many = riff(b"WEBP", &[(b"VP8X", &extended(2)), (b"ANIM", &[0; 6])]);
    many.extend(animation);
    let lossless = [&[0x2F][..], &[0xFF; 4], &noise(200)].concat();
    let honest = [
        &[0x30, 1, 0, 0x9D, 1, 0x2A][..],
        &[0xFF, 0x3F, 0xFF, 0x3F],
        &noise(800),
    ]
    .concat();
    vec![
        file(
            "webp with a canvas of 2^24",
            "webp",
            riff(b"WEBP", &[(b"VP8X", &extended(0)), (b"VP8 ", &noise(90))]),
        ),
        file("webp with 5000 frames of 2^24", "webp", many),
        file(
            "webp without loss claims 16384 x 16384",
            "webp",
            riff(b"WEBP", &[(b"VP8L", &lossless)]),
        ),
        file(
            "webp claims 16383 x 16383",
            "webp",
            riff(b"WEBP", &[(b"VP8 ", &honest)]),
        ),
        file(
            "webp with a forged length",
            "webp",
            b"RIFF\xFF\xFF\xFF\xFFWEBPVP8 \xFF\xFF\xFF\x7F....".to_vec(),
        ),
        file(
            "webp with a profile of noise",
            "webp",
            riff(
                b"WEBP",
                &[(b"VP8X", &extended(0x20)), (b"ICCP", &noise(5000))],
            ),
        ),
        file(
            "webp of twelve bytes",
            "webp",
            b"RIFF\x04\0\0\0WEBP".to_vec(),
        ),
    ]
}

fn others() -> Vec<Hostile> {
    let heic = |rest: &[u8]| [boxed(b"ftyp", b"heic\0\0\0\0mif1heic"), rest.to_vec()].concat();
    let sized = [
        &[0; 4][..],
        &60_000_u32.to_be_bytes(),
        &60_000_u32.to_be_bytes(),
    ]
    .concat();
    let properties = boxed(b"iprp", &boxed(b"ipco", &boxed(b"ispe", &sized)));
    let meta = boxed(b"meta", &[&[0; 4][..], &properties].concat());
    let directory = |next: u32| [&b"II*\0\x08\0\0\0\0\0"[..], &next.to_le_bytes()].concat();
    let strip: Vec<u8> = [
        &b"II*\0\x08\0\0\0\x04\0"[..],
        &[0, 1, 4, 0, 1, 0, 0, 0],
        &le32(60_000),
        &[1, 1, 4, 0, 1, 0, 0, 0],
        &le32(60_000),
        &[0x11, 1, 4, 0, 0xFF, 0xFF, 0xFF, 0xFF],
        &le32(8),
        &[0x17, 1, 4, 0, 1, 0, 0, 0],
        &le32(usize::MAX),
        &[0; 4],
    ]
    .concat();
    vec![
        file("heic of one box", "heic", heic(&[])),
        file("heic claims 60000 x 60000", "heic", heic(&meta)),
        file("heic with noise", "heic", heic(&noise(20_000))),
        file(
            "avif claims 60000 x 60000",
            "avif",
            [boxed(b"ftyp", b"avif\0\0\0\0mif1avif"), meta.clone()].concat(),
        ),
        file(
            "heic with a box of 2^63 bytes",
            "heic",
            heic(b"\0\0\0\x01meta\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF"),
        ),
        file("tiff whose directory leads to itself", "tiff", directory(8)),
        file("tiff claims 60000 x 60000", "tiff", strip),
        file("tiff of four bytes", "tiff", b"II*\0".to_vec()),
    ]
}
