//! Hundreds of tagged pictures: nothing of what was planted is in any rendition, and each rendition holds only what our
//! encoders write. Tags are written and looked for by exiftool; the structure is read here, to the last byte.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use jpeg_encoder::{ColorType, Encoder};
use tokio::sync::Semaphore;

use crate::support::process;

/// Texts that are planted wherever a text fits.
const PLANTED: [&str; 3] = ["GPSCANARY", "59.32931", "18.06864"];
/// Files that are tried at least.
const LEAST: usize = 500;

fn drawing(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let value = |at: u32| u8::try_from(at * 5 % 230).expect("below 230");
        Rgb([value(x), value(y), value(x + y)])
    })
}

fn encoded(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture
        .into()
        .write_to(&mut bytes, format)
        .expect("encoded");
    bytes.into_inner()
}

fn jpeg(progressive: bool, color: ColorType) -> Vec<u8> {
    let picture = drawing(96, 72);
    let grey: Vec<u8> = picture.pixels().map(|pixel| pixel.0[0]).collect();
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 85);
    encoder.set_progressive(progressive);
    let pixels: &[u8] = if color == ColorType::Luma {
        &grey
    } else {
        &picture
    };
    encoder.encode(pixels, 96, 72, color).expect("encoded");
    bytes
}

fn tiff() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    tiff::encoder::TiffEncoder::new(&mut bytes)
        .and_then(|mut encoder| {
            encoder.write_image::<tiff::encoder::colortype::RGB8>(96, 72, &drawing(96, 72))
        })
        .expect("encoded");
    bytes.into_inner()
}

fn heif(args: &[&str], ending: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let (from, to) = (
        folder.path().join("a.png"),
        folder.path().join(format!("a.{ending}")),
    );
    drawing(96, 72).save(&from).expect("written");
    let status = Command::new("heif-enc")
        .args(args)
        .arg(&from)
        .arg("-o")
        .arg(&to)
        .status()
        .expect("heif-enc runs");
    assert!(status.success());
    std::fs::read(to).expect("made")
}

/// Untagged pictures of every format that exiftool writes tags into, with their endings.
async fn bases() -> Vec<(&'static str, Vec<u8>)> {
    let hole = RgbaImage::from_fn(80, 60, |x, _| {
        Rgba([200, 90, 40, if x < 40 { 255 } else { 0 }])
    });
    let deep = DynamicImage::from(drawing(96, 72)).to_rgb16();
    let png = encoded(drawing(96, 72), ImageFormat::Png);
    // Our own renditions are lossy WebP, with and without alpha.
    let lossy = process(&png)
        .await
        .expect("a plain picture")
        .bytes("320.webp");
    let see_through = encoded(hole, ImageFormat::Png);
    let lossy_alpha = process(&see_through)
        .await
        .expect("a plain picture")
        .bytes("320.webp");
    vec![
        ("jpg", jpeg(false, ColorType::Rgb)),
        ("jpg", jpeg(true, ColorType::Rgb)),
        ("jpg", jpeg(false, ColorType::Luma)),
        ("png", png),
        ("png", see_through),
        ("png", encoded(deep, ImageFormat::Png)),
        ("webp", lossy),
        ("webp", lossy_alpha),
        ("webp", encoded(drawing(96, 72), ImageFormat::WebP)),
        ("tif", tiff()),
        ("gif", encoded(drawing(96, 72), ImageFormat::Gif)),
        ("heic", heif(&["-q", "70"], "heic")),
        ("avif", heif(&["-A", "-q", "70"], "avif")),
    ]
}

