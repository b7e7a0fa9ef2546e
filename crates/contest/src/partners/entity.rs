//! Tables of partners and the sites they may embed on.

/// An organisation that shows our galleries.
pub mod partner {
    use crate::ids::{EditionId, PartnerId};
    use sea_orm::entity::prelude::*;

    /// One row of `partner`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "partner")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: PartnerId,
        /// The edition.
        pub edition_id: EditionId,
        /// In addresses.
        pub slug: String,
        /// Name.
        pub name: String,
        /// Since when.
        pub created_at: DateTimeUtc,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Sites on which a partner may frame galleries.
pub mod origin {
    use crate::ids::PartnerId;
    use sea_orm::entity::prelude::*;

    /// One row of `partner_origin`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "partner_origin")]
    pub struct Model {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub partner_id: PartnerId,
        /// Scheme and host, such as `https://example.org`.
        #[sea_orm(primary_key, auto_increment = false)]
        pub origin: String,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
