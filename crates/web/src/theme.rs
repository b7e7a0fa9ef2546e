//! `/theme/{0-359}.css`: the accent's hue as a style sheet of its own, because our pages have no inline styles.

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use dizza_http::{Path, Problem};

/// Chroma of every themed accent: at .15 the worst of all hues still has 4.5 : 1 (`tests/look/contrast.rs`).
pub const CHROMA: f64 = 0.15;

/// The style sheet of a hue in degrees.
pub fn style(hue: u16) -> String {
    format!(":root{{--accent-h:{hue};--accent-c:{CHROMA}}}")
}

/// `GET /theme/{hue}.css`.
///
/// # Errors
/// 404 for anything but a whole number from 0 to 359.
pub async fn show(Path(file): Path<String>) -> Result<Response, Problem> {
    let hue = file
        .strip_suffix(".css")
        .and_then(|hue| hue.parse::<u16>().ok())
        .filter(|hue| *hue < 360);
    let style = hue.map(style).ok_or_else(Problem::not_found)?;
    Ok(([(header::CONTENT_TYPE, "text/css; charset=utf-8")], style).into_response())
}
