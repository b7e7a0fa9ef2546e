//! The sheet that is drawn on: fills, lines, cut paper and the grain of real materials.

use super::dice::{Dice, mix, noise};
use super::form::{Form, Tip, pen};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};
use tiny_skia::{
    BlendMode, Color, FillRule, FilterQuality, Mask, Paint, Pattern, Pixmap, PremultipliedColorU8,
    Shader, SpreadMode, Transform,
};

/// A colour as `0xRRGGBB`.
pub type Hue = u32;

/// What the paint is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stuff {
    /// Even colour.
    Flat,
    /// Painted paper: broad brush streaks, a little lighter and darker.
    Gouache,
    /// Wax crayon: the paper shows through.
    Crayon,
    /// Chalk on a board: grainy, dusty.
    Chalk,
    /// Screen print: nearly even, with tiny misses.
    Print,
}

/// Side of one texture tile in texels; one texel is one drawing unit.
const TILE: u32 = 512;

/// The textures' strengths, shared by all canvases: one byte per texel.
static FIELDS: LazyLock<HashMap<Stuff, Vec<u8>>> = LazyLock::new(|| {
    [Stuff::Gouache, Stuff::Crayon, Stuff::Chalk, Stuff::Print]
        .into_iter()
        .map(|stuff| (stuff, field(stuff)))
        .collect()
});

/// A sheet. Drawing units: the short side is 1000 long, whatever the number of pixels.
pub struct Canvas {
    pixmap: Pixmap,
    scale: f32,
    /// Width in units.
    pub w: f32,
    /// Height in units.
    pub h: f32,
    /// Chance for everything drawn on this sheet.
    pub dice: Dice,
    mask: Option<Mask>,
    tiles: HashMap<(Hue, Stuff), Arc<Pixmap>>,
    quick: bool,
}

impl Canvas {
    /// A sheet of `width` x `height` pixels (at least 16 each).
    pub fn new(width: u32, height: u32, seed: u64) -> Self {
        let (width, height) = (width.max(16), height.max(16));
        let scale = width.min(height) as f32 / 1000.0;
        Self {
            pixmap: Pixmap::new(width, height).expect("sizes are not zero and far below the limit"),
            scale,
            w: width as f32 / scale,
            h: height as f32 / scale,
            dice: Dice::new(seed),
            mask: None,
            tiles: HashMap::new(),
            quick: false,
        }
    }

    /// A sheet for film frames: painted paper is laid on once per frame by [`Canvas::brush`], not piece by piece.
    pub fn film(width: u32, height: u32) -> Self {
        Self {
            quick: true,
            ..Self::new(width, height, 1)
        }
    }

    /// Lays brush streaks over everything, shifted by chance.
    pub fn brush(&mut self) {
        let Some(field) = FIELDS.get(&Stuff::Gouache) else {
            return;
        };
        let (width, tile) = (self.pixmap.width() as usize, TILE as usize);
        let (dx, dy) = (self.dice.below(tile), self.dice.below(tile));
        for (y, row) in self
            .pixmap
            .data_mut()
            .chunks_exact_mut(width * 4)
            .enumerate()
        {
            let streaks = &field[((y + dy) % tile) * tile..][..tile];
            for (x, pixel) in row.chunks_exact_mut(4).enumerate() {
                // 248 to 263 of 256: at most three per cent darker or lighter.
                let light = 248 + u32::from(streaks[(x + dx) % tile] >> 4);
                for v in &mut pixel[..3] {
                    *v = (u32::from(*v) * light / 256).min(255) as u8;
                }
            }
        }
    }

    /// Starts over on the same sheet, for the next frame of a film; prepared paint is kept.
    pub fn restart(&mut self, seed: u64) {
        self.dice = Dice::new(seed);
        self.mask = None;
    }

    /// The finished picture.
    pub fn into_pixmap(self) -> Pixmap {
        self.pixmap
    }

    /// The pixels as they are now.
    pub fn pixmap(&self) -> &Pixmap {
        &self.pixmap
    }

    /// Covers the whole sheet.
    pub fn ground(&mut self, hue: Hue, stuff: Stuff) {
        self.pixmap.fill(color(hue, 1.0));
        if stuff != Stuff::Flat && !self.quick {
            let sheet = Form::rect(-5.0, -5.0, self.w + 10.0, self.h + 10.0);
            self.fill(&sheet, hue, stuff);
        }
    }

    /// Fills a form.
    pub fn fill(&mut self, form: &Form, hue: Hue, stuff: Stuff) {
        self.paint(
            form,
            hue,
            stuff,
            1.0,
            BlendMode::SourceOver,
            FillRule::Winding,
        );
    }

