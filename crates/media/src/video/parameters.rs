//! How much of its coded frames a film in H.264 shows (ITU-T H.264, 7.3.2.1.1): what lies around that is hidden, not gone.

/// Sides of coded frames are multiples of this, of half frames of twice as much.
const MACROBLOCK: u64 = 16;
/// Most entries in the list that the first way of ordering pictures has (7.4.2.1.1).
const MAX_CYCLE: u64 = 255;

/// Whether all sets of parameters in this stream (Annex B) show frames of exactly `size`, and hide no more of them than whole
/// macroblocks need: nothing on the left and above, less than a macroblock on the right and below.
///
/// A film that was cropped without encoding it again hides more. Its pictures cannot be handed out as they are.
pub(super) fn show_all(stream: &[u8], size: (u32, u32)) -> bool {
    let mut sets = 0;
    let fit = units(stream)
        .filter(|unit| unit.first().is_some_and(|head| head & 0x1F == 7))
        .all(|unit| {
            sets += 1;
            read(&without_guards(&unit[1..])).is_some_and(|frame| frame.shows_all(size))
        });
    fit && sets > 0
}

/// Coded size of frames, and what is cut off: left, right, top, bottom; all in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Frame {
    coded: (u64, u64),
    cut: [u64; 4],
}

impl Frame {
    fn shows_all(self, (width, height): (u32, u32)) -> bool {
        let [left, right, top, bottom] = self.cut;
        let shown = |coded: u64, cut: u64| coded.checked_sub(cut);
        left == 0
            && top == 0
            && right < MACROBLOCK
            && bottom < MACROBLOCK
            && shown(self.coded.0, right) == Some(width.into())
            && shown(self.coded.1, bottom) == Some(height.into())
    }
}

/// What stands between start codes.
fn units(stream: &[u8]) -> impl Iterator<Item = &[u8]> {
    let starts = stream
        .windows(3)
        .enumerate()
        .filter(|(_, window)| *window == [0, 0, 1])
        .map(|(at, _)| at);
    let ends = starts.clone().skip(1).chain([stream.len()]);
    starts.zip(ends).map(|(start, end)| &stream[start + 3..end])
}

/// Takes out the bytes that keep start codes from arising by chance (7.3.1).
fn without_guards(unit: &[u8]) -> Vec<u8> {
    let mut zeros = 0;
    let kept = unit.iter().copied().filter(|byte| {
        let guards = zeros >= 2 && *byte == 3;
        zeros = if *byte == 0 { zeros + 1 } else { 0 };
        !guards
    });
    kept.collect()
}

/// Reads a set of parameters without the byte that says what it is; none if it ends early, is forged, or is not 4:2:0.
fn read(set: &[u8]) -> Option<Frame> {
    let mut bits = Bits { bytes: set, at: 0 };
    let profile = bits.fixed(8)?;
    // Constraints, level, number of the set.
    bits.fixed(16)?;
    bits.number()?;
    // Profiles that tell more of their colours.
    if profile >= 100 || profile == 44 {
        if bits.number()? != 1 {
            return None;
        }
        bits.number()?;
        bits.number()?;
        bits.fixed(1)?;
        if bits.fixed(1)? == 1 {
            for list in 0..8 {
                if bits.fixed(1)? == 1 {
                    bits.skip_scaling_list(if list < 6 { 16 } else { 64 })?;
                }
            }
        }
    }
    // Frame numbers and the order of pictures.
    bits.number()?;
    match bits.number()? {
        0 => drop(bits.number()?),
        1 => {
            bits.fixed(1)?;
            bits.number()?;
            bits.number()?;
            let cycle = bits.number().filter(|cycle| *cycle <= MAX_CYCLE)?;
            for _ in 0..cycle {
                bits.number()?;
            }
        }
        _ => {}
    }
    // Frames kept for reference, and whether some may be missing.
    bits.number()?;
    bits.fixed(1)?;
    let columns = bits.number()? + 1;
    let rows = bits.number()? + 1;
    let whole_frames = bits.fixed(1)?;
    if whole_frames == 0 {
        bits.fixed(1)?;
    }
    bits.fixed(1)?;
    let mut cut = [0; 4];
    if bits.fixed(1)? == 1 {
        for side in &mut cut {
            // In steps of the halved colour planes.
            *side = bits.number()? * 2;
        }
        // Rows of two half frames.
        cut[2] *= 2 - whole_frames;
        cut[3] *= 2 - whole_frames;
    }
    Some(Frame {
        coded: (columns * MACROBLOCK, rows * MACROBLOCK * (2 - whole_frames)),
        cut,
    })
}

