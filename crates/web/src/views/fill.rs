//! From the domain's rows to what pages show: one place for the public's pages, the makers' and the moderators'.

use contest::assets::entity::{rendition, rendition_file};
use contest::assets::{AssetKind, AssetState, MAX_SONG_SECONDS, avif_of, may_heal, page_number};
use contest::classes::{entity::school_class, municipalities};
use contest::contributions::gallery::{AssetFiles, Item};
use dizza_http::{SiteConfig, urls};

use super::{
    AssetView, CardView, ImageView, PageView, PictureView, ReviewedView, ratio_class, tone,
    wave_path,
};
use crate::format;
use crate::i18n::{Arg, Locale};

/// First lines of a poem on a card.
const EXCERPT_LINES: usize = 6;
/// Characters of a poem on a card.
const EXCERPT_CHARACTERS: usize = 180;

/// Of a longer film the line may change while it is watched, and few watch it to its end: the player fetches what is needed, in the
/// size that gets through.
const SHORT_FILM_SECONDS: u64 = 90;

/// Where files of renditions are fetched from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaFrom {
    /// The media host: public contributions only, no cookies.
    Public,
    /// The page's own origin, for makers and moderators.
    Review,
}

/// Makes views in one language.
#[derive(Clone, Copy, Debug)]
pub struct Fill<'a> {
    /// Addresses.
    pub config: &'a SiteConfig,
    /// The page's language.
    pub locale: Locale,
    /// Where files are fetched from.
    pub media: MediaFrom,
}

