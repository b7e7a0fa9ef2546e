//! A page of comic panels. Words: one per bubble; the last panel shouts.

use super::super::canvas::{Canvas, Hue, Stuff, shade};
use super::super::form::{Form, Tip};
use super::super::letters::Hand;
use super::super::palette::{ERASER, INK, MARK, ORANGE, PAPER, RED, SKY, TEAL, VIOLET, YELLOW};
use super::super::people::{Hair, Mood, Pupil};
use super::super::things;
use super::word;

pub(super) fn draw(c: &mut Canvas, words: &[&str]) {
    c.ground(PAPER, Stuff::Gouache);
    let (m, g) = (36.0, 22.0);
    let (w, h) = (c.w - 2.0 * m, c.h - 2.0 * m);
    let row = (h - 2.0 * g) / 3.2;
    let half = (w - g) / 2.0;
    let slant = 34.0;
    let mut ana = Pupil::any(&mut c.dice);
    let mut ben = Pupil::any(&mut c.dice);
    (ana.hair, ana.hair_hue, ana.shirt, ana.glasses) = (Hair::Bun, 0x24_1b1e, RED, true);
    (ben.hair, ben.hair_hue, ben.shirt, ben.glasses) = (Hair::Spikes, 0xe3_b65b, TEAL, false);
    (ana.pattern, ben.pattern, ana.trim, ben.trim) = (1, 4, PAPER, YELLOW);
    (ana.skin, ben.skin) = (0x9f_643b, 0xf8_d3b4);

    let one = [
        (m, m),
        (m + half + slant, m),
        (m + half - slant, m + row),
        (m, m + row),
    ];
    let two = [
        (m + half + slant + g, m),
        (m + w, m),
        (m + w, m + row),
        (m + half - slant + g, m + row),
    ];
    let y2 = m + row + g;
    let three = [
        (m, y2),
        (m + half - slant, y2),
        (m + half + slant, y2 + row),
        (m, y2 + row),
    ];
    let four = [
        (m + half - slant + g, y2),
        (m + w, y2),
        (m + w, y2 + row),
        (m + half + slant + g, y2 + row),
    ];
    let y3 = m + 2.0 * (row + g);
    let five = [(m, y3), (m + w, y3), (m + w, m + h), (m, m + h)];

    panel(c, &one, SKY, true, |c| {
        (ana.mood, ana.gaze) = (Mood::Flat, 1.0);
        ana.draw(c, m + half * 0.30, m + row * 0.68, row * 0.46);
        say(
            c,
            word(words, 0),
            (m + half * 0.34, m + row * 0.08, half * 0.68, row * 0.27),
            (m + w * 0.55, m + row * 0.62),
        );
    });
    panel(c, &two, YELLOW, false, |c| {
        (ben.mood, ben.gaze) = (Mood::Smirk, -1.0);
        ben.draw(c, m + half * 1.72, m + row * 0.70, row * 0.46);
        say(
            c,
            word(words, 1),
            (m + half * 1.08, m + row * 0.08, half * 0.8, row * 0.27),
            (m + half * 1.62, m + row * 0.46),
        );
    });
    panel(c, &three, ORANGE, false, |c| {
        (ben.mood, ben.gaze) = (Mood::Oh, 0.6);
        ben.draw(c, m + half * 0.62, y2 + row * 0.74, row * 0.5);
        say(
            c,
            word(words, 2),
            (m + half * 0.05, y2 + row * 0.07, half * 0.75, row * 0.24),
            (m + half * 0.55, y2 + row * 0.50),
        );
    });
    panel(c, &four, ERASER, true, |c| {
        (ana.mood, ana.gaze) = (Mood::Smirk, 0.0);
        ana.draw(c, m + half * 1.66, y2 + row * 0.84, row * 0.72);
        say(
            c,
            word(words, 3),
            (m + half * 1.04, y2 + row * 0.06, half * 0.52, row * 0.24),
            (m + half * 1.44, y2 + row * 0.66),
        );
    });
    panel(c, &five, VIOLET, false, |c| {
        shout(c, word(words, 4), (m, y3, w, m + h - y3), &ana, &ben);
    });
    c.grain(0.05);
}

