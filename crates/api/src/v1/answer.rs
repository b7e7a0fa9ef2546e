//! JSON with an entity tag.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use dizza_http::Problem;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// `value` as JSON under an entity tag of its bytes; 304 without a body if the caller has it already (RFC 9110 13.1.2).
pub fn json(request: &HeaderMap, value: &impl Serialize) -> Result<Response, Problem> {
    let body = serde_json::to_vec(value).map_err(Problem::internal)?;
    // Weak, because compression changes the bytes on the way. Half a hash is enough to tell two answers apart.
    let tag = format!("W/\"{}\"", hex::encode(&Sha256::digest(&body)[..16]));
    let known = request
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let unchanged = known
        .flat_map(|tags| tags.split(','))
        .any(|known| matches!(known.trim(), "*") || known.trim() == tag);
    let tag = HeaderValue::from_str(&tag).map_err(Problem::internal)?;
    let tag = [(header::ETAG, tag)];
    if unchanged {
        return Ok((StatusCode::NOT_MODIFIED, tag).into_response());
    }
    let kind = [(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    )];
    Ok((tag, kind, body).into_response())
}
