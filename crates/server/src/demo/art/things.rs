//! Shapes that several posters share, drawn around the origin, about 100 units tall.

use super::dice::Dice;
use super::form::{Form, Pt, Tip};

/// A hand with spread fingers, wrist at the bottom.
pub fn hand(dice: &mut Dice) -> Form {
    let mut form = Form::soft(&[(-20.0, 0.0), (-23.0, 24.0), (-14.0, 40.0), (14.0, 40.0), (23.0, 22.0), (20.0, -2.0), (0.0, -8.0)]);
    form = form.join(Form::rect(-13.0, 30.0, 26.0, 32.0));
    for (x, length, lean) in [(-17.0, 36.0, -16.0), (-6.0, 46.0, -5.0), (6.0, 44.0, 5.0), (17.0, 34.0, 15.0)] {
        let finger = Form::line(&[(0.0, 6.0), (0.0, -length)]).outline(11.5, Tip::Round);
        form = form.join(finger.turn(lean + dice.about(3.0)).shift(x, 4.0));
    }
    let thumb = Form::line(&[(0.0, 10.0), (0.0, -30.0)]).outline(12.5, Tip::Round);
    form.join(thumb.turn(-62.0 + dice.about(5.0)).shift(-14.0, 26.0))
}

/// A frond with round lobes on both sides, as cut from painted paper.
pub fn frond(dice: &mut Dice, pairs: usize) -> Form {
    let bend = dice.about(14.0);
    let spine = |t: f32| (bend * (t * 3.1).sin(), 50.0 - t * 100.0);
    let points: Vec<Pt> = (0..=8).map(|i| spine(i as f32 / 8.0)).collect();
    let mut form = Form::curve(&points).outline(9.0, Tip::Round);
    for i in 0..pairs {
        let t = 0.08 + 0.84 * i as f32 / pairs.max(2) as f32;
        let (x, y) = spine(t);
        let reach = 40.0 * (1.0 - 0.55 * t) * dice.between(0.85, 1.15);
        let width = 13.0 * (1.0 - 0.35 * t);
        for side in [-1.0, 1.0] {
            let end = (x + side * reach, y - reach * 0.42 - dice.between(0.0, 5.0));
            form = form.join(Form::line(&[(x, y), end]).outline(width, Tip::Round));
        }
    }
    form.join(Form::line(&[spine(0.95), (spine(1.0).0, -58.0)]).outline(13.0, Tip::Round))
}

/// A bird in flight, beak to the right.
pub fn bird() -> Form {
    let body = Form::soft(&[(52.0, -10.0), (36.0, -20.0), (10.0, -8.0), (-26.0, 2.0), (-58.0, 18.0), (-24.0, 16.0), (10.0, 16.0), (34.0, 6.0)]);
    let beak = Form::poly(&[(44.0, -16.0), (66.0, -9.0), (44.0, -4.0)]);
    let near = Form::soft(&[(14.0, -4.0), (2.0, -40.0), (-26.0, -62.0), (-30.0, -46.0), (-20.0, -14.0), (-8.0, 4.0)]);
    let far = Form::soft(&[(16.0, -8.0), (22.0, -40.0), (10.0, -66.0), (2.0, -50.0), (4.0, -20.0)]);
    let tail = Form::poly(&[(-40.0, 10.0), (-76.0, 6.0), (-66.0, 18.0), (-78.0, 30.0), (-42.0, 20.0)]);
    body.join(beak).join(near).join(far).join(tail)
}

/// A fish, nose to the right.
pub fn fish() -> Form {
    Form::soft(&[(54.0, 0.0), (34.0, -15.0), (2.0, -22.0), (-30.0, -9.0), (-40.0, 0.0), (-30.0, 9.0), (2.0, 22.0), (34.0, 15.0)])
        .join(Form::poly(&[(-32.0, 0.0), (-62.0, -24.0), (-54.0, 0.0), (-62.0, 24.0)]))
        .join(Form::poly(&[(-6.0, -18.0), (-20.0, -32.0), (16.0, -18.0)]))
}

/// A heart.
pub fn heart() -> Form {
    Form::parse("M0 44 C-62 4 -48 -46 -20 -44 C-8 -43 0 -34 0 -24 C0 -34 8 -43 20 -44 C48 -46 62 4 0 44 Z")
}

/// A flash, as on a warning sign, but in a good mood.
pub fn bolt() -> Form {
    Form::poly(&[(10.0, -50.0), (-26.0, 8.0), (-4.0, 8.0), (-14.0, 50.0), (28.0, -14.0), (4.0, -14.0)])
}

