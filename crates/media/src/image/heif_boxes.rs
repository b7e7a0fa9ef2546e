//! What a HEIF file says about itself, before libheif sees it: sizes, depth, and which picture is the main one.
//!
//! Reads the `meta` box only (ISO/IEC 23008-12). Total: any bytes give an answer, none can make it panic.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt;
use std::path::Path;

/// A `meta` box larger than this is no honest picture's: a thousand tiles need a tenth of it.
const MAX_META_BYTES: u64 = 1 << 20;
/// Boxes that are looked at, on all levels together.
const MAX_BOXES: usize = 20_000;
/// How often a picture may be made of pictures that are made of pictures: a grid, turned, cropped.
const MAX_DERIVED: usize = 3;
/// Items that may be the main picture.
const PICTURES: [&[u8]; 5] = [b"hvc1", b"av01", b"grid", b"iden", b"avc1"];

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct HeifFacts {
    /// The largest width and height that any picture in the file claims.
    pub(super) width: u32,
    pub(super) height: u32,
    /// The main picture has more than 8 bits a colour.
    pub(super) deep: bool,
    /// The main picture is HEVC or AV1, for which libheif has decoders.
    pub(super) known: bool,
    /// The main picture has alpha.
    pub(super) alpha: bool,
    /// The main picture's place among those that libheif decodes, counted from 0, and their number.
    pub(super) main: usize,
    pub(super) pictures: usize,
    /// The main picture's colour primaries and transfer curve by number (ITU-T H.273), where the file names them.
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
    let mut found = None;
    let whole = metas(&mut File::open(path)?, |_, content| {
        if found.is_none() {
            found = facts(content);
        }
    })?;
    Ok(match found {
        _ if !whole => Walk::CutOff,
        Some(found) => Walk::Found(found),
        None => Walk::Nonsense,
    })
}

/// Copies a file, with every embedded colour profile in its description made a box that decoders pass over.
pub(super) fn copy_without_profiles(from: &Path, to: &Path) -> io::Result<()> {
    std::fs::copy(from, to)?;
    let mut profiles = Vec::new();
    metas(&mut File::open(from)?, |start, content| {
        let starts = content.windows(8).zip(start..);
        let found = starts.filter(|(bytes, _)| *bytes == b"colrprof" || *bytes == b"colrrICC");
        profiles.extend(found.map(|(_, at)| at));
    })?;
    let copy = File::options().write(true).open(to)?;
    profiles
        .into_iter()
        .try_for_each(|at| copy.write_all_at(b"free", at))
}

