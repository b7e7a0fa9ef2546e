//! The queue and the item that is open.

use axum::http::StatusCode;
use axum::response::Response;
use contest::assets::AssetKind;
use contest::editions;
use contest::moderation::{self, QUEUE_PAGE, QueueFilter, QueueKind, QueuePage, Reason};
use contest::permissions::Actor;
use dizza_http::{Path, Problem, Query, urls};
use serde::{Deserialize, Serialize};

use super::page::ModeratePage;
use super::problem;
use super::view::View;
use crate::views::ChipView;
use crate::{FormState, Reader, page};

/// The filter, as it stands in addresses and goes along with every act.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub struct Filter {
    /// `photo`, `video`, `audio`, `document` or `text`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Slug of a category.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// `1`: what was reported for privacy only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub urgent: Option<String>,
    /// Page of the queue, from 0.
    #[serde(skip_serializing_if = "is_zero")]
    pub page: u64,
}

/// The filter and what only the item's page knows.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Looking {
    kind: Option<String>,
    category: Option<String>,
    urgent: Option<String>,
    page: u64,
    reason: String,
}

/// Kinds to filter by, with the keys of their words.
const KINDS: [(&str, &str, QueueKind); 5] = [
    (
        "photo",
        "moderate-kind-photo",
        QueueKind::Asset(AssetKind::Photo),
    ),
    (
        "video",
        "moderate-kind-video",
        QueueKind::Asset(AssetKind::Video),
    ),
    (
        "audio",
        "moderate-kind-audio",
        QueueKind::Asset(AssetKind::Audio),
    ),
    (
        "document",
        "moderate-kind-document",
        QueueKind::Asset(AssetKind::Document),
    ),
    ("text", "moderate-kind-text", QueueKind::Text),
];

/// `GET /{lang}/moderate`: what waits.
#[tracing::instrument(name = "web.moderate.queue", skip_all)]
pub async fn queue(reader: Reader, Query(filter): Query<Filter>) -> Result<Response, Problem> {
    let actor = reader.moderating()?;
    let page = room(&reader, actor, &filter, None, "", FormState::new()).await?;
    Ok(reader.page(&page))
}

/// `GET /{lang}/moderate/c/{code}`: one item, beside the queue.
#[tracing::instrument(name = "web.moderate.item", skip_all)]
pub async fn item(
    mut reader: Reader,
    Path((_, code)): Path<(String, String)>,
    Query(looking): Query<Looking>,
) -> Result<Response, Problem> {
    let Looking {
        kind,
        category,
        urgent,
        page,
        reason,
    } = looking;
    let filter = Filter {
        kind,
        category,
        urgent,
        page,
    };
    reader.layout.phase = None; // the screen is for the work
    let actor = reader.moderating()?;
    let page = room(
        &reader,
        actor,
        &filter,
        Some(&code),
        &reason,
        FormState::new(),
    )
    .await?;
    Ok(reader.page(&page))
}

/// The item again, with what was wrong.
pub(super) async fn again(
    reader: &Reader,
    actor: &Actor,
    filter: &Filter,
    code: &str,
    reason: &str,
    form: FormState,
) -> Result<Response, Problem> {
    let page = room(reader, actor, filter, Some(code), reason, form).await?;
    Ok(page::render_status(
        StatusCode::UNPROCESSABLE_ENTITY,
        &page,
        &reader.layout,
    ))
}

async fn room(
    reader: &Reader,
    actor: &Actor,
    filter: &Filter,
    open: Option<&str>,
    reason: &str,
    form: FormState,
) -> Result<ModeratePage, Problem> {
    let waiting = load(reader, actor, filter).await?;
    let view = View { reader, filter };
    let lines: Vec<_> = waiting
        .items
        .iter()
        .map(|item| view.line(item, open))
        .collect();
    let at = lines.iter().position(|line| line.current);
    let url = |at: Option<usize>| {
        at.and_then(|at| lines.get(at))
            .map(|line| line.url.clone())
            .unwrap_or_default()
    };
    let pages = waiting.total.div_ceil(QUEUE_PAGE);
    let turn = |page: u64| {
        Filter {
            page,
            ..filter.clone()
        }
        .address(reader)
    };
    let item = match open {
        Some(code) => {
            let item = moderation::item(reader.ctx(), actor, code)
                .await
                .map_err(problem)?;
            Some(view.item(actor, item, reason).await?)
        }
        None => None,
    };
    let form = match &item {
        Some(item) if !form.has_errors() => item.prefilled(form),
        _ => form,
    };
    Ok(ModeratePage {
        kinds: kinds(reader, filter),
        categories: categories(reader, filter).await?,
        total: waiting.total,
        earlier_url: filter.page.checked_sub(1).map(turn).unwrap_or_default(),
        later_url: if filter.page + 1 < pages {
            turn(filter.page + 1)
        } else {
            String::new()
        },
        previous_url: url(at.and_then(|at| at.checked_sub(1))),
        next_url: url(Some(at.map_or(0, |at| at + 1))),
        undo: view.undo(actor).await?,
        filter: filter.query(),
        item,
        lines,
        form,
    })
}

