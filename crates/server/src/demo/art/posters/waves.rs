//! Sound waves as layers of paper, with letters that ride on them.

use super::super::canvas::{Canvas, Stuff, shade};
use super::super::form::{Form, Pt};
use super::super::letters::Hand;
use super::super::palette::SETS;
use super::super::things;

pub(super) fn draw(c: &mut Canvas, words: &[&str]) {
    let set = {
        let i = c.dice.below(SETS.len());
        SETS[i]
    };
    c.ground(set[0], Stuff::Gouache);
    let text = words.join(" ");
    let n = 9;
    let letters_on = 3;
    for i in 0..n {
        let t = i as f32 / n as f32;
        let y = c.h * (0.16 + 0.86 * t);
        let hues = [set[2], set[1], set[4], set[3], set[5]];
        let mut hue = hues[i % 5];
        if hue == set[0] {
            hue = shade(hue, -0.2);
        }
        let (a, b) = (c.dice.between(0.6, 1.0), c.dice.between(0.0, 6.0));
        let calm = if i == letters_on { 0.6 } else { 1.0 };
        let swing = c.h * (0.075 - 0.035 * t) * a * calm;
        let (f1, f2) = (
            c.dice.between(3.0, 5.0) + i as f32 * 0.9,
            c.dice.between(8.0, 13.0) + i as f32,
        );
        let w = c.w;
        let wave = |x: f32| {
            let u = x / w;
            let swell = (u * std::f32::consts::PI).sin().powi(2) * 0.85 + 0.3;
            y + swing * swell * ((u * f1 * 2.0 + b).sin() + 0.55 * (u * f2 * 2.0 + b * 2.0).sin())
        };
        let mut points: Vec<Pt> = (0..=160)
            .map(|k| {
                let x = -20.0 + k as f32 * (c.w + 40.0) / 160.0;
                (x, wave(x))
            })
            .collect();
        if i == letters_on {
            ride(c, &text, &wave, &set);
        }
        points.push((c.w + 20.0, c.h + 60.0));
        points.push((-20.0, c.h + 60.0));
        c.piece(&Form::poly(&points), hue);
        if i % 2 == 0 {
            let trace: Vec<Pt> = (0..=160)
                .map(|k| {
                    let x = -20.0 + k as f32 * (c.w + 40.0) / 160.0;
                    (x, wave(x) + 26.0)
                })
                .collect();
            c.ink(&Form::line(&trace), 5.0, shade(hue, 0.35));
        }
    }
    for (x, y, k, lean) in [
        (0.14, 0.12, 1.2, -12.0),
        (0.86, 0.10, 0.9, 14.0),
        (0.60, 0.065, 0.6, -4.0),
    ] {
        let notes = things::notes()
            .scale(k, k)
            .turn(lean)
            .shift(c.w * x, c.h * y)
            .scissors(&mut c.dice, 7.0, 1.0);
        c.piece(&notes, set[5]);
    }
    c.grain(0.045);
}

/// Letters stand on the wave and lean with it.
fn ride(c: &mut Canvas, text: &str, wave: &dyn Fn(f32) -> f32, set: &[u32; 6]) {
    let hand = Hand::block(c.h * 0.2).weight(0.25);
    let hand = if hand.width(text) > c.w * 0.86 {
        hand.fit(text, c.w * 0.86)
    } else {
        hand.justify(text, c.w * 0.86)
    };
    let hand = Hand {
        stretch: hand.stretch.min(1.7),
        ..hand
    };
    let x = (c.w - hand.width(text)) / 2.0;
    for (i, glyph) in hand.glyphs(text, x, -hand.size).into_iter().enumerate() {
        let (x0, _, x1, _) = glyph.bounds();
        let mid = f32::midpoint(x0, x1);
        let slope = (wave(mid + 30.0) - wave(mid - 30.0)) / 60.0;
        let glyph = glyph
            .shift(-mid, 0.0)
            .turn(slope.atan().to_degrees() * 0.8)
            .shift(mid, wave(mid) + hand.size * 0.06);
        let glyph = glyph.scissors(&mut c.dice, 9.0, 1.2);
        c.piece(
            &glyph,
            if i % 2 == 0 {
                set[5]
            } else {
                shade(set[5], 0.12)
            },
        );
    }
}
