//! What the page with captions or transcripts shows.

use serde::Serialize;

use super::super::views::{Choice, StepView};
use crate::{FormState, page::Page};

/// `pages/upload-texts.html`: captions or transcripts of one film or song.
#[derive(Clone, Debug, Serialize)]
pub struct TextsPage {
    /// The step that it belongs to.
    pub at: StepView,
    /// `captions` or `transcript`.
    pub kind: &'static str,
    /// "Textning till 1. Film".
    pub heading: String,
    /// What it is good for.
    pub lede: String,
    /// Where the forms go.
    pub action: String,
    /// What there is, one for each language.
    pub texts: Vec<TextRow>,
    /// Two captions as they are written.
    pub example: String,
    /// Languages to choose from.
    pub languages: Vec<Choice>,
    /// What was typed.
    pub form: FormState,
}

/// A text that is stored.
#[derive(Clone, Debug, Serialize)]
pub struct TextRow {
    /// Its language's code.
    pub language: String,
    /// Its language's name.
    pub label: String,
    /// Time and words of each cue, of captions.
    pub lines: Vec<(String, String)>,
    /// Paragraphs, of a transcript.
    pub paragraphs: Vec<String>,
    /// This page with the text in the form.
    pub edit_url: String,
    /// The page that asks before the text is taken away.
    pub remove_url: String,
}

impl Page for TextsPage {
    const TEMPLATE: &'static str = "pages/upload-texts.html";

    fn samples() -> Vec<Self> {
        let languages = || {
            vec![
                Choice::new("sv", "svenska", ""),
                Choice::new("en", "engelska", ""),
            ]
        };
        let page = |kind, texts, form| Self {
            at: StepView::sample(2),
            kind,
            heading: "Textning till 1. Film".into(),
            lede: "Talar någon i filmen?".into(),
            action: "/sv/upload/7h2kq9xm4t/texts/a/captions".into(),
            texts,
            example: "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\nVi tar ton.".into(),
            languages: languages(),
            form,
        };
        let row = |lines: &[(&str, &str)], paragraphs: &[&str]| TextRow {
            language: "sv".into(),
            label: "svenska".into(),
            lines: lines
                .iter()
                .map(|(time, words)| ((*time).into(), (*words).into()))
                .collect(),
            paragraphs: paragraphs.iter().map(|text| (*text).into()).collect(),
            edit_url: "/sv/upload/7h2kq9xm4t/texts/a/captions?language=sv#field-text".into(),
            remove_url: "/sv/upload/7h2kq9xm4t/texts/a/captions/sv/remove".into(),
        };
        let empty = || FormState::new().value("language", "sv");
        let wrong = empty()
            .value("text", "WEBVTT\n\nEtt")
            .error("file", "Rad 3: skriv en tid på raden före orden.");
        vec![
            page("captions", Vec::new(), empty()),
            page(
                "captions",
                vec![row(&[("0:01", "Vi tar ton.")], &[])],
                wrong,
            ),
            page("transcript", vec![row(&[], &["Vi tar ton."])], empty()),
        ]
    }
}
