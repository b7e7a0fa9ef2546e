//! The queue: what waits for a moderator.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait as _, Query, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::ModerationError;
use super::access::claim_of;
use super::entity::purge_request;
use crate::accounts::entity::account;
use crate::assets::entity::asset;
use crate::assets::{self, AssetKind};
use crate::classes::entity::school_class;
use crate::contributions::entity::contribution;
use crate::contributions::{State, rules};
use crate::ids::{AccountId, CategoryId, ContributionId, EditionId};
use crate::permissions::Actor;
use crate::reports::entity::report;
use crate::{AppContext, reports};

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
/// that one moderator wants purged. First these, those about somebody's privacy and those that look like something purged,
/// then the oldest. `page` counts from 0.
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
        .order_by_desc(needs_two().or(purge_asked()))
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

/// One moderator wants it purged as it is now, and another one must look: [`purge_request::Model::stands_for`] in SQL.
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
            purge_asked: wishes.iter().any(|wish| wish.stands_for(&work)),
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

pub(super) fn claim_on(
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

pub(super) async fn emails(
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
