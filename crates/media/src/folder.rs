//! One private folder per job, removed when the job is over.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::MediaError;

/// What the names of these folders begin with.
const PREFIX: &str = "job-";

/// A job's private folder: `in/` (read-only in the jail), `work/` and `out/` (the only places it may write).
///
/// Everything goes when it is dropped. Should the process be killed first, the kernel gives up the lock on the folder, and
/// [`sweep`] finds it.
#[derive(Debug)]
pub struct JobFolder {
    root: tempfile::TempDir,
    _used: File,
}

impl JobFolder {
    /// A new empty folder below `parent`, readable by this user only.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn create(parent: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(parent)?;
        // While somebody sweeps, no folder is made that is not locked yet.
        let sweeping = File::open(parent)?;
        sweeping.lock_shared()?;
        let root = tempfile::Builder::new()
            .prefix(PREFIX)
            .permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700))
            .tempdir_in(parent.canonicalize()?)?;
        let used = File::open(root.path())?;
        // Shared: a folder in this folder may be made, too.
        used.lock_shared()?;
        for name in ["in", "work", "out"] {
            std::fs::create_dir(root.path().join(name))?;
        }
        Ok(Self { root, _used: used })
    }

    /// Where the original is put; our own name, never the user's.
    pub fn original(&self) -> PathBuf {
        self.input().join("original")
    }

    /// What the jail may only read.
    pub fn input(&self) -> PathBuf {
        self.root.path().join("in")
    }

    /// Intermediate files.
    pub fn work(&self) -> PathBuf {
        self.root.path().join("work")
    }

    /// Finished files.
    pub fn out(&self) -> PathBuf {
        self.root.path().join("out")
    }
}

/// Reading, hashing and joining large files: on a thread of its own kind, not on one that requests and other jobs wait for.
pub(crate) async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, MediaError> + Send + 'static,
) -> Result<T, MediaError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| MediaError::world("work on a job's files", error))?
}

/// Removes the folders below `parent` that killed processes left behind, and none that is in use by any process.
///
/// # Errors
/// The folders cannot be read or removed.
pub fn sweep(parent: &Path) -> io::Result<()> {
    std::fs::create_dir_all(parent)?;
    let sweeping = File::open(parent)?;
    sweeping.lock()?;
    for entry in std::fs::read_dir(parent)? {
        let entry = entry?;
        let ours = entry
            .file_name()
            .as_encoded_bytes()
            .starts_with(PREFIX.as_bytes());
        if !ours || !entry.file_type()?.is_dir() {
            continue;
        }
        // Its process may just have ended well and taken it along.
        let gone = |error: &io::Error| error.kind() == io::ErrorKind::NotFound;
        let folder = match File::open(entry.path()) {
            Err(error) if gone(&error) => continue,
            folder => folder?,
        };
        match folder.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => continue,
            Err(TryLockError::Error(error)) => return Err(error),
        }
        match std::fs::remove_dir_all(entry.path()) {
            Err(error) if gone(&error) => {}
            removed => removed?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_process_left_is_swept_and_what_is_in_use_stays() {
        let parent = tempfile::tempdir().expect("a folder");
        let used = JobFolder::create(parent.path()).expect("made");
        let inner = JobFolder::create(&used.work()).expect("made");
        // A killed process drops nothing, and the kernel takes its locks back.
        let left = JobFolder::create(parent.path()).expect("made");
        std::fs::write(left.original(), b"a child's photo").expect("written");
        let JobFolder { root, _used: lock } = left;
        let left = root.keep();
        drop(lock);
        let stranger = parent.path().join("lost+found");
        std::fs::create_dir(&stranger).expect("made");
        sweep(parent.path()).expect("swept");
        assert!(!left.exists());
        assert!(used.input().exists() && inner.input().exists() && stranger.exists());
        drop((inner, used));
        sweep(parent.path()).expect("swept again");
        assert_eq!(std::fs::read_dir(parent.path()).expect("read").count(), 1);
    }
}
