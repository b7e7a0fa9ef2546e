//! `Upload-Checksum`: the algorithm, a space, the hash in base 64.

use axum::http::HeaderMap;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use dizza_http::Problem;
use sha2::{Digest, Sha256};

use super::problems;

/// The names for `Tus-Checksum-Algorithm`.
pub(super) const ALGORITHMS: &str = "sha1,sha256";

/// A hash under way with the one that it shall become.
pub(super) struct Checksum {
    hasher: Hasher,
    expected: Vec<u8>,
}

enum Hasher {
    Sha1(sha1_smol::Sha1),
    Sha256(Sha256),
}

impl Checksum {
    /// Reads the header, if there is one.
    pub fn read(headers: &HeaderMap) -> Result<Option<Self>, Problem> {
        let Some(value) = headers.get("upload-checksum") else {
            return Ok(None);
        };
        let read = value.to_str().ok().and_then(|value| value.split_once(' '));
        let read = read.and_then(|(name, hash)| Some((name, STANDARD.decode(hash.trim()).ok()?)));
        let hasher = match read {
            Some(("sha1", ref hash)) if hash.len() == 20 => Hasher::Sha1(sha1_smol::Sha1::new()),
            Some(("sha256", ref hash)) if hash.len() == 32 => Hasher::Sha256(Sha256::new()),
            _ => return Err(problems::bad_checksum()),
        };
        let expected = read.map(|(_, hash)| hash).unwrap_or_default();
        Ok(Some(Self { hasher, expected }))
    }

    /// More bytes of the piece.
    pub fn update(&mut self, bytes: &[u8]) {
        match &mut self.hasher {
            Hasher::Sha1(hasher) => hasher.update(bytes),
            Hasher::Sha256(hasher) => hasher.update(bytes),
        }
    }

    /// Whether the whole piece was what its sender meant.
    pub fn matches(self) -> bool {
        match self.hasher {
            Hasher::Sha1(hasher) => hasher.digest().bytes()[..] == self.expected,
            Hasher::Sha256(hasher) => hasher.finalize()[..] == self.expected,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &str) -> Result<Option<Checksum>, Problem> {
        let mut headers = HeaderMap::new();
        headers.insert("upload-checksum", value.parse().unwrap());
        Checksum::read(&headers)
    }

    #[test]
    fn known_hashes_are_compared_and_others_refused() {
        // The example of the tus specification: "hello world".
        for (value, right) in [
            ("sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=", true),
            ("sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu4=", false),
            ("sha256 uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=", true),
        ] {
            let mut checksum = read(value).unwrap().unwrap();
            checksum.update(b"hello ");
            checksum.update(b"world");
            assert_eq!(checksum.matches(), right, "{value}");
        }
        for bad in [
            "md5 XrY7u+Ae7tCTyyK7j1rNww==",
            "sha1",
            "sha1 !",
            "sha256 Kq5sNclPz7QV2+lfQIuc6R7oRu0=",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
        assert!(Checksum::read(&HeaderMap::new()).unwrap().is_none());
    }
}
