//! `PATCH /uploads/{upload}`: more bytes, and the end.

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use contest::assets;
use contest::assets::entity::upload;
use contest::ids::AssetId;
use contest::permissions::Actor;
use dizza_http::{Acting, Path, Problem, Site, body};
use futures_util::StreamExt;

use super::checksum::Checksum;
use super::lock::UploadLock;
use super::receive::{self, Target};
use super::{StagingArea, complete, problems, protocol};

/// See the module.
pub(super) async fn patch(
    State(site): State<Site>,
    Acting(actor): Acting,
    Path(token): Path<String>,
    request: Request,
) -> Response {
    protocol::answer(run(site, actor, token, request).await)
}

async fn run(
    site: Site,
    actor: Actor,
    token: String,
    request: Request,
) -> Result<Response, Problem> {
    let headers = request.headers();
    protocol::insist_on_version(headers)?;
    if !protocol::is_piece(headers) {
        return Err(problems::wrong_type());
    }
    let offset = protocol::number(headers, "upload-offset").ok().flatten();
    let offset = offset.ok_or_else(problems::bad_offset)?;
    let row = protocol::own(&site, &actor, &token).await?;
    let row = match protocol::number(headers, "upload-length") {
        Ok(None) => row,
        Ok(Some(length)) => {
            let limits = &site.config.uploads.limits;
            let declared = assets::declare_length(&site.ctx, limits, &actor, &token, length).await;
            declared.map_err(problems::receive)?
        }
        Err(()) => return Err(problems::bad_length()),
    };
    let appended = append(site, actor, row, offset, request).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    protocol::set_state(response.headers_mut(), appended.offset, appended.expires_at);
    if let Some(asset) = appended.asset {
        protocol::set(response.headers_mut(), "dizza-asset", &asset.to_string());
    }
    Ok(response)
}

/// How far an upload has come.
pub(super) struct Appended {
    pub offset: u64,
    pub expires_at: DateTime<Utc>,
    /// It is complete, and became this asset.
    pub asset: Option<AssetId>,
}

/// Adds the request's body to the upload, which must be `offset` bytes long, and completes it after the last byte.
///
/// The work goes on in a task of its own: when the client is cut off, this request is dropped, but what has arrived must
/// still be written in order before a newer request asks for the offset.
pub(super) async fn append(
    site: Site,
    actor: Actor,
    row: upload::Model,
    offset: u64,
    request: Request,
) -> Result<Appended, Problem> {
    let work = tokio::spawn(append_all(site, actor, row, offset, request));
    work.await
        .unwrap_or_else(|error| Err(Problem::internal(error)))
}

async fn append_all(
    site: Site,
    actor: Actor,
    row: upload::Model,
    offset: u64,
    request: Request,
) -> Result<Appended, Problem> {
    let checksum = Checksum::read(request.headers())?;
    let staging = StagingArea::of(&site);
    let path = staging.path(&row.token).ok_or_else(problems::not_found)?;
    let lock = UploadLock::take(&path)
        .await
        .ok_or_else(problems::overtaken)?;
    // Asked again under the lock: an older request may have ended it just now.
    let row = protocol::own(&site, &actor, &row.token).await?;
    if let Some(done) = finished(&row)? {
        return if done.offset == offset {
            Ok(done)
        } else {
            Err(problems::offset_conflict(done.offset))
        };
    }
    let length = staging.offset(&path).await.map_err(problems::disk)?;
    if length != offset {
        return Err(problems::offset_conflict(length));
    }
    let total = row.length_bytes.and_then(|bytes| u64::try_from(bytes).ok());
    let limit = total.unwrap_or(site.config.uploads.limits.largest());
    let announced = request.headers().get(header::CONTENT_LENGTH);
    let announced = announced
        .and_then(|value| value.to_str().ok()?.parse().ok())
        .unwrap_or(0);
    if offset.saturating_add(announced) > limit {
        return Err(give_up(&site, &actor, &row, problems::too_large(limit)).await);
    }
    let target = Target {
        site: &site,
        token: &row.token,
        path: &path,
        offset,
        limit,
        announced,
        lock: &lock,
    };
    let body = request.into_body().into_data_stream();
    let body = body.map(|bytes| bytes.map_err(|error| body::problem(&error)));
    let received = match receive::receive(&target, body, checksum).await {
        Ok(received) => received,
        Err(problem) if problem.code == "file-too-large" => {
            return Err(give_up(&site, &actor, &row, problem).await);
        }
        Err(problem) => return Err(problem),
    };
    let whole = total == Some(received.length);
    let asset = if whole {
        Some(complete::complete(&site, &actor, &row.token, &path).await?)
    } else {
        None
    };
    Ok(Appended {
        offset: received.length,
        expires_at: received.expires_at,
        asset,
    })
}

/// How far an upload that takes no more bytes has come: it became an asset. A refused one is gone.
pub(super) fn finished(row: &upload::Model) -> Result<Option<Appended>, Problem> {
    if row.failure.is_some() {
        return Err(Problem::new(StatusCode::GONE, "upload-refused"));
    }
    let offset = row
        .length_bytes
        .and_then(|bytes| u64::try_from(bytes).ok())
        .unwrap_or(0);
    Ok(row.asset_id.map(|asset| Appended {
        offset,
        expires_at: row.expires_at,
        asset: Some(asset),
    }))
}

/// More bytes than fit. If the length was declared, the sender is at fault and may try again with the right piece; if not,
/// the file is larger than any may be, and the upload ends.
async fn give_up(site: &Site, actor: &Actor, row: &upload::Model, problem: Problem) -> Problem {
    if row.length_bytes.is_some() {
        return problem;
    }
    complete::refuse(site, actor, &row.token, &problem)
        .await
        .err()
        .unwrap_or(problem)
}
