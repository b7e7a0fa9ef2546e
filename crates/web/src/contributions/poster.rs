//! A page made for printing: title and a QR code that leads to the contribution.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use contest::contributions::gallery;
use contest::contributions::{self, entity::contribution};
use contest::editions::{self, Phase};
use dizza_http::{Path, Problem, urls};
use serde::Serialize;

use crate::views::fill::{Fill, MediaFrom};
use crate::{Reader, format, page::Page};

/// `pages/poster.html`.
#[derive(Clone, Debug, Serialize)]
pub struct PosterPage {
    /// Public code of the contribution.
    pub code: String,
    /// Title as written by the contributor.
    pub title: String,
    /// Language of the title.
    pub lang: String,
    /// Place and grade as consented.
    pub place: String,
    /// The address in letters, without `https://`.
    pub short_url: String,
    /// The code's modules as the path of an SVG in a square of `qr_size`.
    pub qr_path: String,
    /// Side of the square in modules, quiet zone included.
    pub qr_size: usize,
    /// The last day of voting in words; empty when voting is over.
    pub vote_until: String,
}

impl PosterPage {
    /// Path and side (modules) of a QR code for `text`, quiet zone of four modules included.
    ///
    /// # Errors
    /// The text is too long for a QR code (about 2 900 bytes).
    pub fn qr(text: &str) -> Result<(String, usize), qrcode::types::QrError> {
        use std::fmt::Write as _;
        const QUIET: usize = 4; // ISO/IEC 18004 asks for four modules of white
        let code = qrcode::QrCode::with_error_correction_level(text, qrcode::EcLevel::M)?;
        let width = code.width();
        let mut path = String::new();
        for (index, color) in code.to_colors().into_iter().enumerate() {
            if color == qrcode::Color::Dark {
                let (x, y) = (index % width + QUIET, index / width + QUIET);
                write!(path, "M{x} {y}h1v1h-1z").expect("writing to a string");
            }
        }
        Ok((path, width + 2 * QUIET))
    }
}

/// `GET /{lang}/c/{code}/poster`: made for printing.
#[tracing::instrument(name = "web.contributions.poster", skip_all)]
pub(super) async fn show(
    mut reader: Reader,
    Path((_, code)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let work = published(&reader, &code).await?;
    let db = reader.ctx().db.read();
    let window = editions::queries::phase(db, work.edition_id, Phase::Voting).await?;
    let vote_until = window
        .filter(|window| reader.now < window.ends_at)
        .map(|window| {
            format::date(
                reader.locale,
                format::last_day(&window.ends_at.with_timezone(&reader.zone())),
            )
        });
    let item = gallery::items(db, vec![work])
        .await?
        .pop()
        .ok_or_else(Problem::not_found)?;
    let config = reader.site.config.clone();
    let makes = Fill {
        config: &config,
        locale: reader.locale,
        media: MediaFrom::Public,
    };
    let url = config.absolute(&urls::contribution(reader.locale.code(), &code));
    let (qr_path, qr_size) = PosterPage::qr(&url).map_err(Problem::internal)?;
    let page = PosterPage {
        place: makes.place(&item),
        code: item.work.code,
        title: item.work.title,
        lang: item.work.language,
        short_url: url
            .split_once("://")
            .map_or(url.as_str(), |(_, rest)| rest)
            .to_owned(),
        qr_path,
        qr_size,
        vote_until: vote_until.unwrap_or_default(),
    };
    reader.layout.noindex = true;
    Ok(reader.page(&page))
}

/// `GET /{lang}/c/{code}/qr.svg`: the code alone, for posters of one's own.
#[tracing::instrument(name = "web.contributions.qr", skip_all)]
pub(super) async fn qr_picture(
    reader: Reader,
    Path((_, code)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let work = published(&reader, &code).await?;
    let url = reader
        .site
        .config
        .absolute(&urls::contribution(reader.locale.code(), &work.code));
    let (path, size) = PosterPage::qr(&url).map_err(Problem::internal)?;
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0 0h{size}v{size}H0z\"/><path d=\"{path}\"/></svg>"
    );
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], svg).into_response())
}

async fn published(reader: &Reader, code: &str) -> Result<contribution::Model, Problem> {
    let found = contributions::queries::find_published(reader.ctx().db.read(), code).await?;
    found.ok_or_else(Problem::not_found)
}

impl Page for PosterPage {
    const TEMPLATE: &'static str = "pages/poster.html";

    fn samples() -> Vec<Self> {
        let (qr_path, qr_size) =
            Self::qr("https://dizza.example/sv/c/7H2KQ9XM4T").unwrap_or_default();
        let open = Self {
            code: "7H2KQ9XM4T".into(),
            title: "Lungorna tar ton".into(),
            lang: "sv".into(),
            place: "Skåne, åk 8".into(),
            short_url: "dizza.example/sv/c/7H2KQ9XM4T".into(),
            qr_path,
            qr_size,
            vote_until: "12 maj".into(),
        };
        vec![
            Self {
                vote_until: String::new(),
                place: String::new(),
                ..open.clone()
            },
            open,
        ]
    }
}
