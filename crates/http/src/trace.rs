//! One line per request, and no address, token or query in it: the route's pattern stands for the path.

use std::{any::Any, time::Instant};

use axum::{
    extract::{MatchedPath, Request},
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::{IntoResponse, Response},
};
use tracing::Instrument;

use crate::Problem;

static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Layer: gives the request an id of our own (never the client's), opens its span, counts and logs the answer.
pub async fn layer(request: Request, next: Next) -> Response {
    let id = hex::encode(rand::random::<[u8; 8]>());
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("-", MatchedPath::as_str)
        .to_owned();
    let method = method_name(request.method());
    let span = tracing::info_span!("http", method, route, request.id = id);
    let started = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let seconds = started.elapsed().as_secs_f64();
    let status = response.status().as_u16();
    let labels = [
        ("method", method.to_owned()),
        ("route", route),
        ("status", status.to_string()),
    ];
    metrics::counter!("dizza_http_requests_total", &labels).increment(1);
    metrics::histogram!("dizza_http_request_seconds", &labels[..2]).record(seconds);
    span.in_scope(|| tracing::info!(status, seconds, "answered"));
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(&REQUEST_ID, id);
    }
    response
}

/// Turns a panic into 500 `internal`; for `tower_http::catch_panic`.
#[expect(clippy::needless_pass_by_value, reason = "the layer's signature")]
pub fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    Problem::internal(format!("a handler panicked: {text}")).into_response()
}

/// Methods are chosen by the client; only the usual ones become labels.
fn method_name(method: &axum::http::Method) -> &'static str {
    ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
        .into_iter()
        .find(|name| *name == method.as_str())
        .unwrap_or("other")
}
