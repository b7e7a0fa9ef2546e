//! Tables of the audit chain.

/// The end of each chain, locked while a row is added.
pub mod head {
    use sea_orm::entity::prelude::*;

    /// One row of `audit_head`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_head")]
    pub struct Model {
        /// An edition’s id, or zero for the platform.
        #[sea_orm(primary_key, auto_increment = false)]
        pub chain: Uuid,
        /// Number of the last row.
        pub seq: i64,
        /// Hash of the last row.
        pub hash: Vec<u8>,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// One act of staff or one change of state.
pub mod event {
    use sea_orm::entity::prelude::*;

    /// One row of `audit_event`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_event")]
    pub struct Model {
        /// As in the head.
        #[sea_orm(primary_key, auto_increment = false)]
        pub chain: Uuid,
        /// From 1, without gaps.
        #[sea_orm(primary_key, auto_increment = false)]
        pub seq: i64,
        /// Database time.
        pub at: DateTimeUtc,
        /// `Actor::reference`.
        pub actor: String,
        /// Such as `contribution.approve`.
        pub act: String,
        /// Such as `contribution:…`.
        pub subject: String,
        /// Canonical JSON without personal data.
        pub details: String,
        /// Hash of the row before; 32 zero bytes for the first.
        pub previous_hash: Vec<u8>,
        /// SHA-256 over this row.
        pub hash: Vec<u8>,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
