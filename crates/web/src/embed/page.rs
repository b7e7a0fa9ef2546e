//! What embeds show.

use serde::Serialize;

use super::frame::Theme;
use crate::page::Page;
use crate::views::{AssetView, CardView, samples};

/// `embed/contribution.html`.
#[derive(Clone, Debug, Serialize)]
pub struct EmbedContributionPage {
    /// Light or dark.
    pub theme: Theme,
    /// Absolute address of the contribution's page.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Language of title and text.
    pub lang: String,
    /// `Film · 1 min 12 s · Skåne, åk 8`.
    pub facts: Vec<String>,
    /// Its assets.
    pub assets: Vec<AssetView>,
    /// The poem, where the text is the work.
    pub poem: String,
}

impl Page for EmbedContributionPage {
    const TEMPLATE: &'static str = "embed/contribution.html";

    fn samples() -> Vec<Self> {
        let film = Self {
            theme: Theme::Auto,
            url: "https://dizza.example/sv/c/7h2kq9xm4t".into(),
            title: "Lungorna tar ton".into(),
            lang: "sv".into(),
            facts: vec!["Film".into(), "1 min 12 s".into(), "Skåne, åk 8".into()],
            assets: vec![samples::video()],
            poem: String::new(),
        };
        let poem = Self {
            theme: Theme::Dark,
            assets: Vec::new(),
            poem: "Vi är\ninte till salu.".into(),
            ..film.clone()
        };
        vec![film, poem]
    }
}

/// `embed/gallery.html`.
#[derive(Clone, Debug, Serialize)]
pub struct EmbedGalleryPage {
    /// Light or dark.
    pub theme: Theme,
    /// The collection's title.
    pub title: String,
    /// The cards, at most 24; their addresses are absolute.
    pub cards: Vec<CardView>,
    /// Absolute address of the whole gallery.
    pub url: String,
}

impl Page for EmbedGalleryPage {
    const TEMPLATE: &'static str = "embed/gallery.html";

    fn samples() -> Vec<Self> {
        let full = Self {
            theme: Theme::Light,
            title: "Utvalda".into(),
            cards: samples::cards(),
            url: "https://dizza.example/sv/gallery".into(),
        };
        vec![
            full.clone(),
            Self {
                cards: Vec::new(),
                ..full
            },
        ]
    }
}

/// `embed/gone.html`: in place of what is not public.
#[derive(Clone, Debug, Serialize)]
pub struct EmbedGonePage {
    /// Light or dark.
    pub theme: Theme,
}

impl Page for EmbedGonePage {
    const TEMPLATE: &'static str = "embed/gone.html";

    fn samples() -> Vec<Self> {
        vec![Self { theme: Theme::Auto }]
    }
}