/// Gives the place and content of each `meta` box that is not too long among the outermost ones. False: a box is longer than
/// the file.
fn metas(file: &mut File, mut each: impl FnMut(u64, &[u8])) -> io::Result<bool> {
    let end = file.metadata()?.len();
    let mut at = 0;
    for _ in 0..MAX_BOXES {
        let mut head = [0; 16];
        file.seek(SeekFrom::Start(at))?;
        let got = file.by_ref().take(16).read(&mut head)?;
        let Some((length, header, name)) = box_head(&head[..got], end - at) else {
            return Ok(false);
        };
        if &name == b"meta" && length <= MAX_META_BYTES {
            let mut content = Vec::new();
            file.seek(SeekFrom::Start(at + header))?;
            file.by_ref()
                .take(length - header)
                .read_to_end(&mut content)?;
            each(at + header, &content);
        }
        at += length;
        if at >= end {
            break;
        }
    }
    Ok(true)
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
    let (mut main, mut items, mut links) = (None, Vec::new(), Vec::new());
    let (mut properties, mut belonging) = (Vec::new(), Vec::new());
    for (name, content) in boxes(content) {
        match &name {
            b"pitm" => {
                let (version, rest) = full(content)?;
                main = Some(number(rest, version > 0)?.0);
            }
            b"iinf" => items = pictures(content)?,
            b"iref" => links = references(content)?,
            b"iprp" => {
                for (name, content) in boxes(content) {
                    match &name {
                        b"ipco" => properties = boxes(content).collect(),
                        b"ipma" => belonging.extend(associations(content)?),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    let main = main?;
    let hangers_on: HashSet<u32> = links
        .iter()
        .filter(|link| matches!(&link.kind, b"thmb" | b"auxl"))
        .map(|link| link.from)
        .collect();
    items.retain(|item| !hangers_on.contains(item));
    found.pictures = items.len();
    found.main = items.iter().position(|item| *item == main)?;
    for (name, content) in &properties {
        if name == b"ispe" {
            found.width = found.width.max(side(content, 4));
            found.height = found.height.max(side(content, 8));
        }
    }
    describe(main, &links, &properties, &belonging, &mut found);
    (found.width > 0 && found.height > 0).then_some(found)
}

/// Depth, alpha and named colours of the main picture. What belongs to others does not count: a brighter version beside it
/// (`tmap`) has other colours and more bits, and is not decoded.
fn describe(
    main: u32,
    links: &[Link],
    properties: &[([u8; 4], &[u8])],
    belonging: &[(u32, usize)],
    found: &mut HeifFacts,
) {
    let mut shown = HashSet::from([main]);
    for _ in 0..MAX_DERIVED {
        for link in links.iter().filter(|link| &link.kind == b"dimg") {
            if shown.contains(&link.from) {
                shown.insert(link.to);
            }
        }
    }
    let helpers: HashSet<u32> = links
        .iter()
        .filter(|link| &link.kind == b"auxl" && link.to == main)
        .map(|link| link.from)
        .collect();
    let mut colors_of_tiles = None;
    for (item, index) in belonging {
        let Some((name, content)) = properties.get(*index) else {
            continue;
        };
        let is_shown = shown.contains(item);
        match name {
            b"auxC" if helpers.contains(item) => {
                let text = content.get(4..).unwrap_or_default();
                found.alpha |= text.starts_with(b"urn:mpeg:hevc:2015:auxid:1")
                    || text.starts_with(b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha");
            }
            b"colr" if content.starts_with(b"nclx") && *item == main => {
                found.colors = named_colors(content);
            }
            b"colr" if content.starts_with(b"nclx") && is_shown => {
                colors_of_tiles = named_colors(content);
            }
            name if is_shown => {
                found.known |= matches!(name, b"hvcC" | b"av1C");
                found.deep |= is_deep(*name, content);
            }
            _ => {}
        }
    }
    found.colors = found.colors.or(colors_of_tiles);
}

/// Whether this property says that there are more than 8 bits a colour.
fn is_deep(name: [u8; 4], content: &[u8]) -> bool {
    let flags = |at: usize, mask: u8| content.get(at).is_some_and(|byte| byte & mask != 0);
    match &name {
        b"pixi" => {
            let bits = content.get(5..).unwrap_or_default();
            bits.iter().any(|bits| *bits > 8)
        }
        // `bitDepthLumaMinus8` (ISO/IEC 14496-15, 8.3.2.1) and `high_bitdepth` (AV1 in ISOBMFF, 2.3.3).
        b"hvcC" => flags(17, 7),
        b"av1C" => flags(2, 0x40),
        _ => false,
    }
}

/// Primaries and curve out of a `colr` box.
fn named_colors(content: &[u8]) -> Option<(u16, u16)> {
    let number = |at: usize| {
        let bytes = content
            .get(at..at + 2)
            .and_then(|bytes| bytes.try_into().ok());
        bytes.map(u16::from_be_bytes)
    };
    number(4).zip(number(6))
}

/// A side out of an `ispe` box.
fn side(content: &[u8], at: usize) -> u32 {
    let bytes = content
        .get(at..at + 4)
        .and_then(|bytes| bytes.try_into().ok());
    bytes.map_or(0, u32::from_be_bytes)
}

/// Numbers of the items that are pictures and not hidden, in the file's order; none if some are laid over each other.
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
        // Pictures laid over each other have a size of their own, which libheif believes: 900 megapixels took 864 MB. No telephone
        // and no camera makes them.
        if kind == b"iovl" {
            return None;
        }
        if !hidden && PICTURES.contains(&kind) {
            found.push(item);
        }
    }
    Some(found)
}

/// One item speaks of another: `thmb` is its small picture, `auxl` its helper plane, `dimg` is made of it.
struct Link {
    kind: [u8; 4],
    from: u32,
    to: u32,
}

/// Reads who speaks of whom.
fn references(iref: &[u8]) -> Option<Vec<Link>> {
    let (version, rest) = full(iref)?;
    let wide = version > 0;
    let mut found = Vec::new();
    for (kind, content) in boxes(rest) {
        let (from, rest) = number(content, wide)?;
        let (count, mut rest) = number(rest, false)?;
        for _ in 0..count {
            let (to, more) = number(rest, wide)?;
            found.push(Link { kind, from, to });
            rest = more;
        }
    }
    Some(found)
}

/// Reads which item has which properties, these counted from 0.
fn associations(ipma: &[u8]) -> Option<Vec<(u32, usize)>> {
    let (version, rest) = full(ipma)?;
    let wide = ipma[3] & 1 == 1;
    let (count, mut rest) = number(rest, true)?;
    let mut found = Vec::new();
    for _ in 0..count {
        let (item, more) = number(rest, version > 0)?;
        let (properties, mut more) = more.split_first()?;
        for _ in 0..*properties {
            // The highest bit says that a reader must understand it; 0 stands for none.
            let index = if wide {
                let (index, left) = number(more, false)?;
                more = left;
                index & 0x7FFF
            } else {
                let (index, left) = more.split_first()?;
                more = left;
                u32::from(index & 0x7F)
            };
            if let Some(index) = index.checked_sub(1) {
                found.push((item, usize::try_from(index).ok()?));
            }
        }
        rest = more;
    }
    Some(found)
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

    /// Items 1 (a hidden tile), 2, 3 (2's thumbnail), 4 (a grid of 1, the main one), 5 (its alpha) and 6 (a brighter
    /// version of 4). `owned` says who has which of the properties below, counted from 1.
    fn meta_with(owned: &[(u8, &[u8])]) -> Vec<u8> {
        let items = [
            &[0, 0, 0, 0, 0, 6][..],
            &item(1, *b"hvc1", true),
            &item(2, *b"hvc1", false),
            &item(3, *b"hvc1", false),
            &item(4, *b"grid", false),
            &item(5, *b"hvc1", false),
            &item(6, *b"tmap", false),
        ]
        .concat();
        let links = [
            &[0; 4][..],
            &boxed(*b"thmb", &[0, 3, 0, 1, 0, 2]),
            &boxed(*b"dimg", &[0, 4, 0, 1, 0, 1]),
            &boxed(*b"auxl", &[0, 5, 0, 1, 0, 4]),
            &boxed(*b"dimg", &[0, 6, 0, 1, 0, 4]),
        ]
        .concat();
        let deep_code = [&[0; 17][..], &[0xFA, 0xF8]].concat();
        let properties = [
            boxed(*b"ispe", &[0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 2, 0]),
            boxed(*b"ispe", &[0, 0, 0, 0, 0, 0, 15, 192, 0, 0, 11, 208]),
            boxed(*b"pixi", &[0, 0, 0, 0, 3, 10, 10, 10]),
            boxed(*b"colr", b"nclx\0\x0c\0\x0d\0\x06\x80"),
            boxed(*b"hvcC", &deep_code),
            boxed(*b"av1C", &[0x81, 0, 0x40, 0]),
            boxed(*b"auxC", b"\0\0\0\0urn:mpeg:hevc:2015:auxid:1\0"),
            boxed(
                *b"auxC",
                b"\0\0\0\0urn:com:apple:photo:2020:aux:hdrgainmap\0",
            ),
        ]
        .concat();
        let mut belonging = vec![0, 0, 0, 0, 0, 0, 0, u8::try_from(owned.len()).expect("few")];
        for (item, indices) in owned {
            belonging.extend([0, *item, u8::try_from(indices.len()).expect("few")]);
            belonging.extend(indices.iter().map(|index| index | 0x80));
        }
        let properties = [boxed(*b"ipco", &properties), boxed(*b"ipma", &belonging)];
        [
            &[0; 4][..],
            &boxed(*b"pitm", &[0, 0, 0, 0, 0, 4]),
            &boxed(*b"iinf", &items),
            &boxed(*b"iref", &links),
            &boxed(*b"iprp", &properties.concat()),
        ]
        .concat()
    }

    fn meta() -> Vec<u8> {
        meta_with(&[(4, &[2, 3, 4]), (5, &[7])])
    }

    #[test]
    fn size_depth_colours_and_the_main_picture_are_found() {
        let expected = HeifFacts {
            width: 4032,
            height: 3024,
            deep: true,
            known: false,
            alpha: true,
            main: 1,
            pictures: 2,
            colors: Some((12, 13)),
        };
        assert_eq!(facts(&meta()), Some(expected));
    }

    #[test]
    fn what_belongs_to_another_picture_does_not_count() {
        let told = |owned: &[(u8, &[u8])]| {
            let found = facts(&meta_with(owned)).expect("a description");
            assert_eq!((found.width, found.height), (4032, 3024));
            (found.deep, found.alpha, found.colors)
        };
        let plain = (false, false, None);
        // Another picture, a thumbnail, a brighter version; a helper that is no alpha, an alpha of nobody.
        for item in [2, 3, 6] {
            assert_eq!(told(&[(item, &[3, 4, 5, 6])]), plain, "{item}");
        }
        assert_eq!(told(&[(5, &[3, 4, 5, 8])]), plain);
        assert_eq!(told(&[(2, &[7])]), plain);
        // What its tiles say counts.
        assert_eq!(told(&[(1, &[4])]), (false, false, Some((12, 13))));
        for property in [3, 5, 6] {
            assert_eq!(told(&[(1, &[property])]), (true, false, None), "{property}");
            let known = facts(&meta_with(&[(1, &[property])])).expect("a description");
            assert_eq!(known.known, property > 3);
        }
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
            b"pixi", b"auxC", b"colr", b"meta", b"dimg", b"ipma", b"hvcC",
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
