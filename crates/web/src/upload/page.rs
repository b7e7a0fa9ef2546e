//! What the pages of the wizard show.

use std::collections::BTreeMap;

use serde::Serialize;

use super::views::{Answered, Choice, FilesView, MissingView, QuestionView, StepView};
use crate::FormState;
use crate::page::Page;

const CODE: &str = "7h2kq9xm4t";

/// `pages/upload-start.html`: who takes part?
#[derive(Clone, Debug, Serialize)]
pub struct StartPage {
    /// Who looks.
    pub who: StartAs,
    /// Contributions are received now.
    pub open: bool,
    /// Until or from when, in words.
    pub deadline: String,
    /// For accounts: classes and "on my own".
    pub makers: Vec<Choice>,
    /// For single persons: the age groups.
    pub ages: Vec<Choice>,
    /// Of the pupil; empty otherwise.
    pub nickname: String,
    /// Drafts that are there already: address and title.
    pub begun: Vec<Choice>,
    /// The way to the class is shown.
    pub too_young: bool,
    /// Signing in, and back here.
    pub sign_in_url: String,
    /// What was chosen.
    pub form: FormState,
}

/// Who looks at the first page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StartAs {
    /// Nobody is signed in.
    Nobody,
    /// A pupil of a class.
    Pupil,
    /// An account: a teacher or a single person.
    Account,
}

impl Page for StartPage {
    const TEMPLATE: &'static str = "pages/upload-start.html";

    fn samples() -> Vec<Self> {
        let nobody = Self {
            who: StartAs::Nobody,
            open: true,
            deadline: "Lämna in senast om 12 dagar, tisdag 12 maj kl. 16.00".into(),
            makers: Vec::new(),
            ages: Vec::new(),
            nickname: String::new(),
            begun: Vec::new(),
            too_young: false,
            sign_in_url: "/sv/sign-in?return_to=/sv/upload".into(),
            form: FormState::new(),
        };
        let account = Self {
            who: StartAs::Account,
            makers: vec![
                Choice::new("class:1", "Klass 7B, Björkskolan", ""),
                Choice::new("single", "På egen hand", "För dig som är 16 eller äldre"),
            ],
            ages: vec![
                Choice::new("16-19", "16–19 år", ""),
                Choice::new("under-16", "Yngre än 16", ""),
            ],
            begun: vec![Choice::new("/sv/my/x", "Luft", "")],
            ..nobody.clone()
        };
        let form = FormState::new()
            .value("maker", "single")
            .value("age", "under-16")
            .error("age", "Tävla med din klass");
        vec![
            Self {
                open: false,
                deadline: "Tiden för att lämna in är slut.".into(),
                ..nobody.clone()
            },
            Self {
                who: StartAs::Pupil,
                nickname: "Räven".into(),
                ..nobody.clone()
            },
            Self {
                who: StartAs::Pupil,
                nickname: "Räven".into(),
                begun: account.begun.clone(),
                ..nobody.clone()
            },
            Self {
                form,
                too_young: true,
                ..account.clone()
            },
            Self {
                makers: account.makers[..1].to_vec(),
                open: false,
                ..account.clone()
            },
            account,
            nobody,
        ]
    }
}

/// `pages/upload-category.html`: which art form?
#[derive(Clone, Debug, Serialize)]
pub struct CategoryPage {
    /// Code of the contribution.
    pub code: String,
    /// Which step it is.
    pub at: StepView,
    /// The edition's categories.
    pub categories: Vec<Choice>,
    /// What was chosen.
    pub form: FormState,
}

impl Page for CategoryPage {
    const TEMPLATE: &'static str = "pages/upload-category.html";

    fn samples() -> Vec<Self> {
        let page = Self {
            code: CODE.into(),
            at: StepView::sample(1),
            categories: vec![
                Choice::new("film", "Film", "Högst 5 minuter"),
                Choice::new("poem", "Dikt", ""),
            ],
            form: FormState::new().value("category", "film"),
        };
        let wrong = FormState::new().error("category", "Välj vad det är");
        vec![
            page.clone(),
            Self {
                form: wrong,
                ..page
            },
        ]
    }
}

