//! One struct per template, shown inside a [`Layout`].

use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;

use crate::{
    i18n::Locale,
    render::{self, RenderError},
    views::PhaseView,
};

/// What one template shows. Templates read its fields as `page.…`; never an entity.
pub trait Page: Serialize {
    /// The template's path under `web/templates`, e.g. `pages/home.html`.
    const TEMPLATE: &'static str;

    /// Instances that together reach every branch of the template: the test that renders all pages
    /// and the sample pages for looking at are made of these.
    fn samples() -> Vec<Self>
    where
        Self: Sized;
}

/// Everything around a page: language, addresses, visitor, the edition's phase, what machines read.
/// Templates read it as `layout.…`.
#[derive(Clone, Debug, Serialize)]
pub struct Layout {
    /// The language of the page.
    pub locale: Locale,
    /// Path and query after the language, beginning with `/`: `/gallery?grade=8`.
    pub path: String,
    /// The site's public origin without a final slash: `https://dizza.example`.
    pub origin: String,
    /// Who is looking.
    pub visitor: Visitor,
    /// The line under the header: what can be done now and until when.
    pub phase: Option<PhaseView>,
    /// The edition's or partner's hue, 0–359 degrees; `None` is ruler blue.
    pub hue: Option<u16>,
    /// A message carried over from the request before: shown once.
    pub flash: Option<Flash>,
    /// What a shared link shows on other sites.
    pub share: Option<ShareCard>,
    /// Structured data for search engines, as JSON text.
    pub json_ld: Option<String>,
    /// Further `<link>`s of the head: oEmbed discovery, feeds, previous and next page.
    pub links: Vec<HeadLink>,
    /// Asks search engines to stay away.
    pub noindex: bool,
    /// The demo's letters can be read at `/mailbox`.
    pub demo: bool,
}

/// Who is looking, as far as the header needs to know.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Visitor {
    /// Nickname or e-mail address, shown in the menu; `None` when not signed in.
    pub name: Option<String>,
    /// Has a class, or is a single contributor: "My contributions" is shown.
    pub contributes: bool,
    /// Teacher: "My classes" is shown.
    pub teaches: bool,
    /// Moderator or organiser: "Review" is shown.
    pub moderates: bool,
}

/// A message after a redirect.
#[derive(Clone, Debug, Serialize)]
pub struct Flash {
    /// Looks of the notice: `success`, `info`, `warning` or `danger`.
    pub kind: &'static str,
    /// The message, in the reader's language.
    pub text: String,
}

/// Open Graph data of a page; addresses are absolute.
#[derive(Clone, Debug, Serialize)]
pub struct ShareCard {
    /// `website`, `article` or `video.other`.
    pub kind: &'static str,
    /// Picture of 1200 × 630 pixels.
    pub image: String,
    /// What the picture shows.
    pub image_alt: String,
}

/// A `<link>` in the head.
#[derive(Clone, Debug, Serialize)]
pub struct HeadLink {
    /// Relation, e.g. `alternate`.
    pub rel: &'static str,
    /// Media type of the target, e.g. `application/json+oembed`.
    pub media_type: &'static str,
    /// Address.
    pub href: String,
    /// Title for people, may be empty.
    pub title: String,
}

impl Layout {
    /// A layout for `path` (with or without the language's prefix) on the site at `origin`.
    pub fn new(locale: Locale, origin: &str, path: &str) -> Self {
        let prefix = format!("/{}", locale.code());
        let path = path.strip_prefix(&prefix).unwrap_or(path);
        Self {
            locale,
            path: if path.starts_with('/') {
                path.to_owned()
            } else {
                format!("/{path}")
            },
            origin: origin.trim_end_matches('/').to_owned(),
            visitor: Visitor::default(),
            phase: None,
            hue: None,
            flash: None,
            share: None,
            json_ld: None,
            links: Vec::new(),
            noindex: false,
            demo: false,
        }
    }

    /// Keeps the page out of search engines (personal pages, results of filters).
    #[must_use]
    pub fn noindex(mut self) -> Self {
        self.noindex = true;
        self
    }

    /// A layout for samples and tests: an open voting phase, nobody signed in.
    pub fn sample(locale: Locale, path: &str) -> Self {
        Self {
            phase: Some(PhaseView::sample(locale)),
            ..Self::new(locale, "https://dizza.example", path)
        }
    }

    /// A layout for samples and tests with everything in it: staff signed in, a message, a hue.
    pub fn sample_full(locale: Locale, path: &str) -> Self {
        Self {
            visitor: Visitor {
                name: Some("Mira Lind".to_owned()),
                contributes: true,
                teaches: true,
                moderates: true,
            },
            hue: Some(330),
            flash: Some(Flash {
                kind: "success",
                text: "Sparat / Saved".to_owned(),
            }),
            share: Some(ShareCard {
                kind: "website",
                image: "https://dizza.example/m/k/card.jpg".to_owned(),
                image_alt: "Ordet LUFT / The word AIR".to_owned(),
            }),
            json_ld: Some(r#"{"@context":"https://schema.org"}"#.to_owned()),
            links: vec![HeadLink {
                rel: "alternate",
                media_type: "application/json+oembed",
                href: "https://dizza.example/oembed?url=x".to_owned(),
                title: "Luft".to_owned(),
            }],
            noindex: true,
            demo: true,
            ..Self::sample(locale, path)
        }
    }
}

/// Answers with `page` and status 200.
pub fn render<P: Page>(page: &P, layout: &Layout) -> Response {
    render_status(StatusCode::OK, page, layout)
}

/// Answers with `page` and `status` (422 for a form that is shown again).
pub fn render_status<P: Page>(status: StatusCode, page: &P, layout: &Layout) -> Response {
    respond(status, render::page(page, layout))
}

fn respond(status: StatusCode, html: Result<String, RenderError>) -> Response {
    use axum::response::{Html, IntoResponse};
    match html {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(error = %error.report(), "a page could not be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
