//! What the page of signing in shows.

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
