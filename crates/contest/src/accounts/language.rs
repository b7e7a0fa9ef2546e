//! The language of an account's mails.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::entity::account;
use crate::AppContext;
use crate::permissions::Actor;

/// Why the language was not changed.
#[derive(Debug, thiserror::Error)]
pub enum SetLanguageError {
    /// The actor is no account.
    #[error("not an account")]
    NotAllowed,
    /// Neither `sv` nor `en`.
    #[error("unknown language")]
    Unknown,
    /// The database failed; nothing was written.
    #[error("could not store the language")]
    Db(#[from] DbErr),
}

/// Sets the language of the actor's mails.
///
/// # Errors
/// See [`SetLanguageError`].
pub async fn set_language(
    ctx: &AppContext,
    actor: &Actor,
    language: &str,
) -> Result<(), SetLanguageError> {
    let id = actor.account().ok_or(SetLanguageError::NotAllowed)?;
    if !["sv", "en"].contains(&language) {
        return Err(SetLanguageError::Unknown);
    }
    account::Entity::update_many()
        .col_expr(account::Column::Language, Expr::value(language))
        .filter(account::Column::Id.eq(id))
        .exec(ctx.db.write())
        .await?;
    Ok(())
}
