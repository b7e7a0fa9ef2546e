//! Taking captions or a transcript away: asked first, as all that cannot be got back.

use axum::response::Response;
use contest::captions::{self, PutTextError};
use dizza_http::sessions::FlashKind;
use dizza_http::{CheckedForm, Path, Problem, Session};
use serde::Deserialize;

use super::super::draft::{Draft, see};
use super::super::page::ConfirmPage;
use super::{Place, problem};
use crate::Reader;
use crate::i18n::Arg;

/// Which text is to go ([`contest::captions::entity::asset_text::Model::tag`]).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct Removal {
    #[serde(default)]
    was: String,
}

/// Code, asset, kind and language as the path has them.
type Parts = Path<(String, String, String, String, String)>;

/// `GET /{lang}/upload/{contribution}/texts/{asset}/{kind}/{language}/remove`: is it meant?
#[tracing::instrument(name = "web.upload.ask_remove_text", skip_all)]
pub(in super::super) async fn ask(
    reader: Reader,
    Path((_, code, asset, kind, language)): Parts,
) -> Result<Response, Problem> {
    let draft = Draft::find(reader, &code).await?;
    if !draft.is_editable() {
        return Ok(see(&draft.my()));
    }
    let place = Place::find(draft, &asset, &kind).await?;
    let there = place
        .in_language(&language)
        .ok_or_else(Problem::not_found)?;
    let reader = &place.draft.reader;
    let named = [
        ("name", Arg::from(place.name.as_str())),
        (
            "language",
            Arg::from(reader.t(&format!("language-{language}"), &[])),
        ),
    ];
    let page = ConfirmPage {
        at: Some(place.draft.station("files")),
        kind: place.kind.name(),
        name: reader.t("texts-of", &named),
        action: place.remove_url(&language),
        back: place.url(None),
        was: there.tag(),
    };
    Ok(reader.page(&page))
}

/// `POST` to the same: gone. If somebody wrote another text meanwhile, the page with all texts shows it first.
#[tracing::instrument(name = "web.upload.remove_text", skip_all)]
pub(in super::super) async fn remove(
    reader: Reader,
    session: Session,
    Path((_, code, asset, kind, language)): Parts,
    CheckedForm(form): CheckedForm<Removal>,
) -> Result<Response, Problem> {
    let draft = Draft::find(reader, &code).await?;
    if !draft.is_editable() {
        return Err(Problem::not_editable_in(draft.work.state));
    }
    let place = Place::find(draft, &asset, &kind).await?;
    let (ctx, actor) = (place.draft.reader.ctx(), &place.draft.actor);
    let text = place.replacing(&language, &form.was);
    let (kind, words) = match captions::remove_text(ctx, actor, text, place.kind).await {
        Ok(()) => (FlashKind::Success, "flash-text-removed"),
        Err(PutTextError::Other) => (FlashKind::Info, "flash-text-other"),
        Err(error) => return Err(problem(error)),
    };
    session.flash(kind, words).await?;
    Ok(see(&place.url(None)))
}
