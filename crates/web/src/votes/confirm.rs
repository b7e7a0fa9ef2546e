//! Confirming an address: by the link in the same browser, or by the six digits.

use axum::response::{IntoResponse, Redirect, Response};
use contest::accounts::entity::LinkPurpose;
use contest::accounts::links::{Proof, Refusal};
use contest::permissions::Actor;
use contest::votes::{self, ConfirmVoterError, VoterArrival};
use dizza_http::sessions::{FlashKind, Lifetime};
use dizza_http::{CheckedForm, Path, Problem, Session, urls};

use super::cast::cast_and_go;
use crate::Reader;
use crate::mailed::{Mailed, Typed};

/// `GET /{lang}/c/{code}/vote/code`: "look in your mail".
#[tracing::instrument(name = "web.votes.code.show", skip_all)]
pub async fn show_code(
    reader: Reader,
    session: Session,
    Path((_, code)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let mailed = Mailed::new(&reader, &session, LinkPurpose::Vote).await?;
    Ok(mailed.code_page(&code))
}

/// `POST /{lang}/c/{code}/vote/code`: the digits, in the browser that asked.
#[tracing::instrument(name = "web.votes.code.create", skip_all)]
pub async fn by_code(
    reader: Reader,
    session: Session,
    Path((_, code)): Path<(String, String)>,
    CheckedForm(typed): CheckedForm<Typed>,
) -> Result<Response, Problem> {
    let mailed = Mailed::new(&reader, &session, LinkPurpose::Vote).await?;
    if let Some(page) = mailed.code_incomplete(&code, &typed) {
        return Ok(page);
    }
    let proof = mailed.digits_proof(&typed);
    Ok(match confirm(&reader, &session, proof).await? {
        Ok(answer) => answer,
        Err(refusal) => mailed.code_refused(&code, typed, refusal),
    })
}

/// `GET /{lang}/vote/{token}`: looks, and spends nothing.
#[tracing::instrument(name = "web.votes.link.show", skip_all)]
pub async fn show_link(
    reader: Reader,
    session: Session,
    Path((_, token)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let mailed = Mailed::new(&reader, &session, LinkPurpose::Vote).await?;
    mailed.link_page(token).await
}

/// `POST /{lang}/vote/{token}`: spends the link.
#[tracing::instrument(name = "web.votes.link.create", skip_all)]
pub async fn by_link(
    reader: Reader,
    session: Session,
    Path((_, token)): Path<(String, String)>,
    CheckedForm(typed): CheckedForm<Typed>,
) -> Result<Response, Problem> {
    let mailed = Mailed::new(&reader, &session, LinkPurpose::Vote).await?;
    if let Some(page) = mailed.link_incomplete(&token, &typed).await? {
        return Ok(page);
    }
    let proof = mailed.link_proof(&token, &typed);
    Ok(match confirm(&reader, &session, proof).await? {
        Ok(answer) => answer,
        Err(refusal) => mailed.link_refused(token, typed, refusal),
    })
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
