//! Join codes: eight characters of Crockford's base 32, 40 random bits, never given out twice.

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::entity::{retired_join_code, school_class};
use crate::AppContext;
use crate::text;

/// Characters of a join code.
pub const JOIN_CODE_LENGTH: usize = 8;

/// Whom a typed code leads to.
#[derive(Clone, Debug, PartialEq)]
pub enum Door {
    /// The class with this code.
    Class(school_class::Model),
    /// A class that has another code now.
    Old,
    /// Nobody.
    Unknown,
}

/// Reads a code as people type it and looks it up.
///
/// # Errors
/// The database failed.
pub async fn look_up(db: &impl ConnectionTrait, typed: &str) -> Result<Door, DbErr> {
    let code = text::code(typed);
    if code.len() != JOIN_CODE_LENGTH {
        return Ok(Door::Unknown);
    }
    let class = school_class::Entity::find()
        .filter(school_class::Column::JoinCode.eq(&code))
        .one(db)
        .await?;
    if let Some(class) = class {
        return Ok(Door::Class(class));
    }
    let old = retired_join_code::Entity::find_by_id(code).one(db).await?;
    Ok(if old.is_some() {
        Door::Old
    } else {
        Door::Unknown
    })
}

/// A code that no class has or had.
pub(super) async fn unused(ctx: &AppContext, db: &impl ConnectionTrait) -> Result<String, DbErr> {
    loop {
        let code = ctx.random_code(JOIN_CODE_LENGTH);
        if look_up(db, &code).await? == Door::Unknown {
            return Ok(code);
        }
    }
}
