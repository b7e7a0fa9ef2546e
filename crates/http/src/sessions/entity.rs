//! The table of sessions.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// One signed-in browser.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// SHA-256 of the 128 random bits in the cookie.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id_hash: Vec<u8>,
    /// `account`, `membership`, `voter`, or `none` while there is only a message.
    pub principal_kind: String,
    /// The account's or membership's id, or the start of the voter's key.
    pub principal_id: Option<String>,
    /// The record as JSON.
    pub data: Vec<u8>,
    /// From when on it is worth nothing.
    pub expires_at: DateTime<Utc>,
    /// When the id was made: at signing in.
    pub created_at: DateTime<Utc>,
    /// When it was last used, give or take a twentieth of the idle time.
    pub last_seen: DateTime<Utc>,
}

impl ActiveModelBehavior for ActiveModel {}
