//! The blocking half of the folder store.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::{ObjectKey, StoreError};

/// A file in `incoming/` this old has no writer any more: the largest upload takes minutes.
const ABANDONED_AFTER: Duration = Duration::from_hours(24);

/// How often to make a key's folders again when a deletion keeps removing them between our two steps.
const FOLDER_TRIES: u32 = 16;

/// What to store.
#[derive(Clone, Copy)]
pub(super) enum Content<'a> {
    File(&'a Path),
    Bytes(&'a [u8]),
}

#[derive(Debug)]
pub(super) struct Files {
    pub(super) objects: PathBuf,
    incoming: PathBuf,
}

impl Files {
    pub(super) fn open(root: &Path) -> io::Result<Self> {
        let files = Self {
            objects: root.join("objects"),
            incoming: root.join("incoming"),
        };
        fs::create_dir_all(&files.objects)?;
        fs::create_dir_all(&files.incoming)?;
        sync_folder(root)?;
        files.sweep_incoming()?;
        files.try_hard_link()?;
        Ok(files)
    }

    pub(super) fn put(&self, key: &ObjectKey, content: Content<'_>) -> Result<(), StoreError> {
        let target = self.path(key);
        if target.exists() {
            return Err(StoreError::AlreadyExists); // the link below decides; this spares the copy
        }
        let incoming = Incoming::new(self);
        let mut file = File::create_new(&incoming.0).map_err(StoreError::of_store)?;
        match content {
            Content::File(path) => {
                let mut source = File::open(path).map_err(StoreError::of_local_file)?;
                io::copy(&mut source, &mut file).map_err(StoreError::of_store)?;
            }
            Content::Bytes(bytes) => file.write_all(bytes).map_err(StoreError::of_store)?,
        }
        file.sync_all().map_err(StoreError::of_store)?;
        self.publish(&incoming, &target)
            .map_err(StoreError::of_store)
    }

    pub(super) fn open_object(&self, key: &ObjectKey) -> Result<(File, u64), StoreError> {
        let file = File::open(self.path(key)).map_err(missing)?;
        let found = file.metadata().map_err(StoreError::of_store)?;
        if found.is_file() {
            Ok((file, found.len()))
        } else {
            Err(StoreError::NotFound) // a folder of keys
        }
    }

    pub(super) fn len(&self, key: &ObjectKey) -> Result<u64, StoreError> {
        let found = fs::metadata(self.path(key)).map_err(missing)?;
        found
            .is_file()
            .then_some(found.len())
            .ok_or(StoreError::NotFound)
    }

    pub(super) fn delete(&self, key: &ObjectKey) -> Result<(), StoreError> {
        let path = self.path(key);
        match self
            .len(key)
            .and_then(|_| fs::remove_file(&path).map_err(missing))
        {
            Err(StoreError::NotFound) => return Ok(()),
            deleted => deleted?,
        }
        // Erased must stay erased, also after a power cut.
        let mut folder = path.parent().unwrap_or(&self.objects);
        sync_folder(folder)
            .or_else(ok_if_gone)
            .map_err(StoreError::of_store)?;
        while folder != self.objects && fs::remove_dir(folder).is_ok() {
            folder = folder.parent().unwrap_or(&self.objects);
        }
        Ok(())
    }

    pub(super) fn check(&self) -> Result<(), StoreError> {
        fs::metadata(&self.incoming)
            .and(fs::metadata(&self.objects))
            .map(drop)
            .map_err(StoreError::of_store)
    }

    pub(super) fn free_bytes(&self) -> Result<u64, StoreError> {
        let disk = rustix::fs::statvfs(&self.objects)
            .map_err(|error| StoreError::of_store(error.into()))?;
        Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
    }

    fn path(&self, key: &ObjectKey) -> PathBuf {
        self.objects.join(key.as_str())
    }

    /// Gives the finished file its name, then makes the name durable.
    fn publish(&self, incoming: &Incoming, target: &Path) -> io::Result<()> {
        let folder = target.parent().unwrap_or(&self.objects);
        let mut tries = 0;
        loop {
            tries += 1;
            match make_folders(folder).and_then(|()| fs::hard_link(&incoming.0, target)) {
                // A deletion removed the folder because it was empty.
                Err(error) if error.kind() == ErrorKind::NotFound && tries < FOLDER_TRIES => {}
                linked => break linked?,
            }
        }
        // All of them, even those that were there: whoever made them may not have synced them yet.
        let mut folder = folder;
        loop {
            sync_folder(folder)?;
            if folder == self.objects {
                return Ok(());
            }
            folder = folder.parent().unwrap_or(&self.objects);
        }
    }

    fn sweep_incoming(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.incoming)? {
            let entry = entry?;
            let age = entry.metadata()?.modified()?.elapsed().unwrap_or_default();
            if age > ABANDONED_AFTER {
                fs::remove_file(entry.path()).or_else(ok_if_gone)?;
                tracing::info!("Swept a half-written object of a writer that is gone");
            }
        }
        Ok(())
    }

    /// Finds out at start, not at the first upload, that the file system cannot do what we need.
    fn try_hard_link(&self) -> io::Result<()> {
        let (one, other) = (Incoming::new(self), Incoming::new(self));
        File::create_new(&one.0)?;
        fs::hard_link(&one.0, &other.0)
    }
}

/// A file in `incoming/`, removed when dropped.
struct Incoming(PathBuf);

impl Incoming {
    fn new(files: &Files) -> Self {
        Self(
            files
                .incoming
                .join(format!("{:032x}", rand::random::<u128>())),
        )
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        // Failing leaves a stray that the next start sweeps.
        let _ = fs::remove_file(&self.0);
    }
}

/// A key below an object (`a/b` where `a` is one) is as missing as any other.
fn missing(error: io::Error) -> StoreError {
    match error.kind() {
        ErrorKind::NotADirectory => StoreError::NotFound,
        _ => StoreError::of_store(error),
    }
}

fn ok_if_gone(error: io::Error) -> io::Result<()> {
    if error.kind() == ErrorKind::NotFound {
        Ok(())
    } else {
        Err(error)
    }
}

/// As [`fs::create_dir_all`], whose answer when a folder vanishes while it looks ("exists already") must not be taken for
/// the object's.
fn make_folders(folder: &Path) -> io::Result<()> {
    match fs::create_dir_all(folder) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => match fs::metadata(folder) {
            Ok(found) if found.is_dir() => Ok(()),
            Ok(_object) => Err(io::Error::other(error)),
            Err(error) => Err(error), // gone again
        },
        made => made,
    }
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
