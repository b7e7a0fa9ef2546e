//! `POST /uploads`: begins an upload, with its first bytes if the client likes.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use contest::AppContext;
use contest::assets::entity::upload;
use contest::assets::{self, NewUpload};
use contest::contributions::{self, entity::contribution};
use contest::permissions::Actor;
use dizza_http::{Acting, Problem, Site, limits, urls};

use super::metadata::Metadata;
use super::{StagingArea, patch, problems, protocol};

/// See the module.
pub(super) async fn create(
    State(site): State<Site>,
    Acting(actor): Acting,
    request: Request,
) -> Response {
    protocol::answer(run(site, actor, request).await)
}

async fn run(site: Site, actor: Actor, request: Request) -> Result<Response, Problem> {
    let headers = request.headers();
    protocol::insist_on_version(headers)?;
    let length_bytes = length(headers)?;
    let metadata = headers
        .get("upload-metadata")
        .and_then(|value| value.to_str().ok());
    let metadata = Metadata::parse(metadata.unwrap_or_default())?;
    let new = NewUpload {
        length_bytes,
        label: &metadata.label,
    };
    let row = begin(&site, &actor, &metadata.contribution, new).await?;
    let location = urls::tus_upload(&row.token);
    let (offset, expires_at) = if protocol::is_piece(headers) {
        let appended = patch::append(site, actor, row, 0, request).await?;
        (appended.offset, appended.expires_at)
    } else {
        (0, row.expires_at)
    };
    let mut response = (StatusCode::CREATED, [(header::LOCATION, location)]).into_response();
    protocol::set_state(response.headers_mut(), offset, expires_at);
    Ok(response)
}

/// Begins an upload, row first, then its file, and counts it against the rates of its person and class. What is refused for
/// another reason is not counted: a client that asks again and again for a free hand does not use up the class's day.
pub(super) async fn begin(
    site: &Site,
    actor: &Actor,
    code: &str,
    new: NewUpload<'_>,
) -> Result<upload::Model, Problem> {
    let ctx = &site.ctx;
    let work = contributions::find_for_maker(ctx.db.read(), actor, code).await?;
    let work = work.ok_or_else(Problem::not_found)?;
    let rules = &site.config.uploads;
    let staging = StagingArea::of(site);
    let room = staging.room().await.map_err(problems::disk)?;
    if new.length_bytes.unwrap_or(1) > room {
        return Err(problems::storage_full());
    }
    let begun = assets::begin_upload(ctx, &rules.limits, actor, code, new).await;
    let row = begun.map_err(problems::begin)?;
    if let Err(problem) = count(ctx, actor, &work).await {
        let ended = assets::abandon_upload(ctx, actor, &row.token).await;
        return Err(ended.map_err(problems::abandon).err().unwrap_or(problem));
    }
    let path = staging.path(&row.token).ok_or_else(problems::not_found)?;
    staging.create(&path).await.map_err(problems::disk)?;
    Ok(row)
}

/// Takes one from the bucket of whoever uploads, and one from the bucket of those whom it is for.
async fn count(ctx: &AppContext, actor: &Actor, work: &contribution::Model) -> Result<(), Problem> {
    limits::insist(ctx, limits::UPLOADS_PERSON, actor.reference().as_bytes()).await?;
    let maker = match (work.class_id, work.account_id) {
        (Some(class), _) => format!("class:{class}"),
        (None, Some(account)) => format!("account:{account}"),
        (None, None) => String::new(),
    };
    limits::insist(ctx, limits::UPLOADS_MAKER, maker.as_bytes()).await
}

/// `Upload-Length`, or `None` for `Upload-Defer-Length: 1`; exactly one of them must be there.
fn length(headers: &HeaderMap) -> Result<Option<u64>, Problem> {
    let length = protocol::number(headers, "upload-length").map_err(|()| problems::bad_length())?;
    match (length, headers.get("upload-defer-length")) {
        (Some(length), None) => Ok(Some(length)),
        (None, Some(value)) if value == "1" => Ok(None),
        _ => Err(problems::bad_length()),
    }
}
