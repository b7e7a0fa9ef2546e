//! Names of objects: made by us, checked wherever one comes in.

use std::fmt;
use std::str::FromStr;

use rand::RngCore;

use crate::StoreError;

/// The longest key in bytes: S3 allows 1 024, our database columns 200.
const MAX_BYTES: usize = 200;
/// The longest part between slashes in bytes: file systems allow 255.
const MAX_PART_BYTES: usize = 100;

/// The name of an object: parts of `a-z 0-9 . _ -` joined by `/`. No part is empty or begins with a dot, so no key can
/// climb out of a folder; there are no capitals, because some file systems do not tell them apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectKey(String);

impl ObjectKey {
    /// Checks `text`.
    ///
    /// # Errors
    /// [`StoreError::InvalidKey`] says what is wrong with it.
    pub fn parse(text: impl Into<String>) -> Result<Self, StoreError> {
        let text = text.into();
        if text.len() > MAX_BYTES {
            return Err(StoreError::InvalidKey("longer than 200 bytes"));
        }
        for part in text.split('/') {
            if part.is_empty() {
                return Err(StoreError::InvalidKey("an empty part"));
            }
            if part.len() > MAX_PART_BYTES {
                return Err(StoreError::InvalidKey("a part longer than 100 bytes"));
            }
            if part.starts_with('.') {
                return Err(StoreError::InvalidKey("a part that begins with a dot"));
            }
            let allowed = |byte: u8| {
                byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-".contains(&byte)
            };
            if !part.bytes().all(allowed) {
                return Err(StoreError::InvalidKey(
                    "a character other than a-z 0-9 . _ -",
                ));
            }
        }
        Ok(Self(text))
    }

    /// `{prefix}/{32 hexadecimal digits}`: 128 random bits, so that a key can be neither guessed nor met twice.
    ///
    /// # Panics
    /// `prefix` is not a key itself; it is a constant of the caller's.
    pub fn random(prefix: &str, rng: &mut (impl RngCore + ?Sized)) -> Self {
        let mut bits = [0; 16];
        rng.fill_bytes(&mut bits);
        Self::parse(format!("{prefix}/{}", hex::encode(bits))).expect("the prefix is a key itself")
    }

    /// The key of `name` under this one: `{self}/{name}`.
    ///
    /// # Errors
    /// [`StoreError::InvalidKey`]: `name` holds something a key must not.
    pub fn join(&self, name: &str) -> Result<Self, StoreError> {
        Self::parse(format!("{self}/{name}"))
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ObjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ObjectKey {
    type Err = StoreError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for ObjectKey {
    type Error = StoreError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(text)
    }
}

impl From<ObjectKey> for String {
    fn from(key: ObjectKey) -> Self {
        key.0
    }
}

impl AsRef<str> for ObjectKey {
    fn as_ref(&self) -> &str {
        &self.0
    }
}