/// `pages/upload-poem.html`: the text is the work.
#[derive(Clone, Debug, Serialize)]
pub struct PoemPage {
    /// Code of the contribution.
    pub code: String,
    /// Which step it is.
    pub at: StepView,
    /// The poem.
    pub form: FormState,
}

impl Page for PoemPage {
    const TEMPLATE: &'static str = "pages/upload-poem.html";

    fn samples() -> Vec<Self> {
        let page = |form| Self {
            code: CODE.into(),
            at: StepView::sample(2),
            form,
        };
        let wrong = FormState::new()
            .value("text", "Ett")
            .error("text", "Texten är för lång. Högst 20 000 tecken får plats.");
        vec![page(FormState::new().value("text", "")), page(wrong)]
    }
}

/// `pages/upload-files.html`: the files.
#[derive(Clone, Debug, Serialize)]
pub struct FilesPage {
    /// Code of the contribution.
    pub code: String,
    /// Which step it is.
    pub at: StepView,
    /// The text is the work, a picture is extra.
    pub poem: bool,
    /// What is there and on its way.
    pub files: FilesView,
    /// For the file field.
    pub accept: String,
    /// Largest file, in millions of bytes.
    pub largest_mb: u64,
    /// What the script says, by event or problem code.
    pub words: BTreeMap<&'static str, String>,
}

impl Page for FilesPage {
    const TEMPLATE: &'static str = "pages/upload-files.html";

    fn samples() -> Vec<Self> {
        let page = Self {
            code: CODE.into(),
            at: StepView::sample(2),
            poem: false,
            files: FilesView::sample(),
            accept: "audio/*,image/jpeg,.jpg".into(),
            largest_mb: 1_000,
            words: BTreeMap::from([("other", "Det gick inte".into())]),
        };
        vec![
            Self {
                files: FilesView::empty(),
                ..page.clone()
            },
            Self {
                poem: true,
                files: FilesView::empty(),
                ..page.clone()
            },
            page,
        ]
    }
}

/// `pages/upload-about.html`: title, text, language, credits.
#[derive(Clone, Debug, Serialize)]
pub struct AboutPage {
    /// Code of the contribution.
    pub code: String,
    /// Which step it is.
    pub at: StepView,
    /// The text was written on the page before.
    pub poem: bool,
    /// Languages to choose from.
    pub languages: Vec<Choice>,
    /// What was typed.
    pub form: FormState,
}

impl Page for AboutPage {
    const TEMPLATE: &'static str = "pages/upload-about.html";

    fn samples() -> Vec<Self> {
        let page = Self {
            code: CODE.into(),
            at: StepView::sample(3),
            poem: false,
            languages: vec![
                Choice::new("sv", "svenska", ""),
                Choice::new("en", "engelska", ""),
            ],
            form: FormState::new()
                .value("title", "Luft")
                .value("language", "sv"),
        };
        let wrong = FormState::new().error("title", "Skriv en titel på bidraget");
        vec![
            Self {
                poem: true,
                ..page.clone()
            },
            Self {
                form: wrong,
                ..page.clone()
            },
            page,
        ]
    }
}

/// `pages/upload-questions.html`: people, or rights.
#[derive(Clone, Debug, Serialize)]
pub struct QuestionsPage {
    /// Code of the contribution.
    pub code: String,
    /// Which step it is.
    pub at: StepView,
    /// `people` or `rights`.
    pub step: &'static str,
    /// The questions.
    pub questions: Vec<QuestionView>,
    /// What was answered.
    pub form: FormState,
}

impl Page for QuestionsPage {
    const TEMPLATE: &'static str = "pages/upload-questions.html";

