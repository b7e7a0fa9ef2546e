//! Pictures: upright, sRGB, without metadata, at every size; bombs and stumps are refused.

use std::time::{Duration, Instant};

use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, ImageEncoder, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

use crate::support::{process, refusal};

/// Red, green, blue and white quarters with a soft structure, so that turns can be told apart.
fn quarters(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let soft = u8::try_from((x / 7 + y / 5) % 24).expect("below 24");
        match (x < width / 2, y < height / 2) {
            (true, true) => Rgb([200 + soft, 30, 30]),
            (false, true) => Rgb([30, 180 + soft, 30]),
            (true, false) => Rgb([30, 30, 200 + soft]),
            (false, false) => Rgb([230 + soft, 230 + soft, 230 + soft]),
        }
    })
}

pub fn encoded(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture
        .into()
        .write_to(&mut bytes, format)
        .expect("encoded");
    bytes.into_inner()
}

/// A TIFF structure with orientation, a maker's name and a position in degrees.
pub fn exif(orientation: u16) -> Vec<u8> {
    let mut bytes = b"Exif\0\0MM\0\x2a\0\0\0\x08".to_vec();
    let entry = |bytes: &mut Vec<u8>, tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        bytes.extend_from_slice(&tag.to_be_bytes());
        bytes.extend_from_slice(&kind.to_be_bytes());
        bytes.extend_from_slice(&count.to_be_bytes());
        bytes.extend_from_slice(&value);
    };
    let orientation = orientation.to_be_bytes();
    bytes.extend_from_slice(&3_u16.to_be_bytes());
    entry(&mut bytes, 0x010F, 2, 12, 50_u32.to_be_bytes());
    entry(
        &mut bytes,
        0x0112,
        3,
        1,
        [orientation[0], orientation[1], 0, 0],
    );
    entry(&mut bytes, 0x8825, 4, 1, 62_u32.to_be_bytes());
    bytes.extend_from_slice(&[0; 4]);
    bytes.extend_from_slice(b"GPSCANARY12\0");
    bytes.extend_from_slice(&1_u16.to_be_bytes());
    entry(&mut bytes, 2, 5, 3, 80_u32.to_be_bytes());
    bytes.extend_from_slice(&[0; 4]);
    for value in [59_u32, 1, 19, 1, 4711, 100] {
        bytes.extend_from_slice(&value.to_be_bytes());
    }
    bytes
}

/// Puts segments right behind a JPEG's first marker.
pub fn with_segments(jpeg: &[u8], segments: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = jpeg[..2].to_vec();
    for (marker, content) in segments {
        bytes.extend_from_slice(&[0xFF, *marker]);
        bytes.extend_from_slice(
            &u16::try_from(content.len() + 2)
                .expect("short")
                .to_be_bytes(),
        );
        bytes.extend_from_slice(content);
    }
    bytes.extend_from_slice(&jpeg[2..]);
    bytes
}

fn close_to(actual: Rgb<u8>, expected: [u8; 3]) -> bool {
    actual
        .0
        .iter()
        .zip(expected)
        .all(|(a, b)| a.abs_diff(b) < 30)
}

#[tokio::test]
async fn a_phone_photo_comes_out_upright_and_anonymous_in_every_size() {
    let jpeg = encoded(quarters(2600, 1300), ImageFormat::Jpeg);
    let mut photo = with_segments(
        &jpeg,
        &[(0xE1, exif(6)), (0xFE, b"GPSCANARY comment".to_vec())],
    );
    photo.extend_from_slice(b"GPSCANARY trailer");
    let made = process(&photo).await.expect("an ordinary photo");

    assert_eq!(
        made.names(),
        [
            "1280.jpg",
            "1280.webp",
            "2048.webp",
            "320.webp",
            "640.webp",
            "card.jpg"
        ]
    );
    let facts = &made.renditions.facts;
    assert_eq!((facts.width, facts.height), (1300, 2600));
    for (name, width, height) in [
        ("320.webp", 160, 320),
        ("640.webp", 320, 640),
        ("1280.jpg", 640, 1280),
        ("2048.webp", 1024, 2048),
    ] {
        let picture = made.picture(name).to_rgb8();
        assert_eq!(picture.dimensions(), (width, height), "{name}");
        // Orientation 6 means: turn clockwise. Blue, bottom left, comes to the top left.
        let (left, right, top, bottom) = (width / 4, width * 3 / 4, height / 4, height * 3 / 4);
        assert!(
            close_to(*picture.get_pixel(left, top), [30, 30, 212]),
            "{name}"
        );
        assert!(
            close_to(*picture.get_pixel(right, top), [212, 30, 30]),
            "{name}"
        );
        assert!(
            close_to(*picture.get_pixel(left, bottom), [240, 240, 240]),
            "{name}"
        );
        assert!(
            close_to(*picture.get_pixel(right, bottom), [30, 192, 30]),
            "{name}"
        );
    }
    assert_eq!(made.picture("card.jpg").to_rgb8().dimensions(), (1200, 630));
    for trace in [
        &b"GPSCANARY"[..],
        b"Exif",
        b"ICC_PROFILE",
        b"http://ns.adobe.com",
        &4711_u32.to_be_bytes(),
    ] {
        assert_eq!(
            made.holds(trace),
            None,
            "{}",
            String::from_utf8_lossy(trace)
        );
    }
    assert!(!facts.thumbhash.is_empty() && facts.color.len() == 7);
    // Read, and written in each size.
    assert_eq!(made.steps, [0, 50, 75, 88, 94, 97, 100]);
}

