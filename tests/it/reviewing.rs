//! What the teacher and the moderators are shown before they decide, and what they are asked before something is lost.

use contest::classes;
use contest::contributions::State;
use contest::permissions::Principal;
use dizza_http::{Lang, urls};
use test_support::{Client, Part};

use crate::media_host::{set_state, with_rendition};
use crate::redacting::moderator;
use crate::upload_story::Story;

/// The teacher of the story's class.
async fn teacher(story: &Story) -> Client {
    let class = story.work.class_id.unwrap();
    let class = classes::queries::find(story.app.db().read(), class).await;
    let teacher = class.unwrap().unwrap().teacher_id;
    story.app.signed_in(&Principal::Account(teacher)).await
}

fn approve(story: &Story, lang: Lang) -> String {
    urls::class_approve(lang, story.work.class_id.unwrap(), &story.work.code)
}

/// Writes the description of the draft's first file, as the pupil does.
async fn describe(story: &mut Story, alt: &str) {
    let asset = story.assets().await.remove(0);
    let parts = [
        Part::text(&format!("was-{}", asset.id), &asset.alt),
        Part::text(&format!("alt-{}", asset.id), alt),
        Part::file("file", "", ""),
        Part::text("next", "describe"),
    ];
    let files = urls::upload_files(Lang::Sv, &story.work.code);
    let answer = story.pupil.multipart(&files, &parts).await;
    answer.assert_status(303);
    assert_eq!(story.assets().await[0].alt, alt);
}

#[tokio::test]
async fn descriptions_are_read_by_everybody_who_decides() {
    let mut story = with_rendition().await;
    let (mut teacher, mut anna) = (teacher(&story).await, moderator(&story.app).await);
    let item = |lang| urls::moderate_item(lang, &story.work.code);
    let (item_sv, item_en) = (item(Lang::Sv), item(Lang::En));
    for (alt, words) in [
        ("", "Beskrivning för den som inte ser eller hör: Ingen"),
        (
            "<b>Kalle</b> i 7B",
            "Beskrivning för den som inte ser eller hör: <b>Kalle</b> i 7B",
        ),
    ] {
        set_state(&story, State::Draft).await;
        describe(&mut story, alt).await;
        set_state(&story, State::Submitted).await;
        let page = teacher.get(&approve(&story, Lang::Sv)).await;
        let page = page.assert_status(200).main_text();
        assert!(page.contains(words), "{page}");
        set_state(&story, State::InReview).await;
        let page = anna.get(&item_sv).await.assert_status(200).main_text();
        assert!(page.contains(words), "{page}");
    }
    let page = anna.get(&item_en).await.assert_status(200);
    let text = page.main_text();
    assert!(
        text.contains("Description for those who do not see or hear: <b>Kalle</b> i 7B"),
        "{text}"
    );
    assert!(page.text().contains("&lt;b&gt;Kalle"), "escaped");
}
