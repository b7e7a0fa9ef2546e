//! How near a picture's copies are to it, and how far other pictures. `DIZZA_DOUBLES=FOLDER` measures the pictures of a
//! folder instead of drawn ones and prints the table of `docs/media.md`, "Doubles".

use contest::assets::Fingerprint;
use contest::assets::fingerprints::NEAR_BITS;
use image::codecs::gif::GifEncoder;
use image::{Delay, DynamicImage, Frame, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use rand::{Rng, SeedableRng};

use crate::photos::encoded;
use crate::support::{ffmpeg, process};

/// A poster of a few flat shapes, as children draw them, always another one.
fn poster(seed: u64) -> DynamicImage {
    let mut rng = rand_chacha(seed);
    let (width, height) = (480, if seed.is_multiple_of(3) { 640 } else { 360 });
    let mut color = |bright: bool| {
        let low = if bright { 150 } else { 0 };
        Rgb([(); 3].map(|()| rng.random_range(low..low + 105_u8)))
    };
    let (ground, inks) = (color(true), [color(false), color(false), color(true)]);
    let mut picture = RgbImage::from_pixel(width, height, ground);
    for n in 0..9 {
        let ink = inks[n % 3];
        let (x, y) = (rng.random_range(0..width), rng.random_range(0..height));
        let (w, h) = (rng.random_range(30..220), rng.random_range(20..180));
        let round = rng.random_bool(0.5);
        for (px, py, pixel) in picture.enumerate_pixels_mut() {
            let (dx, dy) = (f64::from(px) - f64::from(x), f64::from(py) - f64::from(y));
            let (dx, dy) = (dx / f64::from(w) * 2.0, dy / f64::from(h) * 2.0);
            let inside = if round {
                dx * dx + dy * dy < 1.0
            } else {
                dx.abs().max(dy.abs()) < 1.0
            };
            if inside {
                *pixel = ink;
            }
        }
    }
    DynamicImage::from(picture)
}

fn rand_chacha(seed: u64) -> impl Rng {
    rand::rngs::StdRng::seed_from_u64(seed)
}

async fn look(picture: &DynamicImage, format: ImageFormat) -> Fingerprint {
    let picture = match format {
        ImageFormat::Jpeg => DynamicImage::from(picture.to_rgb8()),
        _ => picture.clone(),
    };
    of(&encoded(picture, format)).await
}

async fn of(bytes: &[u8]) -> Fingerprint {
    looks(bytes).await[0]
}

/// Of a film, its poster's first.
async fn looks(bytes: &[u8]) -> Vec<Fingerprint> {
    let made = process(bytes).await.expect("a picture or film");
    let looks = made.renditions.facts.fingerprints;
    assert!(!looks.is_empty(), "even");
    looks
}

/// The nearest pair.
fn nearest(one: &[Fingerprint], other: &[Fingerprint]) -> u32 {
    let pairs = one
        .iter()
        .flat_map(|one| other.iter().map(|other| one.distance(&other.hash)));
    pairs.min().expect("looks of both")
}

#[tokio::test]
async fn a_film_that_was_encoded_anew_is_known_although_it_has_another_poster() {
    let film = |source: &str, how: &str| {
        let source = format!("-f lavfi -i {source}=size=426x240:rate=10 -t 12");
        ffmpeg(
            &format!("{source} -c:v libx264 -pix_fmt yuv420p {how}"),
            "mp4",
        )
    };
    let own = looks(&film("mandelbrot", "-crf 20 -g 10")).await;
    assert_eq!(own.len(), 9, "the poster and eight frames");
    let copy = looks(&film(
        "mandelbrot",
        "-crf 32 -g 33 -sc_threshold 0 -s 320x180",
    ))
    .await;
    assert!(
        own[0].distance(&copy[0].hash) > NEAR_BITS,
        "the same poster"
    );
    let mut frames: Vec<u32> = Vec::new();
    frames.extend(
        own.iter()
            .zip(&copy)
            .skip(1)
            .map(|(one, other)| one.distance(&other.hash)),
    );
    assert!(
        frames.iter().all(|bits| *bits <= NEAR_BITS / 2),
        "{frames:?}"
    );
    let another = looks(&film("testsrc2", "-crf 20 -g 10")).await;
    let apart = nearest(&own, &another);
    assert!(apart > NEAR_BITS + 16, "{apart}");
}

fn worst_jpeg(picture: &DynamicImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    let rgb = picture.to_rgb8();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 25);
    rgb.write_with_encoder(encoder).expect("encoded");
    bytes
}

