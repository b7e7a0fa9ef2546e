//! Requests that change something must come from our own pages.
//!
//! `Sec-Fetch-Site` decides; without it `Origin` must be ours; without both it is no browser, and nobody's cookies can be
//! borrowed. No tokens, so pages may stand in shared caches.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{Problem, Site};

/// Left in the extensions of a request that passed; [`crate::CheckedForm`] insists on it.
#[derive(Clone, Copy)]
pub(crate) struct SameSiteChecked;

/// Whether a request with this method and these headers may change something; `own_origin` is `https://host[:port]`.
pub fn allows(method: &Method, headers: &HeaderMap, own_origin: &str) -> bool {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return true;
    }
    let value = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    match (value("sec-fetch-site"), value(header::ORIGIN.as_str())) {
        // `none` is the address bar or a bookmark: the person's own act.
        (Some(site), _) => site == "same-origin" || site == "none",
        (None, Some(origin)) => origin.eq_ignore_ascii_case(own_origin),
        (None, None) => true,
    }
}

/// Layer: refuses unsafe requests from other sites with 403 `cross-site`.
pub async fn layer(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    if allows(
        request.method(),
        request.headers(),
        &site.config.public_origin,
    ) {
        request.extensions_mut().insert(SameSiteChecked);
        next.run(request).await
    } else {
        Problem::new(StatusCode::FORBIDDEN, "cross-site").into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(method: &Method, site: Option<&str>, origin: Option<&str>) -> bool {
        let mut headers = HeaderMap::new();
        if let Some(site) = site {
            headers.insert("sec-fetch-site", site.parse().unwrap());
        }
        if let Some(origin) = origin {
            headers.insert("origin", origin.parse().unwrap());
        }
        allows(method, &headers, "https://dizza.example")
    }

    #[test]
    fn other_sites_may_read_but_not_change() {
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            assert!(check(&method, Some("same-origin"), None));
            assert!(check(&method, Some("none"), None));
            assert!(!check(&method, Some("cross-site"), None));
            assert!(!check(
                &method,
                Some("same-site"),
                Some("https://dizza.example")
            ));
            assert!(!check(&method, Some("nonsense"), None));
            assert!(check(&method, None, Some("https://dizza.example")));
            assert!(!check(&method, None, Some("http://dizza.example")));
            assert!(!check(&method, None, Some("https://dizza.example.evil")));
            assert!(!check(&method, None, Some("null")));
            assert!(check(&method, None, None));
        }
        assert!(check(
            &Method::GET,
            Some("cross-site"),
            Some("https://evil.example")
        ));
    }
}
