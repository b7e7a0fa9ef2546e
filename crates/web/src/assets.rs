//! Style sheets, scripts, fonts and pictures of the site itself: inside the binary, at
//! `/assets/{build hash}/{path}`, cacheable for ever.
//!
//! `web/static` is ours; `web/dist` holds what `web/build.mjs` made of the npm packages (two fonts and
//! the video player) and may be missing: then system fonts and the progressive film files do the work.

use std::{borrow::Cow, fmt::Write as _, sync::LazyLock};

use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use dizza_http::{Path, Problem};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

#[derive(RustEmbed)]
#[folder = "../../web/static/"]
struct Static;

#[derive(RustEmbed)]
#[folder = "../../web/dist/"]
#[allow_missing = true]
struct Dist;

/// Font files of `web/dist` and the characters each holds.
const FONTS: [(&str, &str, &str); 3] = [
    (
        "fonts/anybody.woff2",
        "Anybody",
        "font-weight:800;font-stretch:75% 150%;unicode-range:U+0000-00FF,U+2013-2014,U+2018-201E,U+2026,U+20AC,U+2212",
    ),
    (
        "fonts/atkinson.woff2",
        "Atkinson Hyperlegible Next",
        "font-weight:400 700;unicode-range:U+0000-00FF,U+2013-2014,U+2018-201E,U+2026,U+20AC,U+2212",
    ),
    (
        "fonts/atkinson-ext.woff2",
        "Atkinson Hyperlegible Next",
        "font-weight:400 700;unicode-range:U+0100-017F,U+0218-021B,U+1E80-1E9E",
    ),
];

/// Debug builds read the files from disk, so nothing may be kept by the browser.
const EMBEDDED: bool = !cfg!(debug_assertions);

static BUILD_HASH: LazyLock<String> = LazyLock::new(|| {
    if !EMBEDDED {
        return "dev".to_owned();
    }
    let mut all = Sha256::new();
    for path in Static::iter().chain(Dist::iter()) {
        let file = Static::get(&path).or_else(|| Dist::get(&path));
        all.update(path.as_bytes());
        all.update(
            file.map(|file| file.metadata.sha256_hash())
                .unwrap_or_default(),
        );
    }
    hex::encode(&all.finalize()[..8])
});

static STYLE: LazyLock<String> = LazyLock::new(make_style);

/// The address of a file of `web/static` or `web/dist`, or `None` when there is no such file.
pub fn url(path: &str) -> Option<String> {
    exists(path).then(|| format!("/assets/{}/{path}", &*BUILD_HASH))
}

/// Whether the build step brought the fonts (their files are preloaded then).
pub fn has_fonts() -> bool {
    Dist::get(FONTS[0].0).is_some()
}

/// The whole style sheet: the parts of `web/static/css` in the order of their names, and the fonts
/// that `web/dist` has. Comments and indentation are left out.
pub fn style() -> Cow<'static, str> {
    if EMBEDDED {
        Cow::Borrowed(STYLE.as_str())
    } else {
        Cow::Owned(make_style())
    }
}

/// `GET /assets/{hash}/{path}`: the file of this build. An older build's address gets this build's
/// file too (pages may be cached), but then for a minute only.
pub async fn serve(Path((hash, path)): Path<(String, String)>) -> Response {
    let Some((content, kind)) = find(&path) else {
        return Problem::not_found().into_response();
    };
    // The class of the route says "for a year"; only the exception is said here.
    let mut response = (
        [(header::CONTENT_TYPE, kind)],
        Body::from(content.into_owned()),
    )
        .into_response();
    if !EMBEDDED || hash != *BUILD_HASH {
        let cache = if EMBEDDED {
            "public, max-age=60"
        } else {
            "no-store"
        };
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    }
    response
}

/// Every file with its content, the joined style sheet among them: for the sample pages.
pub fn all() -> Vec<(String, Vec<u8>)> {
    let mut files = vec![("app.css".to_owned(), style().into_owned().into_bytes())];
    for path in Static::iter().chain(Dist::iter()) {
        if let Some((content, _)) = find(&path) {
            files.push((path.into_owned(), content.into_owned()));
        }
    }
    files
}

/// The bytes of a file of `web/static`.
pub fn bytes(path: &str) -> Option<Vec<u8>> {
    Static::get(path).map(|file| file.data.into_owned())
}

/// The text of a file of `web/static`, for what is written into pages (icons, logo).
pub fn text(path: &str) -> Option<String> {
    Static::get(path).map(|file| String::from_utf8_lossy(&file.data).into_owned())
}

fn exists(path: &str) -> bool {
    path == "app.css" || Static::get(path).is_some() || Dist::get(path).is_some()
}

fn find(path: &str) -> Option<(Cow<'static, [u8]>, String)> {
    if path == "app.css" {
        return Some((
            Cow::Owned(style().into_owned().into_bytes()),
            "text/css; charset=utf-8".to_owned(),
        ));
    }
    let file = Static::get(path).or_else(|| Dist::get(path))?;
    let mut kind = file.metadata.mimetype().to_owned();
    if kind.starts_with("text/") || kind.ends_with("javascript") {
        kind.push_str("; charset=utf-8");
    }
    Some((file.data, kind))
}

fn make_style() -> String {
    let mut names: Vec<_> = Static::iter()
        .filter(|path| path.starts_with("css/"))
        .collect();
    names.sort();
    let mut style = String::new();
    for name in names {
        style.push_str(&squeeze(&text(&name).unwrap_or_default()));
    }
    for (path, family, rest) in FONTS {
        if Dist::get(path).is_some() {
            let face = format!(
                "@font-face{{font-family:\"{family}\";src:url({path}) format(\"woff2\");font-display:swap;{rest}}}"
            );
            writeln!(style, "{face}").expect("writing to a string");
        }
    }
    style
}

/// Leaves out comments, indentation and empty lines; strings are not touched because ours never span
/// lines or hold comment marks.
fn squeeze(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .fold(String::new(), |mut all, line| {
            all.push_str(line);
            all.push('\n');
            all
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_sheet_is_one_file_without_comments_and_imports() {
        let style = style();
        assert!(style.starts_with("@layer reset, tokens"));
        assert!(!style.contains("/*") && !style.contains("@import"));
    }

    #[tokio::test]
    async fn a_file_that_is_not_there_is_not_found() {
        let path = Path(("dev".to_owned(), "../Cargo.toml".to_owned()));
        assert_eq!(serve(path).await.status(), 404);
        assert_eq!(url("no-such-file.css"), None);
    }
}
