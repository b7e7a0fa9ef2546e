//! Recomputes the contrast of every colour pair from the style sheet's own tokens: OKLCH → sRGB → WCAG 2 ratio.
//!
//! Conversion: Björn Ottosson, "A perceptual color space for image processing" (2020); luminance and ratio: WCAG 2.2,
//! definitions "relative luminance" and "contrast ratio".

use std::collections::BTreeMap;

const TEXT: f64 = 4.5;
const CONTROL: f64 = 3.0;

#[derive(Clone, Copy, PartialEq)]
enum Mode {
    Light,
    Dark,
}

struct Tokens(BTreeMap<String, String>);

impl Tokens {
    fn read() -> Self {
        let css = web::assets::style();
        let root = css
            .split_once(":root {")
            .and_then(|(_, rest)| rest.split_once('}'))
            .map(|(root, _)| root);
        let root = root.expect("the tokens stand in :root");
        let declarations = root
            .split(';')
            .filter_map(|line| line.trim().strip_prefix("--")?.split_once(':'));
        Self(
            declarations
                .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
                .collect(),
        )
    }

    /// The colour of `name` in `mode`; hue and chroma of the accent as given.
    fn color(&self, name: &str, mode: Mode, hue: f64, chroma: f64) -> [f64; 3] {
        let value = self
            .0
            .get(name)
            .unwrap_or_else(|| panic!("no token --{name}"));
        let value = match value.strip_prefix("light-dark(") {
            Some(both) => {
                let (light, dark) = split_top(both.strip_suffix(')').expect("light-dark( ends"));
                if mode == Mode::Light { light } else { dark }
            }
            None => value.clone(),
        };
        let inside = value
            .trim()
            .strip_prefix("oklch(")
            .and_then(|rest| rest.strip_suffix(')'));
        let inside = inside.unwrap_or_else(|| panic!("--{name} is no oklch colour: {value}"));
        let parts: Vec<f64> = inside
            .split_whitespace()
            .map(|part| match part {
                "var(--accent-h)" => hue,
                "var(--accent-c)" => chroma,
                number => number
                    .parse()
                    .unwrap_or_else(|_| panic!("--{name}: {number}")),
            })
            .collect();
        let [l, c, h] = parts[..] else {
            panic!("--{name} has {} parts", parts.len())
        };
        oklch(l, c, h)
    }

    fn number(&self, name: &str) -> f64 {
        self.0[name].parse().expect("a number")
    }
}

/// Splits `a, b` at the comma outside parentheses.
fn split_top(both: &str) -> (String, String) {
    let mut depth = 0;
    for (at, c) in both.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => return (both[..at].to_owned(), both[at + 1..].to_owned()),
            _ => {}
        }
    }
    panic!("no comma in {both}")
}

/// Linear sRGB, each channel clipped to what a screen can show.
fn oklch(lightness: f64, chroma: f64, hue: f64) -> [f64; 3] {
    let (a, b) = (
        chroma * hue.to_radians().cos(),
        chroma * hue.to_radians().sin(),
    );
    let long = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let medium = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let short = (lightness - 0.089_484_177_5 * a - 1.291_485_548 * b).powi(3);
    [
        4.076_741_662_1 * long - 3.307_711_591_3 * medium + 0.230_969_929_2 * short,
        -1.268_438_004_6 * long + 2.609_757_401_1 * medium - 0.341_319_396_5 * short,
        -0.004_196_086_3 * long - 0.703_418_614_7 * medium + 1.707_614_701 * short,
    ]
    .map(|channel| channel.clamp(0.0, 1.0))
}

