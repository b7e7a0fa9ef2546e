//! Covering a place or silencing a stretch of a file, for good.
//!
//! What is promised:
//! - What was shown before is withdrawn in the commit that takes the marks: the rows first, so that every address of it is
//!   refused from then on, then the objects, by a job. If the new renditions cannot be made, nothing is shown.
//! - Marks are never taken off again, and each making of renditions applies all of them. Who covered too much uploads the
//!   file again.
//! - No approval carries over: what was approved or public returns to the queue, and the version counts up.
//! - Who is asked to destroy the original does so in the commit that publishes the new renditions.

pub mod entity;
mod marks;
mod permission;

use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
};
use serde_json::json;

use super::arrange::delete_renditions;
use super::entity::{asset, rendition};
use super::jobs::ProcessAsset;
use super::ready::delete_later;
use super::{AssetKind, AssetState, page_texts, queries};
use crate::contributions::entity::contribution;
use crate::contributions::{self, State};
use crate::ids::AssetId;
use crate::permissions::Actor;
use crate::{AppContext, audit, moderation};

pub(super) use marks::mark_burnt;
pub use marks::{Area, MAX_MARKS, Mark, Marks, Span, marks};
use permission::Right;
pub use permission::{Redactable, may_redact, redactable};

/// Why something is covered: a code for the log, chosen from a list so that it names nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Somebody's face or body.
    Person,
    /// Somebody's voice.
    Voice,
    /// A name, a number, an address.
    Name,
    /// A place that tells where somebody is.
    Place,
    /// A brand, or somebody else's work.
    Rights,
    /// Something else.
    Other,
}

impl Why {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 6] = [
        Self::Person,
        Self::Voice,
        Self::Name,
        Self::Place,
        Self::Rights,
        Self::Other,
    ];

    /// The stable code in forms and in the log.
    pub fn code(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Voice => "voice",
            Self::Name => "name",
            Self::Place => "place",
            Self::Rights => "rights",
            Self::Other => "other",
        }
    }

    /// The reason with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.code() == code)
    }
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Redaction {
    /// New marks; those that the asset has stay. None only where the original of what has marks is to be destroyed.
    pub marks: Vec<Mark>,
    /// Why.
    pub why: Why,
    /// Replaces the stored original too. Teachers of the class and moderators may ask for it.
    pub destroy_original: bool,
}

/// Why nothing was covered; nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum RedactError {
    /// No such asset, or none of the actor's business.
    #[error("no such asset")]
    NotFound,
    /// Not possible in this state of the contribution.
    #[error("nothing can be covered in a contribution that is {0:?}")]
    WrongState(State),
    /// Submissions are over.
    #[error("submissions are not open")]
    Closed,
    /// Its renditions are being made.
    #[error("the file is being worked on")]
    Busy,
    /// No mark at all.
    #[error("nothing is marked")]
    NothingMarked,
    /// More than [`MAX_MARKS`].
    #[error("more than {MAX_MARKS} marks")]
    TooMany,
    /// A mark that means nothing in a file of this kind, that begins behind its end, or on a page that it does not have.
    #[error("a mark does not suit the file")]
    Unsuited,
    /// Only teachers and moderators have originals destroyed.
    #[error("the original is not the actor's to destroy")]
    NotTheirOriginal,
    /// The database failed.
    #[error("could not store the redaction")]
    Db(#[from] DbErr),
}