/// A picture as it is stored in each of the eight orientations.
pub fn lying(upright: &DynamicImage) -> [(u16, DynamicImage); 8] {
    [
        (1, upright.clone()),
        (2, upright.fliph()),
        (3, upright.rotate180()),
        (4, upright.flipv()),
        (5, upright.rotate90().fliph()),
        (6, upright.rotate270()),
        (7, upright.rotate270().fliph()),
        (8, upright.rotate90()),
    ]
}

async fn assert_upright(photo: &[u8], name: &str) {
    let made = process(photo).await.expect("an ordinary photo");
    assert_eq!(
        (made.renditions.facts.width, made.renditions.facts.height),
        (64, 48),
        "{name}"
    );
    let picture = made.picture("320.webp").to_rgb8();
    assert_eq!(picture.dimensions(), (64, 48), "{name}");
    for (x, y, color) in [
        (16, 12, [212, 30, 30]),
        (48, 12, [30, 192, 30]),
        (16, 36, [30, 30, 212]),
    ] {
        assert!(close_to(*picture.get_pixel(x, y), color), "{name}");
    }
}

#[tokio::test]
async fn all_eight_orientations_come_out_the_same() {
    for (orientation, stored) in lying(&quarters(64, 48).into()) {
        let photo = with_segments(
            &encoded(stored, ImageFormat::Jpeg),
            &[(0xE1, exif(orientation))],
        );
        assert_upright(&photo, &format!("orientation {orientation}")).await;
    }
}

#[tokio::test]
async fn png_and_webp_are_turned_as_they_say_too() {
    for (orientation, stored) in lying(&quarters(64, 48).into()) {
        // Without the head that the tags have in JPEG.
        let tags = exif(orientation)[6..].to_vec();
        let (mut png, mut webp) = (Vec::new(), Vec::new());
        let mut encoder = PngEncoder::new(&mut png);
        encoder.set_exif_metadata(tags.clone()).expect("PNG");
        stored.write_with_encoder(encoder).expect("encoded");
        let mut encoder = WebPEncoder::new_lossless(&mut webp);
        encoder.set_exif_metadata(tags).expect("WebP");
        stored.write_with_encoder(encoder).expect("encoded");
        assert_upright(&png, &format!("PNG, orientation {orientation}")).await;
        assert_upright(&webp, &format!("WebP, orientation {orientation}")).await;
    }
}

#[tokio::test]
async fn a_small_picture_is_never_enlarged() {
    let made = process(&encoded(quarters(200, 100), ImageFormat::Png))
        .await
        .expect("a small picture");
    assert_eq!(made.names(), ["1280.jpg", "320.webp", "card.jpg"]);
    assert_eq!(made.picture("320.webp").to_rgb8().dimensions(), (200, 100));
    let made = process(&encoded(quarters(900, 450), ImageFormat::Png))
        .await
        .expect("a middling picture");
    assert_eq!(
        made.names(),
        ["1280.jpg", "1280.webp", "320.webp", "640.webp", "card.jpg"]
    );
    assert_eq!(made.picture("1280.webp").to_rgb8().dimensions(), (900, 450));
}

