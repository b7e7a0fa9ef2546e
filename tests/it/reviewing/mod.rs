//! What the teacher and the moderators are shown before they decide, and what they are asked before something is lost.

mod purging;

use contest::assets::AssetState;
use contest::assets::entity::{asset, rendition};
use contest::classes::entity::school_class;
use contest::contributions::State;
use contest::contributions::entity::contribution;
use contest::permissions::Principal;
use contest::{classes, contributions};
use dizza_http::{Lang, urls};
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{ActiveModelTrait, EntityTrait};
use test_support::{Client, Part};

use crate::media_host::{set_state, with_rendition};
use crate::redacting::moderator;
use crate::upload_story::Story;

/// The teacher of the story's class.
pub async fn teacher(story: &Story) -> Client {
    let class = story.work.class_id.unwrap();
    let class = classes::queries::find(story.app.db().read(), class).await;
    let teacher = class.unwrap().unwrap().teacher_id;
    story.app.signed_in(&Principal::Account(teacher)).await
}

async fn state(story: &Story) -> State {
    let work = contributions::queries::find(story.app.db().read(), story.work.id).await;
    work.unwrap().unwrap().state
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
    // What was read is what is approved, whatever the version says.
    let old = page.field("seen").unwrap();
    set_state(&story, State::Draft).await;
    describe(&mut story, "En affisch").await;
    set_state(&story, State::InReview).await;
    let new = anna.get(&item_en).await.field("seen").unwrap();
    let (version, hash) = (
        new.split_once('-').unwrap().0,
        old.split_once('-').unwrap().1,
    );
    let seen = format!("{version}-{hash}");
    let act = urls::moderate_act(Lang::Sv, &story.work.code, "approve");
    let answer = anna.post_form(&act, &[("seen", &seen)]).await;
    assert!(
        answer
            .assert_status(409)
            .main_text()
            .contains("har ändrats")
    );
}

#[tokio::test]
async fn a_teacher_finds_everything_about_a_work_and_the_way_back() {
    let story = with_rendition().await;
    let mut teacher = teacher(&story).await;
    let all = urls::my(Lang::Sv, &story.work.code);
    let class = urls::class(Lang::Sv, story.work.class_id.unwrap());
    set_state(&story, State::Submitted).await;
    let page = teacher.get(&approve(&story, Lang::Sv)).await;
    assert!(page.main_text().contains("Allt om bidraget"));
    assert!(page.links().contains(&all), "{:?}", page.links());
    let page = teacher.get(&all).await.assert_status(200);
    assert!(page.main_text().contains("Filer"), "{}", page.main_text());
    assert!(page.links().contains(&class), "{:?}", page.links());
    // Also of what is with the moderators, and of what is out: from here it is taken back.
    for state in [
        State::InReview,
        State::Published,
        State::Hidden,
        State::Rejected,
    ] {
        set_state(&story, state).await;
        let page = teacher.get(&class).await.assert_status(200);
        assert!(page.links().contains(&all), "{state:?}");
    }
    set_state(&story, State::Draft).await;
    let page = story.pupil.clone().get(&all).await.assert_status(200);
    assert!(!page.links().contains(&class), "pupils have no such page");
}

#[tokio::test]
async fn makers_who_are_told_to_read_why_find_the_words_at_once() {
    let mut story = with_rendition().await;
    let mut anna = moderator(&story.app).await;
    let mine = urls::my(Lang::Sv, &story.work.code);
    for (act, told) in [
        (
            "request-changes",
            "Läs vad granskaren skriver här nedanför.",
        ),
        ("reject", "Skälet står här nedanför."),
    ] {
        set_state(&story, State::InReview).await;
        let item = urls::moderate_item(Lang::Sv, &story.work.code);
        let seen = anna.get(&item).await.field("seen").unwrap();
        let words = [
            ("seen", seen.as_str()),
            ("reason", "technical"),
            ("text_sv", "I minut två syns en skylt."),
            ("text_en", "There is a sign in minute two."),
        ];
        let post = urls::moderate_act(Lang::Sv, &story.work.code, act);
        anna.post_form(&post, &words).await.assert_status(303);
        let page = story.pupil.get(&mine).await.assert_status(200).main_text();
        assert!(page.contains(told), "{page}");
        assert!(page.contains("I minut två syns en skylt."), "{act}: {page}");
        // What is undone is not told any more.
        let undo = urls::moderate_act(Lang::Sv, &story.work.code, "undo");
        anna.post(&undo).await.assert_status(303);
        let page = story.pupil.get(&mine).await.assert_status(200).main_text();
        assert!(!page.contains("skylt"), "{act}: {page}");
    }
}

