//! Kites over a row of houses.

use super::super::canvas::{Canvas, Hue, Stuff, shade};
use super::super::form::{Form, Pt};
use super::super::letters::Hand;
use super::super::palette::{
    CLOTHES, ERASER, GREEN, INK, MARK, ORANGE, PAPER, RED, RULER, SKY, TEAL, VIOLET,
};
use super::super::things;

pub(super) fn draw(c: &mut Canvas, words: &[&str]) {
    let sky = {
        let i = c.dice.below(3);
        [SKY, 0xff_d98a, 0xf8_c3cb][i]
    };
    c.ground(sky, Stuff::Gouache);
    let base = c.h * 0.9;
    let hill = Form::soft(&[
        (-80.0, c.h * 0.76),
        (c.w * 0.3, c.h * 0.70),
        (c.w * 0.7, c.h * 0.75),
        (c.w + 80.0, c.h * 0.69),
        (c.w + 80.0, c.h + 90.0),
        (-80.0, c.h + 90.0),
    ]);
    c.piece(&hill, shade(GREEN, 0.15));
    for i in 0..8 {
        let tree = things::spruce().scale(1.1, 1.4).shift(
            c.w * (i as f32 + 0.5) / 8.0 + c.dice.about(30.0),
            c.h * 0.72 + c.dice.about(16.0),
        );
        c.piece(&tree, shade(GREEN, -0.25));
    }
    houses(c, base);
    let street = Form::rect(-20.0, base, c.w + 40.0, c.h - base + 20.0)
        .dense(60.0)
        .scissors(&mut c.dice, 40.0, 5.0);
    c.piece(&street, 0x3d_4a5c);
    let hues = [RED, RULER, MARK, VIOLET, ORANGE, TEAL, ERASER];
    let spots: [(Pt, f32, f32); 5] = [
        ((0.25, 0.13), 2.7, -16.0),
        ((0.76, 0.10), 2.2, 18.0),
        ((0.56, 0.31), 3.3, 8.0),
        ((0.15, 0.42), 1.9, -24.0),
        ((0.90, 0.40), 1.7, 22.0),
    ];
    for (i, ((fx, fy), k, lean)) in spots.into_iter().enumerate() {
        let (x, y) = (fx * c.w, fy * c.h);
        let string = Form::curve(&[
            (x, y),
            (
                f32::midpoint(x, c.w * (0.3 + 0.1 * i as f32)),
                y + (base - y) * 0.5 + 40.0,
            ),
            (c.w * (0.12 + 0.19 * i as f32), base + 10.0),
        ]);
        c.ink(&string, 2.6, shade(INK, 0.2));
        let (sail, tail, bows) = things::kite(&mut c.dice);
        let put = |form: Form| form.scale(k, k).turn(lean).shift(x, y);
        c.ink(&put(tail), 3.0, INK);
        for (b, bow) in bows.into_iter().enumerate() {
            c.piece(&put(bow), hues[(i + b + 1) % 7]);
        }
        let hue = hues[i % 7];
        c.piece(&put(sail.clone()), hue);
        c.inside(&put(sail), |c| {
            c.fill(
                &put(Form::poly(&[
                    (0.0, -60.0),
                    (40.0, -60.0),
                    (40.0, -12.0),
                    (0.0, -12.0),
                ])),
                hues[(i + 2) % 7],
                Stuff::Gouache,
            );
            c.fill(
                &put(Form::poly(&[(0.0, -12.0), (-40.0, -12.0), (0.0, 60.0)])),
                hues[(i + 2) % 7],
                Stuff::Gouache,
            );
        });
    }
    flyers(c, base);
    banner(c, words);
    c.grain(0.05);
}

