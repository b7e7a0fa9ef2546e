//! Pictures with high dynamic range (HEIC and AVIF of cameras, curves PQ and HLG) as ordinary ones.
//!
//! Light is counted in multiples of the white of ordinary pictures: 203 cd/m² (ITU-R BT.2408-7, table 1). What is darker
//! than the knee keeps its brightness, what is brighter is bent softly, so that skies keep their drawing. The largest of
//! the three colours decides and all three are scaled alike: hues stay, and nothing is clipped.

/// The white of ordinary pictures, in cd/m² (ITU-R BT.2408-7, section 2.2).
const WHITE: f32 = 203.0;
/// The brightest light that is told apart, in multiples of white: 1000 cd/m², the nominal peak of HLG (ITU-R BT.2100-2,
/// table 5) and what most PQ is made for.
const PEAK: f32 = 1000.0 / WHITE;
/// Where bending begins, in multiples of white.
const KNEE: f32 = 0.75;
/// Entries of the table from linear light to sRGB: fine enough for the steep beginning of its curve.
const STEPS: usize = 1 << 14;

/// Which curve a picture's numbers follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Curve {
    /// SMPTE ST 2084.
    Pq,
    /// Hybrid log-gamma.
    Hlg,
}

/// From one kind of picture with high dynamic range to sRGB.
#[derive(Debug)]
pub(super) struct Tone {
    curve: Curve,
    /// Rows give linear BT.709 from the picture's own linear colours.
    matrix: [[f32; 3]; 3],
}

/// BT.2020 to BT.709: the inverse of the matrix in ITU-R BT.2087-0, rounded to four places.
const FROM_BT2020: [[f32; 3]; 3] = [
    [1.6605, -0.5876, -0.0728],
    [-0.1246, 1.1329, -0.0083],
    [-0.0182, -0.1006, 1.1187],
];
/// Display P3 to BT.709, computed from both sets of primaries (SMPTE EG 432-1; white D65 in both).
const FROM_P3: [[f32; 3]; 3] = [
    [1.2249, -0.2247, 0.0],
    [-0.0420, 1.0419, 0.0],
    [-0.0197, -0.0786, 1.0979],
];
const AS_IT_IS: [[f32; 3]; 3] = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];

impl Tone {
    /// For primaries and transfer curve by number (ITU-T H.273); `None` for curves that end at white.
    pub(super) fn by_number((primaries, curve): (u16, u16)) -> Option<Self> {
        let curve = match curve {
            16 => Curve::Pq,
            18 => Curve::Hlg,
            _ => return None,
        };
        let matrix = match primaries {
            9 => FROM_BT2020,
            11 | 12 => FROM_P3,
            _ => AS_IT_IS,
        };
        Some(Self { curve, matrix })
    }

    /// Pixels of 8 bits, `channels` (3, or 4 with alpha) each, in place.
    pub(super) fn convert(&self, pixels: &mut [u8], channels: usize) {
        let signals: Vec<f32> = (0..=u8::MAX)
            .map(|code| self.light_of(f32::from(code) / 255.0))
            .collect();
        let encode = encoder();
        for pixel in pixels.chunks_exact_mut(channels) {
            let lights = [pixel[0], pixel[1], pixel[2]].map(|code| signals[usize::from(code)]);
            pixel[..3].copy_from_slice(&self.mapped(lights, &encode));
        }
    }

    /// Pixels of 16 bits in the machine's order as such of 8 bits: bent before they are narrowed, so that soft gradients
    /// do not break into steps.
    pub(super) fn narrowed(&self, pixels: &[u8], channels: usize) -> Vec<u8> {
        let signals: Vec<f32> = (0..=u16::MAX)
            .map(|code| self.light_of(f32::from(code) / 65_535.0))
            .collect();
        let encode = encoder();
        let mut narrow = Vec::with_capacity(pixels.len() / 2);
        for pixel in pixels.chunks_exact(2 * channels) {
            let code = |at: usize| u16::from_ne_bytes([pixel[2 * at], pixel[2 * at + 1]]);
            let lights = [code(0), code(1), code(2)].map(|code| signals[usize::from(code)]);
            narrow.extend(self.mapped(lights, &encode));
            if channels == 4 {
                let alpha = (u32::from(code(3)) * 255 + 32_767) / 65_535;
                narrow.push(u8::try_from(alpha).unwrap_or(u8::MAX));
            }
        }
        narrow
    }

