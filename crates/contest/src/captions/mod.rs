//! What is said in films and songs, written down by those who made them: captions and transcripts.
//!
//! Captions come as WebVTT or SRT files, or typed. They are read strictly ([`read`]) and only what was understood is kept, in
//! our own hand ([`write`]): no byte of an uploaded file is ever served. Both belong to what an approval binds
//! ([`content_hash`](crate::contributions::content_hash)).

mod captioned;
mod cue;
pub mod entity;
mod fault;
mod line;
mod put;
pub mod queries;
mod read;
mod remove;

pub(crate) use captioned::is_captioned;
pub use cue::{Cue, write};
pub use entity::TextKind;
pub use fault::{Fault, Wrong};
pub use put::{MAX_TRANSCRIPT, Place, PutTextError, put_captions, put_transcript};
pub use read::{MAX_BYTES, MAX_CUE, MAX_CUES, read};
pub use remove::remove_text;
