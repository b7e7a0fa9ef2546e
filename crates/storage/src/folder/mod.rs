//! Objects as files of one folder on one machine.
//!
//! `objects/{key}` holds what is stored, `incoming/` what is being written. A file is written and synced there, then hard
//! linked to its key (which fails if the key is taken, whoever else tries) and the folders above it are synced. So a crash at any moment
//! leaves either the whole object or none, and at worst a stray file in `incoming/`, swept when the store is opened.

mod files;
mod listing;

use std::io;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::StreamExt;
use tokio::io::{AsyncReadExt, AsyncSeekExt, SeekFrom};
use tokio_util::io::ReaderStream;

use crate::range::resolve;
use crate::store::exactly;
use crate::{Object, ObjectKey, ObjectStore, Page, PresignGet, Range, StoreError};
use files::{Content, Files};

/// How much is read at a time: fewer, larger reads than tokio's 4 KiB.
const READ_BYTES: usize = 64 * 1024;

/// Objects in a folder. For one machine: two machines that share a folder over a network are not supported.
#[derive(Clone, Debug)]
pub struct FolderStore {
    files: Arc<Files>,
}

impl FolderStore {
    /// Opens the store at `root`, creating what is missing, and sweeps what writers older than a day left behind.
    ///
    /// # Errors
    /// The folder cannot be created or written, or its file system knows no hard links.
    pub fn open(root: impl AsRef<Path>) -> io::Result<Self> {
        let files = Arc::new(Files::open(root.as_ref())?);
        Ok(Self { files })
    }

    /// Runs `work` on a thread that may block. It is finished even if nobody waits for it any more.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Files) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let files = self.files.clone();
        let done = tokio::task::spawn_blocking(move || work(&files)).await;
        done.map_err(StoreError::unavailable)?
    }
}

#[async_trait::async_trait]
impl ObjectStore for FolderStore {
    async fn put_file(&self, key: &ObjectKey, path: &Path) -> Result<(), StoreError> {
        let (key, path) = (key.clone(), path.to_owned());
        self.blocking(move |files| files.put(&key, Content::File(&path)))
            .await
    }

    async fn put_bytes(&self, key: &ObjectKey, bytes: Bytes) -> Result<(), StoreError> {
        let key = key.clone();
        self.blocking(move |files| files.put(&key, Content::Bytes(&bytes)))
            .await
    }

    async fn get(&self, key: &ObjectKey, range: Option<Range>) -> Result<Object, StoreError> {
        let key = key.clone();
        let (file, total) = self.blocking(move |files| files.open_object(&key)).await?;
        let (first, len) = resolve(range, total)?;
        let mut file = tokio::fs::File::from_std(file);
        if first > 0 {
            let sought = file.seek(SeekFrom::Start(first)).await;
            sought.map_err(StoreError::of_store)?;
        }
        let stream = ReaderStream::with_capacity(file.take(len), READ_BYTES).boxed();
        Ok(Object {
            first,
            len,
            total,
            stream: exactly(stream, len),
        })
    }

    async fn head(&self, key: &ObjectKey) -> Result<u64, StoreError> {
        let key = key.clone();
        self.blocking(move |files| files.len(&key)).await
    }

    async fn delete(&self, key: &ObjectKey) -> Result<(), StoreError> {
        let key = key.clone();
        self.blocking(move |files| files.delete(&key)).await
    }

    async fn list(
        &self,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page, StoreError> {
        let (prefix, after) = (prefix.to_owned(), after.map(str::to_owned));
        self.blocking(move |files| files.list(&prefix, after.as_deref(), limit))
            .await
    }

    async fn presign_get(
        &self,
        _key: &ObjectKey,
        _answer: PresignGet<'_>,
    ) -> Result<Option<String>, StoreError> {
        Ok(None)
    }

    async fn check(&self) -> Result<(), StoreError> {
        self.blocking(Files::check).await
    }

    async fn free_bytes(&self) -> Result<Option<u64>, StoreError> {
        self.blocking(Files::free_bytes).await.map(Some)
    }
}
