//! Pupils made of paper: every face another, nobody in particular.

use super::canvas::{Canvas, Hue, Stuff, shade};
use super::dice::Dice;
use super::form::{Form, Pt, Tip};
use super::palette::{CLOTHES, HAIRS, INK, PAPER, RED, SKINS};

/// How the hair is worn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hair {
    /// To the chin, with a fringe.
    Bob,
    /// Big and curly.
    Afro,
    /// Tied to one side.
    Tail,
    /// Straight up.
    Spikes,
    /// Under a scarf.
    Scarf,
    /// Under a knitted cap.
    Beanie,
    /// Long, parted in the middle.
    Long,
    /// A knot on top.
    Bun,
    /// Short, parted at the side.
    Short,
    /// Two braids.
    Braids,
}

/// What the face says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// A smile.
    Smile,
    /// A laugh.
    Laugh,
    /// Not impressed.
    Flat,
    /// Tongue out.
    Tongue,
    /// Singing.
    Oh,
    /// One corner up.
    Smirk,
}

/// All ways of wearing hair.
pub const ALL_HAIR: [Hair; 10] =
    [Hair::Bob, Hair::Afro, Hair::Tail, Hair::Spikes, Hair::Scarf, Hair::Beanie, Hair::Long, Hair::Bun, Hair::Short, Hair::Braids];
/// All moods.
pub const ALL_MOODS: [Mood; 6] = [Mood::Smile, Mood::Laugh, Mood::Flat, Mood::Tongue, Mood::Oh, Mood::Smirk];

/// One pupil.
#[derive(Clone, Debug)]
pub struct Pupil {
    /// Skin.
    pub skin: Hue,
    /// Colour of hair, cap or scarf.
    pub hair_hue: Hue,
    /// Shape of hair.
    pub hair: Hair,
    /// Jumper.
    pub shirt: Hue,
    /// Second colour of the jumper.
    pub trim: Hue,
    /// 0 plain, 1 stripes, 2 dots, 3 zigzag, 4 star, 5 collar.
    pub pattern: usize,
    /// Face.
    pub mood: Mood,
    /// Wears glasses.
    pub glasses: bool,
    /// Looks left (-1) to right (1).
    pub gaze: f32,
    /// Eyes shut.
    pub blink: bool,
}

impl Pupil {
    /// Somebody.
    pub fn any(dice: &mut Dice) -> Self {
        let hair = dice.pick(&ALL_HAIR);
        let shirt = dice.pick(&CLOTHES);
        let mut trim = dice.pick(&CLOTHES);
        while trim == shirt {
            trim = dice.pick(&CLOTHES);
        }
        let cloth = matches!(hair, Hair::Beanie | Hair::Scarf);
        let mut hair_hue = if cloth { dice.pick(&CLOTHES[..8]) } else { dice.pick(&HAIRS) };
        if hair_hue == shirt {
            hair_hue = if cloth { trim } else { HAIRS[0] };
        }
        Self {
            skin: dice.pick(&SKINS),
            hair_hue,
            hair,
            shirt,
            trim,
            pattern: dice.below(6),
            mood: dice.pick(&ALL_MOODS),
            glasses: dice.chance(0.2),
            gaze: dice.about(0.8),
            blink: false,
        }
    }

    /// Draws head and shoulders; the middle of the head at `x`, `y`, the head `size` tall.
    pub fn draw(&self, c: &mut Canvas, x: f32, y: f32, size: f32) {
        let k = size / 100.0;
        let put = |form: Form| form.scale(k, k).shift(x, y);
        self.back_hair(c, &put);
        self.body(c, &put, k);
        let neck = Form::poly(&[(-15.0, 30.0), (15.0, 30.0), (18.0, 64.0), (0.0, 76.0), (-18.0, 64.0)]);
        c.fill(&put(neck), shade(self.skin, -0.12), Stuff::Gouache);
        if self.hair != Hair::Scarf {
            for side in [-1.0, 1.0] {
                c.fill(&put(Form::oval(side * 41.0, 4.0, 8.0, 11.0)), shade(self.skin, -0.06), Stuff::Gouache);
            }
        }
        let head = Form::soft(&[
            (0.0, -50.0), (24.0, -45.0), (38.0, -24.0), (41.0, 2.0), (33.0, 30.0), (15.0, 48.0), (0.0, 51.0), (-15.0, 48.0),
            (-33.0, 30.0), (-41.0, 2.0), (-38.0, -24.0), (-24.0, -45.0),
        ]);
        c.fill(&put(head), self.skin, Stuff::Gouache);
        self.face(c, &put, k);
        self.front_hair(c, &put);
    }

