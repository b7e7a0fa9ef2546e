//! Spending what the mail brought: the link in the browser that asked, or the six digits.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use contest::accounts::entity::LinkPurpose;
use contest::accounts::links::{self, Look, Proof, Refusal};
use contest::accounts::{self, RedeemLinkError};
use contest::permissions::Principal;
use dizza_http::sessions::{Kept, Lifetime};
use dizza_http::{CheckedForm, ClientPrefix, Path, Problem, Session, limits};
use serde::Deserialize;

use super::begins_at;
use super::page::{LinkState, SignInCodePage, SignInLinkPage};
use crate::i18n::Arg;
use crate::page::render_status;
use crate::{FormState, Reader};

/// The digits, where they are asked for.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    #[serde(default)]
    digits: String,
}

/// `GET /{lang}/sign-in/code`: "look in your mail".
#[tracing::instrument(name = "web.signin.code.show", skip_all)]
pub async fn show_code(reader: Reader) -> Response {
    reader.page(&SignInCodePage {
        mailbox: reader.layout.demo,
        form: FormState::new(),
    })
}

/// `POST /{lang}/sign-in/code`: the digits, in the browser that asked.
#[tracing::instrument(name = "web.signin.code.create", skip_all)]
pub async fn by_code(
    reader: Reader,
    session: Session,
    network: ClientPrefix,
    CheckedForm(typed): CheckedForm<Typed>,
) -> Result<Response, Problem> {
    let nonce = session.kept(Kept::SignIn).await?.unwrap_or_default();
    let proof = Proof::Code {
        nonce: &nonce,
        code: &typed.digits,
    };
    let refusal = match enter(&reader, &session, network, proof).await? {
        Ok(answer) => return Ok(answer),
        Err(refusal) => refusal,
    };
    let form = FormState::new()
        .value("digits", typed.digits)
        .error("digits", words(&reader, refusal));
    let page = SignInCodePage {
        mailbox: reader.layout.demo,
        form,
    };
    Ok(reader.form(&page, &page.form))
}

/// `GET /{lang}/sign-in/{token}`: looks, and spends nothing, so that scanners of mail cannot use the link up.
#[tracing::instrument(name = "web.signin.link.show", skip_all)]
pub async fn show_link(
    reader: Reader,
    session: Session,
    Path((_, token)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let nonce = session.kept(Kept::SignIn).await?;
    let look = links::look(reader.ctx(), LinkPurpose::SignIn, &token, nonce.as_deref()).await?;
    let state = match look {
        Look::Ready => LinkState::Ready,
        Look::NeedsCode => LinkState::NeedsCode,
        Look::Refused(refusal) => LinkState::of(refusal),
    };
    Ok(link_page(&reader, token, state, FormState::new()))
}

/// `POST /{lang}/sign-in/{token}`: spends the link.
#[tracing::instrument(name = "web.signin.link.create", skip_all)]
pub async fn by_link(
    reader: Reader,
    session: Session,
    network: ClientPrefix,
    Path((_, token)): Path<(String, String)>,
    CheckedForm(typed): CheckedForm<Typed>,
) -> Result<Response, Problem> {
    let nonce = session.kept(Kept::SignIn).await?;
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
    let refusal = match enter(&reader, &session, network, proof).await? {
        Ok(answer) => return Ok(answer),
        Err(refusal) => refusal,
    };
    let state = LinkState::of(refusal);
    let mut form = FormState::new().value("digits", typed.digits);
    if state == LinkState::NeedsCode {
        form.push_error("digits", words(&reader, refusal));
    }
    Ok(link_page(&reader, token, state, form))
}

/// Opens the session and leads on to where they were going, or to where their work begins.
async fn enter(
    reader: &Reader,
    session: &Session,
    network: ClientPrefix,
    proof: Proof<'_>,
) -> Result<Result<Response, Refusal>, Problem> {
    limits::insist(reader.ctx(), limits::SIGN_IN_NETWORK, network.as_bytes()).await?;
    let arrival = match accounts::redeem_link(reader.ctx(), proof, reader.locale.code()).await {
        Ok(arrival) => arrival,
        Err(RedeemLinkError::Refused(refusal)) => return Ok(Err(refusal)),
        Err(RedeemLinkError::Suspended) => {
            return Err(Problem::new(StatusCode::FORBIDDEN, "account-suspended"));
        }
        Err(RedeemLinkError::Db(error)) => return Err(error.into()),
    };
    session
        .sign_in(
            &Principal::Account(arrival.account),
            Lifetime::of(&arrival.actor),
        )
        .await?;
    let onward = arrival
        .return_to
        .unwrap_or_else(|| begins_at(reader.locale, &arrival.actor));
    Ok(Ok(Redirect::to(&onward).into_response()))
}

fn link_page(reader: &Reader, token: String, state: LinkState, form: FormState) -> Response {
    let status = match state {
        LinkState::Ready | LinkState::NeedsCode if form.has_errors() => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        LinkState::Ready | LinkState::NeedsCode => StatusCode::OK,
        LinkState::Unknown => StatusCode::NOT_FOUND,
        LinkState::Used | LinkState::Expired | LinkState::TooManyCodes => StatusCode::GONE,
    };
    let mut layout = reader.layout.clone().noindex();
    // The address of the page is a key: it goes into no link of the page, not even the one to the other language.
    layout.path = "/sign-in".into();
    render_status(status, &SignInLinkPage { token, state, form }, &layout)
}

fn words(reader: &Reader, refusal: Refusal) -> String {
    match refusal {
        Refusal::WrongCode { left } => reader.t("sign-in-code-wrong", &[("left", Arg::from(left))]),
        Refusal::OtherBrowser => reader.t("sign-in-code-needed", &[]),
        Refusal::TooManyCodes => reader.t("sign-in-code-too-many", &[]),
        Refusal::Expired => reader.t("sign-in-code-expired", &[]),
        Refusal::Used => reader.t("sign-in-code-used", &[]),
        Refusal::Unknown => reader.t("sign-in-code-unknown", &[]),
    }
}
