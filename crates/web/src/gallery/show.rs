//! The gallery: filters, orders, pages.

use std::fmt::Write as _;

use axum::response::{IntoResponse, Redirect, Response};
use contest::collections;
use contest::contributions::gallery::{self, Filter, Item, Order, PAGE_SIZE};
use contest::editions;
use contest::editions::entity::{category, edition};
use contest::votes;
use dizza_http::{Problem, Query, urls};
use serde::Deserialize;

use super::cursor::Cursor;
use super::page::{FilterView, GalleryPage};
use crate::home::named;
use crate::i18n::Arg;
use crate::views::ChipView;
use crate::views::fill::{Fill, MediaFrom};
use crate::{Reader, links};

/// The value of `captioned` in addresses.
const CAPTIONED: &str = "yes";

/// What the address asks for. Other parameters (of campaigns, for example) are let be.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Asked {
    edition: Option<String>,
    category: Option<String>,
    grade: Option<String>,
    captioned: Option<String>,
    sort: Option<String>,
    after: Option<String>,
}

/// `GET /{lang}/gallery`: 24 cards of an edition, filtered by category, grade and captions, in the day's random order or newest first.
#[tracing::instrument(name = "web.gallery.show", skip_all)]
pub(super) async fn show(
    mut reader: Reader,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let Some(edition) = edition_asked(&reader, &asked).await? else {
        return Ok(reader.page(&GalleryPage::empty()));
    };
    let db = reader.ctx().db.read();
    let categories = editions::queries::categories(db, edition.id).await?;
    let category = match &asked.category {
        Some(slug) => Some(
            categories
                .iter()
                .find(|category| category.slug == *slug)
                .ok_or_else(Problem::not_found)?,
        ),
        None => None,
    };
    let grade = match &asked.grade {
        Some(grade) => Some(grade.parse::<i32>().map_err(|_| Problem::not_found())?),
        None => None,
    };
    let captioned = match asked.captioned.as_deref() {
        Some(CAPTIONED) => true,
        Some(_) => return Err(Problem::not_found()),
        None => false,
    };
    let filter = Filter {
        edition: edition.id,
        category: category.map(|category| category.id),
        grade,
        captioned,
    };
    let cursor = asked.after.as_deref().and_then(Cursor::read);
    let order = order(&reader, &edition, &asked, cursor.as_ref()).await?;
    let found = gallery::page(db, &filter, &order, PAGE_SIZE).await?;
    let place = Place {
        reader: &reader,
        edition: &edition,
        asked: &asked,
    };
    if found.items.is_empty() && cursor.is_some() {
        // The order of an older day is forgotten, or what followed was taken down.
        return Ok(Redirect::to(&place.url(|asked| asked.after = None)).into_response());
    }
    let before = cursor.as_ref().map_or(0, |cursor| cursor.shown);
    let shown = before + u64::try_from(found.items.len()).unwrap_or(0);
    let day = match &order {
        Order::OfTheDay { day, .. } => found.last_position.map(|position| (day.as_str(), position)),
        Order::Newest { .. } => None,
    };
    let next = found
        .more
        .then(|| Cursor::after(&found.items, day, shown))
        .flatten();
    let total = gallery::count(db, &filter).await?.max(shown);
    // A filter that finds nothing is not offered.
    let all = Filter {
        edition: edition.id,
        category: None,
        grade: None,
        captioned: true,
    };
    let any_captioned = gallery::count(db, &all).await?;
    let page = GalleryPage {
        filters: filters(
            &place,
            &categories,
            &gallery::grades(db, edition.id).await?,
            any_captioned > 0,
        ),
        sorts: place.sorts(matches!(order, Order::OfTheDay { .. })),
        random: matches!(order, Order::OfTheDay { .. }),
        from: (before + 1).min(shown),
        to: shown,
        total,
        cards: cards(&reader, &edition, &found.items).await?,
        next_url: next
            .map(|next| place.url(|asked| asked.after = Some(next.write())))
            .unwrap_or_default(),
        first_url: cursor
            .as_ref()
            .map(|_| place.url(|asked| asked.after = None))
            .unwrap_or_default(),
        clear_url: place.clear_url(),
    };
    // One address for search engines: filters and further pages lead to the same contributions.
    let chosen = [&asked.category, &asked.grade, &asked.captioned];
    let chosen = chosen.into_iter().flatten().count();
    reader.layout.noindex = cursor.is_some() || chosen > 1;
    Ok(reader.page(&page))
}

/// The edition named in the address, or the current one.
async fn edition_asked(reader: &Reader, asked: &Asked) -> Result<Option<edition::Model>, Problem> {
    let Some(slug) = &asked.edition else {
        return Ok(reader.edition.clone());
    };
    let found = editions::queries::find_by_slug(reader.ctx().db.read(), slug).await?;
    found.map(Some).ok_or_else(Problem::not_found)
}

