//! When what is open.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::Phase;
use super::entity::phase;

/// The time in which a phase is open: from `starts_at` on, until just before `ends_at`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PhaseWindow {
    /// Which phase.
    pub phase: Phase,
    /// First moment inside.
    pub starts_at: DateTime<Utc>,
    /// First moment after.
    pub ends_at: DateTime<Utc>,
}

impl PhaseWindow {
    /// Whether `at` lies inside.
    pub fn is_open_at(&self, at: DateTime<Utc>) -> bool {
        self.starts_at <= at && at < self.ends_at
    }

    /// Whether it has not begun at `at`.
    pub fn is_ahead_of(&self, at: DateTime<Utc>) -> bool {
        at < self.starts_at
    }
}

impl From<phase::Model> for PhaseWindow {
    fn from(row: phase::Model) -> Self {
        Self {
            phase: row.phase,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
        }
    }
}

impl std::fmt::Display for PhaseWindow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "from {} until {}",
            self.starts_at.format("%F %R UTC"),
            self.ends_at.format("%F %R UTC")
        )
    }
}

/// The edition's time zone; UTC if its name is unknown, which creating an edition refuses.
pub fn time_zone(name: &str) -> Tz {
    name.parse().unwrap_or(Tz::UTC)
}
