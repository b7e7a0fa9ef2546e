//! Table of captions and transcripts.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What kind of text it is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(10))",
    rename_all = "snake_case"
)]
#[serde(rename_all = "snake_case")]
pub enum TextKind {
    /// Shown over a film, each piece at its time.
    Captions,
    /// All that is said or sung, to be read on its own.
    Transcript,
}

impl TextKind {
    /// Its name in addresses and in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Captions => "captions",
            Self::Transcript => "transcript",
        }
    }
}

/// What is said in an asset, in one language.
pub mod asset_text {
    use super::TextKind;
    use crate::ids::AssetId;
    use sea_orm::entity::prelude::*;
    use sha2::{Digest, Sha256};

    /// One row of `asset_text`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "asset_text")]
    pub struct Model {
        /// Of which film or song.
        #[sea_orm(primary_key, auto_increment = false)]
        pub asset_id: AssetId,
        /// Captions or the whole text.
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: TextKind,
        /// One of [`LANGUAGES`](crate::contributions::LANGUAGES).
        #[sea_orm(primary_key, auto_increment = false)]
        pub language: String,
        /// Of captions: 128 random bits in hex, new with each change. The address is `/m/{media_key}/{language}.vtt`.
        pub media_key: Option<String>,
        /// Captions: WebVTT as [`write`](super::super::write) makes it. Else paragraphs.
        pub text: String,
        /// When it was last written.
        pub updated_at: DateTimeUtc,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl Model {
        /// Names exactly this text, for those who are about to replace it: SHA-256 in hex.
        pub fn tag(&self) -> String {
            hex::encode(Sha256::digest(&self.text))
        }
    }
}
