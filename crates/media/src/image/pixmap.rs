//! PPM files in: what poppler draws. Nothing else is read as PPM, uploads never are.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::raster::Raster;
use super::worker::Refusal;
use crate::error::Reason;

/// Reads a binary PPM of 8 bits a colour, with sides of at most `max_side` pixels.
pub(super) fn read(path: &Path, max_side: u32) -> Result<Raster, Refusal> {
    let refused = |why: &str| Refusal::new(Reason::Unreadable, format!("PPM: {why}"));
    // Its header has fewer than 64 bytes.
    let most = u64::from(max_side) * u64::from(max_side) * 3 + 64;
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(most + 1).read_to_end(&mut bytes))
        .map_err(|error| refused(&error.to_string()))?;
    let (width, height, from) = header(&bytes).ok_or_else(|| refused("no header"))?;
    if width == 0 || height == 0 || width.max(height) > max_side {
        return Err(refused(&format!("{width} x {height}")));
    }
    let pixels = bytes.split_off(from);
    if pixels.len() as u64 != u64::from(width) * u64::from(height) * 3 {
        return Err(refused(&format!(
            "{width} x {height} in {} bytes",
            pixels.len()
        )));
    }
    Ok(Raster::rgb(width, height, pixels))
}

/// Width, height, and where the pixels begin. poppler writes no comments.
fn header(bytes: &[u8]) -> Option<(u32, u32, usize)> {
    let (mut numbers, mut at) = ([0_u32; 3], 2);
    if !bytes.starts_with(b"P6") {
        return None;
    }
    for number in &mut numbers {
        at += 1; // one white space before each number
        let length = bytes
            .get(at..)?
            .iter()
            .take(10)
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let digits = std::str::from_utf8(&bytes[at..at + length]).ok()?;
        *number = digits.parse().ok()?;
        at += length;
    }
    let [width, height, most] = numbers;
    (most == 255 && bytes.get(at)?.is_ascii_whitespace()).then_some((width, height, at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_bytes(bytes: &[u8]) -> Result<(u32, u32, Vec<u8>), String> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("page.ppm");
        std::fs::write(&path, bytes).expect("written");
        let read = read(&path, 4).map_err(|refusal| refusal.detail);
        read.map(|raster| (raster.width, raster.height, raster.pixels))
    }

    #[test]
    fn a_pixmap_is_read_as_it_is() {
        assert_eq!(
            read_bytes(b"P6\n2 1\n255\nabcdef"),
            Ok((2, 1, b"abcdef".to_vec()))
        );
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for bytes in [
            &b""[..],
            b"P6",
            b"P5\n2 1\n255\nab",
            b"P6\n2 1\n65535\nabcdef",
            b"P6\n2 1\n255\nabcde",
            b"P6\n2 1\n255\nabcdefg",
            b"P6\n0 1\n255\n",
            b"P6\n5 1\n255\nabcdefabcdefabc",
            b"P6\n4294967296 1\n255\nabc",
            b"P6\n2 1\n255",
        ] {
            assert!(
                read_bytes(bytes).is_err(),
                "{:?}",
                String::from_utf8_lossy(bytes)
            );
        }
    }
}
