//! Asking for an address to vote with.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use contest::accounts::{Email, links};
use contest::contributions;
use contest::votes::{self, StartVoteError};
use dizza_http::sessions::Kept;
use dizza_http::{CheckedForm, ClientPrefix, Path, Problem, Session, urls};
use serde::Deserialize;

use super::cast::closed;
use super::page::VoteStartPage;
use crate::{FormState, Reader};

/// What is typed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    email: String,
}

/// `GET /{lang}/c/{code}/vote/start`: the question.
#[tracing::instrument(name = "web.votes.start.show", skip_all)]
pub async fn show(
    reader: Reader,
    Path((_, code)): Path<(String, String)>,
) -> Result<Response, Problem> {
    if let Some(actor) = &reader.actor
        && let Some(edition) = &reader.edition
        && votes::is_voter(reader.ctx().db.read(), actor, edition).await?
    {
        return Ok(Redirect::to(&urls::contribution(reader.locale.code(), &code)).into_response());
    }
    ask(&reader, &code, FormState::new()).await
}

/// `POST /{lang}/c/{code}/vote/start`: mails a link and six digits.
#[tracing::instrument(name = "web.votes.start.create", skip_all)]
pub async fn create(
    reader: Reader,
    session: Session,
    prefix: ClientPrefix,
    Path((_, code)): Path<(String, String)>,
    CheckedForm(typed): CheckedForm<Typed>,
) -> Result<Response, Problem> {
    let form = FormState::new().value("email", typed.email.clone());
    let Ok(email) = Email::parse(&typed.email) else {
        return ask(
            &reader,
            &code,
            form.error("email", reader.t("vote-email-wrong", &[])),
        )
        .await;
    };
    let lang = reader.locale.code();
    let nonce = links::new_nonce(reader.ctx());
    let page = urls::contribution(lang, &code);
    match votes::start(
        reader.ctx(),
        &code,
        &email,
        &nonce,
        prefix.as_bytes(),
        lang,
        &page,
    )
    .await
    {
        Ok(()) => {}
        Err(StartVoteError::NotFound) => return Err(Problem::not_found()),
        Err(StartVoteError::Closed { window }) => return Err(closed(reader.locale, window)),
        Err(StartVoteError::TooManyMails) => {
            return Err(Problem::new(
                StatusCode::TOO_MANY_REQUESTS,
                "too-many-mails",
            ));
        }
        Err(StartVoteError::Db(error)) => return Err(error.into()),
    }
    session.keep(Kept::Vote, &nonce).await?;
    Ok(Redirect::to(&urls::vote_code(lang, &code)).into_response())
}

async fn ask(reader: &Reader, code: &str, form: FormState) -> Result<Response, Problem> {
    let work = contributions::queries::find_published(reader.ctx().db.read(), code).await?;
    let work = work.ok_or_else(Problem::not_found)?;
    let page = VoteStartPage {
        code: work.code,
        title: work.title,
        lang: work.language,
        form,
    };
    Ok(reader.form(&page, &page.form))
}
