//! AVIF out: the same colours as the WebP that it is made of, every odd size, and not a byte that does not belong there.

use std::path::Path;
use std::process::Command;

use image::{ImageFormat, Rgb, RgbImage};
use media::image::avif::{Wanted, is_plain, make};

use crate::photos::encoded;
use crate::readers::check_avif;
use crate::support::{folder, process, processor};

/// Four quarters of strong colours and a grey slope, as PNG.
fn picture(width: u32, height: u32) -> Vec<u8> {
    let picture = RgbImage::from_fn(width, height, |x, y| {
        let slope = u8::try_from(x * 255 / width).expect("a byte");
        match (x * 2 < width, y * 3 / height) {
            (true, 0) => Rgb([220, 30, 40]),
            (false, 0) => Rgb([20, 60, 210]),
            (true, 1) => Rgb([250, 250, 250]),
            (false, 1) => Rgb([5, 5, 5]),
            _ => Rgb([slope, slope, slope]),
        }
    });
    encoded(picture, ImageFormat::Png)
}

/// What libheif makes of an AVIF: another decoder, and other code for colours, than the encoder's.
fn decoded(avif: &Path) -> RgbImage {
    let png = avif.with_extension("png");
    let program = ["heif-dec", "heif-convert"]
        .into_iter()
        .find(|program| Command::new(program).arg("-h").output().is_ok())
        .expect("libheif's program is installed");
    let output = Command::new(program).arg(avif).arg(&png).output();
    let output = output.expect("it runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    image::open(png).expect("a picture").to_rgb8()
}

#[tokio::test]
async fn colours_and_sizes_are_those_of_the_webp() {
    for (width, height) in [(701, 499), (640, 480), (333, 1279)] {
        let made = process(&picture(width, height)).await.expect("renditions");
        let largest = made
            .names()
            .into_iter()
            .rfind(|name| name.strip_suffix(".webp").is_some());
        let largest = [largest.expect("a WebP"), "1280.webp"]
            .into_iter()
            .find(|name| {
                made.renditions
                    .file(name)
                    .is_some_and(|file| file.width == Some(width))
            })
            .expect("one as large as the picture");
        for name in ["320.webp", largest] {
            let size = made.renditions.file(name).expect("a size");
            let wanted = Wanted {
                name: "x_0.avif".to_owned(),
                width: size.width.expect("known"),
                height: size.height.expect("known"),
            };
            let folder = folder();
            std::fs::copy(made.path(largest), folder.original()).expect("copied");
            assert!(is_plain(&folder.original()).expect("readable"));
            let file = make(&processor(), &folder, &wanted).await.expect("an AVIF");
            assert_eq!(file.content_type, "image/avif");
            check_avif(&std::fs::read(&file.path).expect("readable"))
                .unwrap_or_else(|why| panic!("{width} x {height}: {why}"));
            let ours = decoded(&file.path);
            let webp = made.picture(name).to_rgb8();
            assert_eq!(ours.dimensions(), webp.dimensions(), "{name}");
            let (w, h) = webp.dimensions();
            for (x, y) in [
                (w / 4, h / 6),
                (w * 3 / 4, h / 6),
                (w / 4, h / 2),
                (w * 3 / 4, h / 2),
            ] {
                let (a, b) = (ours.get_pixel(x, y), webp.get_pixel(x, y));
                let far = (0..3).map(|c| a.0[c].abs_diff(b.0[c])).max();
                assert!(far <= Some(5), "{name} at {x}, {y}: {a:?} and {b:?}");
            }
            let sum: u64 = ours
                .iter()
                .zip(webp.iter())
                .map(|(a, b)| u64::from(a.abs_diff(*b)))
                .sum();
            let mean = sum / (ours.len() as u64 / 100);
            assert!(mean < 250, "{name}: {mean} hundredths apart");
        }
    }
}

#[tokio::test]
async fn grey_stays_grey() {
    let grey = image::GrayImage::from_fn(500, 400, |x, _| {
        image::Luma([u8::try_from(x / 2).expect("a byte")])
    });
    let made = process(&encoded(grey, ImageFormat::Png))
        .await
        .expect("renditions");
    let folder = folder();
    std::fs::copy(made.path("640.webp"), folder.original()).expect("copied");
    let wanted = Wanted {
        name: "x_0.avif".to_owned(),
        width: 500,
        height: 400,
    };
    let file = make(&processor(), &folder, &wanted).await.expect("an AVIF");
    for pixel in decoded(&file.path).pixels() {
        let [r, g, b] = pixel.0;
        assert!(r.abs_diff(g) <= 3 && g.abs_diff(b) <= 3, "{pixel:?}");
    }
}

#[tokio::test]
async fn see_through_pictures_are_told_apart() {
    let clear = image::RgbaImage::from_fn(400, 300, |x, y| {
        image::Rgba([200, 20, 20, u8::try_from((x + y) % 256).expect("a byte")])
    });
    let made = process(&encoded(clear, ImageFormat::Png))
        .await
        .expect("renditions");
    assert!(!is_plain(made.path("640.webp")).expect("readable"));
    let folder = folder();
    std::fs::write(folder.original(), b"RIFF").expect("written");
    assert!(!is_plain(&folder.original()).expect("readable"));
}

#[tokio::test]
async fn the_reader_of_these_tests_sees_what_does_not_belong() {
    assert!(check_avif(b"").is_err());
    let made = process(&picture(640, 480)).await.expect("renditions");
    let folder = folder();
    std::fs::copy(made.path("640.webp"), folder.original()).expect("copied");
    let wanted = Wanted {
        name: "x_0.avif".to_owned(),
        width: 640,
        height: 480,
    };
    let file = make(&processor(), &folder, &wanted).await.expect("an AVIF");
    let plain = std::fs::read(&file.path).expect("readable");
    check_avif(&plain).expect("an ordinary AVIF");
    for more in [&b"x"[..], b"\0\0\0\x08uuid", b"\0\0\0\x08free"] {
        check_avif(&[&plain, more].concat()).expect_err("a byte behind the end");
    }
    // What exiftool adds: an item of the type Exif, one of the type mime.
    for tag in [
        "-GPS:GPSLatitude=59.32931",
        "-XMP-exif:GPSLatitude=59.32931",
    ] {
        let tagged = folder.work().join("tagged.avif");
        std::fs::write(&tagged, &plain).expect("written");
        let status = Command::new("exiftool")
            .args(["-q", "-overwrite_original", tag])
            .arg(&tagged)
            .status();
        assert!(status.expect("exiftool runs").success());
        let bytes = std::fs::read(&tagged).expect("readable");
        assert_ne!(bytes, plain);
        check_avif(&bytes).expect_err(tag);
        std::fs::remove_file(tagged).expect("gone");
    }
    // A unit of metadata behind the picture's units, and every length made to fit.
    let unit = b"\x2a\x02\x04\x80";
    let mut tagged = [&plain[..], unit].concat();
    let place = |name: &[u8]| {
        let at = plain.windows(4).rposition(|four| four == name);
        at.expect("a box")
    };
    for at in [place(b"mdat") - 4, place(b"iloc") + 22] {
        let length: [u8; 4] = tagged[at..at + 4].try_into().expect("four");
        let longer = u32::from_be_bytes(length) + 4;
        tagged[at..at + 4].copy_from_slice(&longer.to_be_bytes());
    }
    let why = check_avif(&tagged).expect_err("a unit of metadata");
    assert!(why.contains("units"), "{why}");
}