/// What exiftool is told to write, by name.
fn tag_sets(orientation: usize) -> Vec<(&'static str, Vec<String>)> {
    let gps = |group: &str| {
        vec![
            format!("-{group}:GPSLatitude=59.32931"),
            format!("-{group}:GPSLongitude=18.06864"),
        ]
    };
    let text = |tags: &[&str]| -> Vec<String> {
        tags.iter()
            .map(|tag| format!("-{tag}=GPSCANARY 59.32931 18.06864"))
            .collect()
    };
    let turned = format!("-IFD0:Orientation#={orientation}");
    let mut exif = gps("GPS");
    exif.extend([
        "-GPS:GPSLatitudeRef=N".to_owned(),
        "-GPS:GPSLongitudeRef=E".to_owned(),
        turned.clone(),
    ]);
    let mut xmp = gps("XMP-exif");
    xmp.extend(text(&[
        "XMP-dc:Description",
        "XMP-photoshop:City",
        "XMP-iptcCore:Location",
    ]));
    let mut all = exif.clone();
    all.extend(xmp.clone());
    all.extend(text(&["Comment", "ExifIFD:UserComment", "IFD0:Artist"]));
    vec![
        ("exif", exif),
        ("xmp", xmp),
        (
            "iptc",
            text(&["IPTC:City", "IPTC:Sub-location", "IPTC:Caption-Abstract"]),
        ),
        (
            "words",
            text(&[
                "IFD0:ImageDescription",
                "ExifIFD:UserComment",
                "IFD0:Make",
                "Comment",
                "Description",
            ]),
        ),
        (
            "thumbnail",
            vec!["-IFD1:ThumbnailImage<=thumbnail.jpg".to_owned(), turned],
        ),
        ("all", all),
    ]
}

/// An EXIF block with a maker note and a JPEG thumbnail that has tags of its own (TIFF 6.0; EXIF 2.32, 4.6).
fn maker_note() -> Vec<u8> {
    let mut bytes = b"MM\0\x2a\0\0\0\x08\0\x02".to_vec();
    let entry = |bytes: &mut Vec<u8>, tag: u16, kind: u16, count: u32, value: u32| {
        bytes.extend(tag.to_be_bytes());
        bytes.extend(kind.to_be_bytes());
        bytes.extend(count.to_be_bytes());
        bytes.extend(value.to_be_bytes());
    };
    let note = b"Fon\0GPSCANARY 59.32931 18.06864 Fon\0";
    entry(&mut bytes, 0x010F, 2, 4, u32::from_be_bytes(*b"Fon\0"));
    entry(&mut bytes, 0x8769, 4, 1, 38);
    bytes.extend([0; 4]);
    bytes.extend(1_u16.to_be_bytes());
    let length = u32::try_from(note.len()).expect("short");
    entry(&mut bytes, 0x927C, 7, length, 56);
    bytes.extend([0; 4]);
    bytes.extend(note);
    bytes
}

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).expect("short");
    [&[0xFF, marker][..], &length.to_be_bytes(), content].concat()
}

