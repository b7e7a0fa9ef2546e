//! What the pages of classes show.

use serde::Serialize;

use crate::FormState;
use crate::contributions::poster::PosterPage;
use crate::page::Page;

/// `pages/classes.html`: the teacher's classes.
#[derive(Clone, Debug, Serialize)]
pub struct ClassesPage {
    /// Newest first.
    pub classes: Vec<ClassRow>,
    /// Until when contributions are received, in words; empty when they are not.
    pub deadline: String,
}

/// One class in the list.
#[derive(Clone, Debug, Serialize)]
pub struct ClassRow {
    /// Its page.
    pub url: String,
    /// "7B".
    pub name: String,
    /// School.
    pub school: String,
    /// "Årskurs 7, Malmö".
    pub about: String,
    /// How many pupils are in.
    pub pupils: u64,
    /// How many contributions it has.
    pub works: u64,
    /// How many of them wait for the teacher.
    pub waiting: u64,
}

impl Page for ClassesPage {
    const TEMPLATE: &'static str = "pages/classes.html";

    fn samples() -> Vec<Self> {
        let row = ClassRow {
            url: "/sv/classes/1".into(),
            name: "7B".into(),
            school: "Björkskolan".into(),
            about: "Årskurs 7, Malmö".into(),
            pupils: 24,
            works: 1,
            waiting: 1,
        };
        let quiet = ClassRow {
            name: "8A".into(),
            pupils: 0,
            works: 0,
            waiting: 0,
            ..row.clone()
        };
        vec![
            Self {
                classes: vec![row, quiet],
                deadline: "Lämna in senast om 12 dagar, tisdag 12 maj kl. 16.00".into(),
            },
            Self {
                classes: Vec::new(),
                deadline: String::new(),
            },
        ]
    }
}

/// A choice of a list.
#[derive(Clone, Debug, Serialize)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
}

/// `pages/class-new.html`: opening a class.
#[derive(Clone, Debug, Serialize)]
pub struct NewClassPage {
    /// Grades.
    pub grades: Vec<Choice>,
    /// Municipalities, in Swedish order.
    pub municipalities: Vec<Choice>,
    /// Fields `school`, `name`, `grade`, `municipality`, `show_place`.
    pub form: FormState,
}

impl Page for NewClassPage {
    const TEMPLATE: &'static str = "pages/class-new.html";

    fn samples() -> Vec<Self> {
        let choice = |value: &str, label: &str| Choice {
            value: value.into(),
            label: label.into(),
        };
        let page = Self {
            grades: vec![choice("7", "Årskurs 7"), choice("10", "Gymnasiet år 1")],
            municipalities: vec![choice("1280", "Malmö"), choice("1380", "Halmstad")],
            form: FormState::new(),
        };
        let wrong = FormState::new()
            .value("name", "7B")
            .value("municipality", "1280")
            .error("school", "Skriv skolans namn")
            .error("grade", "Välj årskurs");
        vec![
            Self {
                form: wrong,
                ..page.clone()
            },
            page,
        ]
    }
}

/// `pages/class.html`: one class, for its teacher.
#[derive(Clone, Debug, Serialize)]
pub struct ClassPage {
    /// In addresses.
    pub id: String,
    /// "7B".
    pub name: String,
    /// School.
    pub school: String,
    /// "Årskurs 7, Malmö".
    pub about: String,
    /// "K3X9 7PQ2".
    pub code: String,
    /// Where to type it, without `https://`.
    pub join_address: String,
    /// Nobody may join now.
    pub closed: bool,
    /// The return page is locked.
    pub locked: bool,
    /// School and class are shown beside the contribution.
    pub show_place: bool,
    /// Who is in.
    pub pupils: Vec<PupilRow>,
    /// What they make.
    pub works: Vec<WorkRow>,
    /// Until when contributions are received, in words; empty when they are not.
    pub deadline: String,
}

/// A pupil.
#[derive(Clone, Debug, Serialize)]
pub struct PupilRow {
    /// Nickname.
    pub nickname: String,
    /// Where removing asks.
    pub remove_url: String,
}

/// A contribution of the class.
#[derive(Clone, Debug, Serialize)]
pub struct WorkRow {
    /// Title, or words for none.
    pub title: String,
    /// Language of the title.
    pub lang: String,
    /// State in words.
    pub state: String,
    /// The class or the teacher is next.
    pub waits: bool,
    /// It is out.
    pub done: bool,
    /// Label of the next step; empty for none.
    pub action: String,
    /// Address of the next step; empty for none.
    pub url: String,
}

impl Page for ClassPage {
    const TEMPLATE: &'static str = "pages/class.html";

