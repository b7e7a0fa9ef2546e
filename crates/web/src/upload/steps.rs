//! The steps between the first page and the hand-in.

use axum::response::Response;
use contest::contributions::{self, Edit, EditError, LANGUAGES};
use contest::text::{self, TextError};
use dizza_http::{CheckedForm, Path, Problem, Session};
use serde::{Deserialize, Deserializer};

use super::draft::{Draft, name, refused, see, work_step};
use super::page::{AboutPage, CategoryPage, PoemPage};
use super::views::Choice;
use super::{check, files, questions};
use crate::i18n::Arg;
use crate::{FormState, Reader};

/// What any step may send; each reads its own fields. `None`: the field was not on the page; an empty one was.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Typed {
    #[serde(deserialize_with = "sent")]
    pub category: Option<String>,
    #[serde(deserialize_with = "sent")]
    pub title: Option<String>,
    #[serde(deserialize_with = "sent")]
    pub text: Option<String>,
    #[serde(deserialize_with = "sent")]
    pub language: Option<String>,
    #[serde(deserialize_with = "sent")]
    pub credits: Option<String>,
    #[serde(deserialize_with = "sent")]
    pub faces: Option<String>,
    #[serde(deserialize_with = "sent")]
    pub names: Option<String>,
    #[serde(deserialize_with = "sent")]
    pub agree: Option<String>,
    #[serde(deserialize_with = "sent")]
    pub music: Option<String>,
    #[serde(deserialize_with = "sent")]
    pub pictures: Option<String>,
    #[serde(deserialize_with = "sent")]
    pub brands: Option<String>,
}

/// Forms know no `null`: left to itself serde takes an emptied field for one that was not there.
fn sent<'de, D: Deserializer<'de>>(field: D) -> Result<Option<String>, D::Error> {
    String::deserialize(field).map(Some)
}