    fn back_hair(&self, c: &mut Canvas, put: &dyn Fn(Form) -> Form) {
        let form = match self.hair {
            Hair::Bob => Form::soft(&[(0.0, -62.0), (40.0, -50.0), (56.0, -6.0), (55.0, 44.0), (24.0, 50.0), (-24.0, 50.0), (-55.0, 44.0), (-56.0, -6.0), (-40.0, -50.0)]),
            Hair::Afro => lobes(0.0, -18.0, 62.0, 58.0, 13, 17.0),
            Hair::Tail => Form::soft(&[(36.0, -40.0), (66.0, -46.0), (86.0, -14.0), (80.0, 40.0), (66.0, 58.0), (62.0, 16.0), (46.0, -12.0)]),
            Hair::Long => Form::soft(&[(0.0, -62.0), (40.0, -50.0), (54.0, 0.0), (58.0, 70.0), (50.0, 104.0), (26.0, 96.0), (-26.0, 96.0), (-50.0, 104.0), (-58.0, 70.0), (-54.0, 0.0), (-40.0, -50.0)]),
            Hair::Bun => lobes(0.0, -66.0, 21.0, 18.0, 8, 6.0),
            Hair::Scarf => Form::soft(&[(0.0, -64.0), (42.0, -50.0), (56.0, 0.0), (58.0, 60.0), (80.0, 92.0), (0.0, 110.0), (-80.0, 92.0), (-58.0, 60.0), (-56.0, 0.0), (-42.0, -50.0)]),
            Hair::Braids => [-1.0_f32, 1.0]
                .into_iter()
                .flat_map(|side| (0..5).map(move |i| Form::oval(side * (50.0 + 2.0 * (i % 2) as f32), 22.0 + i as f32 * 17.0, 12.5, 11.5)))
                .fold(Form::default(), Form::join),
            _ => return,
        };
        c.piece(&put(form), self.hair_hue);
    }

    fn front_hair(&self, c: &mut Canvas, put: &dyn Fn(Form) -> Form) {
        let cap: &[Pt] = &[(0.0, -63.0), (32.0, -56.0), (48.0, -26.0), (46.0, 2.0), (38.0, -2.0), (34.0, -22.0), (0.0, -30.0), (-34.0, -22.0), (-38.0, -2.0), (-46.0, 2.0), (-48.0, -26.0), (-32.0, -56.0)];
        let form = match self.hair {
            Hair::Bob => Form::soft(&[(0.0, -64.0), (36.0, -56.0), (52.0, -20.0), (54.0, 30.0), (42.0, 36.0), (38.0, -8.0), (20.0, -18.0), (-20.0, -18.0), (-38.0, -8.0), (-42.0, 36.0), (-54.0, 30.0), (-52.0, -20.0), (-36.0, -56.0)]),
            Hair::Afro => lobes(0.0, -46.0, 40.0, 18.0, 11, 9.0),
            Hair::Spikes => Form::poly(&[(-44.0, 0.0), (-56.0, -42.0), (-38.0, -36.0), (-36.0, -76.0), (-18.0, -52.0), (-2.0, -88.0), (10.0, -54.0), (34.0, -78.0), (34.0, -42.0), (56.0, -44.0), (44.0, 0.0), (34.0, -24.0), (16.0, -30.0), (2.0, -22.0), (-14.0, -30.0), (-34.0, -22.0)]),
            Hair::Scarf => {
                // The scarf lies around the face as a frame.
                let outer = Form::soft(&[(0.0, -62.0), (40.0, -48.0), (52.0, 0.0), (46.0, 44.0), (18.0, 66.0), (-18.0, 66.0), (-46.0, 44.0), (-52.0, 0.0), (-40.0, -48.0)]);
                let opening = Form::soft(&[(0.0, -36.0), (24.0, -30.0), (33.0, 0.0), (27.0, 30.0), (0.0, 44.0), (-27.0, 30.0), (-33.0, 0.0), (-24.0, -30.0)]);
                c.fill_holed(&put(outer.join(opening)), self.hair_hue, Stuff::Gouache);
                c.fill(&put(Form::soft(&[(-46.0, 44.0), (0.0, 56.0), (46.0, 40.0), (40.0, 74.0), (0.0, 90.0), (-44.0, 74.0)])), shade(self.hair_hue, -0.08), Stuff::Gouache);
                return;
            }
            Hair::Beanie => {
                c.fill(&put(Form::soft(cap)), shade(self.skin, -0.5), Stuff::Gouache);
                c.piece(&put(Form::soft(&[(0.0, -78.0), (34.0, -66.0), (48.0, -30.0), (-48.0, -30.0), (-34.0, -66.0)])), self.hair_hue);
                c.fill(&put(Form::poly(&[(-50.0, -42.0), (50.0, -42.0), (52.0, -18.0), (-52.0, -18.0)])), shade(self.hair_hue, -0.22), Stuff::Gouache);
                for i in 0..9 {
                    let x = -44.0 + i as f32 * 11.0;
                    c.ink(&put(Form::line(&[(x, -38.0), (x, -22.0)])), 1.6 * put_scale(put), shade(self.hair_hue, -0.45));
                }
                return;
            }
            Hair::Long => Form::soft(&[(0.0, -63.0), (38.0, -52.0), (54.0, -4.0), (56.0, 60.0), (44.0, 66.0), (40.0, 0.0), (26.0, -26.0), (2.0, -40.0), (-26.0, -26.0), (-40.0, 0.0), (-44.0, 66.0), (-56.0, 60.0), (-54.0, -4.0), (-38.0, -52.0)]),
            Hair::Short => Form::soft(&[(-6.0, -62.0), (30.0, -60.0), (48.0, -32.0), (45.0, 0.0), (37.0, -4.0), (34.0, -20.0), (10.0, -28.0), (-22.0, -40.0), (-34.0, -20.0), (-38.0, -2.0), (-46.0, 0.0), (-48.0, -30.0), (-34.0, -54.0)]),
            Hair::Tail | Hair::Bun | Hair::Braids => Form::soft(cap),
        };
        c.fill(&put(form), self.hair_hue, Stuff::Gouache);
        if matches!(self.hair, Hair::Tail | Hair::Braids | Hair::Bun) {
            c.ink(&put(Form::curve(&[(0.0, -62.0), (-2.0, -46.0), (0.0, -31.0)])), 2.0 * put_scale(put), shade(self.hair_hue, -0.35));
        }
    }

