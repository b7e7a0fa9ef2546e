//! The featured collection, ordered by hand.

mod page;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use contest::collections::{self, CurateError, FEATURED, Step, queries};
use contest::contributions::gallery;
use dizza_http::sessions::FlashKind;
use dizza_http::{CheckedForm, Class, Path, Problem, Routes, Session, urls};
use serde::Deserialize;

use crate::Reader;
use crate::moderate::STAFF;
use crate::views::fill::{Fill, MediaFrom};
pub use page::{FeaturedPage, PlaceView};

/// As many as a collection shows.
const MOST: u64 = 500;

/// The routes of collections.
pub fn routes() -> Routes {
    Routes::new()
        .get(urls::FEATURED, STAFF, Class::Personal, show)
        .post(urls::FEATURED, STAFF, Class::Personal, create)
}

/// What a curator sends: one act on one work, or a whole order.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Posted {
    act: String,
    code: String,
    order: Vec<String>,
}

/// `GET /{lang}/moderate/featured`: the collection in its order.
#[tracing::instrument(name = "web.collections.show", skip_all)]
async fn show(reader: Reader) -> Result<Response, Problem> {
    reader.moderating()?;
    let db = reader.ctx().db.read();
    let list = match &reader.edition {
        Some(edition) => queries::find(db, edition.id, FEATURED).await?,
        None => None,
    };
    let items = match list {
        Some(list) => gallery::of_collection(db, list.id, MOST).await?,
        None => Vec::new(),
    };
    let fill = Fill {
        config: &reader.site.config,
        locale: reader.locale,
        media: MediaFrom::Public,
    };
    let places = items.iter().map(|item| PlaceView {
        code: item.work.code.clone(),
        title: item.work.title.clone(),
        lang: item.work.language.clone(),
        kind: fill.kind(item),
        place: fill.place(item),
        image: item.assets.iter().find_map(|files| fill.image(files, "")),
        url: urls::moderate_item(reader.locale.code(), &item.work.code),
    });
    Ok(reader.page(&FeaturedPage {
        places: places.collect(),
    }))
}

/// `POST /{lang}/moderate/featured`: `up`, `down` or `remove` with a code, or `order` with all codes in their order.
#[tracing::instrument(name = "web.collections.create", skip_all)]
async fn create(
    reader: Reader,
    session: Session,
    Path(_): Path<String>,
    CheckedForm(posted): CheckedForm<Posted>,
) -> Result<Response, Problem> {
    let actor = reader.moderating()?;
    let ctx = reader.ctx();
    let Posted { act, code, order } = posted;
    let edition = reader.edition.as_ref().ok_or_else(Problem::not_found)?.id;
    match act.as_str() {
        "up" => collections::shift(ctx, actor, FEATURED, &code, Step::Up).await,
        "down" => collections::shift(ctx, actor, FEATURED, &code, Step::Down).await,
        "remove" => collections::remove(ctx, actor, FEATURED, &code).await,
        "order" => collections::reorder(ctx, actor, edition, FEATURED, &order).await,
        _ => return Err(Problem::new(StatusCode::BAD_REQUEST, "bad-form")),
    }
    .map_err(problem)?;
    session
        .flash(FlashKind::Success, "flash-featured-order")
        .await?;
    Ok(Redirect::to(&urls::featured(reader.locale.code())).into_response())
}

/// What a curator is told.
pub(crate) fn problem(error: CurateError) -> Problem {
    match error {
        CurateError::NotAllowed => Problem::forbidden(),
        CurateError::NotFound => Problem::not_found(),
        CurateError::OwnContribution => Problem::new(StatusCode::FORBIDDEN, "moderate-own"),
        CurateError::Db(error) => error.into(),
    }
}