/// `GET /{lang}/upload/{contribution}/{step}`. What was handed in is shown on its own page instead.
#[tracing::instrument(name = "web.upload.step", skip_all)]
pub(super) async fn show(
    reader: Reader,
    session: Session,
    Path((_, code, step)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let draft = Draft::find(reader, &code).await?;
    if step == "done" {
        return Ok(check::done(&draft));
    }
    if !draft.is_editable() {
        return Ok(see(&draft.my()));
    }
    match step.as_str() {
        "category" => Ok(category_page(&draft, FormState::new())),
        "poem" => Ok(poem_page(
            &draft,
            FormState::new().value("text", draft.work.text.clone()),
        )),
        "files" => files::page(&draft).await,
        "about" => Ok(about_page(&draft, stored(&draft))),
        "people" | "rights" => questions::show(&draft, &step).await,
        "check" => check::show(&draft, &session).await,
        _ => Err(Problem::not_found()),
    }
}

/// `POST /{lang}/upload/{contribution}/{step}`: saves, then leads on to the next question.
#[tracing::instrument(name = "web.upload.save", skip_all)]
pub(super) async fn save(
    reader: Reader,
    Path((_, code, step)): Path<(String, String, String)>,
    CheckedForm(typed): CheckedForm<Typed>,
) -> Result<Response, Problem> {
    let draft = Draft::find(reader, &code).await?;
    match step.as_str() {
        "category" => save_category(&draft, &typed).await,
        "poem" => save_poem(&draft, typed).await,
        "about" => save_about(&draft, typed).await,
        "people" | "rights" => questions::save(&draft, &step, &typed).await,
        _ => Err(Problem::not_found()),
    }
}

async fn save_category(draft: &Draft, typed: &Typed) -> Result<Response, Problem> {
    let slug = typed.category.as_deref().unwrap_or_default();
    let Some(chosen) = draft
        .categories
        .iter()
        .find(|category| category.slug == slug)
    else {
        let empty = draft.reader.t("upload-category-empty", &[]);
        return Ok(category_page(
            draft,
            FormState::new().error("category", empty),
        ));
    };
    let edit = Edit {
        category: Some(chosen.id),
        ..Edit::default()
    };
    store(draft, edit).await?.map_err(refused)?;
    Ok(see(&draft.step(work_step(Some(chosen)))))
}

fn category_page(draft: &Draft, form: FormState) -> Response {
    let reader = &draft.reader;
    let chosen = draft
        .category()
        .map(|category| category.slug.clone())
        .unwrap_or_default();
    let choice = |category: &contest::editions::entity::category::Model| {
        let hint = format!("upload-category-{}-hint", category.slug);
        let hint = if reader.locale.has(&hint) {
            reader.t(&hint, &[])
        } else {
            String::new()
        };
        Choice::new(category.slug.clone(), name(reader.locale, category), hint)
    };
    let page = CategoryPage {
        code: draft.work.code.clone(),
        at: draft.station("category"),
        categories: draft.categories.iter().map(choice).collect(),
        form: if form.has_errors() {
            form
        } else {
            form.value("category", chosen)
        },
    };
    reader.form(&page, &page.form)
}

async fn save_poem(draft: &Draft, typed: Typed) -> Result<Response, Problem> {
    let words = typed.text.unwrap_or_default();
    let edit = Edit {
        text: Some(words.clone()),
        ..Edit::default()
    };
    match store(draft, edit).await? {
        Ok(()) => Ok(draft.next("poem")),
        Err(error @ EditError::Text(_)) => {
            let form = FormState::new().value("text", words);
            Ok(poem_page(draft, field_error(draft, form, error)?))
        }
        Err(error) => Err(refused(error)),
    }
}

fn poem_page(draft: &Draft, form: FormState) -> Response {
    let page = PoemPage {
        code: draft.work.code.clone(),
        at: draft.station("poem"),
        form,
    };
    draft.reader.form(&page, &page.form)
}

async fn save_about(draft: &Draft, typed: Typed) -> Result<Response, Problem> {
    let values = [
        ("title", &typed.title),
        ("text", &typed.text),
        ("language", &typed.language),
        ("credits", &typed.credits),
    ];
    let mut form = values
        .into_iter()
        .fold(FormState::new(), |form, (name, value)| {
            form.value(name, value.clone().unwrap_or_default())
        });
    // Field by field: what is right is kept even when another field is wrong.
    let edits = [
        Edit {
            title: typed.title,
            ..Edit::default()
        },
        Edit {
            text: typed.text,
            ..Edit::default()
        },
        Edit {
            language: typed.language,
            ..Edit::default()
        },
        Edit {
            credits: typed.credits,
            ..Edit::default()
        },
    ];
    for edit in edits {
        if edit.title.is_none()
            && edit.text.is_none()
            && edit.language.is_none()
            && edit.credits.is_none()
        {
            continue;
        }
        if let Err(error) = store(draft, edit).await? {
            form = field_error(draft, form, error)?;
        }
    }
    if form.has_errors() {
        Ok(about_page(draft, form))
    } else {
        Ok(draft.next("about"))
    }
}

fn stored(draft: &Draft) -> FormState {
    let work = &draft.work;
    FormState::new()
        .value("title", work.title.clone())
        .value("text", work.text.clone())
        .value("language", work.language.clone())
        .value("credits", work.credits.clone())
}

fn about_page(draft: &Draft, form: FormState) -> Response {
    let reader = &draft.reader;
    let language = |code: &&str| Choice::new(*code, reader.t(&format!("language-{code}"), &[]), "");
    let page = AboutPage {
        code: draft.work.code.clone(),
        at: draft.station("about"),
        poem: draft.is_poem(),
        languages: LANGUAGES.iter().map(language).collect(),
        form,
    };
    reader.form(&page, &page.form)
}

/// Saves; the inner error is about what was typed.
async fn store(draft: &Draft, edit: Edit) -> Result<Result<(), EditError>, Problem> {
    let saved = contributions::edit(draft.reader.ctx(), &draft.actor, &draft.work.code, edit).await;
    match saved {
        Ok(_) => Ok(Ok(())),
        Err(
            error @ (EditError::Title(_)
            | EditError::Text(_)
            | EditError::Credits(_)
            | EditError::Language),
        ) => Ok(Err(error)),
        Err(error) => Err(refused(error)),
    }
}

/// Words for what was typed wrong, at its field.
fn field_error(draft: &Draft, form: FormState, error: EditError) -> Result<FormState, Problem> {
    let reader = &draft.reader;
    let (field, error) = match error {
        EditError::Title(error) => ("title", error),
        EditError::Text(error) => ("text", error),
        EditError::Credits(error) => ("credits", error),
        EditError::Language => {
            return Ok(form.error("language", reader.t("upload-language-empty", &[])));
        }
        error => return Err(refused(error)),
    };
    let max = match field {
        "title" => text::MAX_TITLE,
        "text" => text::MAX_TEXT,
        _ => text::MAX_CREDITS,
    };
    let words = match error {
        TextError::Empty => reader.t("upload-title-empty", &[]),
        TextError::TooLong(_) | TextError::NotAllowed => reader.t(
            &format!("upload-{field}-too-long"),
            &[("max", Arg::from(max))],
        ),
    };
    Ok(form.error(field, words))
}
