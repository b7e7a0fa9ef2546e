//! Taking captions or a transcript away: asked first, as all that cannot be got back.

use axum::response::Response;
use contest::captions;
use dizza_http::sessions::FlashKind;
use dizza_http::{CheckedForm, Path, Problem, Session};

use super::super::check::Pressed;
use super::super::draft::{Draft, see};
use super::super::page::ConfirmPage;
use super::{Place, problem};
use crate::Reader;
use crate::i18n::Arg;

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
    let there = place.texts.iter().any(|text| text.language == language);
    if !there {
        return Err(Problem::not_found());
    }
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
    };
    Ok(reader.page(&page))
}

/// `POST` to the same: gone.
#[tracing::instrument(name = "web.upload.remove_text", skip_all)]
pub(in super::super) async fn remove(
    reader: Reader,
    session: Session,
    Path((_, code, asset, kind, language)): Parts,
    _: CheckedForm<Pressed>,
) -> Result<Response, Problem> {
    let draft = Draft::find(reader, &code).await?;
    if !draft.is_editable() {
        return Err(Problem::not_editable_in(draft.work.state));
    }
    let place = Place::find(draft, &asset, &kind).await?;
    let (ctx, actor) = (place.draft.reader.ctx(), &place.draft.actor);
    let asset = (place.draft.work.code.as_str(), place.id);
    captions::remove_text(ctx, actor, asset, place.kind, &language)
        .await
        .map_err(problem)?;
    session
        .flash(FlashKind::Success, "flash-text-removed")
        .await?;
    Ok(see(&place.url(None)))
}