#[tokio::test]
async fn see_through_pictures_stay_see_through_and_get_white_jpegs() {
    let picture = RgbaImage::from_fn(800, 800, |x, _| {
        if x < 400 {
            Rgba([220, 40, 40, 255])
        } else {
            Rgba([0, 0, 0, 0])
        }
    });
    let made = process(&encoded(picture, ImageFormat::Png))
        .await
        .expect("a drawing");
    let small = made.picture("320.webp").to_rgba8();
    assert_eq!(
        (
            small.get_pixel(40, 100).0[3],
            small.get_pixel(280, 100).0[3]
        ),
        (255, 0)
    );
    let edge = small.get_pixel(158, 100);
    assert!(edge.0[3] < 200 || edge.0[0] > 190, "no dark seam: {edge:?}");
    assert!(close_to(
        *made.picture("1280.jpg").to_rgb8().get_pixel(700, 100),
        [255, 255, 255]
    ));
}

#[tokio::test]
async fn sixteen_bits_grey_gif_and_webp_are_read() {
    let deep = image::ImageBuffer::<Rgb<u16>, Vec<u16>>::from_fn(400, 300, |x, _| {
        if x < 200 {
            Rgb([51_400, 10_000, 10_000])
        } else {
            Rgb([5_000, 40_000, 5_000])
        }
    });
    let made = process(&encoded(deep, ImageFormat::Png))
        .await
        .expect("16 bits");
    assert!(close_to(
        *made.picture("320.webp").to_rgb8().get_pixel(60, 100),
        [200, 39, 39]
    ));

    let grey = image::GrayImage::from_pixel(400, 300, image::Luma([77]));
    let made = process(&encoded(grey, ImageFormat::Jpeg))
        .await
        .expect("grey");
    assert!(close_to(
        *made.picture("320.webp").to_rgb8().get_pixel(60, 100),
        [77, 77, 77]
    ));

    let mut bytes = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
    for color in [[200, 30, 30, 255], [30, 30, 200, 255]] {
        encoder
            .encode_frame(image::Frame::new(RgbaImage::from_pixel(
                300,
                200,
                Rgba(color),
            )))
            .expect("a frame");
    }
    drop(encoder);
    let made = process(&bytes).await.expect("the first frame");
    assert!(close_to(
        *made.picture("320.webp").to_rgb8().get_pixel(150, 100),
        [200, 30, 30]
    ));

    let made = process(&encoded(quarters(300, 200), ImageFormat::WebP))
        .await
        .expect("WebP");
    assert!(close_to(
        *made.picture("320.webp").to_rgb8().get_pixel(60, 40),
        [212, 30, 30]
    ));
}

/// A baseline JPEG with four components and Adobe's mark, all its blocks one even colour: inverted CMYK.
fn cmyk_jpeg() -> Vec<u8> {
    let mut bytes = vec![0xFF, 0xD8];
    let mut segment = |marker: u8, content: &[u8]| {
        bytes.extend_from_slice(&[0xFF, marker]);
        bytes.extend_from_slice(
            &u16::try_from(content.len() + 2)
                .expect("short")
                .to_be_bytes(),
        );
        bytes.extend_from_slice(content);
    };
    segment(0xEE, b"Adobe\0\x64\0\0\0\0\0");
    segment(0xDB, &[&[0][..], &[1; 64]].concat());
    segment(
        0xC0,
        &[
            8, 0, 16, 0, 16, 4, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0,
        ],
    );
    // DC table: one code of one bit for category 10, one of two bits for category 0. AC table: one bit, end of block.
    let mut dc = vec![0x00, 1, 1];
    dc.extend_from_slice(&[0; 14]);
    dc.extend_from_slice(&[10, 0]);
    segment(0xC4, &dc);
    let mut ac = vec![0x10, 1];
    ac.extend_from_slice(&[0; 15]);
    ac.push(0);
    segment(0xC4, &ac);
    segment(0xDA, &[4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0]);
    // DC differences: +1016 is white ink-free (255), -1024.. is full ink; here C and K free, M and Y full: red.
    let mut bits = String::new();
    let (light, dark) = (format!("0{:010b}", 1016), format!("0{:010b}", 1023 - 1016));
    for block in 0..4 {
        for component in 0..4 {
            let code = match (block, component) {
                (0, 0 | 3) => light.as_str(),
                (0, _) => dark.as_str(),
                _ => "10",
            };
            bits.push_str(code);
            bits.push('0');
        }
    }
    while !bits.len().is_multiple_of(8) {
        bits.push('1');
    }
    for byte in bits.as_bytes().chunks(8) {
        let value = byte.iter().fold(0_u8, |sum, bit| sum << 1 | (bit - b'0'));
        bytes.push(value);
        if value == 0xFF {
            bytes.push(0);
        }
    }
    bytes.extend_from_slice(&[0xFF, 0xD9]);
    bytes
}

