//! The pages of a magazine that is not published, or no longer: their pictures lead nowhere, and no public answer names them,
//! their words, or the work (T-A8 of `docs/security.md`).

use contest::assets::entity::{rendition, rendition_file};
use contest::contributions::State;
use dizza_http::{Lang, urls};
use sea_orm::EntityTrait;
use test_support::Client;

use crate::avif::publish;
use crate::magazines::pdf;
use crate::media_host::{NOT_PUBLIC, set_state};
use crate::redacting::moderator;
use crate::upload_story::Story;

/// What stands on the pages, and names of the pages' pictures.
const OF_PAGES: [&str; 4] = ["Klassens egen tidning", "Vi har", "p02_", "p03_"];

/// The work's title.
const TITLE: &str = "Gryning";

/// Public answers that are not about one work.
const LISTS: [&str; 6] = [
    "/api/v1/contributions",
    "/api/v1/contributions?limit=100",
    "/api/v1/contributions?edition=dizza-2027&category=image",
    "/api/v1/contributions?captioned=false",
    "/api/v1/editions",
    "/api/v1/openapi.json",
];

/// A work with a magazine of three pages, the media key of its files and their names.
async fn magazine() -> (Story, String, Vec<String>) {
    let story = Story::begin().await;
    let sent = story.send("tidning.pdf", &pdf()).await;
    sent.assert_status(201);
    story.app.run_jobs().await;
    let db = story.app.db().read();
    let sets = rendition::Entity::find().all(db).await.unwrap();
    let files = rendition_file::Entity::find().all(db).await.unwrap();
    let names: Vec<_> = files.into_iter().map(|file| file.name).collect();
    for name in ["p02_1280.webp", "p03_1280.webp", "card.jpg"] {
        assert!(names.iter().any(|known| known == name), "{names:?}");
    }
    let key = sets[0].media_key.clone();
    (story, key, names)
}

/// Addresses that are about this work.
fn about(story: &Story) -> Vec<String> {
    let code = &story.work.code;
    let origin = &story.app.app.site.config.public_origin;
    let page = urls::contribution(Lang::Sv, code);
    let mut paths = vec![
        urls::api_contribution(code),
        format!("{}?url={origin}{page}", urls::OEMBED),
        urls::embed_contribution(code),
    ];
    paths.extend(Lang::ALL.map(|lang| urls::contribution(lang, code)));
    paths
}

async fn says_nothing(client: &mut Client, story: &Story, key: &str, state: State) {
    for path in about(story) {
        let answer = client.get(&path).await;
        assert_ne!(answer.status, 200, "{path} while {state:?}");
        let text = answer.text();
        for word in OF_PAGES.into_iter().chain([key, TITLE]) {
            assert!(!text.contains(word), "{path} says {word} while {state:?}");
        }
    }
    for path in LISTS {
        let text = client.get(path).await.assert_status(200).text();
        for word in OF_PAGES.into_iter().chain([key, &story.work.code, TITLE]) {
            assert!(!text.contains(word), "{path} says {word} while {state:?}");
        }
    }
}

#[tokio::test]
async fn pages_are_nobodys_and_are_not_named_unless_they_are_published() {
    let (story, key, names) = magazine().await;
    let mut visitors = [
        story.app.client(),
        story.stranger.clone(),
        story.pupil.clone(),
        moderator(&story.app).await,
    ];
    publish(&story).await;
    for state in NOT_PUBLIC {
        set_state(&story, state).await;
        for client in &mut visitors {
            // Also those who may see a work before see it at another address.
            for name in &names {
                let media = client.get(&urls::media(&key, name)).await;
                assert_eq!(media.status, 404, "{name} while {state:?}");
            }
            // A text of a page, a PDF: no name leads to them.
            for name in ["p02.txt", "p02", "original.pdf", "tidning.pdf"] {
                let media = client.get(&urls::media(&key, name)).await;
                media.assert_status(404);
            }
        }
        let [anybody, stranger, ..] = &mut visitors;
        for name in &names {
            let review = urls::review_media(&key, name);
            anybody.get(&review).await.assert_status(401);
            stranger.get(&review).await.assert_status(404);
        }
        says_nothing(anybody, &story, &key, state).await;
        says_nothing(stranger, &story, &key, state).await;
    }

    // The same questions have answers once it is published; its pages are named by its own page alone.
    set_state(&story, State::Published).await;
    let anybody = &mut visitors[0];
    for name in &names {
        let media = anybody.get(&urls::media(&key, name)).await;
        media.assert_status(200);
    }
    let paths = about(&story);
    for path in [LISTS[0], &paths[0], &paths[1]] {
        let text = anybody.get(path).await.assert_status(200).text();
        assert!(text.contains(&key) && text.contains(TITLE), "{text}");
        for word in OF_PAGES {
            assert!(!text.contains(word), "{path} says {word}");
        }
    }
    let page = anybody.get(&paths[3]).await.assert_status(200).text();
    for word in OF_PAGES {
        assert!(page.contains(word), "{word}");
    }
}
