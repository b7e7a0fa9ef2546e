//! WebP out, through libwebp.
#![expect(
    unsafe_code,
    reason = "libwebp has a C interface; no Rust encoder writes lossy WebP"
)]

use std::ffi::c_int;

use libwebp_sys as sys;

use super::picture::Picture;
use super::planes::{Plane, Planes};
use super::raster::Raster;

/// Kinds of area with settings of their own, 1 to 4. To find more than one costs a pass over the whole picture, and at the
/// same bytes the result is no nearer to the original (decision 0010).
const SEGMENTS: c_int = 1;
/// How much the encoder follows its own idea of what the eye sees ("spatial noise shaping"), 0 to 100. The same holds for it.
const NOISE_SHAPING: c_int = 0;

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
struct Canvas(Box<sys::WebPPicture>);

impl Drop for Canvas {
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

/// Encodes a picture as lossy WebP. `quality` 0 to 100, `method` 0 (fast) to 6 (small).
pub(super) fn encode(picture: &Picture, quality: f32, method: i32) -> Result<Vec<u8>, WebpError> {
    let mut encoder = Encoder::new(picture.size(), quality, method)?;
    match picture {
        Picture::Planes(planes) => {
            // The planes must outlive the run: the library keeps pointers to them.
            let narrow = Narrow::new(planes);
            encoder.lay_out(&narrow)?;
            encoder.run()
        }
        Picture::Raster(raster) => {
            encoder.import(raster)?;
            encoder.run()
        }
    }
}

/// Planes in the range that WebP expects: 16 to 235 for brightness, 16 to 240 for colours (BT.601).
struct Narrow {
    luma: Vec<u8>,
    blue: Vec<u8>,
    red: Vec<u8>,
    strides: (u32, u32),
}

impl Narrow {
    fn new(planes: &Planes) -> Self {
        let table = |span: u16| {
            let map = |value: u8| (16 * 255 + u16::from(value) * span + 127) / 255;
            let mut table = [0; 256];
            for (value, mapped) in (0..=u8::MAX).zip(&mut table) {
                *mapped = u8::try_from(map(value)).unwrap_or(u8::MAX);
            }
            table
        };
        let mapped = |plane: &Plane, table: &[u8; 256]| {
            plane
                .samples
                .iter()
                .map(|sample| table[usize::from(*sample)])
                .collect()
        };
        let (bright, color) = (table(219), table(224));
        Self {
            luma: mapped(&planes.luma, &bright),
            blue: mapped(&planes.blue, &color),
            red: mapped(&planes.red, &color),
            strides: (planes.luma.width, planes.blue.width),
        }
    }
}

/// One run of the encoder: settings, picture and output.
struct Encoder {
    config: sys::WebPConfig,
    picture: Canvas,
    writer: Writer,
    width: c_int,
    height: c_int,
}

impl Encoder {
    fn new((width, height): (u32, u32), quality: f32, method: i32) -> Result<Self, WebpError> {
        let side = |value: u32| {
            c_int::try_from(value)
                .ok()
                .filter(|side| (1..=16_383).contains(side))
        };
        let (width, height) = side(width).zip(side(height)).ok_or(WebpError::Size)?;
        let mut config = sys::WebPConfig::new().map_err(|()| WebpError::Setup)?;
        config.quality = quality;
        config.method = method;
        config.segments = SEGMENTS;
        config.sns_strength = NOISE_SHAPING;
        let mut picture = Canvas(Box::new(
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
        Ok(Self {
            config,
            picture,
            writer,
            width,
            height,
        })
    }

    /// Copies pixels into the library's own planes.
    fn import(&mut self, raster: &Raster) -> Result<(), WebpError> {
        let expected = raster.width as usize * raster.height as usize * raster.channels;
        if raster.pixels.len() != expected || !matches!(raster.channels, 3 | 4) {
            return Err(WebpError::Size);
        }
        let channels = c_int::try_from(raster.channels).map_err(|_| WebpError::Size)?;
        let stride = self.width * channels;
        // SAFETY: the picture was initialised by the library's own function. The import reads `stride * height` bytes,
        // and `pixels` holds exactly that many (checked above).
        let imported = unsafe {
            if channels == 4 {
                sys::WebPPictureImportRGBA(&raw mut *self.picture.0, raster.pixels.as_ptr(), stride)
            } else {
                sys::WebPPictureImportRGB(&raw mut *self.picture.0, raster.pixels.as_ptr(), stride)
            }
        };
        if imported == 0 {
            return Err(self.error());
        }
        Ok(())
    }

    /// Points the picture at planes instead of copying them. The library only reads them.
    fn lay_out(&mut self, planes: &Narrow) -> Result<(), WebpError> {
        let (width, height) = (self.width, self.height);
        let whole = |stride: u32, rows: c_int| stride as usize * usize::try_from(rows).unwrap_or(0);
        let (stride, half) = planes.strides;
        let colors = whole(half, (height + 1) / 2);
        let fits = c_int::try_from(stride) == Ok(width)
            && c_int::try_from(half) == Ok((width + 1) / 2)
            && planes.luma.len() == whole(stride, height)
            && planes.blue.len() == colors
            && planes.red.len() == colors;
        if !fits {
            return Err(WebpError::Size);
        }
        let picture = &mut self.picture.0;
        picture.use_argb = 0;
        picture.colorspace = sys::WebPEncCSP::WEBP_YUV420;
        picture.y = planes.luma.as_ptr().cast_mut();
        picture.u = planes.blue.as_ptr().cast_mut();
        picture.v = planes.red.as_ptr().cast_mut();
        picture.y_stride = width;
        picture.uv_stride = (width + 1) / 2;
        Ok(())
    }

    fn run(mut self) -> Result<Vec<u8>, WebpError> {
        // SAFETY: `config` and `picture` were initialised by the library's own functions, and the picture has pixels: an
        // import, or planes of the right size that the caller keeps alive. `custom_ptr` points to the boxed writer,
        // which outlives the call and is touched by nobody else meanwhile.
        let encoded = unsafe {
            sys::WebPValidateConfig(&raw const self.config) != 0
                && sys::WebPEncode(&raw const self.config, &raw mut *self.picture.0) != 0
        };
        let Writer(writer) = &self.writer;
        if !encoded || writer.mem.is_null() {
            return Err(self.error());
        }
        // SAFETY: after a successful encode the writer holds `size` initialised bytes at `mem`; they are copied before
        // the writer frees them.
        Ok(unsafe { std::slice::from_raw_parts(writer.mem, writer.size) }.to_vec())
    }

    fn error(&self) -> WebpError {
        WebpError::Encode(self.picture.0.error_code as u32)
    }
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
            let bytes = encode(&Picture::Raster(raster), 80.0, 4).expect("a plain picture");
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
    fn planes_need_no_detour_and_keep_their_colours() {
        // Red, as JFIF writes it; odd sides on purpose.
        let planes = Planes {
            luma: Plane::even(63, 47, 76),
            blue: Plane::even(32, 24, 85),
            red: Plane::even(32, 24, 255),
        };
        let bytes = encode(&Picture::Planes(planes), 80.0, 4).expect("a plain picture");
        let back = image::load_from_memory_with_format(&bytes, image::ImageFormat::WebP)
            .expect("valid WebP")
            .to_rgb8();
        assert_eq!(back.dimensions(), (63, 47));
        let middle = back.get_pixel(31, 23).0;
        assert!(
            middle[0] > 248 && middle[1] < 7 && middle[2] < 7,
            "{middle:?}"
        );
        let short = Planes {
            luma: Plane::even(63, 47, 76),
            blue: Plane::even(31, 24, 85),
            red: Plane::even(32, 24, 255),
        };
        let refused = encode(&Picture::Planes(short), 80.0, 4);
        assert!(matches!(refused, Err(WebpError::Size)));
    }

    #[test]
    fn sizes_that_do_not_match_are_refused() {
        let raster = Raster {
            width: 10,
            height: 10,
            channels: 3,
            pixels: vec![0; 299],
        };
        let refused = encode(&Picture::Raster(raster), 80.0, 4);
        assert!(matches!(refused, Err(WebpError::Size)));
        let raster = Raster {
            width: 0,
            height: 10,
            channels: 3,
            pixels: Vec::new(),
        };
        let refused = encode(&Picture::Raster(raster), 80.0, 4);
        assert!(matches!(refused, Err(WebpError::Size)));
    }
}
