//! Letters cut from newspapers and wrapping paper.

use super::super::canvas::{Canvas, Hue, Stuff, shade};
use super::super::form::{Form, Tip};
use super::super::letters::Hand;
use super::super::palette::{CRAFT, INK, PAPER, RED, RULER, SETS, YELLOW};

pub(super) fn draw(c: &mut Canvas, words: &[&str]) {
    let set = {
        let i = c.dice.below(SETS.len());
        SETS[i]
    };
    let ground = c.dice.pick(&[set[1], set[3], CRAFT]);
    c.ground(ground, Stuff::Gouache);
    torn_news(c);
    let rows = words.len().max(1) as f32;
    let tall = (c.h * 0.84 / rows).min(c.w * 0.34);
    let top = (c.h - tall * rows) / 2.0;
    for (i, text) in words.iter().enumerate() {
        line(c, text, top + i as f32 * tall, tall, &set);
    }
    tape(c);
    c.grain(0.06);
}

/// A few torn sheets with grey lines of print behind the letters.
fn torn_news(c: &mut Canvas) {
    for _ in 0..5 {
        let (w, h) = (
            c.dice.between(0.3, 0.55) * c.w,
            c.dice.between(0.25, 0.5) * c.h,
        );
        let (x, y) = (
            c.dice.between(-0.1, 0.75) * c.w,
            c.dice.between(-0.1, 0.75) * c.h,
        );
        let lean = c.dice.about(14.0);
        let seed_form = Form::rect(0.0, 0.0, w, h).dense(22.0);
        let sheet = seed_form
            .shaky(&mut c.dice, 7.0, 26.0)
            .turn(lean)
            .shift(x, y);
        c.tint(&sheet.clone().shift(3.0, 5.0), INK, 0.2);
        c.fill(&sheet, 0xef_e8d8, Stuff::Gouache);
        let mut lines = Form::default();
        for row in 0..(h / 15.0) as usize {
            for col in 0..3 {
                let cw = w / 3.0;
                let end = if c.dice.chance(0.2) {
                    c.dice.between(0.3, 0.8)
                } else {
                    0.88
                };
                let (lx, ly) = (col as f32 * cw + cw * 0.08, 14.0 + row as f32 * 15.0);
                lines = lines.join(Form::line(&[(lx, ly), (lx + cw * end, ly)]));
            }
        }
        let lines = lines.turn(lean).shift(x, y);
        c.inside(&sheet, |c| {
            c.stroke(&lines, 4.5, 0xbd_b6a8, Stuff::Crayon, Tip::Flat);
        });
    }
}

/// One line of snippets, as wide as the sheet allows.
fn line(c: &mut Canvas, text: &str, y: f32, tall: f32, set: &[Hue; 6]) {
    let n = text.chars().count().max(1) as f32;
    let step = (c.w * 0.92 / n).min(tall * 0.98);
    let mut x = (c.w - step * n) / 2.0;
    let inks = [
        (PAPER, INK),
        (INK, PAPER),
        (RED, PAPER),
        (YELLOW, INK),
        (set[2], set[5]),
        (set[4], set[5]),
        (RULER, PAPER),
        (PAPER, RED),
    ];
    let mut last = usize::MAX;
    for letter in text.chars() {
        if letter == ' ' {
            x += step;
            continue;
        }
        let mut i = c.dice.below(inks.len());
        while i == last {
            i = c.dice.below(inks.len());
        }
        last = i;
        let (paper, ink) = inks[i];
        let (w, h) = (
            step * c.dice.between(0.88, 1.04),
            tall * c.dice.between(0.78, 0.94),
        );
        let lean = c.dice.about(8.0);
        let (cx, cy) = (x + step / 2.0, y + tall / 2.0 + c.dice.about(tall * 0.05));
        let jag = |c: &mut Canvas, v: f32| v + c.dice.about(w * 0.06);
        let corners = [
            (jag(c, -w / 2.0), jag(c, -h / 2.0)),
            (jag(c, w / 2.0), jag(c, -h / 2.0)),
            (jag(c, w / 2.0), jag(c, h / 2.0)),
            (jag(c, -w / 2.0), jag(c, h / 2.0)),
        ];
        c.piece(&Form::poly(&corners).turn(lean).shift(cx, cy), paper);
        let style = c.dice.below(4);
        let mut hand = match style {
            0 => Hand::block(h * 0.66).weight(0.27),
            1 => Hand::block(h * 0.7).weight(0.13),
            2 => Hand::marker(h * 0.62).weight(0.24),
            _ => Hand::block(h * 0.6).weight(0.2).stretch(1.25),
        };
        let text = letter.to_string();
        let rise = hand.rise(&text);
        hand.size *= 1.0 - 0.7 * rise / h;
        if hand.width(&text) > w * 0.78 {
            hand = hand.justify(&text, w * 0.78);
        }
        let glyph = hand
            .centred(&text, 0.0, -hand.size / 2.0 + rise * 0.4)
            .turn(lean)
            .shift(cx, cy);
        c.fill(&glyph, ink, Stuff::Print);
        if style == 1 && letter.is_alphabetic() {
            let under = Form::line(&[
                (-w * 0.3, hand.size * 0.64 + rise * 0.4),
                (w * 0.3, hand.size * 0.64 + rise * 0.4),
            ])
            .turn(lean)
            .shift(cx, cy);
            c.stroke(&under, h * 0.035, shade(ink, 0.1), Stuff::Print, Tip::Flat);
        }
        x += step;
    }
}

/// Strips of see-through tape at two corners.
fn tape(c: &mut Canvas) {
    for (x, y, lean) in [(0.06, 0.08, -38.0), (0.94, 0.07, 40.0), (0.95, 0.93, -42.0)] {
        let strip = Form::rect(-95.0, -24.0, 190.0, 48.0)
            .dense(9.0)
            .scissors(&mut c.dice, 7.0, 1.6)
            .turn(lean)
            .shift(c.w * x, c.h * y);
        c.tint(&strip, 0xf4_e7ae, 0.72);
    }
}
