//! How large and how many.

use chrono::Duration;
use sea_orm::{ConnectionTrait, DbErr};

use super::entity::asset;
use super::{AssetKind, AssetState};
use crate::{contributions, editions};

/// How long an upload may rest after its last byte.
pub const UPLOAD_LIFETIME: Duration = Duration::hours(24);

/// An upload counts as under way for so long after its last byte; later it is paused and takes nobody's place.
pub(super) const ACTIVE: Duration = Duration::minutes(10);

/// The longest song; how long a film may be, each edition says.
pub const MAX_SONG_SECONDS: u32 = 600;

/// The longest film that its edition takes, of a file that failed because it was too long; none of all others.
///
/// # Errors
/// The database failed.
pub(crate) async fn exceeded_seconds(
    db: &impl ConnectionTrait,
    asset: &asset::Model,
) -> Result<Option<u32>, DbErr> {
    if asset.state != AssetState::Failed || asset.failure.as_deref() != Some("too-long") {
        return Ok(None);
    }
    let Some(work) = contributions::queries::find(db, asset.contribution_id).await? else {
        return Ok(None);
    };
    let edition = editions::queries::get(db, work.edition_id).await?;
    Ok(u32::try_from(edition.max_film_seconds).ok())
}

/// Limits of uploads. The default is that of `docs/security.md`, "Uploads"; sizes in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Largest photo.
    pub photo_bytes: u64,
    /// Largest film.
    pub video_bytes: u64,
    /// Largest song.
    pub audio_bytes: u64,
    /// Largest document.
    pub document_bytes: u64,
    /// All files of a class (or a single person) in an edition together.
    pub quota_bytes: u64,
    /// Uploads under way in the whole system.
    pub in_flight: u64,
    /// Uploads under way of one person.
    pub in_flight_each: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            photo_bytes: 40_000_000,
            video_bytes: 1_000_000_000,
            audio_bytes: 100_000_000,
            document_bytes: 50_000_000,
            quota_bytes: 5_000_000_000,
            in_flight: 64,
            in_flight_each: 2,
        }
    }
}

impl Limits {
    /// The largest file of a kind.
    pub fn of(&self, kind: AssetKind) -> u64 {
        match kind {
            AssetKind::Photo => self.photo_bytes,
            AssetKind::Video => self.video_bytes,
            AssetKind::Audio => self.audio_bytes,
            AssetKind::Document => self.document_bytes,
        }
    }

    /// The largest file of any kind: all that can be held against an upload before its first bytes are there.
    pub fn largest(&self) -> u64 {
        [
            self.photo_bytes,
            self.video_bytes,
            self.audio_bytes,
            self.document_bytes,
        ]
        .into_iter()
        .max()
        .unwrap_or(0)
    }
}

/// For columns, which hold signed numbers.
pub(super) fn column(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

/// From a column, which never holds a negative size.
pub(super) fn bytes(column: i64) -> u64 {
    u64::try_from(column).unwrap_or(0)
}
