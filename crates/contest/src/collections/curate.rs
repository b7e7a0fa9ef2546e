//! Putting works into collections, and ordering them by hand.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter,
};
use serde_json::{Value, json};

use super::entity::{collection, item};
use super::queries;
use crate::contributions::entity::contribution;
use crate::contributions::{State, gallery};
use crate::ids::{CollectionId, ContributionId, EditionId};
use crate::permissions::Actor;
use crate::{AppContext, audit, contributions, moderation};

/// Slug of the collection on the front page; each edition has one.
pub const FEATURED: &str = "featured";

/// Why a collection did not change.
#[derive(Debug, thiserror::Error)]
pub enum CurateError {
    /// The actor is no moderator.
    #[error("not a moderator")]
    NotAllowed,
    /// No such collection, or no such published contribution.
    #[error("no such collection or contribution")]
    NotFound,
    /// The actor, or the actor's class, made it.
    #[error("one's own contribution")]
    OwnContribution,
    /// The database failed; nothing was written.
    #[error("could not store the collection")]
    Db(#[from] DbErr),
}

/// One place up or down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Earlier.
    Up,
    /// Later.
    Down,
}

/// Puts the published contribution at the end of its edition's collection; once is enough.
///
/// # Errors
/// See [`CurateError`].
pub async fn put(
    ctx: &AppContext,
    actor: &Actor,
    slug: &str,
    code: &str,
) -> Result<(), CurateError> {
    let (txn, now) = begin(ctx, actor).await?;
    let work = contributions::queries::lock_by_code(&txn, code)
        .await?
        .filter(|work| work.state == State::Published)
        .ok_or(CurateError::NotFound)?;
    if contributions::is_own(&txn, actor, &work).await? {
        return Err(CurateError::OwnContribution);
    }
    let list = locked(ctx, &txn, now, work.edition_id, slug)
        .await?
        .ok_or(CurateError::NotFound)?;
    let items = queries::rows(&txn, list.id).await?;
    if items.iter().any(|item| item.contribution_id == work.id) {
        return Ok(());
    }
    let last = items.last().map_or(0, |item| item.position + 1);
    let row = item::Model {
        collection_id: list.id,
        contribution_id: work.id,
        position: last,
    };
    item::Entity::insert(row.into_active_model())
        .exec_without_returning(&txn)
        .await?;
    let details = json!({ "contribution": work.id });
    finish(txn, now, actor, &list, "collection.put", details).await
}

/// Takes a contribution, public or not, out of its edition's collection.
///
/// # Errors
/// See [`CurateError`].
pub async fn remove(
    ctx: &AppContext,
    actor: &Actor,
    slug: &str,
    code: &str,
) -> Result<(), CurateError> {
    let (txn, now) = begin(ctx, actor).await?;
    let (work, list) = find(ctx, &txn, now, slug, code).await?;
    let gone = item::Entity::delete_many()
        .filter(item::Column::CollectionId.eq(list.id))
        .filter(item::Column::ContributionId.eq(work.id))
        .exec(&txn)
        .await?;
    if gone.rows_affected == 0 {
        return Ok(());
    }
    finish(
        txn,
        now,
        actor,
        &list,
        "collection.remove",
        json!({ "contribution": work.id }),
    )
    .await
}

/// Moves a contribution past its neighbour among those that the public sees. At the end of the list nothing happens.
///
/// # Errors
/// See [`CurateError`].
pub async fn shift(
    ctx: &AppContext,
    actor: &Actor,
    slug: &str,
    code: &str,
    step: Step,
) -> Result<(), CurateError> {
    let (txn, now) = begin(ctx, actor).await?;
    let (work, list) = find(ctx, &txn, now, slug, code).await?;
    let shown = gallery::of_collection(&txn, list.id, u64::from(u32::MAX)).await?;
    let shown: Vec<ContributionId> = shown.into_iter().map(|item| item.work.id).collect();
    let at = shown
        .iter()
        .position(|id| *id == work.id)
        .ok_or(CurateError::NotFound)?;
    let other = match step {
        Step::Up => at.checked_sub(1),
        Step::Down => Some(at + 1),
    };
    let Some(neighbour) = other.and_then(|other| shown.get(other)) else {
        return Ok(());
    };
    let mut order: Vec<ContributionId> = queries::rows(&txn, list.id)
        .await?
        .iter()
        .map(|item| item.contribution_id)
        .collect();
    order.retain(|id| *id != work.id);
    let beside = order
        .iter()
        .position(|id| id == neighbour)
        .ok_or(CurateError::NotFound)?;
    order.insert(if step == Step::Up { beside } else { beside + 1 }, work.id);
    write_order(&txn, list.id, &order).await?;
    finish(
        txn,
        now,
        actor,
        &list,
        "collection.order",
        json!({ "order": order }),
    )
    .await
}

