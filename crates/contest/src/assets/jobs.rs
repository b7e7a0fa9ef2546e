//! Payloads of the jobs about assets. Their handlers live where codecs and the object store are known.

use std::time::Duration;

use queue::{Job, Lane};
use serde::{Deserialize, Serialize};

use crate::ids::AssetId;

/// Makes all renditions of one asset. Safe to run twice: each attempt writes new random keys, and one commit guarded by the
/// lease's token publishes them; what a lost attempt left is swept.
#[derive(Debug, Serialize, Deserialize)]
pub struct ProcessAsset {
    /// Which one.
    pub asset: AssetId,
}

impl Job for ProcessAsset {
    const KIND: &'static str = "process-asset";
    const LANE: Lane = Lane::Media;
    const MAX_ATTEMPTS: u16 = 3;
    // More than the bounds of all programs that work on the costliest file together (`media`'s processor tests that): what is too
    // costly shall end with a reason, not by the queue.
    const TIMEOUT: Duration = Duration::from_hours(6);
}

/// Deletes objects whose rows are gone: object first, row second, delete last.
#[derive(Debug, Serialize, Deserialize)]
pub struct DeleteObjects {
    /// Their keys.
    pub keys: Vec<String>,
}

impl Job for DeleteObjects {
    const KIND: &'static str = "delete-objects";
    const LANE: Lane = Lane::Default;
    const MAX_ATTEMPTS: u16 = 20;
}

/// Says that an asset will not be tried again: enqueued when its [`ProcessAsset`] became a dead letter.
#[derive(Debug, Serialize, Deserialize)]
pub struct GiveUpAsset {
    /// Which one.
    pub asset: AssetId,
    /// Stable code of the reason.
    pub reason: String,
}

impl Job for GiveUpAsset {
    const KIND: &'static str = "give-up-asset";
    const MAX_ATTEMPTS: u16 = 20;
}

/// Forgets uploads that rested too long.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct ExpireUploads {}

impl Job for ExpireUploads {
    const KIND: &'static str = "expire-uploads";
}

/// Deletes objects that no row owns, which crashes left behind.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct SweepOrphans {}

impl Job for SweepOrphans {
    const KIND: &'static str = "sweep-orphans";
}
