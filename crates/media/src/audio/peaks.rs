//! The outline of a song: the loudest sample in each of some 800 stretches.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

/// Stretches of a song of ordinary length.
pub const PEAKS: usize = 800;

/// Reads 16-bit little-endian mono samples and gives up to [`PEAKS`] peaks from 0 to 255, where 255 is the loudest.
///
/// # Errors
/// The file cannot be read.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let samples = usize::try_from(file.metadata()?.len() / 2).unwrap_or(0);
    let stretch = samples.div_ceil(PEAKS).max(1);
    let mut reader = BufReader::new(file);
    let mut loudest = Vec::with_capacity(PEAKS);
    let mut buffer = vec![0; stretch * 2];
    loop {
        let mut filled = 0;
        while filled < buffer.len() {
            match reader.read(&mut buffer[filled..])? {
                0 => break,
                read => filled += read,
            }
        }
        if filled < 2 {
            return Ok(normalised(&loudest));
        }
        let samples = buffer[..filled]
            .chunks_exact(2)
            .map(|pair| i16::from_le_bytes([pair[0], pair[1]]));
        loudest.push(samples.map(i16::unsigned_abs).max().unwrap_or(0));
    }
}

/// Scaled so that the loudest is 255; silence stays 0.
fn normalised(peaks: &[u16]) -> Vec<u8> {
    let top = u32::from(peaks.iter().copied().max().unwrap_or(0).max(1));
    peaks
        .iter()
        .map(|peak| u8::try_from(u32::from(*peak) * 255 / top).unwrap_or(u8::MAX))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peaks_of(samples: &[i16]) -> Vec<u8> {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let bytes: Vec<u8> = samples
            .iter()
            .flat_map(|sample| sample.to_le_bytes())
            .collect();
        std::fs::write(file.path(), bytes).expect("written");
        read(file.path()).expect("readable")
    }

    #[test]
    fn the_outline_follows_the_loudness() {
        let samples: Vec<i16> = (0..16_000)
            .map(|i| if i < 8000 { 1000 } else { -20_000 })
            .collect();
        let peaks = peaks_of(&samples);
        assert_eq!((peaks.len(), peaks[0], peaks[799]), (PEAKS, 12, 255));
    }

    #[test]
    fn silence_and_nothing_are_flat() {
        assert!(peaks_of(&[0; 1600]).iter().all(|peak| *peak == 0));
        assert!(peaks_of(&[]).is_empty());
        assert_eq!(peaks_of(&[i16::MIN]), [255]);
    }
}
