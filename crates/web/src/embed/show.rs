//! The two embeds.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use contest::contributions::gallery::{self, Filter, Order};
use contest::editions::entity::edition;
use contest::{collections, contributions, editions};
use dizza_http::{Path, Problem, Query, Site, urls};

use super::frame::{Frame, Wishes};
use super::page::{EmbedContributionPage, EmbedGalleryPage};
use crate::Locale;
use crate::views::CardView;
use crate::views::fill::{Fill, MediaFrom};

/// The gallery's name for "everything, the newest first" where a collection is named.
const NEWEST: &str = "newest";

/// `GET /embed/v1/c/{code}`: one contribution.
#[tracing::instrument(name = "web.embed.contribution", skip_all)]
pub async fn contribution(
    State(site): State<Site>,
    Path(code): Path<String>,
    Query(wishes): Query<Wishes>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let frame = Frame::new(&site, &wishes, &headers, &urls::embed_contribution(&code));
    let db = site.ctx.db.read();
    let Some(work) = contributions::queries::find_published(db, &code).await? else {
        return Ok(frame.gone());
    };
    let edition = editions::queries::get(db, work.edition_id).await?;
    let Some(item) = gallery::items(db, vec![work]).await?.pop() else {
        return Ok(frame.gone());
    };
    let fill = fill(&site, frame.locale);
    let mut facts = fill.facts(&item);
    facts.push(fill.place(&item));
    facts.retain(|fact| !fact.is_empty());
    let page = EmbedContributionPage {
        theme: frame.theme,
        url: site
            .config
            .absolute(&urls::contribution(frame.locale.code(), &item.work.code)),
        facts,
        assets: item
            .assets
            .iter()
            .map(|asset| fill.small(asset, &item.work.title))
            .collect(),
        poem: if item.assets.is_empty() {
            item.work.text
        } else {
            String::new()
        },
        title: item.work.title,
        lang: item.work.language,
    };
    frame.answer(&site, &edition, &page).await
}

/// `GET /embed/v1/g/{collection}`: a collection of the current edition by its slug, or `newest`.
#[tracing::instrument(name = "web.embed.gallery", skip_all)]
pub async fn gallery(
    State(site): State<Site>,
    Path(slug): Path<String>,
    Query(wishes): Query<Wishes>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let frame = Frame::new(&site, &wishes, &headers, &urls::embed_gallery(&slug));
    let db = site.ctx.db.read();
    let Some(edition) = editions::queries::current(db).await? else {
        return Ok(frame.gone());
    };
    let Some((title, items)) = items(&site, frame.locale, &edition, &slug).await? else {
        return Ok(frame.gone());
    };
    let fill = fill(&site, frame.locale);
    let cards = items.iter().map(|item| {
        let card = fill.card(item, false, None);
        CardView {
            url: site.config.absolute(&card.url),
            ..card
        }
    });
    let page = EmbedGalleryPage {
        theme: frame.theme,
        title,
        cards: cards.collect(),
        url: site.config.absolute(&urls::gallery(frame.locale.code())),
    };
    frame.answer(&site, &edition, &page).await
}

async fn items(
    site: &Site,
    locale: Locale,
    edition: &edition::Model,
    slug: &str,
) -> Result<Option<(String, Vec<gallery::Item>)>, Problem> {
    let db = site.ctx.db.read();
    if slug == NEWEST {
        let filter = Filter {
            edition: edition.id,
            category: None,
            grade: None,
            captioned: false,
        };
        let page = gallery::page(
            db,
            &filter,
            &Order::Newest { after: None },
            gallery::PAGE_SIZE,
        )
        .await?;
        return Ok(Some((locale.t("embed-newest", &[]), page.items)));
    }
    let Some(collection) = collections::queries::find(db, edition.id, slug).await? else {
        return Ok(None);
    };
    let items = gallery::of_collection(db, collection.id, gallery::PAGE_SIZE).await?;
    let title = match locale {
        Locale::Sv => collection.title_sv,
        Locale::En | Locale::Pseudo => collection.title_en,
    };
    Ok(Some((title, items)))
}

fn fill(site: &Site, locale: Locale) -> Fill<'_> {
    Fill {
        config: &site.config,
        locale,
        media: MediaFrom::Public,
    }
}
