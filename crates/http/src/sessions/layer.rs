//! The cookie: its name, its attributes, and the routes that never see it.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
};
use tower_sessions::{SessionManagerLayer, cookie::SameSite};

use super::store::DbSessions;
use crate::{Class, Problem, Site, SiteConfig, routes::Table};

/// `__Host-s` where browsers reach us by https: only this host can set it, and only for all of itself. `s` on a machine
/// of one's own.
pub fn cookie_name(config: &SiteConfig) -> &'static str {
    if config.is_https() { "__Host-s" } else { "s" }
}

/// Whether the request brings a session cookie, whatever it is worth.
pub(crate) fn has_cookie(headers: &HeaderMap, name: &str) -> bool {
    let cookies = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let mut names = cookies
        .flat_map(|line| line.split(';'))
        .filter_map(|cookie| cookie.split_once('='));
    names.any(|(cookie, _)| cookie.trim() == name)
}

/// Adds sessions to a router.
pub fn apply(router: Router<Site>, site: &Site, table: Arc<Table>) -> Router<Site> {
    let sessions = SessionManagerLayer::new(DbSessions(site.ctx.clone()))
        .with_name(cookie_name(&site.config))
        .with_secure(site.config.is_https())
        .with_same_site(SameSite::Lax)
        .with_http_only(true)
        .with_path("/");
    router
        .layer(sessions)
        .layer(from_fn_with_state((site.clone(), table), around))
}

/// Takes cookies away from routes that must not know who is asking, and mends what the session layer answers.
async fn around(
    State((site, table)): State<(Site, Arc<Table>)>,
    mut request: Request,
    next: Next,
) -> Response {
    let class = table.of(&request).map_or(Class::Page, |route| route.class);
    if class.is_open() {
        request.headers_mut().remove(header::COOKIE);
    }
    let response = next.run(request).await;
    let mut response = if response.status() == StatusCode::INTERNAL_SERVER_ERROR
        && response.extensions().get::<Problem>().is_none()
    {
        Problem::internal("the session could not be stored").into_response()
    } else {
        response
    };
    if site.config.is_https() {
        secure_removals(response.headers_mut());
    }
    response
}

/// A browser obeys a `__Host-` cookie's removal only if it is Secure too; the session layer leaves that out.
fn secure_removals(headers: &mut HeaderMap) {
    let cookies: Vec<HeaderValue> = headers
        .get_all(header::SET_COOKIE)
        .iter()
        .cloned()
        .collect();
    headers.remove(header::SET_COOKIE);
    for cookie in cookies {
        let text = cookie.to_str().unwrap_or_default();
        let whole = if text.contains("; Secure") {
            Ok(cookie)
        } else {
            HeaderValue::from_str(&format!("{text}; HttpOnly; SameSite=Lax; Secure"))
        };
        if let Ok(whole) = whole {
            headers.append(header::SET_COOKIE, whole);
        }
    }
}
