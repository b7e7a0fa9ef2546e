//! Writes every page × sample × language as HTML files that a browser can open, with drawn pictures:
//! `cargo run -p web --example samples -- FOLDER`, then serve FOLDER at any address.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use image::{ImageFormat, Rgb, RgbImage, imageops::FilterType};
use web::{Layout, Locale, assets, registry, render::Renderer, views::samples::PICTURES};

fn main() -> io::Result<()> {
    let folder: PathBuf = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "target/samples".to_owned())
        .into();
    write_assets(&folder)?;
    draw_pictures(&folder.join("m/sample"))?;
    let renderer = Renderer::new(true);
    let mut index = String::new();
    for kind in registry::all() {
        let name = kind
            .template
            .trim_start_matches("pages/")
            .trim_end_matches(".html")
            .replace('/', "-");
        for (number, sample) in kind.samples().into_iter().enumerate() {
            for locale in Locale::ALL {
                let path = match name.as_str() {
                    "home" => "/",
                    "gallery" => "/gallery",
                    "how" => "/how-it-works",
                    "schools" => "/for-schools",
                    _ => "/x",
                };
                let layout = Layout::sample(locale, path);
                let html = renderer
                    .value(kind.template, sample.clone(), &layout)
                    .map_err(|error| io::Error::other(error.report()))?;
                let file = format!("{name}-{number}-{}.html", locale.code());
                write(&folder.join(&file), html.as_bytes())?;
                index.push_str(&file);
                index.push('\n');
            }
        }
    }
    write(&folder.join("index.txt"), index.as_bytes())
}

/// The site's own files under the addresses that the pages use.
fn write_assets(folder: &Path) -> io::Result<()> {
    for (path, content) in assets::all() {
        let url = assets::url(&path).unwrap_or_default();
        write(&folder.join(url.trim_start_matches('/')), &content)?;
    }
    Ok(())
}

fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(path, content)
}

/// Posters: a ground, bars, blocks and a word cut from rectangles, each number another composition.
fn draw_pictures(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for (number, (width, height, ground)) in PICTURES.into_iter().enumerate() {
        let poster = poster(number, width, height, ground);
        let long = width.max(height);
        for side in [320, 640, 1280] {
            let (w, h) = (side * width / long, side * height / long);
            let file = folder.join(format!("{number}-{side}.webp"));
            let scaled = image::imageops::resize(&poster, w.max(1), h.max(1), FilterType::Triangle);
            scaled
                .save_with_format(file, ImageFormat::WebP)
                .map_err(io::Error::other)?;
        }
    }
    Ok(())
}

fn poster(number: usize, width: u32, height: u32, ground: [u8; 3]) -> RgbImage {
    let light = ground.iter().map(|c| u32::from(*c)).sum::<u32>() > 330;
    let ink = if light { [19, 24, 42] } else { [250, 252, 255] };
    let second = PICTURES[(number + 3) % PICTURES.len()].2;
    let third = PICTURES[(number + 7) % PICTURES.len()].2;
    RgbImage::from_fn(width, height, |x, y| {
        let (u, v) = (
            f64::from(x) / f64::from(width),
            f64::from(y) / f64::from(height),
        );
        Rgb(match number % 5 {
            0 => bars(u, v, ground, second, ink),
            1 => stripes(u, v, ground, third, ink),
            2 => blocks(u, v, ground, second, ink),
            3 => steps(u, v, ground, third, ink),
            _ => crossed(u, v, ground, second, ink),
        })
    })
}

type Color = [u8; 3];

fn bars(u: f64, v: f64, ground: Color, second: Color, ink: Color) -> Color {
    let slant = v + u * 0.18;
    if (0.62..0.78).contains(&slant) && (0.06..0.82).contains(&u) {
        ink
    } else if slant > 0.9 {
        second
    } else if u > 0.7 && slant < 0.4 && (u * 30.0).fract() < 0.45 {
        ink
    } else {
        ground
    }
}

fn stripes(u: f64, v: f64, ground: Color, third: Color, ink: Color) -> Color {
    let diagonal = (u + v * 0.8) * 5.0;
    if v > 0.72 && u < 0.84 && u > 0.1 && v < 0.86 {
        ink
    } else if v < 0.6 && diagonal.fract() < 0.5 {
        third
    } else {
        ground
    }
}

fn blocks(u: f64, v: f64, ground: Color, second: Color, ink: Color) -> Color {
    let cell = ((u * 4.0).floor() + (v * 3.0).floor() * 3.0) % 7.0;
    match cell {
        ..0.5 | 3.5..4.5 => second,
        1.5..2.5 => ink,
        _ => ground,
    }
}

fn steps(u: f64, v: f64, ground: Color, third: Color, ink: Color) -> Color {
    let step = (u * 6.0).floor() / 6.0;
    if v > 0.95 - step * 0.8 {
        if (v * 24.0).fract() < 0.2 { ink } else { third }
    } else {
        ground
    }
}

fn crossed(u: f64, v: f64, ground: Color, second: Color, ink: Color) -> Color {
    let strike = (v - 0.5 + (u - 0.5) * 0.12).abs() < 0.045;
    let word = (0.34..0.68).contains(&v)
        && (0.08..0.92).contains(&u)
        && ((u * 9.0).fract() < 0.62)
        && (v > 0.45 || (u * 18.0).fract() < 0.7);
    if strike {
        second
    } else if word {
        ink
    } else {
        ground
    }
}
