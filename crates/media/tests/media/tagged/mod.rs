//! Files of every format with tags in every place that we know of, written by ffmpeg, by exiftool and by hand. Pictures
//! are here.

pub mod films;
pub mod other_films;
pub mod papers;
pub mod songs;

use std::fmt::Write as _;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::process::Command;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use jpeg_encoder::{ColorType, Encoder};

use crate::photo_kinds::heif;
use crate::photos::encoded;
use crate::planted::{WORDS, exif, planted_in, read_in, segment, thumbnail, with_exif};
use crate::support::process;

/// A film, song or magazine in which something is planted.
#[derive(Clone)]
pub struct Tagged {
    pub name: String,
    pub ending: String,
    pub bytes: Vec<u8>,
}

impl Tagged {
    fn new(name: &str, ending: &str, bytes: Vec<u8>) -> Self {
        Self {
            name: name.to_owned(),
            ending: ending.to_owned(),
            bytes,
        }
    }

    /// Whether what was planted is found: by its bytes, or else by exiftool.
    pub fn carries(&self) -> bool {
        planted_in(&self.bytes).is_some() || {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join(format!("a.{}", self.ending));
            std::fs::write(&path, &self.bytes).expect("written");
            !read_in(&[path]).is_empty()
        }
    }
}

/// A box (ISO 14496-12, 4.2).
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "names of boxes are written as byte strings"
)]
fn boxed(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let size = u32::try_from(content.len() + 8).expect("small");
    [&size.to_be_bytes()[..], name, content].concat()
}

/// These boxes with one more at the end of the first that has this path of names. The index has to be the last box.
fn inside(boxes: &[u8], path: &[&[u8; 4]], more: &[u8]) -> Vec<u8> {
    let Some((name, deeper)) = path.split_first() else {
        return [boxes, more].concat();
    };
    let mut at = 0;
    loop {
        let size = boxes[at..at + 4].try_into().expect("four");
        let end = at + u32::from_be_bytes(size) as usize;
        if boxes[at + 4..at + 8] == name[..] {
            let content = inside(&boxes[at + 8..end], deeper, more);
            return [&boxes[..at], &boxed(name, &content), &boxes[end..]].concat();
        }
        at = end;
    }
}

/// A RIFF file with one more chunk at its end.
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "names of chunks are written as byte strings"
)]
fn riff_with(riff: &[u8], name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).expect("small").to_le_bytes();
    let padding = vec![0; content.len() % 2];
    let mut longer = [riff, name, &length, content, &padding].concat();
    let size = u32::try_from(longer.len() - 8).expect("small");
    longer[4..8].copy_from_slice(&size.to_le_bytes());
    longer
}

/// What exiftool makes of a file by these orders.
pub fn by_exiftool(bytes: &[u8], ending: &str, orders: &[String]) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(format!("a.{ending}"));
    std::fs::write(&path, bytes).expect("written");
    let output = Command::new("exiftool")
        .args(["-q", "-overwrite_original"])
        .args(orders)
        .arg(&path)
        .output()
        .expect("exiftool is installed (package libimage-exiftool-perl)");
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{orders:?}: {words}");
    std::fs::read(path).expect("made")
}

/// Stripes, as small as a file of this kind may be.
pub fn drawing(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let value = |at: u32| u8::try_from(at * 5 % 230).expect("below 230");
        Rgb([value(x), value(y), value(x + y)])
    })
}

pub fn jpeg(picture: &RgbImage, progressive: bool, color: ColorType) -> Vec<u8> {
    let grey: Vec<u8> = picture.pixels().map(|pixel| pixel.0[0]).collect();
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 85);
    encoder.set_progressive(progressive);
    let pixels: &[u8] = if color == ColorType::Luma {
        &grey
    } else {
        picture
    };
    let side = |pixels| u16::try_from(pixels).expect("a small picture");
    let (width, height) = (side(picture.width()), side(picture.height()));
    encoder
        .encode(pixels, width, height, color)
        .expect("encoded");
    bytes
}

fn tiff(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    tiff::encoder::TiffEncoder::new(&mut bytes)
        .and_then(|mut encoder| {
            let (width, height) = picture.dimensions();
            encoder.write_image::<tiff::encoder::colortype::RGB8>(width, height, picture)
        })
        .expect("encoded");
    bytes.into_inner()
}

