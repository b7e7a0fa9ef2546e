//! The school yard in perspective, chalked.

use super::super::canvas::{Canvas, Hue, Stuff, shade};
use super::super::form::{Form, Pt, Tip};
use super::super::letters::Hand;
use super::super::palette::{
    CLOTHES, ERASER, GREEN, HAIRS, INK, MARK, PAPER, RED, SKINS, SKY, TEAL, YELLOW,
};
use super::super::things;
use super::word;

pub(super) fn draw(c: &mut Canvas, words: &[&str]) {
    let (sky, house) = {
        let i = c.dice.below(3);
        [(SKY, 0xd9_6244), (0xff_d874, TEAL), (0xf6_b9c2, 0xe8_a33c)][i]
    };
    c.ground(sky, Stuff::Gouache);
    let horizon = c.h * 0.40;
    sun(c);
    school(c, horizon, house);
    let asphalt = Form::rect(-10.0, horizon, c.w + 20.0, c.h - horizon + 10.0);
    c.piece(&asphalt, 0x4a_5468);
    let ground = Ground {
        horizon,
        vanish: c.w * 0.5,
        depth: c.h - horizon,
    };
    lines(c, &ground);
    write(c, &ground, words);
    let mut spots: Vec<Pt> = vec![
        (-0.86, 0.42),
        (-0.46, 0.20),
        (0.58, 0.26),
        (0.14, 0.10),
        (1.34, 0.62),
        (-1.12, 0.80),
        (-0.9, 0.06),
    ];
    spots.sort_by(|a, b| a.1.total_cmp(&b.1));
    for (i, (x, near)) in spots.into_iter().enumerate() {
        runner(c, &ground, x, near, i);
    }
    for x in [0.045, 0.955] {
        let tree = things::frond(&mut c.dice, 7)
            .scale(c.h * 0.0052, c.h * 0.0062)
            .shift(c.w * x, horizon - c.h * 0.14);
        let tree = tree.scissors(&mut c.dice, 9.0, 1.5);
        c.piece(&tree, GREEN);
    }
    c.grain(0.05);
}

/// Maps the yard (x from -1 to 1 across, near from 0 far to 1 close) to the sheet.
struct Ground {
    horizon: f32,
    vanish: f32,
    depth: f32,
}

impl Ground {
    fn at(&self, x: f32, near: f32) -> Pt {
        // Distance falls as 1/z: the near edge is at z = 1, the far one at z = 3.
        let z = 3.0 - 2.0 * near;
        let f = (1.0 / z - 1.0 / 3.0) / (1.0 - 1.0 / 3.0);
        (
            self.vanish + x * self.depth * (0.55 + 0.85 * f),
            self.horizon + 6.0 + f * self.depth,
        )
    }
}

fn sun(c: &mut Canvas) {
    let (x, y) = (c.w * 0.84, c.h * 0.13);
    for i in 0..14 {
        let a = i as f32 * 360.0 / 14.0 + c.dice.about(4.0);
        let ray = Form::poly(&[
            (-7.0, -60.0),
            (7.0, -60.0),
            (3.0, -112.0 - c.dice.between(0.0, 24.0)),
        ])
        .turn(a)
        .shift(x, y);
        c.piece(&ray, YELLOW);
    }
    let face = Form::oval(x, y, 50.0, 48.0).scissors(&mut c.dice, 20.0, 2.0);
    c.piece(&face, YELLOW);
    for side in [-1.0, 1.0] {
        c.ink(
            &Form::curve(&[
                (x + side * 16.0 - 7.0, y - 6.0),
                (x + side * 16.0, y - 12.0),
                (x + side * 16.0 + 7.0, y - 6.0),
            ]),
            4.0,
            INK,
        );
    }
    c.ink(
        &Form::curve(&[(x - 18.0, y + 10.0), (x, y + 22.0), (x + 18.0, y + 10.0)]),
        4.5,
        INK,
    );
}

