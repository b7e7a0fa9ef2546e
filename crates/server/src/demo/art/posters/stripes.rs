//! Diagonal stripes with a word that changes colour where it crosses them.

use super::super::canvas::{Canvas, Hue, Stuff, against};
use super::super::form::Form;
use super::super::letters::Hand;
use super::super::palette::{MARK, PAPER, SETS};

pub(super) fn draw(c: &mut Canvas, words: &[&str]) {
    let set = {
        let i = c.dice.below(SETS.len());
        SETS[i]
    };
    let under = [set[0], set[1], set[2], set[3], set[4]];
    // On every stripe the letter takes the colour that stands out most from it.
    let over = under.map(|hue| against(hue, &[set[5], PAPER, set[2], MARK]));
    let lean = if c.dice.chance(0.5) { 0.55 } else { -0.55 };
    c.ground(set[0], Stuff::Gouache);
    bars(c, &under, lean);
    let lines: Vec<&str> = words.to_vec();
    let gap = c.h * 0.035;
    let margin = c.w * 0.07;
    let tall = (c.h - 2.0 * margin - gap * (lines.len() as f32 - 1.0)) / lines.len().max(1) as f32;
    let mut all = Form::default();
    for (i, text) in lines.iter().enumerate() {
        let probe = Hand::block(1.0).weight(0.24);
        let rise = probe.rise(text);
        let hand = Hand::block(tall / (1.0 + rise)).weight(0.24);
        // Letters fill the sheet: as tall as the row, as wide as the sheet.
        let weight = (0.2
            * (c.w / lines.iter().map(|l| l.chars().count()).max().unwrap_or(1) as f32)
            / hand.size
            * 1.25)
            .clamp(0.06, 0.25);
        let hand = hand.weight(weight).justify(text, c.w - 2.0 * margin);
        let y = margin + i as f32 * (tall + gap) + hand.rise(text);
        all = all.join(hand.line(text, margin, y));
    }
    let all = all.shaky(&mut c.dice, 2.2, 60.0);
    c.inside(&all, |c| bars(c, &over, lean));
    c.grain(0.05);
}

fn bars(c: &mut Canvas, hues: &[Hue], lean: f32) {
    let n = 9;
    let reach = c.h * lean;
    let (from, to) = ((-reach.abs()).min(0.0) - 40.0, c.w + reach.abs() + 40.0);
    let step = (to - from) / n as f32;
    for i in 0..n {
        let x = from + i as f32 * step;
        let bar = Form::poly(&[
            (x, -10.0),
            (x + step + 2.0, -10.0),
            (x + step + 2.0 - reach, c.h + 10.0),
            (x - reach, c.h + 10.0),
        ]);
        c.fill(&bar, hues[i % hues.len()], Stuff::Gouache);
    }
}
