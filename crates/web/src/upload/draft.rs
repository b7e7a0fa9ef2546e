//! The contribution that a step of the wizard is about.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use contest::contributions::entity::contribution;
use contest::contributions::{self, EditError};
use contest::editions;
use contest::editions::entity::category;
use contest::permissions::Actor;
use dizza_http::{Problem, urls};

use super::views::StepView;
use crate::{Locale, Reader};

/// The steps in their order; "done" follows after the hand-in.
const STEPS: [&str; 6] = ["category", "files", "about", "people", "rights", "check"];
/// The same where the text is the work.
const POEM_STEPS: [&str; 7] = [
    "category", "poem", "files", "about", "people", "rights", "check",
];
/// The category whose work is a text.
const POEM: &str = "poem";

/// A draft with who is working on it.
pub(super) struct Draft {
    pub reader: Reader,
    pub actor: Actor,
    pub work: contribution::Model,
    pub categories: Vec<category::Model>,
    /// See [`Self::is_editable`].
    open: bool,
}

impl Draft {
    /// The reader's contribution with this code.
    ///
    /// # Errors
    /// 401 if nobody is signed in; 404 if they did not make it.
    pub async fn find(mut reader: Reader, code: &str) -> Result<Self, Problem> {
        let actor = reader.acting()?.clone();
        let db = reader.ctx().db.read();
        let work = contributions::find_for_maker(db, &actor, code).await?;
        let work = work.ok_or_else(Problem::not_found)?;
        let categories = editions::queries::categories(db, work.edition_id).await?;
        let open = contributions::is_open_for_changes(db, &work).await?;
        reader.layout.noindex = true;
        reader.layout.phase = None; // the screen is for the work
        Ok(Self {
            reader,
            actor,
            work,
            categories,
            open,
        })
    }

    /// Whether it can still be changed: see [`contributions::is_open_for_changes`].
    pub fn is_editable(&self) -> bool {
        self.open
    }

    /// The category that was chosen.
    pub fn category(&self) -> Option<&category::Model> {
        self.categories
            .iter()
            .find(|category| Some(category.id) == self.work.category_id)
    }

    /// Its name in the reader's language; empty if none was chosen.
    pub fn category_name(&self) -> String {
        self.category()
            .map(|category| name(self.reader.locale, category))
            .unwrap_or_default()
    }

    /// Whether the text itself is the work.
    pub fn is_poem(&self) -> bool {
        self.category()
            .is_some_and(|category| category.slug == POEM)
    }

    fn steps(&self) -> &'static [&'static str] {
        if self.is_poem() { &POEM_STEPS } else { &STEPS }
    }

    /// The step in which the work itself is made.
    pub fn work_step(&self) -> &'static str {
        work_step(self.category())
    }

    /// Where a step stands, and the way back.
    pub fn station(&self, step: &str) -> StepView {
        let steps = self.steps();
        let at = steps.iter().position(|known| *known == step);
        StepView {
            number: at.unwrap_or(steps.len()) + 1,
            of: steps.len() + 1,
            back: match at {
                Some(at) if at > 0 => self.step(steps[at - 1]),
                _ => self.my(),
            },
            files_url: self.step("files"),
        }
    }

    /// The address of a step.
    pub fn step(&self, step: &str) -> String {
        urls::upload_step(self.reader.locale.code(), &self.work.code, step)
    }

    /// The page of the contribution, for its makers.
    pub fn my(&self) -> String {
        urls::my(self.reader.locale.code(), &self.work.code)
    }

    /// On to the step after `step`.
    pub fn next(&self, step: &str) -> Response {
        let steps = self.steps();
        let at = steps.iter().position(|known| *known == step).unwrap_or(0);
        let next = steps.get(at + 1).copied().unwrap_or("check");
        see(&self.step(next))
    }
}

/// The step in which the work of a category is made.
pub(crate) fn work_step(category: Option<&category::Model>) -> &'static str {
    if category.is_some_and(|category| category.slug == POEM) {
        POEM_STEPS[1]
    } else {
        STEPS[1]
    }
}

/// A category's name in a language.
pub(super) fn name(locale: Locale, category: &category::Model) -> String {
    match locale {
        Locale::Sv => category.name_sv.clone(),
        Locale::En | Locale::Pseudo => category.name_en.clone(),
    }
}

/// 303 after a form.
pub(crate) fn see(path: &str) -> Response {
    Redirect::to(path).into_response()
}

/// What stands in the way of a change, apart from what was typed wrong.
pub(super) fn refused(error: EditError) -> Problem {
    match error {
        EditError::NotOpen(why) => why.into(),
        EditError::Db(error) => error.into(),
        // Chosen from lists: only a hand-made request gets here.
        EditError::Title(_)
        | EditError::Text(_)
        | EditError::Credits(_)
        | EditError::Language
        | EditError::Category => Problem::new(StatusCode::BAD_REQUEST, "bad-form"),
    }
}
