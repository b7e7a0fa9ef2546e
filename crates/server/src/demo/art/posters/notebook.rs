//! A page of squared paper, drawn on during maths.

use super::super::canvas::{Canvas, Stuff};
use super::super::form::{Form, Pt, Tip};
use super::super::letters::Hand;
use super::super::palette::{ERASER, GREEN, INK, MARK, ORANGE, RED, RULER, SKY, VIOLET};
use super::super::people::{Mood, Pupil};
use super::super::things;
use super::word;

/// Ball-pen blue.
const PEN: u32 = 0x23_3f9e;

pub(super) fn draw(c: &mut Canvas, words: &[&str]) {
    page(c);
    let left = 150.0;
    let wide = c.w - left - 70.0;
    headline(c, words, left, wide);
    let y = c.h * 0.56;
    cat(c, left + wide * 0.17, y + c.h * 0.02, 2.1);
    rocket(c, left + wide * 0.85, y + c.h * 0.03, 2.5);
    portrait(c, left + wide * 0.5, y + c.h * 0.19);
    margins(c, left, wide);
    c.grain(0.035);
}

/// Squares, red margin, holes.
fn page(c: &mut Canvas) {
    c.ground(0xfd_fbf4, Stuff::Gouache);
    let step = 46.0;
    for i in 1..=((c.w / step) as usize) {
        let x = i as f32 * step;
        c.stroke(
            &Form::line(&[(x, 0.0), (x, c.h)]),
            1.5,
            0xb8_d3ea,
            Stuff::Flat,
            Tip::Flat,
        );
    }
    for i in 1..=((c.h / step) as usize) {
        let y = i as f32 * step;
        c.stroke(
            &Form::line(&[(0.0, y), (c.w, y)]),
            1.5,
            0xb8_d3ea,
            Stuff::Flat,
            Tip::Flat,
        );
    }
    c.stroke(
        &Form::line(&[(112.0, 0.0), (112.0, c.h)]),
        3.0,
        0xef_7d8c,
        Stuff::Flat,
        Tip::Flat,
    );
    let n = (c.h / 95.0) as usize;
    for i in 0..n {
        let y = (i as f32 + 0.5) * c.h / n as f32;
        c.fill(
            &Form::rect(30.0, y - 17.0, 30.0, 34.0),
            0x6b_6a72,
            Stuff::Flat,
        );
        c.fill(
            &Form::rect(33.0, y - 13.0, 27.0, 30.0),
            0x35_3540,
            Stuff::Flat,
        );
        let wire = Form::curve(&[(-14.0, y - 12.0), (16.0, y - 26.0), (47.0, y + 2.0)]);
        c.ink(&wire, 9.0, 0x8d_9098);
        c.ink(&wire, 3.5, 0xd6_d8dc);
    }
}

/// Words 0 and 1: the first struck out, the second highlighted.
fn headline(c: &mut Canvas, words: &[&str], left: f32, wide: f32) {
    let (no, yes) = (word(words, 0), word(words, 1));
    let mut hand = Hand::marker(c.h * 0.12).weight(0.15);
    if hand.width(no) > wide * 0.92 {
        hand = hand.fit(no, wide * 0.92);
    }
    let y = c.h * 0.085;
    let form = hand.line(no, left, y).shaky(&mut c.dice, 3.0, 50.0);
    c.fill(&form, PEN, Stuff::Crayon);
    let w = hand.width(no);
    for i in 0..3 {
        let dy = hand.size * (0.34 + 0.16 * i as f32);
        let bar = Form::curve(&[
            (left - 24.0, y + dy + c.dice.about(12.0)),
            (left + w * 0.5, y + dy + c.dice.about(14.0)),
            (left + w + 30.0, y + dy + c.dice.about(16.0)),
        ]);
        c.stroke(&bar, hand.size * 0.13, RED, Stuff::Crayon, Tip::Round);
    }
    let y = c.h * 0.27;
    let mut hand = Hand::marker(c.h * 0.13).weight(0.2);
    hand = hand.fit(yes, wide * 0.96);
    hand.size = hand.size.min(c.h * 0.16);
    let w = hand.width(yes);
    for i in 0..3 {
        let dy = hand.size * (0.2 + 0.32 * i as f32);
        let band = Form::curve(&[
            (left - 20.0, y + dy + c.dice.about(9.0)),
            (left + w * 0.5, y + dy + c.dice.about(8.0)),
            (left + w + 20.0, y + dy + c.dice.about(9.0)),
        ]);
        c.stroke(&band, hand.size * 0.42, MARK, Stuff::Flat, Tip::Flat);
    }
    let form = hand.line(yes, left, y).shaky(&mut c.dice, 3.0, 50.0);
    c.fill(&form, INK, Stuff::Crayon);
}

fn pen(c: &mut Canvas, form: Form, k: f32, x: f32, y: f32, hue: u32) {
    let form = form.scale(k, k).shift(x, y).shaky(&mut c.dice, 1.6, 26.0);
    c.stroke(&form, 7.5, hue, Stuff::Crayon, Tip::Round);
}

