//! HEIF files as telephones write them: our own boxes around what an encoder made.
//!
//! `heif-enc` writes one item per picture; a telephone writes a grid of hidden tiles with pictures around it. Tiles,
//! thumbnails and helpers are coded by the encoder, taken out of its file, and put together here (ISO/IEC 23008-12).
#![expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "names of boxes are written as byte strings"
)]

use image::{DynamicImage, GrayImage, Luma, Rgb, RgbImage};

use crate::photo_kinds::heif;

/// A box (ISO 14496-12, 4.2).
pub fn boxed(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let size = u32::try_from(content.len() + 8).expect("small");
    [&size.to_be_bytes()[..], name, content].concat()
}

/// A box with a version and flags.
fn full(name: &[u8; 4], version: u8, flags: u8, content: &[u8]) -> Vec<u8> {
    boxed(name, &[&[version, 0, 0, flags][..], content].concat())
}

/// Size in pixels (`ispe`).
pub fn size(width: u32, height: u32) -> Vec<u8> {
    let sides = [width.to_be_bytes(), height.to_be_bytes()].concat();
    full(b"ispe", 0, 0, &sides)
}

/// Bits of each colour (`pixi`).
pub fn depth(bits: &[u8]) -> Vec<u8> {
    let count = u8::try_from(bits.len()).expect("few colours");
    full(b"pixi", 0, 0, &[&[count][..], bits].concat())
}

/// Colours by their numbers (`colr`; ITU-T H.273): primaries, curve, matrix, and the full range.
pub fn colours(numbers: [u16; 3]) -> Vec<u8> {
    let numbers = numbers.map(u16::to_be_bytes).concat();
    boxed(b"colr", &[b"nclx", &numbers[..], &[0x80]].concat())
}

/// Colours by a profile (`colr`).
pub fn profile(icc: &[u8]) -> Vec<u8> {
    boxed(b"colr", &[b"prof", icc].concat())
}

/// Quarter turns against the clock (`irot`).
pub fn turn(quarters: u8) -> Vec<u8> {
    boxed(b"irot", &[quarters])
}

/// Left and right change places (`imir`).
pub fn mirror() -> Vec<u8> {
    boxed(b"imir", &[1])
}

/// What a helper picture is (`auxC`).
pub fn auxiliary(what: &str) -> Vec<u8> {
    full(b"auxC", 0, 0, &[what.as_bytes(), &[0]].concat())
}

/// One item of a file.
#[derive(Clone, Debug)]
pub struct Item {
    pub kind: [u8; 4],
    pub hidden: bool,
    pub bytes: Vec<u8>,
    /// Whole boxes.
    pub properties: Vec<Vec<u8>>,
    /// Whom it speaks of, and how; items are counted from 1.
    pub references: Vec<([u8; 4], Vec<u16>)>,
}

impl Item {
    /// An item that is no picture.
    pub fn new(kind: &[u8; 4], bytes: Vec<u8>, references: Vec<([u8; 4], Vec<u16>)>) -> Self {
        Self {
            kind: *kind,
            hidden: false,
            bytes,
            properties: Vec::new(),
            references,
        }
    }

    fn number(index: usize) -> [u8; 2] {
        u16::try_from(index + 1).expect("few items").to_be_bytes()
    }
}

/// The boxes inside of these bytes by name and content.
fn boxes(mut bytes: &[u8]) -> Vec<([u8; 4], &[u8])> {
    let mut found = Vec::new();
    while let Some((size, rest)) = bytes.split_first_chunk::<4>() {
        let size = u32::from_be_bytes(*size) as usize;
        found.push((rest[..4].try_into().expect("four"), &bytes[8..size]));
        bytes = &bytes[size..];
    }
    found
}

fn inside<'a>(bytes: &'a [u8], name: &[u8; 4]) -> &'a [u8] {
    let found = boxes(bytes).into_iter().find(|(found, _)| found == name);
    found.expect("the box is there").1
}

fn long(bytes: &[u8]) -> usize {
    u32::from_be_bytes(bytes[..4].try_into().expect("four")) as usize
}

/// Codes these pictures one by one: items with nothing but their code, its parameters and their size.
pub fn coded(pictures: &[DynamicImage], args: &[&str], ending: &str) -> Vec<Item> {
    let pictures: Vec<_> = pictures.iter().collect();
    let file = heif(&pictures, args, ending);
    let meta = &inside(&file, b"meta")[4..];
    let properties = inside(meta, b"iprp");
    let all = boxes(inside(properties, b"ipco"));
    let mut belonging = &inside(properties, b"ipma")[8..];
    let places = inside(meta, b"iloc");
    assert_eq!(places[..6], [0, 0, 0, 0, 0x44, 0x40], "as heif-enc writes");
    places[8..]
        .chunks_exact(18)
        .map(|place| {
            // One extent: number, source, base, count, offset, length.
            let (base, offset, length) =
                (long(&place[4..]), long(&place[10..]), long(&place[14..]));
            let count = usize::from(belonging[2]);
            let kept = belonging[3..3 + count].iter().map(|index| {
                let (name, content) = all[usize::from(index & 0x7F) - 1];
                boxed(&name, content)
            });
            let kept = kept.filter(|property| {
                [b"hvcC", b"av1C", b"ispe"]
                    .iter()
                    .any(|name| property[4..8] == name[..])
            });
            let properties = kept.collect();
            belonging = &belonging[3 + count..];
            Item {
                kind: if ending == "avif" { *b"av01" } else { *b"hvc1" },
                hidden: false,
                bytes: file[base + offset..base + offset + length].to_vec(),
                properties,
                references: Vec::new(),
            }
        })
        .collect()
}

