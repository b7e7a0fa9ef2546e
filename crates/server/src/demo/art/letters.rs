//! Our own capital letters, A to Ö, as centre lines in a box ten units high. Width and weight are chosen when they are drawn.

use super::form::{Form, Tip};

/// A way of writing: size, weight, width.
#[derive(Clone, Copy, Debug)]
pub struct Hand {
    /// Height of a capital letter, outer edge to outer edge.
    pub size: f32,
    /// Thickness of the strokes as a share of `size`.
    pub weight: f32,
    /// 1 is normal, 1.5 wide, 0.7 narrow. Strokes keep their thickness.
    pub stretch: f32,
    /// Space between letters as a share of `size`.
    pub gap: f32,
    /// Ends and corners.
    pub tip: Tip,
}

impl Hand {
    /// Broad poster capitals with sharp corners.
    pub fn block(size: f32) -> Self {
        Self {
            size,
            weight: 0.22,
            stretch: 1.0,
            gap: 0.09,
            tip: Tip::Flat,
        }
    }

    /// A felt pen.
    pub fn marker(size: f32) -> Self {
        Self {
            size,
            weight: 0.16,
            stretch: 1.0,
            gap: 0.12,
            tip: Tip::Round,
        }
    }

    /// A thin pen.
    pub fn pen(size: f32) -> Self {
        Self {
            size,
            weight: 0.09,
            stretch: 0.95,
            gap: 0.16,
            tip: Tip::Round,
        }
    }

    /// The same hand with another weight.
    #[must_use]
    pub fn weight(mut self, weight: f32) -> Self {
        self.weight = weight;
        self
    }

    /// The same hand with another width.
    #[must_use]
    pub fn stretch(mut self, stretch: f32) -> Self {
        self.stretch = stretch;
        self
    }

    /// Width of `text` in units.
    pub fn width(&self, text: &str) -> f32 {
        let sum: f32 = text.chars().map(|c| self.advance(c)).sum();
        (sum - self.gap * self.size).max(0.0)
    }

    /// Scaled as a whole so that `text` is `width` wide.
    #[must_use]
    pub fn fit(mut self, text: &str, width: f32) -> Self {
        self.size *= width / self.width(text).max(1.0);
        self
    }

    /// Stretched, at the same height, so that `text` is `width` wide.
    #[must_use]
    pub fn justify(mut self, text: &str, width: f32) -> Self {
        let narrow = Self {
            stretch: 0.0,
            ..self
        }
        .width(text);
        let one = Self {
            stretch: 1.0,
            ..self
        }
        .width(text)
            - narrow;
        self.stretch = ((width - narrow) / one.max(0.1)).clamp(0.2, 2.6);
        // What stretching cannot fill is left between the letters.
        let spaces = text.chars().filter(|c| *c != ' ').count().saturating_sub(1) as f32;
        if spaces > 0.0 {
            self.gap += ((width - self.width(text)) / spaces / self.size).max(0.0);
        }
        self
    }

    /// How far above the capitals the ring and dots of Å, Ä, Ö reach in `text`.
    pub fn rise(&self, text: &str) -> f32 {
        let high = text.chars().any(|c| "ÅÄÖ".contains(c));
        if high {
            self.size * (0.08 + self.weight * 1.05)
        } else {
            0.0
        }
    }

    /// The surface of each letter with its own outline; `x`, `y` is the upper left corner of the first capital.
    pub fn glyphs(&self, text: &str, x: f32, y: f32) -> Vec<Form> {
        let mut at = x;
        let mut out = Vec::new();
        for c in text.chars() {
            if c != ' ' {
                out.push(self.glyph(c).shift(at, y));
            }
            at += self.advance(c);
        }
        out
    }

    /// The whole line as one surface.
    pub fn line(&self, text: &str, x: f32, y: f32) -> Form {
        self.glyphs(text, x, y)
            .into_iter()
            .fold(Form::default(), Form::join)
    }

    /// The whole line, its middle at `cx`.
    pub fn centred(&self, text: &str, cx: f32, y: f32) -> Form {
        self.line(text, cx - self.width(text) / 2.0, y)
    }

    /// The centre lines only, for chalk and pencil.
    pub fn bones(&self, text: &str, x: f32, y: f32) -> Form {
        let mut at = x;
        let mut out = Form::default();
        for c in text.chars() {
            let (_, lines) = shape(base(c));
            let (bones, marks) = (self.place(Form::parse(lines)), self.marks(c));
            out = out.join(bones.shift(at, y));
            if let Some((form, _)) = marks {
                out = out.join(form.shift(at, y));
            }
            at += self.advance(c);
        }
        out
    }