/// The page of the queue that the filter asks for.
pub(super) async fn load(
    reader: &Reader,
    actor: &Actor,
    filter: &Filter,
) -> Result<QueuePage, Problem> {
    let category = match (&filter.category, &reader.edition) {
        (Some(slug), Some(edition)) => {
            let all = editions::queries::categories(reader.ctx().db.read(), edition.id).await?;
            all.into_iter()
                .find(|category| category.slug == *slug)
                .map(|category| category.id)
        }
        _ => None,
    };
    let kind = filter
        .kind
        .as_deref()
        .and_then(|kind| KINDS.iter().find(|(name, ..)| *name == kind));
    let wanted = QueueFilter {
        edition: None,
        kind: kind.map(|(_, _, kind)| *kind),
        category,
        urgent: filter.urgent.is_some(),
    };
    moderation::queue(reader.ctx(), actor, &wanted, filter.page)
        .await
        .map_err(problem)
}

fn kinds(reader: &Reader, filter: &Filter) -> Vec<ChipView> {
    let chip = |label: &str, to: Filter| ChipView {
        label: reader.t(label, &[]),
        current: (&to.kind, &to.urgent) == (&filter.kind, &filter.urgent),
        url: to.address(reader),
    };
    let base = Filter {
        kind: None,
        urgent: None,
        page: 0,
        ..filter.clone()
    };
    let all = chip("moderate-kind-all", base.clone());
    let urgent = chip(
        "moderate-kind-urgent",
        Filter {
            urgent: Some("1".into()),
            ..base.clone()
        },
    );
    let kinds = KINDS.iter().map(|(kind, label, _)| {
        chip(
            label,
            Filter {
                kind: Some((*kind).into()),
                ..base.clone()
            },
        )
    });
    [all, urgent].into_iter().chain(kinds).collect()
}

async fn categories(reader: &Reader, filter: &Filter) -> Result<Vec<ChipView>, Problem> {
    let Some(edition) = &reader.edition else {
        return Ok(Vec::new());
    };
    let chip = |label: String, slug: Option<String>| ChipView {
        label,
        current: slug == filter.category,
        url: Filter {
            category: slug,
            page: 0,
            ..filter.clone()
        }
        .address(reader),
    };
    let all = editions::queries::categories(reader.ctx().db.read(), edition.id).await?;
    let named = all.into_iter().map(|category| {
        let name = if reader.locale == crate::Locale::Sv {
            category.name_sv
        } else {
            category.name_en
        };
        chip(name, Some(category.slug))
    });
    Ok([chip(reader.t("moderate-category-all", &[]), None)]
        .into_iter()
        .chain(named)
        .collect())
}

impl Filter {
    /// As it stands after the question mark; may be empty.
    pub fn query(&self) -> String {
        serde_html_form::to_string(self).unwrap_or_default()
    }

    /// From what went along with an act; what does not parse is no filter.
    pub fn parse(query: &str) -> Self {
        serde_html_form::from_str(query).unwrap_or_default()
    }

    /// The queue's address with this filter.
    fn address(&self, reader: &Reader) -> String {
        with_query(urls::moderate(reader.locale.code()), &self.query())
    }

    /// The address of an item beside the queue.
    pub fn item(&self, reader: &Reader, code: &str) -> String {
        with_query(
            urls::moderate_item(reader.locale.code(), code),
            &self.query(),
        )
    }

    /// The address of the page that asks whether an item shall be purged.
    pub fn purge(&self, reader: &Reader, code: &str) -> String {
        with_query(
            urls::moderate_purge(reader.locale.code(), code),
            &self.query(),
        )
    }

    /// The queue's address.
    pub fn queue(&self, reader: &Reader) -> String {
        self.address(reader)
    }

    /// The kind in words, for a line of the queue.
    pub(super) fn kind_key(kind: QueueKind) -> &'static str {
        KINDS
            .iter()
            .find(|(_, _, known)| *known == kind)
            .map_or("moderate-kind-text", |(_, key, _)| *key)
    }
}

fn with_query(path: String, query: &str) -> String {
    if query.is_empty() {
        path
    } else {
        format!("{path}?{query}")
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks for a reference"
)]
fn is_zero(page: &u64) -> bool {
    *page == 0
}

/// The reason with this code; `None` if there is none.
pub(super) fn reason(code: &str) -> Option<Reason> {
    code.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_goes_along_and_comes_back() {
        let filter = Filter {
            kind: Some("photo".into()),
            category: Some("å&b".into()),
            urgent: None,
            page: 2,
        };
        assert_eq!(Filter::parse(&filter.query()), filter);
        assert_eq!(Filter::default().query(), "");
        assert_eq!(Filter::parse("page=x"), Filter::default());
    }
}