    fn body(&self, c: &mut Canvas, put: &dyn Fn(Form) -> Form, k: f32) {
        let shape = Form::soft(&[(-22.0, 56.0), (-60.0, 66.0), (-82.0, 96.0), (-90.0, 170.0), (-92.0, 260.0), (92.0, 260.0), (90.0, 170.0), (82.0, 96.0), (60.0, 66.0), (22.0, 56.0)]);
        c.piece(&put(shape.clone()), self.shirt);
        let trim = self.trim;
        let pattern = self.pattern;
        c.inside(&put(shape), |c| match pattern {
            1 => (0..6).for_each(|i| c.fill(&put(Form::rect(-100.0, 92.0 + i as f32 * 32.0, 200.0, 14.0)), trim, Stuff::Gouache)),
            2 => (0..30).for_each(|i| {
                let (col, row) = (i % 6, i / 6);
                let x = -85.0 + col as f32 * 34.0 + (row % 2) as f32 * 17.0;
                c.fill(&put(Form::star(x, 98.0 + row as f32 * 30.0, 8.0, 5.6, 4)), trim, Stuff::Flat);
            }),
            3 => {
                let points: Vec<Pt> = (0..16).map(|i| (-100.0 + i as f32 * 14.0, if i % 2 == 0 { 112.0 } else { 130.0 })).collect();
                c.stroke(&put(Form::line(&points)), 9.0 * k, trim, Stuff::Flat, Tip::Square);
                c.stroke(&put(Form::line(&points).shift(0.0, 26.0)), 9.0 * k, trim, Stuff::Flat, Tip::Square);
            }
            4 => c.fill(&put(Form::star(0.0, 134.0, 30.0, 13.0, 5)), trim, Stuff::Gouache),
            5 => {
                c.fill(&put(Form::poly(&[(-30.0, 54.0), (0.0, 82.0), (-36.0, 100.0)])), trim, Stuff::Gouache);
                c.fill(&put(Form::poly(&[(30.0, 54.0), (0.0, 82.0), (36.0, 100.0)])), trim, Stuff::Gouache);
            }
            _ => {}
        });
    }