/// Untagged pictures of every format that exiftool writes tags into, with their endings.
async fn bases(picture: &RgbImage) -> Vec<(&'static str, Vec<u8>)> {
    let (width, height) = picture.dimensions();
    let hole = RgbaImage::from_fn(width, height, |x, _| {
        Rgba([200, 90, 40, if x * 2 < width { 255 } else { 0 }])
    });
    let deep = DynamicImage::from(picture.clone()).to_rgb16();
    let png = encoded(picture.clone(), ImageFormat::Png);
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
        ("jpg", jpeg(picture, false, ColorType::Rgb)),
        ("jpg", jpeg(picture, true, ColorType::Rgb)),
        ("jpg", jpeg(picture, false, ColorType::Luma)),
        ("png", png),
        ("png", see_through),
        ("png", encoded(deep, ImageFormat::Png)),
        ("webp", lossy),
        ("webp", lossy_alpha),
        ("webp", encoded(picture.clone(), ImageFormat::WebP)),
        ("tif", tiff(picture)),
        ("gif", encoded(picture.clone(), ImageFormat::Gif)),
        (
            "heic",
            heif(&[&picture.clone().into()], &["-q", "70"], "heic"),
        ),
        (
            "avif",
            heif(&[&picture.clone().into()], &["-A", "-q", "70"], "avif"),
        ),
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
        tags.iter().map(|tag| format!("-{tag}={WORDS}")).collect()
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
        // The same small picture in other places, and a block with a maker note.
        (
            "thumbnail-xmp",
            vec!["-XMP-xmp:ThumbnailImage<=thumbnail.jpg".to_owned()],
        ),
        (
            "thumbnail-iptc",
            vec!["-Photoshop:PhotoshopThumbnail<=thumbnail.jpg".to_owned()],
        ),
        ("maker", vec!["-EXIF<=maker.exif".to_owned()]),
        ("all", all),
    ]
}

/// An EXIF block with a maker note (TIFF 6.0; EXIF 2.32, 4.6).
fn maker_note() -> Vec<u8> {
    let mut bytes = b"MM\0\x2a\0\0\0\x08\0\x02".to_vec();
    let entry = |bytes: &mut Vec<u8>, tag: u16, kind: u16, count: u32, value: u32| {
        bytes.extend(tag.to_be_bytes());
        bytes.extend(kind.to_be_bytes());
        bytes.extend(count.to_be_bytes());
        bytes.extend(value.to_be_bytes());
    };
    let note = [b"Fon\0", WORDS.as_bytes(), b" Fon\0"].concat();
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

/// JPEGs with what exiftool does not write: maker notes, unknown segments, and things behind the end.
pub fn by_hand(picture: &RgbImage) -> Vec<Vec<u8>> {
    let plain = jpeg(picture, false, ColorType::Rgb);
    let planted = WORDS.as_bytes();
    let with = |segment: Vec<u8>| [&plain[..2], &segment, &plain[2..]].concat();
    let mut made = vec![
        with_exif(&plain, &maker_note()),
        with_exif(&plain, &exif(false, Some(&thumbnail()))),
        [&plain[..], planted].concat(),
        [&plain[..], &with(segment(0xFE, planted))].concat(),
        [&plain[..], b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", planted].concat(),
    ];
    for marker in 0xE0..=0xEF_u8 {
        // APP0 and APP14 have a meaning that the decoder believes.
        if !matches!(marker, 0xE0 | 0xEE) {
            made.push(with(segment(marker, &[b"Fon\0", planted].concat())));
        }
    }
    made
}

/// Writes this picture with tags of all kinds, in all formats and these orientations, into a folder and gives the paths
/// of those in which something that was planted is found: what a format has no room for does not count.
pub async fn tagged(
    folder: &Path,
    picture: &RgbImage,
    orientations: RangeInclusive<usize>,
) -> Vec<PathBuf> {
    std::fs::write(folder.join("thumbnail.jpg"), thumbnail()).expect("written");
    std::fs::write(folder.join("maker.exif"), maker_note()).expect("written");
    let mut orders = String::new();
    let mut paths = Vec::new();
    for (number, (ending, bytes)) in bases(picture).await.into_iter().enumerate() {
        assert_eq!(planted_in(&bytes), None, "a plain {ending}");
        for orientation in orientations.clone() {
            for (name, tags) in tag_sets(orientation) {
                let path = folder.join(format!("{number}-{name}-{orientation}.{ending}"));
                std::fs::write(&path, &bytes).expect("written");
                for tag in tags {
                    writeln!(orders, "{tag}").expect("a string grows");
                }
                // A format without such a tag keeps its plain file, and is left out below.
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
    for (number, bytes) in by_hand(picture).into_iter().enumerate() {
        let path = folder.join(format!("by-hand-{number}.jpg"));
        std::fs::write(&path, bytes).expect("written");
        paths.push(path);
    }
    carrying(paths)
}

/// Those of these files in which something that was planted is found: by its bytes, or else by exiftool.
fn carrying(paths: Vec<PathBuf>) -> Vec<PathBuf> {
    let (mut told, silent): (Vec<_>, Vec<_>) = paths
        .into_iter()
        .partition(|path| planted_in(&std::fs::read(path).expect("readable")).is_some());
    told.extend(read_in(&silent));
    told
}

/// Whether exiftool finds a place, a person or a device in these files: its answer, one line for each finding.
pub fn findings(folder: &Path) -> String {
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
