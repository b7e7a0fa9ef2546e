//! What the partners' page shows.

use serde::Serialize;

use crate::FormState;
use crate::page::Page;

/// `pages/partners.html`: what partners get, and the builder.
#[derive(Clone, Debug, Serialize)]
pub struct PartnersPage {
    /// The builder's form: `what`, `c`, `hue`, `theme`, `language`.
    pub form: FormState,
    /// What it made; none while something is wrong.
    pub built: Option<Built>,
    /// Any site may frame our galleries.
    pub sites_open: bool,
}

/// The line to paste.
#[derive(Clone, Debug, Serialize)]
pub struct Built {
    /// The iframe element.
    pub snippet: String,
    /// Address of the contribution's page, for sites that ask oEmbed; empty for galleries.
    pub address: String,
    /// Address of the embed, for the previews.
    pub src: String,
    /// What it shows, for the previews' titles.
    pub title: String,
}

impl Page for PartnersPage {
    const TEMPLATE: &'static str = "pages/partners.html";

    fn samples() -> Vec<Self> {
        let built = Built {
            snippet: "<iframe src=\"https://dizza.example/embed/v1/g/featured?lang=sv\"></iframe>"
                .into(),
            address: String::new(),
            src: "https://dizza.example/embed/v1/g/featured?lang=sv".into(),
            title: "Utvalda bidrag".into(),
        };
        let page = Self {
            form: FormState::new()
                .value("what", "featured")
                .value("theme", "auto")
                .value("language", "sv"),
            built: Some(built.clone()),
            sites_open: true,
        };
        let one = Self {
            built: Some(Built {
                address: "https://dizza.example/sv/c/7h2kq9xm4t".into(),
                ..built
            }),
            sites_open: false,
            ..page.clone()
        };
        let wrong = Self {
            form: FormState::new()
                .value("hue", "900")
                .error("hue", "Skriv ett tal från 0 till 359, eller lämna tomt."),
            built: None,
            ..page.clone()
        };
        vec![page, one, wrong]
    }
}
