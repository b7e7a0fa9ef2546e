//! Lines that make the eyes swim, and a bold bar through the word.

use super::super::canvas::{Canvas, Stuff};
use super::super::form::{Form, Pt, Tip};
use super::super::letters::Hand;
use super::super::palette::{ERASER, INK, MARK, ORANGE, PAPER, RED, RULER};
use super::word;

pub(super) fn draw(c: &mut Canvas, words: &[&str]) {
    let (ground, line, bar) = {
        let i = c.dice.below(4);
        [
            (PAPER, INK, MARK),
            (PAPER, RULER, ORANGE),
            (0xff_e9c8, RED, MARK),
            (INK, PAPER, ERASER),
        ][i]
    };
    c.ground(ground, Stuff::Flat);
    let (text, answer) = (word(words, 0), word(words, 1));
    let n = 46;
    let step = c.h / n as f32;
    let seed = c.dice.between(0.0, 9.0);
    let (w, h) = (c.w, c.h);
    let bend = |x: f32, y: f32| {
        let (u, v) = (x / w - 0.5, y / h - 0.42);
        let bump = (-(u * u * 7.0 + v * v * 9.0)).exp();
        y + step
            * (2.6 * (u * 5.2 + v * 3.0 + seed).sin() * (0.25 + bump)
                + 3.2 * bump * (u * 11.0 + seed).cos())
    };
    let ribbons = |c: &mut Canvas, phase: f32, hue| {
        for i in -6..n + 6 {
            let y = (i as f32 + phase) * step;
            let top: Vec<Pt> = (0..=120)
                .map(|k| {
                    let x = k as f32 / 120.0 * (c.w + 40.0) - 20.0;
                    (x, bend(x, y))
                })
                .collect();
            let low: Vec<Pt> = top
                .iter()
                .rev()
                .map(|p| (p.0, bend(p.0, y + step * 0.5)))
                .collect();
            let points: Vec<Pt> = top.into_iter().chain(low).collect();
            c.fill(&Form::poly(&points), hue, Stuff::Flat);
        }
    };
    ribbons(c, 0.0, line);
    // Inside the letters the same lines run half a step later: only the shift shows the word.
    let hand = Hand::block(c.h * 0.4).weight(0.26).fit(text, c.w * 0.9);
    let tall = c.h * 0.42;
    let letters = hand.line(text, c.w * 0.05, 0.0);
    let letters = letters
        .scale(1.0, tall / hand.size)
        .shift(0.0, c.h * 0.42 - tall / 2.0);
    c.inside(&letters, |c| {
        c.fill(
            &Form::rect(-10.0, -10.0, c.w + 20.0, c.h + 20.0),
            ground,
            Stuff::Flat,
        );
        ribbons(c, 0.5, line);
    });
    let strike =
        Form::line(&[(-30.0, c.h * 0.56), (c.w + 30.0, c.h * 0.28)]).shaky(&mut c.dice, 3.0, 90.0);
    c.stroke(&strike, c.h * 0.08, bar, Stuff::Flat, Tip::Flat);
    let band = c.h * 0.16;
    c.fill(
        &Form::rect(-10.0, c.h - band, c.w + 20.0, band + 10.0),
        bar,
        Stuff::Flat,
    );
    let hand = Hand::block(band * 0.52).weight(0.24);
    let room = c.w * 0.88;
    let hand = if hand.width(answer) > room {
        hand.fit(answer, room)
    } else {
        hand.justify(answer, room)
    };
    let hand = Hand {
        stretch: hand.stretch.min(2.0),
        ..hand
    };
    let y = c.h - band / 2.0 - hand.size / 2.0 + hand.rise(answer) * 0.35;
    c.fill(
        &hand.centred(answer, c.w / 2.0, y),
        if bar == RED { PAPER } else { INK },
        Stuff::Flat,
    );
    c.grain(0.03);
}
