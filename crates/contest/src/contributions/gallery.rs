//! The public's view of many contributions at once: filters, orders, and pages whose cost does not grow with their number.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait as _, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, Select,
};

use super::entity::contribution;
use super::queries::published;
use crate::assets::entity::{asset, rendition, rendition_file};
use crate::assets::{self, AssetKind, AssetState};
use crate::captions;
use crate::captions::entity::asset_text;
use crate::classes::entity::school_class;
use crate::collections::entity::{gallery_order, item};
use crate::editions::entity::category;
use crate::ids::{CategoryId, CollectionId, ContributionId, EditionId};

/// Contributions on a page of the gallery.
pub const PAGE_SIZE: u64 = 24;

/// What to show.
#[derive(Clone, Debug)]
pub struct Filter {
    /// The edition.
    pub edition: EditionId,
    /// Only this category.
    pub category: Option<CategoryId>,
    /// Only classes of this grade.
    pub grade: Option<i32>,
    /// Only what those who do not hear can follow: films and songs with captions or a transcript.
    pub captioned: bool,
}

/// In which order, and where the page before ended.
#[derive(Clone, Debug)]
pub enum Order {
    /// The last published first.
    Newest {
        /// Publication time and id of the last one shown.
        after: Option<(DateTime<Utc>, ContributionId)>,
    },
    /// The day's random order, the same for everyone.
    OfTheDay {
        /// ISO date in the edition's time zone.
        day: String,
        /// Position of the last one shown.
        after: Option<i32>,
    },
}

/// A contribution with what a card, a share card or a list needs to know of it.
#[derive(Clone, Debug)]
pub struct Item {
    /// The contribution.
    pub work: contribution::Model,
    /// Its category.
    pub category: Option<category::Model>,
    /// Its class, whose school and name may be shown only if `show_place` is set.
    pub class: Option<school_class::Model>,
    /// Its assets with their renditions, in order; none for a poem.
    pub assets: Vec<AssetFiles>,
}

/// An asset with its current rendition and that rendition's files.
#[derive(Clone, Debug)]
pub struct AssetFiles {
    /// The asset.
    pub asset: asset::Model,
    /// Its current rendition.
    pub rendition: Option<rendition::Model>,
    /// The files of the rendition, by name.
    pub files: Vec<rendition_file::Model>,
    /// What can be seen of it while it is being made: for its makers and for reviewers only.
    pub growing: Option<assets::growing::Shown>,
    /// Its captions and transcripts.
    pub texts: Vec<asset_text::Model>,
    /// The text on each page of a magazine, in order; only in an [`item`] that was asked for alone.
    pub page_texts: Vec<String>,
    /// The longest film that is taken, where the file failed because it was too long.
    pub max_film_seconds: Option<u32>,
}

/// A page of contributions.
#[derive(Clone, Debug)]
pub struct Page {
    /// What is on it.
    pub items: Vec<Item>,
    /// For [`Order::OfTheDay`]: the position of the last item.
    pub last_position: Option<i32>,
    /// Whether another page follows.
    pub more: bool,
}

/// One page of published contributions; one row more is read than shown, to know whether another page follows.
///
/// # Errors
/// The database failed.
pub async fn page(
    db: &impl ConnectionTrait,
    filter: &Filter,
    order: &Order,
    size: u64,
) -> Result<Page, DbErr> {
    let (mut works, mut last_position) = match order {
        Order::Newest { after } => (newest(filter, *after, size).all(db).await?, None),
        Order::OfTheDay { day, after } => {
            let scope = scoped(filter);
            let rows = gallery_order::Entity::find()
                .filter(gallery_order::Column::EditionId.eq(filter.edition))
                .filter(gallery_order::Column::Day.eq(day))
                .filter(gallery_order::Column::Position.gt(after.unwrap_or(-1)))
                .filter(gallery_order::Column::ContributionId.in_subquery(ids(scope)))
                .order_by_asc(gallery_order::Column::Position)
                .limit(size + 1)
                .all(db)
                .await?;
            let last = rows
                .iter()
                .take(usize::try_from(size).unwrap_or(usize::MAX))
                .next_back()
                .map(|row| row.position);
            let found = by_ids(db, rows.iter().map(|row| row.contribution_id).collect()).await?;
            (found, last)
        }
    };
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let more = works.len() > size;
    works.truncate(size);
    if works.is_empty() {
        last_position = None;
    }
    Ok(Page {
        items: items(db, works).await?,
        last_position,
        more,
    })
}

