//! Walks the markers of a JPEG without decoding it: size, scans, orientation, profile, and whether the end is there.

use image::metadata::Orientation;

/// Bits for the 64 coefficients of a block, all set.
const ALL_COEFFICIENTS: u64 = u64::MAX;

/// What the markers say.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct JpegScan {
    pub(super) width: u32,
    pub(super) height: u32,
    /// Coefficients arrive in several passes.
    pub(super) progressive: bool,
    /// Coded without loss: no fraction of the size can be decoded.
    pub(super) lossless: bool,
    /// Passes over the picture.
    pub(super) scans: u32,
    /// Bytes of colour profile over all segments.
    pub(super) icc_bytes: u64,
    /// The end marker was found.
    pub(super) ended: bool,
    /// How the picture is to be turned.
    pub(super) orientation: Orientation,
    /// Adobe's mark: four inks are then kept upside down.
    pub(super) adobe: bool,
    /// Samples of all components together, before any is doubled.
    pub(super) samples: u64,
    /// Every coefficient of the first component (the brightness) came at least once in a pass that was finished.
    pub(super) all_coefficients: bool,
    components: Vec<Component>,
    profile: Vec<(u8, Vec<u8>)>,
    /// What the passes so far brought of the brightness, and what the one that is running brings.
    finished: u64,
    running: u64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Component {
    id: u8,
    across: u64,
    down: u64,
}

impl Default for JpegScan {
    fn default() -> Self {
        Self {
            width: 0,
            height: 0,
            progressive: false,
            lossless: false,
            scans: 0,
            icc_bytes: 0,
            ended: false,
            orientation: Orientation::NoTransforms,
            adobe: false,
            samples: 0,
            all_coefficients: false,
            components: Vec::new(),
            profile: Vec::new(),
            finished: 0,
            running: 0,
        }
    }
}

/// Reads all markers of the first picture in `bytes`; `None` if they make no sense or there is no picture.
///
/// Whatever follows the end marker (a motion photo's film, a gain map) is not looked at.
pub(super) fn scan(bytes: &[u8]) -> Option<JpegScan> {
    let mut found = JpegScan::default();
    let mut rest = bytes.strip_prefix(&[0xFF, 0xD8])?;
    while let Some((marker, after)) = next_marker(rest) {
        rest = after;
        match marker {
            0xD9 => {
                found.ended = true;
                found.finish_pass();
                break;
            }
            // Markers without a segment: restarts, TEM, and a stray start of image.
            0x01 | 0xD0..=0xD8 => continue,
            _ => {}
        }
        let Some(length) = rest
            .get(..2)
            .map(|pair| usize::from(u16::from_be_bytes([pair[0], pair[1]])).max(2))
        else {
            break;
        };
        let Some(segment) = rest.get(2..length) else {
            break;
        };
        found.finish_pass();
        found.read_segment(marker, segment)?;
        rest = &rest[length..];
    }
    found.all_coefficients = found.finished == ALL_COEFFICIENTS;
    (found.width > 0).then_some(found)
}

