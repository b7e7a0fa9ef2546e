//! Shapes as corner points. Everything drawn is a [`Form`], so scissors, shaky hands and perspective are plain maps over points.

use super::dice::{Dice, noise};
use tiny_skia::{LineCap, LineJoin, Path, PathBuilder, PathSegment, Stroke};

/// A point in drawing units; x to the right, y down.
pub type Pt = (f32, f32);

/// One or more contours, closed (surfaces) or open (lines).
#[derive(Clone, Debug, Default)]
pub struct Form {
    rings: Vec<(Vec<Pt>, bool)>,
}

/// How the ends and corners of a drawn line look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tip {
    /// Round ends and corners: a felt pen.
    Round,
    /// Square ends, sharp corners: a ruler and a broad marker.
    Square,
    /// Ends cut at the point, sharp corners: a stencil.
    Flat,
}

impl Form {
    /// A closed shape through `points`.
    pub fn poly(points: &[Pt]) -> Self {
        Self {
            rings: vec![(points.to_vec(), true)],
        }
        .clockwise()
    }

    /// An open line through `points`.
    pub fn line(points: &[Pt]) -> Self {
        Self {
            rings: vec![(points.to_vec(), false)],
        }
    }

    /// A rectangle from its upper left corner.
    pub fn rect(x: f32, y: f32, w: f32, h: f32) -> Self {
        Self::poly(&[(x, y), (x + w, y), (x + w, y + h), (x, y + h)])
    }

    /// An oval around a point.
    pub fn oval(cx: f32, cy: f32, rx: f32, ry: f32) -> Self {
        let n = ((rx + ry) * 0.6).clamp(16.0, 90.0) as usize;
        let points: Vec<Pt> = (0..n)
            .map(|i| {
                let a = i as f32 / n as f32 * std::f32::consts::TAU;
                (cx + rx * a.cos(), cy + ry * a.sin())
            })
            .collect();
        Self::poly(&points)
    }

    /// A soft closed shape that passes through `points`.
    pub fn soft(points: &[Pt]) -> Self {
        Self {
            rings: vec![(smooth(points, true), true)],
        }
        .clockwise()
    }

    /// A soft open line that passes through `points`.
    pub fn curve(points: &[Pt]) -> Self {
        Self {
            rings: vec![(smooth(points, false), false)],
        }
    }

    /// A star with `n` tips around a point.
    pub fn star(cx: f32, cy: f32, outer: f32, inner: f32, n: usize) -> Self {
        let points: Vec<Pt> = (0..n * 2)
            .map(|i| {
                let r = if i % 2 == 0 { outer } else { inner };
                let a =
                    i as f32 / (n * 2) as f32 * std::f32::consts::TAU - std::f32::consts::FRAC_PI_2;
                (cx + r * a.cos(), cy + r * a.sin())
            })
            .collect();
        Self::poly(&points)
    }

    /// Reads `M x y L x y Q … C … Z`, absolute coordinates only.
    ///
    /// Used for letters and small drawings written in this crate; anything unreadable is skipped.
    pub fn parse(text: &str) -> Self {
        let mut builder = PathBuilder::new();
        let mut numbers: Vec<f32> = Vec::new();
        let mut verb = ' ';
        let flush = |verb: char, n: &mut Vec<f32>, b: &mut PathBuilder| {
            match (verb, n.as_slice()) {
                ('M', [x, y]) => b.move_to(*x, *y),
                ('L', [x, y]) => b.line_to(*x, *y),
                ('Q', [a, b1, x, y]) => b.quad_to(*a, *b1, *x, *y),
                ('C', [a, b1, c, d, x, y]) => b.cubic_to(*a, *b1, *c, *d, *x, *y),
                ('Z', []) => b.close(),
                _ => {}
            }
            n.clear();
        };
        for word in text.split_whitespace() {
            let (head, rest) = match word.chars().next() {
                Some(c) if c.is_ascii_uppercase() => (Some(c), &word[1..]),
                _ => (None, word),
            };
            if let Some(next) = head {
                flush(verb, &mut numbers, &mut builder);
                verb = next;
            }
            if let Ok(number) = rest.parse() {
                numbers.push(number);
            }
        }
        flush(verb, &mut numbers, &mut builder);
        builder
            .finish()
            .as_ref()
            .map(Self::from_path)
            .unwrap_or_default()
            .clockwise()
    }

