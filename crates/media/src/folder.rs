//! One private folder per job, removed when the job is over.

use std::io;
use std::path::{Path, PathBuf};

/// A job's private folder: `in/` (read-only in the jail), `work/` and `out/` (the only places it may write).
///
/// Everything goes when it is dropped.
#[derive(Debug)]
pub struct JobFolder {
    root: tempfile::TempDir,
}

impl JobFolder {
    /// A new empty folder below `parent`, readable by this user only.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn create(parent: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(parent)?;
        let root = tempfile::Builder::new()
            .prefix("job-")
            .permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700))
            .tempdir_in(parent.canonicalize()?)?;
        for name in ["in", "work", "out"] {
            std::fs::create_dir(root.path().join(name))?;
        }
        Ok(Self { root })
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
