//! What a store can do.

use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use chrono::{DateTime, Utc};
use futures_util::stream::{BoxStream, StreamExt, TryStreamExt, try_unfold};
use tokio::io::AsyncWriteExt;

use crate::{ObjectKey, Range, StoreError};

/// A store, whichever it is.
pub type Store = Arc<dyn ObjectStore>;

/// Bytes as they arrive.
pub type ByteStream = BoxStream<'static, io::Result<Bytes>>;

/// An object, or the part of it that was asked for.
pub struct Object {
    /// The offset of the stream's first byte in the object.
    pub first: u64,
    /// How many bytes the stream yields.
    pub len: u64,
    /// How many bytes the object has.
    pub total: u64,
    /// Exactly `len` bytes, or an error.
    pub stream: ByteStream,
}

impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Object")
            .field("first", &self.first)
            .field("len", &self.len)
            .field("total", &self.total)
            .finish_non_exhaustive()
    }
}

/// One object of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its key.
    pub key: ObjectKey,
    /// Its length in bytes.
    pub len: u64,
    /// When it was stored, by the store's clock.
    pub stored_at: DateTime<Utc>,
}

/// Part of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// In the order of their keys' bytes.
    pub objects: Vec<Listed>,
    /// What to pass as `after` for the next page; `None`: this was the last.
    pub next: Option<String>,
}

/// What a presigned address answers with.
#[derive(Clone, Copy, Debug)]
pub struct PresignGet<'a> {
    /// How long the address works; at most a week.
    pub expires_in: Duration,
    /// `Content-Type` of the answer: objects themselves have none.
    pub content_type: &'a str,
    /// `Cache-Control` of the answer.
    pub cache_control: &'a str,
}

/// A place for objects. Cheap to clone behind [`Store`].
#[async_trait::async_trait]
pub trait ObjectStore: fmt::Debug + Send + Sync + 'static {
    /// Stores a copy of the file at `path`, streaming.
    ///
    /// # Errors
    /// [`AlreadyExists`](StoreError::AlreadyExists), [`Full`](StoreError::Full), [`LocalFile`](StoreError::LocalFile),
    /// [`Unavailable`](StoreError::Unavailable). After an error the object may exist all the same (its acknowledgement was
    /// lost): use a new key to try again, the old one is swept.
    async fn put_file(&self, key: &ObjectKey, path: &Path) -> Result<(), StoreError>;

    /// Stores `bytes`: for small objects.
    ///
    /// # Errors
    /// As [`put_file`](Self::put_file).
    async fn put_bytes(&self, key: &ObjectKey, bytes: Bytes) -> Result<(), StoreError>;

    /// Opens an object, or a part of it.
    ///
    /// # Errors
    /// [`NotFound`](StoreError::NotFound), [`RangeNotSatisfiable`](StoreError::RangeNotSatisfiable),
    /// [`Unavailable`](StoreError::Unavailable).
    async fn get(&self, key: &ObjectKey, range: Option<Range>) -> Result<Object, StoreError>;

    /// The object's length in bytes.
    ///
    /// # Errors
    /// [`NotFound`](StoreError::NotFound), [`Unavailable`](StoreError::Unavailable).
    async fn head(&self, key: &ObjectKey) -> Result<u64, StoreError>;

    /// Deletes the object; `Ok` if it is gone, even if it never was.
    ///
    /// # Errors
    /// [`Unavailable`](StoreError::Unavailable): it may still be there.
    async fn delete(&self, key: &ObjectKey) -> Result<(), StoreError>;

    /// Up to `limit` (1 to 1 000) objects whose keys begin with `prefix` and come after `after`: for reconciling with the
    /// database, not for serving. Foreign objects, whose names are not keys of ours, are left out.
    ///
    /// # Errors
    /// [`Unavailable`](StoreError::Unavailable).
    async fn list(
        &self,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page, StoreError>;

    /// An address at which anybody can fetch the object for a while, without us; `None` if the store has none to give.
    /// Whether the object exists is not checked.
    ///
    /// # Errors
    /// [`Unavailable`](StoreError::Unavailable): it could not be signed.
    async fn presign_get(
        &self,
        key: &ObjectKey,
        answer: PresignGet<'_>,
    ) -> Result<Option<String>, StoreError>;

    /// Whether the store answers: for readiness.
    ///
    /// # Errors
    /// [`Unavailable`](StoreError::Unavailable), or [`NotFound`](StoreError::NotFound): the folder or bucket is missing.
    async fn check(&self) -> Result<(), StoreError>;

    /// How many bytes can still be stored; `None` if the store does not know.
    ///
    /// # Errors
    /// [`Unavailable`](StoreError::Unavailable).
    async fn free_bytes(&self) -> Result<Option<u64>, StoreError> {
        Ok(None)
    }

    /// The whole object in memory, if it has at most `max_bytes`.
    ///
    /// # Errors
    /// As [`get`](Self::get), and [`TooLarge`](StoreError::TooLarge).
    async fn get_bytes(&self, key: &ObjectKey, max_bytes: u64) -> Result<Bytes, StoreError> {
        let object = self.get(key, None).await?;
        if object.total > max_bytes {
            let total = object.total;
            return Err(StoreError::TooLarge { total, max_bytes });
        }
        let mut all = BytesMut::new();
        let mut stream = object.stream;
        while let Some(bytes) = stream.try_next().await.map_err(StoreError::unavailable)? {
            all.extend_from_slice(&bytes);
        }
        Ok(all.freeze())
    }

    /// Copies the object into the new file `path`; returns its length in bytes. The file is not synced: it is for work.
    ///
    /// # Errors
    /// As [`get`](Self::get), and [`LocalFile`](StoreError::LocalFile): the file exists already or cannot be written.
    async fn download(&self, key: &ObjectKey, path: &Path) -> Result<u64, StoreError> {
        let object = self.get(key, None).await?;
        let file = tokio::fs::File::create_new(path).await;
        let mut file = file.map_err(StoreError::of_local_file)?;
        let mut stream = object.stream;
        while let Some(bytes) = stream.try_next().await.map_err(StoreError::unavailable)? {
            let written = file.write_all(&bytes).await;
            written.map_err(StoreError::of_local_file)?;
        }
        file.flush().await.map_err(StoreError::of_local_file)?;
        Ok(object.total)
    }
}

/// `stream`, but an error where it ends before `len` bytes or goes on after them.
pub(crate) fn exactly(stream: ByteStream, len: u64) -> ByteStream {
    try_unfold((stream, len), |(mut stream, left)| async move {
        let Some(bytes) = stream.try_next().await? else {
            return if left == 0 {
                Ok(None)
            } else {
                Err(io::Error::new(
                    io::ErrorKind::UnexpectedEof,
                    format!("the object ended {left} bytes too early"),
                ))
            };
        };
        let left = left
            .checked_sub(bytes.len() as u64)
            .ok_or_else(|| io::Error::other("the object is longer than announced"))?;
        Ok(Some((bytes, (stream, left))))
    })
    .boxed()
}