impl Fill<'_> {
    /// A card on a wall. `votes` only once counts are public.
    pub fn card(&self, item: &Item, featured: bool, votes: Option<i64>) -> CardView {
        let cover = item.assets.iter().find(|asset| asset.rendition.is_some());
        let song = cover.filter(|cover| cover.asset.kind == AssetKind::Audio && !own_cover(cover));
        let image = cover
            .filter(|_| song.is_none())
            .and_then(|cover| self.image(cover, ""));
        let color =
            cover.and_then(|cover| cover.rendition.as_ref()?.color.as_deref().map(hex_tone));
        let poem = image.is_none() && song.is_none();
        CardView {
            url: urls::contribution(self.locale.code(), &item.work.code),
            title: item.work.title.clone(),
            lang: item.work.language.clone(),
            kind: self.kind(item),
            icon: icon(item),
            place: self.place(item),
            excerpt: if poem {
                excerpt(&item.work.text)
            } else {
                String::new()
            },
            wave: song.map(wave).unwrap_or_default(),
            // A poem has no picture to take a colour from: its code decides, so that it keeps it.
            tone: color.unwrap_or_else(|| tone(poem_color(&item.work.code))),
            ratio: image
                .as_ref()
                .map_or(if poem { "r75" } else { "r133" }, ImageView::ratio),
            image,
            featured,
            badge: String::new(),
            votes: votes.map_or_else(String::new, |votes| {
                self.locale.t("card-votes", &[("count", Arg::from(votes))])
            }),
            captioned: item.work.captioned,
            covered: false,
        }
    }

    /// One asset as it is shown to whoever may see it; `title` and `number` name it for screen readers where its makers
    /// wrote no description.
    pub fn asset(&self, files: &AssetFiles, title: &str) -> AssetView {
        let asset = &files.asset;
        let Some(rendition) = files
            .rendition
            .as_ref()
            .filter(|_| asset.state == AssetState::Ready)
        else {
            return self.unfinished(files, title);
        };
        let label = if asset.alt.is_empty() {
            title.to_owned()
        } else {
            asset.alt.clone()
        };
        let seconds = u64::try_from(rendition.duration_ms.unwrap_or(0))
            .unwrap_or(0)
            .div_ceil(1000);
        let length = format::duration(self.locale, seconds);
        let (width, height) = (pixels(rendition.width), pixels(rendition.height));
        // An animated picture is a short silent film beside its still.
        let moves = files.files.iter().any(|file| file.name == "video.mp4");
        match (asset.kind, moves) {
            (AssetKind::Video, _) | (AssetKind::Photo, true) => AssetView::Video {
                poster: self.image(files, ""),
                mp4: self.address_if(files, "video.mp4"),
                hls: self.address_if(files, "master.m3u8"),
                adaptive: seconds > SHORT_FILM_SECONDS || has_better_than_the_file(files),
                scrub: self.address_if(files, "sprite.vtt"),
                ratio: ratio_class(width, height),
                width,
                height,
                label,
                length,
                captions: self.captions(files),
                transcript: self.transcripts(files),
            },
            (AssetKind::Audio, _) => AssetView::Audio {
                src: self.address_if(files, "audio.m4a"),
                wave: wave(files),
                tone: rendition.color.as_deref().map(hex_tone).unwrap_or_default(),
                cover: self.cover(files, &label),
                label,
                length,
                transcript: self.transcripts(files),
            },
            (AssetKind::Document, _) => AssetView::Pages {
                pages: self.pages(files, rendition),
                upright: upright(files),
                label,
                reviewed: self.media == MediaFrom::Review,
            },
            (AssetKind::Photo, _) => self.still(files, &asset.alt, title),
        }
    }

    /// As [`asset`](Self::asset), with the description, which is published as all else is and so is read before.
    pub fn reviewed(&self, files: &AssetFiles, title: &str) -> ReviewedView {
        ReviewedView {
            shown: self.asset(files, title),
            alt: files.asset.alt.clone(),
            retry: if may_heal(&files.asset) {
                files.asset.id.to_string()
            } else {
                String::new()
            },
        }
    }

    /// As [`asset`](Self::asset), where there is no room for a reader: of a magazine only the cover.
    pub fn small(&self, files: &AssetFiles, title: &str) -> AssetView {
        match self.asset(files, title) {
            AssetView::Pages { label, .. } => self.still(files, &label, title),
            other => other,
        }
    }

    fn still(&self, files: &AssetFiles, alt: &str, title: &str) -> AssetView {
        match self.linked(files, alt) {
            Some(PictureView { image, full }) => AssetView::Picture {
                image,
                full,
                caption: String::new(),
            },
            None => self.unfinished(files, title),
        }
    }

    /// The picture of an asset, and where it is at its largest.
    fn linked(&self, files: &AssetFiles, alt: &str) -> Option<PictureView> {
        let image = self.image(files, alt)?;
        let largest = widest(files).map(|file| self.address(files, &file.name));
        Some(PictureView {
            full: largest.unwrap_or_else(|| image.src.clone()),
            image,
        })
    }

    /// The pages of a magazine with their text. The picture says which page it is; what stands on it is the text.
    fn pages(&self, files: &AssetFiles, rendition: &rendition::Model) -> Vec<PageView> {
        let count = page_count(files);
        let page = |number: u32| {
            let alt = self.locale.t(
                "asset-page",
                &[("page", Arg::from(number)), ("pages", Arg::from(count))],
            );
            let of_page: Vec<_> = files
                .files
                .iter()
                .filter(|file| page_of(&file.name) == Some(number))
                .cloned()
                .collect();
            let largest = of_page.iter().max_by_key(|file| file.width)?;
            let mut image = self.sizes(rendition, &of_page, &alt)?;
            if number > 1 {
                image.tone.clear(); // it is the cover's
            }
            Some(PageView {
                full: self.address_under(&rendition.media_key, &largest.name),
                image,
                text: files
                    .page_texts
                    .get(usize::try_from(number - 1).ok()?)
                    .cloned()
                    .unwrap_or_default(),
                number,
            })
        };
        (1..=count).filter_map(page).collect()
    }

    /// The cover that came with a song; one that was drawn from its sound says no more than the waveform does.
    fn cover(&self, files: &AssetFiles, label: &str) -> Option<PictureView> {
        if !own_cover(files) {
            return None;
        }
        let alt = self.locale.t("asset-cover", &[("title", Arg::from(label))]);
        self.linked(files, &alt)
    }

    /// The picture of an asset (a film's poster, a song's cover) in its sizes.
    pub fn image(&self, files: &AssetFiles, alt: &str) -> Option<ImageView> {
        self.picture(files.rendition.as_ref()?, &files.files, alt)
    }

    fn picture(
        &self,
        rendition: &rendition::Model,
        files: &[rendition_file::Model],
        alt: &str,
    ) -> Option<ImageView> {
        let of_cover: Vec<_> = webp(files).cloned().collect();
        let mut image = self.sizes(rendition, &of_cover, alt)?;
        image.avif = self.avif(rendition, &of_cover, files);
        Some(image)
    }

    /// The sizes of `webp` in AVIF, if all of them were made. Reviewers are shown what they approve.
    fn avif(
        &self,
        rendition: &rendition::Model,
        webp: &[rendition_file::Model],
        files: &[rendition_file::Model],
    ) -> String {
        let mut sizes: Vec<_> = webp
            .iter()
            .filter_map(|file| avif_of(files, &file.name))
            .collect();
        if self.media == MediaFrom::Review || sizes.len() != webp.len() {
            return String::new();
        }
        sizes.sort_by_key(|file| file.width);
        self.srcset(rendition, &sizes)
    }

    fn srcset(&self, rendition: &rendition::Model, sizes: &[&rendition_file::Model]) -> String {
        let address = |file: &&rendition_file::Model| {
            let address = self.address_under(&rendition.media_key, &file.name);
            (address, pixels(file.width))
        };
        ImageView::srcset(&sizes.iter().map(address).collect::<Vec<_>>())
    }

    /// A picture in all the sizes of these files.
    fn sizes(
        &self,
        rendition: &rendition::Model,
        files: &[rendition_file::Model],
        alt: &str,
    ) -> Option<ImageView> {
        let mut sizes: Vec<_> = files.iter().collect();
        sizes.sort_by_key(|file| file.width);
        let middle = sizes
            .iter()
            .find(|file| file.name == "640.webp")
            .or(sizes
                .first()
                .filter(|file| page_number(&file.name).is_some()))
            .or(sizes.last())?;
        Some(ImageView {
            src: self.address_under(&rendition.media_key, &middle.name),
            srcset: self.srcset(rendition, &sizes),
            avif: String::new(),
            width: pixels(middle.width),
            height: pixels(middle.height),
            alt: alt.to_owned(),
            tone: rendition.color.as_deref().map(hex_tone).unwrap_or_default(),
        })
    }

    /// The absolute address of the share card of the first asset that has one.
    pub fn share_card(&self, item: &Item) -> Option<String> {
        let files = item
            .assets
            .iter()
            .find(|asset| asset.files.iter().any(|file| file.name == "card.jpg"))?;
        let key = &files.rendition.as_ref()?.media_key;
        Some(self.config.absolute_media(&urls::media(key, "card.jpg")))
    }

    /// Kind and length for a card's corner: `Film 1:12`, `Dikt`.
    pub fn kind(&self, item: &Item) -> String {
        let name = self.locale.t(kind_key(item), &[]);
        match seconds(item) {
            Some(seconds) => format!("{name} {}", format::clock(seconds)),
            None => name,
        }
    }

    /// Category and length in words, and whether it is captioned: `Film`, `1 min 12 s`, `Textad`; `Tidning`, `8 sidor`.
    pub fn facts(&self, item: &Item) -> Vec<String> {
        let category = item.category.as_ref().map(|category| match self.locale {
            Locale::Sv => category.name_sv.clone(),
            Locale::En | Locale::Pseudo => category.name_en.clone(),
        });
        let length = seconds(item).map(|seconds| format::duration(self.locale, seconds));
        let captioned = item.work.captioned;
        let captioned = captioned.then(|| self.locale.t("card-captioned", &[]));
        let magazine = item
            .assets
            .first()
            .filter(|files| files.asset.kind == AssetKind::Document && files.rendition.is_some());
        let pages = magazine.map(|files| {
            let count = [("count", Arg::from(page_count(files)))];
            self.locale.t("card-pages", &count)
        });
        category
            .into_iter()
            .chain(length)
            .chain(pages)
            .chain(captioned)
            .collect()
    }

    /// County and grade; school and class only where the teacher opted in: `Skåne, åk 8`.
    pub fn place(&self, item: &Item) -> String {
        match &item.class {
            None => String::new(),
            Some(class) if class.show_place => self.whole_place(class),
            Some(class) => self.county_and_grade(class),
        }
    }

    /// School, class, county and grade, for those who review.
    pub fn whole_place(&self, class: &school_class::Model) -> String {
        let (school, name) = (&class.school, &class.name);
        format!("{school}, {name}, {}", self.county_and_grade(class))
    }

    fn county_and_grade(&self, class: &school_class::Model) -> String {
        let grade = [("grade", Arg::from(class.grade))];
        let grade = self.locale.t("card-grade", &grade);
        match municipalities::find(&class.municipality_code) {
            Some(place) => format!("{}, {grade}", place.county().short_name()),
            None => grade,
        }
    }

    /// The poster of a film that is still being made; nothing on public pages.
    pub fn growing_image(&self, files: &AssetFiles, alt: &str) -> Option<ImageView> {
        let shown = files.growing.as_ref()?;
        (self.media == MediaFrom::Review)
            .then(|| self.picture(&shown.rendition, &shown.files, alt))?
    }

    /// The playlist of a film that is still being made, once there is something to play.
    fn growing_hls(files: &AssetFiles) -> String {
        let shown = files.growing.as_ref().filter(|shown| shown.is_playable());
        shown.map_or_else(String::new, |shown| {
            urls::review_media(&shown.rendition.media_key, "master.m3u8")
        })
    }

    fn unfinished(&self, files: &AssetFiles, title: &str) -> AssetView {
        let asset = &files.asset;
        if asset.state == AssetState::Failed {
            return AssetView::Failed {
                text: self.failed(files),
            };
        }
        let percent = u8::try_from(asset.progress_percent.clamp(0, 100)).unwrap_or(0);
        let text = match asset.state {
            AssetState::Stored => self.locale.t("asset-stored", &[]),
            _ => self
                .locale
                .t("asset-processing", &[("percent", Arg::from(percent))]),
        };
        match self.growing_image(files, "") {
            Some(poster) => AssetView::Growing {
                text,
                percent,
                ratio: poster.ratio(),
                poster,
                hls: Self::growing_hls(files),
                label: if asset.alt.is_empty() {
                    title.to_owned()
                } else {
                    asset.alt.clone()
                },
            },
            None => AssetView::Waiting { text, percent },
        }
    }

    /// Why it could not be made ready, and what to do; films have words of their own for some reasons.
    fn failed(&self, files: &AssetFiles) -> String {
        let reason = files.asset.failure.as_deref().unwrap_or("unreadable");
        let film = format!("asset-failed-{reason}-film");
        let every = format!("asset-failed-{reason}");
        let key = match files.asset.kind {
            AssetKind::Video if self.locale.has(&film) => &film,
            _ if self.locale.has(&every) => &every,
            _ => "asset-failed-unreadable",
        };
        let length = |seconds: u32| Arg::from(format::duration(self.locale, seconds.into()));
        let args = [
            ("film", length(files.max_film_seconds.unwrap_or(0))),
            ("song", length(MAX_SONG_SECONDS)),
        ];
        self.locale.t(key, &args)
    }

    /// The address of one of the rendition's files.
    fn address(&self, files: &AssetFiles, name: &str) -> String {
        let key = files
            .rendition
            .as_ref()
            .map(|rendition| rendition.media_key.as_str())
            .unwrap_or_default();
        self.address_under(key, name)
    }

    pub(super) fn address_under(&self, key: &str, name: &str) -> String {
        match self.media {
            MediaFrom::Review => urls::review_media(key, name),
            // The same origin needs no host in front: shorter pages.
            MediaFrom::Public if self.config.media_origin == self.config.public_origin => {
                urls::media(key, name)
            }
            MediaFrom::Public => self.config.absolute_media(&urls::media(key, name)),
        }
    }

    fn address_if(&self, files: &AssetFiles, name: &str) -> String {
        let there = files.files.iter().any(|file| file.name == name);
        if there {
            self.address(files, name)
        } else {
            String::new()
        }
    }
}

