//! Still WebP in, through libwebp: it can make a picture smaller while it decodes, so a large one is never held whole.
#![expect(
    unsafe_code,
    reason = "libwebp has a C interface; the Rust decoder holds every picture whole, several times"
)]

use std::ffi::c_int;

use libwebp_sys as sys;

use super::ImageLimits;
use super::worker::Refusal;
use crate::error::Reason;

/// What is left stays at least this much larger than the largest rendition, as in `jpeg`.
const MARGIN: f64 = 1.3;

/// What the header says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Header {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) alpha: bool,
    pub(super) animated: bool,
    pub(super) lossless: bool,
}

/// Reads the header.
pub(super) fn header(bytes: &[u8]) -> Result<Header, Refusal> {
    let mut features = sys::WebPBitstreamFeatures {
        width: 0,
        height: 0,
        has_alpha: 0,
        has_animation: 0,
        format: 0,
        pad: [0; 5],
    };
    // SAFETY: pointer and length are those of one slice; the target is a live variable.
    let status = unsafe { sys::WebPGetFeatures(bytes.as_ptr(), bytes.len(), &raw mut features) };
    if status != sys::VP8StatusCode::VP8_STATUS_OK {
        return Err(refuse(status));
    }
    let side = |value: c_int| u32::try_from(value).unwrap_or(0);
    Ok(Header {
        width: side(features.width),
        height: side(features.height),
        alpha: features.has_alpha != 0,
        animated: features.has_animation != 0,
        lossless: features.format == 2,
    })
}

/// Pixels of a still picture (RGB, or RGBA with alpha), and the width and height at which they were decoded.
pub(super) fn decode(
    bytes: &[u8],
    header: Header,
    limits: &ImageLimits,
    max_side: u32,
) -> Result<(Vec<u8>, u32, u32), Refusal> {
    let channels: u32 = if header.alpha { 4 } else { 3 };
    let whole = u64::from(header.width) * u64::from(header.height);
    if header.lossless && whole * 4 > limits.max_decoded_bytes {
        // Coded without loss it is held whole, whatever is made of it.
        return Err(Refusal::new(Reason::TooManyPixels, "lossless WebP"));
    }
    let divisor = if whole * u64::from(channels) > limits.max_whole_bytes {
        divisor(header.width.max(header.height), max_side)
    } else {
        1
    };
    let (width, height) = (
        header.width.div_ceil(divisor),
        header.height.div_ceil(divisor),
    );
    let signed = |side: u32| c_int::try_from(side).unwrap_or(0);
    let mut pixels = vec![0; width as usize * height as usize * channels as usize];
    let mut config = sys::WebPDecoderConfig::new()
        .map_err(|()| Refusal::new(Reason::Unreadable, "libwebp cannot be set up"))?;
    if divisor > 1 {
        config.options.use_scaling = 1;
        config.options.scaled_width = signed(width);
        config.options.scaled_height = signed(height);
    }
    config.output.colorspace = if header.alpha {
        sys::WEBP_CSP_MODE::MODE_RGBA
    } else {
        sys::WEBP_CSP_MODE::MODE_RGB
    };
    config.output.is_external_memory = 1;
    config.output.u.RGBA = sys::WebPRGBABuffer {
        rgba: pixels.as_mut_ptr(),
        stride: signed(width * channels),
        size: pixels.len(),
    };
    // SAFETY: the configuration was initialised by the library; its output is our buffer, whose stride and size are told
    // to the library, which checks them against the (scaled) picture before it writes.
    let status = unsafe { sys::WebPDecode(bytes.as_ptr(), bytes.len(), &raw mut config) };
    // SAFETY: frees only what the library itself allocated; our buffer is marked as external.
    unsafe { sys::WebPFreeDecBuffer(&raw mut config.output) };
    if status != sys::VP8StatusCode::VP8_STATUS_OK {
        return Err(refuse(status));
    }
    Ok((pixels, width, height))
}

/// How many pixels a side become one.
fn divisor(long_side: u32, max_side: u32) -> u32 {
    (1..=8)
        .rev()
        .find(|divisor| f64::from(long_side) / f64::from(*divisor) >= f64::from(max_side) * MARGIN)
        .unwrap_or(1)
}

fn refuse(status: sys::VP8StatusCode) -> Refusal {
    use sys::VP8StatusCode as Code;
    let reason = match status {
        Code::VP8_STATUS_NOT_ENOUGH_DATA | Code::VP8_STATUS_SUSPENDED => Reason::Truncated,
        Code::VP8_STATUS_OUT_OF_MEMORY => Reason::TooComplex,
        Code::VP8_STATUS_UNSUPPORTED_FEATURE => Reason::UnsupportedFormat,
        _ => Reason::Unreadable,
    };
    Refusal::new(reason, format!("libwebp: {status:?}"))
}

#[cfg(test)]
mod tests {
    use super::super::picture::Picture;
    use super::super::raster::Raster;
    use super::super::webp;
    use super::*;

    fn picture(width: u32, height: u32) -> Vec<u8> {
        let value = |i: u32| u8::try_from(i % 200 / 8 * 8).expect("below 200");
        let pixels = (0..width * height)
            .flat_map(|i| [value(i % width), value(i / width), 90])
            .collect();
        webp::encode(
            &Picture::Raster(Raster::rgb(width, height, pixels)),
            90.0,
            0,
        )
        .expect("a plain picture")
    }

    #[test]
    fn a_large_picture_is_made_smaller_while_it_is_decoded() {
        let bytes = picture(900, 600);
        let head = header(&bytes).expect("a header");
        assert_eq!((head.width, head.height, head.lossless), (900, 600, false));
        let limits = ImageLimits {
            max_whole_bytes: 100_000,
            ..ImageLimits::default()
        };
        let (small, width, height) = decode(&bytes, head, &limits, 200).expect("decoded");
        assert_eq!((width, height, small.len()), (300, 200, 300 * 200 * 3));
        let whole = decode(&bytes, head, &ImageLimits::default(), 200).expect("decoded");
        assert_eq!((whole.1, whole.2), (900, 600));
        let at = |pixels: &[u8], width: usize, x: usize, y: usize| pixels[(y * width + x) * 3];
        let (a, b) = (at(&small, 300, 41, 70), at(&whole.0, 900, 124, 211));
        assert!(a.abs_diff(b) < 12, "{a} {b}");
    }

    #[test]
    fn stumps_and_noise_are_refused() {
        let bytes = picture(300, 200);
        let head = header(&bytes).expect("a header");
        let limits = ImageLimits::default();
        assert!(decode(&bytes[..bytes.len() / 2], head, &limits, 200).is_err());
        assert!(header(b"RIFF\x10\0\0\0WEBPVP8 ").is_err());
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
        #[test]
        fn damaged_files_end(damage in proptest::collection::vec((12_usize..4000, proptest::num::u8::ANY), 1..8)) {
            let mut bytes = picture(64, 48);
            for (at, value) in damage {
                let length = bytes.len();
                bytes[at % length] = value;
            }
            if let Ok(head) = header(&bytes) {
                let small = head.width <= 2000 && head.height <= 2000;
                if small && !head.animated {
                    let _ = decode(&bytes, head, &ImageLimits::default(), 200);
                }
            }
        }
    }
}
