//! Purging, what rests until then, and copies of what is purged.

use contest::assets::entity::asset;
use contest::contributions::State;
use contest::permissions::{Actor, Principal, Role};
use contest::{moderation, testing};
use dizza_http::{Lang, urls};
use sea_orm::{EntityTrait, IntoActiveModel};
use test_support::Client;

use super::state;
use crate::media_host::{KEY, set_state, with_rendition};
use crate::redacting::moderator;
use crate::upload_story::Story;

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