    /// A signal from 0 to 1 as light: of the screen for PQ, in multiples of white; of the scene for HLG, 0 to 1.
    fn light_of(&self, signal: f32) -> f32 {
        match self.curve {
            Curve::Pq => pq(signal) / WHITE,
            Curve::Hlg => hlg_scene(signal),
        }
    }

    fn mapped(&self, lights: [f32; 3], encode: &[u8]) -> [u8; 3] {
        let [red, green, blue] = match self.curve {
            Curve::Pq => lights,
            Curve::Hlg => hlg_screen(lights).map(|light| light / WHITE),
        };
        let bt709 = self
            .matrix
            .map(|row| (row[0] * red + row[1] * green + row[2] * blue).max(0.0));
        let largest = bt709.iter().copied().fold(0.0, f32::max);
        let scale = if largest > KNEE {
            bent(largest) / largest
        } else {
            1.0
        };
        bt709.map(|light| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                clippy::cast_precision_loss,
                reason = "between 0 and the number of steps"
            )]
            let at = (light * scale).min(1.0).mul_add((STEPS - 1) as f32, 0.5) as usize;
            encode[at.min(STEPS - 1)]
        })
    }
}

/// Light above the knee: with its slope at the knee, white at the peak (the curve of Reinhard et al., "Photographic Tone
/// Reproduction for Digital Images", 2002, equation 4, moved to the knee).
fn bent(light: f32) -> f32 {
    const ROOM: f32 = 1.0 - KNEE;
    const MOST: f32 = (PEAK - KNEE) / ROOM;
    let above = ((light - KNEE) / ROOM).min(MOST);
    KNEE + ROOM * above * (1.0 + above / (MOST * MOST)) / (1.0 + above)
}

/// The screen's light for a PQ signal, in cd/m² (ITU-R BT.2100-2, table 4).
fn pq(signal: f32) -> f32 {
    const M1: f32 = 2610.0 / 16_384.0;
    const M2: f32 = 2523.0 / 4096.0 * 128.0;
    const C1: f32 = 3424.0 / 4096.0;
    const C2: f32 = 2413.0 / 4096.0 * 32.0;
    const C3: f32 = 2392.0 / 4096.0 * 32.0;
    let root = signal.powf(1.0 / M2);
    10_000.0 * ((root - C1).max(0.0) / (C2 - C3 * root)).powf(1.0 / M1)
}

/// The scene's light for an HLG signal, 0 to 1 (ITU-R BT.2100-2, table 5, inverse OETF).
fn hlg_scene(signal: f32) -> f32 {
    const A: f32 = 0.178_832_77;
    const B: f32 = 0.284_668_92;
    const C: f32 = 0.559_910_7;
    if signal <= 0.5 {
        signal * signal / 3.0
    } else {
        (((signal - C) / A).exp() + B) / 12.0
    }
}

/// The light of a screen of 1000 cd/m² for a scene in HLG (ITU-R BT.2100-2, table 5, OOTF: system gamma 1.2).
fn hlg_screen(scene: [f32; 3]) -> [f32; 3] {
    let luminance = 0.2627 * scene[0] + 0.6780 * scene[1] + 0.0593 * scene[2];
    let gain = 1000.0 * luminance.max(1e-6).powf(0.2);
    scene.map(|light| gain * light)
}

