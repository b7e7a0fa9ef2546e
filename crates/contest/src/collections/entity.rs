//! Tables of collections, and the gallery’s order of the day.

/// A curated, ordered list.
pub mod collection {
    use crate::ids::{CollectionId, EditionId};
    use sea_orm::entity::prelude::*;

    /// One row of `collection`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "collection")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: CollectionId,
        /// The edition.
        pub edition_id: EditionId,
        /// In addresses; `featured` is on the front page.
        pub slug: String,
        /// Title in Swedish.
        pub title_sv: String,
        /// Title in English.
        pub title_en: String,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What is in a collection.
pub mod item {
    use crate::ids::{CollectionId, ContributionId};
    use sea_orm::entity::prelude::*;

    /// One row of `collection_item`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "collection_item")]
    pub struct Model {
        /// The collection.
        #[sea_orm(primary_key, auto_increment = false)]
        pub collection_id: CollectionId,
        /// The contribution.
        #[sea_orm(primary_key, auto_increment = false)]
        pub contribution_id: ContributionId,
        /// Order, from 0.
        pub position: i32,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The random order of a day, the same for everyone.
pub mod gallery_order {
    use crate::ids::{ContributionId, EditionId};
    use sea_orm::entity::prelude::*;

    /// One row of `gallery_order`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "gallery_order")]
    pub struct Model {
        /// The edition.
        #[sea_orm(primary_key, auto_increment = false)]
        pub edition_id: EditionId,
        /// ISO date in the edition’s time zone.
        #[sea_orm(primary_key, auto_increment = false)]
        pub day: String,
        /// Order, from 0.
        #[sea_orm(primary_key, auto_increment = false)]
        pub position: i32,
        /// The contribution.
        pub contribution_id: ContributionId,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
