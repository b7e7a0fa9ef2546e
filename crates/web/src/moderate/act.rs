//! What moderators do.

use axum::response::{IntoResponse, Redirect, Response};
use contest::collections::{self, CurateError, FEATURED};
use contest::contributions::{ParseSeenError, Seen};
use contest::moderation::{
    self, Decided, ModerationError, Purged, Reason, Restored, Statement, Verdict,
};
use contest::permissions::Actor;
use contest::reports;
use contest::text::TextError;
use dizza_http::sessions::FlashKind;
use dizza_http::{CheckedForm, Path, Problem, Session};
use serde::Deserialize;

use super::problem;
use super::purge;
use super::show::{self, Filter};
use crate::upload;
use crate::{FormState, Reader};

/// What goes along with an act.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Posted {
    seen: String,
    reason: String,
    text_sv: String,
    text_en: String,
    filter: String,
    /// `yes`: it was said that this press purges at once.
    last: String,
    /// The file that shall be tried once more.
    asset: String,
}

/// What happened, and where to go on.
enum Done {
    /// The item is off the table: the next one, please. Nothing to say: the bar to undo says it.
    Next,
    /// Stay here; the page shows it, or the message says it.
    Stay(Option<&'static str>),
    /// There is nothing to stay at: the queue, with this message.
    Gone(&'static str),
    /// Somebody else asked for the purge meanwhile: what was a wish would now be the deed, so it is asked again.
    AskPurge,
    /// Stay here and say that somebody else must agree.
    Second,
}

/// `POST /{lang}/moderate/c/{code}/{act}`: one act of a moderator.
#[tracing::instrument(name = "web.moderate.act", skip_all, fields(act))]
pub async fn create(
    reader: Reader,
    session: Session,
    Path((_, code, act)): Path<(String, String, String)>,
    CheckedForm(posted): CheckedForm<Posted>,
) -> Result<Response, Problem> {
    let actor = reader.moderating()?;
    let filter = Filter::parse(&posted.filter);
    // The item after this one, as the queue stands before it leaves.
    let next = next_after(&reader, actor, &filter, &code).await?;
    match perform(&reader, actor, &code, &act, &posted).await {
        Ok(Done::Next) => Ok(Redirect::to(&next).into_response()),
        Ok(Done::Stay(message)) => {
            if let Some(message) = message {
                session.flash(FlashKind::Success, message).await?;
            }
            Ok(Redirect::to(&filter.item(&reader, &code)).into_response())
        }
        Ok(Done::Gone(message)) => {
            session.flash(FlashKind::Success, message).await?;
            Ok(Redirect::to(&filter.queue(&reader)).into_response())
        }
        Ok(Done::AskPurge) => Ok(Redirect::to(&filter.purge(&reader, &code)).into_response()),
        Ok(Done::Second) => {
            session
                .flash(FlashKind::Info, "flash-moderate-second")
                .await?;
            Ok(Redirect::to(&filter.item(&reader, &code)).into_response())
        }
        Err(Refused::Form(form)) => {
            show::again(&reader, actor, &filter, &code, &posted.reason, form).await
        }
        Err(Refused::Problem(problem)) => Err(problem),
    }
}

enum Refused {
    /// The words are not right: the form again.
    Form(FormState),
    Problem(Problem),
}

impl From<ModerationError> for Refused {
    fn from(error: ModerationError) -> Self {
        Self::Problem(problem(error))
    }
}

impl From<ParseSeenError> for Refused {
    fn from(error: ParseSeenError) -> Self {
        ModerationError::from(error).into()
    }
}

impl From<CurateError> for Refused {
    fn from(error: CurateError) -> Self {
        Self::Problem(crate::collections::problem(error))
    }
}

async fn perform(
    reader: &Reader,
    actor: &Actor,
    code: &str,
    act: &str,
    posted: &Posted,
) -> Result<Done, Refused> {
    let ctx = reader.ctx();
    let said = match act {
        "approve" => return decide(reader, actor, code, posted, Verdict::Approve).await,
        "request-changes" => {
            let verdict = Verdict::RequestChanges(statement(reader, posted)?);
            return decide(reader, actor, code, posted, verdict).await;
        }
        "reject" => {
            let verdict = Verdict::Reject(statement(reader, posted)?);
            return decide(reader, actor, code, posted, verdict).await;
        }
        "restore" => match moderation::restore(ctx, actor, code, &posted.seen.parse()?).await? {
            Restored::Done => "flash-moderate-restored",
            Restored::SecondNeeded => return Ok(Done::Second),
        },
        "hide" => {
            moderation::hide(ctx, actor, code, statement(reader, posted)?).await?;
            "flash-moderate-hidden"
        }
        "purge" => {
            let item = moderation::item(ctx, actor, code).await?;
            if purge::is_last(actor, &item) && posted.last != "yes" {
                return Ok(Done::AskPurge);
            }
            match moderation::purge(ctx, actor, code).await? {
                Purged::Done => return Ok(Done::Gone("flash-purged")),
                Purged::SecondNeeded => "flash-purge-asked",
            }
        }
        "spare" => {
            moderation::spare(ctx, actor, code).await?;
            // What its makers took back meanwhile is theirs again.
            if let Err(ModerationError::NotFound) = moderation::item(ctx, actor, code).await {
                return Ok(Done::Gone("flash-purge-spared"));
            }
            "flash-purge-spared"
        }
        "undo" => moderation::undo(ctx, actor, code)
            .await
            .map(|_| "flash-moderate-undone")?,
        "retry" => {
            let file = posted.asset.parse();
            let file = file.map_err(|_| Refused::Problem(Problem::not_found()))?;
            match upload::try_again(ctx, actor, code, file).await {
                Ok(true) => "flash-moderate-retried",
                Ok(false) => return Ok(Done::Stay(None)),
                Err(problem) => return Err(Refused::Problem(problem)),
            }
        }
        "claim" => {
            return Ok(moderation::claim(ctx, actor, code)
                .await
                .map(|_| Done::Stay(None))?);
        }
        "release" => {
            return Ok(moderation::release(ctx, actor, code)
                .await
                .map(|()| Done::Stay(None))?);
        }
        "keep" => reports::handle(ctx, actor, code)
            .await
            .map(|_| "flash-moderate-kept")?,
        "feature" => collections::put(ctx, actor, FEATURED, code)
            .await
            .map(|()| "flash-featured")?,
        "unfeature" => collections::remove(ctx, actor, FEATURED, code)
            .await
            .map(|()| "flash-unfeatured")?,
        _ => return Err(Refused::Problem(Problem::not_found())),
    };
    Ok(Done::Stay(Some(said)))
}

async fn decide(
    reader: &Reader,
    actor: &Actor,
    code: &str,
    posted: &Posted,
    verdict: Verdict,
) -> Result<Done, Refused> {
    let seen: Seen = posted.seen.parse()?;
    Ok(
        match moderation::decide(reader.ctx(), actor, code, &seen, verdict).await? {
            Decided::Done { .. } => Done::Next,
            Decided::SecondNeeded => Done::Second,
        },
    )
}

/// The reason with its words, or the form again with what is wrong.
fn statement(reader: &Reader, posted: &Posted) -> Result<Statement, Refused> {
    let mut form = FormState::new()
        .value("text_sv", &posted.text_sv)
        .value("text_en", &posted.text_en);
    let reason: Option<Reason> = show::reason(&posted.reason);
    if reason.is_none() {
        form.push_error("reason", reader.t("moderate-reason-missing", &[]));
    }
    // Both languages are looked at, so that both are shown at once when both are wrong.
    let words = |sv: &str, en: &str| Statement::new(reason.unwrap_or(Reason::Other), sv, en);
    for (field, tried) in [
        ("text_sv", words(&posted.text_sv, "-")),
        ("text_en", words("-", &posted.text_en)),
    ] {
        if let Err(ModerationError::Words { problem, .. }) = tried {
            let key = match problem {
                TextError::TooLong(_) => "moderate-words-long",
                _ if field == "text_sv" => "moderate-words-missing-sv",
                _ => "moderate-words-missing-en",
            };
            form.push_error(field, reader.t(key, &[]));
        }
    }
    if form.has_errors() {
        return Err(Refused::Form(form));
    }
    Ok(words(&posted.text_sv, &posted.text_en)?)
}

/// The line below this one in the queue, or the queue itself.
async fn next_after(
    reader: &Reader,
    actor: &Actor,
    filter: &Filter,
    code: &str,
) -> Result<String, Problem> {
    let waiting = show::load(reader, actor, filter).await?;
    let at = waiting.items.iter().position(|item| item.work.code == code);
    let next = waiting
        .items
        .get(at.map_or(0, |at| at + 1))
        .filter(|item| item.work.code != code);
    Ok(next.map_or_else(
        || filter.queue(reader),
        |item| filter.item(reader, &item.work.code),
    ))
}
