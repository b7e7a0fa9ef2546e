//! The table of decisions.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What was decided.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(20))",
    rename_all = "snake_case"
)]
#[serde(rename_all = "snake_case")]
pub enum DecisionKind {
    /// May be published.
    Approve,
    /// Sent back to be changed.
    RequestChanges,
    /// Refused.
    Reject,
    /// Out of sight at once.
    Hide,
    /// Back in sight.
    Restore,
    /// One moderator would let a work that was reported for privacy be seen; a second one must agree.
    AskRestore,
}

/// What moderators decided, with reasons.
pub mod decision {
    use super::DecisionKind;
    use crate::contributions::State;
    use crate::ids::{AccountId, ContributionId, DecisionId};
    use sea_orm::entity::prelude::*;

    /// One row of `decision`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "decision")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: DecisionId,
        /// About what.
        pub contribution_id: ContributionId,
        /// Which version of it.
        pub version: i32,
        /// Who; none when a rule decided.
        pub moderator_id: Option<AccountId>,
        /// What.
        pub kind: DecisionKind,
        /// Reason code; always there when it restricts.
        pub reason: Option<String>,
        /// The reason in words, Swedish.
        pub text_sv: String,
        /// The reason in words, English.
        pub text_en: String,
        /// State before.
        pub from_state: State,
        /// False when a report led to it.
        pub own_initiative: bool,
        /// When it was made.
        pub created_at: DateTimeUtc,
        /// When it takes effect and mail goes out; until then it can be undone.
        pub effective_at: DateTimeUtc,
        /// Set when undone.
        pub undone_at: Option<DateTimeUtc>,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A moderator wants a work to be purged.
pub mod purge_request {
    use crate::contributions::entity::contribution;
    use crate::ids::{AccountId, ContributionId};
    use sea_orm::entity::prelude::*;

    /// One row of `purge_request`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "purge_request")]
    pub struct Model {
        /// Which work.
        #[sea_orm(primary_key, auto_increment = false)]
        pub contribution_id: ContributionId,
        /// Who.
        pub account_id: AccountId,
        /// As it was then.
        pub version: i32,
        /// When.
        pub created_at: DateTimeUtc,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl Model {
        /// Whether it is a wish about this work as it is now: what is changed is looked at anew.
        pub fn stands_for(&self, work: &contribution::Model) -> bool {
            self.contribution_id == work.id && self.version == work.version
        }
    }
}
