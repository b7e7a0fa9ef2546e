//! The folder in which uploads under way lie, one file each.

use std::io;
use std::path::{Path, PathBuf};

use dizza_http::{Site, UploadRules};
use tokio::fs::{self, File, OpenOptions};

/// Free bytes that the staging folder always leaves to the database and the rest.
const RESERVE: u64 = 64 * 1024 * 1024;

/// Uploads under way on this node: `{token}` holds the bytes, and its length is the offset. `{token}.mark` is there while
/// a piece with a checksum arrives, and says how long the file was before it.
#[derive(Clone, Debug)]
pub struct StagingArea {
    folder: PathBuf,
    max_bytes: u64,
    max_disk_percent: u64,
}

impl StagingArea {
    /// The one of this node.
    pub fn of(site: &Site) -> Self {
        let UploadRules {
            staging_bytes,
            max_disk_percent,
            ..
        } = site.config.uploads;
        Self {
            folder: site.config.staging.clone(),
            max_bytes: staging_bytes,
            max_disk_percent,
        }
    }

    /// Where the bytes of this upload lie. A token is 32 hexadecimal digits; `None` for anything else.
    pub fn path(&self, token: &str) -> Option<PathBuf> {
        let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        (token.len() == 32 && token.bytes().all(digit)).then(|| self.folder.join(token))
    }

    /// Makes the file of a new upload, safe against a power cut.
    ///
    /// # Errors
    /// The disk.
    pub async fn create(&self, path: &Path) -> io::Result<()> {
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(path)
            .await?;
        file.sync_all().await?;
        File::open(&self.folder).await?.sync_all().await
    }

    /// How many bytes are safe. A piece with a checksum that never came to its end is taken away first: nobody knows
    /// whether it was right. An upload without a file (a crash just after it was begun) gets one.
    ///
    /// # Errors
    /// The disk.
    pub async fn offset(&self, path: &Path) -> io::Result<u64> {
        if !fs::try_exists(path).await? {
            self.create(path).await?;
            return Ok(0);
        }
        let mark = mark_of(path);
        let file = OpenOptions::new().append(true).open(path).await?;
        if fs::try_exists(&mark).await? {
            // A torn mark says nothing; it is older than every byte of its piece, so the file is still as it was.
            if let Ok(before) = fs::read_to_string(&mark).await?.trim().parse::<u64>() {
                let length = file.metadata().await?.len();
                file.set_len(length.min(before)).await?;
            }
            file.sync_data().await?;
            fs::remove_file(&mark).await?;
        }
        file.sync_data().await?;
        Ok(file.metadata().await?.len())
    }

    /// Opens the file for bytes behind its end.
    ///
    /// # Errors
    /// The disk.
    pub async fn open(&self, path: &Path) -> io::Result<File> {
        OpenOptions::new().append(true).open(path).await
    }

    /// Remembers the offset before a piece whose checksum will be compared.
    ///
    /// # Errors
    /// The disk.
    pub async fn mark(&self, path: &Path, offset: u64) -> io::Result<()> {
        use tokio::io::AsyncWriteExt;
        let mut file = File::create(mark_of(path)).await?;
        // The line end shows that the number is whole.
        file.write_all(format!("{offset}\n").as_bytes()).await?;
        file.sync_all().await?;
        File::open(&self.folder).await?.sync_all().await
    }

    /// The piece was right.
    ///
    /// # Errors
    /// The disk.
    pub async fn unmark(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(mark_of(path)).await
    }

    /// Deletes the bytes of an upload, if there are any.
    ///
    /// # Errors
    /// The disk.
    pub async fn remove(&self, path: &Path) -> io::Result<()> {
        for path in [path, &mark_of(path)] {
            match fs::remove_file(path).await {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    /// How many more bytes may be written: within the folder's own limit, the disk's watermark, and a reserve for others.
    ///
    /// # Errors
    /// The disk.
    pub async fn room(&self) -> io::Result<u64> {
        let area = self.clone();
        let asked = tokio::task::spawn_blocking(move || area.measure());
        asked.await.map_err(io::Error::other)?
    }

    fn measure(&self) -> io::Result<u64> {
        let mut used = 0;
        for entry in std::fs::read_dir(&self.folder)? {
            // A file may end while we look.
            used += entry?.metadata().map_or(0, |file| file.len());
        }
        let disk = rustix::fs::statvfs(&self.folder)?;
        let (taken, free) = (disk.f_blocks - disk.f_bfree, disk.f_bavail);
        let percent = taken * 100 / (taken + free).max(1);
        if self.max_disk_percent < 100 && percent >= self.max_disk_percent {
            return Ok(0);
        }
        let on_disk = (free * disk.f_frsize).saturating_sub(RESERVE);
        Ok(self.max_bytes.saturating_sub(used).min(on_disk))
    }

    /// The tokens of all uploads that have a file here.
    ///
    /// # Errors
    /// The disk.
    pub async fn tokens(&self) -> io::Result<Vec<String>> {
        let mut tokens = Vec::new();
        let mut entries = fs::read_dir(&self.folder).await?;
        while let Some(entry) = entries.next_entry().await? {
            let name = entry.file_name().into_string().unwrap_or_default();
            if self.path(&name).is_some() {
                tokens.push(name);
            }
        }
        Ok(tokens)
    }
}

fn mark_of(path: &Path) -> PathBuf {
    path.with_extension("mark")
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncWriteExt;

    use super::*;

    const TOKEN: &str = "0123456789abcdef0123456789abcdef";

    fn area(folder: &Path) -> StagingArea {
        StagingArea {
            folder: folder.to_owned(),
            max_bytes: 100,
            max_disk_percent: 100,
        }
    }

    #[test]
    fn only_tokens_of_ours_name_files() {
        let area = area(Path::new("/staging"));
        assert!(area.path(TOKEN).is_some());
        for bad in [
            "",
            "..",
            "../../etc/passwd",
            &TOKEN.to_uppercase(),
            &TOKEN[1..],
            &format!("{TOKEN}.mark"),
        ] {
            assert!(area.path(bad).is_none(), "{bad}");
        }
    }

    #[tokio::test]
    async fn a_piece_that_was_not_verified_is_taken_away() {
        let folder = tempfile::tempdir().unwrap();
        let area = area(folder.path());
        let path = area.path(TOKEN).unwrap();
        assert_eq!(
            area.offset(&path).await.unwrap(),
            0,
            "a missing file is made"
        );
        let mut file = area.open(&path).await.unwrap();
        file.write_all(b"safe").await.unwrap();
        area.mark(&path, 4).await.unwrap();
        file.write_all(b" perhaps").await.unwrap();
        file.flush().await.unwrap();
        assert_eq!(area.offset(&path).await.unwrap(), 4);
        assert_eq!(area.offset(&path).await.unwrap(), 4);
        area.mark(&path, 4).await.unwrap();
        file.write_all(b" surely").await.unwrap();
        file.flush().await.unwrap();
        area.unmark(&path).await.unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"safe surely");
        assert_eq!(area.tokens().await.unwrap(), [TOKEN]);
        area.remove(&path).await.unwrap();
        area.remove(&path).await.unwrap();
        assert!(area.tokens().await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn the_folder_has_a_limit() {
        let folder = tempfile::tempdir().unwrap();
        let area = area(folder.path());
        std::fs::write(folder.path().join(TOKEN), [0; 60]).unwrap();
        assert_eq!(area.room().await.unwrap(), 40);
        let full = StagingArea {
            max_disk_percent: 0,
            ..area
        };
        assert_eq!(full.room().await.unwrap(), 0);
    }
}
