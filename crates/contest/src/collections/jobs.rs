//! Payloads of the jobs about the gallery.

use queue::Job;
use serde::{Deserialize, Serialize};

/// Writes the order of the day for every edition that lacks it; recurring.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct ShuffleGallery {}

impl Job for ShuffleGallery {
    const KIND: &'static str = "shuffle-gallery";
    const MAX_ATTEMPTS: u16 = 3;
}
