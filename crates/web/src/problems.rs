//! Whatever went wrong, as a page with a way on, for whoever asked for a page.

use axum::extract::Request;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use dizza_http::{Param, Problem, urls};

use crate::Locale;
use crate::errors::ErrorPage;
use crate::i18n::Arg;
use crate::page::{self, Layout};

/// Shows a [`Problem`] as an HTML page if the caller accepts HTML and the path belongs to people. Headers that were set on
/// the answer (`Retry-After`, cookies) stay.
pub async fn layer(request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let wanted = request
        .uri()
        .path_and_query()
        .map_or_else(|| path.clone(), ToString::to_string);
    let is_get = request.method() == Method::GET;
    let html = accepts_html(request.headers()) && !urls::is_api(&path);
    let locale = locale(&path, request.headers());
    let response = next.run(request).await;
    let Some(problem) = response
        .extensions()
        .get::<Problem>()
        .cloned()
        .filter(|_| html)
    else {
        return response;
    };
    let (mut parts, _) = response.into_parts();
    for name in [header::CONTENT_TYPE, header::CONTENT_LENGTH] {
        parts.headers.remove(name);
    }
    let layout = Layout::new(locale, "", &path).noindex();
    let page = page::render_status(
        problem.status,
        &error_page(locale, &problem, is_get.then_some(&wanted)),
        &layout,
    );
    let (mut shown, body) = page.into_parts();
    shown.headers.extend(parts.headers);
    shown.extensions.extend(parts.extensions);
    (shown, body).into_response()
}

fn error_page(locale: Locale, problem: &Problem, wanted: Option<&str>) -> ErrorPage {
    let mut page = ErrorPage::new(problem.status.as_u16());
    let key = format!("problem-{}", problem.code);
    if locale.has(&key) {
        let args: Vec<_> = problem
            .params
            .iter()
            .map(|(name, value)| match value {
                Param::Text(text) => (*name, Arg::from(text.as_str())),
                Param::Number(number) => (*name, Arg::from(*number)),
            })
            .collect();
        page.text = locale.t(&key, &args);
    }
    page.incident = problem.incident.clone().unwrap_or_default();
    page.retry_after_seconds = problem.retry_after.map_or(0, |after| after.as_secs());
    if problem.code == "sign-in-needed" {
        page.action = locale.t("error-sign-in", &[]);
        page.action_url = urls::sign_in(locale.code());
        if let Some(wanted) = wanted {
            page.action_url.push_str("?return_to=");
            crate::links::encode(wanted, &mut page.action_url);
        }
    }
    page
}

fn accepts_html(headers: &HeaderMap) -> bool {
    let accept = headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok());
    accept
        .flat_map(|value| value.split(','))
        .any(|kind| kind.trim().starts_with("text/html"))
}

/// The language in the path, else the one the reader would rather read.
fn locale(path: &str, headers: &HeaderMap) -> Locale {
    let first = path
        .trim_start_matches('/')
        .split('/')
        .next()
        .unwrap_or_default();
    Locale::from_code(first).unwrap_or_else(|| dizza_http::preferred(headers).into())
}
