//! The join code: for the projector, and as a QR picture.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use contest::ids::ClassId;
use dizza_http::{Path, Problem, urls};

use super::page::ProjectorPage;
use super::room::{own_class, without_scheme};
use crate::Reader;
use crate::contributions::poster::PosterPage;

/// `GET …/projector`: the code at the size of a wall.
#[tracing::instrument(name = "web.classes.projector", skip_all)]
pub async fn projector(
    reader: Reader,
    Path((_, id)): Path<(String, ClassId)>,
) -> Result<Response, Problem> {
    let class = own_class(&reader, id).await?;
    let lang = reader.locale.code();
    let address = reader
        .site
        .config
        .absolute(&urls::join_code(lang, &class.join_code));
    let (qr_path, qr_size) = PosterPage::qr(&address).map_err(Problem::internal)?;
    let page = ProjectorPage {
        name: class.name,
        code: grouped(&class.join_code),
        join_address: without_scheme(&reader.site.config.absolute(&urls::join(lang))),
        closed: class.joining_closed_at.is_some(),
        back: urls::class(lang, id),
        qr_path,
        qr_size,
    };
    Ok(reader.page(&page))
}

/// `GET …/qr.svg`: leads to the join page with the code filled in.
#[tracing::instrument(name = "web.classes.qr", skip_all)]
pub async fn qr(
    reader: Reader,
    Path((_, id)): Path<(String, ClassId)>,
) -> Result<Response, Problem> {
    let class = own_class(&reader, id).await?;
    let address = reader
        .site
        .config
        .absolute(&urls::join_code(reader.locale.code(), &class.join_code));
    let (path, size) = PosterPage::qr(&address).map_err(Problem::internal)?;
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0 0h{size}v{size}H0z\"/><path d=\"{path}\"/></svg>\n"
    );
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], svg).into_response())
}

/// Four and four are read aloud more easily than eight: `K3X9 7PQ2`.
pub(super) fn grouped(code: &str) -> String {
    let (first, rest) = code.split_at(code.len().min(4));
    format!("{first} {rest}").to_uppercase()
}
