//! Raised hands.

use super::super::canvas::{Canvas, Hue, Stuff, against, shade};
use super::super::form::{Form, Tip};
use super::super::letters::Hand;
use super::super::palette::{CLOTHES, INK, MARK, PAPER, SETS, SKINS};
use super::super::things;

pub(super) fn draw(c: &mut Canvas, words: &[&str]) {
    let set = {
        let i = c.dice.below(SETS.len());
        SETS[i]
    };
    let ground = c.dice.pick(&[set[0], set[2], set[3]]);
    c.ground(ground, Stuff::Gouache);
    let lines: Vec<&str> = words.to_vec();
    let head = c.h * 0.36;
    let rays = 20;
    for i in 0..rays {
        let a = -86.0 + 172.0 * i as f32 / (rays - 1) as f32;
        if i % 2 == 0 {
            let ray = Form::poly(&[(-10.0, 0.0), (10.0, 0.0), (90.0, -2200.0), (-90.0, -2200.0)])
                .turn(a)
                .shift(c.w / 2.0, c.h * 1.02);
            c.fill(&ray, shade(ground, 0.18), Stuff::Gouache);
        }
    }
    let n = lines.len().max(1) as f32;
    let tall = head * 0.78 / n;
    for (i, text) in lines.iter().enumerate() {
        let probe = Hand::block(1.0).weight(0.25).rise(text);
        let hand = Hand::block(tall * 0.84 / (1.0 + probe)).weight(0.25);
        let room = c.w * 0.88;
        let hand = if hand.width(text) > room {
            hand.fit(text, room)
        } else {
            hand.justify(text, room)
        };
        let hand = Hand {
            stretch: hand.stretch.min(1.9),
            ..hand
        };
        let y = c.h * 0.05 + i as f32 * tall + hand.rise(text);
        let x = (c.w - hand.width(text)) / 2.0;
        let hue = against(ground, &[INK, PAPER]);
        for glyph in hand.glyphs(text, x, y) {
            let lean = c.dice.about(2.5);
            let glyph = glyph.twist(lean).scissors(&mut c.dice, 10.0, 1.3);
            c.piece(&glyph, hue);
        }
    }
    let rows = 3;
    for row in 0..rows {
        let count = if c.w > c.h { 8 } else { 5 } + row % 2;
        for i in 0..count {
            let x = (i as f32 + 0.5 + c.dice.about(0.13)) / count as f32 * c.w;
            let top = c.h * (0.56 + 0.145 * row as f32) + c.dice.about(c.h * 0.03);
            arm(
                c,
                x,
                top,
                (row * 7 + i * 3) as usize,
                ground,
                c.w / count as f32,
            );
        }
    }
    c.grain(0.05);
}

/// One sleeve with a hand, a fist of joy or a peace sign of sorts.
fn arm(c: &mut Canvas, x: f32, top: f32, i: usize, ground: Hue, room: f32) {
    let k = room * 0.0125;
    let lean = c.dice.about(9.0);
    let skin = SKINS[i % 7];
    let mut sleeve = CLOTHES[(i * 4 + 1) % 9];
    if sleeve == ground {
        sleeve = MARK;
    }
    let put = |form: Form| form.scale(k, k).turn(lean).shift(x, top);
    c.piece(
        &put(Form::poly(&[
            (-13.0, 36.0),
            (13.0, 36.0),
            (18.0, 130.0),
            (-18.0, 130.0),
        ])),
        skin,
    );
    let arm = put(Form::poly(&[
        (-24.0, 84.0),
        (24.0, 82.0),
        (36.0, 900.0),
        (-36.0, 900.0),
    ]))
    .dense(30.0)
    .scissors(&mut c.dice, 24.0, 2.0);
    c.piece(&arm, sleeve);
    let trim = CLOTHES[(i * 5 + 2) % 9];
    if i.is_multiple_of(3) {
        c.inside(&arm, |c| {
            (0..9).for_each(|r| {
                c.fill(
                    &put(Form::rect(-60.0, 110.0 + r as f32 * 46.0, 120.0, 20.0)),
                    trim,
                    Stuff::Gouache,
                );
            });
        });
    }
    c.piece(
        &put(Form::rect(-25.0, 78.0, 50.0, 18.0)),
        shade(sleeve, -0.2),
    );
    let flip = if i.is_multiple_of(2) { 1.0 } else { -1.0 };
    let hand = put(things::hand(&mut c.dice).scale(flip, 1.0)).scissors(&mut c.dice, 8.0, 0.8);
    c.piece(&hand, skin);
    let crease = Form::curve(&[(-12.0, 14.0), (0.0, 8.0), (14.0, 12.0)]).scale(flip, 1.0);
    c.stroke(
        &put(crease),
        2.6 * k,
        shade(skin, -0.3),
        Stuff::Flat,
        Tip::Round,
    );
}
