//! Building the line from the choices in the address: it changes nothing, so it is a GET and can be shared.

use axum::response::Response;
use contest::contributions;
use dizza_http::{Problem, Query, urls};
use serde::Deserialize;

use super::page::{Built, PartnersPage};
use crate::render::escape_html;
use crate::{FormState, Reader};

/// Width and height of the frame in pixels; sites change them to fit.
const GALLERY_FRAME: (u32, u32) = (960, 720);
const SINGLE_FRAME: (u32, u32) = (640, 560);

/// What was chosen.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Choices {
    what: Option<String>,
    c: Option<String>,
    hue: Option<String>,
    theme: Option<String>,
    language: Option<String>,
}

/// `GET /{lang}/for-partners`.
#[tracing::instrument(name = "web.partners", skip_all)]
pub async fn show(reader: Reader, Query(choices): Query<Choices>) -> Result<Response, Problem> {
    let code = choices.c.as_deref().map(str::trim).unwrap_or_default();
    // The link "embed" on a contribution's page brings its code alone.
    let what = choices
        .what
        .as_deref()
        .unwrap_or(if code.is_empty() { "featured" } else { "one" });
    let hue = choices.hue.as_deref().map(str::trim).unwrap_or_default();
    let theme = choices
        .theme
        .as_deref()
        .filter(|theme| matches!(*theme, "light" | "dark"))
        .unwrap_or("auto");
    let language = choices
        .language
        .as_deref()
        .filter(|lang| matches!(*lang, "sv" | "en"));
    let language = language.unwrap_or(reader.locale.code());
    let mut form = FormState::new()
        .value("what", what)
        .value("c", code)
        .value("hue", hue)
        .value("theme", theme)
        .value("language", language);
    if !hue.is_empty() && !hue.parse::<u16>().is_ok_and(|hue| hue < 360) {
        form.push_error("hue", reader.t("builder-hue-wrong", &[]));
    }
    let work = match what {
        "one" => contributions::queries::find_published(reader.ctx().db.read(), code).await?,
        _ => None,
    };
    if what == "one" && work.is_none() {
        form.push_error("c", reader.t("builder-code-wrong", &[]));
    }
    let mut query = format!("lang={language}");
    for (name, value) in [("hue", hue), ("theme", theme)] {
        if !value.is_empty() && value != "auto" {
            query.push_str(&format!("&{name}={value}"));
        }
    }
    let config = &reader.site.config;
    let built = (!form.has_errors()).then(|| {
        let (path, title, size) = match (&work, what) {
            (Some(work), _) => (
                urls::embed_contribution(&work.code),
                work.title.clone(),
                SINGLE_FRAME,
            ),
            (None, "newest") => (
                urls::embed_gallery("newest"),
                reader.t("builder-newest", &[]),
                GALLERY_FRAME,
            ),
            (None, _) => (
                urls::embed_gallery("featured"),
                reader.t("builder-featured", &[]),
                GALLERY_FRAME,
            ),
        };
        let src = format!("{}?{query}", config.absolute_embed(&path));
        let address = work
            .as_ref()
            .map(|work| config.absolute(&urls::contribution(language, &work.code)));
        Built {
            snippet: snippet(&src, &title, size),
            address: address.unwrap_or_default(),
            src,
            title,
        }
    });
    let sites_open = reader
        .edition
        .as_ref()
        .is_none_or(|edition| edition.framing_open);
    let page = PartnersPage {
        form,
        built,
        sites_open,
    };
    Ok(reader.form(&page, &page.form))
}

/// The element to paste. The sandbox lets videos fill the screen and links open a window, and nothing else.
fn snippet(src: &str, title: &str, (width, height): (u32, u32)) -> String {
    format!(
        "<iframe src=\"{}\" title=\"{}\" width=\"{width}\" height=\"{height}\" loading=\"lazy\" \
         sandbox=\"allow-popups allow-popups-to-escape-sandbox\" allow=\"fullscreen\" \
         referrerpolicy=\"strict-origin\" style=\"border:0;max-width:100%\"></iframe>",
        escape_html(src),
        escape_html(title),
    )
}