    /// Flattens curves into short lines, fine enough for a poster.
    pub fn from_path(path: &Path) -> Self {
        let mut rings: Vec<(Vec<Pt>, bool)> = Vec::new();
        let mut at = (0.0, 0.0);
        for segment in path.segments() {
            let steps = 12;
            let push = |rings: &mut Vec<(Vec<Pt>, bool)>, p: Pt| {
                if let Some((points, _)) = rings.last_mut() {
                    points.push(p);
                }
            };
            match segment {
                PathSegment::MoveTo(p) => {
                    at = (p.x, p.y);
                    rings.push((vec![at], false));
                }
                PathSegment::LineTo(p) => {
                    at = (p.x, p.y);
                    push(&mut rings, at);
                }
                PathSegment::QuadTo(c, p) => {
                    for i in 1..=steps {
                        let t = i as f32 / steps as f32;
                        let u = 1.0 - t;
                        let f = |a: f32, b: f32, c: f32| u * u * a + 2.0 * u * t * b + t * t * c;
                        push(&mut rings, (f(at.0, c.x, p.x), f(at.1, c.y, p.y)));
                    }
                    at = (p.x, p.y);
                }
                PathSegment::CubicTo(c, d, p) => {
                    for i in 1..=steps {
                        let t = i as f32 / steps as f32;
                        let u = 1.0 - t;
                        let f = |a: f32, b: f32, c: f32, d: f32| {
                            u * u * u * a
                                + 3.0 * u * u * t * b
                                + 3.0 * u * t * t * c
                                + t * t * t * d
                        };
                        push(&mut rings, (f(at.0, c.x, d.x, p.x), f(at.1, c.y, d.y, p.y)));
                    }
                    at = (p.x, p.y);
                }
                PathSegment::Close => {
                    if let Some((_, closed)) = rings.last_mut() {
                        *closed = true;
                    }
                }
            }
        }
        Self { rings }
    }

    /// The form as a path for the painter; `None` when there is nothing to paint.
    pub fn path(&self) -> Option<Path> {
        let mut builder = PathBuilder::new();
        for (points, closed) in &self.rings {
            let Some(((x, y), rest)) = points.split_first() else {
                continue;
            };
            builder.move_to(*x, *y);
            if rest.is_empty() {
                builder.line_to(x + 0.01, *y); // a dot: round and square tips show it
            }
            for (x, y) in rest {
                builder.line_to(*x, *y);
            }
            if *closed {
                builder.close();
            }
        }
        builder.finish()
    }

    /// Every point moved by `f`.
    #[must_use]
    pub fn map(mut self, f: impl Fn(f32, f32) -> Pt) -> Self {
        for (points, _) in &mut self.rings {
            for p in points {
                *p = f(p.0, p.1);
            }
        }
        self
    }

    /// Moved.
    #[must_use]
    pub fn shift(self, dx: f32, dy: f32) -> Self {
        self.map(|x, y| (x + dx, y + dy))
    }

    /// Stretched from the origin; negative factors mirror.
    #[must_use]
    pub fn scale(self, sx: f32, sy: f32) -> Self {
        self.map(|x, y| (x * sx, y * sy)).clockwise()
    }

    /// Turned the way all our surfaces run, so that joined ones add up instead of cutting holes.
    #[must_use]
    fn clockwise(mut self) -> Self {
        let area = |points: &[Pt]| {
            let next = points.iter().cycle().skip(1);
            points
                .iter()
                .zip(next)
                .map(|(a, b)| a.0 * b.1 - b.0 * a.1)
                .sum::<f32>()
        };
        let sum: f32 = self
            .rings
            .iter()
            .filter(|(_, closed)| *closed)
            .map(|(points, _)| area(points))
            .sum();
        if sum < 0.0 {
            self.rings
                .iter_mut()
                .for_each(|(points, _)| points.reverse());
        }
        self
    }

    /// Turned around the origin, clockwise, in degrees.
    #[must_use]
    pub fn turn(self, degrees: f32) -> Self {
        let (s, c) = degrees.to_radians().sin_cos();
        self.map(|x, y| (x * c - y * s, x * s + y * c))
    }

    /// Turned around the middle of its bounds, in degrees.
    #[must_use]
    pub fn twist(self, degrees: f32) -> Self {
        let (x0, y0, x1, y1) = self.bounds();
        let (cx, cy) = (f32::midpoint(x0, x1), f32::midpoint(y0, y1));
        self.shift(-cx, -cy).turn(degrees).shift(cx, cy)
    }

    /// Both forms as one.
    #[must_use]
    pub fn join(mut self, other: Self) -> Self {
        self.rings.extend(other.rings);
        self
    }