/// A grid of the items 1 to `columns * rows`, cut off at this size.
pub fn grid((columns, rows): (u32, u32), (width, height): (u32, u32)) -> Item {
    let less_one = |count: u32| u8::try_from(count - 1).expect("a small grid");
    let sides = [width.to_be_bytes(), height.to_be_bytes()].concat();
    let tiles = u16::try_from(columns * rows).expect("a small grid");
    Item {
        kind: *b"grid",
        hidden: false,
        bytes: [&[0, 1, less_one(rows), less_one(columns)][..], &sides].concat(),
        properties: vec![size(width, height)],
        references: vec![(*b"dimg", (1..=tiles).collect())],
    }
}

/// The whole file: items in this order, one of them (counted from 1) the main one, and groups of alternatives.
///
/// What is computed from other items lies beside the description (`idat`), as telephones keep it.
pub fn file(brands: &[u8], main: usize, items: &[Item], alternatives: &[u16]) -> Vec<u8> {
    let mut properties: Vec<&[u8]> = Vec::new();
    let (mut infos, mut references, mut belonging) = (Vec::new(), Vec::new(), Vec::new());
    let (mut near, mut far) = (Vec::new(), Vec::new());
    let mut places: Vec<(bool, usize, usize)> = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let number = Item::number(index);
        let info = [&number[..], &[0, 0], &item.kind, &[0]].concat();
        infos.extend(full(b"infe", 2, u8::from(item.hidden), &info));
        for (kind, to) in &item.references {
            let count = u16::try_from(to.len()).expect("few").to_be_bytes();
            let to: Vec<u8> = to.iter().flat_map(|to| to.to_be_bytes()).collect();
            references.extend(boxed(kind, &[&number[..], &count, &to].concat()));
        }
        belonging.extend(number);
        belonging.push(u8::try_from(item.properties.len()).expect("few"));
        for property in &item.properties {
            let known = properties.iter().position(|known| known == property);
            let at = known.unwrap_or_else(|| {
                properties.push(property);
                properties.len() - 1
            });
            let needed = [b"hvcC", b"av1C", b"irot", b"imir"]
                .iter()
                .any(|name| property[4..8] == name[..]);
            belonging.push(u8::try_from(at + 1).expect("at most 127") | u8::from(needed) << 7);
        }
        let is_near = [*b"grid", *b"tmap"].contains(&item.kind);
        let bytes = if is_near { &mut near } else { &mut far };
        // A tile that comes many times is kept once.
        let before = items[..index]
            .iter()
            .position(|other| other.bytes == item.bytes);
        let at = before.map_or(bytes.len(), |before| places[before].1);
        places.push((is_near, at, item.bytes.len()));
        if before.is_none() {
            bytes.extend(&item.bytes);
        }
    }
    let count = u16::try_from(items.len()).expect("few items").to_be_bytes();
    let many = |parts: Vec<u8>| [&count[..], &parts].concat();
    let belonging = [&[0, 0][..], &many(belonging)].concat();
    let properties = [
        boxed(b"ipco", &properties.concat()),
        full(b"ipma", 0, 0, &belonging),
    ];
    let word = |number: usize| u32::try_from(number).expect("a small file").to_be_bytes();
    // Offsets count from the file's beginning: the description's length does not depend on what they say.
    let written = |media_at: usize| {
        let mut located = [&[0x44, 0][..], &count].concat();
        for (index, (is_near, at, length)) in places.iter().enumerate() {
            let at = if *is_near { *at } else { media_at + at };
            located.extend(Item::number(index));
            located.extend([0, u8::from(*is_near), 0, 0, 0, 1]);
            located.extend([word(at), word(*length)].concat());
        }
        let mut meta = vec![
            full(b"hdlr", 0, 0, b"\0\0\0\0pict\0\0\0\0\0\0\0\0\0\0\0\0\0"),
            full(b"pitm", 0, 0, &Item::number(main - 1)),
            full(b"iinf", 0, 0, &many(infos.clone())),
            full(b"iref", 0, 0, &references),
            boxed(b"iprp", &properties.concat()),
            boxed(b"idat", &near),
            full(b"iloc", 1, 0, &located),
        ];
        if !alternatives.is_empty() {
            let mut group = [word(900), word(alternatives.len())].concat();
            group.extend(
                alternatives
                    .iter()
                    .flat_map(|item| u32::from(*item).to_be_bytes()),
            );
            meta.push(boxed(b"grpl", &full(b"altr", 0, 0, &group)));
        }
        let first = [&brands[..4], &[0; 4], &brands[4..]].concat();
        [boxed(b"ftyp", &first), full(b"meta", 0, 0, &meta.concat())].concat()
    };
    let media_at = written(0).len() + 8;
    [written(media_at), boxed(b"mdat", &far)].concat()
}

