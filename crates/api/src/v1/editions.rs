//! `GET /api/v1/editions`.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use contest::AppContext;
use contest::editions::entity::{category, edition};
use contest::editions::queries;
use dizza_http::Problem;

use super::answer;
use super::views::{Category, Edition, Words};

/// All editions with their phases and categories, newest first.
#[utoipa::path(get, path = "/api/v1/editions", tag = "editions", responses(
    (status = 200, description = "All editions, newest first", body = Vec<Edition>),
    (status = 304, description = "Unchanged since the ETag in If-None-Match"),
))]
#[tracing::instrument(name = "api.editions.list", skip_all)]
pub async fn list(State(ctx): State<AppContext>, headers: HeaderMap) -> Result<Response, Problem> {
    let db = ctx.db.read();
    let mut editions = Vec::new();
    for edition in queries::list(db).await? {
        let phases = queries::phases(db, edition.id)
            .await?
            .into_iter()
            .map(Into::into)
            .collect();
        let categories = queries::categories(db, edition.id)
            .await?
            .into_iter()
            .map(Category::from)
            .collect();
        editions.push(Edition {
            phases,
            categories,
            ..Edition::from(edition)
        });
    }
    answer::json(&headers, &editions)
}

impl From<edition::Model> for Edition {
    fn from(row: edition::Model) -> Self {
        Self {
            slug: row.slug,
            name: Words {
                sv: row.name_sv,
                en: row.name_en,
            },
            theme: Words {
                sv: row.theme_sv,
                en: row.theme_en,
            },
            time_zone: row.time_zone,
            phases: Vec::new(),
            categories: Vec::new(),
        }
    }
}

impl From<category::Model> for Category {
    fn from(row: category::Model) -> Self {
        Self {
            slug: row.slug,
            name: Words {
                sv: row.name_sv,
                en: row.name_en,
            },
        }
    }
}