/// Bits, the highest of a byte first.
struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn fixed(&mut self, count: usize) -> Option<u64> {
        let mut value = 0;
        for _ in 0..count {
            let byte = self.bytes.get(self.at / 8)?;
            value = value << 1 | u64::from(byte >> (7 - self.at % 8) & 1);
            self.at += 1;
        }
        Some(value)
    }

    /// A number as long as it is large (9.1), of at most 32 bits. With a sign it is as long.
    fn number(&mut self) -> Option<u64> {
        let mut zeros = 0;
        while self.fixed(1)? == 0 {
            zeros += 1;
            if zeros > 31 {
                return None;
            }
        }
        Some((1 << zeros) - 1 + self.fixed(zeros)?)
    }

    /// How coarse waves are, as differences (7.3.2.1.1.1); the list ends where it would come to zero.
    fn skip_scaling_list(&mut self, length: usize) -> Option<()> {
        let mut last = 8;
        for _ in 0..length {
            let number = i64::try_from(self.number()?).ok()?;
            let difference = if number % 2 == 0 {
                -(number / 2)
            } else {
                number / 2 + 1
            };
            last = (last + difference).rem_euclid(256);
            if last == 0 {
                break;
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stream(hex: &str) -> Vec<u8> {
        let byte = |at| u8::from_str_radix(&hex[at..at + 2], 16).expect("digits");
        (0..hex.len()).step_by(2).map(byte).collect()
    }

    #[test]
    fn what_encoders_write_is_read() {
        for (size, set) in [
            (
                (1920, 1080),
                "640028acd940780227e5c044000003000400000300c83c60c658",
            ),
            // Of half frames.
            (
                (1920, 1080),
                "640028acd94078044fde0220000003002000000643e2c5b2c0",
            ),
            (
                (1280, 720),
                "4d401feca02802dd80880000030008000003019078c18cb0",
            ),
            (
                (1280, 720),
                "64001facd9405005bb011000000300100000030320f1831960",
            ),
            (
                (854, 480),
                "42c01eda0360f79bc044000003000400000300c83c58ba80",
            ),
        ] {
            let bytes = stream(&format!("0000000167{set}0000000168ee3cb0"));
            assert!(show_all(&bytes, size), "{set}");
            assert!(!show_all(&bytes, (size.0, size.1 - 2)), "{set}");
            assert!(!show_all(&bytes[..9], size), "{set} ends early");
        }
        assert!(!show_all(&[], (1280, 720)));
    }

    #[test]
    fn one_set_that_hides_something_is_enough() {
        let whole = "00000001674d401feca02802dd80880000030008000003019078c18cb0";
        // The same after `h264_metadata=crop_right=640`.
        let cropped = "00000001674d401feca02802df00a0f80880000003000800000a078c18cb";
        assert!(!show_all(
            &stream(&format!("{whole}{cropped}")),
            (1280, 720)
        ));
        assert!(!show_all(&stream(cropped), (640, 720)));
    }

    #[derive(Default)]
    struct Writer(Vec<bool>);

    impl Writer {
        fn fixed(&mut self, count: u32, value: u64) {
            self.0
                .extend((0..count).rev().map(|bit| value >> bit & 1 == 1));
        }

        fn number(&mut self, value: u64) {
            let bits = (value + 1).ilog2();
            self.fixed(bits, 0);
            self.fixed(bits + 1, value + 1);
        }

        fn bytes(&self) -> Vec<u8> {
            let byte = |bits: &[bool]| {
                let bit = |(at, bit): (usize, &bool)| u8::from(*bit) << (7 - at);
                bits.iter().enumerate().map(bit).sum()
            };
            self.0.chunks(8).map(byte).collect()
        }
    }

    /// A set for so many macroblocks that are cut by so many steps.
    fn written(
        (columns, rows): (u64, u64),
        cut: Option<[u64; 4]>,
        (profile, order, half_frames): (u64, u64, bool),
    ) -> Vec<u8> {
        let mut set = Writer::default();
        set.fixed(8, profile);
        set.fixed(16, 40);
        set.number(0);
        if profile >= 100 {
            for value in [1, 0, 0] {
                set.number(value);
            }
            // No lossless wave, and a list of which one is told and ends at once.
            set.fixed(3, 0b011);
            set.number(16);
            set.fixed(7, 0);
        }
        set.number(4);
        set.number(order);
        match order {
            0 => set.number(2),
            1 => {
                set.fixed(1, 0);
                for value in [3, 4, 2, 7, 9] {
                    set.number(value);
                }
            }
            _ => {}
        }
        set.number(4);
        set.fixed(1, 0);
        set.number(columns - 1);
        set.number(rows - 1);
        set.fixed(if half_frames { 2 } else { 1 }, u64::from(!half_frames));
        set.fixed(1, 1);
        set.fixed(1, cut.is_some().into());
        for side in cut.into_iter().flatten() {
            set.number(side);
        }
        set.fixed(2, 0b01);
        set.bytes()
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            blocks in (1_u64..300, 1_u64..300),
            cut in prop::option::of(prop::array::uniform4(0_u64..40)),
            how in (prop::sample::select(vec![66, 77, 88, 100, 244]), 0_u64..3, any::<bool>()),
        ) {
            let height = if how.2 { 2 } else { 1 };
            let [left, right, top, bottom] = cut.unwrap_or_default();
            let frame = Frame {
                coded: (blocks.0 * 16, blocks.1 * 16 * height),
                cut: [left * 2, right * 2, top * 2 * height, bottom * 2 * height],
            };
            prop_assert_eq!(read(&written(blocks, cut, how)), Some(frame));
        }

        #[test]
        fn any_bytes_give_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let _ = show_all(&bytes, (1280, 720));
            let _ = show_all(&[&[0, 0, 1, 0x67], &bytes[..]].concat(), (1280, 720));
            let _ = read(&bytes);
        }
    }
}
