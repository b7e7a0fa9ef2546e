//! A file in, renditions out: pictures, films, songs and magazines, all decoded in a jail.
//!
//! [`Processor::process`] takes one original in a [`JobFolder`] and leaves finished files beside it. It probes, plans
//! (pure functions), and runs ffmpeg, poppler or this binary's own image code in the [`jail`]; nothing decodes outside of it.
//! The crate knows neither HTTP nor the database, except in [`jobs`], where the queue's handlers call it.
//!
//! A binary that uses this crate must call [`helper_main`] first thing in its `main`.

pub mod audio;
mod codecs;
mod document;
pub mod error;
mod ffmpeg;
mod folder;
pub mod image;
pub mod jail;
pub mod jobs;
mod probe;
mod processor;
pub mod redact;
mod renditions;
pub mod versions;
pub mod video;

use std::ffi::OsString;
use std::process::ExitCode;

pub use document::Poppler;
pub use error::{MediaError, Reason};
pub use ffmpeg::Tools;
pub use folder::{JobFolder, sweep};
pub use processor::{MediaLimits, Processor};
pub use redact::{Burning, NewOriginal};
pub use renditions::{
    Facts, Grown, Growth, Progress, RenditionFile, Renditions, Shows, content_type,
};

/// Answers the calls that the jail makes to its own binary; `None` if this is an ordinary start.
///
/// To be called before anything else, while the process has one thread:
/// `if let Some(code) = media::helper_main(std::env::args_os()) { return code; }`
pub fn helper_main(args: impl IntoIterator<Item = OsString>) -> Option<ExitCode> {
    let mut args = args.into_iter().skip(1);
    let command = args.next()?;
    let rest = |args: &mut dyn Iterator<Item = OsString>| args.collect::<Vec<_>>();
    match command.to_str()? {
        jail::JAIL_COMMAND => Some(jail::helper_main(&rest(&mut args))),
        jail::PROBE_COMMAND => Some(jail::probe_main(&rest(&mut args))),
        image::IMAGE_COMMAND => Some(image::worker::image_main(&rest(&mut args))),
        _ => None,
    }
}