/// `film`, `sound`, `picture`, `text` or `pages`: the icon of a contribution's first asset.
pub fn icon(item: &Item) -> &'static str {
    match item.assets.first().map(|files| files.asset.kind) {
        Some(AssetKind::Video) => "film",
        Some(AssetKind::Audio) => "sound",
        Some(AssetKind::Photo) => "picture",
        Some(AssetKind::Document) => "pages",
        None => "text",
    }
}

fn kind_key(item: &Item) -> &'static str {
    match item.assets.first().map(|files| files.asset.kind) {
        Some(AssetKind::Video) => "kind-film",
        Some(AssetKind::Audio) => "kind-sound",
        Some(AssetKind::Photo) => "kind-picture",
        Some(AssetKind::Document) => "kind-pages",
        None => "kind-text",
    }
}

/// Whether the song brought a cover: a drawn one has no size of its own.
fn own_cover(song: &AssetFiles) -> bool {
    let rendition = song.rendition.as_ref();
    rendition.is_some_and(|rendition| rendition.width.unwrap_or(0) > 0)
}

/// Length of the first film or song, in seconds.
fn seconds(item: &Item) -> Option<u64> {
    let first = item.assets.first()?.rendition.as_ref()?;
    u64::try_from(first.duration_ms?)
        .ok()
        .map(|ms| ms.div_ceil(1000))
}

