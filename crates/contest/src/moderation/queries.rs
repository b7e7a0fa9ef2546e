//! What is asked about one contribution and the decisions about it.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait as _, QueryFilter, QueryOrder,
};

use super::access::look;
use super::entity::{DecisionKind, decision};
use super::waiting::{Claim, claim_on, emails, is_held};
use super::{ModerationError, UNDO_SECONDS, purge, second};
use crate::assets::fingerprints::{self, Double};
use crate::contributions::entity::{class_approval, contribution};
use crate::contributions::{Seen, gallery, is_own};
use crate::ids::{AccountId, ContributionId};
use crate::permissions::Actor;
use crate::reports::entity::report;
use crate::{AppContext, contributions, reports};

/// A contribution with all that a moderator needs to decide.
#[derive(Clone, Debug)]
pub struct Item {
    /// The contribution with its category, its class, and what would be shown of its assets; originals are not looked at.
    pub shown: gallery::Item,
    /// What this look shows, to be sent back with the decision.
    pub seen: Seen,
    /// When and by whom its versions were approved in the class, oldest first.
    pub class_approvals: Vec<class_approval::Model>,
    /// All decisions, oldest first, also undone ones.
    pub decisions: Vec<decision::Model>,
    /// Addresses of the moderators in `decisions`.
    pub moderators: BTreeMap<AccountId, String>,
    /// All reports, oldest first.
    pub reports: Vec<report::Model>,
    /// Who is at work on it.
    pub claim: Option<Claim>,
    /// The actor, or the actor's class, made it.
    pub own: bool,
    /// Who wants it back in sight, when two must.
    pub asked_by: Option<AccountId>,
    /// It waits, and one of its files looks like something that was purged: two must approve.
    pub held: bool,
    /// Other works that look like it, the nearest first.
    pub doubles: Vec<Double>,
    /// Who wants it purged; another one must agree.
    pub purge_asked_by: Option<AccountId>,
    /// Until when the last decision can be undone.
    pub undo_until: Option<DateTime<Utc>>,
}

/// The contribution with this code as a moderator sees it. Drafts, and what was taken back, are shown only
/// while a moderator wants them purged.
///
/// # Errors
/// `NotAllowed`, `NotFound`, `Db`.
pub async fn item(ctx: &AppContext, actor: &Actor, code: &str) -> Result<Item, ModerationError> {
    let db = ctx.db.read();
    let work = look(db, actor, code).await?;
    let now = ctx.now(db).await?;
    let decisions = decisions(db, work.id).await?;
    let people: Vec<AccountId> = decisions
        .iter()
        .filter_map(|decision| decision.moderator_id)
        .chain(work.claimed_by)
        .collect();
    let moderators = emails(db, &people).await?;
    let last = last_verdict(db, work.id).await?;
    let undoable = last.filter(|last| now < last.effective_at && last.version == work.version);
    let seen = Seen::of(db, &work).await?;
    let own = is_own(db, actor, &work).await?;
    let shown = gallery::item(db, work.clone())
        .await?
        .ok_or(ModerationError::NotFound)?;
    Ok(Item {
        seen,
        class_approvals: class_approvals(db, work.id).await?,
        decisions,
        reports: reports::queries::of_contribution(db, work.id).await?,
        claim: claim_on(&work, now, &moderators),
        own,
        asked_by: second::asked_by(db, &work).await?.map(|(by, _)| by),
        held: is_held(db, &work).await?,
        doubles: fingerprints::doubles(db, work.id, work.edition_id).await?,
        purge_asked_by: purge::purge_asked_by(db, &work).await?,
        undo_until: undoable.map(|last| last.effective_at),
        moderators,
        shown,
    })
}

async fn decisions(
    db: &impl ConnectionTrait,
    id: ContributionId,
) -> Result<Vec<decision::Model>, DbErr> {
    decision::Entity::find()
        .filter(decision::Column::ContributionId.eq(id))
        .order_by_asc(decision::Column::CreatedAt)
        .order_by_asc(decision::Column::Id)
        .all(db)
        .await
}

async fn class_approvals(
    db: &impl ConnectionTrait,
    id: ContributionId,
) -> Result<Vec<class_approval::Model>, DbErr> {
    class_approval::Entity::find()
        .filter(class_approval::Column::ContributionId.eq(id))
        .order_by_asc(class_approval::Column::ApprovedAt)
        .all(db)
        .await
}

