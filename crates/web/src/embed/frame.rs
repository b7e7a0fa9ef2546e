//! What the address of an embed may ask for, and who may frame it.

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use contest::editions::entity::edition;
use contest::partners;
use dizza_http::{FrameAncestors, Problem, Site};
use serde::{Deserialize, Serialize};

use super::page::EmbedGonePage;
use crate::Locale;
use crate::page::{self, Layout, Page};

/// Wishes in the address. What is not understood is as if left out: an embed must not break because a site's editor
/// mistyped a colour.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wishes {
    lang: Option<String>,
    hue: Option<String>,
    theme: Option<String>,
}

/// Light, dark, or as the reader's device says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the device says.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// An embed about to be answered.
pub struct Frame {
    /// Language of our own words.
    pub locale: Locale,
    /// Light or dark.
    pub theme: Theme,
    layout: Layout,
}

impl Frame {
    /// From the address and, for the language, the reader's wish.
    pub fn new(site: &Site, wishes: &Wishes, headers: &HeaderMap, path: &str) -> Self {
        let asked = wishes.lang.as_deref().and_then(Locale::from_code);
        let locale = asked.unwrap_or_else(|| dizza_http::preferred(headers).into());
        let mut layout = Layout::new(locale, &site.config.public_origin, path).noindex();
        layout.hue = wishes
            .hue
            .as_deref()
            .and_then(|hue| hue.parse().ok())
            .filter(|hue| *hue < 360);
        let theme = match wishes.theme.as_deref() {
            Some("light") => Theme::Light,
            Some("dark") => Theme::Dark,
            _ => Theme::Auto,
        };
        Self {
            locale,
            theme,
            layout,
        }
    }

    /// Answers with a page that `edition` lets be framed.
    ///
    /// # Errors
    /// The database failed.
    pub async fn answer<P: Page>(
        &self,
        site: &Site,
        edition: &edition::Model,
        page: &P,
    ) -> Result<Response, Problem> {
        let mut response = page::render(page, &self.layout);
        let ancestors = if edition.framing_open {
            FrameAncestors::Anybody
        } else {
            FrameAncestors::Sites(partners::queries::origins(site.ctx.db.read(), edition.id).await?)
        };
        response.extensions_mut().insert(ancestors);
        Ok(response)
    }

    /// A quiet card with status 404 in place of what is not public (any more): the other site's page stays whole.
    pub fn gone(&self) -> Response {
        let page = EmbedGonePage { theme: self.theme };
        let mut response = page::render_status(StatusCode::NOT_FOUND, &page, &self.layout);
        response.extensions_mut().insert(FrameAncestors::Anybody);
        response
    }
}
