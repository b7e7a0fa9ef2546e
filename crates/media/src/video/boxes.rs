//! The first look at an MP4 or MOV: its boxes, without decoding anything (ISO/IEC 14496-12).
//!
//! Finds in milliseconds what decoders find late or never: a missing end, forged tables, hundreds of tracks. Reads
//! every number with bounds; any bytes give an answer.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use crate::error::{MediaError, Reason};
use crate::ffmpeg::MAX_STREAMS;

/// The index of an honest film of our lengths is far smaller.
const MAX_INDEX_BYTES: u64 = 64 << 20;
/// Fragmented films have two boxes for each second or so.
const MAX_TOP_BOXES: usize = 20_000;
/// Samples of one track: ten hours of sound.
const MAX_SAMPLES: u64 = 20_000_000;
/// So much of the media may be missing before the film counts as cut off.
const MISSING_ALLOWED: f64 = 0.02;
/// How deep boxes are entered: moov, trak, mdia, minf, stbl.
const MAX_DEPTH: usize = 6;

/// Walks a file's boxes. Says whether the very end is missing, but little enough to go on.
///
/// # Errors
/// [`Reason::Truncated`], [`Reason::Unreadable`] or [`Reason::TooComplex`]; the world's fault if it cannot be read.
pub fn walk(path: &Path) -> Result<bool, MediaError> {
    let world = |error| MediaError::world("read the original", error);
    let mut file = File::open(path).map_err(world)?;
    let length = file.metadata().map_err(world)?.len();
    let top = top_boxes(&mut file, length).map_err(world)?;
    let Some(index) = top.index else {
        // Phones write the index last: without it the end was lost, and so was the film.
        let reason = if top.has_media || top.has_type {
            Reason::Truncated
        } else {
            Reason::Unreadable
        };
        return Err(MediaError::input(reason, "no index box"));
    };
    if index.1 > MAX_INDEX_BYTES {
        return Err(MediaError::input(
            Reason::TooComplex,
            format!("an index of {} bytes", index.1),
        ));
    }
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(index.0)).map_err(world)?;
    file.take(index.1).read_to_end(&mut bytes).map_err(world)?;
    let mut found = Index {
        file_length: length,
        ..Index::default()
    };
    read_boxes(&bytes, 0, &mut found)?;
    let lost = if found.chunks > 0 {
        ratio(found.chunks_beyond, found.chunks)
    } else {
        0.0
    };
    let missing = top.missing.max(lost);
    if missing > MISSING_ALLOWED {
        return Err(MediaError::input(
            Reason::Truncated,
            format!("{:.0} % is missing", missing * 100.0),
        ));
    }
    Ok(missing > 0.0)
}

#[derive(Default)]
struct Top {
    /// Where the index's content starts, and its length.
    index: Option<(u64, u64)>,
    has_type: bool,
    has_media: bool,
    /// Share of the media box that lies beyond the end of the file.
    missing: f64,
}

fn top_boxes(file: &mut File, length: u64) -> std::io::Result<Top> {
    let mut top = Top::default();
    let mut at = 0_u64;
    for _ in 0..MAX_TOP_BOXES {
        if at.saturating_add(8) > length {
            break;
        }
        let rest = length - at;
        let Some((name, header, size)) = box_at(file, at, rest)? else {
            break;
        };
        match &name {
            b"ftyp" => top.has_type = true,
            b"moov" if size > rest => top.has_media = true,
            b"moov" => top.index = Some((at + header, size - header)),
            b"mdat" | b"moof" => {
                top.has_media = true;
                top.missing = top.missing.max(ratio(size.saturating_sub(rest), size));
            }
            b"free" | b"skip" | b"wide" | b"pnot" | b"udta" | b"uuid" | b"meta" | b"sidx"
            | b"styp" | b"mfra" | b"prft" | b"emsg" | b"beam" => {}
            // Something appended behind the film is not our concern; before the film it is no film.
            _ => break,
        }
        at = at.saturating_add(size);
    }
    Ok(top)
}

