//! Walks the markers of a JPEG without decoding it: sizes, scans, and whether the end is there.

/// What the markers say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct JpegScan {
    pub(super) width: u32,
    pub(super) height: u32,
    /// Coefficients arrive in several passes and are all kept in memory.
    pub(super) progressive: bool,
    /// Passes over the picture.
    pub(super) scans: u32,
    /// Bytes of colour profile over all segments.
    pub(super) icc_bytes: u64,
    /// The end marker was found.
    pub(super) ended: bool,
}

/// Reads all markers of the first picture in `bytes`; `None` if they make no sense or there is no picture.
///
/// Whatever follows the end marker (a motion photo's film, a gain map) is not looked at.
pub(super) fn scan(bytes: &[u8]) -> Option<JpegScan> {
    let mut found = JpegScan::default();
    let mut rest = bytes.strip_prefix(&[0xFF, 0xD8])?;
    loop {
        let Some((marker, after)) = next_marker(rest) else {
            return (found.width > 0).then_some(found);
        };
        rest = after;
        match marker {
            0xD9 => {
                found.ended = true;
                return (found.width > 0).then_some(found);
            }
            // Markers without a segment: restarts, TEM, and a stray start of image.
            0x01 | 0xD0..=0xD8 => continue,
            _ => {}
        }
        let Some(length) = rest
            .get(..2)
            .map(|pair| usize::from(u16::from_be_bytes([pair[0], pair[1]])))
        else {
            return (found.width > 0).then_some(found);
        };
        let Some(segment) = rest.get(2..length.max(2)) else {
            return (found.width > 0).then_some(found);
        };
        read_segment(marker, segment, &mut found)?;
        rest = &rest[length.max(2)..];
    }
}

fn read_segment(marker: u8, segment: &[u8], found: &mut JpegScan) -> Option<()> {
    match marker {
        // Start of frame: all but the three numbers that mean tables (ITU T.81, B.1.1.3).
        0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) => {
            if found.width > 0 {
                return Some(()); // only the first frame counts, as in the decoder
            }
            found.height = u32::from(u16::from_be_bytes([*segment.get(1)?, *segment.get(2)?]));
            found.width = u32::from(u16::from_be_bytes([*segment.get(3)?, *segment.get(4)?]));
            found.progressive = matches!(marker, 0xC2 | 0xC6 | 0xCA | 0xCE);
        }
        0xDA => found.scans += 1,
        0xE2 if segment.starts_with(b"ICC_PROFILE\0") => found.icc_bytes += segment.len() as u64,
        _ => {}
    }
    Some(())
}

/// The next marker and what follows it. Skips entropy-coded data, in which 0xFF is always followed by 0.
fn next_marker(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let mut rest = bytes;
    loop {
        let start = rest.iter().position(|byte| *byte == 0xFF)?;
        rest = &rest[start + 1..];
        match *rest.first()? {
            0x00 => rest = &rest[1..],
            0xFF => {} // fill bytes
            marker => return Some((marker, &rest[1..])),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: u32, height: u32) -> Vec<u8> {
        let raster = super::super::raster::Raster::rgb(
            width,
            height,
            vec![90; (width * height * 3) as usize],
        );
        super::super::encode::jpeg(&raster, 80).expect("a plain picture")
    }

    #[test]
    fn a_whole_jpeg_has_a_size_a_scan_and_an_end() {
        let scan = scan(&picture(40, 30)).expect("a JPEG");
        assert_eq!((scan.width, scan.height, scan.scans), (40, 30, 1));
        assert!(scan.ended && !scan.progressive);
    }

    #[test]
    fn a_stump_has_no_end() {
        let whole = picture(400, 300);
        let found = scan(&whole[..whole.len() - 20]).expect("headers are there");
        assert!(!found.ended);
    }

    #[test]
    fn what_follows_the_end_is_not_looked_at() {
        let mut bytes = picture(40, 30);
        bytes.extend_from_slice(&picture(50, 50));
        assert_eq!(scan(&bytes).map(|found| found.width), Some(40));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_end_the_walk(tail in proptest::collection::vec(proptest::num::u8::ANY, 0..400)) {
            let mut bytes = vec![0xFF, 0xD8];
            bytes.extend(tail);
            let _ = scan(&bytes);
        }
    }
}