/// Copies as people make them, with their names; where a folder is measured, also such as are not promised to be known.
async fn copies(picture: &DynamicImage) -> Vec<(&'static str, Fingerprint)> {
    let (width, height) = (picture.width(), picture.height());
    let cut = |share: u32| {
        let (left, top) = (width * share / 200, height * share / 200);
        picture.crop_imm(left, top, width - 2 * left, height - 2 * top)
    };
    let lanczos = image::imageops::FilterType::CatmullRom;
    let mut all = vec![
        ("JPEG", look(picture, ImageFormat::Jpeg).await),
        ("JPEG of quality 25", of(&worst_jpeg(picture)).await),
        (
            "a third of the size",
            look(
                &picture.resize(width / 3, height / 3, lanczos),
                ImageFormat::Jpeg,
            )
            .await,
        ),
        (
            "grey",
            look(&DynamicImage::from(picture.to_luma8()), ImageFormat::Png).await,
        ),
        (
            "brighter",
            look(&picture.brighten(25), ImageFormat::Jpeg).await,
        ),
        ("mirrored", look(&picture.fliph(), ImageFormat::Jpeg).await),
        ("2 % cut off", look(&cut(2), ImageFormat::Jpeg).await),
    ];
    if std::env::var_os("DIZZA_DOUBLES").is_some() {
        for (name, share) in [("5 % cut off", 5), ("10 % cut off", 10)] {
            all.push((name, look(&cut(share), ImageFormat::Jpeg).await));
        }
    }
    all
}

fn pictures() -> Vec<DynamicImage> {
    let Some(folder) = std::env::var_os("DIZZA_DOUBLES") else {
        return (0..5).map(poster).collect();
    };
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    names.sort();
    let open = |path| image::open(path).expect("a picture").thumbnail(640, 640);
    names.into_iter().map(open).collect()
}

#[tokio::test]
async fn copies_are_near_and_other_pictures_are_far() {
    let pictures = pictures();
    let mut looks = Vec::new();
    let mut table = Vec::new();
    for picture in &pictures {
        let own = look(picture, ImageFormat::Png).await;
        for (n, (name, copy)) in copies(picture).await.into_iter().enumerate() {
            let bits = copy.distance(&own.hash);
            if table.len() <= n {
                table.push((name, Vec::new()));
            }
            table[n].1.push(bits);
        }
        looks.push(own);
    }
    let mut apart = Vec::new();
    for (n, one) in looks.iter().enumerate() {
        apart.extend(looks[..n].iter().map(|other| one.distance(&other.hash)));
    }
    table.push(("another picture", apart));
    for (name, bits) in &mut table {
        bits.sort_unstable();
        let (least, middle, most) = (bits[0], bits[bits.len() / 2], bits[bits.len() - 1]);
        eprintln!("| {name} | {} | {least} | {middle} | {most} |", bits.len());
    }
    if std::env::var_os("DIZZA_DOUBLES").is_some() {
        return; // measured, not judged: the folder may hold copies
    }
    let copies = table.len() - 1;
    for (name, bits) in &table[..copies] {
        assert!(
            bits.iter().all(|bits| *bits <= NEAR_BITS),
            "{name}: {bits:?}"
        );
    }
    let apart = &table[copies].1;
    assert!(apart.iter().all(|bits| *bits > NEAR_BITS + 16), "{apart:?}");
}

/// A GIF that shows the picture, then nothing but black.
fn blinking(picture: &DynamicImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new_with_speed(&mut bytes, 10);
    let black = RgbaImage::from_pixel(picture.width(), picture.height(), Rgba([0, 0, 0, 255]));
    for frame in [picture.to_rgba8(), black] {
        let delay = Delay::from_numer_denom_ms(800, 1);
        let frame = Frame::from_parts(frame, 0, 0, delay);
        encoder.encode_frame(frame).expect("a frame");
    }
    drop(encoder);
    bytes
}

#[tokio::test]
async fn films_and_animations_are_known_by_their_still_and_drawn_covers_are_not() {
    let film = ffmpeg(
        "-f lavfi -i testsrc2=size=320x240:rate=10:duration=1,trim=end_frame=1,loop=24:1 -c:v libx264 -pix_fmt yuv420p",
        "mp4",
    );
    let smaller = ffmpeg(
        "-f lavfi -i testsrc2=size=320x240:rate=10:duration=1,trim=end_frame=1,loop=24:1 -vf scale=240:180 -c:v libx264 -crf 32 -pix_fmt yuv420p",
        "mp4",
    );
    let (one, other) = (of(&film).await, of(&smaller).await);
    assert!(one.is_near(&other.hash), "{}", one.distance(&other.hash));
    let drawn = poster(1);
    let still = look(&drawn, ImageFormat::Png).await;
    let moving = of(&blinking(&drawn)).await;
    assert!(
        moving.is_near(&still.hash),
        "{}",
        moving.distance(&still.hash)
    );
    let another = look(&poster(2), ImageFormat::Png).await;
    assert!(!moving.is_near(&another.hash));
    let song = ffmpeg("-f lavfi -i sine=duration=2", "mp3");
    let made = process(&song).await.expect("a song");
    assert_eq!(made.renditions.facts.fingerprints, []);
}
