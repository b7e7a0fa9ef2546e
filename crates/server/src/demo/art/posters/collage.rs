//! Cut-out plants, birds and hands on painted paper.

use super::super::canvas::{Canvas, Hue, luminance};
use super::super::form::Form;
use super::super::letters::Hand;
use super::super::palette::SETS;
use super::super::things;

pub(super) fn draw(c: &mut Canvas, words: &[&str]) {
    let set = {
        let i = c.dice.below(SETS.len());
        SETS[i]
    };
    c.ground(set[0], super::super::canvas::Stuff::Gouache);
    let band = if words.is_empty() { 0.0 } else { c.h * 0.2 };
    let (cols, rows) = if c.w > c.h { (4, 2) } else { (2, 3) };
    let (cw, ch) = (c.w / cols as f32, (c.h - band) / rows as f32);
    let turn = c.dice.below(5) as i32;
    for row in 0..rows {
        for col in 0..cols {
            let hue = set[((row * 2 + col * 3 + turn) % 5) as usize];
            let field =
                Form::rect(-cw * 0.51, -ch * 0.51, cw * 1.02, ch * 1.02).turn(c.dice.about(1.6));
            let (cx, cy) = ((col as f32 + 0.5) * cw, (row as f32 + 0.5) * ch);
            let field = field.shift(cx, cy).dense(60.0);
            let field = field.scissors(&mut c.dice, 40.0, 3.0);
            c.piece(&field, hue);
            subject(
                c,
                (cx, cy),
                cw.min(ch),
                (row * cols + col) as usize,
                &set,
                hue,
            );
        }
    }
    if band > 0.0 {
        slogan(c, words, band, &set);
    }
}

/// One cut-out, large, with a smaller companion.
fn subject(c: &mut Canvas, (cx, cy): (f32, f32), room: f32, i: usize, set: &[Hue; 6], ground: Hue) {
    let mut front = c.dice.pick(set);
    while (luminance(front) - luminance(ground)).abs() < 0.22 {
        front = c.dice.pick(set);
    }
    let k = room / 100.0;
    let lean = c.dice.about(22.0);
    let form = match i % 6 {
        0 => things::frond(&mut c.dice, 6).scale(k * 0.86, k * 0.86),
        1 => things::bird().scale(k * 0.68, k * 0.68),
        2 => things::hand(&mut c.dice).scale(k * 0.82, k * 0.82),
        3 => things::frond(&mut c.dice, 4).scale(k * 0.95, k * 0.74),
        4 => Form::star(0.0, 0.0, 42.0 * k, 19.0 * k, 7),
        _ => things::heart().scale(k * 0.8, k * 0.8),
    };
    let form = form
        .turn(lean)
        .shift(cx, cy)
        .scissors(&mut c.dice, 13.0, 1.8);
    c.piece(&form, front);
}

/// The words, each letter cut out on its own.
fn slogan(c: &mut Canvas, words: &[&str], band: f32, set: &[Hue; 6]) {
    let text = words.join(" ");
    let strip = Form::rect(-20.0, c.h - band, c.w + 40.0, band + 20.0)
        .dense(70.0)
        .scissors(&mut c.dice, 50.0, 5.0);
    c.piece(&strip, set[5]);
    let mut hand = Hand::block(band * 0.5).weight(0.25);
    let wide = c.w * 0.88;
    hand = if hand.width(&text) > wide {
        hand.fit(&text, wide)
    } else {
        hand.justify(&text, wide)
    };
    hand.stretch = hand.stretch.min(1.9);
    let x = (c.w - hand.width(&text)) / 2.0;
    let y = c.h - band / 2.0 - hand.size / 2.0 + hand.rise(&text) * 0.4;
    for glyph in hand.glyphs(&text, x, y) {
        let (dy, lean) = (c.dice.about(hand.size * 0.05), c.dice.about(4.0));
        let glyph = glyph
            .twist(lean)
            .shift(0.0, dy)
            .scissors(&mut c.dice, 9.0, 1.4);
        let hue = c.dice.pick(&set[..5]);
        c.piece(&glyph, hue);
    }
}
