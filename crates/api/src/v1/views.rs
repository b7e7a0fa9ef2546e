//! What the API shows. Fields are added, never renamed or removed within a version.

use chrono::{DateTime, Utc};
use contest::assets::{AssetKind, page_number};
use contest::captions::TextKind;
use contest::captions::queries::file_name;
use contest::contributions::gallery::{AssetFiles, Item};
use contest::editions::{Phase, PhaseWindow};
use dizza_http::{Lang, SiteConfig, urls};
use serde::Serialize;
use utoipa::ToSchema;

/// The same words in both languages.
#[derive(Debug, Serialize, ToSchema)]
pub struct Words {
    /// Swedish.
    pub sv: String,
    /// English.
    pub en: String,
}

/// One year's contest.
#[derive(Debug, Serialize, ToSchema)]
pub struct Edition {
    /// Its name in addresses.
    #[schema(example = "dizza-2026")]
    pub slug: String,
    /// Its name.
    pub name: Words,
    /// The question it asks.
    pub theme: Words,
    /// IANA name of the time zone in which its days are counted.
    #[schema(example = "Europe/Stockholm")]
    pub time_zone: String,
    /// When what is open, by start.
    pub phases: Vec<PhaseView>,
    /// Its categories in their order.
    pub categories: Vec<Category>,
}

/// When a phase is open.
#[derive(Debug, Serialize, ToSchema)]
pub struct PhaseView {
    /// `submissions`, `voting`, `jury` or `closed`.
    #[schema(value_type = String, example = "voting")]
    pub phase: Phase,
    /// First moment inside, UTC.
    pub starts_at: DateTime<Utc>,
    /// First moment after, UTC.
    pub ends_at: DateTime<Utc>,
}

impl From<PhaseWindow> for PhaseView {
    fn from(window: PhaseWindow) -> Self {
        Self {
            phase: window.phase,
            starts_at: window.starts_at,
            ends_at: window.ends_at,
        }
    }
}

/// An art form.
#[derive(Debug, Serialize, ToSchema)]
pub struct Category {
    /// Its name in addresses and filters.
    #[schema(example = "film")]
    pub slug: String,
    /// Its name.
    pub name: Words,
}

/// A page of contributions.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContributionList {
    /// At most `limit` of them, the last published first.
    pub items: Vec<Contribution>,
    /// Value of `after` for the next page; `null` on the last one.
    pub next: Option<String>,
}

/// A published contribution.
#[derive(Debug, Serialize, ToSchema)]
pub struct Contribution {
    /// Its public code.
    #[schema(example = "k3x9w2m4pq")]
    pub id: String,
    /// The edition's slug.
    pub edition: String,
    /// The category's slug.
    pub category: Option<String>,
    /// Its title.
    pub title: String,
    /// The poem, or words beside the media; may be empty.
    pub text: String,
    /// Language of title and text (BCP 47).
    pub language: String,
    /// Nicknames and sources; may be empty.
    pub credits: String,
    /// The class's grade, 1 to 9 or 10 to 13.
    pub grade: Option<i32>,
    /// Official code of the class's county, two digits.
    pub county: Option<String>,
    /// School and class, only where the teacher opted in.
    pub class: Option<ClassView>,
    /// When it became public, UTC.
    pub published_at: Option<DateTime<Utc>>,
    /// Whether every film with sound and every song in it has captions or a transcript.
    pub captioned: bool,
    /// Counted votes; `null` until voting has closed.
    pub votes: Option<i64>,
    /// Its page.
    pub url: Words,
    /// A page of it to put into an iframe.
    pub embed_url: String,
    /// Its photos, films and songs in order; empty for a poem.
    pub assets: Vec<Asset>,
}

/// School and class.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClassView {
    /// The school's name.
    pub school: String,
    /// The class's name.
    #[schema(example = "7B")]
    pub name: String,
}

/// A photo, film or song.
#[derive(Debug, Serialize, ToSchema)]
pub struct Asset {
    /// `photo`, `video`, `audio` or `document`.
    #[schema(value_type = String, example = "photo")]
    pub kind: AssetKind,
    /// Description for those who cannot see it; may be empty.
    pub alt: String,
    /// Pixels.
    pub width: Option<i32>,
    /// Pixels.
    pub height: Option<i32>,
    /// Milliseconds.
    pub duration_ms: Option<i64>,
    /// Placeholder (thumbhash, base 64).
    pub thumbhash: Option<String>,
    /// Dominant colour, `#rrggbb`.
    pub color: Option<String>,
    /// Captions of a film, one for each language (WebVTT).
    pub captions: Vec<Captions>,
    /// What is said or sung, one for each language.
    pub transcripts: Vec<Transcript>,
    /// Pages of a magazine.
    pub pages: Option<u32>,
    /// Files to show, by name. Segments of streams are left out; their playlist is `master.m3u8`. Of a magazine only its
    /// cover is here; the contribution's page shows the rest.
    pub files: Vec<File>,
}

