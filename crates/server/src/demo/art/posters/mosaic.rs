//! Squares of coloured paper: a bird, branches, a big sun.

use super::super::canvas::{Canvas, Hue, Stuff, shade};
use super::super::form::Form;
use super::super::letters::Hand;
use super::super::palette::{GREEN, INK, PAPER, RED, TEAL, YELLOW};
use super::super::things;

pub(super) fn draw(c: &mut Canvas, words: &[&str]) {
    let pick = c.dice.below(2);
    let cells = 52_u32;
    let (w, h) = (
        (cells as f32 * c.w / 1000.0) as u32,
        (cells as f32 * c.h / 1000.0) as u32,
    );
    let plan = plan(c, w, h, pick, words);
    c.ground(0xe9_e2d2, Stuff::Gouache);
    let step = c.w / w as f32;
    for j in 0..h {
        for i in 0..w {
            let hue = plan[(j * w + i) as usize];
            let size = step * c.dice.between(0.82, 0.94);
            let (x, y) = (
                (i as f32 + 0.5) * step + c.dice.about(step * 0.05),
                (j as f32 + 0.5) * step + c.dice.about(step * 0.05),
            );
            let jag = step * 0.05;
            let mut corner = |sx: f32, sy: f32| {
                (
                    sx * size / 2.0 + c.dice.about(jag),
                    sy * size / 2.0 + c.dice.about(jag),
                )
            };
            let tile = [
                corner(-1.0, -1.0),
                corner(1.0, -1.0),
                corner(1.0, 1.0),
                corner(-1.0, 1.0),
            ];
            let lean = c.dice.about(5.0);
            let light = c.dice.about(0.13);
            let tile = Form::poly(&tile).turn(lean).shift(x, y);
            c.tint(&tile.clone().shift(1.2, 2.2), INK, 0.28);
            c.fill(&tile, shade(hue, light), Stuff::Flat);
        }
    }
    c.grain(0.07);
}

/// The picture at one pixel per square.
fn plan(c: &mut Canvas, w: u32, h: u32, pick: usize, words: &[&str]) -> Vec<Hue> {
    let big = 6;
    let mut p = Canvas::new(w * big, h * big, c.dice.bits());
    let (sky, sun, bird) = [(0x2a_56b8, YELLOW, PAPER), (0xf3_a63a, RED, 0x16_3a6b)][pick];
    p.ground(sky, Stuff::Flat);
    let (cx, cy) = (p.w * 0.5, p.h * 0.44);
    for i in 0..12 {
        let ray = Form::poly(&[
            (-60.0, 0.0),
            (60.0, 0.0),
            (300.0, -1500.0),
            (-300.0, -1500.0),
        ])
        .turn(i as f32 * 30.0)
        .shift(cx, cy);
        if i % 2 == 0 {
            p.fill(&ray, shade(sky, 0.22), Stuff::Flat);
        }
    }
    p.fill(&Form::star(cx, cy, 350.0, 270.0, 12), sun, Stuff::Flat);
    p.fill(
        &Form::star(cx, cy, 262.0, 215.0, 12),
        shade(sun, 0.3),
        Stuff::Flat,
    );
    p.fill(
        &things::bird()
            .scale(4.6, 4.6)
            .turn(-10.0)
            .shift(cx, cy + 40.0),
        bird,
        Stuff::Flat,
    );
    p.fill(
        &Form::rect(cx + 168.0, cy - 82.0, 22.0, 22.0),
        INK,
        Stuff::Flat,
    );
    for (x, lean, hue) in [
        (0.06, 16.0, GREEN),
        (0.94, -16.0, TEAL),
        (0.24, 4.0, TEAL),
        (0.78, -6.0, GREEN),
    ] {
        let leaf = things::frond(&mut p.dice, 4)
            .scale(3.4, 3.6)
            .turn(lean)
            .shift(p.w * x, p.h * 0.86);
        p.fill(&leaf, hue, Stuff::Flat);
    }
    let text = words.join(" ");
    if !text.is_empty() {
        let band = p.h * 0.19;
        p.fill(&Form::rect(0.0, p.h - band, p.w, band), INK, Stuff::Flat);
        let hand = Hand::block(band * 0.62).weight(0.2).stretch(1.6);
        let hand = if hand.width(&text) > p.w * 0.9 {
            hand.justify(&text, p.w * 0.9)
        } else {
            hand
        };
        p.fill(
            &hand.centred(&text, p.w / 2.0, p.h - band * 0.81),
            [YELLOW, PAPER][pick],
            Stuff::Flat,
        );
    }
    let pixmap = p.into_pixmap();
    let at = |i: u32, j: u32| {
        pixmap
            .pixel(i * big + big / 2, j * big + big / 2)
            .map_or(0, |q| u32::from_be_bytes([0, q.red(), q.green(), q.blue()]))
    };
    (0..h)
        .flat_map(|j| (0..w).map(move |i| (i, j)))
        .map(|(i, j)| at(i, j))
        .collect()
}
