//! JPEG through libjpeg-turbo: decoding at a fraction of the size, planes in and out.
#![expect(
    unsafe_code,
    reason = "libjpeg-turbo has a C interface; no Rust decoder scales while it decodes"
)]

use std::ffi::{CStr, c_int};
use std::ptr;

use turbojpeg_sys as sys;

use super::planes::{Plane, Planes};

/// Tables and coefficients of a progressive picture may take this much.
const MAX_WORKING_MEBIBYTES: c_int = 176;

/// What libjpeg-turbo says when it cannot go on.
#[derive(Debug, thiserror::Error)]
#[error("libjpeg-turbo: {0}")]
pub(super) struct TurboError(String);

/// How the colours lie in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space {
    Grey,
    /// Brightness and two colour differences, by these divisors of width and height.
    Split {
        across: u32,
        down: u32,
    },
    /// Red, green and blue, or colour differences in an odd arrangement: asked for as RGB.
    Rgb,
    /// Four inks, with or without a change of their colours.
    Inks,
}

/// What the header says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Header {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) space: Space,
    pub(super) lossless: bool,
}

/// A codec of the library, closed on every way out.
struct Handle(sys::tjhandle);

impl Drop for Handle {
    fn drop(&mut self) {
        // SAFETY: the handle came from `tj3Init` and is used no more.
        unsafe { sys::tj3Destroy(self.0) }
    }
}

impl Handle {
    fn new(kind: sys::TJINIT) -> Result<Self, TurboError> {
        let kind = c_int::try_from(kind).unwrap_or_default();
        // SAFETY: no preconditions; a null handle is an error that is looked at.
        let handle = Self(unsafe { sys::tj3Init(kind) });
        if handle.0.is_null() {
            return Err(handle.error());
        }
        Ok(handle)
    }

    fn set(&self, parameter: sys::TJPARAM, value: c_int) -> Result<(), TurboError> {
        let parameter = c_int::try_from(parameter).unwrap_or_default();
        // SAFETY: the handle is open; unknown parameters and values are refused by the library.
        let status = unsafe { sys::tj3Set(self.0, parameter, value) };
        self.check(status)
    }

    fn get(&self, parameter: sys::TJPARAM) -> c_int {
        let parameter = c_int::try_from(parameter).unwrap_or_default();
        // SAFETY: the handle is open.
        unsafe { sys::tj3Get(self.0, parameter) }
    }

    fn check(&self, status: c_int) -> Result<(), TurboError> {
        if status == 0 {
            Ok(())
        } else {
            Err(self.error())
        }
    }

    /// Whether the library warned. After a warning the damaged rows are grey; if a fatal error followed, the rest keeps
    /// the middle grey with which every buffer begins.
    fn check_decoded(&self, status: c_int) -> Result<bool, TurboError> {
        // SAFETY: the handle is open.
        let code = unsafe { sys::tj3GetErrorCode(self.0) };
        if status != 0 && u32::try_from(code) == Ok(sys::TJERR_TJERR_WARNING) {
            return Ok(true);
        }
        self.check(status).map(|()| false)
    }

    fn error(&self) -> TurboError {
        // SAFETY: the library gives a terminated text for any handle, also for a null one.
        let text = unsafe { CStr::from_ptr(sys::tj3GetErrorStr(self.0)) };
        TurboError(text.to_string_lossy().into_owned())
    }
}

/// One JPEG to be decoded.
pub(super) struct Decoder<'a> {
    handle: Handle,
    jpeg: &'a [u8],
    header: Header,
    sampling: c_int,
    divisor: u32,
}

impl<'a> Decoder<'a> {
    /// Reads the header. Passes over the picture beyond `max_scans` end the decoding later on.
    pub(super) fn new(jpeg: &'a [u8], max_scans: u32) -> Result<Self, TurboError> {
        let handle = Handle::new(sys::TJINIT_TJINIT_DECOMPRESS)?;
        let max_scans = c_int::try_from(max_scans).unwrap_or(c_int::MAX);
        handle.set(sys::TJPARAM_TJPARAM_SCANLIMIT, max_scans)?;
        handle.set(sys::TJPARAM_TJPARAM_MAXMEMORY, MAX_WORKING_MEBIBYTES)?;
        handle.set(sys::TJPARAM_TJPARAM_SAVEMARKERS, 0)?;
        // SAFETY: pointer and length are those of one slice.
        let status = unsafe { sys::tj3DecompressHeader(handle.0, jpeg.as_ptr(), length(jpeg)) };
        handle.check_decoded(status)?;
        let side = |parameter| u32::try_from(handle.get(parameter)).unwrap_or(0);
        let sampling = handle.get(sys::TJPARAM_TJPARAM_SUBSAMP);
        let space = space(handle.get(sys::TJPARAM_TJPARAM_COLORSPACE), sampling);
        let header = Header {
            width: side(sys::TJPARAM_TJPARAM_JPEGWIDTH),
            height: side(sys::TJPARAM_TJPARAM_JPEGHEIGHT),
            space,
            lossless: handle.get(sys::TJPARAM_TJPARAM_LOSSLESS) != 0,
        };
        Ok(Self {
            handle,
            jpeg,
            header,
            sampling,
            divisor: 1,
        })
    }