fn webp(files: &[rendition_file::Model]) -> impl Iterator<Item = &rendition_file::Model> {
    files.iter().filter(|file| page_of(&file.name) == Some(1))
}

/// The page of a magazine that a file shows: the cover set is the first one's; `None` for what shows no page.
fn page_of(name: &str) -> Option<u32> {
    let cover = name
        .strip_suffix(".webp")
        .is_some_and(|stem| stem != "sprite");
    page_number(name).or(cover.then_some(1))
}

/// Pages of a magazine.
fn page_count(files: &AssetFiles) -> u32 {
    let pages = files.files.iter().filter_map(|file| page_of(&file.name));
    pages.max().unwrap_or(0)
}

/// Whether all pages are higher than wide, so that two of them fit beside each other.
fn upright(files: &AssetFiles) -> bool {
    let mut pages = files
        .files
        .iter()
        .filter(|file| page_of(&file.name).is_some());
    pages.all(|file| file.width <= file.height)
}

fn widest(files: &AssetFiles) -> Option<&rendition_file::Model> {
    webp(&files.files).max_by_key(|file| file.width)
}

/// The progressive file is no larger than 720.
fn has_better_than_the_file(files: &AssetFiles) -> bool {
    files.files.iter().any(|file| file.name == "1080.m3u8")
}

