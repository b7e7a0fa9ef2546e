//! The class, lined up for the photographer.

use super::super::canvas::{Canvas, Stuff, shade};
use super::super::dice::Dice;
use super::super::form::{Form, Tip};
use super::super::letters::Hand;
use super::super::palette::{
    BOARD, CRAFT, ERASER, INK, MARK, ORANGE, PAPER, SKY, TEAL, VIOLET, YELLOW,
};
use super::super::people::{ALL_HAIR, ALL_MOODS, Pupil};
use super::word;

pub(super) fn draw(c: &mut Canvas, words: &[&str]) {
    let (wall, drape) = {
        let i = c.dice.below(4);
        [
            (SKY, TEAL),
            (YELLOW, ORANGE),
            (ERASER, VIOLET),
            (0x9e_d3b8, BOARD),
        ][i]
    };
    c.ground(wall, Stuff::Gouache);
    for i in 0..9 {
        let x = c.w * i as f32 / 9.0;
        if i % 2 == 0 {
            let fold = Form::rect(x, -10.0, c.w / 9.0, c.h * 0.8).shaky(&mut c.dice, 5.0, 120.0);
            c.fill(&fold, shade(wall, -0.07), Stuff::Gouache);
        }
    }
    let floor = Form::rect(-20.0, c.h * 0.8, c.w + 40.0, c.h * 0.3).shaky(&mut c.dice, 4.0, 90.0);
    c.piece(&floor, drape);
    let rows: [(usize, f32); 3] = if c.w > c.h {
        [(7, 0.24), (8, 0.44), (7, 0.66)]
    } else {
        [(4, 0.26), (5, 0.46), (4, 0.68)]
    };
    let size = c.h * 0.148;
    let mut class = everybody(&mut c.dice, rows.iter().map(|r| r.0).sum());
    for (n, y) in rows {
        let step = c.w * 0.94 / n as f32;
        // The outer ones first, so that the middle stands in front.
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by_key(|i| std::cmp::Reverse((*i as i64 * 2 - (n as i64 - 1)).abs()));
        for i in order {
            let Some(pupil) = class.pop() else { break };
            let x = c.w * 0.03 + (i as f32 + 0.5) * step + c.dice.about(step * 0.07);
            let tall = c.dice.about(c.h * 0.018);
            pupil.draw(c, x, c.h * y + tall, size * 1.02);
        }
    }
    let bench = Form::rect(-20.0, c.h * 0.925, c.w + 40.0, c.h * 0.1).shaky(&mut c.dice, 2.0, 90.0);
    c.piece(&bench, CRAFT);
    sign(c, words);
    c.grain(0.05);
}

/// A class in which no two neighbours have the same hair or mood.
fn everybody(dice: &mut Dice, n: usize) -> Vec<Pupil> {
    let (mut hair, mut mood) = (ALL_HAIR, ALL_MOODS);
    dice.shuffle(&mut hair);
    dice.shuffle(&mut mood);
    (0..n)
        .map(|i| {
            let mut pupil = Pupil::any(dice);
            let cloth = matches!(
                hair[i % 10],
                super::super::people::Hair::Beanie | super::super::people::Hair::Scarf
            );
            let was = matches!(
                pupil.hair,
                super::super::people::Hair::Beanie | super::super::people::Hair::Scarf
            );
            if cloth != was {
                pupil.hair_hue = if cloth {
                    pupil.trim
                } else {
                    super::super::palette::HAIRS[i % 9]
                };
            }
            pupil.hair = hair[i % 10];
            pupil.mood = mood[i % 6];
            pupil.blink = i % 11 == 5;
            pupil
        })
        .collect()
}

/// The slate in front: class and a word.
fn sign(c: &mut Canvas, words: &[&str]) {
    let (w, h) = (c.h * 0.62, c.h * 0.2);
    let (x, y) = (c.w / 2.0 - w / 2.0, c.h * 0.765);
    c.piece(
        &Form::rect(x - 14.0, y - 14.0, w + 28.0, h + 28.0).twist(-1.2),
        CRAFT,
    );
    c.fill(&Form::rect(x, y, w, h).twist(-1.2), INK, Stuff::Gouache);
    let (top, low) = (word(words, 0), word(words, 1));
    let mut line = |text: &str, at: f32, tall: f32, hue| {
        let mut hand = Hand::marker(tall).weight(0.13);
        if hand.width(text) > w * 0.88 {
            hand = hand.fit(text, w * 0.88);
        }
        let form = hand.bones(text, x + (w - hand.width(text)) / 2.0, y + at);
        let form = form.shaky(&mut c.dice, 1.5, 30.0);
        c.stroke(&form, hand.size * 0.14, hue, Stuff::Chalk, Tip::Round);
    };
    if low.is_empty() {
        line(top, h * 0.26, h * 0.5, PAPER);
    } else {
        line(top, h * 0.13, h * 0.28, PAPER);
        line(low, h * 0.52, h * 0.34, MARK);
    }
}
