//! What all tus requests and answers share.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use contest::assets;
use contest::assets::entity::upload;
use contest::permissions::Actor;
use dizza_http::{Acting, Path, Problem, Site};

use super::{checksum, head, patch, problems, terminate};

const VERSION: HeaderValue = HeaderValue::from_static("1.0.0");
const EXTENSIONS: &str =
    "creation,creation-with-upload,creation-defer-length,termination,expiration,checksum";

/// `OPTIONS`: what this server can do.
pub(super) async fn options(State(site): State<Site>) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    set(headers, "tus-version", "1.0.0");
    set(headers, "tus-extension", EXTENSIONS);
    set(headers, "tus-checksum-algorithm", checksum::ALGORITHMS);
    set(
        headers,
        "tus-max-size",
        &site.config.uploads.limits.largest().to_string(),
    );
    answer(Ok(response))
}

/// `POST` with `X-HTTP-Method-Override`, for clients behind proxies that know only GET and POST.
pub(super) async fn overridden(
    state: State<Site>,
    acting: Acting,
    token: Path<String>,
    request: Request,
) -> Response {
    let wanted = request.headers().get("x-http-method-override");
    let wanted = wanted.and_then(|value| Method::from_bytes(value.as_bytes()).ok());
    match wanted {
        Some(Method::PATCH) => patch::patch(state, acting, token, request).await,
        Some(Method::DELETE) => {
            terminate::terminate(state, acting, token, request.headers().clone()).await
        }
        Some(Method::HEAD) => head::head(state, acting, token, request.headers().clone()).await,
        _ => Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed").into_response(),
    }
}

/// Adds the header that every answer has.
pub(super) fn answer(result: Result<Response, Problem>) -> Response {
    let mut response = result.unwrap_or_else(|problem| {
        let offset = problem.params.get("offset").cloned();
        let version = problem.code == "tus-version";
        let mut response = problem.into_response();
        if let Some(dizza_http::Param::Number(offset)) = offset {
            set(response.headers_mut(), "upload-offset", &offset.to_string());
        }
        if version {
            set(response.headers_mut(), "tus-version", "1.0.0");
        }
        response
    });
    response.headers_mut().insert("tus-resumable", VERSION);
    response
}

/// Refuses clients that speak another version.
pub(super) fn insist_on_version(headers: &HeaderMap) -> Result<(), Problem> {
    if headers.get("tus-resumable") == Some(&VERSION) {
        Ok(())
    } else {
        Err(problems::tus_version())
    }
}

/// A header that holds a whole number, if it is there.
pub(super) fn number(headers: &HeaderMap, name: &str) -> Result<Option<u64>, ()> {
    let Some(value) = headers.get(name) else {
        return Ok(None);
    };
    let digits = value.to_str().map_err(|_| ())?;
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(());
    }
    digits.parse().map(Some).map_err(|_| ())
}

/// Whether the body is a piece of the file.
pub(super) fn is_piece(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.eq_ignore_ascii_case("application/offset+octet-stream"))
}

/// The actor's own upload.
pub(super) async fn own(site: &Site, actor: &Actor, token: &str) -> Result<upload::Model, Problem> {
    let found = assets::find_own_upload(&site.ctx, site.ctx.db.read(), actor, token).await?;
    found.ok_or_else(problems::not_found)
}

pub(super) fn set(headers: &mut HeaderMap, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(HeaderName::from_static(name), value);
    }
}

/// `Upload-Offset`, and `Upload-Expires` as an HTTP date.
pub(super) fn set_state(headers: &mut HeaderMap, offset: u64, expires_at: DateTime<Utc>) {
    set(headers, "upload-offset", &offset.to_string());
    set(
        headers,
        "upload-expires",
        &expires_at.format("%a, %d %b %Y %H:%M:%S GMT").to_string(),
    );
}
