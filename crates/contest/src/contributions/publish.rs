//! Letting an approval take effect.

use sea_orm::{ActiveValue::Set, DbErr};
use serde_json::json;

use super::{Change, Event, State, TransitionError, apply, content_hash, queries};
use crate::ids::ContributionId;
use crate::permissions::Actor;
use crate::{AppContext, captions, moderation};

/// What became of an approval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Published {
    /// It is public now.
    Yes,
    /// It is no longer approved, or was published before; nothing changed.
    NotWaiting,
    /// Its time has not come.
    NotYet,
    /// What would be shown is not what was approved, or a moderator wants it purged: they must look again.
    Changed,
}

/// Publishes an approved contribution whose time has come, if its bytes are still those that were approved
/// and no moderator wants it purged.
///
/// # Errors
/// The database failed; nothing was written.
pub async fn publish(ctx: &AppContext, id: ContributionId) -> Result<Published, DbErr> {
    let txn = ctx.begin_write().await?;
    let now = ctx.now(&txn).await?;
    let Some(work) = queries::lock(&txn, id)
        .await?
        .filter(|work| work.state == State::Approved)
    else {
        return Ok(Published::NotWaiting);
    };
    if work.publish_at.is_none_or(|at| now < at) {
        return Ok(Published::NotYet);
    }
    let same =
        work.approved_hash.is_some() && content_hash(&txn, &work).await? == work.approved_hash;
    // Another moderator may have looked closer meanwhile.
    let stands = same && !moderation::is_purge_asked(&txn, &work).await?;
    let event = if stands {
        Event::Publish
    } else {
        Event::ReturnToReview
    };
    let captioned = captions::is_captioned(&txn, id).await?;
    let change = Change {
        event,
        actor: &Actor::System,
        now,
        details: json!({}),
    };
    let moved = apply(&txn, &work, change, |row| {
        if stands {
            row.published_at = Set(Some(work.published_at.unwrap_or(now)));
            row.captioned = Set(captioned);
            row.urgent = Set(false); // two moderators have answered whatever was reported
        } else {
            row.approved_hash = Set(None);
        }
        row.publish_at = Set(None);
    })
    .await;
    match moved {
        Ok(_) => txn.commit().await?,
        Err(TransitionError::Refused { .. }) => return Ok(Published::NotWaiting),
        Err(TransitionError::Db(error)) => return Err(error),
    }
    Ok(if stands {
        Published::Yes
    } else {
        Published::Changed
    })
}
