//! What is said about a file that could not be used, or not all of it; and trying once more.

use std::collections::HashSet;

use contest::assets::entity::asset;
use contest::assets::{AssetKind, AssetState};
use contest::contributions::State;
use contest::editions::entity::edition;
use contest::ids::AssetId;
use dizza_http::{Lang, urls};
use media::Reason;
use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;
use test_support::{Answer, Client};

use crate::captions::finished;
use crate::media_host::set_state;
use crate::redacting::moderator;
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
        for note in [
            "cut-off",
            "without-sound",
            "cut-off-without-sound",
            "stands-still",
        ] {
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

#[tokio::test]
async fn too_long_and_too_large_are_told_with_what_is_taken() {
    let mut story = Story::begin().await;
    let film = finished(&story, AssetKind::Video).await;
    leave(&story, film, AssetState::Failed, "too-long").await;
    let db = story.app.db().clone();
    for (seconds, sv, en) in [
        (
            300,
            "En film får vara högst 5\u{a0}min och en låt högst 10\u{a0}min.",
            "5\u{a0}min at most, a song 10\u{a0}min.",
        ),
        (
            90,
            "En film får vara högst 1\u{a0}min 30\u{a0}s och",
            "1\u{a0}min 30\u{a0}s at most",
        ),
    ] {
        let row = edition::ActiveModel {
            max_film_seconds: Set(seconds),
            ..Default::default()
        };
        let all = edition::Entity::update_many().set(row).exec(db.write());
        all.await.unwrap();
        let words = [said(&mut story, "sv").await, said(&mut story, "en").await];
        assert!(words[0].contains(sv) && words[1].contains(en), "{words:?}");
    }
    // A film is no picture.
    leave(&story, film, AssetState::Failed, "too-many-pixels").await;
    let words = [said(&mut story, "sv").await, said(&mut story, "en").await];
    assert!(words[0].contains("12 miljoner"), "{words:?}");
    assert!(words[1].contains("12 million"), "{words:?}");
    let photo = asset::ActiveModel {
        id: Set(film),
        kind: Set(AssetKind::Photo),
        ..Default::default()
    };
    let photo = asset::Entity::update(photo).exec(db.write());
    photo.await.unwrap();
    let words = [said(&mut story, "sv").await, said(&mut story, "en").await];
    assert!(words[0].contains("120 miljoner"), "{words:?}");
    assert!(words[1].contains("120 million"), "{words:?}");
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

#[tokio::test]
async fn another_try_is_offered_only_where_it_can_help() {
    let mut story = Story::begin().await;
    let id = finished(&story, AssetKind::Video).await;
    let path = retry(&story, id);
    let list = urls::upload_step("sv", &story.work.code, "files");
    let ours = ["gave-up", "unreadable", "too-complex"];
    for code in Reason::ALL.map(Reason::code).into_iter().chain(["gave-up"]) {
        leave(&story, id, AssetState::Failed, code).await;
        let page = story.pupil.get(&list).await;
        assert_eq!(page.forms().contains(&path), ours.contains(&code), "{code}");
        let words = said(&mut story, "sv").await;
        assert_eq!(
            words.contains("örsök igen"),
            ours.contains(&code),
            "{words}"
        );
    }
    // A page that was old: nothing happens.
    leave(&story, id, AssetState::Failed, "encrypted").await;
    press(&mut story.pupil, &path).await.assert_status(303);
    assert_eq!(story.assets().await[0].state, AssetState::Failed);
}

#[tokio::test]
async fn a_moderator_may_have_a_file_tried_once_more() {
    let mut story = Story::begin().await;
    let id = finished(&story, AssetKind::Video).await;
    let mut anna = moderator(&story.app).await;
    let item = urls::moderate_item(Lang::Sv, &story.work.code);
    let act = urls::moderate_act(Lang::Sv, &story.work.code, "retry");
    let wanted = [("asset", id.to_string())];
    let wanted = wanted.each_ref().map(|(name, id)| (*name, id.as_str()));
    leave(&story, id, AssetState::Failed, "gave-up").await;
    // What its makers are still at work on is not theirs.
    anna.post_form(&act, &wanted).await.assert_status(404);
    set_state(&story, State::InReview).await;
    for code in ["encrypted", "gave-up"] {
        leave(&story, id, AssetState::Failed, code).await;
        let page = anna.get(&item).await.assert_status(200);
        assert_eq!(page.forms().contains(&act), code == "gave-up", "{code}");
    }
    story
        .stranger
        .post_form(&act, &wanted)
        .await
        .assert_status(403);
    story
        .pupil
        .post_form(&act, &wanted)
        .await
        .assert_status(403);
    assert_eq!(story.assets().await[0].state, AssetState::Failed);
    anna.post_form(&act, &[("asset", "x")])
        .await
        .assert_status(404);
    let pressed = anna.post_form(&act, &wanted).await.assert_status(303);
    assert_eq!(pressed.location(), item);
    assert_eq!(story.assets().await[0].state, AssetState::Stored);
    let page = anna.get(&item).await.assert_status(200);
    assert!(page.text().contains("Filen bearbetas en gång till."));
    assert!(!page.forms().contains(&act));
}