#[tokio::test]
async fn what_the_teacher_could_not_tick_is_told_when_they_send_it_back() {
    let story = with_rendition().await;
    let (mut teacher, mut pupil) = (teacher(&story).await, story.pupil.clone());
    let look = approve(&story, Lang::Sv);
    let class = story.work.class_id.unwrap();
    let back = urls::class_send_back(Lang::Sv, class, &story.work.code);
    let mine = urls::my(Lang::Sv, &story.work.code);
    let page = pupil.get(&mine).await.assert_status(200).main_text();
    assert!(!page.contains("skickat tillbaka"), "{page}");
    let ticks = |but: &[&str]| {
        let made = contributions::TICKS
            .iter()
            .filter(|tick| !but.contains(tick));
        made.map(|tick| ("tick", *tick)).collect::<Vec<_>>()
    };
    set_state(&story, State::Submitted).await;
    let page = teacher.get(&look).await.assert_status(200);
    assert!(page.text().contains(&format!("formaction=\"{back}\"")));
    teacher
        .post_form(&back, &ticks(&["names", "brands"]))
        .await
        .assert_status(303);
    let page = pupil.get(&mine).await.assert_status(200).main_text();
    for part in [
        "Er lärare har skickat tillbaka bidraget",
        "Inga riktiga namn finns i bild",
        "Inget tobaks- eller nikotinmärke visas",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains("Ingen person hånas"), "{page}");
    // Nothing ticked: the list was not gone through, so it says nothing. The last time counts.
    set_state(&story, State::Submitted).await;
    teacher.post(&back).await.assert_status(303);
    let page = pupil.get(&mine).await.assert_status(200).main_text();
    assert!(page.contains("Fråga er lärare"), "{page}");
    assert!(!page.contains("Inga riktiga namn"), "{page}");
    // Once it is approved, that is over.
    set_state(&story, State::Submitted).await;
    let seen = teacher.get(&look).await.field("seen").unwrap();
    let mut all = ticks(&[]);
    all.push(("seen", seen.as_str()));
    teacher.post_form(&look, &all).await.assert_status(303);
    set_state(&story, State::Draft).await;
    let page = pupil.get(&mine).await.assert_status(200).main_text();
    assert!(!page.contains("skickat tillbaka"), "{page}");
}

/// What is ticked is what was looked at: not before all files can be, and not what came after.
#[tokio::test]
async fn the_checklist_waits_for_all_files_and_is_about_what_was_shown() {
    let story = with_rendition().await;
    set_state(&story, State::Submitted).await;
    let mut teacher = teacher(&story).await;
    let look = approve(&story, Lang::Sv);
    let seen = teacher.get(&look).await.field("seen").unwrap();
    let sent = |but: &'static str| {
        let ticks = contributions::TICKS
            .into_iter()
            .filter(move |tick| *tick != but);
        let mut sent: Vec<_> = ticks.map(|tick| ("tick", tick)).collect();
        sent.push(("seen", seen.as_str()));
        sent
    };
    for (file, words) in [
        (AssetState::Stored, "Alla filer är inte klara än"),
        (AssetState::Processing, "Alla filer är inte klara än"),
        (AssetState::Failed, "En fil gick inte att använda"),
    ] {
        set_file(&story, file).await;
        let page = teacher.get(&look).await.assert_status(200);
        assert!(page.main_text().contains(words), "{}", page.main_text());
        assert!(page.main_text().contains("Skicka tillbaka till eleverna"));
        assert_eq!(page.field("tick"), None);
        let refused = teacher.post_form(&look, &sent("")).await.assert_status(422);
        assert!(refused.main_text().contains(words));
        assert_eq!(refused.field("tick"), None);
    }
    // Other bytes under the same version: the ticks were about the old ones, and are gone.
    set_file(&story, AssetState::Ready).await;
    let rendition = story.assets().await[0].rendition_id;
    let other = rendition::ActiveModel {
        id: Unchanged(rendition.unwrap()),
        files_hash: Set(vec![9; 32]),
        ..Default::default()
    };
    other.update(story.app.db().write()).await.unwrap();
    for but in ["", "visible"] {
        let page = teacher
            .post_form(&look, &sent(but))
            .await
            .assert_status(422);
        let text = page.main_text();
        assert!(
            text.contains("Bidraget har ändrats sedan du tittade"),
            "{text}"
        );
        assert!(!text.contains("Kryssa i att"), "{text}");
        assert!(!page.text().contains(" checked"), "{text}");
    }
    let new = teacher.get(&look).await.field("seen").unwrap();
    let mut new_ticks = sent("");
    new_ticks.retain(|(name, _)| *name == "tick");
    new_ticks.push(("seen", new.as_str()));
    teacher
        .post_form(&look, &new_ticks)
        .await
        .assert_status(303);
}

