//! What is asked about the queue and about decisions.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Duration, Utc};
use sea_orm::sea_query::{Expr, ExprTrait as _, Query, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::access::{claim_of, look};
use super::entity::{DecisionKind, decision, purge_request};
use super::{ModerationError, UNDO_SECONDS, purge, second};
use crate::accounts::entity::account;
use crate::assets::entity::asset;
use crate::assets::fingerprints::{self, Double};
use crate::assets::{self, AssetKind};
use crate::classes::entity::school_class;
use crate::contributions::entity::{class_approval, contribution};
use crate::contributions::{Seen, State, gallery, is_own, rules};
use crate::ids::{AccountId, CategoryId, ContributionId, EditionId};
use crate::permissions::Actor;
use crate::reports::entity::report;
use crate::{AppContext, contributions, reports};

/// What a contribution mainly is: its first asset, or words alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueueKind {
    /// Has an asset of this kind.
    Asset(AssetKind),
    /// Has no asset.
    Text,
}

/// Which part of the queue.
#[derive(Clone, Debug, Default)]
pub struct QueueFilter {
    /// Of this edition only.
    pub edition: Option<EditionId>,
    /// With an asset of this kind, or without any.
    pub kind: Option<QueueKind>,
    /// Of this category only.
    pub category: Option<CategoryId>,
    /// Hidden or returned because of privacy only.
    pub urgent: bool,
}

/// A claim that has not lapsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Who.
    pub by: AccountId,
    /// Their address, for other staff.
    pub email: String,
    /// When it lapses.
    pub until: DateTime<Utc>,
}

/// The class as moderators see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemClass {
    /// School.
    pub school: String,
    /// Such as `7B`.
    pub name: String,
    /// Grade.
    pub grade: i32,
}

/// One line of the queue.
#[derive(Clone, Debug)]
pub struct QueueItem {
    /// The contribution.
    pub work: contribution::Model,
    /// What it mainly is.
    pub kind: QueueKind,
    /// Its class, if a class made it.
    pub class: Option<ItemClass>,
    /// Reports that nobody has answered.
    pub open_reports: usize,
    /// Who is at work on it.
    pub claim: Option<Claim>,
    /// The actor, or the actor's class, made it: somebody else decides.
    pub own: bool,
    /// It waits, and one of its files looks like something that was purged: two must approve.
    pub held: bool,
    /// One moderator wants it purged: another one must look.
    pub purge_asked: bool,
}

/// A page of the queue.
#[derive(Clone, Debug)]
pub struct QueuePage {
    /// Those that two must approve first, then oldest first.
    pub items: Vec<QueueItem>,
    /// All that the filter lets through.
    pub total: u64,
}

/// Lines on a page of the queue.
pub const QUEUE_PAGE: u64 = 30;

/// What waits for a moderator: contributions in review, those hidden for privacy, public ones with open reports, and those
/// that one moderator wants purged. First
/// those about somebody's privacy and those that look like something purged, then the oldest. `page` counts from 0.
///
/// # Errors
/// `NotAllowed`, `Db`.
pub async fn queue(
    ctx: &AppContext,
    actor: &Actor,
    filter: &QueueFilter,
    page: u64,
) -> Result<QueuePage, ModerationError> {
    if !actor.may_moderate() {
        return Err(ModerationError::NotAllowed);
    }
    let db = ctx.db.read();
    let now = ctx.now(db).await?;
    let waiting = contribution::Entity::find()
        .filter(waits())
        .filter(of(filter));
    let total = waiting.clone().count(db).await?;
    let works = waiting
        .order_by_desc(needs_two())
        .order_by_asc(contribution::Column::HandedInAt)
        .order_by_asc(contribution::Column::Id)
        .offset(page.saturating_mul(QUEUE_PAGE))
        .limit(QUEUE_PAGE)
        .all(db)
        .await?;
    Ok(QueuePage {
        items: lines(db, actor, works, now).await?,
        total,
    })
}

/// How many contributions wait for a moderator.
///
/// # Errors
/// The database failed.
pub async fn waiting(db: &impl ConnectionTrait) -> Result<u64, DbErr> {
    contribution::Entity::find().filter(waits()).count(db).await
}

fn waits() -> Condition {
    let reported = Query::select()
        .column(report::Column::ContributionId)
        .from(report::Entity)
        .and_where(Expr::col(report::Column::HandledAt).is_null())
        .to_owned();
    let hidden = contribution::Column::State
        .eq(State::Hidden)
        .and(contribution::Column::Urgent.eq(true));
    let public = contribution::Column::State.is_in([State::Published, State::Hidden]);
    Condition::any()
        .add(purge_asked())
        .add(contribution::Column::State.eq(State::InReview))
        .add(hidden)
        .add(public.and(contribution::Column::Id.in_subquery(reported)))
}

/// One moderator wants it purged as it is now: another one must look.
fn purge_asked() -> SimpleExpr {
    let ours = |column| Expr::col((contribution::Entity, column));
    let asked = Query::select()
        .column(purge_request::Column::ContributionId)
        .from(purge_request::Entity)
        .and_where(
            Expr::col((purge_request::Entity, purge_request::Column::ContributionId))
                .eq(ours(contribution::Column::Id)),
        )
        .and_where(
            Expr::col((purge_request::Entity, purge_request::Column::Version))
                .eq(ours(contribution::Column::Version)),
        )
        .to_owned();
    Expr::exists(asked)
}

