//! One contract for every store, then what only one of them has.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod contract;
mod crash;
mod folder;
mod keys;
mod s3;
mod support;
