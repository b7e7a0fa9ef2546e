//! What the teacher and the moderators are shown before they decide, and what they are asked before something is lost.

use contest::assets::AssetState;
use contest::assets::entity::{asset, rendition};
use contest::classes::entity::school_class;
use contest::contributions::State;
use contest::contributions::entity::contribution;
use contest::permissions::{Actor, Principal, Role};
use contest::{classes, contributions, moderation, testing};
use dizza_http::{Lang, urls};
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use test_support::{Client, Part};

use crate::media_host::{KEY, set_state, with_rendition};
use crate::redacting::moderator;
use crate::upload_story::Story;

/// The teacher of the story's class.
pub async fn teacher(story: &Story) -> Client {
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

/// Another class's work with the very file of the story's, purged by two moderators.
async fn purge_the_same_file(story: &Story) {
    let ctx = &story.app.ctx;
    let teacher = testing::account(ctx, "annan@skola.se", &[Role::Teacher]).await;
    let class = testing::class(ctx, story.work.edition_id, teacher.unwrap()).await;
    let work = testing::poem(ctx, &class.unwrap(), "Samma", State::InReview).await;
    let work = work.unwrap();
    let same = asset::Model {
        id: ctx.id(ctx.clock.wall()),
        contribution_id: work.id,
        rendition_id: None,
        object_key: None,
        ..story.assets().await.remove(0)
    };
    let same = asset::Entity::insert(same.into_active_model());
    same.exec_without_returning(ctx.db.write()).await.unwrap();
    for email in ["ett@dizza.test", "tva@dizza.test"] {
        let account = testing::account(ctx, email, &[Role::Moderator]).await;
        let account = Principal::Account(account.unwrap());
        let actor = Actor::resolve(ctx.db.read(), &account).await.unwrap();
        moderation::purge(ctx, &actor.unwrap(), &work.code)
            .await
            .unwrap();
    }
}

const HELD: [(Lang, &str, &str); 2] = [
    (
        Lang::Sv,
        "Liknar något raderat: två granskare",
        "det kan vara en kopia",
    ),
    (
        Lang::En,
        "Looks like something purged: two moderators",
        "it may be a copy",
    ),
];
const PRIVATE: [(Lang, &str, &str); 2] = [
    (
        Lang::Sv,
        "Integritet: två granskare",
        "rör deras integritet",
    ),
    (Lang::En, "Privacy: two moderators", "about their privacy"),
];

/// Whether queue and item say this in both languages: the tag in both, the note beside the item.
async fn says(client: &mut Client, story: &Story, words: [(Lang, &str, &str); 2]) -> bool {
    let mut said = Vec::new();
    for (lang, tag, note) in words {
        let queue = client.get(&urls::moderate(lang)).await.main_text();
        said.push(queue.matches(tag).count() == 1);
        let item = client
            .get(&urls::moderate_item(lang, &story.work.code))
            .await;
        let item = item.assert_status(200).main_text();
        // The item stands beside the queue, and says it once more.
        said.push(item.matches(tag).count() == 2);
        said.push(item.contains(note));
    }
    assert!(
        said.iter().all(|one| *one == said[0]),
        "{words:?}: {said:?}"
    );
    said[0]
}

#[tokio::test]
async fn a_held_work_is_told_from_one_about_privacy_and_ends_with_its_file() {
    let mut story = with_rendition().await;
    set_state(&story, State::InReview).await;
    let mut anna = moderator(&story.app).await;
    assert!(!says(&mut anna, &story, HELD).await);
    purge_the_same_file(&story).await;
    assert!(says(&mut anna, &story, HELD).await);
    assert!(!says(&mut anna, &story, PRIVATE).await);
    let private = format!("{}?urgent=1", urls::moderate(Lang::Sv));
    let text = anna.get(&private).await.assert_status(200).main_text();
    assert!(text.contains("Inget väntar"), "{text}");

    // Its makers are told too, and take the file away.
    set_state(&story, State::Draft).await;
    let files = urls::upload_step("sv", &story.work.code, "files");
    let text = story.pupil.get(&files).await.assert_status(200).main_text();
    assert!(text.contains("Klar. Två vuxna tittar"), "{text}");
    let id = story.assets().await[0].id;
    let remove = urls::upload_asset("sv", &story.work.code, id, "remove");
    story.pupil.post(&remove).await.assert_status(303);
    set_state(&story, State::InReview).await;
    assert!(!says(&mut anna, &story, HELD).await);
    assert!(!says(&mut anna, &story, PRIVATE).await);
}

#[tokio::test]
async fn a_work_can_be_held_and_about_privacy_at_once() {
    let story = with_rendition().await;
    set_state(&story, State::Published).await;
    let mut visitor = story.app.client();
    let report = urls::report(Lang::Sv, &story.work.code);
    let reported = visitor.post_form(&report, &[("reason", "privacy")]).await;
    reported.assert_status(303);
    assert_eq!(state(&story).await, State::Hidden);
    let mut anna = moderator(&story.app).await;
    assert!(says(&mut anna, &story, PRIVATE).await);
    assert!(!says(&mut anna, &story, HELD).await);
    purge_the_same_file(&story).await;
    assert_eq!(state(&story).await, State::InReview);
    assert!(says(&mut anna, &story, HELD).await);
    assert!(says(&mut anna, &story, PRIVATE).await);
}

#[tokio::test]
async fn a_copy_of_what_is_purged_is_out_of_sight_at_once() {
    let story = with_rendition().await;
    set_state(&story, State::Published).await;
    let file = urls::media(KEY, "640.webp");
    let mut visitor = story.app.client();
    visitor.get(&file).await.assert_status(200);
    purge_the_same_file(&story).await;
    story.app.clock.advance(chrono::Duration::seconds(2));
    visitor.get(&file).await.assert_status(404);
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

async fn state(story: &Story) -> State {
    let work = contributions::queries::find(story.app.db().read(), story.work.id).await;
    work.unwrap().unwrap().state
}

#[tokio::test]
async fn purging_asks_each_of_the_two_and_says_what_is_lost() {
    let story = with_rendition().await;
    set_state(&story, State::InReview).await;
    let mut anna = moderator(&story.app).await;
    let bo = testing::account(&story.app.ctx, "bo@dizza.test", &[Role::Organiser]);
    let bo = Principal::Account(bo.await.unwrap());
    let mut bo = story.app.signed_in(&bo).await;
    let code = &story.work.code;
    let item = format!("{}?kind=photo", urls::moderate_item(Lang::Sv, code));
    let ask = format!("{}?kind=photo", urls::moderate_purge(Lang::Sv, code));
    let act = urls::moderate_act(Lang::Sv, code, "purge");

    let page = anna.get(&item).await.assert_status(200);
    assert!(
        !page.forms().contains(&act),
        "no button that purges at one press"
    );
    assert!(page.text().contains(&format!("href=\"{ask}\"")));
    let page = anna.get(&ask).await.assert_status(200);
    let text = page.main_text();
    for part in [
        "Filen med sin beskrivning och textning, titeln",
        "Ingen kan få tillbaka dem.",
        "Inget raderas nu.",
        "Behåll Jag vill radera det",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(page.links().contains(&item), "the safe way leads back");
    assert!(page.forms().contains(&act));
    assert_eq!(page.field("last"), None);

    // Two who were both told that nothing is purged yet: the second is told anew.
    let wish = [("filter", "kind=photo")];
    let done = anna.post_form(&act, &wish).await.assert_status(303);
    assert_eq!(done.location(), item);
    let again = bo.post_form(&act, &wish).await.assert_status(303);
    assert_eq!(again.location(), ask);
    assert_eq!(state(&story).await, State::InReview);
    // Whoever asked waits for somebody else.
    let page = anna.get(&item).await.assert_status(200);
    assert!(page.main_text().contains("Nu måste en till granskare"));
    assert!(!page.links().iter().any(|link| link.contains("purge")));

    let page = bo.get(&ask).await.assert_status(200);
    let text = page.main_text();
    assert!(
        text.contains("Trycker du också är allt borta på en gång.")
            && text.contains("Behåll Radera för alltid"),
        "{text}"
    );
    let last = page.field("last").unwrap();
    let wish = [("filter", "kind=photo"), ("last", last.as_str())];
    let done = bo.post_form(&act, &wish).await.assert_status(303);
    assert_eq!(
        done.location(),
        format!("{}?kind=photo", urls::moderate(Lang::Sv))
    );
    assert_eq!(state(&story).await, State::Erased);
    bo.get(&ask).await.assert_status(404);
}

/// Both moderators find it, its makers read that it rests, and sparing it sets it free.
#[tokio::test]
async fn what_one_wants_purged_rests_until_it_is_spared() {
    let mut story = with_rendition().await;
    set_state(&story, State::InReview).await;
    let mut anna = moderator(&story.app).await;
    let code = story.work.code.clone();
    let act = |what| urls::moderate_act(Lang::Sv, &code, what);
    let (item, queue) = (
        urls::moderate_item(Lang::Sv, &code),
        urls::moderate(Lang::Sv),
    );
    let (mine, reopen) = (urls::my(Lang::Sv, &code), urls::reopen(Lang::Sv, &code));
    let page = anna.get(&item).await.assert_status(200);
    let approve = act("approve");
    assert!(!page.forms().contains(&act("spare")));
    assert!(page.forms().contains(&approve));
    assert!(story.pupil.get(&mine).await.forms().contains(&reopen));
    let seen = page.field("seen").unwrap();
    anna.post(&act("purge")).await.assert_status(303);
    let page = anna.get(&item).await.assert_status(200);
    assert!(!page.forms().contains(&approve));
    assert!(page.main_text().contains("eller välj Radera inte, innan"));
    let early = anna.post_form(&approve, &[("seen", &seen)]).await;
    assert!(early.assert_status(409).main_text().contains("Radera inte"));

    set_state(&story, State::ChangesRequested).await;
    let page = story.pupil.get(&mine).await.assert_status(200);
    let files = urls::upload_step(Lang::Sv, &code, "files");
    assert!(!page.links().contains(&files));
    let away = story.pupil.get(&files).await.assert_status(303);
    assert_eq!(away.location(), mine);
    set_state(&story, State::InReview).await;
    let page = story.pupil.get(&mine).await.assert_status(200);
    let text = page.main_text();
    assert!(text.contains("Så länge kan det inte ändras."), "{text}");
    assert!(!page.forms().contains(&reopen));
    let ask = story.pupil.get(&reopen).await.assert_status(303);
    assert_eq!(ask.location(), mine);
    story.pupil.post(&reopen).await.assert_status(409);
    let withdraw = urls::withdraw(Lang::Sv, &code);
    assert!(page.links().contains(&withdraw), "that they may always");
    story.pupil.post(&withdraw).await.assert_status(303);
    let lines = anna.get(&queue).await.assert_status(200).main_text();
    assert!(lines.contains("En granskare vill radera det"), "{lines}");
    let page = anna.get(&item).await.assert_status(200);
    assert!(page.forms().contains(&act("spare")), "{:?}", page.forms());

    let spared = anna.post(&act("spare")).await.assert_status(303);
    assert_eq!(spared.location(), queue);
    anna.get(&item).await.assert_status(404);
    story.pupil.post(&reopen).await.assert_status(303);
    assert_eq!(state(&story).await, State::Draft);
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