fn wave(files: &AssetFiles) -> String {
    let peaks = files
        .rendition
        .as_ref()
        .and_then(|rendition| rendition.peaks.as_deref());
    peaks.map(wave_path).unwrap_or_default()
}

fn pixels(value: Option<i32>) -> u32 {
    value
        .and_then(|value| u32::try_from(value).ok())
        .unwrap_or(0)
}

/// Classes for `#rrggbb`; none if it is no colour.
fn hex_tone(color: &str) -> String {
    let mut rgb = [0; 3];
    match hex::decode_to_slice(color.trim_start_matches('#'), &mut rgb) {
        Ok(()) => tone(rgb),
        Err(_) => String::new(),
    }
}

/// One of six desk colours, by the letters of the code.
fn poem_color(code: &str) -> [u8; 3] {
    const COLORS: [[u8; 3]; 6] = [
        [255, 214, 92],
        [126, 176, 255],
        [255, 160, 176],
        [140, 214, 168],
        [214, 182, 255],
        [255, 186, 130],
    ];
    COLORS[code.bytes().map(usize::from).sum::<usize>() % COLORS.len()]
}

fn excerpt(text: &str) -> String {
    let lines: Vec<_> = text.lines().take(EXCERPT_LINES).collect();
    let lines = lines.join("\n");
    match lines.char_indices().nth(EXCERPT_CHARACTERS) {
        Some((end, _)) => format!("{}…", lines[..end].trim_end()),
        None => lines,
    }
}
