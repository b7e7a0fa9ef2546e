//! `GET /api/v1/openapi.json`: the API described by itself (OpenAPI 3.1).

use axum::http::HeaderMap;
use axum::response::Response;
use dizza_http::Problem;
use utoipa::OpenApi;

use super::{answer, contributions, editions, views};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Dizza",
        description = "Published contributions of young people who speak up against tobacco. Read-only, no key needed.",
        license(name = "MIT OR Apache-2.0")
    ),
    paths(editions::list, contributions::list, contributions::show),
    components(schemas(views::Edition, views::Contribution, views::ContributionList))
)]
struct Document;

/// The description of the API.
pub fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// Answers with the description.
#[tracing::instrument(name = "api.openapi", skip_all)]
pub async fn show(headers: HeaderMap) -> Result<Response, Problem> {
    answer::json(&headers, &document())
}
