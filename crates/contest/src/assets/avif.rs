//! AVIF of what was approved, beside the files that it is made from (decision 0008).
//!
//! The files stand in the same set under the same media key, so whoever withdraws, covers, replaces or erases the set takes them
//! along, and the media host asks the same questions before it gives one away. The set's hash does not cover them: it is an approval's,
//! and they are made of nothing but a file that it covers. They exist only while the work is published.

use std::time::Duration;

use queue::{Enqueue, Job, Lane, LeaseToken};
use sea_orm::sea_query::Query;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect,
};
use serde::{Deserialize, Serialize};

use super::entity::{asset, rendition, rendition_avif, rendition_file};
use super::ready::{Finished, MadeFile, delete_later, file_row, insert_files, rendition_key};
use super::{AssetKind, AssetState, queries};
use crate::contributions::entity::contribution;
use crate::contributions::{self, State};
use crate::ids::{AssetId, RenditionId};
use crate::{AppContext, fault};

/// The type that the files are served with.
pub const AVIF: &str = "image/avif";

/// How often published works are looked through. Nobody waits for it.
pub const OFFER_EVERY: Duration = Duration::from_mins(5);

/// Sets that are queued at a time.
const AT_A_TIME: u64 = 100;

/// Queues what has no AVIF yet, and drops what is no longer public.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct OfferAvif {}

impl Job for OfferAvif {
    const KIND: &'static str = "offer-avif";
}

/// Makes AVIF of one set of a published work's files. Safe to run twice: each attempt writes new random names, and one commit
/// guarded by the lease's token adds them.
#[derive(Debug, Serialize, Deserialize)]
pub struct MakeAvif {
    /// Which set.
    pub rendition: RenditionId,
}

impl Job for MakeAvif {
    const KIND: &'static str = "make-avif";
    const LANE: Lane = Lane::Idle;
    const MAX_ATTEMPTS: u16 = 3;
}

/// Says that a set will not be tried again: enqueued when its [`MakeAvif`] became a dead letter.
#[derive(Debug, Serialize, Deserialize)]
pub struct GiveUpAvif {
    /// Which set.
    pub rendition: RenditionId,
}

impl Job for GiveUpAvif {
    const KIND: &'static str = "give-up-avif";
    const MAX_ATTEMPTS: u16 = 20;
}

/// A set whose pictures shall be made as AVIF too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToAvif {
    /// The set.
    pub rendition: RenditionId,
    /// Whose.
    pub asset: AssetId,
    /// Where its files lie.
    pub media_key: String,
    /// The cover set in WebP, the largest first; never empty.
    pub sizes: Vec<rendition_file::Model>,
}

/// Whether a file is one of the sizes of a picture, such as `640.webp`: no sprite, no page of a magazine behind its cover.
fn is_size(file: &rendition_file::Model) -> bool {
    let stem = file.name.strip_suffix(".webp");
    stem.is_some_and(|stem| stem.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The AVIF that was made in the size of a WebP file such as `640.webp`: `640_` and eight hex digits that are new in each attempt.
pub fn avif_of<'a>(
    files: &'a [rendition_file::Model],
    webp: &str,
) -> Option<&'a rendition_file::Model> {
    let stem = webp.strip_suffix(".webp")?;
    files.iter().find(|file| {
        file.content_type == AVIF
            && file
                .name
                .strip_prefix(stem)
                .is_some_and(|rest| rest.starts_with('_'))
    })
}

/// Queues sets of published works that nobody has made AVIF of, the newest first, and drops AVIF of works that are no longer
/// published. Returns how many were queued.
///
/// # Errors
/// The database failed; nothing was written.
pub async fn offer(ctx: &AppContext) -> Result<usize, DbErr> {
    drop_withdrawn(ctx).await?;
    let txn = ctx.begin_write().await?;
    let shown: Vec<RenditionId> = published_sets()
        .filter(asset::Column::RenditionId.not_in_subquery(looked_at()))
        .order_by_desc(asset::Column::CreatedAt)
        .limit(AT_A_TIME)
        .into_tuple()
        .all(&txn)
        .await?;
    let mut queued = 0;
    for rendition in shown {
        let once = Enqueue::once(format!("avif:{rendition}"));
        let job = queue::enqueue(&txn, &ctx.clock, &MakeAvif { rendition }, once).await?;
        queued += usize::from(job.is_some());
    }
    txn.commit().await?;
    ctx.waker.wake();
    Ok(queued)
}

/// The current sets of published works' pictures, films and magazines. Few songs bring a cover: theirs stay WebP.
fn published_sets() -> sea_orm::Select<asset::Entity> {
    let mut published = Query::select();
    published
        .column(contribution::Column::Id)
        .from(contribution::Entity)
        .and_where(contribution::Column::State.eq(State::Published));
    asset::Entity::find()
        .select_only()
        .column(asset::Column::RenditionId)
        .filter(asset::Column::State.eq(AssetState::Ready))
        .filter(asset::Column::Kind.ne(AssetKind::Audio))
        .filter(asset::Column::RenditionId.is_not_null())
        .filter(asset::Column::ContributionId.in_subquery(published))
}

fn looked_at() -> sea_orm::sea_query::SelectStatement {
    let mut select = Query::select();
    select
        .column(rendition_avif::Column::RenditionId)
        .from(rendition_avif::Entity);
    select
}

