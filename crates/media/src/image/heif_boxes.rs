//! What a HEIF file says about itself, before libheif sees it: sizes, depth, and which picture is the main one.
//!
//! Reads the `meta` box only (ISO/IEC 23008-12). Total: any bytes give an answer, none can make it panic.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// A `meta` box larger than this is no honest picture's: a thousand tiles need a tenth of it.
const MAX_META_BYTES: u64 = 1 << 20;
/// Boxes that are looked at, on all levels together.
const MAX_BOXES: usize = 20_000;
/// Items that may be the main picture.
const PICTURES: [&[u8]; 6] = [b"hvc1", b"av01", b"grid", b"iden", b"iovl", b"avc1"];

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct HeifFacts {
    /// The largest width and height that any picture in the file claims.
    pub(super) width: u32,
    pub(super) height: u32,
    /// More than 8 bits a colour.
    pub(super) deep: bool,
    /// Some picture is another one's alpha.
    pub(super) alpha: bool,
    /// The main picture's place among those that libheif decodes, counted from 0, and their number.
    pub(super) main: usize,
    pub(super) pictures: usize,
    /// Colour primaries and transfer curve by number (ITU-T H.273), where the file names them.
    pub(super) colors: Option<(u16, u16)>,
}

/// What the boxes of a whole file say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Walk {
    /// All of them fit, and the description makes sense.
    Found(HeifFacts),
    /// A box is longer than the file.
    CutOff,
    /// There is no description that makes sense.
    Nonsense,
}

/// Walks over a file's outermost boxes and reads the description.
pub(super) fn read(path: &Path) -> io::Result<Walk> {
    let mut file = File::open(path)?;
    let end = file.metadata()?.len();
    let (mut at, mut found) = (0, None);
    for _ in 0..MAX_BOXES {
        let mut head = [0; 16];
        file.seek(SeekFrom::Start(at))?;
        let got = file.by_ref().take(16).read(&mut head)?;
        let Some((length, header, name)) = box_head(&head[..got], end - at) else {
            return Ok(Walk::CutOff);
        };
        if &name == b"meta" && length <= MAX_META_BYTES && found.is_none() {
            let mut content = Vec::new();
            file.seek(SeekFrom::Start(at + header))?;
            file.by_ref()
                .take(length - header)
                .read_to_end(&mut content)?;
            found = facts(&content);
        }
        at += length;
        if at >= end {
            break;
        }
    }
    Ok(found.map_or(Walk::Nonsense, Walk::Found))
}

/// Length with header, length of the header, and name of the box that starts here, if it fits into what is left.
fn box_head(bytes: &[u8], left: u64) -> Option<(u64, u64, [u8; 4])> {
    let short = u64::from(u32::from_be_bytes(bytes.get(..4)?.try_into().ok()?));
    let name = bytes.get(4..8)?.try_into().ok()?;
    let (length, header) = match short {
        0 => (left, 8),
        1 => (u64::from_be_bytes(bytes.get(8..16)?.try_into().ok()?), 16),
        _ => (short, 8),
    };
    (length >= header && length <= left).then_some((length, header, name))
}

/// The boxes inside these bytes, up to the first that does not fit.
fn boxes(mut bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    std::iter::from_fn(move || {
        let (length, header, name) = box_head(bytes, bytes.len() as u64)?;
        let (length, header) = (usize::try_from(length).ok()?, usize::try_from(header).ok()?);
        let content = bytes.get(header..length)?;
        bytes = &bytes[length..];
        Some((name, content))
    })
    .take(MAX_BOXES)
}

/// What follows a full box's version and flags, and the version.
fn full(content: &[u8]) -> Option<(u8, &[u8])> {
    Some((*content.first()?, content.get(4..)?))
}

/// A big-endian number of two or four bytes, and the rest.
fn number(bytes: &[u8], wide: bool) -> Option<(u32, &[u8])> {
    if wide {
        let (number, rest) = bytes.split_first_chunk()?;
        Some((u32::from_be_bytes(*number), rest))
    } else {
        let (number, rest) = bytes.split_first_chunk()?;
        Some((u32::from(u16::from_be_bytes(*number)), rest))
    }
}