    fn samples() -> Vec<Self> {
        let work = |title: &str, state: &str, waits, done, action: &str, url: &str| WorkRow {
            title: title.into(),
            lang: "sv".into(),
            state: state.into(),
            waits,
            done,
            action: action.into(),
            url: url.into(),
        };
        let pupil = |nickname: &str| PupilRow {
            nickname: nickname.into(),
            remove_url: "/sv/classes/1/pupils/2/remove".into(),
        };
        let full = Self {
            id: "1".into(),
            name: "7B".into(),
            school: "Björkskolan".into(),
            about: "Årskurs 7, Malmö".into(),
            code: "K3X9 7PQ2".into(),
            join_address: "dizza.example/sv/join".into(),
            closed: false,
            locked: false,
            show_place: false,
            pupils: vec![pupil("Räven"), pupil("Ugglan")],
            works: vec![
                work(
                    "Luft",
                    "väntar på dig",
                    true,
                    false,
                    "Läs och godkänn",
                    "/sv/classes/1/contributions/x",
                ),
                work(
                    "Inte till salu",
                    "publicerat",
                    false,
                    true,
                    "Allt om bidraget",
                    "/sv/my/x",
                ),
                work("Utan titel", "granskas", false, false, "", ""),
            ],
            deadline: "Lämna in senast om 12 dagar, tisdag 12 maj kl. 16.00".into(),
        };
        let shut = Self {
            closed: true,
            locked: true,
            show_place: true,
            deadline: String::new(),
            ..full.clone()
        };
        let new = Self {
            pupils: Vec::new(),
            works: Vec::new(),
            ..full.clone()
        };
        vec![full, shut, new]
    }
}

/// `pages/class-projector.html`: the code at the size of a wall.
#[derive(Clone, Debug, Serialize)]
pub struct ProjectorPage {
    /// "7B".
    pub name: String,
    /// "K3X9 7PQ2".
    pub code: String,
    /// Where to type it, without `https://`.
    pub join_address: String,
    /// Nobody may join now.
    pub closed: bool,
    /// The class's page.
    pub back: String,
    /// The QR code's modules as the path of an SVG in a square of `qr_size`.
    pub qr_path: String,
    /// Side of the square in modules, quiet zone included.
    pub qr_size: usize,
}

impl Page for ProjectorPage {
    const TEMPLATE: &'static str = "pages/class-projector.html";

    fn samples() -> Vec<Self> {
        let (qr_path, qr_size) =
            PosterPage::qr("https://dizza.example/sv/join/k3x97pq2").unwrap_or_default();
        let open = Self {
            name: "7B".into(),
            code: "K3X9 7PQ2".into(),
            join_address: "dizza.example/sv/join".into(),
            closed: false,
            back: "/sv/classes/1".into(),
            qr_path,
            qr_size,
        };
        vec![
            open.clone(),
            Self {
                closed: true,
                ..open
            },
        ]
    }
}

/// What is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConfirmKind {
    /// A new join code.
    Renew,
    /// A pupil out of the class.
    Remove,
}

/// `pages/class-confirm.html`: names the thing and offers the safe button first.
#[derive(Clone, Debug, Serialize)]
pub struct ConfirmPage {
    /// What about.
    pub kind: ConfirmKind,
    /// The code or the nickname.
    pub name: String,
    /// Where the answer goes.
    pub action: String,
    /// The safe way.
    pub back: String,
}

impl Page for ConfirmPage {
    const TEMPLATE: &'static str = "pages/class-confirm.html";

    fn samples() -> Vec<Self> {
        let renew = Self {
            kind: ConfirmKind::Renew,
            name: "K3X9 7PQ2".into(),
            action: "/sv/classes/1/renew".into(),
            back: "/sv/classes/1".into(),
        };
        let remove = Self {
            kind: ConfirmKind::Remove,
            name: "Räven".into(),
            ..renew.clone()
        };
        vec![renew, remove]
    }
}

/// `pages/join.html`: code and nickname.
#[derive(Clone, Debug, Serialize)]
pub struct JoinPage {
    /// Nickname of the pupil who is signed in in this browser; empty for none.
    pub already: String,
    /// Fields `code` and `nickname`.
    pub form: FormState,
}

impl Page for JoinPage {
    const TEMPLATE: &'static str = "pages/join.html";

    fn samples() -> Vec<Self> {
        let wrong = FormState::new()
            .value("code", "K3X9 7PQ2")
            .value("nickname", "Räven")
            .error("nickname", "Någon i klassen heter redan så");
        vec![
            Self {
                already: String::new(),
                form: FormState::new(),
            },
            Self {
                already: "Ugglan".into(),
                form: wrong,
            },
        ]
    }
}

/// `pages/joined.html`: the three words.
#[derive(Clone, Debug, Serialize)]
pub struct JoinedPage {
    /// The pupil's.
    pub nickname: String,
    /// "7B".
    pub class: String,
    /// "K3X9 7PQ2".
    pub code: String,
    /// Three words; empty when they were shown before.
    pub words: Vec<String>,
}

impl Page for JoinedPage {
    const TEMPLATE: &'static str = "pages/joined.html";

    fn samples() -> Vec<Self> {
        let words = ["älgkalv", "lykta", "zebra"].map(str::to_owned).to_vec();
        let first = Self {
            nickname: "Räven".into(),
            class: "7B".into(),
            code: "K3X9 7PQ2".into(),
            words,
        };
        vec![
            first.clone(),
            Self {
                words: Vec::new(),
                ..first
            },
        ]
    }
}

/// `pages/return.html`: code and words.
#[derive(Clone, Debug, Serialize)]
pub struct ReturnPage {
    /// Fields `code` and `words`.
    pub form: FormState,
}

impl Page for ReturnPage {
    const TEMPLATE: &'static str = "pages/return.html";

    fn samples() -> Vec<Self> {
        let wrong = FormState::new()
            .value("code", "K3X9 7PQ2")
            .value("words", "älgkalv lykta")
            .error("words", "Skriv tre ord");
        vec![
            Self {
                form: FormState::new(),
            },
            Self { form: wrong },
        ]
    }
}
