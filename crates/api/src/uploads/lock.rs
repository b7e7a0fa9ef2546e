//! One request at a time per upload; the newest wins.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};
use tokio_util::sync::CancellationToken;

/// How long a request waits for an older one that is busy with what cannot be broken off: hashing and storing a film.
const PATIENCE: Duration = Duration::from_secs(45);

/// The locks of this process, by the staging file that they guard.
static LOCKS: LazyLock<Mutex<HashMap<PathBuf, Arc<Slot>>>> = LazyLock::new(Mutex::default);

#[derive(Default)]
struct Slot {
    held: Arc<AsyncMutex<()>>,
    newest: Mutex<CancellationToken>,
}

/// The right to touch an upload's file. While it is held, [`overtaken`](Self::overtaken) tells that a newer request waits.
pub(super) struct UploadLock {
    path: PathBuf,
    token: CancellationToken,
    slot: Arc<Slot>,
    held: Option<OwnedMutexGuard<()>>,
}

impl UploadLock {
    /// Asks the older requests for the upload to let go, and waits until they have. `None`: a still newer request came, or
    /// the older one is too busy.
    pub async fn take(path: &Path) -> Option<Self> {
        let slot = {
            let mut locks = LOCKS.lock().unwrap_or_else(PoisonError::into_inner);
            locks.entry(path.to_owned()).or_default().clone()
        };
        let token = CancellationToken::new();
        {
            let mut newest = slot.newest.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *newest, token.clone()).cancel();
        }
        let mut lock = Self {
            path: path.to_owned(),
            token,
            slot,
            held: None,
        };
        let waiting = lock.slot.held.clone().lock_owned();
        let held = tokio::select! {
            biased;
            () = lock.token.cancelled() => None,
            held = tokio::time::timeout(PATIENCE, waiting) => held.ok(),
        };
        lock.held = Some(held?);
        Some(lock)
    }

    /// Ends when a newer request wants the upload.
    pub async fn overtaken(&self) {
        self.token.cancelled().await;
    }
}

impl Drop for UploadLock {
    fn drop(&mut self) {
        self.held = None;
        let mut locks = LOCKS.lock().unwrap_or_else(PoisonError::into_inner);
        // The map's own and ours: nobody else waits.
        if Arc::strong_count(&self.slot) <= 2 {
            locks.remove(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_newest_request_gets_the_upload() {
        let path = Path::new("/staging/newest");
        let first = UploadLock::take(path).await.unwrap();
        let second = tokio::spawn(UploadLock::take(path));
        first.overtaken().await;
        let third = tokio::spawn(UploadLock::take(path));
        assert!(second.await.unwrap().is_none(), "overtaken while it waited");
        drop(first);
        let third = third.await.unwrap().unwrap();
        drop(third);
        assert!(!LOCKS.lock().unwrap().contains_key(path));
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_waits_for_ever() {
        let path = Path::new("/staging/busy");
        let _busy = UploadLock::take(path).await.unwrap();
        assert!(UploadLock::take(path).await.is_none());
    }
}
