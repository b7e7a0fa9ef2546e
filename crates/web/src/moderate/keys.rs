//! The list of keys.

use axum::response::Response;
use dizza_http::Problem;
use serde::Serialize;

use crate::Reader;
use crate::page::Page;

/// `pages/moderate-keys.html`: the keys of the moderators' page, and how to turn them off.
#[derive(Clone, Debug, Serialize)]
pub struct KeysPage {
    /// Keys with the key of their words.
    pub keys: Vec<(&'static str, &'static str)>,
}

impl KeysPage {
    fn new() -> Self {
        Self {
            keys: vec![
                ("J", "moderate-key-next"),
                ("K", "moderate-key-previous"),
                ("A", "moderate-key-approve"),
                ("C", "moderate-key-changes"),
                ("X", "moderate-key-reject"),
                ("F", "moderate-key-feature"),
                ("U", "moderate-key-undo"),
                ("?", "moderate-key-help"),
            ],
        }
    }
}

impl Page for KeysPage {
    const TEMPLATE: &'static str = "pages/moderate-keys.html";

    fn samples() -> Vec<Self> {
        vec![Self::new()]
    }
}

/// `GET /{lang}/moderate/keys`.
#[tracing::instrument(name = "web.moderate.keys", skip_all)]
pub(super) async fn show(reader: Reader) -> Result<Response, Problem> {
    reader.moderating()?;
    Ok(reader.page(&KeysPage::new()))
}