    /// `x0, y0, x1, y1` around all points; zeros when empty.
    pub fn bounds(&self) -> (f32, f32, f32, f32) {
        let mut all = self.rings.iter().flat_map(|(points, _)| points);
        let Some(&(x, y)) = all.next() else {
            return (0.0, 0.0, 0.0, 0.0);
        };
        all.fold((x, y, x, y), |b, p| {
            (b.0.min(p.0), b.1.min(p.1), b.2.max(p.0), b.3.max(p.1))
        })
    }

    /// The surface that a line of this width along the form covers.
    #[must_use]
    pub fn outline(&self, width: f32, tip: Tip) -> Self {
        let stroked = self
            .path()
            .and_then(|path| path.stroke(&pen(width, tip), 4.0));
        stroked
            .as_ref()
            .map(Self::from_path)
            .unwrap_or_default()
            .clockwise()
    }

    /// Drawn by a hand that trembles: points wander up to `amount`, slowly over `wave` units.
    #[must_use]
    pub fn shaky(self, dice: &mut Dice, amount: f32, wave: f32) -> Self {
        let seed = dice.bits();
        let off = dice.between(0.0, 900.0);
        self.dense(wave / 5.0).map(|x, y| {
            let n =
                |salt: u64| noise(seed ^ salt, x / wave + off, y / wave + off, (4096, 4096)) - 0.5;
            (x + n(1) * 2.0 * amount, y + n(2) * 2.0 * amount)
        })
    }

    /// Cut out with scissors: straight snips of about `snip` units that miss the line by up to `amount`.
    #[must_use]
    pub fn scissors(self, dice: &mut Dice, snip: f32, amount: f32) -> Self {
        let mut rings = Vec::new();
        for (points, closed) in self.rings {
            let mut kept: Vec<Pt> = Vec::new();
            for p in points {
                let far = kept
                    .last()
                    .is_none_or(|q| (p.0 - q.0).hypot(p.1 - q.1) > snip);
                if far {
                    kept.push(p);
                }
            }
            for p in &mut kept {
                *p = (p.0 + dice.about(amount), p.1 + dice.about(amount));
            }
            if kept.len() > 2 {
                rings.push((kept, closed));
            }
        }
        Self { rings }
    }

    /// More points, none further apart than `step`.
    #[must_use]
    pub fn dense(mut self, step: f32) -> Self {
        for (points, closed) in &mut self.rings {
            let mut out = Vec::with_capacity(points.len() * 2);
            let n = points.len();
            let last = if *closed { n } else { n.saturating_sub(1) };
            for i in 0..last {
                let (a, b) = (points[i], points[(i + 1) % n]);
                let parts = ((b.0 - a.0).hypot(b.1 - a.1) / step)
                    .ceil()
                    .clamp(1.0, 400.0) as usize;
                for k in 0..parts {
                    let t = k as f32 / parts as f32;
                    out.push((a.0 + (b.0 - a.0) * t, a.1 + (b.1 - a.1) * t));
                }
            }
            if !*closed && let Some(&end) = points.last() {
                out.push(end);
            }
            *points = out;
        }
        self
    }
}

/// Stroke settings for a line width and tip.
pub fn pen(width: f32, tip: Tip) -> Stroke {
    let (line_cap, line_join) = match tip {
        Tip::Round => (LineCap::Round, LineJoin::Round),
        Tip::Square => (LineCap::Square, LineJoin::Miter),
        Tip::Flat => (LineCap::Butt, LineJoin::Miter),
    };
    Stroke {
        width,
        line_cap,
        line_join,
        miter_limit: 2.4,
        dash: None,
    }
}

/// Catmull-Rom points through `points`.
fn smooth(points: &[Pt], closed: bool) -> Vec<Pt> {
    let n = points.len();
    if n < 3 {
        return points.to_vec();
    }
    let at = |i: i64| {
        let i = if closed {
            i.rem_euclid(n as i64)
        } else {
            i.clamp(0, n as i64 - 1)
        };
        points[i as usize]
    };
    let mut out = Vec::new();
    let spans = if closed { n } else { n - 1 };
    for s in 0..spans as i64 {
        let (a, b, c, d) = (at(s - 1), at(s), at(s + 1), at(s + 2));
        for k in 0..12 {
            let t = k as f32 / 12.0;
            let f = |a: f32, b: f32, c: f32, d: f32| {
                0.5 * (2.0 * b
                    + (c - a) * t
                    + (2.0 * a - 5.0 * b + 4.0 * c - d) * t * t
                    + (3.0 * b - a - 3.0 * c + d) * t * t * t)
            };
            out.push((f(a.0, b.0, c.0, d.0), f(a.1, b.1, c.1, d.1)));
        }
    }
    if !closed {
        out.push(points[n - 1]);
    }
    out
}
