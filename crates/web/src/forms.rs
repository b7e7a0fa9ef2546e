//! What a form shows: values typed before and errors, drawn by `parts/forms.html`.

use std::collections::BTreeMap;

use serde::Serialize;

/// A form's state. Templates hand it to the macros: `{{ f.text(page.form, "title", label=…) }}`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FormState {
    /// What was typed, by field name.
    pub values: BTreeMap<String, String>,
    /// Errors in the order of the fields, ready to read.
    pub errors: Vec<FieldError>,
}

/// What is wrong with one field and what to do.
#[derive(Clone, Debug, Serialize)]
pub struct FieldError {
    /// Name of the field; the summary links to `#field-{name}`.
    pub field: String,
    /// The words, the same in summary and at the field: "Skriv en titel på bidraget".
    pub text: String,
}

impl FormState {
    /// An untouched form.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts `value` into `field`.
    #[must_use]
    pub fn value(mut self, field: &str, value: impl Into<String>) -> Self {
        self.values.insert(field.to_owned(), value.into());
        self
    }

    /// Adds an error at `field`; `text` is already in the reader's language.
    #[must_use]
    pub fn error(mut self, field: &str, text: impl Into<String>) -> Self {
        self.push_error(field, text);
        self
    }

    /// Adds an error at `field`; `text` is already in the reader's language.
    pub fn push_error(&mut self, field: &str, text: impl Into<String>) {
        self.errors.push(FieldError {
            field: field.to_owned(),
            text: text.into(),
        });
    }

    /// Whether something is wrong: answer with status 422 then.
    pub fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }
}
