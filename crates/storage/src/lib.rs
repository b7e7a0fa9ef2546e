//! Objects (originals, renditions) under typed keys, in a folder or in an S3 bucket.
//!
//! What every store promises, and `tests/it/contract.rs` holds against all of them:
//! - `Ok` from a `put` means the whole object is durable; before that nobody sees any of it.
//! - A key is written once. We make keys ourselves, at random ([`ObjectKey::random`]); no store is relied on to refuse a
//!   second writer.
//! - A reader gets exactly the bytes it was told about, or an error: a stream never ends early without one.
//! - Deleting is final and may be repeated.
//! - What an object is (its type, hash, owner) stands in the database, never here.
//!
//! Why two stores and no library over them: `docs/decisions/0004-object-store.md`.

mod error;
mod folder;
mod key;
mod memory;
mod range;
mod s3;
mod store;
#[cfg(feature = "testing")]
pub mod testing;

pub use error::StoreError;
pub use folder::FolderStore;
pub use key::ObjectKey;
pub use memory::MemoryStore;
pub use range::Range;
pub use s3::{Checksums, S3Config, S3Store};
pub use store::{ByteStream, Listed, Object, ObjectStore, Page, PresignGet, Store};
