//! A grid of faces, each on its own square of paper.

use super::super::canvas::{Canvas, Stuff};
use super::super::form::Form;
use super::super::letters::Hand;
use super::super::palette::{
    ERASER, GREEN, INK, MARK, ORANGE, PAPER, RED, RULER, SKY, TEAL, VIOLET, YELLOW,
};
use super::super::people::{ALL_HAIR, ALL_MOODS, Hair, Pupil};
use super::word;

pub(super) fn draw(c: &mut Canvas, words: &[&str]) {
    c.ground(INK, Stuff::Flat);
    let across = if c.w > c.h * 1.2 { 5 } else { 4 };
    let step = c.w / across as f32;
    let down = (c.h / step).round().max(1.0) as usize;
    let tall = c.h / down as f32;
    let papers = [
        YELLOW, SKY, ERASER, ORANGE, GREEN, RULER, RED, MARK, TEAL, VIOLET,
    ];
    let (mut hair, mut mood) = (ALL_HAIR, ALL_MOODS);
    c.dice.shuffle(&mut hair);
    c.dice.shuffle(&mut mood);
    let letters: Vec<char> = word(words, 0).chars().collect();
    let start = down / 2 * across;
    for j in 0..down {
        for i in 0..across {
            let n = j * across + i;
            let (x, y) = (i as f32 * step, j as f32 * tall);
            let cell = Form::rect(x, y, step, tall);
            let hue = papers[(n * 3 + j * 2) % papers.len()];
            c.fill(&cell, hue, Stuff::Gouache);
            if let Some(letter) = n.checked_sub(start).and_then(|k| letters.get(k)) {
                tile(c, *letter, (x, y, step, tall), hue);
                continue;
            }
            let mut pupil = Pupil::any(&mut c.dice);
            let cloth = matches!(hair[n % 10], Hair::Beanie | Hair::Scarf);
            if cloth != matches!(pupil.hair, Hair::Beanie | Hair::Scarf) {
                pupil.hair_hue = if cloth {
                    pupil.trim
                } else {
                    super::super::palette::HAIRS[n % 7]
                };
            }
            (pupil.hair, pupil.mood) = (hair[n % 10], mood[(n + j) % 6]);
            while pupil.shirt == hue || (cloth && pupil.hair_hue == hue) {
                pupil.shirt = c.dice.pick(&papers);
                pupil.hair_hue = if cloth {
                    c.dice.pick(&papers)
                } else {
                    pupil.hair_hue
                };
            }
            let size = step.min(tall) * 0.56;
            c.inside(&cell, |c| {
                pupil.draw(c, x + step / 2.0, y + tall * 0.50, size);
            });
        }
    }
    c.grain(0.05);
}

/// A square with one letter instead of a face.
fn tile(c: &mut Canvas, letter: char, (x, y, w, h): (f32, f32, f32, f32), hue: u32) {
    let text = letter.to_string();
    let hand = Hand::block(w.min(h) * 0.66).weight(0.27);
    let hand = if hand.width(&text) > w * 0.74 {
        hand.justify(&text, w * 0.74)
    } else {
        hand
    };
    let top = y + h / 2.0 - hand.size / 2.0 + hand.rise(&text) * 0.4;
    let glyph = hand
        .centred(&text, x + w / 2.0, top)
        .twist(c.dice.about(5.0))
        .scissors(&mut c.dice, 12.0, 1.5);
    c.fill(
        &Form::rect(x, y, w, h),
        if hue == MARK { INK } else { PAPER },
        Stuff::Gouache,
    );
    c.piece(&glyph, if hue == MARK { MARK } else { INK });
}
