//! The map of an imaginary tram. Words: title, then the stops of the highlighted line.

use super::super::canvas::{Canvas, Hue, Stuff};
use super::super::form::{Form, Pt, Tip};
use super::super::letters::Hand;
use super::super::palette::{GREEN, INK, MARK, ORANGE, PAPER, RED, RULER, TEAL, VIOLET, YELLOW};
use super::super::things;
use super::word;

pub(super) fn draw(c: &mut Canvas, words: &[&str]) {
    c.ground(PAPER, Stuff::Gouache);
    let river = Form::soft(&[
        (-60.0, c.h * 0.52),
        (c.w * 0.25, c.h * 0.60),
        (c.w * 0.55, c.h * 0.40),
        (c.w + 60.0, c.h * 0.47),
        (c.w + 60.0, c.h * 0.58),
        (c.w * 0.6, c.h * 0.52),
        (c.w * 0.25, c.h * 0.73),
        (-60.0, c.h * 0.66),
    ]);
    c.fill(&river, 0xbf_dfee, Stuff::Gouache);
    for (x, y) in [(0.1, 0.34), (0.86, 0.78), (0.62, 0.3)] {
        let park = Form::rect(-95.0, -60.0, 190.0, 120.0)
            .turn(c.dice.about(8.0))
            .shift(c.w * x, c.h * y)
            .dense(40.0)
            .scissors(&mut c.dice, 26.0, 4.0);
        c.fill(&park, 0xcd_e3b4, Stuff::Gouache);
        for k in 0..3 {
            let tree = things::spruce().scale(0.62, 0.62).shift(
                c.w * x - 50.0 + 50.0 * k as f32,
                c.h * y + c.dice.about(10.0),
            );
            c.fill(&tree, GREEN, Stuff::Gouache);
        }
    }
    let (w, h) = (c.w, c.h);
    let p = |x: f32, y: f32| (w * x, h * y);
    let lines: [(Hue, Vec<Pt>); 4] = [
        (
            RULER,
            vec![p(-0.05, 0.44), p(0.22, 0.44), p(0.46, 0.68), p(0.46, 1.05)],
        ),
        (
            ORANGE,
            vec![
                p(0.30, 1.05),
                p(0.30, 0.80),
                p(0.58, 0.52),
                p(0.58, 0.38),
                p(0.92, 0.38),
                p(1.05, 0.30),
            ],
        ),
        (
            TEAL,
            vec![p(1.05, 0.66), p(0.78, 0.66), p(0.62, 0.82), p(-0.05, 0.82)],
        ),
        (VIOLET, vec![p(0.70, 1.05), p(0.70, 0.26)]),
    ];
    for (hue, points) in &lines {
        c.stroke(&Form::line(points), 21.0, *hue, Stuff::Print, Tip::Round);
        stops(c, points);
    }
    let main = [
        p(0.12, 0.93),
        p(0.12, 0.58),
        p(0.26, 0.48),
        p(0.72, 0.48),
        p(0.88, 0.58),
        p(0.88, 0.90),
    ];
    c.stroke(&Form::line(&main), 42.0, INK, Stuff::Flat, Tip::Round);
    c.stroke(&Form::line(&main), 30.0, RED, Stuff::Print, Tip::Round);
    let spots = [
        p(0.12, 0.90),
        p(0.12, 0.66),
        p(0.40, 0.48),
        p(0.68, 0.48),
        p(0.88, 0.64),
        p(0.88, 0.87),
    ];
    for (i, (x, y)) in spots.into_iter().enumerate() {
        let text = word(words, i + 1);
        if !text.is_empty() {
            stop(c, text, (x, y), i);
        }
    }
    title(c, word(words, 0));
    c.grain(0.045);
}

fn stops(c: &mut Canvas, points: &[Pt]) {
    for pair in points.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let n = ((b.0 - a.0).hypot(b.1 - a.1) / 120.0) as usize;
        for i in 1..=n {
            let t = i as f32 / (n + 1) as f32;
            let (x, y) = (a.0 + (b.0 - a.0) * t, a.1 + (b.1 - a.1) * t);
            c.fill(
                &Form::rect(x - 6.0, y - 6.0, 12.0, 12.0),
                PAPER,
                Stuff::Flat,
            );
        }
    }
}

/// A named stop: a square, its name on a paper label; the last one is highlighted.
fn stop(c: &mut Canvas, text: &str, (x, y): Pt, i: usize) {
    let hand = Hand::block(27.0).weight(0.17);
    let w = hand.width(text);
    let right = x + w + 70.0 < c.w;
    let (lx, ly) = match i {
        2 => (x - w / 2.0, y - 82.0),
        3 => (x - w / 2.0, y + 44.0),
        _ if right => (x + 44.0, y - 14.0),
        _ => (x - w - 44.0, y - 14.0),
    };
    let end = i == 5;
    let label = Form::rect(lx - 14.0, ly - 13.0, w + 28.0, 54.0).twist(c.dice.about(1.5));
    c.piece(&label, if end { MARK } else { 0xff_fefa });
    c.fill(&hand.line(text, lx, ly), INK, Stuff::Flat);
    c.fill(
        &Form::rect(x - 22.0, y - 22.0, 44.0, 44.0),
        INK,
        Stuff::Flat,
    );
    c.fill(
        &Form::rect(x - 13.0, y - 13.0, 26.0, 26.0),
        if end { MARK } else { PAPER },
        Stuff::Flat,
    );
}

fn title(c: &mut Canvas, text: &str) {
    let band = c.h * 0.19;
    c.piece(&Form::rect(-10.0, -10.0, c.w + 20.0, band + 10.0), YELLOW);
    let hand = Hand::block(band * 0.44).weight(0.24);
    let room = c.w * 0.9;
    let hand = if hand.width(text) > room {
        hand.fit(text, room)
    } else {
        hand.justify(text, room)
    };
    let hand = Hand {
        stretch: hand.stretch.min(1.7),
        ..hand
    };
    let y = band / 2.0 - hand.size / 2.0 + hand.rise(text) * 0.4;
    c.fill(&hand.centred(text, c.w / 2.0, y), INK, Stuff::Print);
}