/// Reads the content of a `meta` box.
fn facts(meta: &[u8]) -> Option<HeifFacts> {
    let (_, content) = full(meta)?;
    let mut found = HeifFacts::default();
    let (mut main, mut items, mut hangers_on) = (None, Vec::new(), HashSet::new());
    for (name, content) in boxes(content) {
        match &name {
            b"pitm" => {
                let (version, rest) = full(content)?;
                main = Some(number(rest, version > 0)?.0);
            }
            b"iinf" => items = pictures(content)?,
            b"iref" => hangers_on = helpers(content)?,
            b"iprp" => {
                for (name, content) in boxes(content) {
                    if &name == b"ipco" {
                        properties(content, &mut found);
                    }
                }
            }
            _ => {}
        }
    }
    items.retain(|item| !hangers_on.contains(item));
    found.pictures = items.len();
    found.main = items.iter().position(|item| Some(*item) == main)?;
    (found.width > 0 && found.height > 0).then_some(found)
}

/// Numbers of the items that are pictures and not hidden, in the file's order.
fn pictures(iinf: &[u8]) -> Option<Vec<u32>> {
    let (version, rest) = full(iinf)?;
    let (_, rest) = number(rest, version > 0)?;
    let mut found = Vec::new();
    for (name, content) in boxes(rest) {
        let hidden = content.get(3).is_none_or(|flags| flags & 1 == 1);
        let Some((version @ 2.., rest)) = full(content).filter(|_| &name == b"infe") else {
            continue;
        };
        let (item, rest) = number(rest, version > 2)?;
        let kind = rest.get(2..6)?;
        if !hidden && PICTURES.contains(&kind) {
            found.push(item);
        }
    }
    Some(found)
}

/// Numbers of the items that are another one's small picture or helper plane.
fn helpers(iref: &[u8]) -> Option<HashSet<u32>> {
    let (version, rest) = full(iref)?;
    let from = |content| number(content, version > 0).map(|(item, _)| item);
    Some(
        boxes(rest)
            .filter(|(name, _)| name == b"thmb" || name == b"auxl")
            .filter_map(|(_, content)| from(content))
            .collect(),
    )
}

