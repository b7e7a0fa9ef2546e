//! All routes with all layers, put together in one function for the server and the tests.

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{Extensions, HeaderMap, StatusCode, Version, header},
    middleware::{from_fn, from_fn_with_state},
};
use dizza_http::{
    Class, Problem, Routes, Site, body, client, headers, limits, routes::Table, same_site,
    sessions, trace,
};
use tower_http::{CompressionLevel, catch_panic::CatchPanicLayer, compression::CompressionLayer};

use crate::health;

/// Every route of the program.
pub fn routes() -> Routes {
    health::routes().merge(api::routes()).merge(web::routes())
}

/// The router that serves and that tests talk to.
pub fn router(site: Site) -> Router {
    assemble(site, routes()).0
}

/// Puts the layers around `routes`. The one added last sees a request first:
///
/// trace, compression, headers, problem pages, panic guard, client's network, body guard, same-site check, page limit, session, handler.
pub fn assemble(site: Site, routes: Routes) -> (Router, Arc<Table>) {
    let (router, table) = routes.into_parts();
    let table = Arc::new(table);
    let router = router
        .fallback(async || Problem::not_found())
        .method_not_allowed_fallback(async || {
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed")
        });
    let policy = headers::Headers::new(&site.config, Table::clone(&table));
    let router = sessions::apply(router, &site, table.clone())
        .layer(DefaultBodyLimit::disable()) // the body guard knows the route's own limit
        .layer(from_fn_with_state(
            (site.clone(), table.clone()),
            limits::pages,
        ))
        .layer(from_fn_with_state(site.clone(), same_site::layer))
        .layer(from_fn_with_state(table.clone(), body::layer))
        .layer(from_fn_with_state(site.clone(), client::layer))
        .layer(CatchPanicLayer::custom(trace::panicked))
        .layer(from_fn(web::problems::layer))
        .layer(from_fn_with_state(policy, headers::layer))
        .layer(
            CompressionLayer::new()
                .quality(CompressionLevel::Precise(5))
                .compress_when(compressible),
        )
        .layer(from_fn(trace::layer))
        .with_state(site);
    (router, table)
}

/// Text, and only where it pays; media are compressed already, and ranges count the bytes as they are stored.
fn compressible(
    status: StatusCode,
    _: Version,
    headers: &HeaderMap,
    extensions: &Extensions,
) -> bool {
    const LEAST_BYTES: u64 = 512;
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &header::HeaderValue| value.to_str().ok())
    };
    let kind = text(header::CONTENT_TYPE)
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default()
        .trim();
    let is_text = kind.starts_with("text/") && kind != "text/event-stream"
        || kind.ends_with("json")
        || kind.ends_with("xml")
        || kind.ends_with("javascript");
    let small = text(header::CONTENT_LENGTH)
        .and_then(|length| length.parse::<u64>().ok())
        .is_some_and(|length| length < LEAST_BYTES);
    let media = matches!(
        extensions.get::<Class>(),
        Some(Class::Media | Class::ReviewMedia)
    );
    let partial =
        status == StatusCode::PARTIAL_CONTENT || headers.contains_key(header::CONTENT_RANGE);
    is_text && !small && !media && !partial && !headers.contains_key(header::ACCEPT_RANGES)
}
