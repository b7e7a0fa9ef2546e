//! `DELETE /uploads/{upload}`: ends an upload and frees its bytes.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use contest::assets;
use contest::permissions::Actor;
use dizza_http::{Acting, Path, Problem, Site};

use super::lock::UploadLock;
use super::{StagingArea, complete, problems, protocol};

/// See the module.
pub(super) async fn terminate(
    State(site): State<Site>,
    Acting(actor): Acting,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    protocol::answer(run(&site, &actor, &token, &headers).await)
}

async fn run(
    site: &Site,
    actor: &Actor,
    token: &str,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    protocol::insist_on_version(headers)?;
    protocol::own(site, actor, token).await?;
    let path = StagingArea::of(site)
        .path(token)
        .ok_or_else(problems::not_found)?;
    let _lock = UploadLock::take(&path)
        .await
        .ok_or_else(problems::overtaken)?;
    assets::abandon_upload(&site.ctx, actor, token)
        .await
        .map_err(problems::abandon)?;
    complete::remove(site, &path).await;
    Ok(StatusCode::NO_CONTENT.into_response())
}