    pub(super) fn header(&self) -> Header {
        self.header
    }

    /// Decodes at 1/1, 1/2, 1/4 or 1/8 of the size from now on.
    pub(super) fn divide(&mut self, divisor: u32) -> Result<(), TurboError> {
        let factor = sys::tjscalingfactor {
            num: 1,
            denom: c_int::try_from(divisor).unwrap_or(0),
        };
        // SAFETY: the handle is open; factors that it does not know are refused.
        let status = unsafe { sys::tj3SetScalingFactor(self.handle.0, factor) };
        self.handle.check(status)?;
        self.divisor = divisor;
        Ok(())
    }

    /// Width and height in whole pixels at the chosen fraction: rounded up.
    pub(super) fn stored(&self) -> (u32, u32) {
        let Header { width, height, .. } = self.header;
        (width.div_ceil(self.divisor), height.div_ceil(self.divisor))
    }

    /// The planes as they lie in the file, each with its own stored size (one for grey, else three), and whether the
    /// library warned.
    pub(super) fn planes(&self) -> Result<(Vec<Plane>, bool), TurboError> {
        let (width, height) = self.stored();
        let signed = |side: u32| c_int::try_from(side).unwrap_or(0);
        let count = if self.header.space == Space::Grey {
            1
        } else {
            3
        };
        let mut planes = Vec::new();
        for component in 0..count {
            // SAFETY: plain arithmetic on numbers.
            let (across, down) = unsafe {
                (
                    sys::tj3YUVPlaneWidth(component, signed(width), self.sampling),
                    sys::tj3YUVPlaneHeight(component, signed(height), self.sampling),
                )
            };
            let side = |value: c_int| u32::try_from(value).unwrap_or(0);
            planes.push(Plane::even(side(across), side(down), 128));
        }
        let mut targets = [ptr::null_mut(); 3];
        let mut strides = [0; 3];
        for ((target, stride), plane) in targets.iter_mut().zip(&mut strides).zip(&mut planes) {
            *target = plane.samples.as_mut_ptr();
            *stride = signed(plane.width);
        }
        // SAFETY: each plane has the size that the library computed for this header, sampling and fraction; the
        // pointers stay valid because the vectors are not touched during the call.
        let status = unsafe {
            sys::tj3DecompressToYUVPlanes8(
                self.handle.0,
                self.jpeg.as_ptr(),
                length(self.jpeg),
                targets.as_mut_ptr(),
                strides.as_mut_ptr(),
            )
        };
        let warned = self.handle.check_decoded(status)?;
        Ok((planes, warned))
    }

    /// RGB pixels, row by row, and whether the library warned.
    pub(super) fn rgb(&self) -> Result<(Vec<u8>, bool), TurboError> {
        self.packed(sys::TJPF_TJPF_RGB, 3)
    }

    /// The four inks as they lie in the file, row by row, and whether the library warned.
    pub(super) fn inks(&self) -> Result<(Vec<u8>, bool), TurboError> {
        self.packed(sys::TJPF_TJPF_CMYK, 4)
    }

    fn packed(&self, format: sys::TJPF, channels: usize) -> Result<(Vec<u8>, bool), TurboError> {
        let (width, height) = self.stored();
        let mut pixels = vec![128; width as usize * height as usize * channels];
        // SAFETY: the buffer holds `height` rows of `width` pixels in this format, which is what the library writes at
        // the chosen fraction with a pitch of 0 (rows without gaps).
        let status = unsafe {
            sys::tj3Decompress8(
                self.handle.0,
                self.jpeg.as_ptr(),
                length(self.jpeg),
                pixels.as_mut_ptr(),
                0,
                format,
            )
        };
        let warned = self.handle.check_decoded(status)?;
        Ok((pixels, warned))
    }
}