/// Linear light in even steps from 0 to white as sRGB (IEC 61966-2-1).
fn encoder() -> Vec<u8> {
    let encoded = |step: usize| {
        #[expect(clippy::cast_precision_loss, reason = "a few thousand steps")]
        let light = step as f32 / (STEPS - 1) as f32;
        let value = if light <= 0.003_130_8 {
            12.92 * light
        } else {
            1.055 * light.powf(1.0 / 2.4) - 0.055
        };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and 255"
        )]
        let value = value.mul_add(255.0, 0.5) as u8;
        value
    };
    (0..STEPS).map(encoded).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(numbers: (u16, u16), codes: [u8; 3]) -> [u8; 3] {
        let mut pixel = codes;
        Tone::by_number(numbers)
            .expect("a curve above white")
            .convert(&mut pixel, 3);
        pixel
    }

    #[test]
    fn curves_meet_at_the_points_that_the_reports_name() {
        // BT.2408-7, table 1: white is 58 % of PQ and 75 % of HLG; a grey card of 18 % is 38 % of both.
        assert!((pq(0.58) - 203.0).abs() < 2.0, "{}", pq(0.58));
        assert!((pq(1.0) - 10_000.0).abs() < 1.0, "{}", pq(1.0));
        let screen = |signal| hlg_screen([hlg_scene(signal); 3])[1];
        assert!((screen(0.75) - 203.0).abs() < 1.0, "{}", screen(0.75));
        assert!((screen(1.0) - 1000.0).abs() < 1.0, "{}", screen(1.0));
        assert!((pq(0.38) - screen(0.38)).abs() < 2.0);
    }

    #[test]
    fn what_is_darker_than_white_keeps_its_brightness() {
        // A light of 0.25 times white is sRGB 137, whatever the curve: PQ 0.4389 and HLG 0.4998 of full scale.
        for (numbers, code) in [((9, 16), 112), ((9, 18), 127)] {
            let grey = one(numbers, [code; 3]);
            assert!(
                grey.iter().all(|value| value.abs_diff(137) <= 2),
                "{numbers:?} {grey:?}"
            );
        }
        assert_eq!(one((9, 16), [0; 3]), [0; 3]);
    }

    #[test]
    fn lights_above_white_stay_apart_and_keep_their_hue() {
        let white = one((9, 16), [148; 3])[0];
        let lamp = one((9, 16), [170; 3])[0];
        let sun = one((9, 16), [192; 3])[0];
        assert!(
            white >= 235 && lamp > white && sun > lamp && sun >= 254,
            "{white} {lamp} {sun}"
        );
        // An orange of twice white stays orange.
        let [red, green, blue] = one((1, 16), [166, 148, 100]);
        assert!(
            red > green + 20 && green > blue + 40,
            "{red} {green} {blue}"
        );
        // Beyond the peak nothing overflows.
        assert_eq!(one((9, 16), [255; 3]), [255; 3]);
    }

    #[test]
    fn sixteen_bits_tell_more_than_eight() {
        let tone = Tone::by_number((9, 18)).expect("a curve above white");
        let codes: Vec<u16> = (0..512).map(|step| 20_000 + step * 16).collect();
        let wide: Vec<u8> = codes
            .iter()
            .flat_map(|code| [code.to_ne_bytes(); 3].concat())
            .collect();
        let narrow = tone.narrowed(&wide, 3);
        assert_eq!(narrow.len(), codes.len() * 3);
        let mut greys: Vec<u8> = narrow.iter().step_by(3).copied().collect();
        assert!(greys.is_sorted());
        greys.dedup();
        let steps = usize::from(greys[greys.len() - 1] - greys[0]) + 1;
        assert_eq!(greys.len(), steps, "no level is left out");
    }

    #[test]
    fn curves_that_end_at_white_are_none_of_ours() {
        for curve in [1, 2, 6, 13, 14, 15] {
            assert!(Tone::by_number((9, curve)).is_none());
        }
    }
}