/// A cat that has seen everything.
fn cat(c: &mut Canvas, x: f32, y: f32, k: f32) {
    let body = Form::soft(&[
        (-30.0, -6.0),
        (-48.0, 40.0),
        (-46.0, 84.0),
        (0.0, 90.0),
        (46.0, 84.0),
        (48.0, 40.0),
        (30.0, -6.0),
    ]);
    let head = Form::soft(&[
        (-42.0, -40.0),
        (-40.0, -78.0),
        (-20.0, -64.0),
        (20.0, -64.0),
        (40.0, -78.0),
        (42.0, -40.0),
        (26.0, -8.0),
        (-26.0, -8.0),
    ]);
    let fill = things::scribble(&mut c.dice, -40.0, 10.0, 80.0, 70.0, 11)
        .scale(k, k)
        .shift(x, y);
    c.stroke(&fill, 8.0, ORANGE, Stuff::Crayon, Tip::Round);
    pen(c, body.join(head), k, x, y, PEN);
    pen(
        c,
        Form::curve(&[(44.0, 76.0), (78.0, 70.0), (82.0, 30.0), (66.0, 8.0)]),
        k,
        x,
        y,
        PEN,
    );
    pen(
        c,
        Form::line(&[(-22.0, -40.0), (-8.0, -40.0)])
            .join(Form::line(&[(8.0, -40.0), (22.0, -40.0)])),
        k,
        x,
        y,
        PEN,
    );
    pen(
        c,
        Form::curve(&[(-8.0, -22.0), (0.0, -26.0), (8.0, -22.0)]),
        k,
        x,
        y,
        PEN,
    );
    for side in [-1.0, 1.0] {
        pen(
            c,
            Form::line(&[(side * 24.0, -28.0), (side * 58.0, -34.0)])
                .join(Form::line(&[(side * 24.0, -23.0), (side * 58.0, -20.0)])),
            k,
            x,
            y,
            PEN,
        );
    }
}

/// A rocket with a star on its side; nothing burns, it is drawn.
fn rocket(c: &mut Canvas, x: f32, y: f32, k: f32) {
    let hull = Form::soft(&[
        (0.0, -80.0),
        (24.0, -40.0),
        (26.0, 20.0),
        (18.0, 46.0),
        (-18.0, 46.0),
        (-26.0, 20.0),
        (-24.0, -40.0),
    ]);
    let fins = Form::poly(&[(-25.0, 14.0), (-48.0, 52.0), (-18.0, 44.0)]).join(Form::poly(&[
        (25.0, 14.0),
        (48.0, 52.0),
        (18.0, 44.0),
    ]));
    let shade = things::scribble(&mut c.dice, -18.0, -24.0, 36.0, 60.0, 7)
        .turn(18.0)
        .scale(k, k)
        .shift(x, y);
    c.stroke(&shade, 9.0, SKY, Stuff::Crayon, Tip::Round);
    pen(c, hull.join(fins).turn(18.0), k, x, y, PEN);
    pen(
        c,
        Form::rect(-11.0, -34.0, 22.0, 22.0).turn(18.0),
        k,
        x,
        y,
        RED,
    );
    pen(
        c,
        Form::line(&[(-8.0, 56.0), (-8.0, 84.0)])
            .join(Form::line(&[(4.0, 56.0), (4.0, 96.0)]))
            .turn(18.0),
        k,
        x,
        y,
        PEN,
    );
}

/// Somebody in the next row, in pen.
fn portrait(c: &mut Canvas, x: f32, y: f32) {
    let mut pupil = Pupil::any(&mut c.dice);
    pupil.mood = Mood::Tongue;
    let size = c.h * 0.2;
    let card = Form::rect(-size * 0.8, -size * 0.95, size * 1.6, size * 1.9)
        .turn(3.0)
        .shift(x, y);
    c.piece(&card, 0xff_fdf8);
    let photo = Form::rect(-size * 0.7, -size * 0.85, size * 1.4, size * 1.5)
        .turn(3.0)
        .shift(x, y);
    c.fill(&photo, ERASER, Stuff::Gouache);
    c.inside(&photo, |c| pupil.draw(c, x, y - size * 0.02, size * 0.82));
    let tape = Form::rect(-46.0, -15.0, 92.0, 30.0)
        .turn(-6.0)
        .shift(x, y - size * 0.95);
    c.tint(&tape, 0xe9_dca0, 0.85);
}

/// Stars, hearts, sums and arrows around the edges.
fn margins(c: &mut Canvas, left: f32, wide: f32) {
    let spots: [Pt; 7] = [
        (0.02, 0.80),
        (0.16, 0.9),
        (0.9, 0.78),
        (0.78, 0.93),
        (0.96, 0.42),
        (0.36, 0.455),
        (0.62, 0.465),
    ];
    for (i, (fx, fy)) in spots.into_iter().enumerate() {
        let (x, y) = (left + fx * wide, fy * c.h);
        let hue = [RED, VIOLET, GREEN, RULER, PEN][i % 5];
        match i % 3 {
            0 => pen(
                c,
                Form::star(0.0, 0.0, 42.0, 17.0, 5).turn(8.0),
                1.0,
                x,
                y,
                hue,
            ),
            1 => pen(c, things::heart(), 0.8, x, y, RED),
            _ => pen(c, things::bolt(), 0.8, x, y, hue),
        }
    }
    let sum = "7+7=14";
    let hand = Hand::pen(40.0);
    let form = hand
        .bones(sum, left + wide * 0.1, c.h * 0.945)
        .shaky(&mut c.dice, 1.0, 20.0);
    c.ink(&form, 5.0, PEN);
    let arrow = things::arrow(
        (left + wide * 0.78, c.h * 0.86),
        (left + wide * 0.66, c.h * 0.79),
        26.0,
        26.0,
    );
    let arrow = arrow.shaky(&mut c.dice, 1.4, 30.0);
    c.stroke(&arrow, 5.5, PEN, Stuff::Crayon, Tip::Round);
}
