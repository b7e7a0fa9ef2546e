//! What a moderator is told when an act is refused.

use axum::http::StatusCode;
use contest::moderation::ModerationError;
use dizza_http::Problem;

/// The problem for a refusal; its words stand in `moderate.ftl`.
pub(crate) fn problem(error: ModerationError) -> Problem {
    let conflict = |code| Problem::new(StatusCode::CONFLICT, code);
    match error {
        ModerationError::NotAllowed => Problem::forbidden(),
        ModerationError::NotFound => Problem::not_found(),
        ModerationError::OwnContribution => Problem::new(StatusCode::FORBIDDEN, "moderate-own"),
        ModerationError::WrongState(_) => conflict("moderate-state"),
        ModerationError::Claimed { .. } => conflict("moderate-claimed"),
        ModerationError::Changed => conflict("moderate-changed"),
        ModerationError::NotReady => conflict("moderate-not-ready"),
        ModerationError::PurgeAsked => conflict("moderate-purge-asked"),
        ModerationError::NothingToUndo => conflict("moderate-no-undo"),
        ModerationError::ClassHandedIn => conflict("moderate-class-handed-in"),
        ModerationError::Reason | ModerationError::Words { .. } => {
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "moderate-words")
        }
        ModerationError::Db(error) => error.into(),
    }
}