/// The order asked for: a cursor goes on in its own, otherwise random, or newest first where no order was drawn yet.
async fn order(
    reader: &Reader,
    edition: &edition::Model,
    asked: &Asked,
    cursor: Option<&Cursor>,
) -> Result<Order, Problem> {
    if let Some(order) = cursor.and_then(Cursor::order) {
        return Ok(order);
    }
    let newest = Order::Newest { after: None };
    if asked.sort.as_deref() == Some("newest") {
        return Ok(newest);
    }
    let day = collections::queries::newest_day(reader.ctx().db.read(), edition.id).await?;
    Ok(day.map_or(newest, |day| Order::OfTheDay { day, after: None }))
}

async fn cards(
    reader: &Reader,
    edition: &edition::Model,
    items: &[Item],
) -> Result<Vec<crate::views::CardView>, Problem> {
    let db = reader.ctx().db.read();
    let ids: Vec<_> = items.iter().map(|item| item.work.id).collect();
    let now = reader.ctx().now(db).await?;
    let counts = votes::queries::public_counts(db, edition.id, now, &ids).await?;
    let makes = Fill {
        config: &reader.site.config,
        locale: reader.locale,
        media: MediaFrom::Public,
    };
    let votes = |item: &Item| counts.as_ref()?.get(&item.work.id).copied();
    Ok(items
        .iter()
        .map(|item| makes.card(item, false, votes(item)))
        .collect())
}

fn filters(
    place: &Place<'_>,
    categories: &[category::Model],
    grades: &[i32],
    captioned: bool,
) -> Vec<FilterView> {
    let reader = place.reader;
    let names = categories.iter().map(|category| {
        (
            category.slug.clone(),
            named(reader.locale, &category.name_sv, &category.name_en),
        )
    });
    let mut rows = vec![FilterView {
        label: reader.t("gallery-category", &[]),
        chips: place.chips(names, place.asked.category.as_ref(), |asked, value| {
            asked.category = value;
        }),
    }];
    if grades.len() > 1 || place.asked.grade.is_some() {
        let grades = grades.iter().map(|grade| {
            (
                grade.to_string(),
                reader.t("card-grade", &[("grade", Arg::from(*grade))]),
            )
        });
        rows.push(FilterView {
            label: reader.t("gallery-grade", &[]),
            chips: place.chips(grades, place.asked.grade.as_ref(), |asked, value| {
                asked.grade = value;
            }),
        });
    }
    if captioned || place.asked.captioned.is_some() {
        let only = (
            CAPTIONED.to_owned(),
            reader.t("gallery-captioned-only", &[]),
        );
        rows.push(FilterView {
            label: reader.t("gallery-captioned", &[]),
            chips: place.chips(
                std::iter::once(only),
                place.asked.captioned.as_ref(),
                |asked, value| asked.captioned = value,
            ),
        });
    }
    rows
}

/// Where the reader stands in the gallery, for links that change one thing.
struct Place<'a> {
    reader: &'a Reader,
    edition: &'a edition::Model,
    asked: &'a Asked,
}

impl Place<'_> {
    fn url(&self, change: impl FnOnce(&mut Asked)) -> String {
        let mut asked = self.asked.clone();
        change(&mut asked);
        let current = self
            .reader
            .edition
            .as_ref()
            .is_some_and(|edition| edition.id == self.edition.id);
        let parts = [
            ("edition", asked.edition.filter(|_| !current)),
            ("category", asked.category),
            ("grade", asked.grade),
            ("captioned", asked.captioned),
            ("sort", asked.sort.filter(|sort| sort == "newest")),
            ("after", asked.after),
        ];
        let mut url = urls::gallery(self.reader.locale.code());
        let mut mark = '?';
        for (name, value) in parts {
            if let Some(value) = value {
                write!(url, "{mark}{name}=").expect("writing to a string");
                links::encode(&value, &mut url);
                mark = '&';
            }
        }
        url
    }

    fn chips(
        &self,
        values: impl Iterator<Item = (String, String)>,
        chosen: Option<&String>,
        set: impl Fn(&mut Asked, Option<String>),
    ) -> Vec<ChipView> {
        let chip = |label: String, value: Option<String>| ChipView {
            label,
            current: chosen == value.as_ref(),
            url: self.url(|asked| {
                asked.after = None;
                set(asked, value);
            }),
        };
        let all = chip(self.reader.t("gallery-all", &[]), None);
        std::iter::once(all)
            .chain(values.map(|(value, label)| chip(label, Some(value))))
            .collect()
    }

    fn sorts(&self, random: bool) -> Vec<ChipView> {
        let chip = |key: &str, sort: Option<&str>, current| ChipView {
            label: self.reader.t(key, &[]),
            url: self.url(|asked| {
                asked.after = None;
                asked.sort = sort.map(str::to_owned);
            }),
            current,
        };
        vec![
            chip("gallery-sort-random", None, random),
            chip("gallery-sort-newest", Some("newest"), !random),
        ]
    }

    fn clear_url(&self) -> String {
        let Asked {
            category,
            grade,
            captioned,
            ..
        } = self.asked;
        let filtered = [category, grade, captioned]
            .into_iter()
            .any(Option::is_some);
        let clear = |asked: &mut Asked| {
            *asked = Asked {
                edition: asked.edition.take(),
                ..Asked::default()
            }
        };
        if filtered {
            self.url(clear)
        } else {
            String::new()
        }
    }
}
