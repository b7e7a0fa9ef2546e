//! What several pages of the wizard show.

use serde::Serialize;

use crate::views::ImageView;

/// One of several to choose from.
#[derive(Clone, Debug, Serialize)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What it says.
    pub label: String,
    /// More about it; may be empty.
    pub hint: String,
}

impl Choice {
    /// A choice.
    pub fn new(
        value: impl Into<String>,
        label: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            hint: hint.into(),
        }
    }
}

/// A question with its answers.
#[derive(Clone, Debug, Serialize)]
pub struct QuestionView {
    /// Name of the field.
    pub name: &'static str,
    /// The question.
    pub legend: String,
    /// More about it; may be empty.
    pub hint: String,
    /// The answers.
    pub choices: Vec<Choice>,
}

/// Where a page stands in the wizard.
#[derive(Clone, Debug, Serialize)]
pub struct StepView {
    /// Which step it is, from 1.
    pub number: usize,
    /// How many there are.
    pub of: usize,
    /// The page before it.
    pub back: String,
    /// The page with the list of files.
    pub files_url: String,
}

impl StepView {
    /// For samples.
    pub fn sample(number: usize) -> Self {
        Self {
            number,
            of: 7,
            back: "/sv/my/7h2kq9xm4t".into(),
            files_url: "/sv/upload/7h2kq9xm4t/files".into(),
        }
    }
}

/// The list of files.
#[derive(Clone, Debug, Serialize)]
pub struct FilesView {
    /// Code of the contribution.
    pub code: String,
    /// Files that are there, then those on their way.
    pub rows: Vec<FileRow>,
    /// Nothing will change by itself.
    pub settled: bool,
    /// Server-sent events with the states.
    pub events_url: String,
}

/// One file, or one upload.
#[derive(Clone, Debug, Serialize)]
pub struct FileRow {
    /// Id of the asset or token of the upload.
    pub id: String,
    /// Whether its bytes are still on their way (or were refused).
    pub is_upload: bool,
    /// "1. Film", or the name of the file that is sent.
    pub name: String,
    /// "12 MB"; may be empty.
    pub size: String,
    /// Length in bytes of an upload, to recognise the file that it belongs to; 0 for none.
    pub length: u64,
    /// `uploading`, `paused`, `refused`, `stored`, `processing`, `ready` or `failed`.
    pub state: &'static str,
    /// The state in words, and what to do.
    pub text: String,
    /// How far it has come, where that makes sense.
    pub percent: Option<u8>,
    /// Whether it can be tried again.
    pub retry: bool,
    /// Whether it can move up.
    pub up: bool,
    /// Whether it can move down.
    pub down: bool,
    /// Whether it can be changed.
    pub editable: bool,
    /// Description for those who cannot see or hear it.
    pub alt: String,
    /// Its captions and transcripts, and where they are written.
    pub texts: Vec<TextLine>,
    /// A friendly question where there are none; may be empty.
    pub ask: String,
    /// Small picture, once there is one.
    pub thumb: Option<ImageView>,
}

/// Captions or transcripts of a file, in a line.
#[derive(Clone, Debug, Serialize)]
pub struct TextLine {
    /// "Textning".
    pub label: String,
    /// "svenska, engelska", or that there is none.
    pub value: String,
    /// The page where it is written; empty while nothing can be changed.
    pub url: String,
    /// What the link says.
    pub act: String,
}

/// An answer on the last page before the hand-in.
#[derive(Clone, Debug, Serialize)]
pub struct Answered {
    /// The question.
    pub label: String,
    /// The answer.
    pub value: String,
    /// Language of what the makers wrote; empty for our own words.
    pub lang: String,
    /// The step that changes it.
    pub step: &'static str,
}

/// Something that stands in the way.
#[derive(Clone, Debug, Serialize)]
pub struct MissingView {
    /// What, in words.
    pub text: String,
    /// The step that mends it.
    pub step: &'static str,
}

impl FilesView {
    /// One row of every kind.
    pub fn sample() -> Self {
        let row = |id: &str, state, text: &str| FileRow {
            id: id.into(),
            is_upload: false,
            name: "1. Film".into(),
            size: "12 MB".into(),
            length: 0,
            state,
            text: text.into(),
            percent: None,
            retry: false,
            up: false,
            down: true,
            editable: true,
            alt: String::new(),
            texts: Vec::new(),
            ask: String::new(),
            thumb: None,
        };
        let upload = |id: &str, state, text: &str, percent| FileRow {
            is_upload: true,
            name: "Min film.mp4".into(),
            length: 12_000_000,
            down: false,
            percent,
            ..row(id, state, text)
        };
        let thumb = Some(crate::views::samples::image(1, "En affisch"));
        Self {
            code: "7h2kq9xm4t".into(),
            rows: vec![
                FileRow {
                    thumb,
                    alt: "En affisch".into(),
                    texts: vec![TextLine {
                        label: "Textning".into(),
                        value: "svenska".into(),
                        url: "/sv/upload/7h2kq9xm4t/texts/a/captions".into(),
                        act: "Ändra".into(),
                    }],
                    ask: "Talar någon i filmen?".into(),
                    ..row("a", "ready", "klar")
                },
                FileRow {
                    percent: Some(40),
                    up: true,
                    ..row("b", "processing", "Bearbetas, 40 %")
                },
                FileRow {
                    retry: true,
                    up: true,
                    down: false,
                    ..row("c", "failed", "Filen verkar avklippt: slutet saknas.")
                },
                upload("d", "uploading", "laddar upp, 38 %", Some(38)),
                upload("e", "paused", "pausad: 38 % är sparat", Some(38)),
                FileRow {
                    size: String::new(),
                    ..upload("f", "refused", "Filen är tom.", None)
                },
            ],
            settled: false,
            events_url: "/sv/my/7h2kq9xm4t/events".into(),
        }
    }

    /// No files.
    pub fn empty() -> Self {
        Self {
            rows: Vec::new(),
            settled: true,
            ..Self::sample()
        }
    }
}
