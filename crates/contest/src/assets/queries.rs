//! What is asked of assets and renditions.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, ExprTrait as _,
    QueryFilter, QueryOrder, QuerySelect,
};

use super::entity::{asset, rendition, rendition_file, upload};
use super::{AssetState, limits};
use crate::contributions::entity::contribution;
use crate::contributions::{self, State};
use crate::ids::{AssetId, ContributionId, RenditionId};
use crate::moderation;
use crate::permissions::Actor;

/// The asset with this id.
///
/// # Errors
/// The database failed.
pub async fn find(db: &impl ConnectionTrait, id: AssetId) -> Result<Option<asset::Model>, DbErr> {
    asset::Entity::find_by_id(id).one(db).await
}

/// As [`find`], with its contribution locked: see [`contributions::queries::lock`].
///
/// # Errors
/// The database failed.
pub(super) async fn lock_with_contribution(
    txn: &DatabaseTransaction,
    id: AssetId,
) -> Result<Option<asset::Model>, DbErr> {
    let Some(asset) = find(txn, id).await? else {
        return Ok(None);
    };
    contributions::queries::lock(txn, asset.contribution_id).await?;
    find(txn, id).await // it may have been removed while we waited
}

/// The contribution's assets in their order.
///
/// # Errors
/// The database failed.
pub async fn of_contribution(
    db: &impl ConnectionTrait,
    id: ContributionId,
) -> Result<Vec<asset::Model>, DbErr> {
    of_contributions(db, &[id]).await
}

/// The assets of several contributions, each contribution's in their order.
///
/// # Errors
/// The database failed.
pub async fn of_contributions(
    db: &impl ConnectionTrait,
    ids: &[ContributionId],
) -> Result<Vec<asset::Model>, DbErr> {
    asset::Entity::find()
        .filter(asset::Column::ContributionId.is_in(ids.iter().copied()))
        .order_by_asc(asset::Column::Position)
        .order_by_asc(asset::Column::Id)
        .all(db)
        .await
}

/// Whether one of its files looks like something that was purged.
///
/// # Errors
/// The database failed.
pub async fn any_held(db: &impl ConnectionTrait, id: ContributionId) -> Result<bool, DbErr> {
    let held = asset::Entity::find()
        .filter(asset::Column::ContributionId.eq(id))
        .filter(asset::Column::Held.eq(true))
        .one(db)
        .await?;
    Ok(held.is_some())
}

/// The renditions with these ids.
///
/// # Errors
/// The database failed.
pub async fn renditions(
    db: &impl ConnectionTrait,
    ids: &[RenditionId],
) -> Result<Vec<rendition::Model>, DbErr> {
    rendition::Entity::find()
        .filter(rendition::Column::Id.is_in(ids.iter().copied()))
        .all(db)
        .await
}

/// The files of these renditions, by name.
///
/// # Errors
/// The database failed.
pub async fn files(
    db: &impl ConnectionTrait,
    ids: &[RenditionId],
) -> Result<Vec<rendition_file::Model>, DbErr> {
    rendition_file::Entity::find()
        .filter(rendition_file::Column::RenditionId.is_in(ids.iter().copied()))
        .order_by_asc(rendition_file::Column::Name)
        .all(db)
        .await
}

/// Uploads of the contribution that are under way or were refused, oldest first.
///
/// # Errors
/// The database failed.
pub async fn open_uploads(
    db: &impl ConnectionTrait,
    id: ContributionId,
    now: DateTime<Utc>,
) -> Result<Vec<upload::Model>, DbErr> {
    upload::Entity::find()
        .filter(upload::Column::ContributionId.eq(id))
        .filter(upload::Column::AssetId.is_null())
        .filter(upload::Column::ExpiresAt.gt(now))
        .order_by_asc(upload::Column::CreatedAt)
        .all(db)
        .await
}

/// The upload with this token, whoever began it: for tidying up.
///
/// # Errors
/// The database failed.
pub async fn find_upload(
    db: &impl ConnectionTrait,
    token: &str,
) -> Result<Option<upload::Model>, DbErr> {
    upload::Entity::find()
        .filter(upload::Column::Token.eq(token))
        .one(db)
        .await
}

/// Bytes of all originals of the class (or single person) that made `work`, in its edition.
///
/// # Errors
/// The database failed.
pub async fn stored_bytes(
    db: &impl ConnectionTrait,
    work: &contribution::Model,
) -> Result<u64, DbErr> {
    let total: Option<Option<i64>> = asset::Entity::find()
        .select_only()
        // PostgreSQL adds bigints up to a numeric.
        .expr(asset::Column::SizeBytes.sum().cast_as("bigint"))
        .filter(asset::Column::ContributionId.in_subquery(of_same_maker(work)))
        .into_tuple()
        .one(db)
        .await?;
    Ok(limits::bytes(total.flatten().unwrap_or(0)))
}