    fn glyph(&self, c: char) -> Form {
        let (_, lines) = shape(base(c));
        let tip = if matches!(c, '.' | ',' | '!' | '?' | ':') && self.tip == Tip::Flat {
            Tip::Square
        } else {
            self.tip
        };
        let letter = self.place(Form::parse(lines)).outline(self.stroke(), tip);
        match self.marks(c) {
            Some((form, width)) => letter.join(form.outline(
                width,
                if self.tip == Tip::Round {
                    Tip::Round
                } else {
                    Tip::Square
                },
            )),
            None => letter,
        }
    }

    /// Ring or dots above the letter, with the thickness of their line.
    fn marks(&self, c: char) -> Option<(Form, f32)> {
        let (width, _) = shape(base(c));
        let middle = self.stroke() / 2.0 + width * self.unit() * self.stretch / 2.0;
        let dot = self.stroke() * 0.92;
        let high = -self.size * 0.08 - dot / 2.0;
        match c {
            'Å' => {
                let r = self.size * 0.05 + self.stroke() * 0.30;
                Some((Form::oval(middle, -r * 0.9, r, r), self.stroke() * 0.5))
            }
            'Ä' | 'Ö' => {
                let apart = dot * 0.62 + self.size * 0.07;
                let one = |x: f32| Form::line(&[(x - 0.5, high), (x + 0.5, high)]);
                Some((one(middle - apart).join(one(middle + apart)), dot))
            }
            _ => None,
        }
    }

    fn place(&self, lines: Form) -> Form {
        let half = self.stroke() / 2.0;
        let unit = self.unit();
        lines.map(|x, y| (half + x * unit * self.stretch, half + y * unit))
    }

    fn stroke(&self) -> f32 {
        self.size * self.weight
    }

    /// Units per letter unit: the box is ten high between the centres of the outer strokes.
    fn unit(&self) -> f32 {
        self.size * (1.0 - self.weight) / 10.0
    }

    fn advance(&self, c: char) -> f32 {
        if c == ' ' {
            return self.size * 0.34 * (0.4 + 0.6 * self.stretch);
        }
        let (width, _) = shape(base(c));
        width * self.unit() * self.stretch + self.stroke() + self.gap * self.size
    }
}

/// The letter under the ring or the dots.
fn base(c: char) -> char {
    match c {
        'Å' | 'Ä' => 'A',
        'Ö' => 'O',
        other => other,
    }
}