/// Largest size, depth, alpha and named colours among all properties, whichever picture they belong to.
fn properties(ipco: &[u8], found: &mut HeifFacts) {
    let side = |content: &[u8], at: usize| {
        let bytes = content
            .get(at..at + 4)
            .and_then(|bytes| bytes.try_into().ok());
        bytes.map_or(0, u32::from_be_bytes)
    };
    for (name, content) in boxes(ipco) {
        match &name {
            b"ispe" => {
                found.width = found.width.max(side(content, 4));
                found.height = found.height.max(side(content, 8));
            }
            b"pixi" => {
                let bits = content.get(5..).unwrap_or_default();
                found.deep |= bits.iter().any(|bits| *bits > 8);
            }
            b"auxC" => {
                let text = content.get(4..).unwrap_or_default();
                found.alpha |= text.starts_with(b"urn:mpeg:hevc:2015:auxid:1")
                    || text.starts_with(b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha");
            }
            b"colr" if content.starts_with(b"nclx") => {
                let number = |at: usize| {
                    let bytes = content
                        .get(at..at + 2)
                        .and_then(|bytes| bytes.try_into().ok());
                    bytes.map(u16::from_be_bytes)
                };
                found.colors = number(4).zip(number(6));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(name: [u8; 4], content: &[u8]) -> Vec<u8> {
        let length = u32::try_from(content.len() + 8).expect("short");
        [&length.to_be_bytes()[..], &name, content].concat()
    }

    fn item(number: u8, kind: [u8; 4], hidden: bool) -> Vec<u8> {
        let head = [2, 0, 0, u8::from(hidden), 0, number, 0, 0];
        boxed(*b"infe", &[&head[..], &kind, &[0]].concat())
    }

    /// Items 1 (a hidden tile), 2, 3 (2's thumbnail) and 4; 4 is the main one.
    fn meta() -> Vec<u8> {
        let items = [
            &[0, 0, 0, 0, 0, 4][..],
            &item(1, *b"hvc1", true),
            &item(2, *b"hvc1", false),
            &item(3, *b"hvc1", false),
            &item(4, *b"grid", false),
        ]
        .concat();
        let thumbnail = boxed(*b"thmb", &[0, 3, 0, 1, 0, 2]);
        let sizes = [
            boxed(*b"ispe", &[0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 2, 0]),
            boxed(*b"ispe", &[0, 0, 0, 0, 0, 0, 15, 192, 0, 0, 11, 208]),
            boxed(*b"pixi", &[0, 0, 0, 0, 3, 10, 10, 10]),
            boxed(*b"colr", b"nclx\0\x0c\0\x0d\0\x06\x80"),
        ]
        .concat();
        [
            &[0; 4][..],
            &boxed(*b"pitm", &[0, 0, 0, 0, 0, 4]),
            &boxed(*b"iinf", &items),
            &boxed(*b"iref", &[&[0; 4][..], &thumbnail].concat()),
            &boxed(*b"iprp", &boxed(*b"ipco", &sizes)),
        ]
        .concat()
    }

    #[test]
    fn size_depth_colours_and_the_main_picture_are_found() {
        let expected = HeifFacts {
            width: 4032,
            height: 3024,
            deep: true,
            alpha: false,
            main: 1,
            pictures: 2,
            colors: Some((12, 13)),
        };
        assert_eq!(facts(&meta()), Some(expected));
    }

    #[test]
    fn a_file_without_a_main_picture_says_nothing() {
        let meta = meta();
        let at = meta
            .windows(4)
            .position(|name| name == b"pitm")
            .expect("there");
        let mut other = meta.clone();
        other[at + 9] = 1;
        assert_eq!(facts(&other), None);
        assert_eq!(facts(&meta[..40]), None);
    }

    /// Boxes by their names with sizes of all sorts; what follows one lies inside it, or does not.
    fn forged() -> impl proptest::strategy::Strategy<Value = Vec<u8>> {
        use proptest::prelude::*;
        let size = prop::sample::select(vec![0_u32, 1, 2, 7, 8, 9, 16, 20, 24, 40, 100, u32::MAX]);
        let name = prop::sample::select(vec![
            b"pitm", b"iinf", b"infe", b"iref", b"thmb", b"auxl", b"iprp", b"ipco", b"ispe",
            b"pixi", b"auxC", b"colr", b"meta",
        ]);
        let content =
            proptest::collection::vec(prop::sample::select(vec![0_u8, 1, 2, 4, 255]), 0..20);
        let piece = (size, name, content)
            .prop_map(|(size, name, content)| [&size.to_be_bytes()[..], name, &content].concat());
        proptest::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
    }

    proptest::proptest! {
        #[test]
        fn forged_boxes_give_an_answer(boxes in forged()) {
            let _ = facts(&[&[0; 4][..], &boxes].concat());
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join("picture");
            std::fs::write(&path, boxed(*b"meta", &[&[0; 4][..], &boxes].concat())).expect("written");
            let whole = read(&path).expect("readable");
            std::fs::write(&path, &boxes).expect("written");
            let _ = read(&path).expect("readable");
            // Whatever is found is found inside the boxes.
            assert!(!matches!(whole, Walk::Found(found) if found.main >= found.pictures));
        }

        #[test]
        fn any_bytes_give_an_answer(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400)) {
            let _ = facts(&bytes);
        }

        #[test]
        fn damaged_boxes_give_an_answer(damage in proptest::collection::vec((0_usize..300, proptest::num::u8::ANY), 1..6), cut in 0_usize..300) {
            let mut meta = meta();
            for (at, value) in damage {
                let length = meta.len();
                meta[at % length] = value;
            }
            meta.truncate(meta.len().saturating_sub(cut));
            let _ = facts(&meta);
        }
    }
}
