//! Casting a vote and taking it back.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Redirect;
use contest::editions::PhaseWindow;
use contest::votes::{self, CastVoteError, TakeBackError};
use dizza_http::sessions::FlashKind;
use dizza_http::{CheckedForm, Path, Problem, Session, Site, urls};

use serde::Deserialize;

use crate::i18n::Locale;
use crate::{Reader, format};

/// A button without fields.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pressed {}

/// `POST /{lang}/c/{code}/vote`: counts the visitor's vote, then shows the receipt. Whoever is not known as a voter is asked
/// for an address first. Sending it twice leads to the same receipt.
#[tracing::instrument(name = "web.votes.create", skip_all)]
pub async fn create(
    reader: Reader,
    session: Session,
    Path((_, code)): Path<(String, String)>,
    _: CheckedForm<Pressed>,
) -> Result<Redirect, Problem> {
    cast_and_go(&reader, &session, &code).await
}

/// Casts the reader's vote and leads on: to the receipt, or to the question who they are.
pub(super) async fn cast_and_go(
    reader: &Reader,
    session: &Session,
    code: &str,
) -> Result<Redirect, Problem> {
    let lang = reader.locale.code();
    let Some(actor) = &reader.actor else {
        return Ok(Redirect::to(&urls::vote_start(lang, code)));
    };
    let receipt = match votes::cast(reader.ctx(), actor, code).await {
        Ok(receipt) => {
            session
                .flash(FlashKind::Success, "flash-vote-counted")
                .await?;
            receipt
        }
        Err(CastVoteError::AlreadyCast(receipt)) => receipt,
        Err(CastVoteError::NotAVoter) => return Ok(Redirect::to(&urls::vote_start(lang, code))),
        Err(error) => return Err(refused(reader, error)),
    };
    Ok(Redirect::to(&urls::receipt(lang, &receipt.number)))
}

/// `POST /{lang}/c/{code}/vote/take-back`: the vote is free again.
#[tracing::instrument(name = "web.votes.delete", skip_all)]
pub async fn delete(
    State(site): State<Site>,
    reader: Reader,
    session: Session,
    Path((_, code)): Path<(String, String)>,
    _: CheckedForm<Pressed>,
) -> Result<Redirect, Problem> {
    let actor = reader.actor.as_ref().ok_or_else(Problem::sign_in_needed)?;
    match votes::take_back(&site.ctx, actor, &code).await {
        Ok(()) => {
            session
                .flash(FlashKind::Success, "flash-vote-taken-back")
                .await?;
        }
        // Sent twice: it is as they wanted it.
        Err(TakeBackError::NotFound) => {}
        Err(TakeBackError::Closed { window }) => return Err(closed(reader.locale, window)),
        Err(TakeBackError::Db(error)) => return Err(error.into()),
    }
    Ok(Redirect::to(&urls::contribution(
        reader.locale.code(),
        &code,
    )))
}

fn refused(reader: &Reader, error: CastVoteError) -> Problem {
    match error {
        CastVoteError::NotFound => Problem::not_found(),
        CastVoteError::Closed { window } => closed(reader.locale, window),
        CastVoteError::OwnContribution => Problem::new(StatusCode::FORBIDDEN, "own-contribution"),
        CastVoteError::NoneLeft(of) => {
            Problem::new(StatusCode::CONFLICT, "no-votes-left").param("of", i64::from(of))
        }
        CastVoteError::NotAVoter => Problem::sign_in_needed(),
        CastVoteError::AlreadyCast(_) => Problem::new(StatusCode::CONFLICT, "already-voted"),
        CastVoteError::Db(error) => error.into(),
    }
}

/// 409 `voting-closed` or `voting-not-open`, with the day.
pub(super) fn closed(locale: Locale, window: Option<PhaseWindow>) -> Problem {
    let zone = chrono_tz::Europe::Stockholm;
    let day = |at: chrono::DateTime<chrono::Utc>| format::moment(locale, &at.with_timezone(&zone));
    match window {
        Some(window) => Problem::new(StatusCode::CONFLICT, "voting-closed")
            .param("opens", day(window.starts_at))
            .param("closes", day(window.ends_at)),
        None => Problem::new(StatusCode::CONFLICT, "voting-none"),
    }
}
