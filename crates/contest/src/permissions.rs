//! Who is asking, and what they may do.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, ClassId, EditionId, MembershipId};
use crate::votes::VoterKey;
use crate::{accounts, classes};

/// Whom a session belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Principal {
    /// Signed in by e-mail.
    Account(AccountId),
    /// A pupil who joined a class; nothing else is known about them.
    Membership(MembershipId),
    /// A voter who confirmed an e-mail address that is not kept.
    Voter {
        /// The edition the key is for.
        edition: EditionId,
        /// Keyed hash of the address.
        key: VoterKey,
    },
}

impl Principal {
    /// `account:…`, `membership:…` or `voter:…`: how tables, audit rows and upload owners name a principal.
    pub fn reference(&self) -> String {
        match self {
            Self::Account(id) => format!("account:{id}"),
            Self::Membership(id) => format!("membership:{id}"),
            Self::Voter { key, .. } => format!("voter:{}", &key.to_string()[..16]),
        }
    }
}

/// Reads an account's or a membership's [`reference`](Principal::reference) back; a voter's does not hold the whole key.
impl std::str::FromStr for Principal {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (kind, id) = text.split_once(':').ok_or(())?;
        let id: Uuid = id.parse().map_err(|_| ())?;
        match kind {
            "account" => Ok(Self::Account(id.into())),
            "membership" => Ok(Self::Membership(id.into())),
            _ => Err(()),
        }
    }
}

/// What an account was granted.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(20))",
    rename_all = "snake_case"
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs editions; may do all that moderators may.
    Organiser,
    /// Decides what is published.
    Moderator,
    /// Scores and honours.
    Juror,
    /// Opens classes and approves their hand-ins.
    Teacher,
    /// Takes part on their own.
    Contributor,
}

impl std::str::FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        use sea_orm::ActiveEnum;
        Self::try_from_value(&text.to_owned()).map_err(|_| {
            format!("{text} is no role: organiser, moderator, juror, teacher or contributor")
        })
    }
}

/// Somebody with what they may do at this moment, read afresh for each request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// An account and its grants.
    Account {
        /// Its id.
        id: AccountId,
        /// Its grants.
        roles: Vec<Role>,
        /// Language for mail: `sv` or `en`.
        language: String,
    },
    /// A pupil.
    Pupil {
        /// The membership.
        id: MembershipId,
        /// Its class.
        class: ClassId,
        /// The class's edition.
        edition: EditionId,
        /// The only thing known about the pupil.
        nickname: String,
    },
    /// A voter from outside.
    Voter {
        /// The edition the key is for.
        edition: EditionId,
        /// Keyed hash of the address.
        key: VoterKey,
    },
    /// The system itself: jobs and the command line.
    System,
}

impl Actor {
    /// Reads what `principal` may do now; `None` if it was suspended, removed or erased.
    ///
    /// # Errors
    /// The database failed.
    pub async fn resolve(
        db: &impl ConnectionTrait,
        principal: &Principal,
    ) -> Result<Option<Self>, DbErr> {
        match principal {
            Principal::Account(id) => accounts::queries::actor(db, *id).await,
            Principal::Membership(id) => classes::queries::actor(db, *id).await,
            Principal::Voter { edition, key } => Ok(Some(Self::Voter {
                edition: *edition,
                key: key.clone(),
            })),
        }
    }

    /// Whether the account was granted `role`.
    pub fn has(&self, role: Role) -> bool {
        matches!(self, Self::Account { roles, .. } if roles.contains(&role))
    }

    /// Moderators and organisers.
    pub fn may_moderate(&self) -> bool {
        self.has(Role::Moderator) || self.has(Role::Organiser)
    }

    /// Teachers and organisers.
    pub fn may_open_classes(&self) -> bool {
        self.has(Role::Teacher) || self.has(Role::Organiser)
    }

    /// The account, if it is one.
    pub fn account(&self) -> Option<AccountId> {
        match self {
            Self::Account { id, .. } => Some(*id),
            _ => None,
        }
    }

    /// As [`Principal::reference`]; the system is `system`.
    pub fn reference(&self) -> String {
        match self {
            Self::Account { id, .. } => Principal::Account(*id).reference(),
            Self::Pupil { id, .. } => Principal::Membership(*id).reference(),
            Self::Voter { edition, key } => Principal::Voter {
                edition: *edition,
                key: key.clone(),
            }
            .reference(),
            Self::System => "system".into(),
        }
    }
}
