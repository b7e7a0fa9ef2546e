//! What is said about a file that could not be used, or not all of it; and trying once more.

use std::collections::HashSet;

use contest::assets::entity::asset;
use contest::assets::{AssetKind, AssetState};
use contest::ids::AssetId;
use dizza_http::urls;
use media::Reason;
use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;
use test_support::{Answer, Client};

use crate::captions::finished;
use crate::upload_story::Story;

/// As a worker leaves it.
async fn leave(story: &Story, id: AssetId, state: AssetState, failure: &str) {
    let row = asset::ActiveModel {
        id: Set(id),
        state: Set(state),
        failure: Set(Some(failure.into())),
        ..Default::default()
    };
    let changed = asset::Entity::update(row).exec(story.app.db().write());
    changed.await.unwrap();
}

async fn hold(story: &Story, id: AssetId, held: bool) {
    let row = asset::ActiveModel {
        id: Set(id),
        held: Set(held),
        ..Default::default()
    };
    let changed = asset::Entity::update(row).exec(story.app.db().write());
    changed.await.unwrap();
}

/// The words beside the one file of the draft.
async fn said(story: &mut Story, lang: &str) -> String {
    let path = urls::upload_step(lang, &story.work.code, "files");
    let page = story.pupil.get(&path).await.assert_status(200).text();
    let (_, rest) = page.split_once("data-text>").expect("the file's words");
    rest.split_once('<').expect("their end").0.to_owned()
}

#[tokio::test]
async fn every_reason_is_told_in_words_of_its_own() {
    let mut story = Story::begin().await;
    let id = finished(&story, AssetKind::Video).await;
    let codes = Reason::ALL.map(Reason::code);
    for lang in ["sv", "en"] {
        let mut all = HashSet::new();
        for code in codes.into_iter().chain(["gave-up"]) {
            leave(&story, id, AssetState::Failed, code).await;
            let words = said(&mut story, lang).await;
            assert!(words.split(' ').count() > 5, "{lang} {code}: {words}");
            assert!(all.insert(words.clone()), "{lang} {code}: {words}");
        }
        for note in ["cut-off", "without-sound"] {
            leave(&story, id, AssetState::Ready, note).await;
            hold(&story, id, false).await;
            let words = said(&mut story, lang).await;
            assert!(words.split(' ').count() > 5, "{lang} {note}: {words}");
            assert!(all.insert(words.clone()), "{lang} {note}: {words}");
            // That two will look does not stand in place of it.
            hold(&story, id, true).await;
            let both = said(&mut story, lang).await;
            assert!(both.len() > words.len(), "{lang} {note}: {both}");
            assert!(both.starts_with(&words), "{lang} {note}: {both}");
        }
    }
}

fn retry(story: &Story, id: AssetId) -> String {
    urls::upload_asset("sv", &story.work.code, id, "retry")
}

async fn press(client: &mut Client, path: &str) -> Answer {
    client.post_form(path, &[]).await
}

#[tokio::test]
async fn its_makers_may_have_a_file_tried_once_more() {
    let mut story = Story::begin().await;
    let id = finished(&story, AssetKind::Video).await;
    let path = retry(&story, id);
    let list = urls::upload_step("sv", &story.work.code, "files");
    let ready = story.pupil.get(&list).await;
    assert!(!ready.forms().contains(&path), "nothing to try");

    leave(&story, id, AssetState::Failed, "gave-up").await;
    let failed = story.pupil.get(&list).await;
    assert!(failed.forms().contains(&path), "a button");
    press(&mut story.stranger, &path).await.assert_status(404);
    assert_eq!(story.assets().await[0].state, AssetState::Failed);
    let pressed = press(&mut story.pupil, &path).await.assert_status(303);
    assert_eq!(pressed.location(), list);
    assert_eq!(story.assets().await[0].state, AssetState::Stored);
    // Twice is no more than once.
    press(&mut story.pupil, &path).await.assert_status(303);
    assert_eq!(story.assets().await[0].state, AssetState::Stored);
    assert!(!said(&mut story, "sv").await.is_empty());
}