/// Somebody said that it is about their privacy, or, while it waits, a file of it looks like something purged.
fn needs_two() -> SimpleExpr {
    let held = Query::select()
        .column(asset::Column::ContributionId)
        .from(asset::Entity)
        .and_where(asset::Column::Held.eq(true))
        .to_owned();
    let held = contribution::Column::Id.in_subquery(held);
    let waits = contribution::Column::State.eq(State::InReview);
    contribution::Column::Urgent.eq(true).or(waits.and(held))
}

/// Whether it waits and a file of it looks like something purged. What two approved already comes back by one: the copy was
/// looked at.
pub(super) async fn is_held(
    db: &impl ConnectionTrait,
    work: &contribution::Model,
) -> Result<bool, DbErr> {
    Ok(work.state == State::InReview && assets::queries::any_held(db, work.id).await?)
}

fn of(filter: &QueueFilter) -> Condition {
    let with_assets = |kind: Option<AssetKind>| {
        let mut select = Query::select();
        select
            .column(asset::Column::ContributionId)
            .from(asset::Entity);
        if let Some(kind) = kind {
            select.and_where(asset::Column::Kind.eq(kind));
        }
        select
    };
    let kind = filter.kind.map(|kind| match kind {
        QueueKind::Asset(kind) => contribution::Column::Id.in_subquery(with_assets(Some(kind))),
        QueueKind::Text => contribution::Column::Id.not_in_subquery(with_assets(None)),
    });
    Condition::all()
        .add_option(
            filter
                .edition
                .map(|id| contribution::Column::EditionId.eq(id)),
        )
        .add_option(
            filter
                .category
                .map(|id| contribution::Column::CategoryId.eq(id)),
        )
        .add_option(filter.urgent.then(|| contribution::Column::Urgent.eq(true)))
        .add_option(kind)
}

async fn lines(
    db: &impl ConnectionTrait,
    actor: &Actor,
    works: Vec<contribution::Model>,
    now: DateTime<Utc>,
) -> Result<Vec<QueueItem>, DbErr> {
    let ids: Vec<ContributionId> = works.iter().map(|work| work.id).collect();
    let mut kinds: HashMap<ContributionId, AssetKind> = HashMap::new();
    let mut held: HashSet<ContributionId> = HashSet::new();
    for asset in assets::queries::of_contributions(db, &ids).await? {
        kinds.entry(asset.contribution_id).or_insert(asset.kind);
        if asset.held {
            held.insert(asset.contribution_id);
        }
    }
    let classes = school_class::Entity::find()
        .filter(school_class::Column::Id.is_in(works.iter().filter_map(|work| work.class_id)))
        .all(db)
        .await?;
    let claimers: Vec<AccountId> = works.iter().filter_map(|work| work.claimed_by).collect();
    let emails = emails(db, &claimers).await?;
    let reports = reports::queries::open(db, &ids).await?;
    let wishes = purge_request::Entity::find()
        .filter(purge_request::Column::ContributionId.is_in(ids.iter().copied()))
        .all(db)
        .await?;
    let line = |work: contribution::Model| {
        let class = classes.iter().find(|class| Some(class.id) == work.class_id);
        QueueItem {
            kind: kinds
                .get(&work.id)
                .map_or(QueueKind::Text, |kind| QueueKind::Asset(*kind)),
            class: class.map(ItemClass::from),
            open_reports: reports
                .iter()
                .filter(|report| report.contribution_id == work.id)
                .count(),
            claim: claim_on(&work, now, &emails),
            own: rules::is_own(actor, &work, class.map(|class| class.teacher_id)),
            held: work.state == State::InReview && held.contains(&work.id),
            purge_asked: wishes
                .iter()
                .any(|wish| wish.contribution_id == work.id && wish.version == work.version),
            work,
        }
    };
    Ok(works.into_iter().map(line).collect())
}

impl From<&school_class::Model> for ItemClass {
    fn from(class: &school_class::Model) -> Self {
        Self {
            school: class.school.clone(),
            name: class.name.clone(),
            grade: class.grade,
        }
    }
}

fn claim_on(
    work: &contribution::Model,
    now: DateTime<Utc>,
    emails: &BTreeMap<AccountId, String>,
) -> Option<Claim> {
    let (by, until) = claim_of(work, now)?;
    Some(Claim {
        by,
        email: emails.get(&by).cloned().unwrap_or_default(),
        until,
    })
}

async fn emails(
    db: &impl ConnectionTrait,
    ids: &[AccountId],
) -> Result<BTreeMap<AccountId, String>, DbErr> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let accounts = account::Entity::find()
        .filter(account::Column::Id.is_in(ids.iter().copied()))
        .all(db)
        .await?;
    Ok(accounts
        .into_iter()
        .map(|account| (account.id, account.email))
        .collect())
}

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

/// The contribution with this code as a moderator sees it. Drafts, and what was taken back, are not shown.
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