impl JpegScan {
    /// The parts of the colour profile, put together in their order; `None` if there is none, or one part is missing.
    #[cfg_attr(
        not(feature = "turbojpeg"),
        allow(dead_code, reason = "the pure Rust decoder does this itself")
    )]
    pub(super) fn icc(&mut self) -> Option<Vec<u8>> {
        self.profile.sort_by_key(|(number, _)| *number);
        let in_order = (1..=u8::MAX)
            .zip(&self.profile)
            .all(|(expected, (number, _))| expected == *number);
        let whole: Vec<u8> = self
            .profile
            .iter()
            .flat_map(|(_, part)| part.iter().copied())
            .collect();
        (in_order && !whole.is_empty()).then_some(whole)
    }

    /// Whether its colours lie in one of the arrangements that every decoder knows: as fine as the brightness, or one of
    /// them for one, two or four beside each other, two above each other, or a square of four. The pure Rust decoder
    /// takes others without a word and shows something else.
    pub(super) fn is_ordinarily_sampled(&self) -> bool {
        let factors = |component: &Component| (component.across, component.down);
        match &self.components[..] {
            [luma, colors @ ..] if colors.len() >= 2 => {
                matches!(factors(luma), (1 | 2, 1 | 2) | (4, 1))
                    && colors[..2].iter().all(|color| factors(color) == (1, 1))
            }
            _ => true,
        }
    }

    fn finish_pass(&mut self) {
        self.finished |= std::mem::take(&mut self.running);
    }

    fn read_segment(&mut self, marker: u8, segment: &[u8]) -> Option<()> {
        match marker {
            // Start of frame: all but the three numbers that mean tables (ITU T.81, B.1.1.3). Only the first counts.
            0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) && self.width == 0 => {
                self.read_frame(marker, segment)?;
            }
            0xDA => self.read_scan(segment),
            0xE1 if segment.starts_with(b"Exif\0\0") => {
                if let Some(orientation) = Orientation::from_exif_chunk(&segment[6..]) {
                    self.orientation = orientation;
                }
            }
            0xE2 if segment.starts_with(b"ICC_PROFILE\0") => {
                self.icc_bytes += segment.len() as u64;
                if let [number, _count, part @ ..] = &segment[12..] {
                    self.profile.push((*number, part.to_vec()));
                }
            }
            0xEE => self.adobe |= segment.starts_with(b"Adobe"),
            _ => {}
        }
        Some(())
    }

    fn read_frame(&mut self, marker: u8, segment: &[u8]) -> Option<()> {
        let side = |at: usize| {
            Some(u32::from(u16::from_be_bytes([
                *segment.get(at)?,
                *segment.get(at + 1)?,
            ])))
        };
        (self.height, self.width) = (side(1)?, side(3)?);
        self.progressive = matches!(marker, 0xC2 | 0xC6 | 0xCA | 0xCE);
        self.lossless = matches!(marker, 0xC3 | 0xC7 | 0xCB | 0xCF);
        let described = segment.get(6..).unwrap_or_default().chunks_exact(3);
        self.components = described
            .take(usize::from(*segment.get(5)?))
            .map(|component| Component {
                id: component[0],
                across: u64::from(component[1] >> 4),
                down: u64::from(component[1] & 15),
            })
            .collect();
        let most = |side: fn(&Component) -> u64| self.components.iter().map(side).max();
        let whole = most(|component| component.across).unwrap_or(1).max(1)
            * most(|component| component.down).unwrap_or(1).max(1);
        let parts: u64 = self
            .components
            .iter()
            .map(|component| component.across * component.down)
            .sum();
        self.samples = u64::from(self.width) * u64::from(self.height) * parts / whole;
        Some(())
    }

    fn read_scan(&mut self, segment: &[u8]) {
        self.scans += 1;
        let Some((count, rest)) = segment.split_first() else {
            return;
        };
        let count = usize::from(*count);
        let first = self.components.first().map(|component| component.id);
        let holds_first = rest
            .chunks_exact(2)
            .take(count)
            .any(|part| Some(part[0]) == first);
        if let (true, Some([from, to, ..])) = (holds_first, rest.get(2 * count..)) {
            let (from, to) = (u32::from(*from), u32::from(*to).min(63));
            self.running = if !self.progressive {
                ALL_COEFFICIENTS
            } else if from <= to {
                ALL_COEFFICIENTS >> (63 - to) & (ALL_COEFFICIENTS << from)
            } else {
                0
            };
        }
    }
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
        let pixels = vec![90; (width * height * 3) as usize];
        let mut bytes = Vec::new();
        image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 80)
            .encode(&pixels, width, height, image::ExtendedColorType::Rgb8)
            .expect("a plain picture");
        bytes
    }

    fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len() + 2).expect("short");
        [&[0xFF, marker][..], &length.to_be_bytes(), content].concat()
    }

    #[test]
    fn a_whole_jpeg_has_a_size_a_scan_and_an_end() {
        let scan = scan(&picture(40, 30)).expect("a JPEG");
        assert_eq!((scan.width, scan.height, scan.scans), (40, 30, 1));
        assert!(scan.ended && !scan.progressive && scan.all_coefficients);
    }

    #[test]
    fn a_stump_has_no_end() {
        let whole = picture(400, 300);
        let found = scan(&whole[..whole.len() - 20]).expect("headers are there");
        assert!(!found.ended && !found.all_coefficients);
    }

    #[test]
    fn what_follows_the_end_is_not_looked_at() {
        let mut bytes = picture(40, 30);
        bytes.extend_from_slice(&picture(50, 50));
        assert_eq!(scan(&bytes).map(|found| found.width), Some(40));
    }

    #[test]
    fn samples_are_counted_as_they_are_stored() {
        let frame = [8, 0, 100, 0, 200, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1];
        let bytes = [vec![0xFF, 0xD8], segment(0xC2, &frame)].concat();
        let found = scan(&bytes).expect("a frame");
        assert_eq!((found.samples, found.progressive), (30_000, true));
    }

    #[test]
    fn unusual_arrangements_of_colours_are_known() {
        let arranged = |luma: u8, color: u8| {
            let frame = [8, 0, 100, 0, 200, 3, 1, luma, 0, 2, color, 1, 3, color, 1];
            let bytes = [vec![0xFF, 0xD8], segment(0xC0, &frame)].concat();
            scan(&bytes).expect("a frame").is_ordinarily_sampled()
        };
        for luma in [0x11, 0x21, 0x41, 0x12, 0x22] {
            assert!(arranged(luma, 0x11), "{luma:#x}");
        }
        for (luma, color) in [(0x14, 0x11), (0x42, 0x11), (0x24, 0x11), (0x22, 0x12)] {
            assert!(!arranged(luma, color), "{luma:#x} {color:#x}");
        }
        assert!(scan(&picture(40, 30)).is_some_and(|found| found.is_ordinarily_sampled()));
    }

    #[test]
    fn a_profile_is_put_together_in_order_and_only_when_whole() {
        let part = |number: u8, text: &[u8]| {
            segment(0xE2, &[b"ICC_PROFILE\0", &[number, 2][..], text].concat())
        };
        let rest = picture(8, 8)[2..].to_vec();
        let with = |parts: Vec<Vec<u8>>| {
            let bytes = [vec![0xFF, 0xD8], parts.concat(), rest.clone()].concat();
            scan(&bytes).expect("a JPEG").icc()
        };
        let whole = with(vec![part(2, b"world"), part(1, b"hello ")]);
        assert_eq!(whole.as_deref(), Some(&b"hello world"[..]));
        assert_eq!(with(vec![part(2, b"world")]), None);
        assert_eq!(with(Vec::new()), None);
    }

    #[test]
    fn a_progressive_picture_is_complete_once_each_coefficient_came() {
        let pass = |from, to| segment(0xDA, &[1, 1, 0, from, to, 0]);
        let frame = [8, 0, 16, 0, 16, 1, 1, 0x11, 0];
        let file = |passes: &[(u8, u8)], end: &[u8]| {
            let mut bytes = [vec![0xFF, 0xD8], segment(0xC2, &frame)].concat();
            for (from, to) in passes {
                bytes.extend(pass(*from, *to));
                bytes.extend([1, 2, 3]);
            }
            bytes.extend_from_slice(end);
            scan(&bytes).expect("a frame")
        };
        let end = &[0xFF, 0xD9];
        assert!(file(&[(0, 0), (1, 5), (6, 63)], end).all_coefficients);
        assert!(!file(&[(0, 0), (1, 5), (6, 63)], &[]).all_coefficients);
        assert!(file(&[(0, 0), (1, 63), (1, 63)], &[]).all_coefficients);
        assert!(!file(&[(0, 0), (1, 5)], end).all_coefficients);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_end_the_walk(tail in proptest::collection::vec(proptest::num::u8::ANY, 0..400)) {
            let mut bytes = vec![0xFF, 0xD8];
            bytes.extend(tail);
            if let Some(mut found) = scan(&bytes) {
                let _ = found.icc();
            }
        }

        /// Markers and lengths that nearly fit reach deeper than noise does.
        #[test]
        fn nearly_jpeg_ends_the_walk(
            parts in proptest::collection::vec((0xC0_u8..=0xFF, proptest::collection::vec(proptest::num::u8::ANY, 0..40), -3_i32..3), 0..12),
        ) {
            let mut bytes = vec![0xFF, 0xD8];
            for (marker, content, off) in parts {
                let length = i32::try_from(content.len()).expect("short") + 2 + off;
                bytes.extend([0xFF, marker]);
                bytes.extend(u16::try_from(length.max(0)).expect("short").to_be_bytes());
                bytes.extend(content);
            }
            if let Some(mut found) = scan(&bytes) {
                let parts = found.icc().unwrap_or_default();
                proptest::prop_assert!(parts.len() as u64 <= found.icc_bytes);
            }
        }
    }
}
