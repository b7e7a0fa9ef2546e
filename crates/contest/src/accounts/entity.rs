//! Tables of accounts, their grants, links sent by mail, the outbox and counters of limits.

use sea_orm::entity::prelude::*;

/// What a mailed link opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(10))",
    rename_all = "snake_case"
)]
pub enum LinkPurpose {
    /// Signs an account in.
    SignIn,
    /// Opens a voter's session.
    Vote,
}

/// People who sign in by e-mail.
pub mod account {
    use crate::ids::AccountId;
    use sea_orm::entity::prelude::*;

    /// One row of `account`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "account")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: AccountId,
        /// Canonical address.
        pub email: String,
        /// Language for mail: `sv` or `en`.
        pub language: String,
        /// When it was first used.
        pub created_at: DateTimeUtc,
        /// Set when suspended.
        pub suspended_at: Option<DateTimeUtc>,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Accounts that ask to be teachers and were not answered yet.
pub mod teacher_request {
    use crate::ids::AccountId;
    use sea_orm::entity::prelude::*;

    /// One row of `teacher_request`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "teacher_request")]
    pub struct Model {
        /// Who asks.
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: AccountId,
        /// The school they name.
        pub school: String,
        /// When.
        pub created_at: DateTimeUtc,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What accounts were granted.
pub mod role_grant {
    use crate::ids::AccountId;
    use crate::permissions::Role;
    use sea_orm::entity::prelude::*;

    /// One row of `role_grant`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "role_grant")]
    pub struct Model {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: AccountId,
        /// What.
        #[sea_orm(primary_key, auto_increment = false)]
        pub role: Role,
        /// Since when.
        pub granted_at: DateTimeUtc,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Links and codes sent by mail, as hashes.
pub mod sign_in_link {
    use super::LinkPurpose;
    use crate::ids::{EditionId, LinkId};
    use sea_orm::entity::prelude::*;

    /// One row of `sign_in_link`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sign_in_link")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: LinkId,
        /// What it opens.
        pub purpose: LinkPurpose,
        /// Whom it signs in (`sign_in`).
        pub email: Option<String>,
        /// Whose votes it opens (`vote`).
        pub voter_key: Option<Vec<u8>>,
        /// The edition of the votes.
        pub edition_id: Option<EditionId>,
        /// Path on this site to go on to.
        pub return_to: Option<String>,
        /// SHA-256 of the token in the link.
        pub token_hash: Vec<u8>,
        /// Keyed hash of the 6 digits.
        pub code_hash: Vec<u8>,
        /// SHA-256 of the nonce in the asking browser.
        pub browser_hash: Option<Vec<u8>>,
        /// Wrong codes so far.
        pub misses: i32,
        /// When it was asked for.
        pub created_at: DateTimeUtc,
        /// Until when it works.
        pub expires_at: DateTimeUtc,
        /// When it was spent.
        pub used_at: Option<DateTimeUtc>,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Mail waiting to be sent; the row is deleted when it was.
pub mod outbox_mail {
    use crate::ids::MailId;
    use sea_orm::entity::prelude::*;

    /// One row of `outbox_mail`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "outbox_mail")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: MailId,
        /// Address.
        pub recipient: String,
        /// `sv` or `en`.
        pub language: String,
        /// Which mail.
        pub template: String,
        /// What the template needs.
        pub params: Json,
        /// When it was written.
        pub created_at: DateTimeUtc,
        /// From when on sending it makes no sense.
        pub worthless_at: DateTimeUtc,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Counters behind limits that are promises.
pub mod limit_counter {
    use sea_orm::entity::prelude::*;

    /// One row of `limit_counter`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "limit_counter")]
    pub struct Model {
        /// Keyed hash of the limit and whom it counts.
        #[sea_orm(primary_key, auto_increment = false)]
        pub bucket: Vec<u8>,
        /// Start of the counted window.
        #[sea_orm(primary_key, auto_increment = false)]
        pub window_start: DateTimeUtc,
        /// How often.
        pub hits: i32,
    }

    /// Joins are written out in queries.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
