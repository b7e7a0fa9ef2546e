//! The table of reports.

/// Somebody’s notice about a contribution.
pub mod report {
    use crate::ids::{ContributionId, ReportId};
    use sea_orm::entity::prelude::*;

    /// One row of `report`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "report")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ReportId,
        /// About what.
        pub contribution_id: ContributionId,
        /// Reason code.
        pub reason: String,
        /// In the reporter’s words.
        pub text: String,
        /// Address for the answer; may be empty.
        pub contact: String,
        /// Language of the answer: `sv` or `en`.
        pub language: String,
        /// Keyed hash of the network prefix, against repeats.
        pub reporter_key: Vec<u8>,
        /// When.
        pub created_at: DateTimeUtc,
        /// When a moderator dealt with it.
        pub handled_at: Option<DateTimeUtc>,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
