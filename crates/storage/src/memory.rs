//! The twin for tests: objects in memory, and outages on request.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::StreamExt;
use futures_util::stream;

use crate::range::resolve;
use crate::{Listed, Object, ObjectKey, ObjectStore, Page, PresignGet, Range, StoreError};

/// Streams come in pieces of this size, as from the real ones.
const PIECE_BYTES: usize = 64 * 1024;

/// Objects in memory.
#[derive(Debug, Default)]
pub struct MemoryStore {
    objects: Mutex<BTreeMap<ObjectKey, Bytes>>,
    away: AtomicBool,
    refusals: AtomicUsize,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// While `away`, everything fails as [`StoreError::Unavailable`]: an outage.
    pub fn set_away(&self, away: bool) {
        self.away.store(away, Ordering::SeqCst);
    }

    /// The next `count` writes fail as [`StoreError::Unavailable`]: a short disturbance.
    pub fn refuse_puts(&self, count: usize) {
        self.refusals.store(count, Ordering::SeqCst);
    }

    fn objects(&self) -> Result<MutexGuard<'_, BTreeMap<ObjectKey, Bytes>>, StoreError> {
        if self.away.load(Ordering::SeqCst) {
            return Err(StoreError::unavailable("the memory store plays an outage"));
        }
        Ok(self.objects.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[async_trait::async_trait]
impl ObjectStore for MemoryStore {
    async fn put_file(&self, key: &ObjectKey, path: &Path) -> Result<(), StoreError> {
        let bytes = tokio::fs::read(path).await;
        self.put_bytes(key, bytes.map_err(StoreError::of_local_file)?.into())
            .await
    }

    async fn put_bytes(&self, key: &ObjectKey, bytes: Bytes) -> Result<(), StoreError> {
        let refuse = |left: usize| left.checked_sub(1);
        if self
            .refusals
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, refuse)
            .is_ok()
        {
            return Err(StoreError::unavailable(
                "the memory store plays a disturbance",
            ));
        }
        let mut objects = self.objects()?;
        if objects.contains_key(key) {
            return Err(StoreError::AlreadyExists);
        }
        objects.insert(key.clone(), bytes);
        Ok(())
    }

    async fn get(&self, key: &ObjectKey, range: Option<Range>) -> Result<Object, StoreError> {
        let bytes = self.objects()?.get(key).cloned();
        let bytes = bytes.ok_or(StoreError::NotFound)?;
        let total = bytes.len() as u64;
        let (first, len) = resolve(range, total)?;
        let index = |offset: u64| usize::try_from(offset).expect("offsets of a slice in memory");
        let mut rest = bytes.slice(index(first)..index(first + len));
        let pieces = std::iter::from_fn(move || {
            let piece = rest.split_to(rest.len().min(PIECE_BYTES));
            (!piece.is_empty()).then_some(Ok(piece))
        });
        Ok(Object {
            first,
            len,
            total,
            stream: stream::iter(pieces).boxed(),
        })
    }

    async fn head(&self, key: &ObjectKey) -> Result<u64, StoreError> {
        let len = self.objects()?.get(key).map(|bytes| bytes.len() as u64);
        len.ok_or(StoreError::NotFound)
    }

    async fn delete(&self, key: &ObjectKey) -> Result<(), StoreError> {
        self.objects()?.remove(key);
        Ok(())
    }

    async fn list(
        &self,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page, StoreError> {
        let objects = self.objects()?;
        let later = objects
            .iter()
            .skip_while(|(key, _)| after.is_some_and(|after| key.as_str() <= after));
        let mut matching = later.filter(|(key, _)| key.as_str().starts_with(prefix));
        let page = matching.by_ref().take(limit).map(|(key, bytes)| Listed {
            key: key.clone(),
            len: bytes.len() as u64,
            stored_at: DateTime::<Utc>::UNIX_EPOCH,
        });
        let page: Vec<Listed> = page.collect();
        let more = matching.next().is_some();
        let last = page.last().map(|listed| listed.key.to_string());
        Ok(Page {
            objects: page,
            next: last.filter(|_| more),
        })
    }

    async fn presign_get(
        &self,
        _key: &ObjectKey,
        _answer: PresignGet<'_>,
    ) -> Result<Option<String>, StoreError> {
        Ok(None)
    }

    async fn check(&self) -> Result<(), StoreError> {
        self.objects().map(drop)
    }
}
