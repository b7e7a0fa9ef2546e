//! What the front page shows.

use serde::Serialize;

use crate::{page::Page, views::CardView};

/// `pages/home.html`.
#[derive(Clone, Debug, Serialize)]
pub struct HomePage {
    /// Whether contributions are received now: decides the first button.
    pub can_take_part: bool,
    /// How many contributions are published.
    pub published: u64,
    /// The featured collection; the newest when nothing is featured.
    pub featured: Vec<CardView>,
    /// Whether `featured` was chosen by the editors.
    pub chosen: bool,
    /// Editions, newest first.
    pub editions: Vec<EditionLink>,
    /// Partners of the edition.
    pub partners: Vec<PartnerLink>,
}

/// An edition as a large link.
#[derive(Clone, Debug, Serialize)]
pub struct EditionLink {
    /// Name: "Dizza 2026".
    pub name: String,
    /// Theme or dates.
    pub about: String,
    /// Its gallery.
    pub url: String,
}

/// A partner's name with a link.
#[derive(Clone, Debug, Serialize)]
pub struct PartnerLink {
    /// The organisation.
    pub name: String,
    /// Its own site; empty when there is none.
    pub url: String,
}

impl Page for HomePage {
    const TEMPLATE: &'static str = "pages/home.html";

    fn samples() -> Vec<Self> {
        let full = Self {
            can_take_part: true,
            published: 412,
            featured: crate::views::samples::cards(),
            chosen: true,
            editions: vec![
                EditionLink {
                    name: "Dizza 2026".into(),
                    about: "Vem tjänar på det?".into(),
                    url: "/sv/gallery?edition=dizza-2026".into(),
                },
                EditionLink {
                    name: "Dizza 2025".into(),
                    about: "Andas ut".into(),
                    url: "/sv/gallery?edition=dizza-2025".into(),
                },
            ],
            partners: vec![
                PartnerLink {
                    name: "Rökfri generation".into(),
                    url: "https://partner.example".into(),
                },
                PartnerLink {
                    name: "Tidningen Rasten".into(),
                    url: String::new(),
                },
            ],
        };
        let new = Self {
            can_take_part: false,
            published: 3,
            chosen: false,
            ..full.clone()
        };
        let empty = Self {
            published: 0,
            featured: Vec::new(),
            editions: Vec::new(),
            partners: Vec::new(),
            ..full.clone()
        };
        vec![full, new, empty]
    }
}