fn length(bytes: &[u8]) -> sys::size_t {
    bytes.len() as sys::size_t
}

fn space(colors: c_int, sampling: c_int) -> Space {
    let is = |known: sys::TJCS| u32::try_from(colors) == Ok(known);
    if is(sys::TJCS_TJCS_CMYK) || is(sys::TJCS_TJCS_YCCK) {
        return Space::Inks;
    }
    if is(sys::TJCS_TJCS_GRAY) {
        return Space::Grey;
    }
    let split = |across, down| Space::Split { across, down };
    match sampling {
        _ if !is(sys::TJCS_TJCS_YCbCr) => Space::Rgb,
        sys::TJSAMP_TJSAMP_444 => split(1, 1),
        sys::TJSAMP_TJSAMP_422 => split(2, 1),
        sys::TJSAMP_TJSAMP_420 => split(2, 2),
        sys::TJSAMP_TJSAMP_440 => split(1, 2),
        sys::TJSAMP_TJSAMP_411 => split(4, 1),
        _ => Space::Rgb,
    }
}

/// Encodes planes (full range, colours at half the size) as baseline JPEG without metadata.
pub(super) fn encode_planes(planes: &Planes, quality: u8) -> Result<Vec<u8>, TurboError> {
    // The library reads whole pairs of rows and columns.
    let padded = [
        planes.luma.padded_even(),
        planes.blue.clone(),
        planes.red.clone(),
    ];
    let signed = |side: u32| c_int::try_from(side).unwrap_or(0);
    let sources = padded.each_ref().map(|plane| plane.samples.as_ptr());
    let strides = padded.each_ref().map(|plane| signed(plane.width));
    encode(quality, |handle, buffer, size| {
        // SAFETY: the brightness has an even size that covers width and height, the colours have half of it; strides
        // are the planes' own widths. Buffer and size are an empty buffer that the library allocates.
        unsafe {
            sys::tj3CompressFromYUVPlanes8(
                handle,
                sources.as_ptr(),
                signed(planes.width()),
                strides.as_ptr(),
                signed(planes.height()),
                buffer,
                size,
            )
        }
    })
}

/// Encodes RGB rows as baseline JPEG without metadata.
pub(super) fn encode_rgb(
    pixels: &[u8],
    width: u32,
    height: u32,
    quality: u8,
) -> Result<Vec<u8>, TurboError> {
    if pixels.len() != width as usize * height as usize * 3 {
        return Err(TurboError("a size that does not fit the pixels".to_owned()));
    }
    let signed = |side: u32| c_int::try_from(side).unwrap_or(0);
    encode(quality, |handle, buffer, size| {
        // SAFETY: `pixels` holds `height` rows of `width` pixels of three bytes without gaps (checked above).
        unsafe {
            sys::tj3Compress8(
                handle,
                pixels.as_ptr(),
                signed(width),
                0,
                signed(height),
                sys::TJPF_TJPF_RGB,
                buffer,
                size,
            )
        }
    })
}

/// A buffer of the library, freed on every way out.
struct Buffer {
    bytes: *mut u8,
    size: sys::size_t,
}

impl Drop for Buffer {
    fn drop(&mut self) {
        // SAFETY: the pointer is null or was allocated by the library.
        unsafe { sys::tj3Free(self.bytes.cast()) }
    }
}

fn encode(
    quality: u8,
    run: impl FnOnce(sys::tjhandle, *mut *mut u8, *mut sys::size_t) -> c_int,
) -> Result<Vec<u8>, TurboError> {
    let handle = Handle::new(sys::TJINIT_TJINIT_COMPRESS)?;
    handle.set(sys::TJPARAM_TJPARAM_QUALITY, c_int::from(quality))?;
    handle.set(sys::TJPARAM_TJPARAM_SUBSAMP, sys::TJSAMP_TJSAMP_420)?;
    handle.set(sys::TJPARAM_TJPARAM_OPTIMIZE, 1)?;
    let mut buffer = Buffer {
        bytes: ptr::null_mut(),
        size: 0,
    };
    let status = run(handle.0, &raw mut buffer.bytes, &raw mut buffer.size);
    handle.check(status)?;
    if buffer.bytes.is_null() {
        return Err(TurboError("nothing was written".to_owned()));
    }
    let size = usize::try_from(buffer.size).unwrap_or(0);
    // SAFETY: after success the library's buffer holds `size` initialised bytes; they are copied before it is freed.
    Ok(unsafe { std::slice::from_raw_parts(buffer.bytes, size) }.to_vec())
}
