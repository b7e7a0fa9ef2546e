//! Readers of our own renditions that share nothing with what writes them: to the last byte, everything known, nothing else.

/// Reads a JPEG to its last byte: only the segments that a decoder needs, and JFIF's own header.
pub fn check_jpeg(bytes: &[u8]) -> Result<(), String> {
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
pub fn check_webp(bytes: &[u8]) -> Result<(), String> {
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

/// Reads an AVIF to its last byte: the boxes of one picture (ISO 14496-12, ISO 23008-12 and AV1 Image File Format), each known,
/// one item of which every byte is AV1, and in that only the sequence and its one frame.
pub fn check_avif(bytes: &[u8]) -> Result<(), String> {
    let outer = named(bytes, &[b"ftyp", b"meta", b"mdat"])?;
    let [ftyp, meta, mdat] = [outer[0], outer[1], outer[2]];
    if ftyp.len() < 8 || ftyp[4..8] != [0; 4] {
        return Err("another kind of file".to_owned());
    }
    for brand in [&ftyp[..4]].into_iter().chain(ftyp[8..].chunks(4)) {
        if ![&b"avif"[..], b"mif1", b"miaf", b"MA1A", b"MA1B"].contains(&brand) {
            return Err(format!("brand {brand:?}"));
        }
    }
    let inner = named(plain(meta)?, &[b"hdlr", b"pitm", b"iloc", b"iinf", b"iprp"])?;
    same(
        "hdlr",
        inner[0],
        b"\0\0\0\0\0\0\0\0pict\0\0\0\0\0\0\0\0\0\0\0\0PictureHandler\0",
    )?;
    same("pitm", inner[1], b"\0\0\0\0\0\x01")?;
    check_place(inner[2], bytes, mdat)?;
    // One item: no Exif, and no `mime` as XMP is.
    let items = plain(inner[3])?
        .strip_prefix(b"\0\x01")
        .ok_or("not one item")?;
    let item = named(items, &[b"infe"])?[0];
    same("infe", item, b"\x02\0\0\0\0\x01\0\0av01Color\0")?;
    let iprp = named(inner[4], &[b"ipco", b"ipma"])?;
    let properties = named(iprp[0], &[b"ispe", b"pixi", b"av1C", b"colr"])?;
    if (properties[0].len(), properties[2].len()) != (12, 4) {
        return Err("ispe or av1C of another length".to_owned());
    }
    same("pixi", properties[1], b"\0\0\0\0\x03\x08\x08\x08")?;
    // Primaries of BT.709, curve of sRGB, matrix of BT.601, limited range (ITU-T H.273).
    same("colr", properties[3], b"nclx\0\x01\0\x0d\0\x06\0")?;
    same(
        "ipma",
        iprp[1],
        b"\0\0\0\0\0\0\0\x01\0\x01\x04\x01\x02\x83\x04",
    )?;
    check_units(mdat, &[SEQUENCE, FRAME])
}

/// The item's one stretch of bytes is the whole of `mdat`.
fn check_place(iloc: &[u8], file: &[u8], mdat: &[u8]) -> Result<(), String> {
    let rest = plain(iloc)?;
    let rest = rest
        .strip_prefix(b"\x44\0\0\x01\0\x01\0\0\0\x01")
        .ok_or_else(|| format!("iloc {rest:?}"))?;
    let [offset, length] = [rest.get(..4), rest.get(4..)].map(|four| {
        four.and_then(|four| four.try_into().ok())
            .map(u32::from_be_bytes)
    });
    let (offset, length) = (offset.ok_or("no offset")?, length.ok_or("no length")?);
    if length as usize != mdat.len() || offset as usize + mdat.len() != file.len() {
        return Err(format!("an item at {offset} of {length} bytes"));
    }
    Ok(())
}

/// Types of units in AV1 (AV1 Bitstream, 6.2.2). Those of metadata (5) and padding (15) are not among them.
const SEQUENCE: u8 = 1;
const FRAME: u8 = 6;

/// Reads units of AV1 to the last byte; their types have to be these.
fn check_units(mut bytes: &[u8], wanted: &[u8]) -> Result<(), String> {
    let mut types = Vec::new();
    while let [header, rest @ ..] = bytes {
        // Neither reserved bits nor an extension, and a length.
        if header & 0b1000_0111 != 0b10 {
            return Err(format!("a unit that begins with {header:02X}"));
        }
        let (mut length, mut at) = (0_usize, 0);
        loop {
            let byte = *rest.get(at).ok_or("a unit without its length")?;
            length |= usize::from(byte & 0x7F) << (7 * at);
            at += 1;
            if byte & 0x80 == 0 || at == 4 {
                break;
            }
        }
        types.push(header >> 3 & 0xF);
        bytes = rest.get(at + length..).ok_or("a unit is too long")?;
    }
    if types == wanted {
        Ok(())
    } else {
        Err(format!("units of the types {types:?}"))
    }
}

/// The contents of boxes that have to have these names, in this order.
fn named<'a>(mut bytes: &'a [u8], names: &[&[u8; 4]]) -> Result<Vec<&'a [u8]>, String> {
    let mut found = Vec::new();
    let mut contents = Vec::new();
    while !bytes.is_empty() {
        let size = bytes.get(..4).ok_or("a stump")?;
        let size = u32::from_be_bytes(size.try_into().expect("four")) as usize;
        let whole = bytes.get(..size).filter(|_| size >= 8);
        let whole = whole.ok_or_else(|| format!("a box of {size} bytes"))?;
        found.push(&whole[4..8]);
        contents.push(&whole[8..]);
        bytes = &bytes[size..];
    }
    if found == names {
        return Ok(contents);
    }
    let found: Vec<_> = found.into_iter().map(String::from_utf8_lossy).collect();
    Err(format!("boxes {found:?}"))
}

/// What stands behind version 0 and no flags.
fn plain(content: &[u8]) -> Result<&[u8], String> {
    let content = content.strip_prefix(&[0; 4]);
    content.ok_or_else(|| "another version".to_owned())
}

fn same(name: &str, found: &[u8], wanted: &[u8]) -> Result<(), String> {
    if found == wanted {
        Ok(())
    } else {
        Err(format!("{name} {:?}", found.escape_ascii().to_string()))
    }
}
