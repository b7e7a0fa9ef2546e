//! What the gallery shows.

use serde::Serialize;

use crate::{
    page::Page,
    views::{CardView, ChipView},
};

/// `pages/gallery.html`: one page of the wall.
#[derive(Clone, Debug, Serialize)]
pub struct GalleryPage {
    /// Filters, a row of chips each.
    pub filters: Vec<FilterView>,
    /// Chips of the orders.
    pub sorts: Vec<ChipView>,
    /// Whether the order is the random one of the day (else newest first).
    pub random: bool,
    /// Number of the first card on this page, from 1.
    pub from: u64,
    /// Number of the last card on this page.
    pub to: u64,
    /// Contributions that fit the filters.
    pub total: u64,
    /// The cards, at most 24.
    pub cards: Vec<CardView>,
    /// The following page; empty on the last.
    pub next_url: String,
    /// The first page, when this is not it; empty otherwise.
    pub first_url: String,
    /// The gallery without filters; empty when none is set.
    pub clear_url: String,
}

/// One filter.
#[derive(Clone, Debug, Serialize)]
pub struct FilterView {
    /// What is filtered: "Kategori".
    pub label: String,
    /// Its values, the first one is "all".
    pub chips: Vec<ChipView>,
}

impl GalleryPage {
    /// The gallery of a site that has no edition yet.
    pub fn empty() -> Self {
        Self {
            filters: Vec::new(),
            sorts: Vec::new(),
            random: false,
            from: 0,
            to: 0,
            total: 0,
            cards: Vec::new(),
            next_url: String::new(),
            first_url: String::new(),
            clear_url: String::new(),
        }
    }
}

impl Page for GalleryPage {
    const TEMPLATE: &'static str = "pages/gallery.html";

    fn samples() -> Vec<Self> {
        let chip = |label: &str, current| ChipView {
            label: label.into(),
            url: format!("/sv/gallery?x={label}"),
            current,
        };
        let row = |label: &str, first: &str, names: &[&str]| FilterView {
            label: label.into(),
            chips: std::iter::once(chip(first, true))
                .chain(names.iter().map(|name| chip(name, false)))
                .collect(),
        };
        let mut cards = crate::views::samples::cards();
        cards.extend(
            crate::views::samples::cards()
                .into_iter()
                .rev()
                .map(|card| CardView {
                    featured: false,
                    ..card
                }),
        );
        let full = Self {
            filters: vec![
                row(
                    "Kategori",
                    "Alla",
                    &["Film", "Låt", "Bild", "Dikt", "Tidning"],
                ),
                row("Årskurs", "Alla", &["5", "6", "7", "8", "9"]),
            ],
            sorts: vec![chip("Slumpad", true), chip("Nyast", false)],
            random: true,
            from: 1,
            to: 24,
            total: 1412,
            cards,
            next_url: "/sv/gallery?after=24".into(),
            first_url: String::new(),
            clear_url: String::new(),
        };
        let last = Self {
            random: false,
            from: 25,
            to: 26,
            total: 26,
            cards: full.cards[..2].to_vec(),
            next_url: String::new(),
            first_url: "/sv/gallery".into(),
            clear_url: "/sv/gallery".into(),
            ..full.clone()
        };
        let empty = Self {
            from: 0,
            to: 0,
            total: 0,
            cards: Vec::new(),
            next_url: String::new(),
            clear_url: "/sv/gallery".into(),
            ..full.clone()
        };
        vec![full, last, empty]
    }
}
