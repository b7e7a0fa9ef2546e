//! What the pages about becoming a teacher show.

use serde::Serialize;

use crate::FormState;
use crate::page::Page;

/// `pages/teacher-ask.html`: which school, or where the request stands.
#[derive(Clone, Debug, Serialize)]
pub struct AskTeacherPage {
    /// Is a teacher already.
    pub teaches: bool,
    /// Asked, and not answered yet.
    pub waiting: bool,
    /// Field `school`.
    pub form: FormState,
}

impl Page for AskTeacherPage {
    const TEMPLATE: &'static str = "pages/teacher-ask.html";

    fn samples() -> Vec<Self> {
        let page = Self {
            teaches: false,
            waiting: false,
            form: FormState::new(),
        };
        vec![
            page.clone(),
            Self {
                waiting: true,
                form: FormState::new().value("school", "Björkskolan"),
                ..page.clone()
            },
            Self {
                form: FormState::new().error("school", "Skriv skolans namn"),
                ..page.clone()
            },
            Self {
                teaches: true,
                ..page
            },
        ]
    }
}

/// `pages/teachers.html`: who waits for an answer.
#[derive(Clone, Debug, Serialize)]
pub struct TeachersPage {
    /// Oldest first.
    pub waiting: Vec<WaitingView>,
}

/// Somebody who asked.
#[derive(Clone, Debug, Serialize)]
pub struct WaitingView {
    /// Id of the account.
    pub account: String,
    /// Its address.
    pub email: String,
    /// The school they named.
    pub school: String,
    /// `12 maj kl. 14.05`.
    pub asked_at: String,
}

impl Page for TeachersPage {
    const TEMPLATE: &'static str = "pages/teachers.html";

    fn samples() -> Vec<Self> {
        let waiting = WaitingView {
            account: "0198a1b2-0000-7000-8000-000000000001".into(),
            email: "larare@bjorkskolan.example".into(),
            school: "Björkskolan, Malmö".into(),
            asked_at: "12 maj kl. 14.05".into(),
        };
        vec![
            Self {
                waiting: Vec::new(),
            },
            Self {
                waiting: vec![waiting.clone(), waiting],
            },
        ]
    }
}
