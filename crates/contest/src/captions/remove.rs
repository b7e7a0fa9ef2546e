//! Taking captions or a transcript away.

use sea_orm::EntityTrait;

use super::PutTextError;
use super::entity::{TextKind, asset_text};
use super::put::sounding;
use crate::AppContext;
use crate::contributions;
use crate::contributions::entity::contribution;
use crate::ids::AssetId;
use crate::permissions::Actor;

/// Takes the text of this kind and language away; where there is none nothing happens.
///
/// # Errors
/// [`PutTextError::NotFound`], [`PutTextError::NotOpen`] or [`PutTextError::Db`]; nothing changed.
pub async fn remove_text(
    ctx: &AppContext,
    actor: &Actor,
    (code, id): (&str, AssetId),
    kind: TextKind,
    language: &str,
) -> Result<(), PutTextError> {
    let txn = ctx.begin_write().await?;
    let (work, _) = sounding(ctx, &txn, actor, code, id).await?;
    let gone = asset_text::Entity::delete_by_id((id, kind, language.to_owned()))
        .exec(&txn)
        .await?;
    if gone.rows_affected == 0 {
        return Ok(());
    }
    contributions::touch(ctx, &txn, &work, contribution::ActiveModel::default()).await?;
    txn.commit().await?;
    Ok(())
}
