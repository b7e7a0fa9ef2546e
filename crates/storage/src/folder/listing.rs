//! Walking the folder in the order of the keys' bytes.

use std::fs;
use std::io;
use std::path::Path;

use crate::{Listed, ObjectKey, Page, StoreError};

use super::files::Files;

impl Files {
    pub(super) fn list(
        &self,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page, StoreError> {
        let mut walk = Walk {
            prefix,
            after: after.unwrap_or_default(),
            wanted: limit + 1,
            found: Vec::new(),
        };
        walk.folder(&self.objects, "")
            .map_err(StoreError::of_store)?;
        let more = walk.found.len() > limit;
        walk.found.truncate(limit);
        let last = walk.found.last().map(|listed| listed.key.to_string());
        Ok(Page {
            objects: walk.found,
            next: last.filter(|_| more),
        })
    }
}

struct Walk<'a> {
    prefix: &'a str,
    after: &'a str,
    wanted: usize,
    found: Vec<Listed>,
}

impl Walk<'_> {
    /// Lists `folder`, whose keys begin with `base` (empty, or ending in a slash).
    fn folder(&mut self, folder: &Path, base: &str) -> io::Result<()> {
        let entries = match fs::read_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()), // deleted since
            entries => entries?,
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else {
                continue;
            };
            // The slash takes part in the order: `a-b` comes before `a/b`.
            let slash = if entry.file_type()?.is_dir() { "/" } else { "" };
            names.push(format!("{name}{slash}"));
        }
        names.sort_unstable();
        for name in names {
            if self.found.len() == self.wanted {
                return Ok(());
            }
            let key = format!("{base}{name}");
            if key.ends_with('/') {
                let may_match = key.starts_with(self.prefix) || self.prefix.starts_with(&key);
                let may_follow = key.as_str() > self.after || self.after.starts_with(&key);
                if may_match && may_follow {
                    self.folder(&folder.join(&name), &key)?;
                }
            } else if key.starts_with(self.prefix) && key.as_str() > self.after {
                self.file(&folder.join(&name), key)?;
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &Path, key: String) -> io::Result<()> {
        let (Ok(key), Ok(found)) = (ObjectKey::parse(key), fs::metadata(path)) else {
            return Ok(()); // not ours, or deleted since
        };
        self.found.push(Listed {
            key,
            len: found.len(),
            stored_at: found.modified()?.into(),
        });
        Ok(())
    }
}