/// What [`page`] asks for [`Order::Newest`]: one row more than a page of `size`.
pub fn newest(
    filter: &Filter,
    after: Option<(DateTime<Utc>, ContributionId)>,
    size: u64,
) -> Select<contribution::Entity> {
    let scope = scoped(filter);
    let scope = match after {
        Some((at, id)) => scope.filter(
            Condition::any()
                .add(contribution::Column::PublishedAt.lt(at))
                .add(
                    contribution::Column::PublishedAt
                        .eq(at)
                        .and(contribution::Column::Id.lt(id)),
                ),
        ),
        None => scope,
    };
    scope
        .order_by_desc(contribution::Column::PublishedAt)
        .order_by_desc(contribution::Column::Id)
        .limit(size + 1)
}

/// How many published contributions the filter lets through.
///
/// # Errors
/// The database failed.
pub async fn count(db: &impl ConnectionTrait, filter: &Filter) -> Result<u64, DbErr> {
    use sea_orm::PaginatorTrait;
    scoped(filter).count(db).await
}

/// The grades from which the edition has published contributions, lowest first.
///
/// # Errors
/// The database failed.
pub async fn grades(db: &impl ConnectionTrait, edition: EditionId) -> Result<Vec<i32>, DbErr> {
    let classes = published()
        .filter(contribution::Column::EditionId.eq(edition))
        .select_only()
        .column(contribution::Column::ClassId)
        .into_query();
    school_class::Entity::find()
        .filter(school_class::Column::Id.in_subquery(classes))
        .select_only()
        .column(school_class::Column::Grade)
        .distinct()
        .order_by_asc(school_class::Column::Grade)
        .into_tuple()
        .all(db)
        .await
}

/// Public codes of published contributions, the newest first: for the site map.
///
/// # Errors
/// The database failed.
pub async fn codes(db: &impl ConnectionTrait, limit: u64) -> Result<Vec<String>, DbErr> {
    published()
        .select_only()
        .column(contribution::Column::Code)
        .order_by_desc(contribution::Column::PublishedAt)
        .order_by_desc(contribution::Column::Id)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await
}

/// The published contributions of a collection, in its order.
///
/// # Errors
/// The database failed.
pub async fn of_collection(
    db: &impl ConnectionTrait,
    id: CollectionId,
    limit: u64,
) -> Result<Vec<Item>, DbErr> {
    let rows = item::Entity::find()
        .filter(item::Column::CollectionId.eq(id))
        .filter(item::Column::ContributionId.in_subquery(ids(published())))
        .order_by_asc(item::Column::Position)
        .limit(limit)
        .all(db)
        .await?;
    let works = by_ids(
        db,
        rows.into_iter().map(|row| row.contribution_id).collect(),
    )
    .await?;
    items(db, works).await
}