/// Adds marks to a file and withdraws what was shown of it; new renditions are made by a job.
///
/// Its makers may while they may change its content, its class's teacher until it is refused or taken back, moderators
/// in every state in which it is their business: see `moderation`.
///
/// # Errors
/// See [`RedactError`].
pub async fn redact(
    ctx: &AppContext,
    actor: &Actor,
    code: &str,
    id: AssetId,
    wanted: Redaction,
) -> Result<(), RedactError> {
    let txn = ctx.begin_write().await?;
    let now = ctx.now(&txn).await?;
    let work = contributions::queries::lock_by_code(&txn, code).await?;
    let work = work.ok_or(RedactError::NotFound)?;
    let right = permission::right(ctx, &txn, actor, &work).await?;
    let asset = queries::find(&txn, id).await?;
    let asset = asset.filter(|asset| asset.contribution_id == work.id);
    let asset = asset.ok_or(RedactError::NotFound)?;
    if wanted.destroy_original && right == Right::Maker {
        return Err(RedactError::NotTheirOriginal);
    }
    check(&txn, &asset, &wanted).await?;
    marks::insert(ctx, &txn, now, id, &wanted.marks).await?;
    let keys = withdraw(&txn, &asset, wanted.destroy_original, now).await?;
    // Whoever looked at it before looked at something else, whatever its state.
    let reason = json!({ "asset": id, "redacted": wanted.why.code() });
    let back = moderation::back_to_review(&txn, &work, actor, now, reason).await?;
    let now_there = back.as_ref().unwrap_or(&work);
    let covered =
        contributions::touch(ctx, &txn, now_there, contribution::ActiveModel::default()).await?;
    moderation::carry_wish(&txn, &work, &covered).await?;
    let details = json!({
        "contribution": work.id,
        "marks": wanted.marks.len(),
        "why": wanted.why.code(),
        "destroy_original": wanted.destroy_original,
    });
    let subject = format!("asset:{id}");
    audit::append(
        &txn,
        now,
        work.edition_id,
        actor,
        "asset.redact",
        &subject,
        &details,
    )
    .await?;
    delete_later(ctx, &txn, keys).await?;
    let job = ProcessAsset { asset: id };
    queue::enqueue(&txn, &ctx.clock, &job, queue::Enqueue::default()).await?;
    txn.commit().await?;
    ctx.waker.wake();
    Ok(())
}

async fn check(
    txn: &DatabaseTransaction,
    asset: &asset::Model,
    wanted: &Redaction,
) -> Result<(), RedactError> {
    // While a job is at work on it, it works without the new marks and would publish what they shall cover.
    if !matches!(asset.state, AssetState::Ready | AssetState::Failed) {
        return Err(RedactError::Busy);
    }
    if asset.object_key.is_none() {
        return Err(RedactError::NotFound);
    }
    let before = marks(txn, asset.id).await?;
    let all = before.pending.len() + before.burnt.len() + wanted.marks.len();
    if all > MAX_MARKS {
        return Err(RedactError::TooMany);
    }
    let destroys = wanted.destroy_original && !before.pending.is_empty();
    if wanted.marks.is_empty() && !destroys {
        return Err(RedactError::NothingMarked);
    }
    let shown: Vec<_> = asset.rendition_id.into_iter().collect();
    let shown = queries::renditions(txn, &shown).await?;
    let length = shown.first().and_then(|shown| shown.duration_ms);
    let pages = match shown.first() {
        Some(shown) if asset.kind == AssetKind::Document => {
            Some(page_texts(txn, &[shown.id]).await?.len())
        }
        _ => None,
    };
    let suits = |mark: &Mark| {
        let begins = mark.span().map_or(0, |span| i64::from(span.from_ms()));
        let page = usize::from(mark.page().unwrap_or(0));
        mark.suits(asset.kind)
            && length.is_none_or(|length| begins == 0 || begins < length)
            && pages.is_none_or(|pages| page <= pages)
    };
    if wanted.marks.iter().all(suits) {
        Ok(())
    } else {
        Err(RedactError::Unsuited)
    }
}

/// Takes away all that is shown of the asset and puts it back in line; gives the keys of the objects, which go last.
async fn withdraw(
    txn: &DatabaseTransaction,
    asset: &asset::Model,
    destroy_original: bool,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<Vec<String>, DbErr> {
    let shown = rendition::Entity::find()
        .filter(rendition::Column::AssetId.eq(asset.id))
        .all(txn)
        .await?;
    let keys = delete_renditions(txn, &shown).await?;
    let mut waiting = asset::ActiveModel {
        state: Set(AssetState::Stored),
        progress_percent: Set(0),
        failure: Set(None),
        rendition_id: Set(None),
        updated_at: Set(now),
        ..Default::default()
    };
    if destroy_original {
        waiting.destroy_original = Set(true);
    }
    asset::Entity::update_many()
        .set(waiting)
        .filter(asset::Column::Id.eq(asset.id))
        .exec(txn)
        .await?;
    Ok(keys)
}
