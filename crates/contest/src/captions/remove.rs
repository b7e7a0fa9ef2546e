//! Taking captions or a transcript away.

use sea_orm::{EntityTrait, ModelTrait as _};

use super::entity::{TextKind, asset_text};
use super::put::sounding;
use super::{Place, PutTextError};
use crate::AppContext;
use crate::contributions;
use crate::contributions::entity::contribution;
use crate::permissions::Actor;

/// Takes the text of this kind away; where there is none nothing happens.
///
/// # Errors
/// [`PutTextError::NotFound`], [`PutTextError::NotOpen`] or [`PutTextError::Db`]; [`PutTextError::Other`]: it is not the one
/// that was to go. Nothing changed.
pub async fn remove_text(
    ctx: &AppContext,
    actor: &Actor,
    place: Place<'_>,
    kind: TextKind,
) -> Result<(), PutTextError> {
    let txn = ctx.begin_write().await?;
    let (work, _) = sounding(ctx, &txn, actor, place.code, place.asset).await?;
    let key = (place.asset, kind, place.language.to_owned());
    let Some(there) = asset_text::Entity::find_by_id(key).one(&txn).await? else {
        return Ok(());
    };
    if Some(there.tag().as_str()) != place.replaces {
        return Err(PutTextError::Other);
    }
    there.delete(&txn).await?;
    contributions::touch(ctx, &txn, &work, contribution::ActiveModel::default()).await?;
    txn.commit().await?;
    Ok(())
}