fn school(c: &mut Canvas, horizon: f32, hue: Hue) {
    let (x0, w, h) = (c.w * 0.13, c.w * 0.62, c.h * 0.30);
    let top = horizon - h;
    let wall = Form::rect(x0, top, w, h + 8.0)
        .dense(60.0)
        .scissors(&mut c.dice, 40.0, 2.5);
    c.piece(&wall, hue);
    let roof = Form::poly(&[
        (x0 - 26.0, top + 6.0),
        (x0 + 34.0, top - 62.0),
        (x0 + w - 34.0, top - 66.0),
        (x0 + w + 26.0, top + 6.0),
    ]);
    c.piece(&roof, shade(hue, -0.45));
    let cols = 8;
    for row in 0..2 {
        for col in 0..cols {
            let door = row == 1 && col == 4;
            let step = w / cols as f32;
            let (x, y) = (
                x0 + (col as f32 + 0.2) * step,
                top + 28.0 + row as f32 * h * 0.46,
            );
            let (ww, wh) = (step * 0.6, if door { h * 0.44 } else { h * 0.28 });
            let pane = Form::rect(x, y, ww, wh).twist(c.dice.about(1.5));
            let hue = if door {
                RED
            } else {
                c.dice.pick(&[0xff_f3c4, 0xff_e08a, 0xcf_e8f4, 0x2b_3f63])
            };
            c.piece(&pane, hue);
            if !door {
                c.ink(
                    &Form::line(&[(x + ww / 2.0, y), (x + ww / 2.0, y + wh)]),
                    4.0,
                    PAPER,
                );
                c.ink(
                    &Form::line(&[(x, y + wh / 2.0), (x + ww, y + wh / 2.0)]),
                    4.0,
                    PAPER,
                );
            }
        }
    }
    let clock = Form::rect(x0 + w * 0.47, top - 52.0, 52.0, 52.0);
    c.piece(&clock, PAPER);
    let (cx, cy) = (x0 + w * 0.47 + 26.0, top - 26.0);
    c.ink(
        &Form::line(&[(cx, cy - 16.0), (cx, cy), (cx + 13.0, cy + 5.0)]),
        4.0,
        INK,
    );
}

/// Court lines and a hopscotch in chalk.
fn lines(c: &mut Canvas, g: &Ground) {
    let chalk = |c: &mut Canvas, points: &[Pt], hue: Hue, w: f32| {
        let form = Form::line(&points.iter().map(|p| g.at(p.0, p.1)).collect::<Vec<_>>());
        let form = form.shaky(&mut c.dice, 2.0, 40.0);
        c.stroke(&form, w, hue, Stuff::Chalk, Tip::Round);
    };
    chalk(c, &[(-1.25, 0.02), (1.25, 0.02)], YELLOW, 5.0);
    chalk(c, &[(-1.25, 0.02), (-1.25, 1.0)], YELLOW, 7.0);
    chalk(c, &[(1.25, 0.02), (1.25, 1.0)], YELLOW, 7.0);
    let hues = [PAPER, MARK, ERASER, SKY];
    let mut near = 0.30;
    for (i, pair) in [false, false, true, false, true].into_iter().enumerate() {
        let next = near + 0.085;
        let spans: &[(f32, f32)] = if pair {
            &[(0.72, 0.92), (0.92, 1.12)]
        } else {
            &[(0.82, 1.02)]
        };
        for (a, b) in spans {
            chalk(
                c,
                &[(*a, near), (*b, near), (*b, next), (*a, next), (*a, near)],
                hues[i % 4],
                6.0,
            );
        }
        near = next;
    }
}

/// The words, written on the ground so that they lie flat.
fn write(c: &mut Canvas, g: &Ground, words: &[&str]) {
    let rows = words.len().max(1);
    let (mut near, end) = (0.48, 0.95);
    let step = (end - near) / rows as f32;
    for i in 0..rows {
        let text = word(words, i);
        let hand = Hand::block(100.0).weight(0.2).justify(text, 500.0);
        let hand = Hand {
            stretch: hand.stretch.min(2.2),
            ..hand
        };
        let w = hand.width(text);
        let tall = step * 0.78;
        let form = hand
            .line(text, -w / 2.0, 0.0)
            .dense(4.0)
            .map(|x, y| g.at(-0.16 + x / 500.0 * 1.55, near + y / 100.0 * tall));
        let form = form.shaky(&mut c.dice, 2.0, 40.0);
        c.fill(&form, if i % 2 == 0 { MARK } else { PAPER }, Stuff::Chalk);
        near += step;
    }
}

