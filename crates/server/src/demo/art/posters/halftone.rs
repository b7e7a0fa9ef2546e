//! A head in printed dots: two inks, not quite in register.

use super::super::canvas::{Canvas, Hue, Stuff};
use super::super::form::Form;
use super::super::letters::Hand;
use super::super::palette::{INK, MARK};
use super::super::people::{ALL_HAIR, Mood, Pupil};
use super::word;

pub(super) fn draw(c: &mut Canvas, words: &[&str]) {
    let pairs: [(Hue, Hue, Hue); 4] = [
        (0xf7_efdc, 0xff_4f7b, 0x1f_5fd0),
        (0xfb_e9b7, 0xf2_5a2b, 0x0f_6f7c),
        (0xf4_ece2, 0xf5_b51f, 0x5b_2fa0),
        (0xe6_f0e4, 0xff_7a3d, 0x14_4f9c),
    ];
    let (paper, warm, cold) = {
        let i = c.dice.below(4);
        pairs[i]
    };
    c.ground(paper, Stuff::Gouache);
    let (dx, dy) = (c.dice.between(4.0, 9.0), c.dice.about(6.0));
    let grey = study(c);
    let rays = 18;
    for i in 0..rays {
        let a = i as f32 * 360.0 / rays as f32;
        let ray = Form::poly(&[
            (-40.0, 0.0),
            (40.0, 0.0),
            (150.0, -1900.0),
            (-150.0, -1900.0),
        ])
        .turn(a)
        .shift(c.w / 2.0, c.h * 0.42);
        if i % 2 == 0 {
            c.overprint(&ray, warm);
        }
    }
    blank(c, &grey, paper, (dx / 2.0, dy / 2.0));
    dots(c, &grey, warm, 24.0, 22.0, (dx, dy), 1.15, 0.35);
    dots(c, &grey, cold, 24.0, 62.0, (0.0, 0.0), 1.0, 0.0);
    strip(c, word(words, 0), 0.79, -4.0, MARK, INK);
    if !word(words, 1).is_empty() {
        strip(c, word(words, 1), 0.915, -4.0, INK, paper);
    }
    c.grain(0.05);
}

/// The motif in shades of grey, small: 0 is white, 1 is black.
fn study(c: &mut Canvas) -> (usize, usize, Vec<f32>) {
    let (w, h) = (240_u32, (240.0 * c.h / c.w) as u32);
    let mut small = Canvas::new(w, h, c.dice.bits());
    small.ground(0xff_ffff, Stuff::Flat);
    let mut pupil = Pupil::any(&mut small.dice);
    pupil.hair = c.dice.pick(&ALL_HAIR[..8]);
    (pupil.skin, pupil.hair_hue, pupil.shirt, pupil.trim) =
        (0xe2_e2e2, 0x20_2020, 0x8a_8a8a, 0xe8_e8e8);
    (pupil.mood, pupil.gaze, pupil.pattern) = (
        c.dice.pick(&[Mood::Smirk, Mood::Tongue, Mood::Laugh]),
        0.4,
        1,
    );
    pupil.glasses = c.dice.chance(0.6);
    let (cx, cy, size) = (small.w / 2.0, small.h * 0.40, small.w * 0.62);
    pupil.draw(&mut small, cx, cy, size);
    let grey = small
        .pixmap()
        .pixels()
        .iter()
        .map(|p| 1.0 - f32::from(p.green()) / 255.0)
        .collect();
    (w as usize, h as usize, grey)
}

/// Keeps the motif free of the rays behind it.
fn blank(c: &mut Canvas, (w, h, grey): &(usize, usize, Vec<f32>), paper: Hue, shift: (f32, f32)) {
    let step = c.w / *w as f32;
    let mut form = Form::default();
    for y in 0..*h {
        for x in 0..*w {
            if grey[y * w + x] > 0.03 {
                form = form.join(Form::rect(
                    x as f32 * step + shift.0,
                    y as f32 * step + shift.1,
                    step * 1.1,
                    step * 1.1,
                ));
            }
        }
    }
    c.fill(&form, paper, Stuff::Flat);
}

/// A screen of dots turned by `angle` degrees; dots grow with the grey.
#[expect(clippy::too_many_arguments, reason = "the knobs of one printing press")]
fn dots(
    c: &mut Canvas,
    (w, h, grey): &(usize, usize, Vec<f32>),
    hue: Hue,
    step: f32,
    angle: f32,
    shift: (f32, f32),
    gain: f32,
    lift: f32,
) {
    let (s, co) = angle.to_radians().sin_cos();
    let reach = (c.w.hypot(c.h) / step / 2.0) as i32 + 2;
    let mut form = Form::default();
    for i in -reach..=reach {
        for j in -reach..=reach {
            let (u, v) = (i as f32 * step, j as f32 * step);
            let (x, y) = (c.w / 2.0 + u * co - v * s, c.h / 2.0 + u * s + v * co);
            if x < -step || y < -step || x > c.w + step || y > c.h + step {
                continue;
            }
            let (gx, gy) = (
                (x / c.w * *w as f32).clamp(0.0, *w as f32 - 1.0) as usize,
                (y / c.h * *h as f32).clamp(0.0, *h as f32 - 1.0) as usize,
            );
            let mut g = grey[gy * w + gx];
            g = if lift > 0.0 && g > 0.03 {
                (g * 0.5 + lift).min(1.0)
            } else {
                (g - 0.16).max(0.0) * 1.15
            };
            let r = (g * gain).sqrt() * step * 0.62;
            if r > 0.9 {
                form = form.join(Form::poly(&ring(x + shift.0, y + shift.1, r)));
            }
        }
    }
    c.overprint(&form, hue);
}

fn ring(x: f32, y: f32, r: f32) -> Vec<(f32, f32)> {
    (0..10)
        .map(|k| {
            let a = k as f32 * std::f32::consts::TAU / 10.0;
            (x + r * a.cos(), y + r * a.sin())
        })
        .collect()
}

/// A slanted strip with words.
fn strip(c: &mut Canvas, text: &str, y: f32, lean: f32, paper: Hue, ink: Hue) {
    let tall = c.h * 0.105;
    let band = Form::rect(-c.w, -tall / 2.0, 2.0 * c.w, tall)
        .turn(lean)
        .shift(c.w / 2.0, c.h * y);
    c.piece(&band, paper);
    let mut hand = Hand::block(tall * 0.58).weight(0.24);
    let room = c.w * 0.86;
    hand = if hand.width(text) > room {
        hand.fit(text, room)
    } else {
        hand.justify(text, room)
    };
    hand.stretch = hand.stretch.min(1.8);
    let form = hand
        .centred(text, 0.0, -hand.size / 2.0 + hand.rise(text) * 0.3)
        .turn(lean)
        .shift(c.w / 2.0, c.h * y);
    c.fill(&form, ink, Stuff::Print);
}
