//! What the contributor is told about a file that is used all the same.

use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::AssetState;
use super::entity::asset;
use crate::AppContext;
use crate::ids::AssetId;

/// Leaves a note on a finished asset, by a code of the catalogues (`asset-note-{code}`): its end was missing, say. The
/// next attempt to process the asset wipes it.
///
/// # Errors
/// The database failed; nothing was written.
pub async fn note_on_asset(ctx: &AppContext, id: AssetId, code: &str) -> Result<(), DbErr> {
    let txn = ctx.begin_write().await?;
    let noted = asset::ActiveModel {
        failure: Set(Some(code.to_owned())),
        ..Default::default()
    };
    asset::Entity::update_many()
        .set(noted)
        .filter(asset::Column::Id.eq(id))
        .filter(asset::Column::State.eq(AssetState::Ready))
        .exec(&txn)
        .await?;
    txn.commit().await
}
