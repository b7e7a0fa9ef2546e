//! What the account's page shows.

use serde::Serialize;

use crate::FormState;
use crate::page::Page;

/// `pages/account.html`.
#[derive(Clone, Debug, Serialize)]
pub struct AccountPage {
    /// The address.
    pub email: String,
    /// What the account may do, in words.
    pub roles: Vec<String>,
    /// No teacher yet, so may ask to be one.
    pub may_ask: bool,
    /// Field `language`: `sv` or `en`.
    pub form: FormState,
}

impl Page for AccountPage {
    const TEMPLATE: &'static str = "pages/account.html";

    fn samples() -> Vec<Self> {
        let page = Self {
            email: "larare@skola.example".into(),
            roles: vec!["lärare".into(), "jury".into()],
            may_ask: false,
            form: FormState::new().value("language", "sv"),
        };
        let wrong = Self {
            may_ask: true,
            form: FormState::new().error("language", "Välj ett språk"),
            ..page.clone()
        };
        vec![page, wrong]
    }
}