/// Width and centre lines of a character.
fn shape(c: char) -> (f32, &'static str) {
    match c {
        'A' => (7.6, "M0 10 L3.8 0 L7.6 10 M1.4 6.7 L6.2 6.7"),
        'B' => (
            6.2,
            "M0 0 L3.2 0 C6.2 0 6.2 4.8 3.2 4.8 L0 4.8 L0 0 M0 4.8 L3.4 4.8 C7.2 4.8 7.2 10 3.4 10 L0 10 L0 4.8",
        ),
        'C' => (
            6.8,
            "M6.8 1.9 C5.2 -0.9 0 -0.9 0 5 C0 10.9 5.2 10.9 6.8 8.1",
        ),
        'D' => (6.8, "M0 0 L2.6 0 C8.2 0 8.2 10 2.6 10 L0 10 L0 0 Z"),
        'E' => (5.4, "M5.4 0 L0 0 L0 10 L5.4 10 M0 5 L4.8 5"),
        'F' => (5.2, "M5.2 0 L0 0 L0 10 M0 5.1 L4.6 5.1"),
        'G' => (
            7.2,
            "M6.8 1.9 C5.2 -0.9 0 -0.9 0 5 C0 11.2 6 10.7 7.2 8.4 L7.2 5.4 L4 5.4",
        ),
        'H' => (6.8, "M0 0 L0 10 M6.8 0 L6.8 10 M0 5 L6.8 5"),
        'I' => (0.0, "M0 0 L0 10"),
        'J' => (4.4, "M4.4 0 L4.4 6.8 C4.4 10.9 0.4 10.9 0 7.9"),
        'K' => (6.4, "M0 0 L0 10 M6.2 0 L0.2 6 M2.3 4.1 L6.4 10"),
        'L' => (5.0, "M0 0 L0 10 L5 10"),
        'M' => (8.4, "M0 10 L0 0 L4.2 6.4 L8.4 0 L8.4 10"),
        'N' => (6.8, "M0 10 L0 0 L6.8 10 L6.8 0"),
        'O' => (
            7.6,
            "M3.8 0 C-1.27 0 -1.27 10 3.8 10 C8.87 10 8.87 0 3.8 0 Z",
        ),
        'P' => (5.8, "M0 10 L0 0 L3 0 C6.8 0 6.8 5.6 3 5.6 L0 5.6"),
        'Q' => (
            7.6,
            "M3.8 0 C-1.27 0 -1.27 10 3.8 10 C8.87 10 8.87 0 3.8 0 Z M4.6 7 L7.4 10.6",
        ),
        'R' => (
            6.2,
            "M0 10 L0 0 L3 0 C6.8 0 6.8 5.4 3 5.4 L0 5.4 M2.6 5.4 L6.2 10",
        ),
        'S' => (
            6.0,
            "M5.7 1.7 C4.6 -0.8 0.2 -0.7 0.2 2.4 C0.2 5.7 6 4.2 6 7.4 C6 10.8 1 10.8 0 8.2",
        ),
        'T' => (6.8, "M0 0 L6.8 0 M3.4 0 L3.4 10"),
        'U' => (6.8, "M0 0 L0 6 C0 11.3 6.8 11.3 6.8 6 L6.8 0"),
        'V' => (7.4, "M0 0 L3.7 10 L7.4 0"),
        'W' => (10.4, "M0 0 L2.6 10 L5.2 1.6 L7.8 10 L10.4 0"),
        'X' => (6.8, "M0 0 L6.8 10 M6.8 0 L0 10"),
        'Y' => (7.0, "M0 0 L3.5 5.2 L7 0 M3.5 5.2 L3.5 10"),
        'Z' => (6.4, "M0 0 L6.4 0 L0 10 L6.4 10"),
        '0' => (
            6.2,
            "M3.1 0 C-1.03 0 -1.03 10 3.1 10 C7.23 10 7.23 0 3.1 0 Z",
        ),
        '1' => (2.4, "M0 1.8 L2.4 0 L2.4 10"),
        '2' => (
            5.6,
            "M0.2 2.4 C0.4 -0.8 5.6 -0.8 5.4 2.8 C5.3 5 2 7 0 10 L5.6 10",
        ),
        '3' => (
            5.6,
            "M0.2 0 L5.2 0 L2.4 4 C6.6 3.8 6.8 10 2.6 10 C1.4 10 0.4 9.4 0 8.2",
        ),
        '4' => (6.0, "M4.4 10 L4.4 0 L0 6.8 L6 6.8"),
        '5' => (
            5.6,
            "M5.2 0 L0.8 0 L0.4 4.6 C2.4 3 5.6 4 5.6 6.9 C5.6 10.6 1 10.8 0 8.4",
        ),
        '6' => (
            5.8,
            "M4.6 0 C2 1.4 0 4 0 6.8 C0 11 5.8 11 5.8 6.8 C5.8 3.2 1.4 3.2 0.2 6",
        ),
        '7' => (5.4, "M0 0 L5.4 0 L1.8 10"),
        '8' => (
            5.8,
            "M2.9 4.7 C-0.6 4.7 -0.4 0 2.9 0 C6.2 0 6.4 4.7 2.9 4.7 C-1 4.7 -1 10 2.9 10 C6.8 10 6.8 4.7 2.9 4.7 Z",
        ),
        '9' => (
            5.8,
            "M5.8 3.4 C5.8 -1 0 -1 0 3.2 C0 6.8 4.4 6.8 5.6 4 M5.8 3.2 C5.8 6 4 8.8 1.2 10",
        ),
        '!' => (0.0, "M0 0 L0 4.7 M0 9.9 L0 10"),
        '?' => (
            5.0,
            "M0 2.2 C0.2 -0.8 5 -0.8 5 2.4 C5 4.2 2.5 4 2.5 5.4 M2.5 9.95 L2.5 10",
        ),
        '.' => (0.0, "M0 9.9 L0 10"),
        ',' => (0.6, "M0.6 9.6 L0 11.4"),
        ':' => (0.0, "M0 3.4 L0 3.5 M0 9.4 L0 9.5"),
        '\'' => (0.0, "M0 0 L0 2"),
        '-' => (3.4, "M0 5.2 L3.4 5.2"),
        '/' => (4.4, "M0 10 L4.4 0"),
        '+' => (5.0, "M2.5 2.6 L2.5 7.6 M0 5.1 L5 5.1"),
        '=' => (5.0, "M0 3.6 L5 3.6 M0 6.6 L5 6.6"),
        _ => (3.0, ""),
    }
}
