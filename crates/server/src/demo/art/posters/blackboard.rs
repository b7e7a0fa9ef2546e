//! A blackboard after the last lesson.

use super::super::canvas::{Canvas, Hue, Stuff, shade};
use super::super::form::{Form, Pt, Tip};
use super::super::letters::Hand;
use super::super::palette::{BOARD, CRAFT, ERASER, MARK, ORANGE, PAPER, SKY};
use super::super::things;
use super::word;

pub(super) fn draw(c: &mut Canvas, words: &[&str]) {
    let board = {
        let i = c.dice.below(2);
        [BOARD, 0x23_2a3c][i]
    };
    c.ground(CRAFT, Stuff::Gouache);
    let m = 44.0;
    for i in 0..4 {
        let plank = Form::rect(0.0, i as f32 * c.h / 3.0, c.w, 3.0);
        c.fill(&plank, shade(CRAFT, -0.2), Stuff::Flat);
    }
    c.piece(&Form::rect(m, m, c.w - 2.0 * m, c.h - 2.0 * m), board);
    wiped(c, board, m);
    let (x0, y0, w, h) = (
        m + 50.0,
        m + 46.0,
        c.w - 2.0 * m - 100.0,
        c.h - 2.0 * m - 92.0,
    );
    let rows = words.len().clamp(1, 3);
    for i in 0..rows {
        let text = word(words, i);
        let tall = h * if rows == 1 { 0.3 } else { 0.2 };
        let mut hand = Hand::marker(tall).weight(0.14);
        if hand.width(text) > w * 0.95 {
            hand = hand.fit(text, w * 0.95);
        }
        let y = y0 + h * 0.04 + i as f32 * h * 0.27 + hand.rise(text);
        let form = hand
            .bones(text, x0 + (w - hand.width(text)) / 2.0, y)
            .shaky(&mut c.dice, 3.0, 60.0);
        let hue = [PAPER, MARK, ERASER][i];
        c.stroke(&form, hand.size * 0.15, hue, Stuff::Chalk, Tip::Round);
        if i + 1 == rows {
            let under = things::scribble(
                &mut c.dice,
                x0 + w * 0.12,
                y + hand.size + 26.0,
                w * 0.76,
                10.0,
                2,
            );
            chalk(c, under, 7.0, SKY);
        }
    }
    friends(c, x0, y0 + h * 1.0, w, h * 0.36);
    let sun = (c.w - m - 130.0, m + 130.0);
    for i in 0..12 {
        let ray = Form::line(&[(0.0, -46.0), (0.0, -82.0)])
            .turn(i as f32 * 30.0 + c.dice.about(5.0))
            .shift(sun.0, sun.1);
        chalk(c, ray, 7.0, ORANGE);
    }
    let disc = Form::oval(sun.0, sun.1, 32.0, 32.0);
    chalk(c, disc, 7.0, ORANGE);
    let sponge = Form::rect(c.w * 0.72, c.h - m - 20.0, 120.0, 46.0).twist(-2.0);
    c.piece(&sponge, ERASER);
    c.piece(
        &Form::rect(m, c.h - m - 2.0, c.w - 2.0 * m, 22.0),
        shade(CRAFT, -0.18),
    );
    c.grain(0.05);
}

/// Pale arcs where the sponge went.
fn wiped(c: &mut Canvas, board: Hue, m: f32) {
    c.inside(&Form::rect(m, m, c.w - 2.0 * m, c.h - 2.0 * m), |c| {
        for _ in 0..7 {
            let (x, y) = (c.dice.between(0.0, c.w), c.dice.between(0.0, c.h));
            let r = c.dice.between(160.0, 420.0);
            let arc = Form::curve(&[(x - r, y), (x, y - r * 0.35), (x + r, y + r * 0.1)]);
            c.stroke(&arc, 90.0, shade(board, 0.06), Stuff::Crayon, Tip::Round);
        }
    });
}

fn chalk(c: &mut Canvas, form: Form, width: f32, hue: Hue) {
    let form = form.shaky(&mut c.dice, 2.0, 34.0);
    c.stroke(&form, width, hue, Stuff::Chalk, Tip::Round);
}

/// Matchstick friends in a row, arms linked; one jumps, one has a dog.
fn friends(c: &mut Canvas, x0: f32, base: f32, w: f32, tall: f32) {
    let n = if w > 1000.0 { 8 } else { 5 };
    let step = w / n as f32;
    let hues = [PAPER, MARK, ERASER, SKY, 0xb8_e08a, ORANGE];
    for i in 0..n {
        let x = x0 + (i as f32 + 0.5) * step;
        let up = if i % 3 == 1 { tall * 0.14 } else { 0.0 };
        let k = tall / 100.0;
        let hue = hues[i % 6];
        let put = |form: Form| form.scale(k, k).shift(x, base - up);
        chalk(c, put(Form::oval(0.0, -84.0, 13.0, 14.0)), 6.0, hue);
        chalk(
            c,
            put(Form::poly(&[(0.0, -68.0), (17.0, -32.0), (-17.0, -32.0)])),
            6.0,
            hue,
        );
        let kick = if up > 0.0 { 14.0 } else { 0.0 };
        chalk(
            c,
            put(Form::line(&[(-7.0, -32.0), (-9.0 - kick, 0.0)])
                .join(Form::line(&[(7.0, -32.0), (9.0 + kick, 0.0)]))),
            6.0,
            hue,
        );
        let reach = step / k * 0.42;
        let lift = if up > 0.0 { -34.0 } else { -2.0 };
        chalk(
            c,
            put(Form::line(&[(-9.0, -58.0), (-reach, -48.0 + lift * 0.8)])
                .join(Form::line(&[(9.0, -58.0), (reach, -48.0 + lift * 0.8)]))),
            6.0,
            hue,
        );
        chalk(
            c,
            put(Form::curve(&[(-5.0, -82.0), (0.0, -78.0), (5.0, -82.0)])),
            4.0,
            hue,
        );
        let hair: &[Pt] = if i % 2 == 0 {
            &[(-13.0, -88.0), (-20.0, -70.0), (-15.0, -62.0)]
        } else {
            &[(-8.0, -97.0), (0.0, -106.0), (8.0, -97.0)]
        };
        chalk(c, put(Form::curve(hair)), 6.0, hue);
    }
}
