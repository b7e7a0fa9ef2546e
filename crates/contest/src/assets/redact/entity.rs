//! The table of marks.

/// What is covered or silenced in an asset.
pub mod redaction {
    use crate::ids::{AssetId, RedactionId};
    use sea_orm::entity::prelude::*;

    /// One row of `redaction`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "redaction")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: RedactionId,
        /// In what.
        pub asset_id: AssetId,
        /// Ten-thousandths of the upright picture's width; none of the four sides: its sound, or the text of its page.
        pub left_part: Option<i32>,
        /// Ten-thousandths of its height.
        pub top_part: Option<i32>,
        /// Ten-thousandths of its width.
        pub right_part: Option<i32>,
        /// Ten-thousandths of its height.
        pub bottom_part: Option<i32>,
        /// From when; none: all of it.
        pub from_ms: Option<i64>,
        /// Up to when.
        pub to_ms: Option<i64>,
        /// Which page of a magazine, from 1.
        pub page: Option<i32>,
        /// The original itself has it.
        pub burnt: bool,
        /// When it was made.
        pub created_at: DateTimeUtc,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