    /// Fills a form, leaving holes where its contours overlap.
    pub fn fill_holed(&mut self, form: &Form, hue: Hue, stuff: Stuff) {
        self.paint(
            form,
            hue,
            stuff,
            1.0,
            BlendMode::SourceOver,
            FillRule::EvenOdd,
        );
    }

    /// Fills with transparent even colour, `opacity` 0 to 1.
    pub fn tint(&mut self, form: &Form, hue: Hue, opacity: f32) {
        self.paint(
            form,
            hue,
            Stuff::Flat,
            opacity,
            BlendMode::SourceOver,
            FillRule::Winding,
        );
    }

    /// Prints over what is there, as transparent ink does.
    pub fn overprint(&mut self, form: &Form, hue: Hue) {
        self.paint(
            form,
            hue,
            Stuff::Print,
            1.0,
            BlendMode::Multiply,
            FillRule::Winding,
        );
    }

    /// Draws along a form.
    pub fn stroke(&mut self, form: &Form, width: f32, hue: Hue, stuff: Stuff, tip: Tip) {
        let Some(path) = form.path() else { return };
        let at = Transform::from_scale(self.scale, self.scale);
        let tile = self.tile(hue, stuff);
        let paint = paint_of(hue, tile.as_deref(), 1.0, BlendMode::SourceOver);
        self.pixmap
            .stroke_path(&path, &paint, &pen(width, tip), at, self.mask.as_ref());
    }

    /// Draws along a form with a round felt pen.
    pub fn ink(&mut self, form: &Form, width: f32, hue: Hue) {
        self.stroke(form, width, hue, Stuff::Flat, Tip::Round);
    }

    /// Glues down a piece of painted paper; it lies a little above the sheet.
    pub fn piece(&mut self, form: &Form, hue: Hue) {
        self.tint(&form.clone().shift(3.0, 5.0), 0x1a_1428, 0.16);
        self.tint(&form.clone().shift(1.5, 2.0), 0x1a_1428, 0.20);
        self.fill(form, hue, Stuff::Gouache);
    }

    /// Draws only inside `form` while `draw` runs.
    pub fn inside(&mut self, form: &Form, draw: impl FnOnce(&mut Self)) {
        let mut mask =
            Mask::new(self.pixmap.width(), self.pixmap.height()).expect("same size as the sheet");
        if let Some(path) = form.path() {
            let at = Transform::from_scale(self.scale, self.scale);
            match &self.mask {
                Some(outer) => {
                    mask = outer.clone();
                    mask.intersect_path(&path, FillRule::Winding, true, at);
                }
                None => mask.fill_path(&path, FillRule::Winding, true, at),
            }
        }
        let outer = self.mask.replace(mask);
        draw(self);
        self.mask = outer;
    }

    /// Lays the grain of drawing paper over everything; 0.03 is fine paper, 0.1 rough.
    pub fn grain(&mut self, strength: f32) {
        let seed = self.dice.bits();
        let (width, scale) = (self.pixmap.width(), self.scale);
        for (i, pixel) in self.pixmap.pixels_mut().iter_mut().enumerate() {
            let (x, y) = (
                (i as u32 % width) as f32 / scale,
                (i as u32 / width) as f32 / scale,
            );
            let (ux, uy) = ((x * 0.7) as u64, (y * 0.7) as u64);
            let fine = (mix(seed ^ (ux << 32) ^ uy) >> 56) as f32 / 255.0 - 0.5;
            let broad = noise(seed, x / 90.0, y / 140.0, (64, 64)) - 0.5;
            let light = 1.0 + strength * (fine + broad);
            let shade = |v: u8| (f32::from(v) * light).clamp(0.0, 255.0) as u8;
            let (r, g, b) = (
                shade(pixel.red()),
                shade(pixel.green()),
                shade(pixel.blue()),
            );
            let a = pixel.alpha();
            if let Some(new) = PremultipliedColorU8::from_rgba(r.min(a), g.min(a), b.min(a), a) {
                *pixel = new;
            }
        }
    }

    fn paint(
        &mut self,
        form: &Form,
        hue: Hue,
        stuff: Stuff,
        opacity: f32,
        blend: BlendMode,
        rule: FillRule,
    ) {
        let Some(path) = form.path() else { return };
        let at = Transform::from_scale(self.scale, self.scale);
        let tile = self.tile(hue, stuff);
        let paint = paint_of(hue, tile.as_deref(), opacity, blend);
        self.pixmap
            .fill_path(&path, &paint, rule, at, self.mask.as_ref());
    }

    fn tile(&mut self, hue: Hue, stuff: Stuff) -> Option<Arc<Pixmap>> {
        if stuff == Stuff::Flat || self.quick {
            return None;
        }
        let tile = self
            .tiles
            .entry((hue, stuff))
            .or_insert_with(|| Arc::new(dye(hue, stuff)));
        Some(Arc::clone(tile))
    }
}