/// AVIF of works that are hidden, reopened or withdrawn: nobody is given it any more, and it takes no room either.
async fn drop_withdrawn(ctx: &AppContext) -> Result<(), DbErr> {
    let txn = ctx.begin_write().await?;
    let mut kept = published_sets();
    let kept = sea_orm::QueryTrait::query(&mut kept).to_owned();
    let gone: Vec<RenditionId> = rendition_avif::Entity::find()
        .select_only()
        .column(rendition_avif::Column::RenditionId)
        .filter(rendition_avif::Column::RenditionId.not_in_subquery(kept))
        .limit(AT_A_TIME)
        .into_tuple()
        .all(&txn)
        .await?;
    let mut dropped = Vec::new();
    for set in queries::renditions(&txn, &gone).await? {
        queries::lock_with_contribution(&txn, set.asset_id).await?;
        if current(&txn, set.id).await?.is_some() {
            continue; // published again while we waited
        }
        let files = queries::files(&txn, &[set.id]).await?;
        let files = files.iter().filter(|file| file.content_type == AVIF);
        dropped.extend(files.map(|file| rendition_key(&set.media_key, &file.name)));
        rendition_file::Entity::delete_many()
            .filter(rendition_file::Column::RenditionId.eq(set.id))
            .filter(rendition_file::Column::ContentType.eq(AVIF))
            .exec(&txn)
            .await?;
        rendition_avif::Entity::delete_by_id(set.id)
            .exec(&txn)
            .await?;
    }
    delete_later(ctx, &txn, dropped).await?;
    txn.commit().await
}

/// The set with its asset, if it is what the public is shown now.
async fn current(
    db: &impl ConnectionTrait,
    id: RenditionId,
) -> Result<Option<(rendition::Model, asset::Model)>, DbErr> {
    let Some(set) = queries::renditions(db, &[id]).await?.pop() else {
        return Ok(None);
    };
    let Some(asset) = queries::find(db, set.asset_id).await? else {
        return Ok(None);
    };
    let work = contributions::queries::find(db, asset.contribution_id).await?;
    let published = work.is_some_and(|work| work.state == State::Published);
    let shown = published && asset.state == AssetState::Ready && asset.rendition_id == Some(id);
    Ok(shown.then_some((set, asset)))
}

/// What is needed to make AVIF of a set; `None` if there is nothing to do: it was done, or is no longer what the public is shown.
///
/// # Errors
/// The database failed.
pub async fn to_avif(ctx: &AppContext, id: RenditionId) -> Result<Option<ToAvif>, DbErr> {
    let db = ctx.db.read();
    let done = rendition_avif::Entity::find_by_id(id).one(db).await?;
    let Some((set, asset)) = current(db, id).await?.filter(|_| done.is_none()) else {
        return Ok(None);
    };
    let mut sizes = queries::files(db, &[id]).await?;
    sizes.retain(is_size);
    sizes.sort_by_key(|file| std::cmp::Reverse(file.width));
    let found = ToAvif {
        rendition: id,
        asset: asset.id,
        media_key: set.media_key,
        sizes,
    };
    Ok(Some(found).filter(|found| !found.sizes.is_empty()))
}

/// Adds files, all of which lie in the store under the set's key, or with none notes that they were not worth it. Guarded by the
/// claim of the job, and only while the set is what the public is shown. [`Finished::TooLate`]: nothing was added, and
/// the objects will be deleted.
///
/// # Errors
/// The database failed; nothing was written.
pub async fn keep_avif(
    ctx: &AppContext,
    lease: LeaseToken,
    made: &ToAvif,
    files: Vec<MadeFile>,
) -> Result<Finished, DbErr> {
    fault::point("U10");
    let txn = ctx.begin_write().await?;
    let held = lease.still_held(&txn).await?;
    queries::lock_with_contribution(&txn, made.asset).await?;
    let shown = held && current(&txn, made.rendition).await?.is_some();
    if !shown || !note(ctx, &txn, made.rendition).await? {
        let keys = files
            .iter()
            .map(|file| rendition_key(&made.media_key, &file.name));
        delete_later(ctx, &txn, keys.collect()).await?;
        txn.commit().await?;
        ctx.waker.wake();
        return Ok(Finished::TooLate);
    }
    let rows = files.into_iter().map(|file| file_row(made.rendition, file));
    insert_files(&txn, rows.collect()).await?;
    txn.commit().await?;
    Ok(Finished::Yes)
}

/// Notes that a set is not tried again. Safe to call twice.
///
/// # Errors
/// The database failed; nothing was written.
pub async fn give_up_avif(ctx: &AppContext, id: RenditionId) -> Result<(), DbErr> {
    let txn = ctx.begin_write().await?;
    if queries::renditions(&txn, &[id]).await?.pop().is_some() {
        note(ctx, &txn, id).await?;
    }
    txn.commit().await
}

/// `false` if it was noted before: the primary key decides.
async fn note(ctx: &AppContext, txn: &DatabaseTransaction, id: RenditionId) -> Result<bool, DbErr> {
    let row = rendition_avif::Model {
        rendition_id: id,
        created_at: ctx.now(txn).await?,
    };
    let once = sea_orm::sea_query::OnConflict::column(rendition_avif::Column::RenditionId)
        .do_nothing()
        .to_owned();
    let rows = rendition_avif::Entity::insert(row.into_active_model())
        .on_conflict(once)
        .exec_without_returning(txn)
        .await?;
    Ok(rows == 1)
}