/// A panel with its ground, drawn inside and then framed by hand.
fn panel(
    c: &mut Canvas,
    corners: &[(f32, f32)],
    hue: Hue,
    dots: bool,
    draw: impl FnOnce(&mut Canvas),
) {
    let shape = Form::poly(corners);
    let (x0, y0, x1, y1) = shape.bounds();
    c.inside(&shape, |c| {
        c.fill(&shape, hue, Stuff::Print);
        if dots {
            let step = 17.0;
            for row in 0..=(((y1 - y0) / step) as usize) {
                for col in 0..((x1 - x0) / step) as usize + 2 {
                    let x = x0 + col as f32 * step + (row % 2) as f32 * step / 2.0;
                    let r = 2.0 + 4.6 * row as f32 * step / (y1 - y0);
                    c.fill(
                        &Form::oval(x, y0 + row as f32 * step, r, r),
                        shade(hue, 0.45),
                        Stuff::Flat,
                    );
                }
            }
        } else {
            for i in 0..14 {
                let a = i as f32 / 14.0 * std::f32::consts::TAU;
                let (cx, cy) = (f32::midpoint(x0, x1), f32::midpoint(y0, y1));
                let far = 1200.0;
                let ray = [
                    (cx, cy),
                    (cx + far * a.cos(), cy + far * a.sin()),
                    (cx + far * (a + 0.2).cos(), cy + far * (a + 0.2).sin()),
                ];
                c.fill(&Form::poly(&ray), shade(hue, 0.16), Stuff::Flat);
            }
        }
        draw(c);
    });
    let frame = shape.shaky(&mut c.dice, 2.5, 80.0);
    c.stroke(&frame, 8.0, INK, Stuff::Flat, Tip::Round);
}

/// A bubble with up to two lines of text (split at `/`).
fn say(c: &mut Canvas, text: &str, (x, y, w, h): (f32, f32, f32, f32), tip: (f32, f32)) {
    if text.is_empty() {
        return;
    }
    let bubble = things::bubble(x, y, w, h, tip);
    c.ink(&bubble, 11.0, INK);
    c.fill(&bubble, 0xff_fefa, Stuff::Flat);
    let lines: Vec<&str> = text.split('/').collect();
    let n = lines.len() as f32;
    let tall = (h * 0.72 / (n + (n - 1.0) * 0.45)).min(h * 0.42);
    for (i, line) in lines.iter().enumerate() {
        let mut hand = Hand::marker(tall);
        if hand.width(line) > w * 0.84 {
            hand = hand.fit(line, w * 0.84);
        }
        let block = n * tall + (n - 1.0) * tall * 0.45;
        let y = y + (h - block) / 2.0 + i as f32 * tall * 1.45 + hand.rise(line) * 0.2;
        let form =
            hand.line(line, x + (w - hand.width(line)) / 2.0, y)
                .shaky(&mut c.dice, 1.2, 24.0);
        c.fill(&form, INK, Stuff::Flat);
    }
}

/// The last panel: both laugh and a word bursts.
fn shout(c: &mut Canvas, text: &str, (x, y, w, h): (f32, f32, f32, f32), ana: &Pupil, ben: &Pupil) {
    let (mut ana, mut ben) = (ana.clone(), ben.clone());
    (ana.mood, ana.gaze, ben.mood, ben.gaze) = (Mood::Laugh, 0.7, Mood::Tongue, -0.7);
    ana.draw(c, x + w * 0.14, y + h * 0.72, h * 0.46);
    ben.draw(c, x + w * 0.86, y + h * 0.74, h * 0.46);
    let (cx, cy) = (x + w / 2.0, y + h * 0.45);
    let star = things::burst(&mut c.dice, w * 0.36, h * 0.46, 15);
    c.fill(
        &star.clone().scale(1.1, 1.12).shift(cx + 6.0, cy + 8.0),
        INK,
        Stuff::Flat,
    );
    c.fill(
        &star.clone().scale(1.06, 1.08).shift(cx, cy),
        RED,
        Stuff::Print,
    );
    c.fill(&star.scale(0.94, 0.93).shift(cx, cy), MARK, Stuff::Print);
    let hand = Hand::block(h * 0.36).weight(0.26).fit(text, w * 0.44);
    let hand = Hand {
        size: hand.size.min(h * 0.4),
        ..hand
    };
    let letters = hand
        .centred(text, 0.0, -hand.size / 2.0)
        .turn(-5.0)
        .shift(cx, cy)
        .shaky(&mut c.dice, 2.0, 50.0);
    c.ink(&letters.clone().shift(6.0, 7.0), 12.0, INK);
    c.ink(&letters, 14.0, INK);
    c.fill(&letters, PAPER, Stuff::Flat);
}
