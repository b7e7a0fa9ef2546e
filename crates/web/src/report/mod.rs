//! Reporting a contribution, without signing in.

mod page;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use contest::contributions;
use contest::reports::{self, NewReport, ReportError, ReportReason};
use dizza_http::{Access, CheckedForm, Class, ClientPrefix, Path, Problem, Query, Routes, urls};
use serde::Deserialize;

use crate::{FormState, Locale, Reader};
pub use page::{ReportPage, ReportSentPage, reasons};

/// The routes of reports.
pub fn routes() -> Routes {
    Routes::new()
        .get(urls::REPORT, Access::Everyone, Class::Personal, show)
        .post(urls::REPORT, Access::Everyone, Class::Personal, create)
        .get(urls::REPORT_SENT, Access::Everyone, Class::Personal, sent)
}

/// What is typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Typed {
    reason: String,
    text: String,
    contact: String,
}

/// What the receipt is told.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Receipt {
    hidden: Option<String>,
}

/// `GET /{lang}/c/{code}/report`: the question.
#[tracing::instrument(name = "web.reports.show", skip_all)]
async fn show(
    reader: Reader,
    Path((_, code)): Path<(String, String)>,
) -> Result<Response, Problem> {
    ask(&reader, &code, FormState::new()).await
}

/// `POST /{lang}/c/{code}/report`: takes the report; about privacy it hides the work at once.
#[tracing::instrument(name = "web.reports.create", skip_all)]
async fn create(
    reader: Reader,
    prefix: ClientPrefix,
    Path((_, code)): Path<(String, String)>,
    CheckedForm(typed): CheckedForm<Typed>,
) -> Result<Response, Problem> {
    let form = FormState::new()
        .value("reason", &typed.reason)
        .value("text", &typed.text)
        .value("contact", &typed.contact);
    let Ok(reason) = typed.reason.parse::<ReportReason>() else {
        let form = form.error("reason", reader.t("report-reason-missing", &[]));
        return ask(&reader, &code, form).await;
    };
    let words = (
        Locale::Sv.t("report-rule-words", &[]),
        Locale::En.t("report-rule-words", &[]),
    );
    let new = NewReport {
        reason,
        text: &typed.text,
        contact: &typed.contact,
        language: reader.locale.code(),
        prefix: &hex::encode(prefix.as_bytes()),
        words: (&words.0, &words.1),
    };
    let hidden = match reports::report(reader.ctx(), &code, new).await {
        Ok(reported) => reported.hidden,
        Err(ReportError::Text(_)) => {
            return ask(
                &reader,
                &code,
                form.error("text", reader.t("report-text-long", &[])),
            )
            .await;
        }
        Err(ReportError::Contact(_)) => {
            return ask(
                &reader,
                &code,
                form.error("contact", reader.t("report-contact-wrong", &[])),
            )
            .await;
        }
        Err(error) => return Err(problem(error)),
    };
    let page = urls::report_sent(reader.locale.code(), &code);
    let page = if hidden {
        format!("{page}?hidden=1")
    } else {
        page
    };
    Ok(Redirect::to(&page).into_response())
}

/// `GET /{lang}/c/{code}/report/thanks`: what happens now. It says nothing about the work, which may be hidden by now.
#[tracing::instrument(name = "web.reports.sent", skip_all)]
pub async fn sent(reader: Reader, Query(receipt): Query<Receipt>) -> Response {
    let mut layout = reader.layout.clone();
    layout.noindex = true;
    crate::page::render(
        &ReportSentPage {
            hidden: receipt.hidden.is_some(),
        },
        &layout,
    )
}

/// The form, for a work that the public can see.
async fn ask(reader: &Reader, code: &str, form: FormState) -> Result<Response, Problem> {
    let work = contributions::queries::find_published(reader.ctx().db.read(), code).await?;
    let work = work.ok_or_else(Problem::not_found)?;
    let page = ReportPage {
        code: work.code,
        title: work.title,
        lang: work.language,
        reasons: reasons(reader.locale),
        form,
    };
    let mut reader = reader.clone();
    reader.layout.noindex = true;
    Ok(reader.form(&page, &page.form))
}

fn problem(error: ReportError) -> Problem {
    match error {
        ReportError::NotFound => Problem::not_found(),
        ReportError::TooMany => Problem::too_many_requests(std::time::Duration::from_hours(1)),
        ReportError::Reason | ReportError::Text(_) | ReportError::Contact(_) => {
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "bad-form")
        }
        ReportError::Words(error) => Problem::internal(error),
        ReportError::Db(error) => error.into(),
    }
}