/// Orders a collection as listed, by public codes. What is not listed follows in its old order; what is not in the
/// collection is passed over, so that an order dragged on an old page does no harm.
///
/// # Errors
/// See [`CurateError`].
pub async fn reorder(
    ctx: &AppContext,
    actor: &Actor,
    edition: EditionId,
    slug: &str,
    codes: &[String],
) -> Result<(), CurateError> {
    let (txn, now) = begin(ctx, actor).await?;
    let list = locked(ctx, &txn, now, edition, slug)
        .await?
        .ok_or(CurateError::NotFound)?;
    let rows = queries::rows(&txn, list.id).await?;
    let works = contribution::Entity::find()
        .filter(contribution::Column::Id.is_in(rows.iter().map(|item| item.contribution_id)))
        .all(&txn)
        .await?;
    let mut order: Vec<ContributionId> = Vec::with_capacity(rows.len());
    let listed = codes
        .iter()
        .filter_map(|code| works.iter().find(|work| work.code == *code));
    for id in listed
        .map(|work| work.id)
        .chain(rows.iter().map(|item| item.contribution_id))
    {
        if !order.contains(&id) {
            order.push(id);
        }
    }
    if order
        .iter()
        .eq(rows.iter().map(|item| &item.contribution_id))
    {
        return Ok(());
    }
    write_order(&txn, list.id, &order).await?;
    finish(
        txn,
        now,
        actor,
        &list,
        "collection.order",
        json!({ "order": order }),
    )
    .await
}

async fn begin(
    ctx: &AppContext,
    actor: &Actor,
) -> Result<(DatabaseTransaction, DateTime<Utc>), CurateError> {
    if !actor.may_moderate() {
        return Err(CurateError::NotAllowed);
    }
    let txn = ctx.begin_write().await?;
    let now = ctx.now(&txn).await?;
    Ok((txn, now))
}

/// A contribution that moderators may see, and its edition's collection, locked.
async fn find(
    ctx: &AppContext,
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    slug: &str,
    code: &str,
) -> Result<(contribution::Model, collection::Model), CurateError> {
    let work = contributions::queries::lock_by_code(txn, code).await?;
    let work = work
        .filter(|work| moderation::is_reviewable(work.state))
        .ok_or(CurateError::NotFound)?;
    let list = locked(ctx, txn, now, work.edition_id, slug)
        .await?
        .ok_or(CurateError::NotFound)?;
    Ok((work, list))
}

/// The edition's collection, locked until the transaction ends, so that two who order it do so one after another.
/// The featured one is made when it is first wanted.
async fn locked(
    ctx: &AppContext,
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    edition: EditionId,
    slug: &str,
) -> Result<Option<collection::Model>, DbErr> {
    if slug == FEATURED {
        let row = collection::ActiveModel {
            id: Set(ctx.id(now)),
            edition_id: Set(edition),
            slug: Set(FEATURED.into()),
            title_sv: Set("Utvalda just nu".into()),
            title_en: Set("Featured now".into()),
        };
        let once = OnConflict::columns([collection::Column::EditionId, collection::Column::Slug])
            .do_nothing()
            .to_owned();
        collection::Entity::insert(row)
            .on_conflict(once)
            .exec_without_returning(txn)
            .await?;
    }
    let found = collection::Entity::update_many()
        .col_expr(
            collection::Column::Slug,
            Expr::col(collection::Column::Slug),
        )
        .filter(collection::Column::EditionId.eq(edition))
        .filter(collection::Column::Slug.eq(slug))
        .exec_with_returning(txn)
        .await?;
    Ok(found.into_iter().next())
}

async fn write_order(
    txn: &DatabaseTransaction,
    list: CollectionId,
    order: &[ContributionId],
) -> Result<(), DbErr> {
    for (position, id) in (0_i32..).zip(order) {
        item::Entity::update_many()
            .col_expr(item::Column::Position, Expr::value(position))
            .filter(item::Column::CollectionId.eq(list))
            .filter(item::Column::ContributionId.eq(*id))
            .exec(txn)
            .await?;
    }
    Ok(())
}

async fn finish(
    txn: DatabaseTransaction,
    now: DateTime<Utc>,
    actor: &Actor,
    list: &collection::Model,
    act: &str,
    details: Value,
) -> Result<(), CurateError> {
    let subject = format!("collection:{}", list.id);
    audit::append(&txn, now, list.edition_id, actor, act, &subject, &details).await?;
    txn.commit().await?;
    Ok(())
}