/// Whether the boxes of a file that was written here fill it to its last byte.
///
/// ffmpeg takes a full disk calmly: it ends well, and its files end early.
pub(crate) fn is_whole(path: &Path) -> std::io::Result<bool> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut at = 0_u64;
    while at.saturating_add(8) <= length {
        let Some((_, _, size)) = box_at(&mut file, at, length - at)? else {
            return Ok(false);
        };
        at = at.saturating_add(size);
    }
    Ok(length > 0 && at == length)
}

/// Name of the box at this place, length of its header and of all of it; at least 8 bytes must be there.
fn box_at(file: &mut File, at: u64, rest: u64) -> std::io::Result<Option<([u8; 4], u64, u64)>> {
    file.seek(SeekFrom::Start(at))?;
    let mut head = [0; 16];
    let wanted = usize::try_from(rest.min(16)).unwrap_or(8);
    file.read_exact(&mut head[..wanted])?;
    let name = [head[4], head[5], head[6], head[7]];
    Ok(box_size(&head[..wanted], rest).map(|(header, size)| (name, header, size)))
}

/// Length of header and of the whole box. A size of 0 means "to the end", 1 means that 64 bits follow.
fn box_size(head: &[u8], rest: u64) -> Option<(u64, u64)> {
    let (header, size) = match be32(head, 0)? {
        0 => (8, rest),
        1 => (16, be64(head, 8)?),
        size => (8, size),
    };
    (size >= header).then_some((header, size))
}

/// What was gathered from the index.
#[derive(Default)]
struct Index {
    file_length: u64,
    tracks: usize,
    chunks: u64,
    chunks_beyond: u64,
}

fn read_boxes(bytes: &[u8], depth: usize, found: &mut Index) -> Result<(), MediaError> {
    let forged = |what: &str| MediaError::input(Reason::Unreadable, format!("forged {what}"));
    let mut rest = bytes;
    while rest.len() >= 8 {
        let Some((header, size)) = box_size(rest, rest.len() as u64) else {
            return Err(forged("box size"));
        };
        let (Ok(header), Ok(size)) = (usize::try_from(header), usize::try_from(size)) else {
            return Err(forged("box size"));
        };
        let Some(content) = rest.get(header..size) else {
            return Err(forged("box size"));
        };
        match &[rest[4], rest[5], rest[6], rest[7]] {
            b"trak" => {
                found.tracks += 1;
                if found.tracks > MAX_STREAMS || depth >= MAX_DEPTH {
                    return Err(MediaError::input(Reason::TooComplex, "too many tracks"));
                }
                read_boxes(content, depth + 1, found)?;
            }
            b"mdia" | b"minf" | b"stbl" if depth < MAX_DEPTH => {
                read_boxes(content, depth + 1, found)?;
            }
            b"stsz" => sample_sizes(content).ok_or_else(|| forged("sample sizes"))?,
            b"stts" | b"ctts" => table(content, 8).ok_or_else(|| forged("time table"))?,
            b"stsc" => table(content, 12).ok_or_else(|| forged("chunk table"))?,
            b"stss" => table(content, 4).ok_or_else(|| forged("key frame table"))?,
            b"stco" => chunk_offsets(content, 4, found).ok_or_else(|| forged("chunk offsets"))?,
            b"co64" => chunk_offsets(content, 8, found).ok_or_else(|| forged("chunk offsets"))?,
            _ => {}
        }
        rest = &rest[size..];
    }
    Ok(())
}

/// Takes the muxer's mark out of a header file that our own encoder wrote; the HLS muxer leaves no way to switch it off.
pub(crate) fn anonymise(init: &Path) -> std::io::Result<()> {
    let bytes = std::fs::read(init)?;
    let clean = without_user_data(&bytes);
    if clean == bytes {
        return Ok(());
    }
    std::fs::write(init, clean)
}

/// The header of a fragmented film without its user data (`udta`), where muxers sign.
///
/// Only for headers that our own encoder wrote: nothing in them points to a place in the file.
fn without_user_data(init: &[u8]) -> Vec<u8> {
    copy_boxes(init, |name| name == b"moov", |name| name == b"udta")
}

