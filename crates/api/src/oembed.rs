//! oEmbed (oembed.com): tells another site's editor how to show a contribution from the address of its page.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use contest::contributions::gallery::{self, Item};
use contest::{contributions, editions};
use dizza_http::{Access, Class, Lang, Problem, Query, Routes, Site, SiteConfig, urls};
use serde::{Deserialize, Serialize};

use crate::v1::answer;

/// Width that is offered if the other site names no limit.
const WIDTH: u32 = 640;
/// Room under the picture for title and place, in pixels.
const CAPTION: u32 = 112;
/// The narrowest frame in which the embed page stands well.
const MIN_WIDTH: u32 = 200;

/// The route.
pub fn routes() -> Routes {
    Routes::new().get(urls::OEMBED, Access::Everyone, Class::Api, show)
}

/// What the consumer asks.
#[derive(Debug, Deserialize)]
pub struct Asked {
    url: String,
    format: Option<String>,
    maxwidth: Option<u32>,
    maxheight: Option<u32>,
}

/// A `rich` answer (oEmbed 1.0, 2.3.4.4).
#[derive(Debug, Serialize)]
struct Rich {
    version: &'static str,
    r#type: &'static str,
    title: String,
    provider_name: &'static str,
    provider_url: String,
    /// Seconds; short, because a contribution can be taken down.
    cache_age: u32,
    html: String,
    width: u32,
    height: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    thumbnail_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thumbnail_width: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thumbnail_height: Option<u32>,
}

/// Answers for the address of a published contribution's page, in JSON or XML; 404 for anything else, 501 for a format that
/// the standard does not know.
#[tracing::instrument(name = "api.oembed", skip_all)]
async fn show(
    State(site): State<Site>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let xml = match asked.format.as_deref() {
        None | Some("json") => false,
        Some("xml") => true,
        Some(_) => return Err(Problem::new(StatusCode::NOT_IMPLEMENTED, "oembed-format")),
    };
    let (lang, code) = contribution_at(&site.config, &asked.url).ok_or_else(Problem::not_found)?;
    let db = site.ctx.db.read();
    let work = contributions::queries::find_published(db, &code)
        .await?
        .ok_or_else(Problem::not_found)?;
    let edition = editions::queries::get(db, work.edition_id).await?;
    if !edition.framing_open {
        return Err(Problem::new(StatusCode::UNAUTHORIZED, "framing-closed"));
    }
    let item = gallery::items(db, vec![work])
        .await?
        .pop()
        .ok_or_else(Problem::not_found)?;
    let rich = rich(&site.config, lang, &item, &asked);
    if xml {
        let kind = [(
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/xml; charset=utf-8"),
        )];
        return Ok((kind, to_xml(&rich)?).into_response());
    }
    answer::json(&headers, &rich)
}

/// Language and code of the contribution whose page `url` is, if it is one of ours.
fn contribution_at(config: &SiteConfig, url: &str) -> Option<(Lang, String)> {
    let path = url.strip_prefix(&config.public_origin)?;
    let path = path.split(['?', '#']).next()?;
    let mut parts = path.trim_matches('/').split('/');
    let lang = parts.next()?.parse().ok()?;
    let (Some("c"), Some(code), None) = (parts.next(), parts.next(), parts.next()) else {
        return None;
    };
    Some((lang, code.to_owned()))
}

fn rich(config: &SiteConfig, lang: Lang, item: &Item, asked: &Asked) -> Rich {
    let cover = item
        .assets
        .iter()
        .find_map(|asset| asset.rendition.as_ref());
    let ratio = cover.and_then(|cover| {
        Some((
            u32::try_from(cover.height?).ok()?,
            u32::try_from(cover.width?).ok()?,
        ))
    });
    let mut width = asked.maxwidth.unwrap_or(WIDTH).clamp(MIN_WIDTH, WIDTH);
    // A poem and a song are a square; a picture keeps its shape.
    let picture = |width: u32| ratio.map_or(width, |(height, of)| width * height / of.max(1));
    let mut height = picture(width) + CAPTION;
    if let Some(max) = asked.maxheight.filter(|max| *max < height) {
        width = (width * max / height).max(MIN_WIDTH);
        height = max;
    }
    let src = format!(
        "{}?lang={lang}",
        config.absolute_embed(&urls::embed_contribution(&item.work.code))
    );
    let html = format!(
        "<iframe src=\"{}\" width=\"{width}\" height=\"{height}\" title=\"{}\" loading=\"lazy\" \
         sandbox=\"allow-scripts allow-popups allow-popups-to-escape-sandbox\" allow=\"fullscreen\" \
         referrerpolicy=\"strict-origin\" style=\"border:0;max-width:100%\"></iframe>",
        escape(&src),
        escape(&item.work.title),
    );
    let thumbnail = item.assets.iter().find_map(|asset| {
        let file = asset
            .files
            .iter()
            .find(|file| file.name == "1280.jpg")
            .or_else(|| asset.files.iter().find(|file| file.name == "card.jpg"))?;
        let url = config.absolute_media(&urls::media(
            &asset.rendition.as_ref()?.media_key,
            &file.name,
        ));
        Some((
            url,
            u32::try_from(file.width?).ok()?,
            u32::try_from(file.height?).ok()?,
        ))
    });
    let (thumbnail_url, thumbnail_width, thumbnail_height) = match thumbnail {
        Some((url, width, height)) => (Some(url), Some(width), Some(height)),
        None => (None, None, None),
    };
    Rich {
        version: "1.0",
        r#type: "rich",
        title: item.work.title.clone(),
        provider_name: "Dizza",
        provider_url: config.absolute(&urls::home(lang)),
        cache_age: 60,
        html,
        width,
        height,
        thumbnail_url,
        thumbnail_width,
        thumbnail_height,
    }
}

/// The same fields as elements (oEmbed 1.0, 2.3.5).
fn to_xml(rich: &Rich) -> Result<String, Problem> {
    let value = serde_json::to_value(rich).map_err(Problem::internal)?;
    let mut xml =
        String::from("<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\n<oembed>\n");
    for (name, value) in value.as_object().into_iter().flatten() {
        let text = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        xml.push_str(&format!("  <{name}>{}</{name}>\n", escape(&text)));
    }
    xml.push_str("</oembed>\n");
    Ok(xml)
}

/// For text and double-quoted attributes in HTML and XML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}
