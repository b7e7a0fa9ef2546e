//! What somebody looked at before they decided.

use sea_orm::{ConnectionTrait, DbErr};

use super::content_hash;
use super::entity::contribution;

/// What a teacher or a moderator looked at: the contribution's version and the hash of all that would be shown. Written
/// `version-hash` in forms. Pages take it before they read what they show, so that what they show is never older.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The contribution's version.
    pub version: i32,
    /// See [`content_hash`]; none while a file was not ready.
    pub hash: Option<Vec<u8>>,
}

/// What a form says was seen is nothing that we wrote there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a version and a hash")]
pub struct ParseSeenError;

impl Seen {
    /// What looking at `work` now shows.
    ///
    /// # Errors
    /// The database failed.
    pub async fn of(db: &impl ConnectionTrait, work: &contribution::Model) -> Result<Self, DbErr> {
        Ok(Self {
            version: work.version,
            hash: content_hash(db, work).await?,
        })
    }
}

impl std::fmt::Display for Seen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}-{}",
            self.version,
            self.hash.as_ref().map(hex::encode).unwrap_or_default()
        )
    }
}

impl std::str::FromStr for Seen {
    type Err = ParseSeenError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (version, hash) = text.split_once('-').ok_or(ParseSeenError)?;
        let version = version.parse().map_err(|_| ParseSeenError)?;
        let hash = match hash {
            "" => None,
            hash => Some(hex::decode(hash).map_err(|_| ParseSeenError)?),
        };
        Ok(Self { version, hash })
    }
}