/// The last decision that can be undone in principle: an approval, a request or a refusal that stands.
pub(super) async fn last_verdict(
    db: &impl ConnectionTrait,
    id: ContributionId,
) -> Result<Option<decision::Model>, DbErr> {
    let verdicts = [
        DecisionKind::Approve,
        DecisionKind::RequestChanges,
        DecisionKind::Reject,
    ];
    decision::Entity::find()
        .filter(decision::Column::ContributionId.eq(id))
        .filter(decision::Column::Kind.is_in(verdicts))
        .filter(decision::Column::UndoneAt.is_null())
        .order_by_desc(decision::Column::CreatedAt)
        .one(db)
        .await
}

/// A decision that can be undone yet, with its contribution.
#[derive(Clone, Debug)]
pub struct Undoable {
    /// The decision.
    pub decision: decision::Model,
    /// What it is about.
    pub work: contribution::Model,
}

/// What the actor decided in the last [`UNDO_SECONDS`] and can undo, newest first.
///
/// # Errors
/// The database failed.
pub async fn undoable(ctx: &AppContext, actor: &Actor) -> Result<Vec<Undoable>, DbErr> {
    let Some(moderator) = actor.account() else {
        return Ok(Vec::new());
    };
    let db = ctx.db.read();
    let now = ctx.now(db).await?;
    let verdicts = [
        DecisionKind::Approve,
        DecisionKind::RequestChanges,
        DecisionKind::Reject,
    ];
    let rows = decision::Entity::find()
        .filter(decision::Column::ModeratorId.eq(moderator))
        .filter(decision::Column::Kind.is_in(verdicts))
        .filter(decision::Column::UndoneAt.is_null())
        .filter(decision::Column::EffectiveAt.gt(now))
        .filter(decision::Column::CreatedAt.gt(now - Duration::seconds(UNDO_SECONDS)))
        .order_by_desc(decision::Column::CreatedAt)
        .all(db)
        .await?;
    let mut undoable = Vec::with_capacity(rows.len());
    for decision in rows {
        if let Some(work) = contributions::queries::find(db, decision.contribution_id).await? {
            undoable.push(Undoable { decision, work });
        }
    }
    Ok(undoable)
}

/// A decision as the makers are told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MakerDecision {
    /// What was decided.
    pub kind: DecisionKind,
    /// Reason code, as in the catalogues `reasons.ftl`; there if it restricts.
    pub reason: Option<String>,
    /// The words in Swedish; empty for approvals.
    pub text_sv: String,
    /// The words in English; empty for approvals.
    pub text_en: String,
    /// Since when it holds.
    pub effective_at: DateTime<Utc>,
    /// A rule decided, not a person.
    pub automatic: bool,
    /// Nobody had reported it.
    pub own_initiative: bool,
}

/// The decisions about `work` that have taken effect at `now`, newest first, for those who made it (who must have been
/// found to be its makers before). Who decided is not told. A request for changes and a refusal are told at once, though
/// they can be undone for a while yet: the makers see at once where the work stands, and are told to read why.
///
/// # Errors
/// The database failed.
pub async fn decisions_for_maker(
    db: &impl ConnectionTrait,
    work: &contribution::Model,
    now: DateTime<Utc>,
) -> Result<Vec<MakerDecision>, DbErr> {
    let rows =
        decision::Entity::find()
            .filter(decision::Column::ContributionId.eq(work.id))
            .filter(decision::Column::Kind.ne(DecisionKind::AskRestore))
            .filter(decision::Column::UndoneAt.is_null())
            .filter(decision::Column::EffectiveAt.lte(now).or(
                decision::Column::Kind.is_in([DecisionKind::RequestChanges, DecisionKind::Reject]),
            ))
            .order_by_desc(decision::Column::CreatedAt)
            .all(db)
            .await?;
    let told = |row: decision::Model| MakerDecision {
        kind: row.kind,
        reason: row.reason,
        text_sv: row.text_sv,
        text_en: row.text_en,
        effective_at: row.effective_at,
        automatic: row.moderator_id.is_none(),
        own_initiative: row.own_initiative,
    };
    Ok(rows.into_iter().map(told).collect())
}
