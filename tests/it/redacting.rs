//! Covering a place by the plain form: adding, taking away, burning in; and what is public then.

use contest::assets::{self, AssetKind, AssetState};
use contest::contributions::{self, State};
use contest::permissions::{Principal, Role};
use contest::testing;
use dizza_http::{Lang, urls};
use test_support::{Answer, Client, TestApp};

use crate::captions::finished;
use crate::media_host::{KEY, set_state, with_rendition};
use crate::reviewing::teacher;
use crate::upload_story::Story;

const PLACE: [(&str, &str); 5] = [
    ("what", "cover"),
    ("left", "10"),
    ("right", "40,5"),
    ("top", "30"),
    ("bottom", "70 %"),
];

pub async fn moderator(app: &TestApp) -> Client {
    let account = testing::account(&app.ctx, "mod@dizza.test", &[Role::Moderator])
        .await
        .unwrap();
    app.signed_in(&Principal::Account(account)).await
}

async fn asset(story: &Story) -> assets::entity::asset::Model {
    let all = assets::queries::of_contribution(story.app.db().read(), story.work.id)
        .await
        .unwrap();
    all.into_iter().next().unwrap()
}

fn with<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    PLACE.iter().chain(more).copied().collect()
}

#[tokio::test]
async fn a_public_picture_is_gone_at_once_and_has_to_be_approved_again() {
    let story = with_rendition().await;
    set_state(&story, State::Published).await;
    let (public, review) = (
        urls::media(KEY, "640.webp"),
        urls::review_media(KEY, "640.webp"),
    );
    story.app.client().get(&public).await.assert_status(200);
    let id = asset(&story).await.id;
    let page = urls::redact(Lang::Sv, &story.work.code, id);
    let mut anna = moderator(&story.app).await;

    // What is missing is named, and nothing happens.
    let form = [("press", "go")];
    let answer = anna.post_form(&page, &form).await.assert_status(422);
    assert!(answer.text().contains("Välj varför"));
    let answer = anna
        .post_form(&page, &[("press", "go"), ("why", "person")])
        .await
        .assert_status(422);
    assert!(answer.text().contains("Markera något först"));
    let wrong = [
        ("press", "add"),
        ("left", "10"),
        ("right", "5"),
        ("top", "0"),
        ("bottom", "9"),
    ];
    anna.post_form(&page, &wrong).await.assert_status(422);
    // One is added, taken away, and added again: it goes along in the page.
    let answer = anna
        .post_form(&page, &with(&[("press", "add")]))
        .await
        .assert_status(200);
    let mark = answer.field("mark").expect("it goes along");
    assert_eq!(mark, "cover 1000 3000 4050 7000");
    let dropped = [("mark", mark.as_str()), ("press", "drop-0")];
    let answer = anna.post_form(&page, &dropped).await.assert_status(200);
    assert_eq!(answer.field("mark"), None);
    assert_eq!(asset(&story).await.state, AssetState::Ready);

    let go = [("mark", mark.as_str()), ("why", "person"), ("press", "go")];
    anna.post_form(&page, &go).await.assert_status(303);
    story.app.clock.advance(chrono::Duration::seconds(2));
    story.app.client().get(&public).await.assert_status(404);
    story.pupil.clone().get(&review).await.assert_status(404);
    let work = contributions::queries::find(story.app.db().read(), story.work.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((work.state, work.approved_hash), (State::InReview, None));
    let marks = assets::redact::marks(story.app.db().read(), id)
        .await
        .unwrap();
    assert_eq!(marks.pending.len(), 1);
    // Until it is ready there is nothing more to mark.
    let answer = anna.get(&page).await.assert_status(200);
    assert!(answer.text().contains("Filen bearbetas"));
    anna.post_form(&page, &go).await.assert_status(409);
}

#[tokio::test]
async fn makers_may_while_they_may_change_it_and_never_destroy_the_original() {
    let story = with_rendition().await;
    let id = asset(&story).await.id;
    let page = urls::redact(Lang::Sv, &story.work.code, id);
    for state in [State::Submitted, State::InReview, State::Published] {
        set_state(&story, state).await;
        story.pupil.clone().get(&page).await.assert_status(409);
    }
    set_state(&story, State::Draft).await;
    let mut stranger = story.stranger.clone();
    stranger.get(&page).await.assert_status(404);
    let go = with(&[("why", "person"), ("press", "go")]);
    stranger.post_form(&page, &go).await.assert_status(404);
    let mut pupil = story.pupil.clone();
    let files = urls::my(Lang::Sv, &story.work.code);
    let list = pupil.get(&files).await.assert_status(200);
    assert!(list.text().contains(&page), "nothing leads there");
    let answer = pupil.get(&page).await.assert_status(200);
    assert!(!answer.text().contains("name=\"destroy\""));
    let destroy = with(&[("why", "person"), ("destroy", "yes"), ("press", "go")]);
    pupil.post_form(&page, &destroy).await.assert_status(403);
    assert_eq!(asset(&story).await.state, AssetState::Ready);
    pupil.post_form(&page, &go).await.assert_status(303);
    let after = asset(&story).await;
    assert_eq!(
        (after.state, after.rendition_id),
        (AssetState::Stored, None)
    );
}

/// The marks that stand on a page, as they go along.
fn marks(answer: &Answer) -> Vec<String> {
    let html = answer.text();
    let tags = html.split("name=\"mark\" value=\"").skip(1);
    tags.map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect()
}

/// Presses a button of the form as it stands on the page.
async fn press(client: &mut Client, page: &str, on: &Answer, more: &[(&str, &str)]) -> Answer {
    let html = on.text();
    let typed = ["left", "right", "top", "bottom", "from", "to"]
        .into_iter()
        .filter_map(|name| Some((name, on.field(name)?)));
    let chosen = html
        .split('<')
        .filter(|tag| tag.contains("name=\"what\"") && tag.contains(" checked"));
    let chosen = chosen.filter_map(|tag| {
        let value = tag.split_once("value=\"")?.1.split('"').next()?;
        Some(("what", value.to_owned()))
    });
    let added = marks(on).into_iter().map(|mark| ("mark", mark));
    let mut fields: Vec<(&str, String)> = typed.chain(chosen).chain(added).collect();
    fields.retain(|(name, _)| !more.iter().any(|(given, _)| given == name));
    fields.extend(
        more.iter()
            .map(|(name, value)| (*name, (*value).to_owned())),
    );
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    client.post_form(page, &fields).await
}

#[tokio::test]
async fn what_is_still_in_the_fields_after_a_refusal_is_added_once() {
    let story = with_rendition().await;
    let page = urls::redact(Lang::Sv, &story.work.code, asset(&story).await.id);
    let mut pupil = story.pupil.clone();
    let empty = pupil.get(&page).await.assert_status(200);
    // The reason is missing: the place is in the fields or in the list, never in both.
    let refused = press(&mut pupil, &page, &empty, &with(&[("press", "go")])).await;
    let refused = refused.assert_status(422);
    assert!(refused.main_text().contains("Välj varför"));
    let added = press(&mut pupil, &page, &refused, &[("press", "add")]).await;
    assert_eq!(marks(&added), ["cover 1000 3000 4050 7000"]);
    // Typed once more, it is the same place.
    let again = press(&mut pupil, &page, &added, &with(&[("press", "add")])).await;
    assert_eq!(marks(&again), ["cover 1000 3000 4050 7000"]);
    let refused = press(&mut pupil, &page, &again, &with(&[("press", "go")])).await;
    let go = [("press", "go"), ("why", "person")];
    let done = press(&mut pupil, &page, &refused.assert_status(422), &go).await;
    done.assert_status(303);
    let pending = assets::redact::marks(story.app.db().read(), asset(&story).await.id)
        .await
        .unwrap()
        .pending;
    assert_eq!(pending.len(), 1);
}

#[tokio::test]
async fn a_stretch_that_was_added_silences_nothing_but_itself() {
    for kind in [AssetKind::Video, AssetKind::Audio] {
        let story = Story::begin().await;
        let id = finished(&story, kind).await;
        let page = urls::redact(Lang::Sv, &story.work.code, id);
        let mut pupil = story.pupil.clone();
        let empty = pupil.get(&page).await.assert_status(200);
        let stretch = [("what", "silence"), ("from", "1"), ("to", "2")];
        let add: Vec<_> = stretch.into_iter().chain([("press", "add")]).collect();
        let added = press(&mut pupil, &page, &empty, &add).await;
        let added = added.assert_status(200);
        assert_eq!(marks(&added), ["silence 1000 2000"]);
        // Nothing more is chosen or typed.
        let go = [("press", "go"), ("why", "voice")];
        let done = press(&mut pupil, &page, &added, &go).await;
        done.assert_status(303);
        let pending = assets::redact::marks(story.app.db().read(), id)
            .await
            .unwrap()
            .pending;
        assert_eq!(pending.len(), 1, "{kind:?}: {pending:?}");
        assert!(pending[0].span().is_some(), "{kind:?}: not all of it");
    }
}

#[tokio::test]
async fn the_button_says_what_becomes_of_this_kind_of_file() {
    let story = with_rendition().await;
    let photo = asset(&story).await.id;
    let film = finished(&story, AssetKind::Video).await;
    let song = finished(&story, AssetKind::Audio).await;
    for (id, sv, en) in [
        (photo, "Täck för gott", "Cover for good"),
        (film, "Ändra filmen för gott", "Change the film for good"),
        (song, "Tysta för gott", "Silence for good"),
    ] {
        for (lang, words) in [(Lang::Sv, sv), (Lang::En, en)] {
            let page = urls::redact(lang, &story.work.code, id);
            let page = story.pupil.clone().get(&page).await.assert_status(200);
            let text = page.main_text();
            assert!(text.trim_end().ends_with(words), "{words}: {text}");
        }
    }
    let page = urls::redact(Lang::Sv, &story.work.code, song);
    let page = story.pupil.clone().get(&page).await.main_text();
    assert!(
        !page.contains("täck") && page.contains("Vad ska tystas?"),
        "{page}"
    );
}

#[tokio::test]
async fn everybody_goes_back_to_where_they_came_from() {
    type Address = fn(&Story) -> String;
    let rooms: [(&str, Address, State); 5] = [
        ("pupil", files, State::Draft),
        ("pupil", mine, State::Draft),
        ("teacher", mine, State::Submitted),
        ("teacher", approve, State::Submitted),
        ("moderator", item, State::InReview),
    ];
    for (who, from, state) in rooms {
        let story = with_rendition().await;
        let from = from(&story);
        let redact = urls::redact(Lang::Sv, &story.work.code, asset(&story).await.id);
        let mut client = match who {
            "pupil" => story.pupil.clone(),
            "teacher" => teacher(&story).await,
            _ => moderator(&story.app).await,
        };
        set_state(&story, state).await;
        let page = client.get(&from).await.assert_status(200);
        let links = page.links();
        let link = links.iter().find(|link| link.starts_with(&redact));
        let link = link.unwrap_or_else(|| panic!("{from}: nothing leads there"));
        let page = client.get(link).await.assert_status(200);
        assert!(page.links().contains(&from), "{from}: {:?}", page.links());
        // It goes along with every press.
        let forms = page.forms();
        let action = forms.iter().find(|form| form.starts_with(&redact)).unwrap();
        let refused = client.post_form(action, &[("press", "go")]).await;
        let refused = refused.assert_status(422);
        assert!(refused.links().contains(&from), "{:?}", refused.links());
        let go = with(&[("why", "person"), ("press", "go")]);
        let done = client.post_form(action, &go).await.assert_status(303);
        assert_eq!(done.location(), from, "{who}");
    }
    // Whoever has no such room, or came from nowhere, is led to their own.
    let story = with_rendition().await;
    let redact = urls::redact(Lang::Sv, &story.work.code, asset(&story).await.id);
    for from in ["", "?from=item", "?from=class", "?from=https://example.org"] {
        let page = story.pupil.clone().get(&format!("{redact}{from}")).await;
        let page = page.assert_status(200);
        assert!(page.links().contains(&mine(&story)), "{from}");
    }
}

fn files(story: &Story) -> String {
    urls::upload_step(Lang::Sv, &story.work.code, "files")
}

fn mine(story: &Story) -> String {
    urls::my(Lang::Sv, &story.work.code)
}

fn approve(story: &Story) -> String {
    urls::class_approve(Lang::Sv, story.work.class_id.unwrap(), &story.work.code)
}

fn item(story: &Story) -> String {
    let item = urls::moderate_item(Lang::Sv, &story.work.code);
    format!("{item}?kind=photo&page=1")
}