    fn face(&self, c: &mut Canvas, put: &dyn Fn(Form) -> Form, k: f32) {
        let line = if self.skin == SKINS[5] || self.skin == SKINS[4] { 0x1c_1014 } else { INK };
        for side in [-1.0, 1.0] {
            c.tint(&put(Form::oval(side * 24.0, 18.0, 9.0, 6.5)), RED, 0.22);
            let (ex, ey) = (side * 16.0 + self.gaze * 3.0, -2.0);
            if self.blink {
                c.ink(&put(Form::curve(&[(ex - 6.0, ey), (ex, ey + 3.0), (ex + 6.0, ey)])), 2.6 * k, line);
            } else {
                c.fill(&put(Form::oval(ex, ey, 4.2, 5.6)), line, Stuff::Flat);
                c.fill(&put(Form::oval(ex + 1.4, ey - 2.0, 1.4, 1.6)), PAPER, Stuff::Flat);
            }
            let lift = if self.mood == Mood::Smirk && side > 0.0 { 5.0 } else { 0.0 };
            let brow = Form::curve(&[(ex - 8.0, ey - 13.0 - lift), (ex, ey - 16.0 - lift), (ex + 8.0, ey - 13.0 - lift)]);
            c.ink(&put(brow), 3.0 * k, shade(self.brow(), -0.1));
            if self.glasses {
                c.stroke(&put(Form::rect(ex - 12.0, ey - 9.0, 24.0, 19.0)), 2.6 * k, INK, Stuff::Flat, Tip::Round);
            }
        }
        if self.glasses {
            c.ink(&put(Form::line(&[(-4.0 + self.gaze * 3.0, 0.0), (4.0 + self.gaze * 3.0, 0.0)])), 2.6 * k, INK);
        }
        let nose = Form::curve(&[(self.gaze * 5.0 - 1.0, 4.0), (self.gaze * 6.0 + 4.0, 13.0), (self.gaze * 5.0 - 3.0, 15.0)]);
        c.ink(&put(nose), 2.4 * k, shade(self.skin, -0.4));
        self.mouth(c, put, k, line);
    }

    fn mouth(&self, c: &mut Canvas, put: &dyn Fn(Form) -> Form, k: f32, line: Hue) {
        let g = self.gaze * 3.0;
        let open = Form::soft(&[(g - 15.0, 23.0), (g, 25.0), (g + 15.0, 23.0), (g + 9.0, 36.0), (g, 39.0), (g - 9.0, 36.0)]);
        match self.mood {
            Mood::Smile => c.ink(&put(Form::curve(&[(g - 13.0, 25.0), (g, 32.0), (g + 13.0, 25.0)])), 3.0 * k, line),
            Mood::Flat => c.ink(&put(Form::line(&[(g - 11.0, 29.0), (g + 11.0, 28.0)])), 3.0 * k, line),
            Mood::Smirk => c.ink(&put(Form::curve(&[(g - 11.0, 29.0), (g + 4.0, 30.0), (g + 14.0, 23.0)])), 3.0 * k, line),
            Mood::Oh => {
                c.fill(&put(Form::oval(g, 30.0, 7.0, 9.0)), 0x5a_1420, Stuff::Flat);
                c.fill(&put(Form::oval(g, 34.5, 5.0, 4.0)), 0xe8_6a72, Stuff::Flat);
            }
            Mood::Laugh | Mood::Tongue => {
                c.fill(&put(open.clone()), 0x5a_1420, Stuff::Flat);
                c.inside(&put(open), |c| c.fill(&put(Form::rect(g - 14.0, 20.0, 28.0, 8.0)), 0xff_fdf6, Stuff::Flat));
                if self.mood == Mood::Tongue {
                    c.fill(&put(Form::soft(&[(g - 7.0, 32.0), (g + 7.0, 32.0), (g + 7.0, 44.0), (g, 49.0), (g - 7.0, 44.0)])), 0xf0_6a7c, Stuff::Flat);
                    c.ink(&put(Form::line(&[(g, 35.0), (g, 44.0)])), 1.4 * k, 0xb8_3a50);
                }
            }
        }
    }

    fn brow(&self) -> Hue {
        if matches!(self.hair, Hair::Scarf | Hair::Beanie) { 0x3b_2619 } else { shade(self.hair_hue, -0.25) }
    }
}

/// How much `put` enlarges.
fn put_scale(put: &dyn Fn(Form) -> Form) -> f32 {
    let (x0, _, x1, _) = put(Form::line(&[(0.0, 0.0), (1.0, 0.0)])).bounds();
    x1 - x0
}

/// An oval edged with round curls.
fn lobes(cx: f32, cy: f32, rx: f32, ry: f32, n: usize, r: f32) -> Form {
    (0..n).fold(Form::oval(cx, cy, rx, ry), |form, i| {
        let a = i as f32 / n as f32 * std::f32::consts::TAU;
        form.join(Form::oval(cx + rx * a.cos(), cy + ry * a.sin(), r, r))
    })
}