/// Bytes that uploads under way of the same class (or single person) will need.
///
/// # Errors
/// The database failed.
pub async fn reserved_bytes(
    db: &impl ConnectionTrait,
    work: &contribution::Model,
    now: DateTime<Utc>,
) -> Result<u64, DbErr> {
    let open = upload::Entity::find()
        .filter(upload::Column::ContributionId.in_subquery(of_same_maker(work)))
        .filter(upload::Column::AssetId.is_null())
        .filter(upload::Column::Failure.is_null())
        .filter(upload::Column::ExpiresAt.gt(now))
        .all(db)
        .await?;
    let each = open
        .iter()
        .map(|row| row.length_bytes.unwrap_or(row.received_bytes));
    Ok(each.map(limits::bytes).sum())
}

fn of_same_maker(work: &contribution::Model) -> SelectStatement {
    let mut select = Query::select();
    select
        .column(contribution::Column::Id)
        .from(contribution::Entity)
        .and_where(contribution::Column::EditionId.eq(work.edition_id));
    match (work.class_id, work.account_id) {
        (Some(class), _) => select.and_where(contribution::Column::ClassId.eq(class)),
        (None, account) => select.and_where(contribution::Column::AccountId.eq(account)),
    };
    select
}

/// A file of the current rendition of a published contribution: what the public may be given.
///
/// # Errors
/// The database failed.
pub async fn find_public_file(
    db: &impl ConnectionTrait,
    media_key: &str,
    name: &str,
) -> Result<Option<rendition_file::Model>, DbErr> {
    let found = current_file(db, media_key, name).await?;
    Ok(found
        .filter(|(_, work)| work.state == State::Published)
        .map(|(file, _)| file))
}

/// A file of the current rendition of a contribution in whatever state but erased, or of a set that is still being made,
/// for those who made it, and for moderators once they may look at it.
///
/// # Errors
/// The database failed.
pub async fn find_review_file(
    db: &impl ConnectionTrait,
    actor: &Actor,
    media_key: &str,
    name: &str,
) -> Result<Option<rendition_file::Model>, DbErr> {
    let Some((set, asset, work)) = set(db, media_key).await? else {
        return Ok(None);
    };
    if !(is_current(&set, &asset) || is_growing(&set, &asset))
        || !may_review(db, actor, &work).await?
    {
        return Ok(None);
    }
    rendition_file::Entity::find_by_id((set.id, name.to_owned()))
        .one(db)
        .await
}

/// The set under this key, if it is still being made and the actor may review it.
pub(super) async fn find_growing(
    db: &impl ConnectionTrait,
    actor: &Actor,
    media_key: &str,
) -> Result<Option<rendition::Model>, DbErr> {
    let Some((set, asset, work)) = set(db, media_key).await? else {
        return Ok(None);
    };
    let shown = is_growing(&set, &asset) && may_review(db, actor, &work).await?;
    Ok(shown.then_some(set))
}

/// Whether the actor may see the contribution's files before the public may.
pub(crate) async fn may_review(
    db: &impl ConnectionTrait,
    actor: &Actor,
    work: &contribution::Model,
) -> Result<bool, DbErr> {
    let makes = contributions::is_maker(db, actor, work).await?;
    let shown = makes || moderation::may_look(db, actor, work).await?;
    Ok(shown && work.state != State::Erased)
}

fn is_current(set: &rendition::Model, asset: &asset::Model) -> bool {
    asset.rendition_id == Some(set.id)
}

fn is_growing(set: &rendition::Model, asset: &asset::Model) -> bool {
    set.files_hash.is_empty() && asset.state == AssetState::Processing
}

async fn current_file(
    db: &impl ConnectionTrait,
    media_key: &str,
    name: &str,
) -> Result<Option<(rendition_file::Model, contribution::Model)>, DbErr> {
    let found = set(db, media_key).await?;
    let Some((set, _, work)) = found.filter(|(set, asset, _)| is_current(set, asset)) else {
        return Ok(None);
    };
    let file = rendition_file::Entity::find_by_id((set.id, name.to_owned()))
        .one(db)
        .await?;
    Ok(file.map(|file| (file, work)))
}

/// The set of files under this key, its asset and its contribution.
async fn set(
    db: &impl ConnectionTrait,
    media_key: &str,
) -> Result<Option<(rendition::Model, asset::Model, contribution::Model)>, DbErr> {
    let set = rendition::Entity::find()
        .filter(rendition::Column::MediaKey.eq(media_key))
        .one(db)
        .await?;
    let Some(set) = set else { return Ok(None) };
    let Some(asset) = find(db, set.asset_id).await? else {
        return Ok(None);
    };
    let work = contributions::queries::find(db, asset.contribution_id).await?;
    Ok(work.map(|work| (set, asset, work)))
}
