//! What crawlers, browsers and researchers ask for at fixed addresses.

use std::fmt::Write as _;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::{Days, SecondsFormat};
use contest::contributions::gallery;
use dizza_http::{Access, Class, Problem, Routes, Site, urls};
use serde_json::json;

use crate::{Locale, assets, theme};

/// Contributions in the site map: with two languages each it stays under the 50 000 addresses that the protocol allows.
const MAPPED: u64 = 20_000;

/// The routes of files for machines.
pub fn routes() -> Routes {
    Routes::new()
        .get(urls::ASSET, Access::Everyone, Class::Asset, assets::serve)
        .get(urls::THEME, Access::Everyone, Class::File, theme::show)
        .get(urls::FAVICON, Access::Everyone, Class::File, favicon)
        .get(urls::MANIFEST, Access::Everyone, Class::File, manifest)
        .get(urls::ROBOTS, Access::Everyone, Class::File, robots)
        .get(urls::SITEMAP, Access::Everyone, Class::File, sitemap)
        .get(
            urls::SECURITY_TXT,
            Access::Everyone,
            Class::File,
            security_txt,
        )
}

async fn favicon() -> Result<Response, Problem> {
    let picture = assets::bytes("favicon.png").ok_or_else(Problem::not_found)?;
    Ok(([(header::CONTENT_TYPE, "image/png")], picture).into_response())
}

/// Name and icons for those who put the site on their phone's screen.
async fn manifest() -> Response {
    let icon = |file: &str, sizes: &str, kind: &str| json!({ "src": assets::url(file), "sizes": sizes, "type": kind });
    let manifest = json!({
        "name": "Dizza",
        "short_name": "Dizza",
        "start_url": urls::root(),
        "display": "minimal-ui",
        "background_color": "#fafcff",
        "theme_color": "#fafcff",
        "icons": [
            icon("favicon.svg", "any", "image/svg+xml"),
            icon("icon-180.png", "180x180", "image/png"),
            icon("icon-512.png", "512x512", "image/png"),
        ],
    });
    (
        [(header::CONTENT_TYPE, "application/manifest+json")],
        manifest.to_string(),
    )
        .into_response()
}

async fn robots(State(site): State<Site>) -> Response {
    let mut text = String::from("User-agent: *\n");
    let mut hide = |path: &str| writeln!(text, "Disallow: {path}").expect("writing to a string");
    for locale in Locale::ALL {
        for path in [
            urls::moderate(locale),
            urls::upload(locale),
            urls::sign_in(locale),
            urls::mine(locale),
            urls::classes(locale),
        ] {
            hide(&path);
        }
    }
    hide(&urls::tus());
    writeln!(text, "Sitemap: {}", site.config.absolute(&urls::sitemap()))
        .expect("writing to a string");
    plain(text)
}

/// Every public page in both languages. All contributions are of the lane in which nobody can be recognised.
async fn sitemap(State(site): State<Site>) -> Result<Response, Problem> {
    let codes = gallery::codes(site.ctx.db.read(), MAPPED).await?;
    let pages: [fn(Locale) -> String; 7] = [
        urls::home,
        urls::gallery,
        urls::how,
        urls::schools,
        urls::partners,
        urls::privacy,
        urls::accessibility,
    ];
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
         xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    for page in pages {
        write_entry(&mut xml, &site, page);
    }
    for code in &codes {
        write_entry(&mut xml, &site, |locale| urls::contribution(locale, code));
    }
    xml.push_str("</urlset>\n");
    Ok((
        [(header::CONTENT_TYPE, "application/xml; charset=utf-8")],
        xml,
    )
        .into_response())
}

/// A page under each language's address, each naming both. Our addresses hold nothing that XML would need escaped.
fn write_entry(xml: &mut String, site: &Site, address: impl Fn(Locale) -> String) {
    for own in Locale::ALL {
        write!(
            xml,
            "<url><loc>{}</loc>",
            site.config.absolute(&address(own))
        )
        .expect("writing to a string");
        for locale in Locale::ALL {
            let href = site.config.absolute(&address(locale));
            write!(
                xml,
                "<xhtml:link rel=\"alternate\" hreflang=\"{locale}\" href=\"{href}\"/>"
            )
            .expect("writing to a string");
        }
        xml.push_str("</url>\n");
    }
}

/// Where to report a weakness (RFC 9116). `Expires` is a year ahead, so that an abandoned site's file runs out.
async fn security_txt(State(site): State<Site>) -> Result<Response, Problem> {
    let contact = &site.config.contact;
    if contact.is_empty() {
        return Err(Problem::not_found());
    }
    let contact = if contact.contains("://") || contact.starts_with("mailto:") {
        contact.clone()
    } else {
        format!("mailto:{contact}")
    };
    let today = site
        .ctx
        .clock
        .wall()
        .date_naive()
        .and_hms_opt(0, 0, 0)
        .unwrap_or_default()
        .and_utc();
    let expires = today
        .checked_add_days(Days::new(365))
        .unwrap_or(today)
        .to_rfc3339_opts(SecondsFormat::Secs, true);
    let canonical = site.config.absolute(&urls::security_txt());
    Ok(plain(format!(
        "Contact: {contact}\nExpires: {expires}\nPreferred-Languages: sv, en\nCanonical: {canonical}\n"
    )))
}

fn plain(text: String) -> Response {
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}