fn houses(c: &mut Canvas, base: f32) {
    let walls: [Hue; 7] = [
        0xc2_3b2b, 0xe9_b44a, 0xf4_e6cf, 0x4a_7a9b, 0xd9_8a8a, 0x5f_8f6a, 0xe0_6a35,
    ];
    let n = (c.w / 165.0) as usize;
    let w = c.w / n as f32;
    for i in 0..n {
        let (x, h) = (i as f32 * w, c.dice.between(0.12, 0.2) * c.h.min(1500.0));
        let wall = walls[(i * 3 + 1) % 7];
        let body = Form::rect(x + 2.0, base - h, w - 4.0, h + 8.0)
            .dense(50.0)
            .scissors(&mut c.dice, 34.0, 1.6);
        c.piece(&body, wall);
        let roof = if i % 3 == 1 {
            Form::poly(&[
                (x - 4.0, base - h + 4.0),
                (x + 20.0, base - h - 46.0),
                (x + w - 20.0, base - h - 46.0),
                (x + w + 4.0, base - h + 4.0),
            ])
        } else {
            Form::poly(&[
                (x - 6.0, base - h + 4.0),
                (x + w / 2.0, base - h - 78.0),
                (x + w + 6.0, base - h + 4.0),
            ])
        };
        c.piece(&roof, [0x3a_3440, 0x8a_3f2a, 0x54_4a58][i % 3]);
        let rows = (h / 80.0) as usize;
        for row in 0..rows {
            for col in 0..2 {
                let (wx, wy) = (
                    x + w * (0.17 + 0.4 * col as f32),
                    base - h + 24.0 + row as f32 * 76.0,
                );
                let door = row + 1 == rows && col == i % 2;
                let pane = if door {
                    Form::rect(wx, wy, w * 0.26, h - 24.0 - row as f32 * 76.0 + 4.0)
                } else {
                    Form::rect(wx, wy, w * 0.26, 48.0)
                };
                let glass = c.dice.pick(&[0xff_eeb8, 0x2c_3d5e, 0xff_d86b, 0xd4_ecf2]);
                c.fill(
                    &pane,
                    if door { shade(wall, -0.5) } else { glass },
                    Stuff::Gouache,
                );
                if !door {
                    c.stroke(
                        &pane,
                        5.0,
                        PAPER,
                        Stuff::Flat,
                        super::super::form::Tip::Flat,
                    );
                }
            }
        }
    }
}

/// Those who hold the strings.
fn flyers(c: &mut Canvas, base: f32) {
    for i in 0..5 {
        let (x, y) = (c.w * (0.12 + 0.19 * i as f32), base + (c.h - base) * 0.55);
        let hue = CLOTHES[(i * 2 + 1) % 8];
        c.piece(
            &Form::soft(&[
                (x - 17.0, y + 70.0),
                (x - 15.0, y),
                (x + 15.0, y),
                (x + 17.0, y + 70.0),
            ]),
            hue,
        );
        c.ink(
            &Form::line(&[(x + 8.0, y + 12.0), (x, y - 44.0)]),
            11.0,
            hue,
        );
        c.piece(
            &Form::oval(x - 4.0, y - 16.0, 16.0, 18.0),
            super::super::palette::SKINS[i % 7],
        );
        c.fill(
            &Form::soft(&[
                (x - 22.0, y - 10.0),
                (x - 20.0, y - 36.0),
                (x + 2.0, y - 40.0),
                (x + 14.0, y - 26.0),
                (x - 6.0, y - 26.0),
            ]),
            super::super::palette::HAIRS[(i * 4) % 9],
            Stuff::Gouache,
        );
    }
}

/// Words across the sky, one line each.
fn banner(c: &mut Canvas, words: &[&str]) {
    let tall = c.h * 0.068;
    for (i, text) in words.iter().enumerate() {
        let hand = Hand::block(tall).weight(0.24);
        let hand = if hand.width(text) > c.w * 0.84 {
            hand.fit(text, c.w * 0.84)
        } else {
            hand
        };
        let w = hand.width(text);
        let (cx, cy) = (c.w / 2.0, c.h * 0.56 + i as f32 * tall * 1.5);
        let lean = if i % 2 == 0 { -2.0 } else { 1.5 };
        let rise = hand.rise(text);
        let strip = Form::rect(
            -w / 2.0 - 34.0,
            -hand.size * 0.72 - rise,
            w + 68.0,
            hand.size * 1.44 + rise,
        )
        .dense(60.0)
        .scissors(&mut c.dice, 44.0, 3.0);
        c.piece(&strip.turn(lean).shift(cx, cy), PAPER);
        c.fill(
            &hand
                .centred(text, 0.0, -hand.size / 2.0)
                .turn(lean)
                .shift(cx, cy),
            INK,
            Stuff::Print,
        );
    }
}