/// Two quavers with a beam.
pub fn notes() -> Form {
    let head = |x: f32, y: f32| Form::oval(0.0, 0.0, 15.0, 11.0).turn(-18.0).shift(x, y);
    head(-24.0, 36.0)
        .join(head(26.0, 26.0))
        .join(Form::poly(&[(-15.0, 36.0), (-15.0, -34.0), (-8.0, -36.0), (-8.0, 36.0)]))
        .join(Form::poly(&[(35.0, 26.0), (35.0, -46.0), (41.0, -48.0), (41.0, 26.0)]))
        .join(Form::poly(&[(-15.0, -34.0), (41.0, -50.0), (41.0, -32.0), (-15.0, -16.0)]))
}

/// A spruce in three steps.
pub fn spruce() -> Form {
    Form::poly(&[(0.0, -56.0), (18.0, -24.0), (9.0, -24.0), (27.0, 6.0), (14.0, 6.0), (36.0, 38.0), (6.0, 38.0), (6.0, 56.0), (-6.0, 56.0), (-6.0, 38.0), (-36.0, 38.0), (-14.0, 6.0), (-27.0, 6.0), (-9.0, -24.0), (-18.0, -24.0)])
}

/// A kite with its tail, flown from the lower left.
pub fn kite(dice: &mut Dice) -> (Form, Form, Vec<Form>) {
    let sail = Form::poly(&[(0.0, -50.0), (32.0, -12.0), (0.0, 50.0), (-32.0, -12.0)]);
    let sway = dice.between(12.0, 24.0);
    let tail_at = |t: f32| (sway * (t * 5.0).sin(), 50.0 + t * 110.0);
    let points: Vec<Pt> = (0..=20).map(|i| tail_at(i as f32 / 20.0)).collect();
    let bows = (1..5)
        .map(|i| {
            let (x, y) = tail_at(i as f32 / 4.4);
            Form::poly(&[(x - 13.0, y - 8.0), (x, y), (x + 13.0, y - 8.0), (x + 13.0, y + 8.0), (x, y), (x - 13.0, y + 8.0)])
        })
        .collect();
    (sail, Form::line(&points), bows)
}

/// A speech bubble: a soft box with a tail that points at `tip`.
pub fn bubble(x: f32, y: f32, w: f32, h: f32, tip: Pt) -> Form {
    let (cx, cy) = (x + w / 2.0, y + h / 2.0);
    let k = 0.16 * h.min(w);
    let body = Form::soft(&[
        (x + k, y + 2.0), (cx, y - k * 0.25), (x + w - k, y + 2.0), (x + w, y + k), (x + w + k * 0.2, cy), (x + w, y + h - k),
        (x + w - k, y + h), (cx, y + h + k * 0.2), (x + k, y + h), (x, y + h - k), (x - k * 0.2, cy), (x, y + k),
    ]);
    let (dx, dy) = (tip.0 - cx, tip.1 - cy);
    let length = dx.hypot(dy).max(1.0);
    let (nx, ny) = (-dy / length * 0.13 * w.min(h * 2.0), dx / length * 0.13 * w.min(h * 2.0));
    let (bx, by) = (cx + dx * 0.18, cy + dy * 0.18);
    body.join(Form::poly(&[(bx + nx, by + ny), tip, (bx - nx, by - ny)]))
}

/// A burst with uneven tips, for a shout.
pub fn burst(dice: &mut Dice, rx: f32, ry: f32, tips: usize) -> Form {
    let points: Vec<Pt> = (0..tips * 2)
        .map(|i| {
            let r = if i % 2 == 0 { dice.between(0.92, 1.12) } else { dice.between(0.66, 0.76) };
            let a = i as f32 / (tips * 2) as f32 * std::f32::consts::TAU;
            (rx * r * a.cos(), ry * r * a.sin())
        })
        .collect();
    Form::poly(&points)
}

/// A felt-pen scribble that fills a box from left to right.
pub fn scribble(dice: &mut Dice, x: f32, y: f32, w: f32, h: f32, turns: usize) -> Form {
    let points: Vec<Pt> = (0..=turns * 2)
        .map(|i| {
            let t = i as f32 / (turns * 2) as f32;
            let side = if i % 2 == 0 { 0.0 } else { h };
            (x + t * w + dice.about(w * 0.02), y + side + dice.about(h * 0.08))
        })
        .collect();
    Form::curve(&points)
}

/// An arrow drawn by hand from one point to another, bent to one side by `bend`.
pub fn arrow(from: Pt, to: Pt, bend: f32, head: f32) -> Form {
    let middle = (f32::midpoint(from.0, to.0) + bend * (to.1 - from.1).signum(), f32::midpoint(from.1, to.1) - bend);
    let a = (to.1 - middle.1).atan2(to.0 - middle.0);
    let barb = |d: f32| (to.0 - head * (a + d).cos(), to.1 - head * (a + d).sin());
    Form::curve(&[from, middle, to]).join(Form::line(&[barb(0.5), to, barb(-0.5)]))
}