#[tokio::test]
async fn a_printers_cmyk_photo_keeps_its_colours() {
    let made = process(&cmyk_jpeg()).await.expect("CMYK");
    let pixel = *made.picture("320.webp").to_rgb8().get_pixel(8, 8);
    assert!(
        pixel.0[0] > 200 && pixel.0[1] < 60 && pixel.0[2] < 60,
        "{pixel:?}"
    );
}

#[tokio::test]
async fn a_nearly_whole_jpeg_is_taken_and_a_stump_is_not() {
    let whole = encoded(quarters(900, 900), ImageFormat::Jpeg);
    let made = process(&whole[..whole.len() - 40])
        .await
        .expect("nearly whole");
    assert!(made.renditions.facts.cut_off);
    assert_eq!(refusal(&whole[..whole.len() / 2]).await, "truncated");
    assert_eq!(refusal(&whole[..200]).await, "truncated");
    let png = encoded(quarters(900, 900), ImageFormat::Png);
    assert_eq!(refusal(&png[..png.len() / 2]).await, "truncated");
    let webp = encoded(quarters(300, 300), ImageFormat::WebP);
    assert_ne!(refusal(&webp[..webp.len() / 2]).await, "accepted");
}

/// A PNG that claims a size and holds almost nothing.
fn claiming_png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = encoded(quarters(8, 8), ImageFormat::Png);
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = crc32(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&sum.to_be_bytes());
    bytes
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 {
                sum >> 1 ^ 0xEDB8_8320
            } else {
                sum >> 1
            }
        })
    })
}

/// A JPEG whose frame header claims another size.
fn claiming_jpeg(width: u16, height: u16, progressive: bool) -> Vec<u8> {
    let mut bytes = encoded(quarters(16, 16), ImageFormat::Jpeg);
    let frame = bytes
        .windows(2)
        .position(|pair| pair == [0xFF, 0xC0])
        .expect("a frame header");
    if progressive {
        bytes[frame + 1] = 0xC2;
    }
    bytes[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    bytes[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    bytes
}

#[tokio::test]
async fn bombs_are_refused_at_once() {
    let mut gif = b"GIF89a".to_vec();
    gif.extend_from_slice(&[
        0xFF, 0xFF, 0xFF, 0xFF, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x2C,
    ]);
    gif.extend_from_slice(&[0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3B]);
    for (name, bytes) in [
        ("JPEG 65500", claiming_jpeg(65_500, 65_500, false)),
        ("JPEG 19000", claiming_jpeg(19_000, 19_000, false)),
        ("progressive 60 MP", claiming_jpeg(10_000, 6_000, true)),
        ("PNG 65536", claiming_png(65_536, 65_536)),
        ("PNG 20001 wide", claiming_png(20_001, 1)),
        ("GIF 65535", gif),
    ] {
        let started = Instant::now();
        assert_eq!(refusal(&bytes).await, "too-many-pixels", "{name}");
        assert!(
            started.elapsed() < Duration::from_secs(2),
            "{name}: {:?}",
            started.elapsed()
        );
    }
}

#[tokio::test]
async fn crowds_of_scans_and_fat_profiles_are_refused() {
    let jpeg = encoded(quarters(16, 16), ImageFormat::Jpeg);
    let scan = jpeg
        .windows(2)
        .position(|pair| pair == [0xFF, 0xDA])
        .expect("a scan");
    let mut scans = jpeg[..jpeg.len() - 2].to_vec();
    for _ in 0..3000 {
        scans.extend_from_slice(&jpeg[scan..jpeg.len() - 2]);
    }
    assert_eq!(refusal(&scans).await, "too-complex");
    let profile = [b"ICC_PROFILE\0\x01\x01".to_vec(), vec![7; 60_000]].concat();
    let fat = with_segments(&jpeg, &vec![(0xE2, profile); 80]);
    assert_eq!(refusal(&fat).await, "too-complex");
}

#[tokio::test]
async fn junk_behind_a_good_beginning_is_unreadable() {
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    png.extend_from_slice(&[0, 0, 0, 9, 0, 0, 0, 9, 8, 2, 0, 0, 0, 1, 2, 3, 4]);
    png.resize(3000, 0x5A);
    assert_eq!(refusal(&png).await, "unreadable");
}
