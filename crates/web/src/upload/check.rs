//! The last look before the hand-in, and the hand-in.

use axum::http::StatusCode;
use axum::response::Response;
use contest::contributions::answers::{self, Question};
use contest::contributions::{self, HandInError, Missing};
use dizza_http::{CheckedForm, Path, Problem, Session};
use serde::Deserialize;

use super::draft::{Draft, see};
use super::files;
use super::page::{CheckPage, DonePage};
use super::views::{Answered, MissingView};
use crate::Reader;

/// A button without fields.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pressed {}

/// The page with all answers.
pub(super) async fn show(draft: &Draft, _: &Session) -> Result<Response, Problem> {
    let page = page(draft).await?;
    Ok(draft.reader.page(&page))
}

async fn page(draft: &Draft) -> Result<CheckPage, Problem> {
    let (reader, work) = (&draft.reader, &draft.work);
    let given = answers::answers(reader.ctx().db.read(), work.id).await?;
    let none = || reader.t("upload-check-none", &[]);
    let or_none = |text: &str| {
        if text.is_empty() {
            none()
        } else {
            text.to_owned()
        }
    };
    let row = |key: &str, value: String, step: &'static str, lang: &str| Answered {
        label: reader.t(key, &[]),
        value,
        lang: lang.to_owned(),
        step,
    };
    let files = files::view(reader, work, false).await?;
    let count = reader.t(
        "upload-check-file-count",
        &[("count", crate::i18n::Arg::from(files.rows.len()))],
    );
    let mut answers = vec![
        row(
            "upload-category",
            or_none(&draft.category_name()),
            "category",
            "",
        ),
        row("upload-check-files", count, "files", ""),
        row(
            "upload-title",
            or_none(&work.title),
            "about",
            &work.language,
        ),
        row(
            "upload-text",
            or_none(&work.text),
            if draft.is_poem() { "poem" } else { "about" },
            &work.language,
        ),
        row(
            "upload-language",
            reader.t(&format!("language-{}", work.language), &[]),
            "about",
            "",
        ),
        row(
            "upload-credits",
            or_none(&work.credits),
            "about",
            &work.language,
        ),
    ];
    for question in Question::ALL {
        let name = question.name();
        let value = given.get(&question).map_or_else(none, |answer| {
            reader.t(&format!("upload-{name}-{answer}"), &[])
        });
        answers.push(row(&format!("upload-{name}"), value, step_of(question), ""));
    }
    Ok(CheckPage {
        code: work.code.clone(),
        at: draft.station("check"),
        answers,
        files,
        missing: missing(draft).await?,
        single: work.class_id.is_none(),
    })
}

fn step_of(question: Question) -> &'static str {
    match question {
        Question::Faces | Question::Names | Question::Agree => "people",
        Question::Music | Question::Pictures | Question::Brands => "rights",
    }
}

/// What stands in the way of the hand-in, each with the step that mends it.
async fn missing(draft: &Draft) -> Result<Vec<MissingView>, Problem> {
    let db = draft.reader.ctx().db.read();
    let mut views = Vec::new();
    for what in contributions::missing(db, &draft.work).await? {
        let (name, step) = match what {
            Missing::Category => ("category", "category"),
            Missing::Title => ("title", "about"),
            Missing::Content => ("content", "files"),
            Missing::UnfinishedUpload => ("unfinished", "files"),
            Missing::FailedAsset => ("failed", "files"),
            Missing::Answer(question) => (question.name(), step_of(question)),
        };
        views.push(MissingView {
            text: draft.reader.t(&format!("upload-missing-{name}"), &[]),
            step,
        });
    }
    Ok(views)
}

/// `POST /{lang}/upload/{contribution}/hand-in/now`. Sent twice it leads to the same page.
#[tracing::instrument(name = "web.upload.hand_in", skip_all)]
pub(super) async fn hand_in(
    reader: Reader,
    Path((_, code)): Path<(String, String)>,
    _: CheckedForm<Pressed>,
) -> Result<Response, Problem> {
    let draft = Draft::find(reader, &code).await?;
    match contributions::hand_in(draft.reader.ctx(), &draft.actor, &code).await {
        Ok(_) => Ok(see(&draft.step("done"))),
        // Pressed twice, or a classmate was faster.
        Err(HandInError::WrongState(state)) if !contributions::rules::is_editable(state) => {
            Ok(see(&draft.step("done")))
        }
        Err(HandInError::Incomplete(_)) => incomplete(&draft).await,
        Err(error) => Err(refused(error)),
    }
}

/// 422: the same page, with what is missing on top.
async fn incomplete(draft: &Draft) -> Result<Response, Problem> {
    let page = page(draft).await?;
    Ok(crate::render_status(
        StatusCode::UNPROCESSABLE_ENTITY,
        &page,
        &draft.reader.layout,
    ))
}

fn refused(error: HandInError) -> Problem {
    let conflict = |code| Problem::new(StatusCode::CONFLICT, code);
    match error {
        HandInError::NotFound => Problem::not_found(),
        HandInError::WrongState(state) => Problem::not_editable_in(state),
        HandInError::Incomplete(_) => Problem::not_editable(),
        HandInError::Closed => conflict("submissions-closed"),
        HandInError::ClassHandedIn => conflict("class-handed-in"),
        HandInError::Db(error) => error.into(),
    }
}

/// "Done": the code, and what happens now.
pub(super) fn done(draft: &Draft) -> Response {
    if contributions::rules::is_editable(draft.work.state) {
        return see(&draft.step("check"));
    }
    let page = DonePage {
        at: draft.station("done"),
        code: draft.work.code.clone(),
        title: draft.work.title.clone(),
        lang: draft.work.language.clone(),
        single: draft.work.class_id.is_none(),
    };
    draft.reader.page(&page)
}
