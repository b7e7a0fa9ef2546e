//! Becoming a teacher: asking for it, and the moderators' answers.

pub mod page;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use contest::accounts::{self, TeacherRequestError};
use contest::ids::AccountId;
use contest::permissions::Actor;
use contest::text::TextError;
use dizza_http::sessions::FlashKind;
use dizza_http::{CheckedForm, Class, Path, Problem, Routes, Session, urls};
use serde::Deserialize;
use uuid::Uuid;

use self::page::{AskTeacherPage, TeachersPage, WaitingView};
use crate::account::ACCOUNTS;
use crate::moderate::STAFF;
use crate::{FormState, Reader, format};

/// The routes.
pub fn routes() -> Routes {
    Routes::new()
        .get(urls::ACCOUNT_TEACHER, ACCOUNTS, Class::Personal, ask)
        .post(urls::ACCOUNT_TEACHER, ACCOUNTS, Class::Personal, create)
        .get(urls::TEACHERS, STAFF, Class::Personal, waiting)
        .post(urls::TEACHERS, STAFF, Class::Personal, answer)
}

/// The school.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Typed {
    school: String,
}

/// Whom a moderator answers, and how: `grant` or `decline`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Answered {
    account: String,
    act: String,
}

/// `GET /{lang}/account/teacher`: the question, or that the answer is on its way.
#[tracing::instrument(name = "web.teachers.ask", skip_all)]
async fn ask(reader: Reader) -> Result<Response, Problem> {
    let account = own_account(&reader)?;
    let asked = accounts::teacher_request_of(reader.ctx().db.read(), account).await?;
    let school = asked.as_ref().map(|request| request.school.clone());
    let form = FormState::new().value("school", school.unwrap_or_default());
    Ok(asking(&reader, asked.is_some(), form))
}

/// `POST /{lang}/account/teacher`.
#[tracing::instrument(name = "web.teachers.create", skip_all)]
async fn create(
    reader: Reader,
    session: Session,
    CheckedForm(typed): CheckedForm<Typed>,
) -> Result<Response, Problem> {
    own_account(&reader)?;
    let lang = reader.locale.code();
    match accounts::ask_to_teach(reader.ctx(), reader.acting()?, &typed.school).await {
        Ok(()) => {
            session
                .flash(FlashKind::Success, "flash-teacher-asked")
                .await?;
            Ok(Redirect::to(&urls::account_teacher(lang)).into_response())
        }
        Err(TeacherRequestError::Already) => Ok(Redirect::to(&urls::classes(lang)).into_response()),
        Err(TeacherRequestError::School(error)) => {
            let words = match error {
                TextError::Empty => "teacher-school-missing",
                _ => "teacher-school-long",
            };
            let form = FormState::new()
                .value("school", typed.school)
                .error("school", reader.t(words, &[]));
            Ok(asking(&reader, false, form))
        }
        Err(error) => Err(problem(error)),
    }
}

/// `GET /{lang}/moderate/teachers`: who waits.
#[tracing::instrument(name = "web.teachers.waiting", skip_all)]
async fn waiting(reader: Reader) -> Result<Response, Problem> {
    reader.moderating()?;
    let rows = accounts::waiting_teachers(reader.ctx().db.read()).await?;
    let zone = reader.zone();
    let view = |row: accounts::WaitingTeacher| WaitingView {
        account: row.request.account_id.to_string(),
        email: row.email,
        school: row.request.school,
        asked_at: format::moment(reader.locale, &row.request.created_at.with_timezone(&zone)),
    };
    Ok(reader.page(&TeachersPage {
        waiting: rows.into_iter().map(view).collect(),
    }))
}

/// `POST /{lang}/moderate/teachers`.
#[tracing::instrument(name = "web.teachers.answer", skip_all)]
async fn answer(
    reader: Reader,
    session: Session,
    Path(_): Path<String>,
    CheckedForm(answered): CheckedForm<Answered>,
) -> Result<Response, Problem> {
    let actor = reader.moderating()?;
    let bad = || Problem::new(StatusCode::BAD_REQUEST, "bad-form");
    let account: Uuid = answered.account.parse().map_err(|_| bad())?;
    let grant = match answered.act.as_str() {
        "grant" => true,
        "decline" => false,
        _ => return Err(bad()),
    };
    let told = accounts::answer_teacher(reader.ctx(), actor, account.into(), grant).await;
    let flash = match told {
        Ok(()) if grant => "flash-teacher-granted",
        Ok(()) => "flash-teacher-declined",
        // Somebody else was quicker.
        Err(TeacherRequestError::NotFound) => "flash-teacher-answered",
        Err(error) => return Err(problem(error)),
    };
    session.flash(FlashKind::Success, flash).await?;
    Ok(Redirect::to(&urls::teachers(reader.locale.code())).into_response())
}

/// Pupils and voters have no account.
fn own_account(reader: &Reader) -> Result<AccountId, Problem> {
    reader.acting()?.account().ok_or_else(Problem::forbidden)
}

fn asking(reader: &Reader, waiting: bool, form: FormState) -> Response {
    let teaches = reader.actor.as_ref().is_some_and(Actor::may_open_classes);
    let page = AskTeacherPage {
        teaches,
        waiting,
        form,
    };
    reader.form(&page, &page.form)
}

fn problem(error: TeacherRequestError) -> Problem {
    match error {
        TeacherRequestError::NotAllowed => Problem::forbidden(),
        TeacherRequestError::NotFound => Problem::not_found(),
        TeacherRequestError::Already | TeacherRequestError::School(_) => {
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "bad-form")
        }
        TeacherRequestError::Db(error) => error.into(),
    }
}
