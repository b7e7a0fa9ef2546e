//! What the teacher's page of a hand-in shows.

use serde::Serialize;

use crate::FormState;
use crate::page::Page;
use crate::redact::RedactLink;
use crate::views::{ReviewedView, samples};

/// `pages/approve.html`.
#[derive(Clone, Debug, Serialize)]
pub struct ApprovePage {
    /// Id of the class, for addresses.
    pub class: String,
    /// Code of the contribution.
    pub code: String,
    /// Title as written by the pupils.
    pub title: String,
    /// Language of title, text and credits.
    pub lang: String,
    /// Category and length.
    pub facts: Vec<String>,
    /// What visitors would see, or how far it is.
    pub assets: Vec<ReviewedView>,
    /// The text.
    pub text: String,
    /// Credits as written.
    pub credits: String,
    /// What is looked at, see `contributions::Seen`.
    pub seen: String,
    /// It waits for the teacher; otherwise it is only looked at.
    pub waiting: bool,
    /// All files can be looked at, so that it can be approved.
    pub ready: bool,
    /// A file could not be used; it will never be ready.
    pub failed: bool,
    /// The checklist.
    pub ticks: Vec<TickView>,
    /// Ways to cover or silence something in its files.
    pub redact: Vec<RedactLink>,
    /// What was wrong.
    pub form: FormState,
}

/// One tick.
#[derive(Clone, Debug, Serialize)]
pub struct TickView {
    /// Its name in the form.
    pub name: &'static str,
    /// What it says.
    pub label: String,
    /// It was ticked.
    pub ticked: bool,
}

impl Page for ApprovePage {
    const TEMPLATE: &'static str = "pages/approve.html";

    fn samples() -> Vec<Self> {
        let tick = |(n, name): (usize, &'static str)| TickView {
            name,
            label: "Ingen kan kännas igen i bild".into(),
            ticked: n > 0,
        };
        let fresh = Self {
            class: "0197".into(),
            code: "7h2kq9xm4t".into(),
            title: "Lungorna tar ton".into(),
            lang: "sv".into(),
            facts: vec!["Film".into(), "1 min 12 s".into()],
            assets: vec![
                samples::reviewed(samples::video(), ""),
                samples::reviewed(samples::picture(1), "En affisch med texten Nej tack."),
            ],
            text: samples::POEM.into(),
            credits: "Räven och Ugglan".into(),
            seen: "3-ab12".into(),
            waiting: true,
            ready: true,
            failed: false,
            ticks: contest::contributions::TICKS
                .into_iter()
                .enumerate()
                .map(tick)
                .collect(),
            redact: vec![RedactLink {
                name: "1. Film".into(),
                url: "/sv/redact/7h2kq9xm4t/0197".into(),
            }],
            form: FormState::new(),
        };
        let wrong =
            FormState::new().error("tick-visible", "Kryssa i att ingen kan kännas igen i bild");
        let changed = FormState::new().error("changed", "Eleverna har ändrat bidraget");
        vec![
            fresh.clone(),
            Self {
                form: wrong,
                ..fresh.clone()
            },
            Self {
                form: changed,
                ..fresh.clone()
            },
            Self {
                ready: false,
                ..fresh.clone()
            },
            Self {
                ready: false,
                failed: true,
                assets: vec![samples::failed()],
                ..fresh.clone()
            },
            Self {
                waiting: false,
                assets: vec![],
                redact: vec![],
                credits: String::new(),
                ..fresh
            },
        ]
    }
}
