//! A shoal, and one who swims the other way. Printed in three colours.

use super::super::canvas::{Canvas, Stuff};
use super::super::form::{Form, Pt, Tip};
use super::super::letters::Hand;
use super::super::palette::{INK, MARK, ORANGE, PAPER, RED};
use super::super::things;

pub(super) fn draw(c: &mut Canvas, words: &[&str]) {
    let (sea, fish, other) = {
        let i = c.dice.below(3);
        [
            (0x1b_6f8f, 0xf6_ead2, ORANGE),
            (0xf4_c95a, 0x1d_3a8a, RED),
            (0x22_2a5c, 0x6f_c9c0, MARK),
        ][i]
    };
    c.ground(sea, Stuff::Print);
    for i in 0..26 {
        let y = c.h * (i as f32 + 0.5) / 26.0;
        let points: Vec<Pt> = (0..=40)
            .map(|k| {
                let x = k as f32 / 40.0 * (c.w + 40.0) - 20.0;
                (x, y + 7.0 * (x / 60.0 + i as f32).sin())
            })
            .collect();
        if i % 2 == 0 {
            c.stroke(
                &Form::line(&points),
                4.0,
                super::super::canvas::shade(sea, 0.14),
                Stuff::Crayon,
                Tip::Round,
            );
        }
    }
    let text = words.join(" ");
    let foot = if text.is_empty() { 0.0 } else { c.h * 0.2 };
    let (cols, rows) = ((c.w / 165.0) as usize, ((c.h - foot) / 112.0) as usize);
    let (oc, or) = (cols * 3 / 5, rows / 2);
    for row in 0..rows {
        for col in 0..=cols {
            let off = if row % 2 == 0 { 0.0 } else { 0.5 };
            let (fx, fy) = (
                (col as f32 + off) / cols as f32 * c.w,
                (row as f32 + 0.55) / rows as f32 * (c.h - foot),
            );
            let me = (col, row) == (oc, or);
            // The others make a little room for the one who turned.
            let (ox, oy) = (
                (oc as f32 + if or % 2 == 0 { 0.0 } else { 0.5 }) / cols as f32 * c.w,
                (or as f32 + 0.55) / rows as f32 * (c.h - foot),
            );
            let (dx, dy) = (fx - ox, fy - oy);
            let near = (-(dx * dx + dy * dy) / 52_000.0).exp();
            let far = dx.hypot(dy).max(1.0);
            let (x, y) = if me {
                (fx, fy)
            } else {
                (fx + dx / far * near * 52.0, fy + dy / far * near * 52.0)
            };
            let lean = if me {
                184.0
            } else {
                c.dice.about(7.0) - dy / far * near * 18.0 * dx.signum()
            };
            let k = if me { 1.75 } else { c.dice.between(0.98, 1.14) };
            one(c, (x, y), k, lean, if me { other } else { fish }, sea);
        }
    }
    if foot > 0.0 {
        c.fill(
            &Form::rect(-10.0, c.h - foot, c.w + 20.0, foot + 10.0),
            if other == MARK { MARK } else { PAPER },
            Stuff::Print,
        );
        let hand = Hand::block(foot * 0.52).weight(0.25);
        let room = c.w * 0.9;
        let hand = if hand.width(&text) > room {
            hand.fit(&text, room)
        } else {
            hand.justify(&text, room)
        };
        let hand = Hand {
            stretch: hand.stretch.min(2.0),
            ..hand
        };
        let y = c.h - foot / 2.0 - hand.size / 2.0 + hand.rise(&text) * 0.35;
        let form = hand
            .centred(&text, c.w / 2.0, y)
            .shaky(&mut c.dice, 2.0, 40.0);
        c.fill(&form, INK, Stuff::Print);
    }
    c.grain(0.06);
}

fn one(c: &mut Canvas, (x, y): Pt, k: f32, lean: f32, hue: u32, sea: u32) {
    let flip = if lean > 90.0 { -1.0 } else { 1.0 };
    let put = |form: Form| form.scale(k, k * flip).turn(lean).shift(x, y);
    let body = put(things::fish()).shaky(&mut c.dice, 2.0, 30.0);
    c.fill(&body, hue, Stuff::Print);
    c.fill(&put(Form::oval(38.0, -5.0, 4.6, 4.6)), sea, Stuff::Flat);
    c.ink(
        &put(Form::curve(&[(24.0, -14.0), (18.0, 0.0), (24.0, 14.0)])),
        3.4 * k,
        sea,
    );
    for i in 0..3 {
        let sx = 4.0 - i as f32 * 13.0;
        c.ink(
            &put(Form::curve(&[(sx, -8.0), (sx - 5.0, 0.0), (sx, 8.0)])),
            3.0 * k,
            sea,
        );
    }
    c.ink(
        &put(Form::line(&[(-46.0, -6.0), (-56.0, -12.0)])
            .join(Form::line(&[(-46.0, 6.0), (-56.0, 12.0)]))),
        3.0 * k,
        sea,
    );
}
