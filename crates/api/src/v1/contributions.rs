//! `GET /api/v1/contributions` and `GET /api/v1/contributions/{code}`.

use std::collections::HashMap;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use contest::contributions::gallery::{self, Filter, Item, Order};
use contest::editions::entity::edition;
use contest::ids::ContributionId;
use contest::{AppContext, contributions, editions, votes};
use dizza_http::{Path, Problem, Query, Site};
use serde::Deserialize;
use utoipa::IntoParams;

use super::answer;
use super::views::{Contribution, ContributionList};

/// Largest page.
const MAX_LIMIT: u64 = 100;

/// Filters and the place in the list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// Slug of the edition; the newest if left out.
    edition: Option<String>,
    /// Slug of a category.
    category: Option<String>,
    /// Grade of the class, 1 to 13.
    #[param(minimum = 1, maximum = 13)]
    grade: Option<i32>,
    /// `true`: only what has captions or transcripts for everything that sounds in it.
    captioned: Option<bool>,
    /// `next` of the page before.
    after: Option<String>,
    /// How many; 24 if left out.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u64>,
}

/// Published contributions, the last published first.
#[utoipa::path(get, path = "/api/v1/contributions", tag = "contributions", params(ListQuery), responses(
    (status = 200, description = "A page of published contributions", body = ContributionList),
    (status = 304, description = "Unchanged since the ETag in If-None-Match"),
    (status = 400, description = "A parameter is wrong", content_type = "application/problem+json"),
    (status = 404, description = "No such edition or category", content_type = "application/problem+json"),
))]
#[tracing::instrument(name = "api.contributions.list", skip_all)]
pub async fn list(
    State(site): State<Site>,
    Query(query): Query<ListQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let ctx = &site.ctx;
    let limit = query.limit.unwrap_or(gallery::PAGE_SIZE);
    if !(1..=MAX_LIMIT).contains(&limit) {
        return Err(Problem::new(StatusCode::BAD_REQUEST, "bad-query").param("name", "limit"));
    }
    let Some(edition) = find_edition(ctx, query.edition.as_deref()).await? else {
        // Without any edition the list is empty; a named one that is not there is a mistake.
        return match query.edition {
            Some(_) => Err(Problem::not_found()),
            None => answer::json(
                &headers,
                &ContributionList {
                    items: Vec::new(),
                    next: None,
                },
            ),
        };
    };
    let filter = filter(ctx, &edition, &query).await?;
    let order = Order::Newest {
        after: place_of(ctx, query.after.as_deref()).await?,
    };
    let page = gallery::page(ctx.db.read(), &filter, &order, limit).await?;
    let next = page
        .items
        .last()
        .filter(|_| page.more)
        .map(|item| item.work.code.clone());
    let items = views(&site, &edition, page.items).await?;
    answer::json(&headers, &ContributionList { items, next })
}

/// One published contribution by its public code.
#[utoipa::path(get, path = "/api/v1/contributions/{code}", tag = "contributions",
    params(("code" = String, Path, description = "Public code", example = "k3x9w2m4pq")),
    responses(
        (status = 200, description = "The contribution", body = Contribution),
        (status = 304, description = "Unchanged since the ETag in If-None-Match"),
        (status = 404, description = "No such contribution, or not public", content_type = "application/problem+json"),
    ))]
#[tracing::instrument(name = "api.contributions.show", skip_all)]
pub async fn show(
    State(site): State<Site>,
    Path(code): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let db = site.ctx.db.read();
    let work = contributions::queries::find_published(db, &code)
        .await?
        .ok_or_else(Problem::not_found)?;
    let edition = editions::queries::get(db, work.edition_id).await?;
    let items = gallery::items(db, vec![work]).await?;
    let view = views(&site, &edition, items)
        .await?
        .pop()
        .ok_or_else(Problem::not_found)?;
    answer::json(&headers, &view)
}

async fn find_edition(
    ctx: &AppContext,
    slug: Option<&str>,
) -> Result<Option<edition::Model>, Problem> {
    let db = ctx.db.read();
    Ok(match slug {
        Some(slug) => editions::queries::find_by_slug(db, slug).await?,
        None => editions::queries::current(db).await?,
    })
}

async fn filter(
    ctx: &AppContext,
    edition: &edition::Model,
    query: &ListQuery,
) -> Result<Filter, Problem> {
    let category = match &query.category {
        Some(slug) => {
            let all = editions::queries::categories(ctx.db.read(), edition.id).await?;
            let found = all.into_iter().find(|category| category.slug == *slug);
            Some(found.ok_or_else(Problem::not_found)?.id)
        }
        None => None,
    };
    Ok(Filter {
        edition: edition.id,
        category,
        grade: query.grade,
        captioned: query.captioned.unwrap_or(false),
    })
}

/// Where the page before ended. The cursor is the code of its last contribution, which may be hidden by now: it still marks
/// the place.
async fn place_of(
    ctx: &AppContext,
    after: Option<&str>,
) -> Result<Option<(chrono::DateTime<chrono::Utc>, ContributionId)>, Problem> {
    let Some(code) = after else { return Ok(None) };
    let work = contributions::queries::find_by_code(ctx.db.read(), code).await?;
    let place = work.and_then(|work| Some((work.published_at?, work.id)));
    place
        .map(Some)
        .ok_or_else(|| Problem::new(StatusCode::BAD_REQUEST, "bad-query").param("name", "after"))
}

async fn views(
    site: &Site,
    edition: &edition::Model,
    items: Vec<Item>,
) -> Result<Vec<Contribution>, Problem> {
    let ids: Vec<_> = items.iter().map(|item| item.work.id).collect();
    let db = site.ctx.db.read();
    let now = site.ctx.now(db).await?;
    let counts: Option<HashMap<_, _>> =
        votes::queries::public_counts(db, edition.id, now, &ids).await?;
    let view = |item: Item| {
        let votes = counts
            .as_ref()
            .and_then(|counts| counts.get(&item.work.id).copied());
        Contribution::new(&site.config, &edition.slug, item, votes)
    };
    Ok(items.into_iter().map(view).collect())
}
