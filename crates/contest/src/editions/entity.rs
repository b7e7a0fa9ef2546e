//! Tables of editions, their phases and categories.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A phase of an edition. Phases may overlap.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(12))",
    rename_all = "snake_case"
)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Contributions can be made and handed in.
    Submissions,
    /// The public votes.
    Voting,
    /// Jurors score.
    Jury,
    /// Results are out.
    Closed,
}

/// One year's contest.
pub mod edition {
    use crate::ids::EditionId;
    use sea_orm::entity::prelude::*;

    /// One row of `edition`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "edition")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: EditionId,
        /// In addresses: `dizza-2026`.
        pub slug: String,
        /// Name in Swedish.
        pub name_sv: String,
        /// Name in English.
        pub name_en: String,
        /// The question, in Swedish.
        pub theme_sv: String,
        /// The question, in English.
        pub theme_en: String,
        /// IANA name, such as `Europe/Stockholm`.
        pub time_zone: String,
        /// Least time between approval and publication.
        pub publish_delay_seconds: i32,
        /// Slots per voter.
        pub votes_per_voter: i32,
        /// A class hands in one contribution.
        pub one_per_class: bool,
        /// Single persons of 16 or older may take part.
        pub singles_allowed: bool,
        /// Anybody may frame public collections.
        pub framing_open: bool,
        /// Longest film.
        pub max_film_seconds: i32,
        /// Short side in pixels of the largest size in which films are shown: 720 or 1080.
        pub max_film_side: i32,
        /// Hue of the theme, 0 to 359.
        pub accent_hue: Option<i32>,
        /// Key of the voters’ hashes; destroyed after the results.
        pub voter_secret: Option<Vec<u8>>,
        /// When it was made.
        pub created_at: DateTimeUtc,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// When what is open.
pub mod phase {
    use super::Phase;
    use crate::ids::EditionId;
    use sea_orm::entity::prelude::*;

    /// One row of `edition_phase`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "edition_phase")]
    pub struct Model {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub edition_id: EditionId,
        /// Which.
        #[sea_orm(primary_key, auto_increment = false)]
        pub phase: Phase,
        /// First moment inside.
        pub starts_at: DateTimeUtc,
        /// First moment after.
        pub ends_at: DateTimeUtc,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Art forms of an edition.
pub mod category {
    use crate::ids::{CategoryId, EditionId};
    use sea_orm::entity::prelude::*;

    /// One row of `category`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "category")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: CategoryId,
        /// Whose.
        pub edition_id: EditionId,
        /// In addresses: `film`.
        pub slug: String,
        /// Name in Swedish.
        pub name_sv: String,
        /// Name in English.
        pub name_en: String,
        /// Order on pages.
        pub position: i32,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
