//! One word in many languages, wall to wall.

use super::super::canvas::{Canvas, Stuff, against};
use super::super::form::Form;
use super::super::letters::Hand;
use super::super::palette::{INK, MARK, PAPER, SETS};

pub(super) fn draw(c: &mut Canvas, words: &[&str]) {
    let set = {
        let i = c.dice.below(SETS.len());
        SETS[i]
    };
    c.ground(set[5], Stuff::Gouache);
    let n = words.len().max(1);
    let mut heights: Vec<f32> = words
        .iter()
        .map(|w| 0.35 + 3.4 / w.chars().count().max(1) as f32 + c.dice.between(0.0, 0.2))
        .collect();
    let sum: f32 = heights.iter().sum();
    for h in &mut heights {
        *h *= c.h / sum;
    }
    let mut y = 0.0;
    let mut last = 0;
    for (i, (text, tall)) in words.iter().zip(&heights).enumerate() {
        let final_row = i + 1 == n;
        let mut hue = c.dice.pick(&set[..5]);
        while hue == last {
            hue = c.dice.pick(&set[..5]);
        }
        last = hue;
        let (paper, ink) = if final_row {
            (MARK, INK)
        } else if i % 3 == 2 {
            (set[5], against(set[5], &[hue, set[2], PAPER]))
        } else {
            (hue, against(hue, &[set[5], PAPER]))
        };
        let row = Form::rect(-10.0, y, c.w + 20.0, tall + 12.0)
            .dense(80.0)
            .scissors(&mut c.dice, 50.0, 4.0);
        c.piece(&row, paper);
        let rise = Hand::block(1.0).rise(text);
        let size = tall * 0.74 / (1.0 + rise);
        let letters = text.chars().count() as f32;
        let weight = (c.w / letters / size * 0.27).clamp(0.12, 0.29);
        let hand = Hand::block(size).weight(weight).justify(text, c.w * 0.92);
        let top = y + tall * 0.5 - size / 2.0 + hand.rise(text) * 0.5;
        for glyph in hand.glyphs(text, c.w * 0.04, top) {
            let glyph = glyph.scissors(&mut c.dice, 12.0, 1.4);
            c.fill(&glyph, ink, Stuff::Gouache);
        }
        y += tall;
    }
    c.grain(0.05);
}
