//! What the page for covering and silencing shows.

use serde::Serialize;

use crate::FormState;
use crate::page::Page;
use crate::views::{AssetView, ImageView, samples};

/// `pages/redact.html`.
#[derive(Clone, Debug, Serialize)]
pub struct RedactPage {
    /// This page: the form goes there.
    pub url: String,
    /// Where the reader came from.
    pub back: String,
    /// Title as written by the makers.
    pub title: String,
    /// Language of the title.
    pub lang: String,
    /// "2. Film".
    pub name: String,
    /// `photo`, `video`, `audio` or `document`.
    pub kind: &'static str,
    /// Why nothing can be marked now, in words; empty if it can.
    pub blocked: String,
    /// The picture, a film's poster, or a page of a magazine, under a grid.
    pub stage: Option<StageView>,
    /// Which page of a magazine the picture shows.
    pub sheet: Option<SheetView>,
    /// The film or song, to find the times in; none for pictures.
    pub media: Option<AssetView>,
    /// Marks that are about to be burnt in.
    pub marks: Vec<MarkView>,
    /// Marks of earlier redactions.
    pub earlier: Vec<MarkView>,
    /// Reasons to choose from.
    pub whys: Vec<WhyView>,
    /// The original can be destroyed too.
    pub may_destroy: bool,
    /// It is approved or public: it will be gone until it is approved again.
    pub is_settled: bool,
    /// What was typed and is wrong.
    pub form: FormState,
}

/// A picture with a grid of tenths, in a box 1000 wide.
#[derive(Clone, Debug, Serialize)]
pub struct StageView {
    /// The picture.
    pub image: ImageView,
    /// Height of the box.
    pub height: u32,
    /// Lines from top to bottom: where, and which tenth in percent.
    pub columns: Vec<(u32, u32)>,
    /// Lines from left to right.
    pub rows: Vec<(u32, u32)>,
}

impl StageView {
    /// The grid for a picture.
    pub fn new(image: ImageView) -> Self {
        let height = (1000 * image.height.max(1) / image.width.max(1)).max(1);
        let lines = |side: u32| {
            (1..10)
                .map(|tenth| (side * tenth / 10, tenth * 10))
                .collect()
        };
        Self {
            image,
            height,
            columns: lines(1000),
            rows: lines(height),
        }
    }
}

/// A page of a magazine, and the way to the others.
#[derive(Clone, Debug, Serialize)]
pub struct SheetView {
    /// From 1.
    pub number: u16,
    /// Pages that there are.
    pub count: u16,
    /// What can be read on it, its lines parted by `\n`.
    pub text: String,
    /// The one before; none on the first.
    pub previous: Option<u16>,
    /// The one behind; none on the last.
    pub next: Option<u16>,
}

impl SheetView {
    /// A page with its neighbours.
    pub fn new(number: u16, count: u16, text: String) -> Self {
        Self {
            number,
            count,
            text,
            previous: Some(number - 1).filter(|number| *number > 0),
            next: Some(number + 1).filter(|number| *number <= count),
        }
    }
}

/// A mark.
#[derive(Clone, Debug, Serialize)]
pub struct MarkView {
    /// In words.
    pub text: String,
    /// As it goes along in the form.
    pub value: String,
    /// Left, top, width and height in the box of the stage; none for silence.
    pub place: Option<(u32, u32, u32, u32)>,
}

/// A reason.
#[derive(Clone, Debug, Serialize)]
pub struct WhyView {
    /// Its code.
    pub value: &'static str,
    /// In words.
    pub label: String,
}

impl Page for RedactPage {
    const TEMPLATE: &'static str = "pages/redact.html";

    fn samples() -> Vec<Self> {
        let mark = |text: &str, place| MarkView {
            text: text.into(),
            value: "cover 1000 3000 4000 7000".into(),
            place,
        };
        let image = match samples::picture(1) {
            AssetView::Picture { image, .. } => Some(image),
            _ => None,
        };
        let photo = Self {
            url: "/sv/redact/7h2kq9xm4t/0197".into(),
            back: "/sv/moderate/c/7h2kq9xm4t".into(),
            title: "Lungorna tar ton".into(),
            lang: "sv".into(),
            name: "1. Bild".into(),
            kind: "photo",
            blocked: String::new(),
            stage: image.map(StageView::new),
            sheet: None,
            media: None,
            marks: vec![mark(
                "Ruta: 10 till 40 % från vänster, 30 till 70 % uppifrån",
                Some((100, 225, 300, 300)),
            )],
            earlier: vec![mark(
                "Ruta: 60 till 70 % från vänster, 0 till 10 % uppifrån",
                Some((600, 0, 100, 75)),
            )],
            whys: vec![
                WhyView {
                    value: "person",
                    label: "Någon syns".into(),
                },
                WhyView {
                    value: "voice",
                    label: "Någons röst hörs".into(),
                },
            ],
            may_destroy: true,
            is_settled: true,
            form: FormState::new(),
        };
        let film = Self {
            kind: "video",
            media: Some(samples::video()),
            may_destroy: false,
            is_settled: false,
            form: FormState::new()
                .value("what", "silence")
                .error("to", "Slutet måste komma efter början"),
            ..photo.clone()
        };
        let song = Self {
            kind: "audio",
            stage: None,
            media: Some(samples::audio()),
            marks: vec![],
            earlier: vec![],
            ..photo.clone()
        };
        let busy = Self {
            blocked: "Filen bearbetas".into(),
            stage: None,
            marks: vec![],
            ..photo.clone()
        };
        let magazine = Self {
            kind: "document",
            name: "1. Tidning".into(),
            sheet: Some(SheetView::new(
                2,
                3,
                "Vi heter Ada och Bo.\nSäg ifrån!".into(),
            )),
            form: FormState::new().value("what", "cover"),
            ..photo.clone()
        };
        vec![photo, film, song, magazine, busy]
    }
}
