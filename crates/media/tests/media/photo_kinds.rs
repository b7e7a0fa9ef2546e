//! Every kind of picture that people have: golden colours after each road through the code, and the memory it takes.

use std::process::Command;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use crate::photos::encoded;
use crate::support::{Made, process, refusal};

/// Red, green, blue and white quarters.
pub fn quarters(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        match (x < width / 2, y < height / 2) {
            (true, true) => Rgb([210, 40, 40]),
            (false, true) => Rgb([40, 190, 40]),
            (true, false) => Rgb([40, 40, 210]),
            (false, false) => Rgb([240, 240, 240]),
        }
    })
}

/// Checks that the quarters lie as they were drawn, in the rendition with this name.
pub fn assert_quarters(made: &Made, name: &str, within: u8) {
    let picture = made.picture(name).to_rgb8();
    let (width, height) = picture.dimensions();
    let at = |x: u32, y: u32| picture.get_pixel(width * x / 4, height * y / 4).0;
    for (found, expected) in [
        (at(1, 1), [210, 40, 40]),
        (at(3, 1), [40, 190, 40]),
        (at(1, 3), [40, 40, 210]),
        (at(3, 3), [240, 240, 240]),
    ] {
        let near = found
            .iter()
            .zip(expected)
            .all(|(a, b)| a.abs_diff(b) <= within);
        assert!(near, "{name}: {found:?} instead of {expected:?}");
    }
}

/// A JPEG by the book, with whatever the closure sets.
pub fn jpeg(
    pixels: &[u8],
    (width, height): (u16, u16),
    color: ColorType,
    set: impl FnOnce(&mut Encoder<&mut Vec<u8>>),
) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 92);
    encoder.set_sampling_factor(SamplingFactor::R_4_2_0);
    set(&mut encoder);
    encoder
        .encode(pixels, width, height, color)
        .expect("encoded");
    bytes
}

/// Runs libheif's encoder on PNG files; the first is the main picture.
pub fn heif(pictures: &[&DynamicImage], args: &[&str], ending: &str) -> Vec<u8> {
    let pictures = pictures
        .iter()
        .map(|picture| encoded((*picture).clone(), ImageFormat::Png));
    heif_of_png(&pictures.collect::<Vec<_>>(), args, ending)
}

/// As [`heif`], of PNG files with whatever they carry.
pub fn heif_of_png(pictures: &[impl AsRef<[u8]>], args: &[&str], ending: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = Command::new("heif-enc");
    command.args(args);
    for (index, picture) in pictures.iter().enumerate() {
        let path = folder.path().join(format!("{index}.png"));
        std::fs::write(&path, picture).expect("written");
        command.arg(path);
    }
    let path = folder.path().join(format!("made.{ending}"));
    let output = command
        .arg("-o")
        .arg(&path)
        .output()
        .expect("heif-enc runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    std::fs::read(path).expect("made")
}

/// Puts a box with these four letters in place of `from` everywhere: a crude but exact knife for boxes.
fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut bytes = bytes.to_vec();
    let mut found = 0;
    for at in 0..bytes.len() - from.len() {
        if bytes[at..].starts_with(from) {
            bytes[at..at + to.len()].copy_from_slice(to);
            found += 1;
        }
    }
    assert!(found > 0, "nothing to replace");
    bytes
}

#[tokio::test]
async fn heic_and_avif_come_out_like_any_photo() {
    let picture = DynamicImage::from(quarters(900, 600));
    for (args, ending) in [(&["-q", "80"][..], "heic"), (&["-A", "-q", "80"], "avif")] {
        let made = process(&heif(&[&picture], args, ending))
            .await
            .expect("an ordinary file");
        let facts = &made.renditions.facts;
        assert_eq!((facts.width, facts.height), (900, 600), "{ending}");
        assert_quarters(&made, "640.webp", 24);
        assert_quarters(&made, "1280.jpg", 24);
    }
}

#[tokio::test]
async fn the_main_picture_of_several_is_taken() {
    let first = DynamicImage::from(RgbImage::from_pixel(640, 480, Rgb([20, 20, 20])));
    let second = DynamicImage::from(quarters(600, 400));
    let bytes = heif(&[&first, &second], &["-q", "80"], "heic");
    let main = bytes
        .windows(4)
        .position(|name| name == b"pitm")
        .expect("a main picture");
    assert_eq!(
        process(&bytes).await.expect("read").renditions.facts.width,
        640
    );
    // The item's number stands behind the box's name, version and flags.
    let second_item = (1..=9_u8)
        .filter(|number| *number != bytes[main + 9])
        .find(|number| {
            bytes
                .windows(8)
                .any(|infe| infe[..4] == *b"infe" && infe[4] == 2)
                && *number > bytes[main + 9]
        })
        .expect("another item");
    let mut swapped = bytes.clone();
    swapped[main + 9] = second_item;
    let made = process(&swapped).await.expect("read");
    assert_eq!(made.renditions.facts.width, 600);
    assert_quarters(&made, "640.webp", 24);
}

