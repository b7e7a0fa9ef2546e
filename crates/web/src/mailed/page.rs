//! What the pages of mailed links show.

use contest::accounts::entity::LinkPurpose;
use contest::accounts::links::Refusal;
use serde::Serialize;

use crate::FormState;
use crate::page::Page;

/// `sign-in` or `vote`: chooses words and addresses in the templates.
pub fn purpose(purpose: LinkPurpose) -> &'static str {
    match purpose {
        LinkPurpose::SignIn => "sign-in",
        LinkPurpose::Vote => "vote",
    }
}

const PURPOSES: [LinkPurpose; 2] = [LinkPurpose::SignIn, LinkPurpose::Vote];

fn wrong() -> FormState {
    FormState::new()
        .value("digits", "12345")
        .error("digits", "Koden stämmer inte. Du har 4 försök kvar.")
}

/// `pages/mailed-code.html`: "look in your mail", with the field for the six digits.
#[derive(Clone, Debug, Serialize)]
pub struct MailedCodePage {
    /// `sign-in` or `vote`.
    pub purpose: &'static str,
    /// Code of the contribution that a voter came for; else empty.
    pub code: String,
    /// The mail lies in the demo's mailbox.
    pub mailbox: bool,
    /// Field `digits`.
    pub form: FormState,
}

impl Page for MailedCodePage {
    const TEMPLATE: &'static str = "pages/mailed-code.html";

    fn samples() -> Vec<Self> {
        let page = |purpose, mailbox, form| Self {
            purpose,
            code: "7h2kq9xm4t".into(),
            mailbox,
            form,
        };
        PURPOSES
            .map(purpose)
            .into_iter()
            .flat_map(|purpose| {
                [
                    page(purpose, false, FormState::new()),
                    page(purpose, true, wrong()),
                ]
            })
            .collect()
    }
}

/// What a link can do here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkState {
    /// One press does what it is for.
    Ready,
    /// Another browser: the digits are needed.
    NeedsCode,
    /// Was used before.
    Used,
    /// Too old.
    Expired,
    /// Wrong digits too often.
    TooManyCodes,
    /// No such link.
    Unknown,
}

impl LinkState {
    const ALL: [Self; 6] = [
        Self::Ready,
        Self::NeedsCode,
        Self::Used,
        Self::Expired,
        Self::TooManyCodes,
        Self::Unknown,
    ];

    /// The page's state after a refusal.
    pub fn of(refusal: Refusal) -> Self {
        match refusal {
            Refusal::OtherBrowser | Refusal::WrongCode { .. } => Self::NeedsCode,
            Refusal::Used => Self::Used,
            Refusal::Expired => Self::Expired,
            Refusal::TooManyCodes => Self::TooManyCodes,
            Refusal::Unknown => Self::Unknown,
        }
    }
}

/// `pages/mailed-link.html`: where the mail leads.
#[derive(Clone, Debug, Serialize)]
pub struct MailedLinkPage {
    /// `sign-in` or `vote`.
    pub purpose: &'static str,
    /// From the address.
    pub token: String,
    /// What can be done.
    pub state: LinkState,
    /// Field `digits`.
    pub form: FormState,
}

impl Page for MailedLinkPage {
    const TEMPLATE: &'static str = "pages/mailed-link.html";

    fn samples() -> Vec<Self> {
        let page = |purpose, state, form| Self {
            purpose,
            token: "4f1c09aa7e".into(),
            state,
            form,
        };
        let mut pages = Vec::new();
        for purpose in PURPOSES.map(purpose) {
            pages.extend(LinkState::ALL.map(|state| page(purpose, state, FormState::new())));
            pages.push(page(purpose, LinkState::NeedsCode, wrong()));
        }
        pages
    }
}
