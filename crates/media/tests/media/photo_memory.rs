//! The largest pictures that are taken, and the memory their decoding needs.
#![expect(
    unsafe_code,
    reason = "the standard library waits for a child without asking what it used"
)]

use std::path::Path;
use std::process::{Command, Stdio};

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use media::image::ImageLimits;
use serde_json::json;

use crate::support::folder;

/// What the image code may take for any picture.
const MOST_MEBIBYTES: i64 = 256;

/// Runs the image code without the jail (whose memory limit would hide the figure) and gives its peak in MiB and the
/// names of the files it made.
fn work_on(format: &str, write: impl FnOnce(&Path)) -> (i64, Vec<String>) {
    let folder = folder();
    write(&folder.original());
    let plan = json!({
        "source": { "File": { "path": folder.original(), "format": format } },
        "out": folder.out(),
        "limits": ImageLimits::default(),
        "sprite": null,
    });
    let path = folder.work().join("plan.json");
    std::fs::write(&path, plan.to_string()).expect("written");
    #[expect(clippy::zombie_processes, reason = "wait4 below waits for it")]
    let child = Command::new(env!("CARGO_BIN_EXE_media-helper"))
        .arg("__image")
        .arg(path)
        .stdout(Stdio::null())
        .spawn()
        .expect("started");
    let pid = i32::try_from(child.id()).expect("a process number");
    let mut status = 0;
    // SAFETY: all zeros make a valid `rusage`.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: `pid` is our own child, which nobody else waits for; both pointers are to live variables.
    let waited = unsafe { libc::wait4(pid, &raw mut status, 0, &raw mut usage) };
    assert_eq!((waited, status), (pid, 0));
    let mut names: Vec<String> = std::fs::read_dir(folder.out())
        .expect("listed")
        .map(|entry| {
            entry
                .expect("read")
                .file_name()
                .into_string()
                .expect("text")
        })
        .collect();
    names.sort();
    (usage.ru_maxrss / 1024, names)
}

fn assert_made(kind: &str, format: &str, write: impl FnOnce(&Path)) {
    let (peak, names) = work_on(format, write);
    assert!(names.contains(&"2048.webp".to_owned()), "{kind}: {names:?}");
    assert!(peak <= MOST_MEBIBYTES, "{kind}: {peak} MiB");
    println!("{kind}: {peak} MiB");
}

/// A JPEG with a whole number of restart intervals becomes `times` as tall: the data of each pass are repeated, and the
/// restart markers counted anew. So a picture of 120 megapixels costs no more than a strip of it.
fn grown(strip: &[u8], times: u32) -> Vec<u8> {
    let mut made = vec![0xFF, 0xD8];
    let mut rest = &strip[2..];
    while let [0xFF, marker, high, low, ..] = *rest {
        if marker == 0xD9 {
            break;
        }
        let length = 2 + usize::from(u16::from_be_bytes([high, low]));
        let start = made.len();
        made.extend_from_slice(&rest[..length]);
        rest = &rest[length..];
        if matches!(marker, 0xC0 | 0xC2) {
            let rows = u32::from(u16::from_be_bytes([made[start + 5], made[start + 6]])) * times;
            let rows = u16::try_from(rows).expect("a JPEG's side").to_be_bytes();
            made[start + 5..start + 7].copy_from_slice(&rows);
        }
        if marker != 0xDA {
            continue;
        }
        let mut parts = Vec::new();
        loop {
            let end = rest
                .windows(2)
                .position(|pair| pair[0] == 0xFF && pair[1] != 0)
                .expect("a marker");
            parts.push(&rest[..end]);
            if !matches!(rest[end + 1], 0xD0..=0xD7) {
                rest = &rest[end..];
                break;
            }
            rest = &rest[end + 2..];
        }
        for number in 0..parts.len() * times as usize {
            if number > 0 {
                let restart = u8::try_from((number - 1) % 8).expect("below 8");
                made.extend_from_slice(&[0xFF, 0xD0 + restart]);
            }
            made.extend_from_slice(parts[number % parts.len()]);
        }
    }
    made.extend_from_slice(&[0xFF, 0xD9]);
    made
}

