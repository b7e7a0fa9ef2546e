//! Read by whoever decides, and by all once they are public.

use contest::assets::AssetKind;
use contest::assets::entity::{rendition, rendition_file};
use contest::contributions::State;
use contest::permissions::{Principal, Role};
use contest::testing;
use dizza_http::{Lang, urls};
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};

use super::{FILE, OURS, finished, page_of, publish, send, set_state, track};
use crate::upload_story::Story;

#[tokio::test]
async fn captions_are_public_only_while_their_contribution_is() {
    let mut story = Story::begin().await;
    let film = finished(&story, AssetKind::Video).await;
    let path = page_of(&story, film, "captions");
    send(&mut story, &path, "sv", FILE).await.assert_status(303);
    let preview = story
        .pupil
        .get(&urls::contribution(Lang::Sv, &story.work.code))
        .await
        .text();
    let own = track(&preview, "sv");
    assert!(own.starts_with("/review-media/"), "{own}");
    assert_eq!(story.pupil.get(&own).await.assert_status(200).text(), OURS);
    let public = own.replace("/review-media/", "/m/");
    for state in [
        State::Draft,
        State::InReview,
        State::Approved,
        State::Hidden,
        State::Withdrawn,
    ] {
        set_state(&story, state).await;
        for client in [&story.app.client(), &story.pupil] {
            client.clone().get(&public).await.assert_status(404);
        }
        story.stranger.clone().get(&own).await.assert_status(404);
    }
    publish(&story).await;
    let shown = story
        .app
        .client()
        .get(&urls::contribution(Lang::Sv, &story.work.code))
        .await
        .text();
    assert_eq!(track(&shown, "sv"), public);
    assert!(shown.contains("crossorigin=\"anonymous\""), "{shown}");
    let served = story.app.client().get(&public).await.assert_status(200);
    assert_eq!(served.text(), OURS);
    assert_eq!(served.header("content-type"), "text/vtt");
    assert_eq!(served.header("x-content-type-options"), "nosniff");
    assert_eq!(served.header("access-control-allow-origin"), "*");
    assert_eq!(
        served.header("cache-control"),
        "public, max-age=60, must-revalidate"
    );
    let tag = served.header("etag").to_owned();
    let again = story
        .app
        .client()
        .with_header("if-none-match", &tag)
        .get(&public)
        .await;
    assert!(again.assert_status(304).body.is_empty());
    story
        .app
        .client()
        .get(&public.replace("sv.vtt", "en.vtt"))
        .await
        .assert_status(404);
    let embed = urls::embed_contribution(&story.work.code);
    let embed = story
        .app
        .client()
        .get(&embed)
        .await
        .assert_status(200)
        .text();
    assert!(track(&embed, "sv").ends_with(&public), "{embed}");
}

#[tokio::test]
async fn a_transcript_is_read_by_everybody_who_decides_and_then_by_all() {
    let mut story = Story::begin().await;
    let song = finished(&story, AssetKind::Audio).await;
    story
        .pupil
        .get(&page_of(&story, song, "captions"))
        .await
        .assert_status(404);
    let path = page_of(&story, song, "transcript");
    let words = "Vi skrev <b>en låt</b>\r\nom luft\r\n\r\n\u{202e}Refräng";
    send(&mut story, &path, "sv", words)
        .await
        .assert_status(303);
    send(&mut story, &path, "sv", "").await.assert_status(422);
    let moderator = testing::account(&story.app.ctx, "m@dizza.test", &[Role::Moderator])
        .await
        .unwrap();
    let mut moderator = story.app.signed_in(&Principal::Account(moderator)).await;
    let class = story.work.class_id.unwrap();
    let teacher = contest::classes::queries::find(story.app.db().read(), class)
        .await
        .unwrap()
        .unwrap();
    let mut teacher = story
        .app
        .signed_in(&Principal::Account(teacher.teacher_id))
        .await;
    set_state(&story, State::Submitted).await;
    let look = urls::class_approve(Lang::Sv, class, &story.work.code);
    let seen = teacher.get(&look).await.assert_status(200).main_text();
    set_state(&story, State::InReview).await;
    let item = urls::moderate_item(Lang::Sv, &story.work.code);
    let decided = moderator.get(&item).await.assert_status(200).main_text();
    publish(&story).await;
    let page = urls::contribution(Lang::Sv, &story.work.code);
    let public = story.app.client().get(&page).await.assert_status(200);
    for text in [&seen, &decided, &public.main_text()] {
        assert!(
            text.contains("Vi skrev <b>en låt</b> om luft") && text.contains("Refräng"),
            "{text}"
        );
    }
    assert!(
        public.text().contains("&lt;b&gt;en låt&lt;/b&gt;"),
        "escaped"
    );
    assert!(public.main_text().contains("Textad"));
}

