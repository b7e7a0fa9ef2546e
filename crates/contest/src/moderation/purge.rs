//! Purging a work: for ever, by two moderators.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter,
};
use serde_json::json;

use super::ModerationError;
use super::access::open;
use super::decide::unclaim;
use super::entity::{decision, purge_request};
use super::hide::back_to_review;
use super::second;
use crate::assets::{self, purged};
use crate::contributions::entity::{answer, contribution, member};
use crate::contributions::{self, Change, Event, apply};
use crate::ids::AccountId;
use crate::permissions::Actor;
use crate::{AppContext, audit, collections, reports};

/// What came of wanting a work to be purged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purged {
    /// It is gone.
    Done,
    /// Another moderator must want it too.
    SecondNeeded,
}

/// What stands in place of words that the database does not let be empty.
const NO_WORDS: &str = "–";

/// Purges a contribution for ever, once two different moderators want it as it is now: its words are blanked, its files
/// leave the store (rows in this commit, objects by a job), and what its pictures look like is kept, with hashes of its
/// files, so that a copy is held: one that comes, and one that is there already, which is out of sight with this commit.
/// The first one's wish is recorded, and meanwhile nobody but a moderator can change the work ([`is_purge_asked`]); it ends
/// with [`spare`].
///
/// # Errors
/// `NotAllowed`, `NotFound`, `OwnContribution`, `Claimed`, `WrongState`, `Db`.
pub async fn purge(ctx: &AppContext, actor: &Actor, code: &str) -> Result<Purged, ModerationError> {
    let txn = ctx.begin_write().await?;
    purged::take_turn(ctx, &txn).await?;
    let now = ctx.now(&txn).await?;
    let (work, moderator) = open(ctx, &txn, actor, code).await?;
    let Some(first) = purge_asked_by(&txn, &work)
        .await?
        .filter(|by| *by != moderator)
    else {
        ask(ctx, &txn, actor, moderator, &work).await?;
        txn.commit().await?;
        return Ok(Purged::SecondNeeded);
    };
    let copies = hold_copies(&txn, &work, now).await?;
    contributions::free_place(&txn, &work).await?;
    collections::remove_everywhere(&txn, work.id).await?;
    let looks = assets::erase_all(ctx, &txn, work.id).await?;
    blank(&txn, &work).await?;
    reports::close(ctx, &txn, work.id, now, true).await?;
    reports::blank(&txn, work.id).await?;
    // Audit rows come last: each of them takes the head of an edition's chain.
    for copy in &copies {
        let details = json!({ "copy_of": work.id });
        back_to_review(&txn, copy, actor, now, details).await?;
    }
    let details = json!({ "first": first, "looks": looks, "copies": copies.len() });
    apply(
        &txn,
        &work,
        Change {
            event: Event::Erase,
            actor,
            now,
            details,
        },
        |row| {
            row.title = Set(String::new());
            row.text = Set(String::new());
            row.credits = Set(String::new());
            row.approved_hash = Set(None);
            row.publish_at = Set(None);
            row.urgent = Set(false);
            unclaim(row);
        },
    )
    .await?;
    txn.commit().await?;
    ctx.waker.wake();
    Ok(Purged::Done)
}

/// Holds the files of other works that are copies of this one's; gives their works, locked. No moderator's wish to show one
/// of them stands: they did not know.
async fn hold_copies(
    txn: &DatabaseTransaction,
    work: &contribution::Model,
    now: DateTime<Utc>,
) -> Result<Vec<contribution::Model>, DbErr> {
    let copies = purged::copies(txn, work.id).await?;
    let works: BTreeSet<_> = copies.iter().map(|copy| copy.contribution_id).collect();
    let mut locked = Vec::new();
    for id in works {
        locked.extend(contributions::queries::lock(txn, id).await?);
    }
    purged::hold(txn, copies.iter().map(|copy| copy.id).collect()).await?;
    for copy in &locked {
        second::void_asks(txn, copy.id, now).await?;
    }
    Ok(locked)
}

