//! Films in which paper moves by itself.

use super::super::art::canvas::{Canvas, Stuff, shade};
use super::super::art::form::{Form, Tip};
use super::super::art::letters::Hand;
use super::super::art::palette::{
    CRAFT, ERASER, GREEN, INK, MARK, ORANGE, PAPER, RED, RULER, SKY, TEAL, VIOLET, YELLOW,
};
use super::super::art::{dice::Dice, things};
use super::land;

pub(super) fn assembly(c: &mut Canvas, t: f32) {
    let beat = (t * 2.0) as usize;
    let ground = if t < 6.0 {
        0xfb_f1dc
    } else {
        [MARK, 0xfb_f1dc][beat % 2]
    };
    c.ground(ground, Stuff::Gouache);
    let mut order = Dice::new(5);
    let (w, h) = (c.w, c.h);
    // A town of blocks along the lower edge; each falls in on its half beat.
    let hues = [RED, TEAL, YELLOW, RULER, ORANGE, VIOLET, GREEN, ERASER];
    for i in 0..11 {
        let tall = order.between(0.16, 0.38) * h;
        let x = (i as f32 + 0.5) * w / 11.0;
        let from = if i % 2 == 0 { -h } else { h };
        let k = land(t, 0.25 * i as f32, 0.7);
        let lean = (1.0 - k) * 70.0 * if i % 3 == 0 { -1.0 } else { 1.0 };
        let body = Form::rect(-w / 24.0, -tall, w / 12.0, tall + 40.0)
            .dense(60.0)
            .scissors(&mut c.dice, 40.0, 2.5);
        let body = body.turn(lean).shift(x, h + from * (1.0 - k));
        c.piece(&body, hues[i % 8]);
        for row in 0..2 {
            for col in [-1.0, 1.0] {
                let pane = Form::rect(
                    col * w / 58.0 - 14.0,
                    -tall + 24.0 + row as f32 * 64.0,
                    28.0,
                    38.0,
                );
                c.fill(
                    &pane.turn(lean).shift(x, h + from * (1.0 - k)),
                    PAPER,
                    Stuff::Gouache,
                );
            }
        }
    }
    // The bird: parts fly in from all sides and fit together, then it beats its wings.
    let flap = if t > 4.6 {
        ((t - 4.6) * 9.0).sin() * 16.0
    } else {
        0.0
    };
    let lift = if t > 4.6 {
        (t - 4.6).min(1.4) * 26.0
    } else {
        0.0
    };
    let parts: [(Form, u32, (f32, f32), f32); 5] = [
        (
            Form::soft(&[
                (14.0, -4.0),
                (22.0, -40.0),
                (10.0, -66.0),
                (-4.0, -50.0),
                (0.0, -16.0),
            ])
            .turn(flap * 0.7),
            ORANGE,
            (0.0, -900.0),
            2.6,
        ),
        (
            Form::poly(&[
                (-40.0, 10.0),
                (-78.0, 4.0),
                (-66.0, 18.0),
                (-78.0, 32.0),
                (-40.0, 22.0),
            ]),
            RED,
            (-1200.0, 300.0),
            2.9,
        ),
        (
            Form::soft(&[
                (52.0, -10.0),
                (36.0, -20.0),
                (10.0, -8.0),
                (-26.0, 2.0),
                (-58.0, 18.0),
                (-24.0, 17.0),
                (10.0, 17.0),
                (34.0, 6.0),
            ]),
            RULER,
            (1300.0, 0.0),
            3.2,
        ),
        (
            Form::poly(&[(44.0, -16.0), (68.0, -9.0), (44.0, -4.0)]),
            YELLOW,
            (900.0, 700.0),
            3.6,
        ),
        (
            Form::soft(&[
                (14.0, -4.0),
                (2.0, -40.0),
                (-28.0, -64.0),
                (-32.0, -46.0),
                (-20.0, -12.0),
                (-6.0, 5.0),
            ])
            .turn(-flap),
            VIOLET,
            (-600.0, -900.0),
            4.0,
        ),
    ];
    for (form, hue, from, start) in parts {
        let k = land(t, start, 0.6);
        let form = form.scale(4.0, 4.0).turn((1.0 - k) * 200.0).shift(
            w * 0.47 + from.0 * (1.0 - k),
            h * 0.38 - lift + from.1 * (1.0 - k),
        );
        let form = form.scissors(&mut c.dice, 22.0, 2.2);
        c.piece(&form, hue);
    }
    if t > 3.9 {
        let (x, y) = (w * 0.47 + 168.0, h * 0.38 - lift - 46.0);
        c.fill(&Form::rect(x - 9.0, y - 9.0, 18.0, 18.0), INK, Stuff::Flat);
    }
    if t > 6.0 {
        let k = land(t, 5.9, 0.4).max(0.02);
        let strip = Form::rect(-w * 0.30, -h * 0.2, w * 0.6, h * 0.4)
            .dense(50.0)
            .scissors(&mut c.dice, 40.0, 5.0);
        c.piece(
            &strip.scale(k, k).turn(-2.0).shift(w / 2.0, h * 0.74),
            PAPER,
        );
        word(c, "FRI", h * 0.27, h * 0.605, t, 6.0);
    }
}

