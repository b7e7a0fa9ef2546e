//! The demo edition: pictures, films, songs, poems and a magazine that the program makes itself, handed in through the real use cases.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "drawing and sound: pixels, samples and floats are turned into each other on every line, in ranges fixed here"
)]
#![allow(
    clippy::many_single_char_names,
    clippy::similar_names,
    clippy::too_many_lines,
    reason = "a drawing is one long list of strokes in x, y, w and h"
)]

pub mod art;
pub mod clips;
pub mod content;
mod load;
pub mod magazine;
mod run;
#[rustfmt::skip] // scores read best in lines
pub mod songs;
mod sound;

pub use load::{Link, Loader, load, load_these, sign_in_links};
pub use run::run;
