//! Tables of contributions, who made them, and the hand-ins and approvals of classes.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Where a contribution stands.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(20))",
    rename_all = "snake_case"
)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Being made; content can change.
    Draft,
    /// Handed in by a pupil, waiting for the teacher.
    Submitted,
    /// Waiting for a moderator.
    InReview,
    /// Sent back with reasons; content can change.
    ChangesRequested,
    /// Approved, waiting for its time of publication.
    Approved,
    /// Public.
    Published,
    /// Refused with reasons.
    Rejected,
    /// Taken back by those who made it.
    Withdrawn,
    /// Taken out of sight, reversibly.
    Hidden,
    /// Gone for ever.
    Erased,
}

/// What a class or a person hands in.
pub mod contribution {
    use super::State;
    use crate::ids::{AccountId, CategoryId, ClassId, ContributionId, EditionId};
    use sea_orm::entity::prelude::*;

    /// One row of `contribution`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "contribution")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ContributionId,
        /// Public address: ten random characters.
        pub code: String,
        /// The edition.
        pub edition_id: EditionId,
        /// Chosen in the wizard.
        pub category_id: Option<CategoryId>,
        /// The class, or
        pub class_id: Option<ClassId>,
        /// the single person who made it.
        pub account_id: Option<AccountId>,
        /// Single persons only: `16-19` or `20`.
        pub age_group: Option<String>,
        /// Empty in a new draft.
        pub title: String,
        /// The poem, or words beside the media.
        pub text: String,
        /// Language of title and text (BCP 47).
        pub language: String,
        /// Nicknames, sources.
        pub credits: String,
        /// Written by `contributions::transition` alone.
        pub state: State,
        /// Grows with every change of content.
        pub version: i32,
        /// When the approval takes effect.
        pub publish_at: Option<DateTimeUtc>,
        /// First publication.
        pub published_at: Option<DateTimeUtc>,
        /// What was approved: see `contributions::content_hash`.
        pub approved_hash: Option<Vec<u8>>,
        /// On top of the queue: somebody said that it is about their privacy. Nothing else sets it.
        pub urgent: bool,
        /// Whether everything in it that sounds has captions or a transcript; decided when it is published.
        pub captioned: bool,
        /// The moderator at work on it.
        pub claimed_by: Option<AccountId>,
        /// When the claim lapses.
        pub claimed_until: Option<DateTimeUtc>,
        /// When it was begun.
        pub created_at: DateTimeUtc,
        /// Last change.
        pub updated_at: DateTimeUtc,
        /// When it entered the queue.
        pub handed_in_at: Option<DateTimeUtc>,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What its makers answered about people, music, pictures and brands.
pub mod answer {
    use crate::ids::ContributionId;
    use sea_orm::entity::prelude::*;

    /// One row of `contribution_answer`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "contribution_answer")]
    pub struct Model {
        /// About what.
        #[sea_orm(primary_key, auto_increment = false)]
        pub contribution_id: ContributionId,
        /// One of `answers::Question`, by its name.
        #[sea_orm(primary_key, auto_increment = false)]
        pub question: String,
        /// One of the answers that the question allows.
        pub answer: String,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Which pupil is in which contribution: one at most.
pub mod member {
    use crate::ids::{ContributionId, MembershipId};
    use sea_orm::entity::prelude::*;

    /// One row of `contribution_member`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "contribution_member")]
    pub struct Model {
        /// The pupil.
        #[sea_orm(primary_key, auto_increment = false)]
        pub membership_id: MembershipId,
        /// The contribution.
        pub contribution_id: ContributionId,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The one contribution of a class.
pub mod hand_in {
    use crate::ids::{ClassId, ContributionId, EditionId};
    use sea_orm::entity::prelude::*;

    /// One row of `class_hand_in`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "class_hand_in")]
    pub struct Model {
        /// The edition.
        #[sea_orm(primary_key, auto_increment = false)]
        pub edition_id: EditionId,
        /// The class.
        #[sea_orm(primary_key, auto_increment = false)]
        pub class_id: ClassId,
        /// What it handed in.
        pub contribution_id: ContributionId,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A teacher’s ticks, bound to one version.
pub mod class_approval {
    use crate::ids::{AccountId, ClassApprovalId, ContributionId};
    use sea_orm::entity::prelude::*;

    /// One row of `class_approval`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "class_approval")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ClassApprovalId,
        /// What.
        pub contribution_id: ContributionId,
        /// Which version of it.
        pub version: i32,
        /// Who.
        pub account_id: AccountId,
        /// The names of the ticks.
        pub ticks: Json,
        /// When.
        pub approved_at: DateTimeUtc,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a teacher could not tick when they sent a hand-in back; gone when it is approved.
pub mod sent_back {
    use crate::ids::ContributionId;
    use sea_orm::entity::prelude::*;

    /// One row of `sent_back`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sent_back")]
    pub struct Model {
        /// What.
        #[sea_orm(primary_key, auto_increment = false)]
        pub contribution_id: ContributionId,
        /// The names of the ticks.
        pub ticks: Json,
        /// When.
        pub sent_at: DateTimeUtc,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
