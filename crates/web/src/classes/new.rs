//! Opening a class.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use contest::classes::municipalities::MUNICIPALITIES;
use contest::classes::{self, ClassFault, NewClass, OpenClassError};
use contest::text::TextError;
use dizza_http::{CheckedForm, Problem, urls};
use serde::Deserialize;

use super::page::{Choice, NewClassPage};
use super::room::{grade, not_a_teacher, teaching};
use crate::i18n::Arg;
use crate::{FormState, Reader};

/// What is typed.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typed {
    #[serde(default)]
    school: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    grade: String,
    #[serde(default)]
    municipality: String,
    #[serde(default)]
    show_place: String,
}

/// `GET /{lang}/classes/new`: the form.
#[tracing::instrument(name = "web.classes.new.show", skip_all)]
pub async fn show(reader: Reader) -> Result<Response, Problem> {
    teaching(&reader)?;
    Ok(answer(&reader, FormState::new()))
}

/// `POST /{lang}/classes`: opens the class and shows it.
#[tracing::instrument(name = "web.classes.create", skip_all)]
pub async fn create(
    reader: Reader,
    CheckedForm(typed): CheckedForm<Typed>,
) -> Result<Response, Problem> {
    let new = NewClass {
        school: typed.school.clone(),
        name: typed.name.clone(),
        grade: typed.grade.parse().unwrap_or(0),
        municipality: typed.municipality.clone(),
        show_place: typed.show_place == "yes",
    };
    let error = match classes::open_class(reader.ctx(), reader.acting()?, &new).await {
        Ok(class) => {
            return Ok(Redirect::to(&urls::class(reader.locale.code(), class.id)).into_response());
        }
        Err(error) => error,
    };
    match error {
        OpenClassError::Invalid(faults) => {
            let mut form = FormState::new()
                .value("school", typed.school)
                .value("name", typed.name)
                .value("grade", typed.grade)
                .value("municipality", typed.municipality)
                .value("show_place", typed.show_place);
            for fault in faults {
                let (field, text) = words(&reader, fault);
                form.push_error(field, text);
            }
            Ok(answer(&reader, form))
        }
        OpenClassError::NotAllowed => Err(not_a_teacher()),
        OpenClassError::NoEdition | OpenClassError::Closed { .. } => {
            Err(Problem::new(StatusCode::CONFLICT, "classes-closed"))
        }
        OpenClassError::TooMany => Err(Problem::new(StatusCode::CONFLICT, "too-many-classes")),
        OpenClassError::Db(error) => Err(error.into()),
    }
}

fn answer(reader: &Reader, form: FormState) -> Response {
    let grades = (1..=12).map(|value| Choice {
        value: value.to_string(),
        label: grade(reader, value),
    });
    let mut places: Vec<_> = MUNICIPALITIES.iter().collect();
    places.sort_by_key(|place| contest::classes::municipalities::swedish_order(place.name));
    let places = places.into_iter().map(|place| Choice {
        value: place.code.into(),
        label: place.name.into(),
    });
    let page = NewClassPage {
        grades: grades.collect(),
        municipalities: places.collect(),
        form,
    };
    reader.form(&page, &page.form)
}

fn words(reader: &Reader, fault: ClassFault) -> (&'static str, String) {
    let text = |error, empty: &str| match error {
        TextError::TooLong(max) => reader.t("class-new-too-long", &[("max", Arg::from(max))]),
        TextError::Empty | TextError::NotAllowed => reader.t(empty, &[]),
    };
    match fault {
        ClassFault::School(error) => ("school", text(error, "class-new-school-empty")),
        ClassFault::Name(error) => ("name", text(error, "class-new-name-empty")),
        ClassFault::Grade => ("grade", reader.t("class-new-grade-empty", &[])),
        ClassFault::Municipality => (
            "municipality",
            reader.t("class-new-municipality-empty", &[]),
        ),
    }
}
