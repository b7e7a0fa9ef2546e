//! Taking a contribution back: for ever, or to change it.

use axum::http::StatusCode;
use axum::response::Response;
use contest::contributions::{self, WithdrawError};
use contest::moderation;
use dizza_http::sessions::FlashKind;
use dizza_http::{CheckedForm, Path, Problem, Session, urls};

use super::check::Pressed;
use super::draft::{Draft, see};
use super::page::ConfirmPage;
use crate::Reader;

/// `GET /{lang}/upload/{contribution}/withdraw/ask`: is it meant?
#[tracing::instrument(name = "web.upload.ask_withdraw", skip_all)]
pub(super) async fn ask_withdraw(
    reader: Reader,
    Path((_, code)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let draft = Draft::find(reader, &code).await?;
    let action = urls::withdraw(draft.reader.locale.code(), &code);
    Ok(ask(&draft, "withdraw", action))
}

/// `POST /{lang}/upload/{contribution}/withdraw/ask`: out of the contest, at once.
#[tracing::instrument(name = "web.upload.withdraw", skip_all)]
pub(super) async fn withdraw(
    reader: Reader,
    session: Session,
    Path((_, code)): Path<(String, String)>,
    _: CheckedForm<Pressed>,
) -> Result<Response, Problem> {
    let draft = Draft::find(reader, &code).await?;
    contributions::withdraw(draft.reader.ctx(), &draft.actor, &code)
        .await
        .map_err(refused)?;
    session.flash(FlashKind::Success, "flash-withdrawn").await?;
    Ok(see(&draft.my()))
}

/// `GET /{lang}/upload/{contribution}/reopen/ask`: is it meant? What was published goes out of sight.
#[tracing::instrument(name = "web.upload.ask_reopen", skip_all)]
pub(super) async fn ask_reopen(
    reader: Reader,
    Path((_, code)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let draft = Draft::find(reader, &code).await?;
    let db = draft.reader.ctx().db.read();
    if moderation::is_purge_asked(db, &draft.work).await? {
        return Ok(see(&draft.my()));
    }
    let action = urls::reopen(draft.reader.locale.code(), &code);
    Ok(ask(&draft, "reopen", action))
}

/// `POST /{lang}/upload/{contribution}/reopen/ask`: a draft again, out of sight until it is approved anew.
#[tracing::instrument(name = "web.upload.reopen", skip_all)]
pub(super) async fn reopen(
    reader: Reader,
    session: Session,
    Path((_, code)): Path<(String, String)>,
    _: CheckedForm<Pressed>,
) -> Result<Response, Problem> {
    let draft = Draft::find(reader, &code).await?;
    contributions::reopen(draft.reader.ctx(), &draft.actor, &code)
        .await
        .map_err(refused)?;
    session.flash(FlashKind::Info, "flash-reopened").await?;
    Ok(see(&draft.step(draft.work_step())))
}

/// The question before something is done to the whole contribution.
fn ask(draft: &Draft, kind: &'static str, action: String) -> Response {
    let title = &draft.work.title;
    let page = ConfirmPage {
        at: None,
        kind,
        name: if title.is_empty() {
            draft.reader.t("my-untitled", &[])
        } else {
            title.clone()
        },
        action,
        back: draft.my(),
        was: String::new(),
    };
    draft.reader.page(&page)
}

fn refused(error: WithdrawError) -> Problem {
    let conflict = |code| Problem::new(StatusCode::CONFLICT, code);
    match error {
        WithdrawError::NotFound => Problem::not_found(),
        WithdrawError::WrongState(_) => conflict("contribution-not-open"),
        WithdrawError::Closed => conflict("submissions-closed"),
        WithdrawError::Db(error) => error.into(),
    }
}
