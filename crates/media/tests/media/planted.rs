//! What is planted in originals: a name and a place, in every spelling that some format knows. They are looked for byte by
//! byte, and by exiftool where bytes are packed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

/// Planted wherever a format has room for text, without a blank.
pub const NAME: &str = "GPSCANARY";
/// The same with the place, with and without blanks.
pub const WORDS: &str = "GPSCANARY 59.32931 18.06864";
pub const WORD: &str = "GPSCANARY+59.32931+018.06864/";
/// The place alone (ISO 6709).
pub const PLACE: &str = "+59.32931+018.06864/";

/// Degrees, minutes and thousandths of seconds.
const NORTH: [u32; 6] = [59, 1, 19, 1, 45_516, 1000];
const EAST: [u32; 6] = [18, 1, 4, 1, 7104, 1000];

fn numbers(values: &[u32], order: fn(u32) -> [u8; 4]) -> Vec<u8> {
    values.iter().flat_map(|value| order(*value)).collect()
}

/// Longitude and latitude as parts of 65 536 (3GPP TS 26.244, 8.10).
pub fn fixed() -> Vec<u8> {
    numbers(&[1_184_146, 3_888_205], u32::to_be_bytes)
}

/// Every spelling: its name, and its bytes.
static SPELLINGS: LazyLock<Vec<(&'static str, Vec<u8>)>> = LazyLock::new(|| {
    let wide =
        |text: &str, order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect();
    let mut all: Vec<(&str, Vec<u8>)> = vec![
        ("text", NAME.into()),
        ("latitude", b"59.3293".to_vec()),
        ("longitude", b"18.0686".to_vec()),
        ("latitude in XMP", b"59,19.75".to_vec()),
        ("fixed point", fixed()),
        // As exiftool writes blocks into PNG.
        ("hexadecimal", hex::encode(NAME).into()),
    ];
    for text in [NAME, "59.3293"] {
        all.push(("UTF-16", wide(text, u16::to_le_bytes)));
        all.push(("UTF-16, big end first", wide(text, u16::to_be_bytes)));
    }
    // Degrees and minutes; how seconds are parted is up to the writer.
    for values in [&NORTH[..4], &EAST[..4]] {
        all.push(("fractions", numbers(values, u32::to_le_bytes)));
        all.push((
            "fractions, big end first",
            numbers(values, u32::to_be_bytes),
        ));
    }
    // Captions inside of pictures: two letters, then a byte between (ATSC A/53, part 4, 6.2.3).
    all.push(("captions", b"GP\xFCSC\xFCAN\xFCAR".to_vec()));
    // Base 64 of three bytes each: the text may begin at any of them, and its first and last letters mix with neighbours.
    for before in 0..3 {
        let text = [&vec![0; before][..], NAME.as_bytes(), &[0; 2]].concat();
        let coded = BASE64_STANDARD.encode(text).into_bytes();
        let whole = before.div_ceil(3) * 4..(before + NAME.len()) / 3 * 4;
        all.push(("base 64", coded[whole].to_vec()));
    }
    all
});

/// Which spelling of what was planted is in these bytes.
pub fn planted_in(bytes: &[u8]) -> Option<&'static str> {
    let mut begins = [false; 256];
    for (_, spelling) in SPELLINGS.iter() {
        begins[usize::from(spelling[0])] = true;
    }
    (0..bytes.len())
        .filter(|at| begins[usize::from(bytes[*at])])
        .find_map(|at| {
            let found = SPELLINGS
                .iter()
                .find(|(_, spelling)| bytes[at..].starts_with(spelling));
            found.map(|(name, _)| *name)
        })
}

/// The files in which exiftool reads what was planted: for places whose bytes are packed or whose numbers are its own.
pub fn read_in(files: &[PathBuf]) -> Vec<PathBuf> {
    told(files)
        .into_iter()
        .filter(|(_, tags)| planted_in(tags.to_string().as_bytes()).is_some())
        .map(|(path, _)| path)
        .collect()
}

/// All that exiftool has to tell about these files or folders: tags with their groups, and the numbers as numbers.
pub fn told(files: &[PathBuf]) -> BTreeMap<PathBuf, serde_json::Value> {
    let folder = tempfile::tempdir().expect("a folder");
    let list = folder.path().join("list");
    let lines: Vec<_> = files
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    std::fs::write(&list, lines.join("\n")).expect("written");
    let output = Command::new("exiftool")
        .args([
            "-q", "-q", "-r", "-ext", "*", "-j", "-n", "-G1", "-a", "-u", "-ee", "-@",
        ])
        .arg(&list)
        .output()
        .expect("exiftool is installed (package libimage-exiftool-perl)");
    let answers: Vec<serde_json::Value> = match output.stdout.as_slice() {
        b"" => Vec::new(),
        json => serde_json::from_slice(json).expect("JSON"),
    };
    let path = |answer: &mut serde_json::Value| {
        let path = answer
            .as_object_mut()
            .and_then(|tags| tags.remove("SourceFile"));
        PathBuf::from(
            path.as_ref()
                .and_then(|path| path.as_str())
                .expect("a path"),
        )
    };
    answers
        .into_iter()
        .map(|mut answer| (path(&mut answer), answer))
        .collect()
}