/// Takes back that a moderator, this one or another, wants the work purged.
///
/// # Errors
/// `NotAllowed`, `NotFound`, `OwnContribution`, `Claimed`; `NothingToUndo`: nobody wants it; `Db`.
pub async fn spare(ctx: &AppContext, actor: &Actor, code: &str) -> Result<(), ModerationError> {
    let txn = ctx.begin_write().await?;
    let now = ctx.now(&txn).await?;
    let (work, _) = open(ctx, &txn, actor, code).await?;
    if !is_purge_asked(&txn, &work).await? {
        return Err(ModerationError::NothingToUndo);
    }
    forget(&txn, &work).await?;
    let subject = format!("contribution:{}", work.id);
    let details = json!({ "version": work.version });
    audit::append(
        &txn,
        now,
        work.edition_id,
        actor,
        "contribution.spare",
        &subject,
        &details,
    )
    .await?;
    txn.commit().await?;
    Ok(())
}

/// What was covered is still the same work: who wanted `before` purged wants `after`.
pub(crate) async fn carry_wish(
    txn: &DatabaseTransaction,
    before: &contribution::Model,
    after: &contribution::Model,
) -> Result<(), DbErr> {
    purge_request::Entity::update_many()
        .col_expr(purge_request::Column::Version, Expr::value(after.version))
        .filter(purge_request::Column::ContributionId.eq(before.id))
        .filter(purge_request::Column::Version.eq(before.version))
        .exec(txn)
        .await?;
    Ok(())
}

/// Nobody wants it purged any more.
pub(super) async fn forget(
    txn: &DatabaseTransaction,
    work: &contribution::Model,
) -> Result<(), DbErr> {
    purge_request::Entity::delete_by_id(work.id)
        .exec(txn)
        .await?;
    Ok(())
}

/// Whether one moderator wants the work purged as it is now: then its makers may take it back, but not change it.
///
/// # Errors
/// The database failed.
pub async fn is_purge_asked(
    db: &impl ConnectionTrait,
    work: &contribution::Model,
) -> Result<bool, DbErr> {
    Ok(purge_asked_by(db, work).await?.is_some())
}

/// Who wants the work purged as it is now.
pub(super) async fn purge_asked_by(
    db: &impl ConnectionTrait,
    work: &contribution::Model,
) -> Result<Option<AccountId>, DbErr> {
    let row = purge_request::Entity::find_by_id(work.id).one(db).await?;
    Ok(row
        .filter(|wish| wish.stands_for(work))
        .map(|row| row.account_id))
}

async fn ask(
    ctx: &AppContext,
    txn: &DatabaseTransaction,
    actor: &Actor,
    moderator: AccountId,
    work: &contribution::Model,
) -> Result<(), DbErr> {
    if is_purge_asked(txn, work).await? {
        return Ok(()); // asking twice changes nothing
    }
    let now = ctx.now(txn).await?;
    let row = purge_request::Model {
        contribution_id: work.id,
        account_id: moderator,
        version: work.version,
        created_at: now,
    };
    let anew = OnConflict::column(purge_request::Column::ContributionId)
        .update_columns([
            purge_request::Column::AccountId,
            purge_request::Column::Version,
            purge_request::Column::CreatedAt,
        ])
        .to_owned();
    purge_request::Entity::insert(row.into_active_model())
        .on_conflict(anew)
        .exec_without_returning(txn)
        .await?;
    let subject = format!("contribution:{}", work.id);
    let details = json!({ "version": work.version });
    audit::append(
        txn,
        now,
        work.edition_id,
        actor,
        "contribution.ask_purge",
        &subject,
        &details,
    )
    .await
}

/// What hangs on the contribution and tells of its content or its makers.
async fn blank(txn: &DatabaseTransaction, work: &contribution::Model) -> Result<(), DbErr> {
    answer::Entity::delete_many()
        .filter(answer::Column::ContributionId.eq(work.id))
        .exec(txn)
        .await?;
    member::Entity::delete_many()
        .filter(member::Column::ContributionId.eq(work.id))
        .exec(txn)
        .await?;
    forget(txn, work).await?;
    // Statements of reasons quote what they are about.
    decision::Entity::update_many()
        .col_expr(decision::Column::TextSv, Expr::value(NO_WORDS))
        .col_expr(decision::Column::TextEn, Expr::value(NO_WORDS))
        .filter(decision::Column::ContributionId.eq(work.id))
        .filter(decision::Column::Reason.is_not_null())
        .exec(txn)
        .await?;
    Ok(())
}
