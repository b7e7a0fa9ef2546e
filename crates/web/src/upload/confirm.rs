//! Taking a contribution back: for ever, or to change it.

use axum::http::StatusCode;
use axum::response::Response;
use contest::contributions::{self, WithdrawError};
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
    let title = &draft.work.title;
    let page = ConfirmPage {
        at: None,
        kind: "withdraw",
        name: if title.is_empty() {
            draft.reader.t("my-untitled", &[])
        } else {
            title.clone()
        },
        action: urls::withdraw(draft.reader.locale.code(), &code),
        back: draft.my(),
    };
    Ok(draft.reader.page(&page))
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

/// `POST /{lang}/upload/{contribution}/reopen/now`: a draft again, out of sight until it is approved anew.
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

fn refused(error: WithdrawError) -> Problem {
    let conflict = |code| Problem::new(StatusCode::CONFLICT, code);
    match error {
        WithdrawError::NotFound => Problem::not_found(),
        WithdrawError::WrongState(_) => conflict("contribution-not-open"),
        WithdrawError::Closed => conflict("submissions-closed"),
        WithdrawError::Db(error) => error.into(),
    }
}