#[tokio::test]
async fn a_turned_heic_is_turned_once() {
    // The tag of the original is kept beside the file's own turn, a property that takes another one's place here.
    let sideways = image::imageops::rotate270(&quarters(600, 400));
    let photo = jpeg(&sideways, (400, 600), ColorType::Rgb, |encoder| {
        let exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
        encoder.add_app_segment(1, exif).expect("added");
    });
    let folder = tempfile::tempdir().expect("a folder");
    let (from, to) = (folder.path().join("a.jpg"), folder.path().join("a.heic"));
    std::fs::write(&from, photo).expect("written");
    let status = Command::new("heif-enc")
        .arg(&from)
        .arg("-o")
        .arg(&to)
        .status()
        .expect("heif-enc runs");
    assert!(status.success());
    let bytes = std::fs::read(to).expect("made");
    let bytes = replaced(
        &bytes,
        b"pixi\0\0\0\0\x03\x08\x08\x08",
        b"irot\x03\0\0\0\0\0\0\0",
    );
    let made = process(&bytes).await.expect("read");
    let facts = &made.renditions.facts;
    assert_eq!((facts.width, facts.height), (600, 400));
    assert_quarters(&made, "640.webp", 24);
}

#[tokio::test]
async fn a_see_through_or_deep_heif_keeps_what_it_has() {
    let hole = RgbaImage::from_fn(400, 300, |x, _| {
        if x < 200 {
            Rgba([210, 40, 40, 255])
        } else {
            Rgba([0, 0, 0, 0])
        }
    });
    let made = process(&heif(&[&hole.into()], &["-q", "90"], "heic"))
        .await
        .expect("alpha");
    let picture = made.picture("640.webp").to_rgba8();
    assert_eq!(picture.get_pixel(300, 150).0[3], 0);
    assert_eq!(picture.get_pixel(100, 150).0[3], 255);

    let wide = |value: u8| u16::from(value) * 257;
    let small = quarters(400, 300);
    let deep = image::ImageBuffer::<Rgb<u16>, Vec<u16>>::from_fn(400, 300, |x, y| {
        Rgb(small.get_pixel(x, y).0.map(wide))
    });
    let bytes = heif(&[&deep.into()], &["-q", "90", "-b", "10"], "heic");
    let made = process(&bytes).await.expect("10 bits");
    assert_quarters(&made, "640.webp", 24);
}

#[tokio::test]
async fn colours_that_only_a_number_names_are_converted() {
    let picture = DynamicImage::from(RgbImage::from_pixel(320, 240, Rgb([200, 60, 60])));
    // The encoder leaves the numbers open (2); 12 and 13 are the primaries of P3 and the curve of sRGB.
    let plain = heif(&[&picture], &["-A", "-q", "95"], "avif");
    let wide = replaced(&plain, b"nclx\0\x02\0\x02", b"nclx\0\x0c\0\x0d");
    let plain = process(&plain).await.expect("sRGB");
    let wide = process(&wide).await.expect("P3");
    let red = |made: &Made| made.picture("320.webp").to_rgb8().get_pixel(160, 120).0[0];
    assert!(
        red(&wide) > red(&plain) + 6,
        "{} {}",
        red(&wide),
        red(&plain)
    );
}

