//! Seeded chance for drawings and tones: the same seed gives the same picture on every machine.

/// A small generator (`SplitMix64`, the public-domain mixing function by Sebastiano Vigna).
///
/// Kept apart from `rand`, whose streams may change between versions; pictures must not.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// Dice that always fall the same way for the same `seed`.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5DEE_CE66_D1CE_4E5B)
    }

    /// The next 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    /// A number in `0.0..1.0`.
    pub fn unit(&mut self) -> f32 {
        (self.bits() >> 40) as f32 / (1_u64 << 24) as f32
    }

    /// A number in `low..high`.
    pub fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }

    /// A number in `-spread..spread`.
    pub fn about(&mut self, spread: f32) -> f32 {
        self.between(-spread, spread)
    }

    /// A whole number in `0..n`; 0 when `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        (self.bits() % n.max(1) as u64) as usize
    }

    /// True in `share` of the throws (0.0 never, 1.0 always).
    pub fn chance(&mut self, share: f32) -> bool {
        self.unit() < share
    }

    /// One of `choices`, which must not be empty.
    pub fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    /// Puts `items` in random order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}

/// Scrambles 64 bits.
pub fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Smooth noise in `0.0..1.0` over the plane; repeats every `period` cells across and down.
pub fn noise(seed: u64, x: f32, y: f32, period: (u32, u32)) -> f32 {
    let (cell_x, cell_y) = (x.floor(), y.floor());
    let ease = |t: f32| t * t * (3.0 - 2.0 * t);
    let (fx, fy) = (ease(x - cell_x), ease(y - cell_y));
    let at = |dx: i64, dy: i64| {
        let wrap =
            |cell: f32, d: i64, period: u32| (cell as i64 + d).rem_euclid(i64::from(period)) as u64;
        let (ix, iy) = (wrap(cell_x, dx, period.0), wrap(cell_y, dy, period.1));
        (mix(seed ^ (ix << 32) ^ iy.wrapping_mul(0x9E37_79B9)) >> 40) as f32 / (1_u64 << 24) as f32
    };
    let top = at(0, 0) + (at(1, 0) - at(0, 0)) * fx;
    let low = at(0, 1) + (at(1, 1) - at(0, 1)) * fx;
    top + (low - top) * fy
}