/// An EXIF block with the place, the name as artist (or neither), and, where one is given, a thumbnail (TIFF 6.0; EXIF
/// 2.32, 4.6).
pub fn exif(tells: bool, thumbnail: Option<&[u8]>) -> Vec<u8> {
    let (north, east, artist) = if tells {
        (NORTH, EAST, WORDS)
    } else {
        ([0, 1, 0, 1, 0, 1], [0, 1, 0, 1, 0, 1], "nobody")
    };
    let entry = |tag: u16, kind: u16, count: usize, value: [u8; 4]| {
        let count = u32::try_from(count).expect("small").to_le_bytes();
        [&tag.to_le_bytes()[..], &kind.to_le_bytes(), &count, &value].concat()
    };
    let number = |value: usize| u32::try_from(value).expect("small").to_le_bytes();
    let text = [artist.as_bytes(), b"\0"].concat();
    // Two entries in the first list, four in that of places, two in the thumbnail's.
    let (places, thumbs) = (8 + 2 + 2 * 12 + 4, 8 + 2 + 2 * 12 + 4 + 2 + 4 * 12 + 4);
    let data = thumbs + 2 + 2 * 12 + 4;
    let picture = data + 48 + text.len();
    let next = if thumbnail.is_some() { thumbs } else { 0 };
    let mut bytes = [
        b"II*\0\x08\0\0\0\x02\0",
        &entry(0x013B, 2, text.len(), number(data + 48))[..],
    ]
    .concat();
    bytes.extend(entry(0x8825, 4, 1, number(places)));
    bytes.extend(number(next));
    bytes.extend(b"\x04\0");
    bytes.extend(entry(1, 2, 2, *b"N\0\0\0"));
    bytes.extend(entry(2, 5, 3, number(data)));
    bytes.extend(entry(3, 2, 2, *b"E\0\0\0"));
    bytes.extend(entry(4, 5, 3, number(data + 24)));
    bytes.extend([0; 4]);
    bytes.extend(b"\x02\0");
    bytes.extend(entry(0x0201, 4, 1, number(picture)));
    bytes.extend(entry(
        0x0202,
        4,
        1,
        number(thumbnail.map_or(0, <[u8]>::len)),
    ));
    bytes.extend([0; 4]);
    bytes.extend(numbers(&north, u32::to_le_bytes));
    bytes.extend(numbers(&east, u32::to_le_bytes));
    bytes.extend(text);
    bytes.extend(thumbnail.unwrap_or_default());
    bytes
}

pub fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).expect("short");
    [&[0xFF, marker][..], &length.to_be_bytes(), content].concat()
}

/// A JPEG with such a block behind its first two bytes.
pub fn with_exif(jpeg: &[u8], block: &[u8]) -> Vec<u8> {
    let segment = segment(0xE1, &[b"Exif\0\0", block].concat());
    [&jpeg[..2], &segment, &jpeg[2..]].concat()
}

fn blue(side: u32) -> Vec<u8> {
    let picture = image::RgbImage::from_pixel(side, side, image::Rgb([20, 120, 220]));
    let mut jpeg = std::io::Cursor::new(Vec::new());
    picture
        .write_to(&mut jpeg, image::ImageFormat::Jpeg)
        .expect("encoded");
    jpeg.into_inner()
}

/// A small picture that tells in tags of its own where it was taken.
pub fn thumbnail() -> Vec<u8> {
    with_exif(&blue(32), &exif(true, None))
}

/// A blue JPEG that tells nothing.
pub fn silent_cover() -> Vec<u8> {
    blue(COVER)
}

/// A blue JPEG that tells where it was taken.
pub fn cover() -> Vec<u8> {
    with_exif(&blue(COVER), &exif(true, None))
}

/// One that tells nothing but by its thumbnail's own tags.
pub fn cover_with_thumbnail() -> Vec<u8> {
    with_exif(&blue(COVER), &exif(false, Some(&thumbnail())))
}

/// A small one that tells by both.
pub fn frame() -> Vec<u8> {
    with_exif(&blue(96), &exif(true, Some(&thumbnail())))
}

/// Side of the covers in pixels.
pub const COVER: u32 = 400;

/// An XMP packet.
pub fn xmp() -> Vec<u8> {
    format!(
        "<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF \
         xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description xmlns:exif='http://ns.adobe.com/exif/1.0/' \
         xmlns:dc='http://purl.org/dc/elements/1.1/' exif:GPSLatitude='59,19.7586N' exif:GPSLongitude='18,4.1184E' \
         dc:source='{WORDS}'/></rdf:RDF></x:xmpmeta><?xpacket end='w'?>"
    )
    .into_bytes()
}

/// In which files of a folder exiftool still reads any of it, one a line.
pub fn left_in(folder: &Path) -> String {
    let told = told(&[folder.to_owned()]);
    assert!(!told.is_empty(), "exiftool reads nothing");
    let found = told.into_iter().filter_map(|(path, tags)| {
        let spelling = planted_in(tags.to_string().as_bytes())?;
        Some(format!("{}: {spelling}\n", path.display()))
    });
    found.collect()
}

#[test]
fn every_spelling_is_found() {
    for (name, spelling) in SPELLINGS.iter() {
        let bytes = [b"...", &spelling[..], b"..."].concat();
        assert!(planted_in(&bytes).is_some(), "{name}");
        assert_eq!(planted_in(&bytes[..bytes.len() - 4]), None, "{name}");
    }
    for before in 0..6 {
        let text = format!("{}{NAME}..", ".".repeat(before));
        assert_eq!(
            planted_in(BASE64_STANDARD.encode(text).as_bytes()),
            Some("base 64")
        );
    }
    for picture in [thumbnail(), cover(), cover_with_thumbnail()] {
        assert!(planted_in(&picture).is_some());
        image::load_from_memory(&picture).expect("a picture");
    }
}