    fn samples() -> Vec<Self> {
        let question = |name, hint: &str| QuestionView {
            name,
            legend: "Går det att känna igen någon?".into(),
            hint: hint.into(),
            choices: vec![
                Choice::new("none", "Nej, ingen", ""),
                Choice::new("some", "Ja", ""),
            ],
        };
        let people = Self {
            code: CODE.into(),
            at: StepView::sample(4),
            step: "people",
            questions: vec![
                question("faces", "Titta en gång till, också i bakgrunden."),
                question("names", ""),
            ],
            form: FormState::new().value("faces", "none"),
        };
        let wrong = FormState::new().value("faces", "some").error(
            "faces",
            "Vi kan bara ta emot bidrag där ingen går att känna igen.",
        );
        vec![
            Self {
                step: "rights",
                at: StepView::sample(5),
                ..people.clone()
            },
            Self {
                form: wrong,
                ..people.clone()
            },
            people,
        ]
    }
}

/// `pages/upload-check.html`: all answers before the hand-in.
#[derive(Clone, Debug, Serialize)]
pub struct CheckPage {
    /// Code of the contribution.
    pub code: String,
    /// Which step it is.
    pub at: StepView,
    /// Questions and answers.
    pub answers: Vec<Answered>,
    /// The files with their states.
    pub files: FilesView,
    /// What stands in the way.
    pub missing: Vec<MissingView>,
    /// A single person: a moderator is next. Otherwise the teacher.
    pub single: bool,
}

impl Page for CheckPage {
    const TEMPLATE: &'static str = "pages/upload-check.html";

    fn samples() -> Vec<Self> {
        let answered = |label: &str, value: &str, lang: &str| Answered {
            label: label.into(),
            value: value.into(),
            lang: lang.into(),
            step: "about",
        };
        let page = Self {
            code: CODE.into(),
            at: StepView::sample(6),
            answers: vec![
                answered("Titel", "Luft", "sv"),
                answered("Språk", "svenska", ""),
            ],
            files: FilesView::empty(),
            missing: Vec::new(),
            single: false,
        };
        let missing = vec![MissingView {
            text: "Skriv en titel".into(),
            step: "about",
        }];
        vec![
            Self {
                missing,
                files: FilesView::sample(),
                ..page.clone()
            },
            Self {
                single: true,
                ..page.clone()
            },
            page,
        ]
    }
}

/// `pages/upload-done.html`: handed in, and what happens now.
#[derive(Clone, Debug, Serialize)]
pub struct DonePage {
    /// Code of the contribution.
    pub code: String,
    /// Which step it is.
    pub at: StepView,
    /// Title as its makers wrote it.
    pub title: String,
    /// Language of the title.
    pub lang: String,
    /// A single person: a moderator is next. Otherwise the teacher.
    pub single: bool,
}

impl Page for DonePage {
    const TEMPLATE: &'static str = "pages/upload-done.html";

    fn samples() -> Vec<Self> {
        let page = Self {
            code: CODE.into(),
            at: StepView::sample(7),
            title: "Luft".into(),
            lang: "sv".into(),
            single: true,
        };
        vec![
            Self {
                single: false,
                ..page.clone()
            },
            page,
        ]
    }
}

/// `pages/upload-confirm.html`: is it meant?
#[derive(Clone, Debug, Serialize)]
pub struct ConfirmPage {
    /// Which step it belongs to; none when it is about the whole contribution.
    pub at: Option<StepView>,
    /// `remove` (a file), `captions` or `transcript` (in one language), `withdraw` or `reopen`.
    pub kind: &'static str,
    /// What it is about.
    pub name: String,
    /// Where the form goes.
    pub action: String,
    /// The safe way.
    pub back: String,
    /// Of captions and transcripts: which text is to go, for the form's field of this name.
    pub was: String,
}

impl Page for ConfirmPage {
    const TEMPLATE: &'static str = "pages/upload-confirm.html";

    fn samples() -> Vec<Self> {
        ["remove", "captions", "transcript", "withdraw", "reopen"]
            .map(|kind| Self {
                at: (!matches!(kind, "withdraw" | "reopen")).then(|| StepView::sample(2)),
                kind,
                name: "1. Film".into(),
                action: "/sv/upload/x/withdraw/ask".into(),
                back: "/sv/my/x".into(),
                was: if matches!(kind, "captions" | "transcript") {
                    "c0ffee".into()
                } else {
                    String::new()
                },
            })
            .into()
    }
}
