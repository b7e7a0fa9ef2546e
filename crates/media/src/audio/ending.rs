//! Whether the end of a song is there, where its format tells.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use crate::ffmpeg::id3_bytes;

/// An MP3 frame is no longer, whatever its rates.
const MP3_FRAME_BYTES: u64 = 1441;
/// How far behind the tags an MP3's first frame is looked for.
const MP3_SEARCH_BYTES: u64 = 16 << 10;
/// The longest page of an Ogg: its head, 255 lengths, and 255 times 255 bytes (RFC 3533, 6).
const OGG_PAGE_BYTES: u64 = 27 + 255 + 255 * 255;

/// Whether more should follow: an MP3 is shorter than its index says (`Xing` or `Info`), or an Ogg ends within a page. False
/// where nothing is told. No reason to refuse a song: programs that cut MP3 may leave the old index in it.
pub(super) fn is_missing(demuxer: &str, original: &Path) -> io::Result<bool> {
    let mut file = File::open(original)?;
    let length = file.metadata()?.len();
    match demuxer {
        "mp3" => {
            let tags = id3_bytes(original).unwrap_or(0);
            let begin = read_at(&mut file, tags, MP3_SEARCH_BYTES)?;
            let there = length.saturating_sub(tags) + MP3_FRAME_BYTES;
            Ok(indexed_bytes(&begin).is_some_and(|claimed| there < claimed))
        }
        "ogg" => {
            let start = length.saturating_sub(OGG_PAGE_BYTES);
            let end = read_at(&mut file, start, OGG_PAGE_BYTES)?;
            Ok(ends_within_a_page(&end))
        }
        _ => Ok(false),
    }
}

fn read_at(file: &mut File, at: u64, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(at))?;
    file.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Length in bytes of the whole stream, without tags, as the index in the first frame says: `Xing` or `Info`, flags, and (where
/// flags say so) the number of frames, and that of bytes. Before it lie the head of a Layer III frame, its checksum perhaps, and
/// 9, 17 or 32 bytes.
fn indexed_bytes(begin: &[u8]) -> Option<u64> {
    let is_frame = |at: Option<usize>| {
        let head = at.and_then(|at| begin.get(at..at + 2));
        head.is_some_and(|head| head[0] == 0xFF && head[1] & 0xE6 == 0xE2)
    };
    let starts = begin.windows(4).enumerate();
    let (index, _) = starts.into_iter().find(|(at, name)| {
        (*name == b"Xing" || *name == b"Info")
            && [9, 11, 17, 19, 32, 34]
                .iter()
                .any(|between| is_frame(at.checked_sub(4 + between)))
    })?;
    let number = |place: usize| {
        let at = index + 4 * place;
        let bytes = begin.get(at..at + 4)?.try_into().ok()?;
        Some(u32::from_be_bytes(bytes))
    };
    let flags = number(1)?;
    let bytes = number(if flags & 1 == 0 { 2 } else { 3 })?;
    (flags & 2 != 0).then_some(u64::from(bytes))
}

/// Whether the last page that begins in these bytes, the end of a file, is longer than they are.
fn ends_within_a_page(end: &[u8]) -> bool {
    let starts = end.windows(5).rposition(|bytes| bytes == b"OggS\0");
    let Some(page) = starts.and_then(|at| end.get(at..)) else {
        return false;
    };
    let lengths = page
        .get(26)
        .and_then(|count| page.get(27..27 + usize::from(*count)));
    let whole = lengths.is_some_and(|lengths| {
        let content: usize = lengths.iter().copied().map(usize::from).sum();
        27 + lengths.len() + content <= page.len()
    });
    !whole
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page with one packet of this many bytes.
    fn page(bytes: u8) -> Vec<u8> {
        let mut page = vec![0; 28 + usize::from(bytes)];
        page[..4].copy_from_slice(b"OggS");
        (page[26], page[27]) = (1, bytes);
        page
    }

    #[test]
    fn an_ogg_ends_with_a_whole_page() {
        let two = [page(9), page(7)].concat();
        assert!(!ends_within_a_page(&two));
        for missing in 1..30 {
            assert!(ends_within_a_page(&two[..two.len() - missing]), "{missing}");
        }
        assert!(!ends_within_a_page(b"something else"));
    }

    #[test]
    fn an_index_says_how_long_an_mp3_is() {
        let frame = |flags: u8, numbers: &[u32]| {
            let mut frame = vec![0, 0xFF, 0xFB, 0x90, 0x64];
            frame.extend([0; 32]);
            frame.extend(b"Xing\0\0\0");
            frame.push(flags);
            frame.extend(numbers.iter().flat_map(|number| number.to_be_bytes()));
            frame
        };
        assert_eq!(indexed_bytes(&frame(3, &[7, 90_000])), Some(90_000));
        assert_eq!(indexed_bytes(&frame(2, &[90_000])), Some(90_000));
        assert_eq!(indexed_bytes(&frame(1, &[7, 90_000])), None);
        assert_eq!(indexed_bytes(&frame(3, &[7])), None);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_give_an_answer(
            bytes in proptest::collection::vec(proptest::prelude::prop::sample::select(
                b"\0\x01\x03\x1B\x7F\xFB\xFF\xE2OggSXingInfoID3".to_vec()
            ), 0..200)
        ) {
            let file = tempfile::NamedTempFile::new().expect("a file");
            std::fs::write(file.path(), &bytes).expect("written");
            for demuxer in ["mp3", "ogg", "wav"] {
                is_missing(demuxer, file.path()).expect("readable");
            }
        }
    }
}
