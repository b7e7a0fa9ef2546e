//! Tables of votes. Votes are inserted and deleted, never updated; what they reference is never updated by them.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// How a voter was known.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(12))",
    rename_all = "snake_case"
)]
#[serde(rename_all = "snake_case")]
pub enum Lane {
    /// By membership of a class.
    Membership,
    /// By a confirmed e-mail address.
    Email,
}

/// What a line of the ballot log says.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(10))",
    rename_all = "snake_case"
)]
#[serde(rename_all = "snake_case")]
pub enum BallotAct {
    /// A vote was cast.
    Cast,
    /// A vote was taken back.
    TakeBack,
}

/// A voter’s support of a contribution.
pub mod vote {
    use super::Lane;
    use crate::ids::{ContributionId, EditionId};
    use crate::votes::VoterKey;
    use sea_orm::entity::prelude::*;

    /// One row of `vote`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "vote")]
    pub struct Model {
        /// The edition.
        #[sea_orm(primary_key, auto_increment = false)]
        pub edition_id: EditionId,
        /// Keyed hash of lane and credential.
        #[sea_orm(primary_key, auto_increment = false)]
        pub voter_key: VoterKey,
        /// For what.
        #[sea_orm(primary_key, auto_increment = false)]
        pub contribution_id: ContributionId,
        /// 1 to the edition’s votes per voter.
        pub slot: i32,
        /// How the voter was known.
        pub lane: Lane,
        /// 128 random bits in hex.
        pub receipt: String,
        /// Database time.
        pub cast_at: DateTimeUtc,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Every cast and take-back, in order; the authority for recounts.
pub mod ballot_log {
    use super::{BallotAct, Lane};
    use crate::ids::{ContributionId, EditionId};
    use crate::votes::VoterKey;
    use sea_orm::entity::prelude::*;

    /// One row of `ballot_log`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "ballot_log")]
    pub struct Model {
        /// Order.
        #[sea_orm(primary_key)]
        pub seq: i64,
        /// The edition.
        pub edition_id: EditionId,
        /// What happened.
        pub act: BallotAct,
        /// How the voter was known.
        pub lane: Lane,
        /// Who.
        pub voter_key: VoterKey,
        /// For what.
        pub contribution_id: ContributionId,
        /// The vote’s receipt.
        pub receipt: String,
        /// Database time.
        pub at: DateTimeUtc,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Changes of scores waiting to be folded.
pub mod delta {
    use crate::ids::ContributionId;
    use sea_orm::entity::prelude::*;

    /// One row of `vote_delta`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "vote_delta")]
    pub struct Model {
        /// Order.
        #[sea_orm(primary_key)]
        pub id: i64,
        /// Whose score.
        pub contribution_id: ContributionId,
        /// 1 or -1.
        pub delta: i32,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Folded counts; nothing references this table.
pub mod score {
    use crate::ids::ContributionId;
    use sea_orm::entity::prelude::*;

    /// One row of `score`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "score")]
    pub struct Model {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub contribution_id: ContributionId,
        /// How many.
        pub votes: i64,
        /// Last fold.
        pub updated_at: DateTimeUtc,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