/// Stripes, as wide as the picture and one row of blocks high, repeated `times`.
fn jpeg(path: &Path, width: u16, times: u32, sampling: SamplingFactor, progressive: bool) {
    let (across, down) = match sampling {
        SamplingFactor::R_4_2_0 => (16, 16),
        _ => (8, 8),
    };
    let pixels: Vec<u8> = (0..u32::from(width) * down)
        .flat_map(|at| [at / 9 % 230, at % 200, at / 31 % 250])
        .map(|value| u8::try_from(value).expect("below 250"))
        .collect();
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 80);
    encoder.set_sampling_factor(sampling);
    encoder.set_progressive(progressive);
    encoder.set_restart_interval(width / across);
    let height = u16::try_from(down).expect("small");
    encoder
        .encode(&pixels, width, height, ColorType::Rgb)
        .expect("encoded");
    std::fs::write(path, grown(&bytes, times)).expect("written");
}

#[test]
fn a_baseline_jpeg_of_120_megapixels_fits() {
    assert_made("JPEG 120 MP, 4:2:0", "Jpeg", |path| {
        jpeg(path, 12_000, 625, SamplingFactor::R_4_2_0, false);
    });
    assert_made("JPEG 120 MP, 4:4:4", "Jpeg", |path| {
        jpeg(path, 12_000, 1250, SamplingFactor::R_4_4_4, false);
    });
}

#[test]
fn a_progressive_jpeg_of_48_megapixels_fits() {
    assert_made("progressive JPEG 48 MP", "Jpeg", |path| {
        jpeg(path, 8_000, 375, SamplingFactor::R_4_2_0, true);
    });
}

#[test]
fn the_largest_jpeg_that_is_decoded_at_its_own_size_fits() {
    assert_made("JPEG 28 MP", "Jpeg", |path| {
        jpeg(path, 5_320, 665, SamplingFactor::R_4_4_4, false);
    });
}

/// Writes a PNG row by row.
fn png(path: &Path, (width, height): (u32, u32), color: png::ColorType, depth: png::BitDepth) {
    let file = std::io::BufWriter::new(std::fs::File::create(path).expect("created"));
    let mut encoder = png::Encoder::new(file, width, height);
    encoder.set_color(color);
    encoder.set_depth(depth);
    encoder.set_compression(png::Compression::Fastest);
    let mut writer = encoder.write_header().expect("begun");
    let mut stream = writer.stream_writer().expect("begun");
    let bytes = if depth == png::BitDepth::Sixteen {
        2
    } else {
        1
    };
    let row: Vec<u8> = (0..width as usize * color.samples() * bytes)
        .map(|at| u8::try_from(at / 64 % 250).expect("below 250"))
        .collect();
    for _ in 0..height {
        std::io::Write::write_all(&mut stream, &row).expect("written");
    }
    stream.finish().expect("ended");
}

#[test]
fn a_png_of_120_megapixels_fits() {
    use png::{BitDepth, ColorType};
    assert_made("PNG 120 MP", "Png", |path| {
        png(
            path,
            (12_000, 10_000),
            ColorType::Grayscale,
            BitDepth::Eight,
        );
    });
    // The largest that is not made smaller row by row.
    assert_made("PNG 28 MP with alpha and 16 bits", "Png", |path| {
        png(path, (5_300, 5_300), ColorType::Rgba, BitDepth::Sixteen);
    });
}

#[test]
fn a_scan_of_100_megapixels_in_strips_fits() {
    use tiff::encoder::{TiffEncoder, colortype::Gray8};
    assert_made("TIFF 100 MP", "Tiff", |path| {
        let file = std::fs::File::create(path).expect("created");
        let mut encoder = TiffEncoder::new(std::io::BufWriter::new(file)).expect("begun");
        let mut image = encoder.new_image::<Gray8>(12_500, 8_000).expect("begun");
        image.rows_per_strip(16).expect("strips");
        let row: Vec<u8> = (0..12_500_u32)
            .map(|at| u8::try_from(at / 64 % 250).expect("below 250"))
            .collect();
        image.write_data(&row.repeat(8_000)).expect("written");
    });
}
