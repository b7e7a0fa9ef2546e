//! Who can be recognised, and whose music, pictures and brands.

use axum::response::Response;
use contest::contributions::answers::{self, Question};
use dizza_http::Problem;

use super::draft::{Draft, refused};
use super::page::QuestionsPage;
use super::steps::Typed;
use super::views::{Choice, QuestionView};
use crate::FormState;

const PEOPLE: [Question; 3] = [Question::Faces, Question::Names, Question::Agree];
const RIGHTS: [Question; 3] = [Question::Music, Question::Pictures, Question::Brands];

fn of(step: &str) -> [Question; 3] {
    if step == "people" { PEOPLE } else { RIGHTS }
}

/// The questions with what was answered before.
pub(super) async fn show(draft: &Draft, step: &str) -> Result<Response, Problem> {
    let given = answers::answers(draft.reader.ctx().db.read(), draft.work.id).await?;
    let form = of(step)
        .into_iter()
        .fold(FormState::new(), |form, question| {
            form.value(
                question.name(),
                given.get(&question).cloned().unwrap_or_default(),
            )
        });
    Ok(page(draft, step, form))
}

/// Keeps the answers, then says what stands in the way, if something does.
pub(super) async fn save(draft: &Draft, step: &str, typed: &Typed) -> Result<Response, Problem> {
    let answer = |question| {
        let field = match question {
            Question::Faces => &typed.faces,
            Question::Names => &typed.names,
            Question::Agree => &typed.agree,
            Question::Music => &typed.music,
            Question::Pictures => &typed.pictures,
            Question::Brands => &typed.brands,
        };
        field.as_deref().unwrap_or_default()
    };
    let given = of(step).map(|question| (question, answer(question)));
    let kept = answers::answer(draft.reader.ctx(), &draft.actor, &draft.work.code, &given).await;
    kept.map_err(refused)?;
    let mut form = FormState::new();
    for (question, answer) in given {
        form = form.value(question.name(), answer);
        if !question.accepts(answer) {
            let known = question.choices().contains(&answer);
            let reason = if known { answer } else { "empty" };
            let words = format!("upload-{}-{reason}-stop", question.name());
            form = form.error(question.name(), draft.reader.t(&words, &[]));
        }
    }
    if form.has_errors() {
        Ok(page(draft, step, form))
    } else {
        Ok(draft.next(step))
    }
}

fn page(draft: &Draft, step: &str, form: FormState) -> Response {
    let reader = &draft.reader;
    let question = |question: Question| {
        let name = question.name();
        let choice = |value: &&str| {
            Choice::new(*value, reader.t(&format!("upload-{name}-{value}"), &[]), "")
        };
        let hint = format!("upload-{name}-hint");
        QuestionView {
            name,
            legend: reader.t(&format!("upload-{name}"), &[]),
            hint: if reader.locale.has(&hint) {
                reader.t(&hint, &[])
            } else {
                String::new()
            },
            choices: question.choices().iter().map(choice).collect(),
        }
    };
    let page = QuestionsPage {
        code: draft.work.code.clone(),
        step: if step == "people" { "people" } else { "rights" },
        at: draft.station(step),
        questions: of(step).into_iter().map(question).collect(),
        form,
    };
    reader.form(&page, &page.form)
}
