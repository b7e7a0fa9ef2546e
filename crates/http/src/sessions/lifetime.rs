//! How long sessions live.

use chrono::Duration;
use contest::permissions::{Actor, Role};
use serde::{Deserialize, Serialize};

/// How long a session lives, by whom it belongs to (`docs/security.md`, "Signing in").
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lifetime {
    /// Nobody is signed in: a message, or waiting for a mail. 1 h.
    #[default]
    Guest,
    /// Organisers, moderators and jurors: 30 min idle, 12 h at most.
    Staff,
    /// Teachers and single persons: 8 h idle, 14 d at most.
    Teacher,
    /// Pupils: 8 h idle, 14 d at most.
    Pupil,
    /// Voters from outside: 2 h.
    Voter,
}

impl Lifetime {
    /// The one for this actor; the shortest if several roles would fit.
    pub fn of(actor: &Actor) -> Self {
        let staff = [Role::Organiser, Role::Moderator, Role::Juror];
        match actor {
            _ if staff.iter().any(|role| actor.has(*role)) => Self::Staff,
            Actor::Account { .. } => Self::Teacher,
            Actor::Pupil { .. } => Self::Pupil,
            Actor::Voter { .. } => Self::Voter,
            Actor::System => Self::Guest,
        }
    }

    /// Ends after so long without use.
    pub fn idle(self) -> Duration {
        match self {
            Self::Guest => Duration::hours(1),
            Self::Staff => Duration::minutes(30),
            Self::Teacher | Self::Pupil => Duration::hours(8),
            Self::Voter => Duration::hours(2),
        }
    }

    /// Ends after so long, used or not.
    pub fn absolute(self) -> Duration {
        match self {
            Self::Guest => Duration::hours(1),
            Self::Staff => Duration::hours(12),
            Self::Teacher | Self::Pupil => Duration::days(14),
            Self::Voter => Duration::hours(2),
        }
    }
}