fn copy_boxes(bytes: &[u8], enters: fn(&[u8]) -> bool, drops: fn(&[u8]) -> bool) -> Vec<u8> {
    let mut copied = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((header, size)) = box_size(rest, rest.len() as u64) {
        let (Ok(header), Ok(size)) = (usize::try_from(header), usize::try_from(size)) else {
            break;
        };
        let (Some(name), Some(content)) = (rest.get(4..8), rest.get(header..size)) else {
            break;
        };
        if enters(name) {
            let inner = copy_boxes(content, |_| false, drops);
            let length = u32::try_from(inner.len() + 8).unwrap_or(u32::MAX);
            copied.extend_from_slice(&length.to_be_bytes());
            copied.extend_from_slice(name);
            copied.extend_from_slice(&inner);
        } else if !drops(name) {
            copied.extend_from_slice(&rest[..size]);
        }
        rest = &rest[size..];
    }
    copied
}

/// A table whose count does not fit into its own box was forged.
fn table(content: &[u8], entry_bytes: u64) -> Option<()> {
    let count = be32(content, 4)?;
    (count * entry_bytes <= content.len() as u64).then_some(())
}

fn sample_sizes(content: &[u8]) -> Option<()> {
    let (constant, count) = (be32(content, 4)?, be32(content, 8)?);
    let fits = constant != 0 || count * 4 <= content.len() as u64;
    (fits && count <= MAX_SAMPLES).then_some(())
}

fn chunk_offsets(content: &[u8], entry_bytes: usize, found: &mut Index) -> Option<()> {
    table(content, entry_bytes as u64)?;
    let count = usize::try_from(be32(content, 4)?).ok()?;
    for entry in content.get(8..)?.chunks_exact(entry_bytes).take(count) {
        let offset = entry
            .iter()
            .fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
        found.chunks += 1;
        found.chunks_beyond += u64::from(offset >= found.file_length);
    }
    Some(())
}

fn be32(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from(u32::from_be_bytes(
        bytes.get(at..at + 4)?.try_into().ok()?,
    )))
}

fn be64(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_be_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}

