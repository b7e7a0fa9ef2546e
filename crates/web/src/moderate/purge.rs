//! The question before a work is purged for ever.

use axum::response::Response;
use contest::moderation::{self, Item, ModerationError};
use contest::permissions::Actor;
use dizza_http::{Path, Problem, Query, urls};
use serde::Serialize;

use super::problem;
use super::show::Filter;
use crate::Reader;
use crate::page::Page;

/// `pages/moderate-purge.html`: what is lost, and whether it is meant.
#[derive(Clone, Debug, Serialize)]
pub struct PurgePage {
    /// Title as written by the makers.
    pub title: String,
    /// Files that are lost.
    pub files: usize,
    /// Another moderator wants it already: pressing purges at once.
    pub last: bool,
    /// Where the form goes.
    pub action: String,
    /// The filter of the queue, which goes along.
    pub filter: String,
    /// The safe way: the item.
    pub back: String,
}

impl Page for PurgePage {
    const TEMPLATE: &'static str = "pages/moderate-purge.html";

    fn samples() -> Vec<Self> {
        [(0, false), (3, true)]
            .map(|(files, last)| Self {
                title: "Lungorna tar ton".into(),
                files,
                last,
                action: "/sv/moderate/c/7h2kq9xm4t/purge".into(),
                filter: "kind=photo".into(),
                back: "/sv/moderate/c/7h2kq9xm4t".into(),
            })
            .into()
    }
}

/// `GET /{lang}/moderate/c/{code}/purge/ask`: is it meant?
#[tracing::instrument(name = "web.moderate.ask_purge", skip_all)]
pub(super) async fn ask(
    reader: Reader,
    Path((_, code)): Path<(String, String)>,
    Query(filter): Query<Filter>,
) -> Result<Response, Problem> {
    let actor = reader.moderating()?;
    let item = moderation::item(reader.ctx(), actor, &code)
        .await
        .map_err(problem)?;
    if item.own {
        return Err(problem(ModerationError::OwnContribution));
    }
    let page = PurgePage {
        title: item.shown.work.title.clone(),
        files: item.shown.assets.len(),
        last: is_last(actor, &item),
        action: urls::moderate_act(reader.locale.code(), &code, "purge"),
        filter: filter.query(),
        back: filter.item(&reader, &code),
    };
    Ok(reader.page(&page))
}

/// Whether another moderator wants the item purged, so that this one's wish purges it at once.
pub(super) fn is_last(actor: &Actor, item: &Item) -> bool {
    item.purge_asked_by
        .is_some_and(|by| Some(by) != actor.account())
}
