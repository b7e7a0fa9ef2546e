//! WebP out, through libwebp: the one place in this crate that is not safe Rust.
#![expect(
    unsafe_code,
    reason = "libwebp has a C interface; no Rust encoder writes lossy WebP"
)]

use std::ffi::c_int;

use libwebp_sys as sys;

use super::raster::Raster;

/// Why libwebp gave nothing.
#[derive(Debug, thiserror::Error)]
pub(super) enum WebpError {
    /// The size is zero, above 16 383, or does not match the pixels.
    #[error("not a size for WebP")]
    Size,
    /// The library was built for another interface, or refuses the settings.
    #[error("libwebp cannot be set up")]
    Setup,
    /// Out of memory, or an internal limit.
    #[error("libwebp error {0}")]
    Encode(u32),
}

/// A picture that is freed on every way out. Boxed, because libwebp keeps pointers into it.
struct Picture(Box<sys::WebPPicture>);

impl Drop for Picture {
    fn drop(&mut self) {
        // SAFETY: the picture was initialised by `WebPPicture::new`; freeing an empty one is allowed.
        unsafe { sys::WebPPictureFree(&raw mut *self.0) }
    }
}

/// libwebp's growing output buffer, freed on every way out.
struct Writer(Box<sys::WebPMemoryWriter>);

impl Drop for Writer {
    fn drop(&mut self) {
        // SAFETY: the writer was initialised; clearing an empty one is allowed.
        unsafe { sys::WebPMemoryWriterClear(&raw mut *self.0) }
    }
}

/// Encodes a raster as lossy WebP. `quality` 0 to 100, `method` 0 (fast) to 6 (small).
pub(super) fn encode(raster: &Raster, quality: f32, method: i32) -> Result<Vec<u8>, WebpError> {
    let side = |value: u32| {
        c_int::try_from(value)
            .ok()
            .filter(|side| (1..=16_383).contains(side))
    };
    let (width, height) = side(raster.width)
        .zip(side(raster.height))
        .ok_or(WebpError::Size)?;
    let stride = width * c_int::try_from(raster.channels).map_err(|_| WebpError::Size)?;
    let expected = raster.width as usize * raster.height as usize * raster.channels;
    if raster.pixels.len() != expected || !matches!(raster.channels, 3 | 4) {
        return Err(WebpError::Size);
    }
    let mut config = sys::WebPConfig::new().map_err(|()| WebpError::Setup)?;
    config.quality = quality;
    config.method = method;
    let mut picture = Picture(Box::new(
        sys::WebPPicture::new().map_err(|()| WebpError::Setup)?,
    ));
    let mut writer = Writer(Box::new(sys::WebPMemoryWriter {
        mem: std::ptr::null_mut(),
        size: 0,
        max_size: 0,
        pad: [0],
    }));
    picture.0.width = width;
    picture.0.height = height;
    picture.0.writer = Some(sys::WebPMemoryWrite);
    picture.0.custom_ptr = (&raw mut *writer.0).cast();

    // SAFETY: `config` and `picture` were initialised by the library's own functions. The import reads
    // `stride * height` bytes, and `pixels` holds exactly that many (checked above). `custom_ptr` points to the boxed
    // writer, which outlives the call and is touched by nobody else meanwhile.
    let encoded = unsafe {
        let imported = if raster.channels == 4 {
            sys::WebPPictureImportRGBA(&raw mut *picture.0, raster.pixels.as_ptr(), stride)
        } else {
            sys::WebPPictureImportRGB(&raw mut *picture.0, raster.pixels.as_ptr(), stride)
        };
        imported != 0 && sys::WebPValidateConfig(&raw const config) != 0 && {
            sys::WebPEncode(&raw const config, &raw mut *picture.0) != 0
        }
    };
    if !encoded || writer.0.mem.is_null() {
        return Err(WebpError::Encode(picture.0.error_code as u32));
    }
    // SAFETY: after a successful encode the writer holds `size` initialised bytes at `mem`; they are copied before the
    // writer frees them.
    Ok(unsafe { std::slice::from_raw_parts(writer.0.mem, writer.0.size) }.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_survives_the_round_trip() {
        for channels in [3, 4] {
            let mut pixels = [200, 30, 60, 255][..channels].repeat(64 * 48);
            pixels[0] = 190;
            let raster = Raster {
                width: 64,
                height: 48,
                channels,
                pixels,
            };
            let bytes = encode(&raster, 80.0, 4).expect("a plain picture");
            let back = image::load_from_memory_with_format(&bytes, image::ImageFormat::WebP)
                .expect("valid WebP");
            assert_eq!((back.width(), back.height()), (64, 48));
            let middle = back.to_rgb8().get_pixel(32, 24).0;
            assert!(
                middle
                    .iter()
                    .zip([200, 30, 60])
                    .all(|(a, b)| a.abs_diff(b) < 8),
                "{middle:?}"
            );
        }
    }

    #[test]
    fn sizes_that_do_not_match_are_refused() {
        let raster = Raster {
            width: 10,
            height: 10,
            channels: 3,
            pixels: vec![0; 299],
        };
        assert!(matches!(encode(&raster, 80.0, 4), Err(WebpError::Size)));
        let raster = Raster {
            width: 0,
            height: 10,
            channels: 3,
            pixels: Vec::new(),
        };
        assert!(matches!(encode(&raster, 80.0, 4), Err(WebpError::Size)));
    }
}
