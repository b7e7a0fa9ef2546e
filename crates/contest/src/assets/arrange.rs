//! Changing the assets of a draft: their order, their descriptions, taking one out.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
};
use serde_json::json;

use super::entity::{asset, rendition, upload};
use super::jobs::DeleteObjects;
use super::queries;
use super::ready::rendition_key;
use crate::contributions::entity::contribution;
use crate::contributions::{self, NotOpen};
use crate::ids::{AssetId, RenditionId};
use crate::permissions::Actor;
use crate::text::{self, TextError};
use crate::{AppContext, audit};

/// Why the assets were not changed.
#[derive(Debug, thiserror::Error)]
pub enum ArrangeError {
    /// No such asset in the contribution.
    #[error("no such asset")]
    NotFound,
    /// Nothing in the contribution may be changed.
    #[error(transparent)]
    NotOpen(#[from] NotOpen),
    /// The description is too long.
    #[error("description: {0}")]
    Alt(TextError),
    /// The database failed; nothing was written.
    #[error("could not store the change")]
    Db(#[from] DbErr),
}

/// Where to move an asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// One place towards the beginning.
    Up,
    /// One place towards the end.
    Down,
}

/// Takes an asset out of a draft. Its objects are deleted by a job after the commit.
///
/// # Errors
/// See [`ArrangeError`].
pub async fn remove_asset(
    ctx: &AppContext,
    actor: &Actor,
    code: &str,
    id: AssetId,
) -> Result<(), ArrangeError> {
    let txn = ctx.begin_write().await?;
    remove_in(ctx, &txn, actor, code, id).await?;
    txn.commit().await?;
    ctx.waker.wake();
    Ok(())
}

/// As [`remove_asset`], in the caller's transaction.
pub(super) async fn remove_in(
    ctx: &AppContext,
    txn: &DatabaseTransaction,
    actor: &Actor,
    code: &str,
    id: AssetId,
) -> Result<(), ArrangeError> {
    let (work, asset) = editable(ctx, txn, actor, code, id).await?;
    let renditions = rendition::Entity::find()
        .filter(rendition::Column::AssetId.eq(id))
        .all(txn)
        .await?;
    let mut keys = delete_renditions(txn, &renditions).await?;
    keys.extend(asset.object_key);
    upload::Entity::delete_many()
        .filter(upload::Column::AssetId.eq(id))
        .exec(txn)
        .await?;
    asset::Entity::delete_by_id(id).exec(txn).await?;
    contributions::touch(ctx, txn, &work, contribution::ActiveModel::default()).await?;
    let now = ctx.now(txn).await?;
    let details = json!({ "contribution": work.id });
    let subject = format!("asset:{id}");
    audit::append(
        txn,
        now,
        work.edition_id,
        actor,
        "asset.remove",
        &subject,
        &details,
    )
    .await?;
    queue::enqueue(
        txn,
        &ctx.clock,
        &DeleteObjects { keys },
        queue::Enqueue::default(),
    )
    .await?;
    Ok(())
}

/// Deletes the rows of renditions and gives the keys of their objects, which go last.
pub(super) async fn delete_renditions(
    txn: &DatabaseTransaction,
    renditions: &[rendition::Model],
) -> Result<Vec<String>, DbErr> {
    let ids: Vec<RenditionId> = renditions.iter().map(|row| row.id).collect();
    let files = queries::files(txn, &ids).await?;
    let keys = files.iter().filter_map(|file| {
        let of = renditions.iter().find(|row| row.id == file.rendition_id)?;
        Some(rendition_key(&of.media_key, &file.name))
    });
    let keys = keys.collect();
    rendition::Entity::delete_many()
        .filter(rendition::Column::Id.is_in(ids))
        .exec(txn)
        .await?;
    Ok(keys)
}

/// Moves an asset one place; at the end of the line nothing happens.
///
/// # Errors
/// See [`ArrangeError`].
pub async fn move_asset(
    ctx: &AppContext,
    actor: &Actor,
    code: &str,
    id: AssetId,
    direction: Direction,
) -> Result<(), ArrangeError> {
    let txn = ctx.begin_write().await?;
    let (work, _) = editable(ctx, &txn, actor, code, id).await?;
    let mut order: Vec<AssetId> = queries::of_contribution(&txn, work.id)
        .await?
        .iter()
        .map(|asset| asset.id)
        .collect();
    let from = order.iter().position(|asset| *asset == id).unwrap_or(0);
    let to = match direction {
        Direction::Up => from.checked_sub(1),
        Direction::Down => Some(from + 1).filter(|to| *to < order.len()),
    };
    let Some(to) = to else { return Ok(()) };
    order.swap(from, to);
    for (place, id) in (0..).zip(order) {
        let moved = asset::ActiveModel {
            position: Set(place),
            ..Default::default()
        };
        update(&txn, id, moved).await?;
    }
    contributions::touch(ctx, &txn, &work, contribution::ActiveModel::default()).await?;
    txn.commit().await?;
    Ok(())
}

/// Describes an asset for those who cannot see or hear it; empty takes the description away.
///
/// # Errors
/// See [`ArrangeError`].
pub async fn describe_asset(
    ctx: &AppContext,
    actor: &Actor,
    code: &str,
    id: AssetId,
    alt: &str,
) -> Result<(), ArrangeError> {
    let alt = text::line(alt, text::MAX_ALT).map_err(ArrangeError::Alt)?;
    let txn = ctx.begin_write().await?;
    let (work, asset) = editable(ctx, &txn, actor, code, id).await?;
    if asset.alt == alt {
        return Ok(());
    }
    let described = asset::ActiveModel {
        alt: Set(alt),
        ..Default::default()
    };
    update(&txn, id, described).await?;
    contributions::touch(ctx, &txn, &work, contribution::ActiveModel::default()).await?;
    txn.commit().await?;
    Ok(())
}

async fn editable(
    ctx: &AppContext,
    txn: &DatabaseTransaction,
    actor: &Actor,
    code: &str,
    id: AssetId,
) -> Result<(contribution::Model, asset::Model), ArrangeError> {
    let work = contributions::editable(ctx, txn, actor, code).await?;
    let asset = queries::find(txn, id).await?;
    let asset = asset.filter(|asset| asset.contribution_id == work.id);
    Ok((work, asset.ok_or(ArrangeError::NotFound)?))
}

async fn update(
    txn: &DatabaseTransaction,
    id: AssetId,
    row: asset::ActiveModel,
) -> Result<(), DbErr> {
    asset::Entity::update_many()
        .set(row)
        .filter(asset::Column::Id.eq(id))
        .exec(txn)
        .await?;
    Ok(())
}
