//! What the pages of signing in show.

use contest::accounts::links::Refusal;
use serde::Serialize;

use crate::FormState;
use crate::page::Page;

/// `pages/sign-in.html`: the address.
#[derive(Clone, Debug, Serialize)]
pub struct SignInPage {
    /// Path to go on to; empty for the usual one.
    pub return_to: String,
    /// Field `email`.
    pub form: FormState,
}

impl Page for SignInPage {
    const TEMPLATE: &'static str = "pages/sign-in.html";

    fn samples() -> Vec<Self> {
        let wrong = FormState::new()
            .value("email", "ana")
            .error("email", "Skriv hela adressen");
        vec![
            Self {
                return_to: String::new(),
                form: FormState::new(),
            },
            Self {
                return_to: "/sv/classes".into(),
                form: wrong,
            },
        ]
    }
}

/// `pages/sign-in-code.html`: "look in your mail", with the field for the digits.
#[derive(Clone, Debug, Serialize)]
pub struct SignInCodePage {
    /// The mail lies in the demo's mailbox.
    pub mailbox: bool,
    /// Field `digits`.
    pub form: FormState,
}

impl Page for SignInCodePage {
    const TEMPLATE: &'static str = "pages/sign-in-code.html";

    fn samples() -> Vec<Self> {
        let wrong = FormState::new()
            .value("digits", "12345")
            .error("digits", "Koden stämmer inte");
        vec![
            Self {
                mailbox: false,
                form: FormState::new(),
            },
            Self {
                mailbox: true,
                form: wrong,
            },
        ]
    }
}

/// What a link can do here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkState {
    /// One press signs in.
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

/// `pages/sign-in-link.html`: where the mail leads.
#[derive(Clone, Debug, Serialize)]
pub struct SignInLinkPage {
    /// From the address.
    pub token: String,
    /// What can be done.
    pub state: LinkState,
    /// Field `digits`.
    pub form: FormState,
}

impl Page for SignInLinkPage {
    const TEMPLATE: &'static str = "pages/sign-in-link.html";

    fn samples() -> Vec<Self> {
        let with = |state, form| Self {
            token: "4f1c09aa7e".into(),
            state,
            form,
        };
        let wrong = FormState::new()
            .value("digits", "12345")
            .error("digits", "Koden stämmer inte");
        let mut pages: Vec<_> = [
            LinkState::Ready,
            LinkState::NeedsCode,
            LinkState::Used,
            LinkState::Expired,
            LinkState::TooManyCodes,
            LinkState::Unknown,
        ]
        .into_iter()
        .map(|state| with(state, FormState::new()))
        .collect();
        pages.push(with(LinkState::NeedsCode, wrong));
        pages
    }
}