/// A word in cut letters that pops up letter by letter.
fn word(c: &mut Canvas, text: &str, size: f32, y: f32, t: f32, start: f32) {
    let hand = Hand::block(size).weight(0.26).stretch(1.3);
    let x = (c.w - hand.width(text)) / 2.0;
    for (i, glyph) in hand.glyphs(text, x, y).into_iter().enumerate() {
        let k = land(t, start + 0.12 * i as f32, 0.4).max(0.02);
        let (x0, y0, x1, y1) = glyph.bounds();
        let (cx, cy) = (f32::midpoint(x0, x1), f32::midpoint(y0, y1));
        let glyph = glyph
            .shift(-cx, -cy)
            .scale(k, k)
            .turn((1.0 - k) * 40.0)
            .shift(cx, cy)
            .scissors(&mut c.dice, 14.0, 1.8);
        c.piece(&glyph, INK);
    }
}

pub(super) fn bounce(c: &mut Canvas, t: f32) {
    let beat = (t * 2.0) as usize;
    let grounds = [RULER, 0xff_7f6b, 0x17_5c78, VIOLET];
    let ground = grounds[(beat / 4) % 4];
    c.ground(ground, Stuff::Gouache);
    let (w, h) = (c.w, c.h);
    for i in 0..9 {
        let y = ((i as f32 * 260.0 + t * 150.0) % (h + 260.0)) - 130.0;
        let bar = Form::rect(-100.0, y, w + 200.0, 84.0).turn(-7.0);
        c.fill(&bar, shade(ground, 0.12), Stuff::Gouache);
    }
    let hues = [MARK, PAPER, ERASER, YELLOW, SKY];
    for (row, text) in ["INTE", "I DAG", "HELLER"].into_iter().enumerate() {
        let hand = Hand::block(h * 0.17).weight(0.26);
        let hand = Hand {
            stretch: 1.25,
            ..hand
        };
        let hand = if hand.width(text) > w * 0.88 {
            hand.fit(text, w * 0.88)
        } else {
            hand
        };
        let x = (w - hand.width(text)) / 2.0;
        let floor = h * (0.27 + 0.25 * row as f32);
        for (i, glyph) in hand.glyphs(text, x, 0.0).into_iter().enumerate() {
            let start = 0.25 + row as f32 * 1.5 + i as f32 * 0.18;
            let (x0, _, x1, _) = glyph.bounds();
            let cx = f32::midpoint(x0, x1);
            let u = t - start;
            if u < 0.0 {
                continue;
            }
            // Falls, then hops lower and lower, flattened each time it lands.
            let (up, squash) = hop(u, floor);
            let dance = if t > 5.6 {
                ((t * 9.0 + i as f32 * 1.3 + row as f32).sin() * 0.12).max(-0.05)
            } else {
                0.0
            };
            let k = 1.0 - squash + dance;
            let lean = if t > 5.6 {
                (t * 7.0 + i as f32 * 2.0).sin() * 6.0
            } else {
                (1.0 - (u / 0.5).min(1.0)) * 24.0
            };
            let glyph = glyph
                .shift(-cx, -hand.size)
                .scale(1.0 + squash * 0.6, k)
                .turn(lean)
                .shift(cx, floor - up);
            let glyph = glyph.scissors(&mut c.dice, 15.0, 1.8);
            c.piece(&glyph, hues[(i + row * 2) % 5]);
        }
    }
    if t > 6.0 {
        let k = land(t, 6.0, 0.5);
        let star = things::burst(&mut Dice::new(3), w * 0.36, h * 0.085, 14);
        c.piece(&star.scale(k, k).turn(-6.0).shift(w / 2.0, h * 0.89), MARK);
        let hand = Hand::block(h * 0.06).weight(0.26);
        let text = hand
            .centred("TACK", 0.0, -hand.size / 2.0)
            .scale(k, k)
            .turn(-6.0)
            .shift(w / 2.0, h * 0.89);
        c.fill(&text, INK, Stuff::Flat);
    }
}