/// `0xRRGGBB` with an opacity of 0 to 1.
pub fn color(hue: Hue, opacity: f32) -> Color {
    let [_, r, g, b] = hue.to_be_bytes();
    Color::from_rgba8(r, g, b, (opacity.clamp(0.0, 1.0) * 255.0) as u8)
}

/// `hue` moved towards white (`by` > 0) or black (`by` < 0); 1 is all the way.
pub fn shade(hue: Hue, by: f32) -> Hue {
    let to = if by > 0.0 { 255.0 } else { 0.0 };
    let [_, r, g, b] = hue.to_be_bytes();
    let f = |v: u8| (f32::from(v) + (to - f32::from(v)) * by.abs()) as u8;
    u32::from_be_bytes([0, f(r), f(g), f(b)])
}

/// How light a colour looks, 0 to 1 (the weights of ITU-R BT.709 on the coded values; good enough to choose ink).
pub fn luminance(hue: Hue) -> f32 {
    let [_, r, g, b] = hue.to_be_bytes().map(f32::from);
    (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255.0
}

/// The one of `choices` that stands out most from `ground`.
pub fn against(ground: Hue, choices: &[Hue]) -> Hue {
    let apart = |hue: &Hue| (luminance(*hue) - luminance(ground)).abs();
    choices
        .iter()
        .copied()
        .max_by(|a, b| apart(a).total_cmp(&apart(b)))
        .unwrap_or(0)
}

fn paint_of(hue: Hue, tile: Option<&Pixmap>, opacity: f32, blend_mode: BlendMode) -> Paint<'_> {
    let shader = match tile {
        Some(tile) => {
            let turn = Transform::from_rotate((hue % 360) as f32);
            Pattern::new(
                tile.as_ref(),
                SpreadMode::Repeat,
                FilterQuality::Bilinear,
                opacity,
                turn,
            )
        }
        None => Shader::SolidColor(color(hue, opacity)),
    };
    Paint {
        shader,
        blend_mode,
        anti_alias: true,
        ..Paint::default()
    }
}

/// A texture tile in one colour.
fn dye(hue: Hue, stuff: Stuff) -> Pixmap {
    let mut tile = Pixmap::new(TILE, TILE).expect("a fixed size");
    let Some(field) = FIELDS.get(&stuff) else {
        return tile;
    };
    // Streaks show most on very dark and very light paper.
    let streak = 0.17 - 0.11 * (luminance(hue) - 0.45).abs() * 1.9;
    let colors: Vec<PremultipliedColorU8> = (0..=255_u8)
        .map(|v| {
            let t = f32::from(v) / 255.0;
            match stuff {
                Stuff::Gouache => color(shade(hue, (t - 0.5) * streak), 1.0),
                Stuff::Flat => color(hue, 1.0),
                _ => color(hue, t),
            }
            .premultiply()
            .to_color_u8()
        })
        .collect();
    for (pixel, v) in tile.pixels_mut().iter_mut().zip(field) {
        *pixel = colors[usize::from(*v)];
    }
    tile
}

fn field(stuff: Stuff) -> Vec<u8> {
    let mut dice = Dice::new(stuff as u64 + 77);
    let seed = dice.bits();
    let mut out = Vec::with_capacity((TILE * TILE) as usize);
    for y in 0..TILE {
        for x in 0..TILE {
            let (fx, fy) = (x as f32 / TILE as f32, y as f32 / TILE as f32);
            let n = |salt: u64, kx: u32, ky: u32| {
                noise(seed ^ salt, fx * kx as f32, fy * ky as f32, (kx, ky))
            };
            let speck = (mix(seed ^ (u64::from(x) << 32) ^ u64::from(y)) >> 56) as f32 / 255.0;
            let v = match stuff {
                Stuff::Gouache => {
                    0.5 + (n(1, 8, 128) - 0.5) * 0.7
                        + (n(2, 4, 32) - 0.5) * 0.5
                        + (speck - 0.5) * 0.12
                }
                Stuff::Crayon => {
                    0.25 + n(3, 128, 128) * 0.75 + n(4, 256, 256) * 0.55 + (speck - 0.5) * 0.3
                }
                Stuff::Chalk => {
                    0.30 + n(5, 256, 256) * 0.6 + (speck - 0.45) * 0.55 + (n(6, 8, 64) - 0.5) * 0.35
                }
                Stuff::Print => {
                    let miss = n(7, 256, 256) < 0.13 && n(8, 32, 32) > 0.35;
                    if miss {
                        0.45
                    } else {
                        0.93 + (n(9, 16, 16) - 0.5) * 0.12
                    }
                }
                Stuff::Flat => 1.0,
            };
            out.push((v.clamp(0.0, 1.0) * 255.0) as u8);
        }
    }
    out
}
