//! The front page, and the way to it.

use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use contest::collections::{self, FEATURED};
use contest::contributions::gallery::{self, Filter, Item, Order};
use contest::editions::entity::edition;
use contest::editions::{self, Phase};
use contest::partners;
use dizza_http::{Problem, preferred, urls};

use super::page::{EditionLink, HomePage, PartnerLink};
use crate::views::fill::{Fill, MediaFrom};
use crate::{Locale, Reader};

/// Contributions on the front page.
const CARDS: u64 = 12;

/// `GET /`: leads to the front page in the reader's language. Never a cookie: the language stands in the path.
pub async fn root(headers: HeaderMap) -> Response {
    let vary = [
        (header::VARY, "accept-language"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (vary, Redirect::temporary(&urls::home(preferred(&headers)))).into_response()
}

/// `GET /{lang}`: what is featured, how it works, editions, partners.
#[tracing::instrument(name = "web.home.show", skip_all)]
pub async fn show(mut reader: Reader) -> Result<Response, Problem> {
    let mut page = HomePage {
        can_take_part: false,
        published: 0,
        featured: Vec::new(),
        chosen: false,
        editions: Vec::new(),
        partners: Vec::new(),
    };
    if let Some(edition) = reader.edition.clone() {
        fill(&reader, &edition, &mut page).await?;
    }
    reader.layout.json_ld = Some(organisation(&reader));
    Ok(reader.page(&page))
}

async fn fill(
    reader: &Reader,
    edition: &edition::Model,
    page: &mut HomePage,
) -> Result<(), Problem> {
    let db = reader.ctx().db.read();
    let everything = Filter {
        edition: edition.id,
        category: None,
        grade: None,
        captioned: false,
    };
    page.published = gallery::count(db, &everything).await?;
    let submissions = editions::queries::phase(db, edition.id, Phase::Submissions).await?;
    page.can_take_part = submissions.is_some_and(|window| window.is_open_at(reader.now));
    let mut items: Vec<Item> = Vec::new();
    if let Some(list) = collections::queries::find(db, edition.id, FEATURED).await? {
        items = gallery::of_collection(db, list.id, CARDS).await?;
    }
    page.chosen = !items.is_empty();
    if items.is_empty() {
        let newest = Order::Newest { after: None };
        items = gallery::page(db, &everything, &newest, CARDS).await?.items;
    }
    let makes = Fill {
        config: &reader.site.config,
        locale: reader.locale,
        media: MediaFrom::Public,
    };
    page.featured = items
        .iter()
        .map(|item| makes.card(item, page.chosen, None))
        .collect();
    let lang = reader.locale.code();
    page.editions = editions::queries::list(db)
        .await?
        .into_iter()
        .map(|edition| EditionLink {
            url: format!("{}?edition={}", urls::gallery(lang), edition.slug),
            name: named(reader.locale, &edition.name_sv, &edition.name_en),
            about: named(reader.locale, &edition.theme_sv, &edition.theme_en),
        })
        .collect();
    page.partners = partners::queries::list(db, edition.id)
        .await?
        .into_iter()
        .map(|partner| PartnerLink {
            name: partner.name,
            url: String::new(),
        })
        .collect();
    Ok(())
}

/// The text in the page's language.
pub(crate) fn named(locale: Locale, swedish: &str, english: &str) -> String {
    match locale {
        Locale::Sv => swedish.to_owned(),
        Locale::En | Locale::Pseudo => english.to_owned(),
    }
}

/// Who stands behind the site, for search engines.
fn organisation(reader: &Reader) -> String {
    serde_json::json!({
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": "Dizza",
        "url": reader.site.config.absolute(&urls::home(reader.locale.code())),
        "inLanguage": reader.locale.code(),
        "description": reader.t("site-description", &[]),
    })
    .to_string()
}