#[tokio::test]
async fn lights_above_white_are_bent_and_not_washed_out() {
    // A quarter of white on the left, white on the right (203 cd/m2, ITU-R BT.2408), in PQ of 10 bits and HLG of 8.
    let halves = |dark: f64, white: f64| {
        image::ImageBuffer::<Rgb<u16>, Vec<u16>>::from_fn(320, 240, |x, _| {
            let signal = if x < 160 { dark } else { white };
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a share of 16 bits"
            )]
            let code = (signal * 65_535.0) as u16;
            Rgb([code; 3])
        })
    };
    for (picture, bits, format, curve) in [
        (halves(0.4389, 0.5807), 10, "yuv420p10le", "smpte2084"),
        (halves(0.4998, 0.75), 8, "yuv420p", "arib-std-b67"),
    ] {
        let colors = format!(
            "-c:v libaom-av1 -cpu-used 8 -crf 4 -b:v 0 -pix_fmt {format} -vf scale=out_color_matrix=bt2020:out_range=tv \
             -color_primaries bt2020 -color_trc {curve} -colorspace bt2020nc -color_range tv -frames:v 1"
        );
        let bytes = by_ffmpeg(&DynamicImage::from(picture), &colors, "avif");
        let made = process(&bytes).await.expect("high dynamic range");
        let small = made.picture("320.webp").to_rgb8();
        let [dark, white] = [80, 240].map(|x| small.get_pixel(x, 120).0);
        // Computed: sRGB 137 and 240, as `image::tone` says; without its curve they would be 112 or 127, and 148 or 191.
        let near = |pixel: [u8; 3], level: u8| pixel.iter().all(|v| v.abs_diff(level) <= 4);
        assert!(
            near(dark, 137) && near(white, 240),
            "{bits} bits: {dark:?} {white:?}"
        );
    }
}

/// Lets ffmpeg encode a picture.
pub fn by_ffmpeg(picture: &DynamicImage, args: &str, ending: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let from = folder.path().join("in.png");
    let to = folder.path().join("out").with_extension(ending);
    picture.save(&from).expect("written");
    let status = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-i"])
        .arg(&from)
        .args(args.split_ascii_whitespace())
        .arg(&to)
        .status()
        .expect("ffmpeg runs");
    assert!(status.success(), "{args}");
    std::fs::read(to).expect("made")
}

#[tokio::test]
async fn a_cut_off_or_emptied_heic_is_refused_in_words() {
    let picture = DynamicImage::from(quarters(600, 400));
    let bytes = heif(&[&picture], &["-q", "80"], "heic");
    assert_eq!(refusal(&bytes[..bytes.len() - 900]).await, "truncated");
    let nothing = replaced(&bytes, b"pitm", b"free");
    assert_eq!(refusal(&nothing).await, "unreadable");
    let size = [&600_u32.to_be_bytes()[..], &400_u32.to_be_bytes()].concat();
    let bomb = [&60_000_u32.to_be_bytes()[..], &40_000_u32.to_be_bytes()].concat();
    assert_eq!(
        refusal(&replaced(&bytes, &size, &bomb)).await,
        "too-many-pixels"
    );
}

#[tokio::test]
async fn printers_photos_keep_their_colours_with_and_without_a_change_of_inks() {
    // The encoder turns inks upside down itself, as printing programs do.
    let inks: Vec<u8> = quarters(400, 300)
        .pixels()
        .flat_map(|pixel| {
            let [red, green, blue] = pixel.0.map(|value| 255 - value);
            [red, green, blue, 0]
        })
        .collect();
    for color in [ColorType::Cmyk, ColorType::CmykAsYcck] {
        let photo = jpeg(&inks, (400, 300), color, |encoder| {
            encoder.set_sampling_factor(SamplingFactor::R_4_4_4);
        });
        let adobe = photo.windows(5).any(|mark| mark == b"Adobe");
        let photo = if adobe {
            photo
        } else {
            // The encoder writes Adobe's mark with a change of inks only; printing programs always do.
            let mark = b"\xFF\xEE\0\x0eAdobe\0\x64\0\0\0\0\0";
            [&photo[..2], mark, &photo[2..]].concat()
        };
        let made = process(&photo).await.expect("four inks");
        assert_quarters(&made, "640.webp", 24);
    }
}

#[tokio::test]
async fn a_gain_map_behind_the_photo_is_not_looked_at() {
    let base = encoded(quarters(800, 600), ImageFormat::Jpeg);
    let map = encoded(
        image::GrayImage::from_pixel(200, 150, image::Luma([9])),
        ImageFormat::Jpeg,
    );
    // A directory of several pictures (CIPA DC-007), as HDR phones write it, and the map behind the end.
    let directory = b"MPF\0MM\0\x2a\0\0\0\x08\0\x01\xB0\x01\0\x04\0\0\0\x01\0\0\0\x02\0\0\0\0";
    let mut photo = vec![
        0xFF,
        0xD8,
        0xFF,
        0xE2,
        0,
        u8::try_from(directory.len() + 2).expect("short"),
    ];
    photo.extend_from_slice(directory);
    photo.extend_from_slice(&base[2..]);
    photo.extend_from_slice(&map);
    let made = process(&photo).await.expect("the base picture");
    assert!(!made.renditions.facts.cut_off);
    assert_eq!(made.renditions.facts.width, 800);
    assert_quarters(&made, "640.webp", 20);
}

