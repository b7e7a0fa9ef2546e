//! What the page of the featured collection shows.

use serde::Serialize;

use crate::page::Page;
use crate::views::{ImageView, samples};

/// `pages/featured.html`.
#[derive(Clone, Debug, Serialize)]
pub struct FeaturedPage {
    /// The works in their order.
    pub places: Vec<PlaceView>,
}

/// A work in its place.
#[derive(Clone, Debug, Serialize)]
pub struct PlaceView {
    /// Public code.
    pub code: String,
    /// Title as written by the makers.
    pub title: String,
    /// Language of the title.
    pub lang: String,
    /// Kind and length.
    pub kind: String,
    /// County and grade.
    pub place: String,
    /// Small picture, if there is one.
    pub image: Option<ImageView>,
    /// Its page for moderators.
    pub url: String,
}

impl Page for FeaturedPage {
    const TEMPLATE: &'static str = "pages/featured.html";

    fn samples() -> Vec<Self> {
        let place = |n: usize, title: &str, image| PlaceView {
            code: format!("7h2kq9xm4{n}"),
            title: title.into(),
            lang: "sv".into(),
            kind: "Film 1:12".into(),
            place: "Skåne, åk 8".into(),
            image,
            url: "/sv/moderate/c/7h2kq9xm4t".into(),
        };
        let picture = |n| Some(samples::image(n, ""));
        let places = vec![
            place(0, "Lungorna tar ton", picture(0)),
            place(1, "Tolv rader om rast", None),
            place(2, "Nej tack", picture(2)),
        ];
        vec![Self { places }, Self { places: Vec::new() }]
    }
}