/// A file whose work was given up can be tried again from where the teacher sees that it failed; not one that never heals.
#[tokio::test]
async fn a_teacher_tries_a_failed_file_again() {
    let story = with_rendition().await;
    set_state(&story, State::Submitted).await;
    let mut teacher = teacher(&story).await;
    let look = approve(&story, Lang::Sv);
    let file = story.assets().await.remove(0).id;
    let retry = urls::upload_asset(Lang::Sv, &story.work.code, file, "retry");
    for (failure, heals) in [("no-picture", false), ("gave-up", true)] {
        let failed = asset::ActiveModel {
            id: Unchanged(file),
            state: Set(AssetState::Failed),
            failure: Set(Some(failure.into())),
            ..Default::default()
        };
        failed.update(story.app.db().write()).await.unwrap();
        let page = teacher.get(&look).await.assert_status(200);
        assert_eq!(page.forms().contains(&retry), heals, "{failure}");
    }
    let mut other = story.stranger.clone();
    other.post(&retry).await.assert_status(404);
    for _ in 0..2 {
        let done = teacher.post_form(&retry, &[("from", "approve")]).await;
        assert_eq!(done.assert_status(303).location(), look);
        assert_eq!(story.assets().await[0].state, AssetState::Stored);
    }
    let page = teacher.get(&look).await.assert_status(200);
    assert!(!page.forms().contains(&retry));
    assert!(page.main_text().contains("Alla filer är inte klara än"));
}

async fn set_file(story: &Story, state: AssetState) {
    let row = asset::ActiveModel {
        id: Unchanged(story.assets().await[0].id),
        state: Set(state),
        ..Default::default()
    };
    row.update(story.app.db().write()).await.unwrap();
}

#[tokio::test]
async fn opening_for_changes_asks_first_what_others_could_see() {
    let story = with_rendition().await;
    let mut pupil = story.pupil.clone();
    let mine = urls::my(Lang::Sv, &story.work.code);
    let ask = urls::reopen(Lang::Sv, &story.work.code);
    let named = contribution::ActiveModel {
        id: Set(story.work.id),
        title: Set("Luft".into()),
        ..Default::default()
    };
    let named = contribution::Entity::update(named).exec(story.app.db().write());
    named.await.unwrap();
    // What nobody sees is open again at one press.
    for early in [State::Submitted, State::InReview, State::Withdrawn] {
        set_state(&story, early).await;
        let page = pupil.get(&mine).await.assert_status(200);
        assert!(page.forms().contains(&ask), "{early:?}");
    }
    for seen in [State::Approved, State::Published] {
        set_state(&story, seen).await;
        let page = pupil.get(&mine).await.assert_status(200);
        assert!(page.links().contains(&ask), "{seen:?}");
        assert!(!page.forms().contains(&ask), "{seen:?}");
    }
    set_state(&story, State::Published).await;
    let page = pupil.get(&ask).await.assert_status(200);
    let text = page.main_text();
    assert!(text.contains("Ingen annan ser bidraget"), "{text}");
    assert!(text.contains("Öppna ”Luft” för ändring?"), "{text}");
    let away = pupil.get(&urls::withdraw(Lang::Sv, &story.work.code)).await;
    let away = away.assert_status(200).main_text();
    assert!(away.contains("Dra tillbaka ”Luft”?"), "{away}");
    assert!(page.links().contains(&mine) && page.forms().contains(&ask));
    assert_eq!(state(&story).await, State::Published, "asked only");
    pupil.post_form(&ask, &[]).await.assert_status(303);
    assert_eq!(state(&story).await, State::Draft);
}

#[tokio::test]
async fn a_moderator_reads_school_and_class_once_whether_others_may_or_not() {
    let story = with_rendition().await;
    set_state(&story, State::InReview).await;
    let mut anna = moderator(&story.app).await;
    let item = urls::moderate_item(Lang::Sv, &story.work.code);
    let class = classes::queries::find(story.app.db().read(), story.work.class_id.unwrap()).await;
    let class = class.unwrap().unwrap();
    let queue = anna.get(&urls::moderate(Lang::Sv)).await.main_text();
    let in_queue = queue.matches(&class.school).count();
    for show_place in [false, true] {
        let mut row: school_class::ActiveModel = class.clone().into();
        row.show_place = Set(show_place);
        school_class::Entity::update(row)
            .exec(story.app.db().write())
            .await
            .unwrap();
        let text = anna.get(&item).await.assert_status(200).main_text();
        assert_eq!(text.matches(&class.school).count(), in_queue + 1, "{text}");
    }
}
