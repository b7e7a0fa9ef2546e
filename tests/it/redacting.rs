//! Covering a place by the plain form: adding, taking away, burning in; and what is public then.

use contest::assets::{self, AssetState};
use contest::contributions::{self, State};
use contest::permissions::{Principal, Role};
use contest::testing;
use dizza_http::{Lang, urls};
use test_support::{Client, TestApp};

use crate::media_host::{KEY, set_state, with_rendition};
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
