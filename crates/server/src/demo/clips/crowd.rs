//! Films with many in the picture.

use super::super::art::canvas::{Canvas, Stuff, shade};
use super::super::art::form::Form;
use super::super::art::palette::{
    CRAFT, ERASER, GREEN, INK, MARK, ORANGE, PAPER, RED, TEAL, VIOLET, YELLOW,
};
use super::super::art::people::{ALL_HAIR, Mood, Pupil};
use super::super::art::{dice::Dice, things};
use super::land;

pub(super) fn singers(c: &mut Canvas, t: f32) {
    let (w, h) = (c.w, c.h);
    c.ground(0x17_5c78, Stuff::Gouache);
    for i in 0..13 {
        let x = w * i as f32 / 13.0;
        if i % 2 == 0 {
            c.fill(
                &Form::rect(x, -10.0, w / 13.0, h + 20.0),
                0x1f_6b88,
                Stuff::Gouache,
            );
        }
    }
    for i in 0..15 {
        let x = w * (i as f32 + 0.5) / 15.0;
        let sway = (t * 3.0 + i as f32).sin() * 7.0;
        c.ink(
            &Form::line(&[(x, -10.0), (x + sway * 0.3, h * 0.05)]),
            3.0,
            INK,
        );
        let flag = Form::poly(&[
            (x - 28.0, h * 0.05),
            (x + 28.0, h * 0.05),
            (x + sway, h * 0.15),
        ]);
        c.piece(&flag, [RED, YELLOW, ERASER, GREEN, ORANGE][i % 5]);
    }
    let beat = ((t - 0.2) * 2.0).max(0.0);
    for i in 0..5 {
        let mut dice = Dice::new(300 + i as u64 * 7);
        let mut pupil = Pupil::any(&mut dice);
        pupil.hair = ALL_HAIR[[0, 4, 1, 3, 9][i]];
        (pupil.hair_hue, pupil.skin, pupil.shirt, pupil.trim) = [
            (0xe3_b65b, 0xf8_d3b4, RED, PAPER),
            (ERASER, 0x9f_643b, YELLOW, INK),
            (0x24_1b1e, 0x7a_4a2b, ORANGE, MARK),
            (0x3b_2619, 0xf0_bd95, GREEN, YELLOW),
            (0xb5_4a24, 0xfb_dfc6, VIOLET, ERASER),
        ][i];
        (pupil.pattern, pupil.glasses) = ([1, 0, 4, 3, 2][i], i == 3);
        let singing = !(beat as usize + i).is_multiple_of(5) && t > 0.2 && t < 8.6;
        let open = beat.fract() < 0.62;
        pupil.mood = match (singing, open) {
            (true, true) => Mood::Oh,
            (true, false) => Mood::Smile,
            _ => Mood::Smirk,
        };
        pupil.blink = (t * 12.0) as usize % 37 == i * 5;
        pupil.gaze = ((t * 0.7).sin() * 0.8 + i as f32 * 0.1).clamp(-1.0, 1.0);
        let bob = ((beat + i as f32 * 0.5) * std::f32::consts::PI).sin().abs() * 20.0;
        let rise = land(t, 0.1 * i as f32 - 0.3, 0.7);
        let x = w * (0.12 + 0.19 * i as f32);
        pupil.draw(
            c,
            x,
            h * (0.55 + 0.05 * (i % 2) as f32) - bob + h * (1.0 - rise),
            h * 0.27,
        );
        if singing {
            let u = (beat + i as f32 * 0.4).fract();
            let k = 0.5 + 0.3 * u;
            let note = things::notes()
                .scale(k, k)
                .turn((u * 6.0).sin() * 14.0)
                .shift(x + 70.0 + u * 30.0, h * 0.40 - u * 120.0);
            c.piece(&note, MARK);
        }
    }
    let edge = Form::rect(-20.0, h * 0.93, w + 40.0, h * 0.1).shaky(&mut c.dice, 2.0, 80.0);
    c.piece(&edge, CRAFT);
}

pub(super) fn shoal(c: &mut Canvas, t: f32) {
    let (w, h) = (c.w, c.h);
    c.ground(0x1b_6f8f, Stuff::Gouache);
    for i in 0..7 {
        let x = w * (i as f32 + 0.4) / 7.0;
        let sway = (t * 1.8 + i as f32 * 1.7).sin() * 5.0;
        let weed = things::frond(&mut Dice::new(60 + i as u64), 5)
            .scale(2.0, 2.6)
            .turn(sway)
            .shift(x, h - 100.0);
        let weed = weed.scissors(&mut c.dice, 16.0, 1.5);
        c.piece(&weed, [GREEN, TEAL, 0x2f_7d4f][i % 3]);
    }
    for i in 0..22 {
        let mut d = Dice::new(700 + i as u64);
        let me = i == 9;
        let (col, row) = (i % 6, i / 6);
        let speed = w * 0.11;
        // Each turns a little after its neighbour saw the one who turned first.
        let (cx, cy) = ((col as f32 - 3.0).abs(), (row as f32 - 1.0).abs());
        let turn_at = if me {
            2.4
        } else {
            3.6 + 0.45 * (cx + cy) + d.between(0.0, 0.3)
        };
        let side = 1.0 - 2.0 * ((t - turn_at) / 0.5).clamp(0.0, 1.0);
        let path = if t < turn_at {
            t
        } else {
            turn_at - (t - turn_at)
        };
        let start = w * (0.02 + 0.15 * col as f32)
            + if row % 2 == 0 { 0.0 } else { w * 0.07 }
            + d.about(14.0);
        let x = start + speed * path - w * 0.12;
        let y = h * (0.17 + 0.19 * row as f32) + d.about(20.0) + (t * 3.0 + i as f32).sin() * 9.0;
        let k = if me { 1.9 } else { d.between(1.15, 1.4) };
        let thin = if side.abs() < 0.15 {
            0.15 * side.signum()
        } else {
            side
        };
        let wag = (t * 11.0 + i as f32 * 2.0).sin() * 4.0;
        let put = |form: Form| form.scale(k * thin, k).turn(wag).shift(x, y);
        let hue = if me {
            MARK
        } else {
            [0xf6_ead2, ORANGE, ERASER, YELLOW, 0xf0_633f][i % 5]
        };
        let body = put(things::fish()).scissors(&mut c.dice, 13.0, 1.5);
        c.piece(&body, hue);
        c.fill(&put(Form::oval(36.0, -6.0, 4.5, 4.5)), INK, Stuff::Flat);
        c.ink(
            &put(Form::curve(&[(22.0, -13.0), (17.0, 0.0), (22.0, 13.0)])),
            3.2,
            shade(hue, -0.4),
        );
    }
}
