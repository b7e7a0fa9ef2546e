//! Makes a plain photo look as if a phone had taken it: a camera's tags, an orientation, a position, another profile.

use std::path::Path;

use super::Failure;

/// Writes `from` with EXIF tags, and with the profile of Display P3 if `wide`.
pub fn as_phone(from: &Path, to: &Path, orientation: &str, wide: bool) -> Result<(), Failure> {
    let jpeg = std::fs::read(from)?;
    let rest = jpeg.strip_prefix(&[0xFF, 0xD8]).ok_or("not a JPEG")?;
    let mut bytes = vec![0xFF, 0xD8];
    bytes.extend(segment(0xE1, &exif(orientation.parse()?))?);
    if wide {
        let profile = moxcms::ColorProfile::new_display_p3().encode()?;
        bytes.extend(segment(
            0xE2,
            &[b"ICC_PROFILE\0\x01\x01", &profile[..]].concat(),
        )?);
    }
    bytes.extend_from_slice(rest);
    std::fs::write(to, bytes)?;
    Ok(())
}

fn segment(marker: u8, content: &[u8]) -> Result<Vec<u8>, Failure> {
    let length = u16::try_from(content.len() + 2)?;
    Ok([&[0xFF, marker][..], &length.to_be_bytes(), content].concat())
}

/// A TIFF structure with a maker, an orientation and a latitude.
fn exif(orientation: u16) -> Vec<u8> {
    let mut bytes = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x03".to_vec();
    let mut entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        bytes.extend(tag.to_be_bytes());
        bytes.extend(kind.to_be_bytes());
        bytes.extend(count.to_be_bytes());
        bytes.extend(value);
    };
    let [high, low] = orientation.to_be_bytes();
    entry(0x010F, 2, 4, *b"Fon\0");
    entry(0x0112, 3, 1, [high, low, 0, 0]);
    entry(0x8825, 4, 1, 50_u32.to_be_bytes());
    bytes.extend([0; 4]);
    // One more directory: latitude as three fractions.
    bytes.extend([0, 1, 0, 2, 0, 5, 0, 0, 0, 3]);
    bytes.extend(68_u32.to_be_bytes());
    bytes.extend([0; 4]);
    for value in [59_u32, 1, 19, 1, 4711, 100] {
        bytes.extend(value.to_be_bytes());
    }
    bytes
}