/// Captions of a film.
#[derive(Debug, Serialize, ToSchema)]
pub struct Captions {
    /// Their language (BCP 47).
    #[schema(example = "sv")]
    pub language: String,
    /// The WebVTT file; gone when the contribution is no longer public.
    pub url: String,
}

/// What is said or sung in a film or song.
#[derive(Debug, Serialize, ToSchema)]
pub struct Transcript {
    /// Its language (BCP 47).
    #[schema(example = "sv")]
    pub language: String,
    /// Plain text; lines end with a line feed.
    pub text: String,
}

/// A file of an asset.
#[derive(Debug, Serialize, ToSchema)]
pub struct File {
    /// Such as `640.webp`.
    pub name: String,
    /// Its address; gone when the contribution is no longer public.
    pub url: String,
    /// Media type.
    pub r#type: String,
    /// Bytes.
    pub size: i64,
    /// Pixels, for pictures.
    pub width: Option<i32>,
    /// Pixels, for pictures.
    pub height: Option<i32>,
}

impl Contribution {
    /// The public view of a published item.
    pub fn new(config: &SiteConfig, edition: &str, item: Item, votes: Option<i64>) -> Self {
        let page = |lang| config.absolute(&urls::contribution(lang, &item.work.code));
        Self {
            url: Words {
                sv: page(Lang::Sv),
                en: page(Lang::En),
            },
            embed_url: config.absolute_embed(&urls::embed_contribution(&item.work.code)),
            edition: edition.to_owned(),
            category: item.category.map(|category| category.slug),
            grade: item.class.as_ref().map(|class| class.grade),
            // The first two digits of a municipality's code are its county's.
            county: item
                .class
                .as_ref()
                .map(|class| class.municipality_code.chars().take(2).collect()),
            class: item
                .class
                .filter(|class| class.show_place)
                .map(|class| ClassView {
                    school: class.school,
                    name: class.name,
                }),
            assets: item
                .assets
                .into_iter()
                .map(|asset| Asset::new(config, asset))
                .collect(),
            votes,
            captioned: item.work.captioned,
            id: item.work.code,
            title: item.work.title,
            text: item.work.text,
            language: item.work.language,
            credits: item.work.credits,
            published_at: item.work.published_at,
        }
    }
}

impl Asset {
    fn new(
        config: &SiteConfig,
        AssetFiles {
            asset,
            rendition,
            files,
            texts,
            ..
        }: AssetFiles,
    ) -> Self {
        let key = rendition
            .as_ref()
            .map(|rendition| rendition.media_key.clone())
            .unwrap_or_default();
        let last = files
            .iter()
            .filter_map(|file| page_number(&file.name))
            .max();
        let magazine = asset.kind == AssetKind::Document && rendition.is_some();
        let shown = files
            .into_iter()
            .filter(|file| !is_part_of_stream(&file.name) && page_number(&file.name).is_none());
        let (captions, transcripts): (Vec<_>, Vec<_>) = texts
            .into_iter()
            .partition(|text| text.kind == TextKind::Captions);
        let captions = captions.into_iter().filter_map(|text| {
            let name = file_name(&text.language);
            Some(Captions {
                url: config.absolute_media(&urls::media(text.media_key?, name)),
                language: text.language,
            })
        });
        let transcripts = transcripts.into_iter().map(|text| Transcript {
            language: text.language,
            text: text.text,
        });
        Self {
            pages: magazine.then(|| last.unwrap_or(1)),
            kind: asset.kind,
            alt: asset.alt,
            captions: captions.collect(),
            transcripts: transcripts.collect(),
            width: rendition.as_ref().and_then(|rendition| rendition.width),
            height: rendition.as_ref().and_then(|rendition| rendition.height),
            duration_ms: rendition
                .as_ref()
                .and_then(|rendition| rendition.duration_ms),
            thumbhash: rendition
                .as_ref()
                .and_then(|rendition| rendition.thumbhash.clone()),
            color: rendition.and_then(|rendition| rendition.color),
            files: shown
                .map(|file| File {
                    url: config.absolute_media(&urls::media(&key, &file.name)),
                    name: file.name,
                    r#type: file.content_type,
                    size: file.size_bytes,
                    width: file.width,
                    height: file.height,
                })
                .collect(),
        }
    }
}

/// Segments, their heads and variant playlists: found through the master playlist.
fn is_part_of_stream(name: &str) -> bool {
    match name.rsplit_once('.') {
        Some((_, "m4s")) => true,
        Some((stem, "mp4")) => stem.ends_with("_init"),
        Some((stem, "m3u8")) => stem != "master",
        _ => false,
    }
}
