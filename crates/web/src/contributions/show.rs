//! The page of a contribution: for everybody once it is published, before that for its makers.

use axum::response::Response;
use contest::collections::{self, FEATURED};
use contest::contributions::gallery::{self, Item};
use contest::contributions::{self, State};
use contest::editions;
use contest::votes;
use dizza_http::{Class, Path, Problem, urls};
use serde_json::json;

use super::page::{ContributionPage, VoteBox};
use crate::page::{HeadLink, ShareCard};
use crate::views::CardView;
use crate::views::fill::{Fill, MediaFrom, icon};
use crate::{Reader, links};

/// Cards under a contribution.
const RELATED: u64 = 4;

/// `GET /{lang}/c/{code}`: media, words, vote, share.
#[tracing::instrument(name = "web.contributions.show", skip_all)]
pub(super) async fn show(
    mut reader: Reader,
    Path((_, code)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let db = reader.ctx().db.read();
    let work = match contributions::queries::find_published(db, &code).await? {
        Some(work) => work,
        None => match &reader.actor {
            Some(actor) => contributions::find_for_maker(db, actor, &code)
                .await?
                .ok_or_else(Problem::not_found)?,
            None => return Err(Problem::not_found()),
        },
    };
    let public = work.state == State::Published;
    let item = gallery::item(db, work)
        .await?
        .ok_or_else(Problem::not_found)?;
    let edition = editions::queries::get(db, item.work.edition_id).await?;
    let media = if public {
        MediaFrom::Public
    } else {
        MediaFrom::Review
    };
    let config = reader.site.config.clone();
    let makes = Fill {
        config: &config,
        locale: reader.locale,
        media,
    };
    let share_url = config.absolute(&urls::contribution(reader.locale.code(), &code));
    let poem = item.assets.is_empty();
    let page = ContributionPage {
        code: item.work.code.clone(),
        title: item.work.title.clone(),
        lang: item.work.language.clone(),
        facts: makes.facts(&item),
        place: makes.place(&item),
        assets: item
            .assets
            .iter()
            .map(|files| makes.asset(files, &item.work.title))
            .collect(),
        poem: if poem {
            item.work.text.clone()
        } else {
            String::new()
        },
        text: if poem {
            Vec::new()
        } else {
            paragraphs(&item.work.text)
        },
        credits: paragraphs(&item.work.credits),
        featured: public
            && collections::queries::holding(db, item.work.id)
                .await?
                .iter()
                .any(|slug| slug == FEATURED),
        awards: Vec::new(),
        vote: if public {
            votes_box(&reader, &item).await?
        } else {
            VoteBox::None
        },
        share_url: share_url.clone(),
        can_embed: edition.framing_open,
        preview: if public {
            String::new()
        } else {
            reader.t("contribution-preview", &[])
        },
        related: if public {
            related(&reader, &makes, &item).await?
        } else {
            Vec::new()
        },
    };
    if !public {
        reader.layout.noindex = true;
        let mut response = reader.page(&page);
        response.extensions_mut().insert(Class::Personal);
        return Ok(response);
    }
    reader.layout.share = makes.share_card(&item).map(|image| ShareCard {
        kind: if icon(&item) == "film" {
            "video.other"
        } else {
            "article"
        },
        image,
        image_alt: first_alt(&item),
    });
    reader.layout.json_ld = Some(json_ld(&makes, &item, &share_url));
    if edition.framing_open {
        reader.layout.links = discovery(&makes, &item, &share_url);
    }
    Ok(reader.page(&page))
}

async fn votes_box(reader: &Reader, item: &Item) -> Result<VoteBox, Problem> {
    crate::votes::vote_box(reader, &item.work).await
}

async fn related(reader: &Reader, makes: &Fill<'_>, item: &Item) -> Result<Vec<CardView>, Problem> {
    let db = reader.ctx().db.read();
    let items = gallery::related(db, &item.work, RELATED).await?;
    let ids: Vec<_> = items.iter().map(|item| item.work.id).collect();
    let now = reader.ctx().now(db).await?;
    let counts = votes::queries::public_counts(db, item.work.edition_id, now, &ids).await?;
    let votes = |item: &Item| counts.as_ref()?.get(&item.work.id).copied();
    Ok(items
        .iter()
        .map(|item| makes.card(item, false, votes(item)))
        .collect())
}

/// Paragraphs of a text: what blank lines or single line breaks part.
fn paragraphs(text: &str) -> Vec<String> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

/// What the share card shows: the first description that its makers wrote, or the title.
fn first_alt(item: &Item) -> String {
    let alts = item.assets.iter().map(|files| files.asset.alt.as_str());
    alts.chain([item.work.title.as_str()])
        .find(|alt| !alt.is_empty())
        .unwrap_or_default()
        .to_owned()
}

/// Where programs that were given this page's address find its embed (oEmbed 1.0, section 4).
fn discovery(makes: &Fill<'_>, item: &Item, share_url: &str) -> Vec<HeadLink> {
    let link = |format, media_type| {
        let mut href = format!(
            "{}?format={format}&url=",
            makes.config.absolute(&urls::oembed())
        );
        links::encode(share_url, &mut href);
        HeadLink {
            rel: "alternate",
            media_type,
            href,
            title: item.work.title.clone(),
        }
    };
    vec![
        link("json", "application/json+oembed"),
        link("xml", "text/xml+oembed"),
    ]
}

/// The work for search engines (schema.org). No names: the makers are children.
fn json_ld(makes: &Fill<'_>, item: &Item, url: &str) -> String {
    let kind = match icon(item) {
        "film" => "VideoObject",
        "sound" => "AudioObject",
        "picture" => "ImageObject",
        _ => "CreativeWork",
    };
    let mut work = json!({
        "@context": "https://schema.org",
        "@type": kind,
        "name": item.work.title,
        "inLanguage": item.work.language,
        "url": url,
        "isAccessibleForFree": true,
        "isFamilyFriendly": true,
        "datePublished": item.work.published_at.map(|at| at.to_rfc3339()),
    });
    if let Some(image) = makes.share_card(item) {
        work["thumbnailUrl"] = json!(image);
    }
    if let Some(rendition) = item
        .assets
        .first()
        .and_then(|files| files.rendition.as_ref())
    {
        let file = |name: &str| {
            makes
                .config
                .absolute_media(&urls::media(&rendition.media_key, name))
        };
        if let Some(duration_ms) = rendition.duration_ms {
            work["duration"] = json!(format!("PT{}S", duration_ms / 1000));
        }
        match icon(item) {
            "film" => {
                work["contentUrl"] = json!(file("video.mp4"));
                work["uploadDate"] = work["datePublished"].clone();
                work["description"] = json!(item.work.title);
            }
            "sound" => work["contentUrl"] = json!(file("audio.m4a")),
            _ => {}
        }
    }
    work.to_string()
}
