//! `HEAD /uploads/{upload}`: how many bytes are safe.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use contest::contributions;
use contest::permissions::Actor;
use dizza_http::{Acting, Path, Problem, Site};

use super::lock::UploadLock;
use super::metadata::Metadata;
use super::{StagingArea, complete, patch, problems, protocol};

/// See the module. Who asks has lost the older request, so that one is ended first. A whole file that a crash kept from
/// becoming an asset becomes one now: clients take a full offset for success.
pub(super) async fn head(
    State(site): State<Site>,
    Acting(actor): Acting,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    let work = tokio::spawn(async move { run(&site, &actor, &token, &headers).await });
    let ran = work
        .await
        .unwrap_or_else(|error| Err(Problem::internal(error)));
    protocol::answer(ran)
}

async fn run(
    site: &Site,
    actor: &Actor,
    token: &str,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    protocol::insist_on_version(headers)?;
    protocol::own(site, actor, token).await?;
    let staging = StagingArea::of(site);
    let path = staging.path(token).ok_or_else(problems::not_found)?;
    let _lock = UploadLock::take(&path)
        .await
        .ok_or_else(problems::overtaken)?;
    let row = protocol::own(site, actor, token).await?;
    let total = row.length_bytes.and_then(|bytes| u64::try_from(bytes).ok());
    let (offset, asset) = if let Some(done) = patch::finished(&row)? {
        (done.offset, done.asset)
    } else {
        let offset = staging.offset(&path).await.map_err(problems::disk)?;
        let whole = total == Some(offset);
        let asset = if whole {
            Some(complete::complete(site, actor, token, &path).await?)
        } else {
            None
        };
        (offset, asset)
    };
    let work = contributions::queries::find(site.ctx.db.read(), row.contribution_id).await?;
    let metadata = Metadata {
        contribution: work.map(|work| work.code).unwrap_or_default(),
        label: row.label,
    };
    let mut response = StatusCode::OK.into_response();
    let headers = response.headers_mut();
    protocol::set_state(headers, offset, row.expires_at);
    match total {
        Some(total) => protocol::set(headers, "upload-length", &total.to_string()),
        None => protocol::set(headers, "upload-defer-length", "1"),
    }
    protocol::set(headers, "upload-metadata", &metadata.write());
    if let Some(asset) = asset {
        protocol::set(headers, "dizza-asset", &asset.to_string());
    }
    headers.insert(
        header::CACHE_CONTROL,
        header::HeaderValue::from_static("no-store"),
    );
    Ok(response)
}
