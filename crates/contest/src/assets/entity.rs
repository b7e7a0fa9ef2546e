//! Tables of assets, their renditions, and uploads under way.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What an asset is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(10))",
    rename_all = "snake_case"
)]
#[serde(rename_all = "snake_case")]
pub enum AssetKind {
    /// A still picture.
    Photo,
    /// A film.
    Video,
    /// A song or other sound.
    Audio,
    /// A class magazine.
    Document,
}

/// Where an asset stands. While its bytes arrive it is a row of `upload`.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(12))",
    rename_all = "snake_case"
)]
#[serde(rename_all = "snake_case")]
pub enum AssetState {
    /// The original is safe, work has not begun.
    Stored,
    /// Being processed.
    Processing,
    /// All renditions are there.
    Ready,
    /// Could not be processed; `failure` says why.
    Failed,
}

/// A photo, film, song or document of a contribution.
pub mod asset {
    use super::{AssetKind, AssetState};
    use crate::ids::{AssetId, ContributionId, RenditionId};
    use sea_orm::entity::prelude::*;

    /// One row of `asset`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "asset")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: AssetId,
        /// Whose.
        pub contribution_id: ContributionId,
        /// Order in the contribution, from 0.
        pub position: i32,
        /// What it is.
        pub kind: AssetKind,
        /// As sniffed: `jpeg`, `mp4` …
        pub media_type: String,
        /// Where it stands.
        pub state: AssetState,
        /// 0 to 100 while processing.
        pub progress_percent: i32,
        /// Stable code of what went wrong; of a finished asset, of what is missing although it is used.
        pub failure: Option<String>,
        /// Description for those who cannot see it.
        pub alt: String,
        /// The original in the store; private for ever.
        pub object_key: Option<String>,
        /// Size of the original.
        pub size_bytes: i64,
        /// Hash of the original.
        pub sha256: Vec<u8>,
        /// The current renditions.
        pub rendition_id: Option<RenditionId>,
        /// The next renditions also replace the original.
        pub destroy_original: bool,
        /// It looks like, or is the same as, a file that was purged: nobody approves it alone.
        pub held: bool,
        /// When it was stored.
        pub created_at: DateTimeUtc,
        /// Last change.
        pub updated_at: DateTimeUtc,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A set of files made from one asset in one go.
pub mod rendition {
    use crate::ids::{AssetId, RenditionId};
    use sea_orm::entity::prelude::*;

    /// One row of `rendition`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "rendition")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: RenditionId,
        /// Whose.
        pub asset_id: AssetId,
        /// 128 random bits in hex: the address is `/m/{media_key}/{name}`, the object `r/{media_key}/{name}`.
        pub media_key: String,
        /// SHA-256 over the sorted list of names and hashes, and the text on pages; empty while the files are still being made, see
        /// [`growing`](super::super::growing).
        pub files_hash: Vec<u8>,
        /// Pixels, upright.
        pub width: Option<i32>,
        /// Pixels, upright.
        pub height: Option<i32>,
        /// Length of sound and film.
        pub duration_ms: Option<i64>,
        /// Whether there is sound.
        pub has_audio: bool,
        /// Placeholder, base 64.
        pub thumbhash: Option<String>,
        /// Dominant colour, `#rrggbb`.
        pub color: Option<String>,
        /// Peaks of the sound, 0 to 255 each, evenly over its length: for drawing the wave.
        pub peaks: Option<Vec<u8>>,
        /// When it was made.
        pub created_at: DateTimeUtc,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// One file of a rendition.
pub mod rendition_file {
    use crate::ids::RenditionId;
    use sea_orm::entity::prelude::*;

    /// One row of `rendition_file`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "rendition_file")]
    pub struct Model {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub rendition_id: RenditionId,
        /// Such as `640.webp`.
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
        /// As our encoders write.
        pub content_type: String,
        /// Size.
        pub size_bytes: i64,
        /// Hash.
        pub sha256: Vec<u8>,
        /// Pixels, for pictures.
        pub width: Option<i32>,
        /// Pixels, for pictures.
        pub height: Option<i32>,
        /// Length in microseconds, for segments of a film that is being made.
        pub duration_us: Option<i64>,
        /// Code as in RFC 6381, for headers of a film that is being made.
        pub codec: Option<String>,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Which sets have AVIF beside them, or were not worth it.
pub mod rendition_avif {
    use crate::ids::RenditionId;
    use sea_orm::entity::prelude::*;

    /// One row of `rendition_avif`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "rendition_avif")]
    pub struct Model {
        /// Which set; the files stand in its `rendition_file`.
        #[sea_orm(primary_key, auto_increment = false)]
        pub rendition_id: RenditionId,
        /// When it was made, or found not to be worth it.
        pub created_at: DateTimeUtc,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The text on a page of a magazine.
pub mod page_text {
    use crate::ids::RenditionId;
    use sea_orm::entity::prelude::*;

    /// One row of `page_text`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "page_text")]
    pub struct Model {
        /// Whose; its hash covers the text.
        #[sea_orm(primary_key, auto_increment = false)]
        pub rendition_id: RenditionId,
        /// Page, from 1.
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i32,
        /// Plain text, at most 20 000 characters; empty for a page of pictures.
        pub text: String,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// An upload under way; its bytes stand in the staging folder.
pub mod upload {
    use crate::ids::{AssetId, ContributionId, UploadId};
    use sea_orm::entity::prelude::*;

    /// One row of `upload`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "upload")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: UploadId,
        /// Its public name: `/uploads/{token}`.
        pub token: String,
        /// `Principal::reference` of who began it.
        pub owner: String,
        /// Where it belongs.
        pub contribution_id: ContributionId,
        /// Total length, once known.
        pub length_bytes: Option<i64>,
        /// Bytes that are safe; for pages, the staging file is the truth.
        pub received_bytes: i64,
        /// Cleaned name of the file, shown to its owner only.
        pub label: String,
        /// The asset it became.
        pub asset_id: Option<AssetId>,
        /// Stable code of why it was refused at completion.
        pub failure: Option<String>,
        /// When it began.
        pub created_at: DateTimeUtc,
        /// 24 h after the last byte.
        pub expires_at: DateTimeUtc,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