/// What stands around the tiles of a telephone's photo.
#[derive(Clone, Debug, Default)]
pub struct Extras {
    /// More properties of the whole picture: turns, colours.
    pub properties: Vec<Vec<u8>>,
    /// A block of EXIF (a whole TIFF).
    pub exif: Option<Vec<u8>>,
    /// How visible each place is.
    pub alpha: Option<GrayImage>,
    /// Properties of the brighter version that the gain map makes (`tmap`), if the file offers one.
    pub brighter: Option<Vec<Vec<u8>>>,
    /// 10 bits a colour instead of 8; the encoder of AVIF cannot.
    pub deep: bool,
}

/// Side of a tile.
pub const TILE: u32 = 256;

/// The picture in tiles, row by row; beyond its edges the last column and row are repeated, as encoders do.
fn tiles(picture: &RgbImage, deep: bool) -> Vec<DynamicImage> {
    let (width, height) = picture.dimensions();
    let (columns, rows) = (width.div_ceil(TILE), height.div_ceil(TILE));
    let tile = |place: u32| {
        let (left, top) = (place % columns * TILE, place / columns * TILE);
        let tile = DynamicImage::from(RgbImage::from_fn(TILE, TILE, |x, y| {
            *picture.get_pixel((left + x).min(width - 1), (top + y).min(height - 1))
        }));
        if deep { tile.into_rgb16().into() } else { tile }
    };
    (0..columns * rows).map(tile).collect()
}

/// A photo as telephones write it: hidden tiles, their grid (the main picture), its thumbnail, its gain map and its depths.
pub fn phones_photo(picture: &RgbImage, brands: &str, ending: &str, extras: &Extras) -> Vec<u8> {
    let args = match (ending, extras.deep) {
        ("avif", _) => &["-A", "-q", "92", "-p", "speed=9"][..],
        (_, false) => &["-q", "92"],
        (_, true) => &["-q", "92", "-b", "10"],
    };
    let (width, height) = picture.dimensions();
    let shape = (width.div_ceil(TILE), height.div_ceil(TILE));
    let mut items = coded(&tiles(picture, extras.deep), args, ending);
    for tile in &mut items {
        tile.hidden = true;
    }
    let mut whole = grid(shape, (width, height));
    whole.properties.extend(extras.properties.iter().cloned());
    items.push(whole);
    let main = items.len();
    let to_main = u16::try_from(main).expect("few items");
    let beside = |picture: DynamicImage, kind: &[u8; 4], property: Option<Vec<u8>>| {
        let item = coded(&[picture], args, ending).pop();
        let mut item = item.expect("one picture");
        item.properties.extend(property);
        item.references = vec![(*kind, vec![to_main])];
        item
    };
    let grey = GrayImage::from_fn(128, 96, |x, y| {
        Luma([u8::try_from((x + y) % 200).expect("below 200")])
    });
    // Nothing in these looks like the picture, so none of them can be taken for it.
    let small = RgbImage::from_pixel(128, 96, Rgb([255, 0, 255]));
    items.push(beside(small.into(), b"thmb", None));
    let gain_map = auxiliary("urn:com:apple:photo:2020:aux:hdrgainmap");
    items.push(beside(grey.clone().into(), b"auxl", Some(gain_map)));
    let to_gain_map = to_main + 2;
    let depths = auxiliary("urn:mpeg:hevc:2015:auxid:2");
    items.push(beside(grey.into(), b"auxl", Some(depths)));
    if let Some(alpha) = &extras.alpha {
        let what = auxiliary(if ending == "avif" {
            "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha"
        } else {
            "urn:mpeg:hevc:2015:auxid:1"
        });
        items.push(beside(alpha.clone().into(), b"auxl", Some(what)));
    }
    if let Some(exif) = &extras.exif {
        let block = [&[0; 4][..], exif].concat();
        items.push(Item::new(b"Exif", block, vec![(*b"cdsc", vec![to_main])]));
    }
    let mut alternatives = Vec::new();
    if let Some(properties) = &extras.brighter {
        // ISO 21496-1: a version, and how the map is to be read; nobody here does.
        let made_of = vec![(*b"dimg", vec![to_main, to_gain_map])];
        let mut brighter = Item::new(b"tmap", vec![0; 62], made_of);
        brighter.properties = [&[size(width, height)][..], properties].concat();
        items.push(brighter);
        alternatives = vec![u16::try_from(items.len()).expect("few items"), to_main];
    }
    file(brands.as_bytes(), main, &items, &alternatives)
}
