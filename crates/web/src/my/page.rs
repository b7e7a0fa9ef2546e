//! What the pages about one's own contributions show.

use serde::Serialize;

use crate::page::Page;
use crate::upload::views::FilesView;

/// `pages/mine.html`: all of them.
#[derive(Clone, Debug, Serialize)]
pub struct MinePage {
    /// Newest first.
    pub works: Vec<WorkView>,
    /// A pupil looks.
    pub pupil: bool,
}

/// One in the list.
#[derive(Clone, Debug, Serialize)]
pub struct WorkView {
    /// Its page.
    pub url: String,
    /// Title, or that it has none yet.
    pub title: String,
    /// Language of the title.
    pub lang: String,
    /// Where it stands.
    pub state: String,
    /// Taken back or refused.
    pub over: bool,
}

impl Page for MinePage {
    const TEMPLATE: &'static str = "pages/mine.html";

    fn samples() -> Vec<Self> {
        let work = |title: &str, over| WorkView {
            url: "/sv/my/7h2kq9xm4t".into(),
            title: title.into(),
            lang: "sv".into(),
            state: "granskas".into(),
            over,
        };
        vec![
            Self {
                works: Vec::new(),
                pupil: true,
            },
            Self {
                works: vec![work("Luft", false), work("Rök", true)],
                pupil: false,
            },
        ]
    }
}

/// `pages/my.html`: one of them.
#[derive(Clone, Debug, Serialize)]
pub struct MyPage {
    /// Its code.
    pub code: String,
    /// Id of the class, for its teacher, who comes from there; empty for everybody else.
    pub class: String,
    /// Title, or that it has none yet.
    pub title: String,
    /// Language of title and text.
    pub lang: String,
    /// Name of the state.
    pub state: &'static str,
    /// The state in words.
    pub state_text: String,
    /// What happens now, and who does it.
    pub next: String,
    /// Stations, each with whether it stands there; empty where it left the way.
    pub way: Vec<(String, bool)>,
    /// The poem, or words beside the media.
    pub text: String,
    /// The files with their states.
    pub files: FilesView,
    /// The teacher sent it back.
    pub sent_back: Option<SentBackView>,
    /// What was decided, newest first.
    pub decisions: Vec<DecisionView>,
    /// Can be changed and handed in.
    pub editable: bool,
    /// Where it is changed.
    pub edit_url: String,
    /// Can be opened again.
    pub reopen: bool,
    /// Can be taken back.
    pub withdraw: bool,
    /// Its public page; empty while it has none.
    pub public_url: String,
}

/// What the teacher could not tick.
#[derive(Clone, Debug, Serialize)]
pub struct SentBackView {
    /// The ticks in words; empty if the teacher made none.
    pub ticks: Vec<String>,
    /// When.
    pub when: String,
}

/// A decision, as its makers read it.
#[derive(Clone, Debug, Serialize)]
pub struct DecisionView {
    /// `approve`, `request-changes`, `reject`, `hide` or `restore`.
    pub kind: &'static str,
    /// What was decided.
    pub title: String,
    /// The reasons, paragraph by paragraph.
    pub text: Vec<String>,
    /// Since when.
    pub when: String,
    /// A rule decided.
    pub automatic: bool,
}

impl Page for MyPage {
    const TEMPLATE: &'static str = "pages/my.html";

    fn samples() -> Vec<Self> {
        let page = Self {
            code: "7h2kq9xm4t".into(),
            class: String::new(),
            title: "Luft".into(),
            lang: "sv".into(),
            state: "in-review",
            state_text: "granskas".into(),
            next: "En granskare tittar på bidraget.".into(),
            way: vec![
                ("Utkast".into(), false),
                ("Granskas".into(), true),
                ("Publicerat".into(), false),
            ],
            text: "Tolv rader".into(),
            files: FilesView::sample(),
            sent_back: None,
            decisions: Vec::new(),
            editable: false,
            edit_url: "/sv/upload/7h2kq9xm4t/files".into(),
            reopen: true,
            withdraw: true,
            public_url: String::new(),
        };
        let decision = |kind, automatic| DecisionView {
            kind,
            title: "Ändra en sak".into(),
            text: vec!["I minut två syns ett märke.".into()],
            when: "tisdag 12 maj kl. 14.00".into(),
            automatic,
        };
        vec![
            Self {
                state: "changes-requested",
                decisions: vec![decision("request-changes", false), decision("hide", true)],
                editable: true,
                reopen: false,
                ..page.clone()
            },
            Self {
                state: "draft",
                sent_back: Some(SentBackView {
                    ticks: vec!["Ingen person hånas.".into()],
                    when: "tisdag 12 maj kl. 14.00".into(),
                }),
                ..page.clone()
            },
            Self {
                state: "draft",
                sent_back: Some(SentBackView {
                    ticks: Vec::new(),
                    when: "tisdag 12 maj kl. 14.00".into(),
                }),
                ..page.clone()
            },
            Self {
                state: "published",
                public_url: "/sv/c/x".into(),
                text: String::new(),
                files: FilesView::empty(),
                ..page.clone()
            },
            Self {
                state: "withdrawn",
                class: "0197".into(),
                way: Vec::new(),
                withdraw: false,
                ..page.clone()
            },
            page,
        ]
    }
}
