//! Why a store could not do what was asked.

use std::error::Error;
use std::io;

/// Why a store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no object under this key.
    #[error("no such object")]
    NotFound,
    /// The key was written before; keys are written once.
    #[error("the key is taken")]
    AlreadyExists,
    /// Not one byte of the range exists.
    #[error("the range lies outside the object's {total} bytes")]
    RangeNotSatisfiable {
        /// The object's length in bytes.
        total: u64,
    },
    /// The text is not a key of ours.
    #[error("not an object key: {0}")]
    InvalidKey(&'static str),
    /// The object is larger than the caller was ready to hold.
    #[error("the object has {total} bytes, more than the {max_bytes} allowed")]
    TooLarge {
        /// The object's length in bytes.
        total: u64,
        /// The caller's limit in bytes.
        max_bytes: u64,
    },
    /// The store's disk or quota is full.
    #[error("the store is full")]
    Full,
    /// A local file (to be uploaded, or to download into) could not be read or written.
    #[error("could not use the local file")]
    LocalFile(#[source] io::Error),
    /// The store does not answer as it should; trying later may help.
    #[error("the store is unavailable")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
}

impl StoreError {
    /// For failures of a store's own files.
    pub(crate) fn of_store(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound,
            io::ErrorKind::AlreadyExists => Self::AlreadyExists,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            _ => Self::Unavailable(Box::new(error)),
        }
    }

    /// For failures of the caller's file.
    pub(crate) fn of_local_file(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            _ => Self::LocalFile(error),
        }
    }

    pub(crate) fn unavailable(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Unavailable(cause.into())
    }
}