/// Height above the floor and flattening of a letter `u` seconds after it was dropped from `top` units.
fn hop(u: f32, top: f32) -> (f32, f32) {
    let fall = 0.42;
    if u < fall {
        return ((top + 300.0) * (1.0 - (u / fall).powi(2)), 0.0);
    }
    let (mut v, mut span, mut high) = (u - fall, 0.5, 190.0);
    for _ in 0..3 {
        if v < span {
            let p = v / span;
            return (high * 4.0 * p * (1.0 - p), 0.34 * (1.0 - p * 7.0).max(0.0));
        }
        v -= span;
        span *= 0.66;
        high *= 0.4;
    }
    (0.0, 0.0)
}

pub(super) fn leader(c: &mut Canvas, t: f32) {
    let (w, h) = (c.w, c.h);
    let count = 5 - (t as i32).min(5);
    let grounds = [RED, TEAL, ORANGE, VIOLET, RULER, GREEN];
    c.ground(
        if count == 0 {
            MARK
        } else {
            grounds[count as usize]
        },
        Stuff::Gouache,
    );
    if count == 0 {
        for i in 0..16 {
            let a = i as f32 * 22.5 + (t - 5.0) * 12.0;
            let ray = Form::poly(&[
                (-20.0, 0.0),
                (20.0, 0.0),
                (130.0, -1400.0),
                (-130.0, -1400.0),
            ])
            .turn(a)
            .shift(w / 2.0, h * 0.48);
            c.fill(&ray, [YELLOW, ORANGE][i % 2], Stuff::Gouache);
        }
        let star = things::burst(&mut c.dice, w * 0.36, h * 0.40, 17);
        let k = land(t, 5.0, 0.45).max(0.05);
        c.piece(&star.scale(k, k).shift(w / 2.0, h * 0.48), RED);
        word(c, "NU!", h * 0.36, h * 0.30, t, 5.1);
        return;
    }
    let part = t.fract();
    // The number on paper squares, each tilted anew.
    let lean = [-4.0, 3.0, -2.0, 5.0, -3.0, 0.0][count as usize];
    let pop = land(part, 0.0, 0.3).max(0.1);
    let sheet = Form::rect(-300.0, -300.0, 600.0, 600.0)
        .dense(50.0)
        .scissors(&mut c.dice, 44.0, 5.0);
    c.piece(&sheet.turn(lean).shift(w / 2.0, h * 0.42), PAPER);
    let text = count.to_string();
    let hand = Hand::block(430.0).weight(0.22).stretch(1.5);
    let digit = hand
        .centred(&text, 0.0, -215.0)
        .scale(pop, pop)
        .turn(lean)
        .shift(w / 2.0, h * 0.42);
    let digit = digit.shaky(&mut c.dice, 3.0, 70.0);
    c.piece(&digit, INK);
    // The ruler below: ticks, and a marker that slides through the second.
    let (y, tall) = (h * 0.80, h * 0.16);
    let ruler = Form::rect(-20.0, y, w + 40.0, tall);
    c.piece(&ruler, CRAFT);
    let done = (5 - count) as f32 + part;
    c.inside(&ruler, |c| {
        c.fill(
            &Form::rect(-20.0, y, 20.0 + w * (0.06 + 0.88 * done / 5.0), tall),
            MARK,
            Stuff::Gouache,
        );
    });
    for i in 0..=50 {
        let x = w * (0.06 + 0.88 * i as f32 / 50.0);
        let (len, thick) = if i % 10 == 0 {
            (0.62, 9.0)
        } else if i % 5 == 0 {
            (0.42, 6.0)
        } else {
            (0.26, 4.0)
        };
        c.stroke(
            &Form::line(&[(x, y), (x, y + tall * len)]),
            thick,
            INK,
            Stuff::Flat,
            Tip::Flat,
        );
    }
}