/// A pupil on the run: head, jumper, legs, own shadow on the ground.
fn runner(c: &mut Canvas, g: &Ground, x: f32, near: f32, i: usize) {
    let (px, py) = g.at(x, near);
    let (ax, _) = g.at(x + 0.1, near);
    let k = (ax - px).abs() * 0.0185;
    let flip = if i.is_multiple_of(2) { 1.0 } else { -1.0 };
    let put = |form: Form| form.scale(k * flip, k).shift(px, py);
    let (shirt, trousers) = (
        CLOTHES[(i * 2 + 1) % 8],
        [0x24_2f55, 0x33_2a4d, 0x1d_4a52][i % 3],
    );
    let (skin, hair) = (SKINS[i % 7], HAIRS[(i * 3) % 9]);
    c.tint(
        &put(Form::poly(&[
            (-60.0, -2.0),
            (30.0, -6.0),
            (66.0, 4.0),
            (-20.0, 8.0),
        ])),
        INK,
        0.3,
    );
    let limb = |c: &mut Canvas, points: &[Pt], w: f32, hue: Hue| {
        c.fill(
            &put(Form::curve(points).outline(w, Tip::Round)),
            hue,
            Stuff::Gouache,
        );
    };
    limb(
        c,
        &[(-4.0, -62.0), (-30.0, -46.0), (-56.0, -30.0)],
        15.0,
        trousers,
    );
    limb(
        c,
        &[(2.0, -62.0), (26.0, -44.0), (20.0, -6.0)],
        15.0,
        trousers,
    );
    limb(c, &[(-56.0, -30.0), (-64.0, -24.0)], 14.0, RED);
    limb(c, &[(18.0, -5.0), (32.0, -5.0)], 13.0, RED);
    limb(
        c,
        &[(-2.0, -104.0), (-30.0, -96.0), (-40.0, -72.0)],
        12.0,
        shade(shirt, -0.15),
    );
    c.piece(
        &put(Form::soft(&[
            (-18.0, -112.0),
            (14.0, -114.0),
            (16.0, -62.0),
            (-16.0, -58.0),
        ])),
        shirt,
    );
    limb(
        c,
        &[(8.0, -104.0), (30.0, -92.0), (48.0, -112.0)],
        12.0,
        shirt,
    );
    c.fill(
        &put(Form::oval(50.0, -117.0, 8.0, 8.0)),
        skin,
        Stuff::Gouache,
    );
    c.fill(
        &put(Form::soft(&[
            (-24.0, -142.0),
            (-18.0, -170.0),
            (12.0, -176.0),
            (22.0, -158.0),
            (0.0, -150.0),
            (-12.0, -128.0),
        ])),
        hair,
        Stuff::Gouache,
    );
    c.fill(
        &put(Form::oval(6.0, -138.0, 20.0, 23.0)),
        skin,
        Stuff::Gouache,
    );
    c.fill(
        &put(Form::soft(&[
            (-18.0, -134.0),
            (-18.0, -160.0),
            (6.0, -168.0),
            (26.0, -156.0),
            (14.0, -150.0),
            (-6.0, -148.0),
        ])),
        hair,
        Stuff::Gouache,
    );
    c.ink(
        &put(Form::line(&[(15.0, -140.0), (15.5, -139.0)])),
        5.0 * k,
        INK,
    );
    c.ink(
        &put(Form::curve(&[
            (10.0, -126.0),
            (16.0, -123.0),
            (20.0, -127.0),
        ])),
        3.0 * k,
        INK,
    );
}