/// Other published contributions of the same category, nearest in time.
///
/// # Errors
/// The database failed.
pub async fn related(
    db: &impl ConnectionTrait,
    work: &contribution::Model,
    limit: u64,
) -> Result<Vec<Item>, DbErr> {
    let mut scope = published()
        .filter(contribution::Column::EditionId.eq(work.edition_id))
        .filter(contribution::Column::Id.ne(work.id));
    if let Some(category) = work.category_id {
        // Same category first, then whatever is new.
        scope = scope.order_by_desc(Expr::col(contribution::Column::CategoryId).eq(category));
    }
    let works = scope
        .order_by_desc(contribution::Column::PublishedAt)
        .order_by_desc(contribution::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    items(db, works).await
}

/// Adds category, class and assets to contributions, keeping their order. Says nothing about whether they are public.
///
/// # Errors
/// The database failed.
pub async fn items(
    db: &impl ConnectionTrait,
    works: Vec<contribution::Model>,
) -> Result<Vec<Item>, DbErr> {
    let ids: Vec<_> = works.iter().map(|work| work.id).collect();
    let categories = category::Entity::find()
        .filter(category::Column::Id.is_in(works.iter().filter_map(|work| work.category_id)))
        .all(db)
        .await?;
    let classes = school_class::Entity::find()
        .filter(school_class::Column::Id.is_in(works.iter().filter_map(|work| work.class_id)))
        .all(db)
        .await?;
    let mut assets = with_files(db, assets::queries::of_contributions(db, &ids).await?).await?;
    Ok(works
        .into_iter()
        .map(|work| Item {
            category: categories
                .iter()
                .find(|category| Some(category.id) == work.category_id)
                .cloned(),
            class: classes
                .iter()
                .find(|class| Some(class.id) == work.class_id)
                .cloned(),
            assets: assets
                .extract_if(.., |files| files.asset.contribution_id == work.id)
                .collect(),
            work,
        })
        .collect())
}

/// One contribution as [`items`] gives it, with the text on the pages of its magazines: for whoever looks at all of it.
///
/// # Errors
/// The database failed.
pub async fn item(
    db: &impl ConnectionTrait,
    work: contribution::Model,
) -> Result<Option<Item>, DbErr> {
    let Some(mut item) = items(db, vec![work]).await?.pop() else {
        return Ok(None);
    };
    for files in &mut item.assets {
        add_page_texts(db, files).await?;
    }
    Ok(Some(item))
}

/// Adds the text on the pages of a magazine; of other assets there is none.
///
/// # Errors
/// The database failed.
pub async fn add_page_texts(
    db: &impl ConnectionTrait,
    files: &mut AssetFiles,
) -> Result<(), DbErr> {
    let magazine = files.asset.kind == AssetKind::Document;
    if let Some(rendition) = files.rendition.as_ref().filter(|_| magazine) {
        let texts = assets::page_texts(db, &[rendition.id]).await?;
        files.page_texts = texts.into_iter().map(|page| page.text).collect();
    }
    Ok(())
}

/// The assets with their current renditions and files, in the given order.
///
/// # Errors
/// The database failed.
pub async fn with_files(
    db: &impl ConnectionTrait,
    assets: Vec<asset::Model>,
) -> Result<Vec<AssetFiles>, DbErr> {
    let ready = assets
        .iter()
        .filter(|asset| asset.state == AssetState::Ready);
    let ids: Vec<_> = ready.filter_map(|asset| asset.rendition_id).collect();
    let renditions = assets::queries::renditions(db, &ids).await?;
    let mut files = assets::queries::files(db, &ids).await?;
    let sounding: Vec<_> = assets
        .iter()
        .filter(|asset| matches!(asset.kind, AssetKind::Video | AssetKind::Audio))
        .map(|asset| asset.id)
        .collect();
    let mut texts = captions::queries::of_assets(db, &sounding).await?;
    let processing: Vec<_> = assets
        .iter()
        .filter(|asset| asset.state == AssetState::Processing)
        .map(|asset| asset.id)
        .collect();
    let mut growing = assets::growing::shown(db, &processing).await?;
    let mut longest = HashMap::new();
    for asset in &assets {
        let seconds = assets::exceeded_seconds(db, asset).await?;
        longest.extend(seconds.map(|seconds| (asset.id, seconds)));
    }
    Ok(assets
        .into_iter()
        .map(|asset| {
            let rendition = renditions
                .iter()
                .find(|rendition| Some(rendition.id) == asset.rendition_id)
                .cloned();
            let files = match &rendition {
                Some(rendition) => files
                    .extract_if(.., |file| file.rendition_id == rendition.id)
                    .collect(),
                None => Vec::new(),
            };
            let growing = growing
                .extract_if(.., |shown| shown.rendition.asset_id == asset.id)
                .next();
            let texts = texts
                .extract_if(.., |text| text.asset_id == asset.id)
                .collect();
            AssetFiles {
                max_film_seconds: longest.get(&asset.id).copied(),
                asset,
                rendition,
                files,
                growing,
                page_texts: Vec::new(),
                texts,
            }
        })
        .collect())
}

fn scoped(filter: &Filter) -> Select<contribution::Entity> {
    let mut scope = published().filter(contribution::Column::EditionId.eq(filter.edition));
    if let Some(category) = filter.category {
        scope = scope.filter(contribution::Column::CategoryId.eq(category));
    }
    if filter.captioned {
        scope = scope.filter(contribution::Column::Captioned.eq(true));
    }
    if let Some(grade) = filter.grade {
        let classes = school_class::Entity::find()
            .select_only()
            .column(school_class::Column::Id)
            .filter(school_class::Column::EditionId.eq(filter.edition))
            .filter(school_class::Column::Grade.eq(grade))
            .into_query();
        scope = scope.filter(contribution::Column::ClassId.in_subquery(classes));
    }
    scope
}

fn ids(scope: Select<contribution::Entity>) -> sea_orm::sea_query::SelectStatement {
    scope
        .select_only()
        .column(contribution::Column::Id)
        .into_query()
}

/// The published contributions with these ids, in the order of the ids.
async fn by_ids(
    db: &impl ConnectionTrait,
    ids: Vec<ContributionId>,
) -> Result<Vec<contribution::Model>, DbErr> {
    let mut works = published()
        .filter(contribution::Column::Id.is_in(ids.iter().copied()))
        .all(db)
        .await?;
    works.sort_by_key(|work| ids.iter().position(|id| *id == work.id));
    Ok(works)
}