fn ratio(a: [f64; 3], b: [f64; 3]) -> f64 {
    let luminance = |[r, g, b]: [f64; 3]| 0.2126 * r + 0.7152 * g + 0.0722 * b;
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// (foreground, background, least ratio)
const PAIRS: [(&str, &str, f64); 30] = [
    ("ink", "paper", TEXT),
    ("ink", "chalk", TEXT),
    ("paper", "ink", TEXT),
    ("ink-2", "paper", TEXT),
    ("ink-2", "chalk", TEXT),
    ("accent", "paper", TEXT),
    ("accent", "chalk", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-mark", "mark", TEXT),
    ("on-mark", "fill", TEXT),
    ("on-eraser", "eraser", TEXT),
    ("red", "paper", TEXT),
    ("red", "chalk", TEXT),
    ("red", "red-bg", TEXT),
    ("paper", "red", TEXT),
    ("green", "paper", TEXT),
    ("green", "green-bg", TEXT),
    ("ink", "red-bg", TEXT),
    ("ink", "green-bg", TEXT),
    ("ink", "amber-bg", TEXT),
    ("ink-2", "red-bg", TEXT),
    ("ink-2", "green-bg", TEXT),
    ("ink-2", "amber-bg", TEXT),
    ("line", "paper", CONTROL),
    ("line", "chalk", CONTROL),
    ("accent", "amber-bg", CONTROL),
    ("green", "chalk", CONTROL),
    ("red", "amber-bg", CONTROL),
    ("on-mark", "eraser", TEXT),
    ("on-eraser", "mark", TEXT),
];

#[test]
fn every_pair_can_be_read_in_both_modes() {
    let tokens = Tokens::read();
    let (hue, chroma) = (tokens.number("accent-h"), tokens.number("accent-c"));
    for (front, back, least) in PAIRS {
        for (mode, name) in [(Mode::Light, "light"), (Mode::Dark, "dark")] {
            let found = ratio(
                tokens.color(front, mode, hue, chroma),
                tokens.color(back, mode, hue, chroma),
            );
            assert!(
                found >= least,
                "--{front} on --{back}, {name}: {found:.2}, needs {least}"
            );
        }
    }
}

#[test]
fn every_hue_of_an_edition_or_partner_can_be_read() {
    let tokens = Tokens::read();
    let pairs = [
        ("accent", "paper"),
        ("accent", "chalk"),
        ("on-accent", "accent"),
        ("on-mark", "fill"),
    ];
    for hue in 0..360 {
        for (front, back) in pairs {
            for mode in [Mode::Light, Mode::Dark] {
                let hue = f64::from(hue);
                let found = ratio(
                    tokens.color(front, mode, hue, web::theme::CHROMA),
                    tokens.color(back, mode, hue, web::theme::CHROMA),
                );
                assert!(
                    found >= TEXT,
                    "--{front} on --{back} at hue {hue}: {found:.2}"
                );
            }
        }
    }
}

#[test]
fn text_on_a_card_without_a_picture_can_be_read() {
    // .sheet and .audio: --on-mark on oklch(max(l, .74) c h) for every tone class.
    let css = web::assets::style();
    let values = |class: char, property: &str| -> Vec<f64> {
        let mut found = Vec::new();
        for n in 0.. {
            let Some((_, rest)) = css.split_once(&format!(".{class}{n} {{ --{property}: ")) else {
                return found;
            };
            found.push(
                rest.split(';')
                    .next()
                    .and_then(|value| value.trim_end_matches(" }").trim().parse().ok())
                    .expect("a number"),
            );
        }
        found
    };
    let tokens = Tokens::read();
    let (hues, lights, chromas) = (values('h', "th"), values('l', "tl"), values('c', "tc"));
    assert_eq!((hues.len(), lights.len(), chromas.len()), (24, 6, 3));
    assert!(css.contains("oklch(max(var(--tl), .74) var(--tc) var(--th))"));
    for hue in &hues {
        for light in &lights {
            for chroma in &chromas {
                let ground = oklch(light.max(0.74), *chroma, *hue);
                let found = ratio(tokens.color("on-mark", Mode::Light, 0.0, 0.0), ground);
                assert!(found >= TEXT, "tone h{hue} l{light} c{chroma}: {found:.2}");
            }
        }
    }
}

#[test]
fn known_colours_come_out_as_published() {
    // Black on white is 21:1; pure sRGB red is oklch(.6280 .2577 29.23).
    assert!((ratio([0.0; 3], [1.0; 3]) - 21.0).abs() < 1e-9);
    let red = oklch(0.627_955, 0.257_683, 29.234);
    assert!(
        (red[0] - 1.0).abs() < 0.01 && red[1] < 0.01 && red[2] < 0.01,
        "{red:?}"
    );
}