#[expect(
    clippy::cast_precision_loss,
    reason = "only compared with a few percent, or seconds of a film"
)]
fn ratio(part: u64, whole: u64) -> f64 {
    part as f64 / whole.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(name: &[u8], content: &[u8]) -> Vec<u8> {
        let mut bytes = u32::try_from(content.len() + 8)
            .expect("small")
            .to_be_bytes()
            .to_vec();
        bytes.extend_from_slice(name);
        bytes.extend_from_slice(content);
        bytes
    }

    fn walked(bytes: &[u8]) -> Result<bool, Option<Reason>> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("film");
        std::fs::write(&path, bytes).expect("written");
        walk(&path).map_err(|error| error.reason())
    }

    fn header(seconds: u32) -> Vec<u8> {
        let mut content = vec![0; 12];
        content.extend_from_slice(&1000_u32.to_be_bytes());
        content.extend_from_slice(&(seconds * 1000).to_be_bytes());
        boxed(b"mvhd", &content)
    }

    fn film(index: &[u8]) -> Vec<u8> {
        [
            boxed(b"ftyp", b"isom\0\0\0\0"),
            boxed(b"moov", index),
            boxed(b"mdat", &[1; 1000]),
        ]
        .concat()
    }

    fn track(table: &[u8]) -> Vec<u8> {
        boxed(
            b"trak",
            &boxed(b"mdia", &boxed(b"minf", &boxed(b"stbl", table))),
        )
    }

    #[test]
    fn a_whole_film_is_walked() {
        let bytes = film(&[header(7), track(&boxed(b"stts", &[0; 8]))].concat());
        assert_eq!(walked(&bytes), Ok(false));
    }

    #[test]
    fn missing_ends_are_seen() {
        let bytes = film(&header(7));
        assert_eq!(
            walked(&bytes[..bytes.len() - 500]),
            Err(Some(Reason::Truncated))
        );
        assert_eq!(walked(&bytes[..bytes.len() - 5]), Ok(true));
        let index_last = [boxed(b"ftyp", b"isom\0\0\0\0"), boxed(b"mdat", &[1; 1000])].concat();
        assert_eq!(walked(&index_last), Err(Some(Reason::Truncated)));
        assert_eq!(
            walked(b"\0\0\0\x10junkjunkjunk"),
            Err(Some(Reason::Unreadable))
        );
    }

    #[test]
    fn chunks_beyond_the_file_are_a_missing_end() {
        let mut offsets = vec![0; 4];
        offsets.extend_from_slice(&2_u32.to_be_bytes());
        offsets.extend_from_slice(&40_u32.to_be_bytes());
        offsets.extend_from_slice(&9_000_000_u32.to_be_bytes());
        assert_eq!(
            walked(&film(&track(&boxed(b"stco", &offsets)))),
            Err(Some(Reason::Truncated))
        );
    }

    #[test]
    fn forged_tables_and_crowds_of_tracks_are_refused() {
        let mut sizes = vec![0; 8];
        sizes.extend_from_slice(&0x8000_0000_u32.to_be_bytes());
        assert_eq!(
            walked(&film(&track(&boxed(b"stsz", &sizes)))),
            Err(Some(Reason::Unreadable))
        );
        let crowd: Vec<u8> = (0..500).flat_map(|_| track(&[])).collect();
        assert_eq!(walked(&film(&crowd)), Err(Some(Reason::TooComplex)));
    }

    #[test]
    fn what_is_appended_is_not_looked_at() {
        let mut bytes = film(&header(2));
        bytes.extend_from_slice(b"<html><script>alert(1)</script></html>");
        assert!(walked(&bytes).is_ok());
    }

    #[test]
    fn user_data_is_cut_out_and_nothing_else() {
        let index = [header(7), boxed(b"udta", b"signed"), track(&[])].concat();
        let cut = [header(7), track(&[])].concat();
        assert_eq!(without_user_data(&film(&index)), film(&cut));
    }

    /// Boxes by their names with sizes of all sorts; what follows one lies inside it, or does not.
    fn forged() -> impl proptest::strategy::Strategy<Value = Vec<u8>> {
        use proptest::prelude::*;
        let size = prop::sample::select(vec![
            0_u32,
            1,
            2,
            7,
            8,
            9,
            16,
            20,
            24,
            40,
            100,
            300,
            u32::MAX,
        ]);
        let name = prop::sample::select(vec![
            b"moov", b"trak", b"mdia", b"minf", b"stbl", b"mvhd", b"stsz", b"stts", b"stsc",
            b"stco", b"co64", b"mdat", b"free", b"udta",
        ]);
        let content = proptest::collection::vec(prop::sample::select(vec![0_u8, 1, 8, 255]), 0..20);
        let piece = (size, name, content)
            .prop_map(|(size, name, content)| [&size.to_be_bytes()[..], name, &content].concat());
        proptest::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
    }

    proptest::proptest! {
        #[test]
        fn forged_boxes_give_an_answer(boxes in forged()) {
            let _ = walked(&film(&boxes));
            let _ = walked(&[boxed(b"ftyp", b"isom\0\0\0\0"), boxes.clone()].concat());
            assert!(without_user_data(&boxes).len() <= boxes.len());
        }

        #[test]
        fn any_index_gives_an_answer(index in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
            let _ = walked(&film(&track(&index)));
            let _ = walked(&film(&index));
        }

        #[test]
        fn any_bytes_give_an_answer(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400)) {
            let _ = walked(&bytes);
            let _ = walked(&[boxed(b"ftyp", b"isom\0\0\0\0"), bytes].concat());
        }

        #[test]
        fn cutting_user_data_out_never_adds_anything(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
            let inside = film(&[boxed(b"udta", &bytes), header(3), bytes.clone()].concat());
            let cut = without_user_data(&inside);
            assert!(cut.len() + boxed(b"udta", &bytes).len() <= inside.len());
            let _ = without_user_data(&bytes);
        }
    }
}
