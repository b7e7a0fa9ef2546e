//! What a picture looks like in 256 bits, so that copies are known after they were encoded anew or made smaller.
//!
//! The design of PDQ (Facebook, "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm", 2019): brightness
//! at 64 x 64, the 16 x 16 lowest waves of its cosine transform without the constant ones, and for each whether it is
//! above the median of all. How far copies and other pictures are apart: `docs/media.md`, "Doubles".

use std::f64::consts::PI;

use super::raster::Raster;
use super::worker::Refusal;

/// Side of the picture that is transformed.
const SIDE: usize = 64;
/// The same, to calculate with.
const LENGTH: f64 = 64.0;
/// Waves in each direction, from the slowest but one on.
const WAVES: usize = 16;
/// Even pictures (a colour, a soft gradient) have no look to be known by: the mean size of their waves is below this, in
/// levels of brightness of the transform with unit length.
const PLAIN: f64 = 12.0;

/// The hash, and that of the mirrored picture, in hex; `None` for a picture that is too even to tell.
pub(super) fn fingerprint(small: &Raster) -> Result<Option<(String, String)>, Refusal> {
    let side = u32::try_from(SIDE).unwrap_or(0);
    let square = small.flattened().resized(side, side)?;
    let luma: Vec<f64> = square
        .pixels
        .chunks_exact(3)
        // BT.601, as JPEG has it.
        .map(|p| 0.299 * f64::from(p[0]) + 0.587 * f64::from(p[1]) + 0.114 * f64::from(p[2]))
        .collect();
    let waves = transform(&luma);
    let sum: f64 = waves.iter().map(|wave| wave.abs()).sum();
    if sum < PLAIN * 256.0 {
        return Ok(None);
    }
    let mirrored: Vec<f64> = waves
        .iter()
        .enumerate()
        // In a mirror, waves that are odd from left to right change their sign.
        .map(|(at, wave)| {
            if (at % WAVES).is_multiple_of(2) {
                -wave
            } else {
                *wave
            }
        })
        .collect();
    Ok(Some((above_median(&waves), above_median(&mirrored))))
}

/// DCT-II, of which only the waves 1 to 16 in each direction are wanted; row by row, the slowest first.
fn transform(luma: &[f64]) -> Vec<f64> {
    let mut basis = [[0.0; SIDE]; WAVES];
    for (row, wave) in basis.iter_mut().zip(1_u32..) {
        for (value, at) in row.iter_mut().zip(0_u32..) {
            let turn = PI / LENGTH * (f64::from(at) + 0.5) * f64::from(wave);
            *value = turn.cos() * (2.0 / LENGTH).sqrt();
        }
    }
    let product = |values: &mut dyn Iterator<Item = f64>, wave: &[f64; SIDE]| {
        values
            .zip(wave)
            .map(|(value, factor)| value * factor)
            .sum::<f64>()
    };
    let mut across = Vec::with_capacity(SIDE * WAVES);
    for row in luma.chunks_exact(SIDE) {
        across.extend(
            basis
                .iter()
                .map(|wave| product(&mut row.iter().copied(), wave)),
        );
    }
    let mut waves = Vec::with_capacity(WAVES * WAVES);
    for down in &basis {
        waves.extend((0..WAVES).map(|column| {
            let mut column = across.iter().skip(column).step_by(WAVES).copied();
            product(&mut column, down)
        }));
    }
    waves
}

fn above_median(waves: &[f64]) -> String {
    let mut sorted = waves.to_vec();
    sorted.sort_by(f64::total_cmp);
    let median = f64::midpoint(sorted[sorted.len() / 2 - 1], sorted[sorted.len() / 2]);
    let mut bytes = [0_u8; WAVES * WAVES / 8];
    for (at, wave) in waves.iter().enumerate() {
        if *wave > median {
            bytes[at / 8] |= 1 << (at % 8);
        }
    }
    hex::encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(mirrored: bool) -> Raster {
        let pixels = (0..200 * 120)
            .flat_map(|at| {
                let (mut x, y) = (at % 200, at / 200);
                if mirrored {
                    x = 199 - x;
                }
                let on =
                    (x / 23 + y / 17) % 3 == 0 || (x - 60) * (x - 60) + (y - 40) * (y - 40) < 900;
                [if on { 240 } else { 20 }; 3]
            })
            .collect();
        Raster::rgb(200, 120, pixels)
    }

    #[test]
    fn a_mirrored_picture_has_the_mirrored_hash() {
        let of = |raster: &Raster| fingerprint(raster).expect("a picture").expect("not even");
        let (one, other) = (of(&drawn(false)), of(&drawn(true)));
        let bits = |one: &str, other: &str| {
            let (one, other) = (
                hex::decode(one).expect("hex"),
                hex::decode(other).expect("hex"),
            );
            one.iter()
                .zip(&other)
                .map(|(a, b)| (a ^ b).count_ones())
                .sum::<u32>()
        };
        assert!(bits(&one.1, &other.0) <= 4 && bits(&one.0, &other.1) <= 4);
        assert!(bits(&one.0, &other.0) > 80);
    }

    #[test]
    fn an_even_picture_has_none() {
        let even = Raster::rgb(64, 64, vec![77; 64 * 64 * 3]);
        assert_eq!(fingerprint(&even).expect("a picture"), None);
    }
}