#[tokio::test]
async fn the_teacher_and_the_moderators_read_captions_line_by_line() {
    let mut story = Story::begin().await;
    let film = finished(&story, AssetKind::Video).await;
    let path = page_of(&story, film, "captions");
    send(&mut story, &path, "sv", OURS).await.assert_status(303);
    let moderator = testing::account(&story.app.ctx, "m@dizza.test", &[Role::Moderator])
        .await
        .unwrap();
    let mut moderator = story.app.signed_in(&Principal::Account(moderator)).await;
    set_state(&story, State::InReview).await;
    let item = urls::moderate_item(Lang::Sv, &story.work.code);
    let page = moderator.get(&item).await.assert_status(200);
    assert!(
        page.main_text()
            .contains("Textningen, rad för rad (svenska)"),
        "{}",
        page.main_text()
    );
    assert!(page.main_text().contains("Hej & hå"));
    let seen = page.field("seen").unwrap();
    // What was changed after the look is not approved.
    set_state(&story, State::ChangesRequested).await;
    send(&mut story, &path, "sv", &OURS.replace("Hej", "Nej"))
        .await
        .assert_status(303);
    set_state(&story, State::InReview).await;
    let act = urls::moderate_act(Lang::Sv, &story.work.code, "approve");
    let answer = moderator
        .post_form(&act, &[("seen", &seen)])
        .await
        .assert_status(409);
    assert!(
        answer.main_text().contains("ändrats"),
        "{}",
        answer.main_text()
    );
}

#[tokio::test]
async fn the_gallery_and_the_api_find_what_is_captioned() {
    let mut story = Story::begin().await;
    let ctx = story.app.ctx.clone();
    let class = contest::classes::queries::find(ctx.db.read(), story.work.class_id.unwrap());
    let class = class.await.unwrap().unwrap();
    testing::poem(&ctx, &class, "Otextad dikt", State::Published)
        .await
        .unwrap();
    let gallery = urls::gallery("sv");
    let only = format!("{gallery}?captioned=yes");
    let mut visitor = story.app.client();
    let page = visitor.get(&gallery).await.assert_status(200).text();
    assert!(
        !page.contains("captioned=yes"),
        "a filter that finds nothing is not offered"
    );
    assert!(
        visitor
            .get(&only)
            .await
            .main_text()
            .contains("Inget bidrag passar")
    );

    let film = finished(&story, AssetKind::Video).await;
    let path = page_of(&story, film, "captions");
    send(&mut story, &path, "sv", OURS).await.assert_status(303);
    let said = page_of(&story, film, "transcript");
    send(&mut story, &said, "en", "Hello")
        .await
        .assert_status(303);
    publish(&story).await;
    let page = visitor.get(&gallery).await.assert_status(200);
    assert!(
        page.text()
            .contains("/sv/gallery?captioned=yes\">Bara med textning eller text"),
        "{}",
        page.text()
    );
    assert!(page.main_text().contains("Textad"), "the mark on the card");
    for query in ["", "&sort=newest", "&grade=7"] {
        let found = visitor
            .get(&format!("{only}{query}"))
            .await
            .assert_status(200)
            .main_text();
        assert!(
            found.contains("Luft") && !found.contains("Otextad dikt"),
            "{query}: {found}"
        );
    }
    assert!(
        visitor
            .get(&format!("{only}&grade=9"))
            .await
            .main_text()
            .contains("Inget bidrag passar")
    );
    visitor
        .get(&format!("{gallery}?captioned=maybe"))
        .await
        .assert_status(404);

    let api = urls::api_contributions();
    let list = async |query: &str| {
        let answer = story
            .app
            .client()
            .get(&format!("{api}?{query}"))
            .await
            .assert_status(200);
        let json: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
        json["items"].as_array().unwrap().clone()
    };
    assert_eq!(list("captioned=false").await.len(), 2);
    let found = list("captioned=true").await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["captioned"], true);
    let asset = &found[0]["assets"][0];
    assert_eq!(
        asset["transcripts"],
        serde_json::json!([{ "language": "en", "text": "Hello" }])
    );
    assert_eq!(asset["captions"][0]["language"], "sv");
    let url = asset["captions"][0]["url"].as_str().unwrap();
    let path = &url[url.find("/m/").unwrap()..];
    assert_eq!(visitor.get(path).await.assert_status(200).text(), OURS);
}

/// A short film over a good line is its file; a long one, or one in full HD, is played from its playlist.
#[tokio::test]
async fn what_the_player_takes_over_is_marked() {
    let story = Story::begin().await;
    finished(&story, AssetKind::Video).await;
    publish(&story).await;
    let made = story.assets().await[0].rendition_id.unwrap();
    let page = urls::contribution(Lang::Sv, &story.work.code);
    let marked = async || {
        let page = story.app.client().get(&page).await.text();
        (page.contains("data-hls="), page.contains("data-adaptive"))
    };
    let lasts = async |duration_ms| {
        let row = rendition::ActiveModel {
            id: Unchanged(made),
            duration_ms: Set(Some(duration_ms)),
            ..Default::default()
        };
        row.update(story.app.db().write()).await.unwrap();
    };
    let add = async |name: &str| {
        let row = rendition_file::Model {
            rendition_id: made,
            name: name.into(),
            content_type: "application/vnd.apple.mpegurl".into(),
            size_bytes: 10,
            sha256: vec![1; 32],
            width: None,
            height: None,
            duration_us: None,
            codec: None,
        };
        let row = rendition_file::Entity::insert(row.into_active_model());
        row.exec_without_returning(story.app.db().write())
            .await
            .unwrap();
        story.app.clock.advance(chrono::Duration::seconds(2));
    };
    lasts(91_000).await;
    assert_eq!(marked().await, (false, false), "there is no playlist");
    add("master.m3u8").await;
    assert_eq!(marked().await, (true, true));
    lasts(90_000).await;
    story.app.clock.advance(chrono::Duration::seconds(2));
    assert_eq!(marked().await, (true, false));
    add("1080.m3u8").await;
    assert_eq!(marked().await, (true, true));
}
