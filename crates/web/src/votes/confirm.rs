//! Confirming an address: by the link in the same browser, or by the six digits.

use axum::response::{IntoResponse, Redirect, Response};
use contest::accounts::entity::LinkPurpose;
use contest::accounts::links::{self, Look, Proof, Refusal};
use contest::permissions::Actor;
use contest::votes::{self, ConfirmVoterError, VoterArrival};
use dizza_http::sessions::{FlashKind, Kept, Lifetime};
use dizza_http::{CheckedForm, Path, Problem, Session, urls};
use serde::Deserialize;

use super::cast::cast_and_go;
use super::page::{VoteCodePage, VoteLinkPage};
use crate::i18n::Arg;
use crate::{FormState, Reader};

/// The digits, where they are asked for.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    #[serde(default)]
    digits: String,
}

/// `GET /{lang}/c/{code}/vote/code`: "look in your mail".
#[tracing::instrument(name = "web.votes.code.show", skip_all)]
pub async fn show_code(reader: Reader, Path((_, code)): Path<(String, String)>) -> Response {
    let page = VoteCodePage {
        code,
        mailbox: reader.site.config.demo,
        form: FormState::new(),
    };
    reader.page(&page)
}

/// `POST /{lang}/c/{code}/vote/code`: the digits, in the browser that asked.
#[tracing::instrument(name = "web.votes.code.create", skip_all)]
pub async fn by_code(
    reader: Reader,
    session: Session,
    Path((_, code)): Path<(String, String)>,
    CheckedForm(typed): CheckedForm<Typed>,
) -> Result<Response, Problem> {
    let nonce = session.kept(Kept::Vote).await?.unwrap_or_default();
    let proof = Proof::Code {
        nonce: &nonce,
        code: &typed.digits,
    };
    match confirm(&reader, &session, proof).await? {
        Ok(answer) => Ok(answer),
        Err(refusal) => {
            let form = FormState::new()
                .value("digits", typed.digits)
                .error("digits", words(&reader, refusal));
            let page = VoteCodePage {
                code,
                mailbox: reader.site.config.demo,
                form,
            };
            Ok(reader.form(&page, &page.form))
        }
    }
}

/// `GET /{lang}/vote/{token}`: looks, and spends nothing, so that scanners of mail cannot use the link up.
#[tracing::instrument(name = "web.votes.link.show", skip_all)]
pub async fn show_link(
    reader: Reader,
    session: Session,
    Path((_, token)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let nonce = session.kept(Kept::Vote).await?;
    let look = links::look(reader.ctx(), LinkPurpose::Vote, &token, nonce.as_deref()).await?;
    link_page(&reader, token, look, FormState::new())
}

/// `POST /{lang}/vote/{token}`: spends the link.
#[tracing::instrument(name = "web.votes.link.create", skip_all)]
pub async fn by_link(
    reader: Reader,
    session: Session,
    Path((_, token)): Path<(String, String)>,
    CheckedForm(typed): CheckedForm<Typed>,
) -> Result<Response, Problem> {
    let nonce = session.kept(Kept::Vote).await?;
    let proof = if typed.digits.is_empty() {
        Proof::Link {
            token: &token,
            nonce: nonce.as_deref(),
        }
    } else {
        Proof::LinkAndCode {
            token: &token,
            code: &typed.digits,
        }
    };
    match confirm(&reader, &session, proof).await? {
        Ok(answer) => Ok(answer),
        Err(refusal) => {
            let look = match refusal {
                Refusal::OtherBrowser | Refusal::WrongCode { .. } => Look::NeedsCode,
                other => Look::Refused(other),
            };
            let form = FormState::new()
                .value("digits", typed.digits)
                .error("digits", words(&reader, refusal));
            link_page(&reader, token, look, form)
        }
    }
}

/// Opens the voter's session and casts the vote they came for.
async fn confirm(
    reader: &Reader,
    session: &Session,
    proof: Proof<'_>,
) -> Result<Result<Response, Refusal>, Problem> {
    let VoterArrival {
        principal,
        return_to,
    } = match votes::confirm(reader.ctx(), proof).await {
        Ok(arrival) => arrival,
        Err(ConfirmVoterError::Refused(refusal)) => return Ok(Err(refusal)),
        Err(ConfirmVoterError::Db(error)) => return Err(error.into()),
    };
    session.sign_in(&principal, Lifetime::Voter).await?;
    let actor = Actor::resolve(reader.ctx().db.read(), &principal).await?;
    let voter = Reader {
        actor,
        ..reader.clone()
    };
    let code = return_to
        .as_deref()
        .and_then(|path| path.rsplit('/').next());
    match code {
        Some(code) => cast_and_go(&voter, session, code)
            .await
            .map(|answer| Ok(answer.into_response())),
        None => {
            session
                .flash(FlashKind::Success, "flash-voter-known")
                .await?;
            Ok(Ok(
                Redirect::to(&urls::gallery(reader.locale.code())).into_response()
            ))
        }
    }
}

fn link_page(
    reader: &Reader,
    token: String,
    look: Look,
    form: FormState,
) -> Result<Response, Problem> {
    let needs_code = match look {
        Look::Ready => false,
        Look::NeedsCode => true,
        Look::Refused(Refusal::Unknown) => return Err(Problem::not_found()),
        Look::Refused(refusal) => {
            let code = match refusal {
                Refusal::Used => "link-used",
                Refusal::TooManyCodes => "link-too-many-codes",
                _ => "link-expired",
            };
            return Err(Problem::new(axum::http::StatusCode::GONE, code));
        }
    };
    let page = VoteLinkPage {
        token,
        needs_code,
        form,
    };
    Ok(reader.form(&page, &page.form))
}

fn words(reader: &Reader, refusal: Refusal) -> String {
    match refusal {
        Refusal::WrongCode { left } => reader.t("vote-code-wrong", &[("left", Arg::from(left))]),
        Refusal::OtherBrowser => reader.t("vote-code-needed", &[]),
        Refusal::TooManyCodes => reader.t("vote-code-too-many", &[]),
        Refusal::Expired => reader.t("vote-code-expired", &[]),
        Refusal::Used => reader.t("vote-code-used", &[]),
        Refusal::Unknown => reader.t("vote-code-unknown", &[]),
    }
}
