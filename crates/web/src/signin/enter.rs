//! Spending what the mail brought: the link in the browser that asked, or the six digits.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use contest::accounts::entity::LinkPurpose;
use contest::accounts::links::{Proof, Refusal};
use contest::accounts::{self, RedeemLinkError};
use contest::permissions::Principal;
use dizza_http::sessions::Lifetime;
use dizza_http::{CheckedForm, ClientPrefix, Path, Problem, Session, limits};

use super::begins_at;
use crate::Reader;
use crate::mailed::{Mailed, Typed};

/// `GET /{lang}/sign-in/code`: "look in your mail".
#[tracing::instrument(name = "web.signin.code.show", skip_all)]
pub async fn show_code(reader: Reader, session: Session) -> Result<Response, Problem> {
    let mailed = Mailed::new(&reader, &session, LinkPurpose::SignIn).await?;
    Ok(mailed.code_page(""))
}

/// `POST /{lang}/sign-in/code`: the digits, in the browser that asked.
#[tracing::instrument(name = "web.signin.code.create", skip_all)]
pub async fn by_code(
    reader: Reader,
    session: Session,
    network: ClientPrefix,
    CheckedForm(typed): CheckedForm<Typed>,
) -> Result<Response, Problem> {
    let mailed = Mailed::new(&reader, &session, LinkPurpose::SignIn).await?;
    if let Some(page) = mailed.code_incomplete("", &typed) {
        return Ok(page);
    }
    Ok(
        match enter(&reader, &session, network, mailed.digits_proof(&typed)).await? {
            Ok(answer) => answer,
            Err(refusal) => mailed.code_refused("", typed, refusal),
        },
    )
}

/// `GET /{lang}/sign-in/{token}`: looks, and spends nothing.
#[tracing::instrument(name = "web.signin.link.show", skip_all)]
pub async fn show_link(
    reader: Reader,
    session: Session,
    Path((_, token)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let mailed = Mailed::new(&reader, &session, LinkPurpose::SignIn).await?;
    mailed.link_page(token).await
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
    let mailed = Mailed::new(&reader, &session, LinkPurpose::SignIn).await?;
    if let Some(page) = mailed.link_incomplete(&token, &typed).await? {
        return Ok(page);
    }
    let proof = mailed.link_proof(&token, &typed);
    Ok(match enter(&reader, &session, network, proof).await? {
        Ok(answer) => answer,
        Err(refusal) => mailed.link_refused(token, typed, refusal),
    })
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