/// JPEGs with what exiftool does not write: maker notes, unknown segments, and things behind the end.
fn by_hand() -> Vec<Vec<u8>> {
    let plain = jpeg(false, ColorType::Rgb);
    let planted = b"GPSCANARY 59.32931 18.06864";
    let with = |segment: Vec<u8>| [&plain[..2], &segment, &plain[2..]].concat();
    let mut made = vec![
        with(segment(0xE1, &[b"Exif\0\0", &maker_note()[..]].concat())),
        [&plain[..], planted].concat(),
        [&plain[..], &with(segment(0xFE, planted))].concat(),
        [&plain[..], b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", planted].concat(),
    ];
    for marker in 0xE0..=0xEF_u8 {
        // APP0 and APP14 have a meaning that the decoder believes.
        if !matches!(marker, 0xE0 | 0xEE) {
            made.push(with(segment(marker, &[b"Fon\0", &planted[..]].concat())));
        }
    }
    made
}

/// Writes all tagged files into a folder and gives their paths.
async fn tagged(folder: &Path) -> Vec<PathBuf> {
    std::fs::write(
        folder.join("thumbnail.jpg"),
        [
            &jpeg(false, ColorType::Rgb)[..2],
            &segment(0xFE, b"GPSCANARY"),
            &jpeg(false, ColorType::Rgb)[2..],
        ]
        .concat(),
    )
    .expect("written");
    let mut orders = String::new();
    let mut paths = Vec::new();
    for (number, (ending, bytes)) in bases().await.into_iter().enumerate() {
        for orientation in 1..=8 {
            for (name, tags) in tag_sets(orientation) {
                let path = folder.join(format!("{number}-{name}-{orientation}.{ending}"));
                std::fs::write(&path, &bytes).expect("written");
                for tag in tags {
                    writeln!(orders, "{tag}").expect("a string grows");
                }
                // A format without such a tag keeps its plain file; whatever can be written is.
                writeln!(
                    orders,
                    "-m\n-q\n-q\n-overwrite_original\n{}\n-execute",
                    path.display()
                )
                .expect("a string grows");
                paths.push(path);
            }
        }
    }
    std::fs::write(folder.join("orders"), orders).expect("written");
    Command::new("exiftool")
        .current_dir(folder)
        .args(["-@", "orders"])
        .output()
        .expect("exiftool is installed (package libimage-exiftool-perl)");
    for (number, bytes) in by_hand().into_iter().enumerate() {
        let path = folder.join(format!("by-hand-{number}.jpg"));
        std::fs::write(&path, bytes).expect("written");
        paths.push(path);
    }
    paths
}

/// Whether exiftool finds a place, a person or a device in these files: its answer, one line for each finding.
fn findings(folder: &Path) -> String {
    let output = Command::new("exiftool")
        .args([
            "-q", "-q", "-r", "-s", "-G1", "-a", "-u", "-ee", "-if",
            "$GPSLatitude or $GPSPosition or $Make or $MakerNotes or $XMP or $EXIF or $IPTC or $Comment or $ThumbnailImage or $ICC_Profile",
            "-EXIF:all", "-XMP:all", "-IPTC:all", "-GPS*", "-MakerNotes:all", "-ICC_Profile:all", "-Photoshop:all", "-Comment", "-UserData:all",
        ])
        .arg(folder)
        .output()
        .expect("exiftool runs");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn planted_in(bytes: &[u8]) -> Option<&'static str> {
    PLANTED.into_iter().find(|text| {
        bytes
            .windows(text.len())
            .any(|window| window == text.as_bytes())
    })
}

/// Reads a JPEG to its last byte: only the segments that a decoder needs, and JFIF's own header.
fn check_jpeg(bytes: &[u8]) -> Result<(), String> {
    let mut rest = bytes.strip_prefix(&[0xFF, 0xD8]).ok_or("no start")?;
    loop {
        let [0xFF, marker, high, low, ..] = *rest else {
            return Err(format!("no marker, {} bytes left", rest.len()));
        };
        let length = usize::from(u16::from_be_bytes([high, low]));
        let content = rest.get(4..2 + length).ok_or("a segment is too long")?;
        match marker {
            0xE0 if content.len() == 14 && content.starts_with(b"JFIF\0") => {}
            0xDB | 0xC0 | 0xC4 => {}
            0xDA => {
                // Entropy-coded data: every 0xFF is followed by 0 until the end marker, which is the last thing.
                let data = &rest[2 + length..];
                let end = data
                    .windows(2)
                    .position(|pair| pair[0] == 0xFF && pair[1] != 0)
                    .ok_or("no end")?;
                return if data[end..] == [0xFF, 0xD9] {
                    Ok(())
                } else {
                    Err(format!("{} bytes behind the data", data.len() - end))
                };
            }
            other => return Err(format!("segment {other:02X}")),
        }
        rest = &rest[2 + length..];
    }
}

/// Reads a WebP to its last byte: a lossy picture, perhaps with alpha, and nothing else.
fn check_webp(bytes: &[u8]) -> Result<(), String> {
    let size = |at: usize| {
        bytes
            .get(at..at + 4)
            .and_then(|four| four.try_into().ok())
            .map(|four| u32::from_le_bytes(four) as usize)
            .ok_or("too short")
    };
    if !bytes.starts_with(b"RIFF") || bytes.get(8..12) != Some(b"WEBP") {
        return Err("no WebP".to_owned());
    }
    if size(4)? + 8 != bytes.len() {
        return Err(format!(
            "{} bytes in a file of {}",
            size(4)? + 8,
            bytes.len()
        ));
    }
    let (mut at, mut names) = (12, Vec::new());
    while at < bytes.len() {
        let length = size(at + 4)?;
        let content = bytes
            .get(at + 8..at + 8 + length)
            .ok_or("a chunk is too long")?;
        let name = &bytes[at..at + 4];
        // Of the flags only alpha may be set: no profile, EXIF, XMP or animation.
        if name == b"VP8X" && content[0] & !0x10 != 0 {
            return Err(format!("flags {:02X}", content[0]));
        }
        names.push(name);
        at += 8 + length.next_multiple_of(2);
    }
    match names.as_slice() {
        [b"VP8 "] | [b"VP8X", b"ALPH", b"VP8 "] => Ok(()),
        other => Err(format!(
            "chunks {:?}",
            other
                .iter()
                .map(|name| String::from_utf8_lossy(name))
                .collect::<Vec<_>>()
        )),
    }
}

#[test]
fn the_readers_of_this_test_see_what_does_not_belong() {
    let plain = jpeg(false, ColorType::Rgb);
    check_jpeg(&plain).expect("an ordinary JPEG");
    assert!(check_jpeg(&[&plain[..], b"x"].concat()).is_err());
    let tagged = [&plain[..2], &segment(0xE1, b"Exif\0\0"), &plain[2..]].concat();
    assert!(check_jpeg(&tagged).is_err());
    let webp = encoded(drawing(20, 20), ImageFormat::WebP);
    assert!(check_webp(&webp).is_err(), "our renditions are lossy");
    assert!(by_hand().iter().all(|bytes| planted_in(bytes).is_some()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_was_planted_is_left_in_any_rendition() {
    let (from, to) = (
        tempfile::tempdir().expect("a folder"),
        tempfile::tempdir().expect("a folder"),
    );
    let paths = tagged(from.path()).await;
    assert!(paths.len() >= LEAST, "{} files", paths.len());
    let planted = findings(from.path());
    assert!(
        planted.matches("GPSLatitude").count() >= LEAST / 3,
        "exiftool finds what it planted"
    );
    let limit = Arc::new(Semaphore::new(2));
    let mut tasks = tokio::task::JoinSet::new();
    let total = paths.len();
    for (number, path) in paths.into_iter().enumerate() {
        let (limit, folder) = (Arc::clone(&limit), to.path().join(number.to_string()));
        tasks.spawn(async move {
            let _permit = limit.acquire_owned().await.expect("open");
            let bytes = std::fs::read(&path).expect("read");
            let made = process(&bytes)
                .await
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            std::fs::create_dir(&folder).expect("made");
            for name in made.names() {
                let bytes = made.bytes(name);
                let shown = format!("{} -> {name}", path.display());
                assert_eq!(planted_in(&bytes), None, "{shown}");
                let read = match name.rsplit_once('.') {
                    Some((_, "jpg")) => check_jpeg(&bytes),
                    Some((_, "webp")) => check_webp(&bytes),
                    other => Err(format!("a file ending in {other:?}")),
                };
                read.unwrap_or_else(|why| panic!("{shown}: {why}"));
                std::fs::write(folder.join(name), bytes).expect("written");
            }
        });
    }
    let mut done = 0;
    while let Some(result) = tasks.join_next().await {
        result.expect("a clean file");
        done += 1;
    }
    assert_eq!(done, total);
    assert_eq!(findings(to.path()), "");
}