pub fn tiff<C: tiff::encoder::colortype::ColorType>(
    (width, height): (u32, u32),
    samples: &[C::Inner],
    set: impl FnOnce(
        &mut tiff::encoder::ImageEncoder<
            '_,
            &mut std::io::Cursor<Vec<u8>>,
            C,
            tiff::encoder::TiffKindStandard,
        >,
    ),
) -> Vec<u8>
where
    [C::Inner]: tiff::encoder::TiffValue,
{
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut encoder = tiff::encoder::TiffEncoder::new(&mut bytes).expect("begun");
    let mut image = encoder.new_image::<C>(width, height).expect("begun");
    set(&mut image);
    image.write_data(samples).expect("written");
    bytes.into_inner()
}

#[tokio::test]
async fn scans_in_tiff_are_read_in_every_depth() {
    use tiff::encoder::colortype::{CMYK8, Gray16, RGB8, RGB16, RGBA8};
    use tiff::tags::Tag;

    let drawn = quarters(500, 400);
    let made = process(&tiff::<RGB8>((500, 400), &drawn, |image| {
        image.rows_per_strip(7).expect("strips");
    }))
    .await
    .expect("8 bits");
    assert_quarters(&made, "640.webp", 20);

    let wide: Vec<u16> = drawn.iter().map(|value| u16::from(*value) * 257).collect();
    let made = process(&tiff::<RGB16>((500, 400), &wide, |_| ()))
        .await
        .expect("16 bits");
    assert_quarters(&made, "640.webp", 20);

    let inks: Vec<u8> = drawn
        .pixels()
        .flat_map(|pixel| {
            let [red, green, blue] = pixel.0.map(|value| 255 - value);
            [red, green, blue, 0]
        })
        .collect();
    let made = process(&tiff::<CMYK8>((500, 400), &inks, |_| ()))
        .await
        .expect("four inks");
    assert_quarters(&made, "640.webp", 20);

    // Turned, as scanners say it: stored lying on its side.
    let sideways = image::imageops::rotate270(&drawn);
    let made = process(&tiff::<RGB8>((400, 500), &sideways, |image| {
        image
            .encoder()
            .write_tag(Tag::Orientation, 6_u16)
            .expect("tagged");
    }))
    .await
    .expect("turned");
    assert_quarters(&made, "640.webp", 20);

    let grey = vec![30_000_u16; 500 * 400];
    let made = process(&tiff::<Gray16>((500, 400), &grey, |_| ()))
        .await
        .expect("grey");
    let pixel = made.picture("640.webp").to_rgb8().get_pixel(250, 200).0;
    assert!(
        pixel.iter().all(|value| value.abs_diff(117) < 6),
        "{pixel:?}"
    );

    let hole: Vec<u8> = (0..500 * 400_u32)
        .flat_map(|at| {
            if at % 500 < 250 {
                [210, 40, 40, 255]
            } else {
                [9, 9, 9, 0]
            }
        })
        .collect();
    let made = process(&tiff::<RGBA8>((500, 400), &hole, |_| ()))
        .await
        .expect("alpha");
    assert_eq!(
        made.picture("640.webp").to_rgba8().get_pixel(400, 200).0[3],
        0
    );
}

#[tokio::test]
async fn raw_files_and_stumps_of_tiff_are_refused_in_words() {
    use tiff::encoder::colortype::RGB8;
    use tiff::tags::Tag;

    let drawn = quarters(160, 120);
    let raw = tiff::<RGB8>((160, 120), &drawn, |image| {
        image
            .encoder()
            .write_tag(Tag::NewSubfileType, 1_u32)
            .expect("tagged");
    });
    assert_eq!(refusal(&raw).await, "unsupported-format");
    let whole = tiff::<RGB8>((160, 120), &drawn, |_| ());
    assert_ne!(refusal(&whole[..whole.len() / 2]).await, "accepted");
}

#[tokio::test]
async fn a_panorama_keeps_its_shape() {
    let wide = quarters(12_000, 900);
    let made = process(&encoded(wide, ImageFormat::Jpeg))
        .await
        .expect("a panorama");
    let picture = made.picture("2048.webp").to_rgb8();
    assert_eq!(picture.dimensions(), (2048, 154));
    assert_quarters(&made, "2048.webp", 20);
    assert_eq!(made.picture("card.jpg").to_rgb8().dimensions(), (1200, 630));
}
