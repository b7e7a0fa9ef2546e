//! Captions and transcripts through the pages: written in the wizard, seen by whoever decides, served once they are public,
//! found by the gallery and the API.

use contest::assets::jobs::ProcessAsset;
use contest::assets::{self, AssetKind, MadeFile, MadeRendition};
use contest::contributions::entity::contribution;
use contest::contributions::{self, State, content_hash};
use contest::ids::AssetId;
use contest::permissions::{Principal, Role};
use contest::{AppContext, testing};
use dizza_http::{Lang, urls};
use queue::JobError;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use sha2::{Digest, Sha256};
use storage::{ObjectKey, Store};
use test_support::{Answer, Part};

use crate::upload_story::Story;

const BYTES: &[u8] = b"0123456789";
const FILE: &str =
    "WEBVTT - Anna Andersson\n\nNOTE Anna\n\n00:01.000 --> 00:04.000 align:left\n<i>Hej & hå</i>\n";
const OURS: &str = "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\nHej &amp; hå\n";

/// A finished film (or song) of ten seconds in the story's draft.
pub async fn finished(story: &Story, kind: AssetKind) -> AssetId {
    let key = format!("o/{}", hex::encode(story.app.ctx.random::<16>()));
    story
        .worked_on((kind, "mp4", &key), |registry, making| {
            registry.register_with(making, make)
        })
        .await
}

async fn make(
    (ctx, store): (AppContext, Store),
    job: ProcessAsset,
    lease: queue::Lease,
) -> Result<(), JobError> {
    assets::to_process(&ctx, job.asset).await?;
    let kind = assets::queries::find(ctx.db.read(), job.asset)
        .await?
        .map(|asset| asset.kind);
    let name = match kind {
        Some(AssetKind::Audio) => ("audio.m4a", "audio/mp4"),
        _ => ("video.mp4", "video/mp4"),
    };
    let media_key = hex::encode(ctx.random::<16>());
    let key =
        ObjectKey::parse(assets::rendition_key(&media_key, name.0)).map_err(JobError::fail)?;
    store
        .put_bytes(&key, BYTES.into())
        .await
        .map_err(JobError::retry)?;
    let file = MadeFile {
        name: name.0.into(),
        content_type: name.1.into(),
        size_bytes: 10,
        sha256: Sha256::digest(BYTES).into(),
        width: Some(640),
        height: Some(360),
    };
    let made = MadeRendition {
        media_key,
        files: vec![file],
        width: Some(640),
        height: Some(360),
        duration_ms: Some(10_000),
        has_audio: true,
        thumbhash: String::new(),
        color: String::new(),
        peaks: vec![3; 20],
        pages: Vec::new(),
        fingerprint: None,
        original: None,
    };
    assets::mark_ready(&ctx, lease.token(), job.asset, made).await?;
    Ok(())
}

async fn set(story: &Story, row: contribution::ActiveModel) {
    let update = contribution::Entity::update_many().set(row);
    let update = update.filter(contribution::Column::Id.eq(story.work.id));
    update.exec(story.app.db().write()).await.unwrap();
    story.app.clock.advance(chrono::Duration::seconds(2));
}

async fn set_state(story: &Story, state: State) {
    let row = contribution::ActiveModel {
        state: Set(state),
        title: Set("Luft".into()),
        approved_hash: Set(Some(vec![1])),
        ..Default::default()
    };
    set(story, row).await;
}

/// Lets the approval of what there is now take effect.
async fn publish(story: &Story) {
    let ctx = &story.app.ctx;
    set_state(story, State::Approved).await;
    let work = contributions::queries::find(ctx.db.read(), story.work.id).await;
    let row = contribution::ActiveModel {
        approved_hash: Set(content_hash(ctx.db.read(), &work.unwrap().unwrap())
            .await
            .unwrap()),
        publish_at: Set(Some(ctx.clock.wall())),
        ..Default::default()
    };
    set(story, row).await;
    let done = contributions::publish(ctx, story.work.id).await.unwrap();
    assert_eq!(done, contributions::Published::Yes);
    story.app.clock.advance(chrono::Duration::seconds(2));
}

fn page_of(story: &Story, id: AssetId, kind: &str) -> String {
    urls::upload_texts(Lang::Sv, &story.work.code, id, kind)
}

async fn send(story: &mut Story, path: &str, language: &str, text: &str) -> Answer {
    let parts = [
        Part::text("language", language),
        Part::file("file", "", ""),
        Part::text("text", text),
    ];
    story.pupil.multipart(path, &parts).await
}

#[tokio::test]
async fn captions_come_from_a_file_or_are_typed_and_only_what_was_understood_is_served() {
    let mut story = Story::begin().await;
    let film = finished(&story, AssetKind::Video).await;
    let path = page_of(&story, film, "captions");
    let files = urls::upload_step(Lang::Sv, &story.work.code, "files");
    let list = story.pupil.get(&files).await.assert_status(200).text();
    assert!(
        list.contains("Talar eller sjunger någon?") && list.contains(&path),
        "{list}"
    );

    let parts = [
        Part::text("language", "sv"),
        Part::file("file", "Anna.vtt", FILE),
        Part::text("text", "används inte"),
    ];
    let answer = story.pupil.multipart(&path, &parts).await;
    assert_eq!(answer.assert_status(303).location(), path);
    let subrip = "1\r\n00:00:01,000 --> 00:00:04,000\r\nHello\r\n";
    send(&mut story, &path, "en", subrip)
        .await
        .assert_status(303);
    let page = story.pupil.get(&path).await.assert_status(200).main_text();
    for part in [
        "Texten är sparad",
        "svenska",
        "Hej & hå",
        "engelska",
        "Hello",
        "0:01",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let list = story.pupil.get(&files).await.main_text();
    assert!(list.contains("Textning: engelska, svenska"), "{list}");
    assert!(!list.contains("Talar eller sjunger någon?"), "{list}");
    // The text can be taken back into the form.
    let again = story.pupil.get(&format!("{path}?language=sv")).await;
    assert!(
        again
            .assert_status(200)
            .text()
            .contains("00:00:01.000 --&gt; 00:00:04.000\nHej &amp;amp; hå")
    );
    for page in [
        urls::my(Lang::Sv, &story.work.code),
        urls::upload_step(Lang::Sv, &story.work.code, "check"),
    ] {
        let text = story.pupil.get(&page).await.assert_status(200).text();
        assert!(
            text.contains("Textning: engelska, svenska") && text.contains(&path),
            "{text}"
        );
    }
    let dump = story.app.dump().await;
    assert!(
        !dump.contains("Anna"),
        "nothing but times and words is kept"
    );
}

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

/// Address of the captions in a language on a page.
fn track(html: &str, language: &str) -> String {
    let mut tracks = html.split("<track kind=\"captions\" src=\"").skip(1);
    let found = tracks.find(|rest| {
        rest.contains(&format!("srclang=\"{language}\"")) && {
            let tag = rest.split('>').next().unwrap_or_default();
            tag.contains(&format!("srclang=\"{language}\""))
        }
    });
    let found = found.unwrap_or_else(|| panic!("no {language} track: {html}"));
    found.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn what_is_wrong_names_its_line_and_leaves_what_was_typed() {
    let mut story = Story::begin().await;
    let film = finished(&story, AssetKind::Video).await;
    let path = page_of(&story, film, "captions");
    for (text, words) in [
        (
            "WEBVTT\n\n00:01 --> 00:04\nHej",
            "Rad 3: tiden ska se ut så här: 00:01.000 --> 00:04.000",
        ),
        (
            "WEBVTT\n\n00:01.000 --> 00:14.000\nHej",
            "Rad 3: då är filmen redan slut.",
        ),
        (
            "Hej",
            "Rad 1: här ska det stå WEBVTT. Skriv in raden WEBVTT allra först, sedan en tom rad,",
        ),
        (
            "\n00:01.000 --> 00:04.000\nHej",
            "Rad 2: här ska det stå WEBVTT.",
        ),
        (
            "WEBVTT\n\n00:01.000 --> 00:04.000\n<script>alert(1)</script>",
            "Rad 4: här står koder",
        ),
        (" \n", "Välj en fil eller skriv textningen"),
    ] {
        let answer = send(&mut story, &path, "sv", text).await.assert_status(422);
        let page = answer.main_text();
        assert!(page.contains(words), "{words}: {page}");
        assert!(
            answer.text().contains("href=\"#field-text\""),
            "at its field"
        );
        if !text.contains('<') {
            let typed = text.replace('>', "&gt;");
            assert!(answer.text().contains(&typed), "what was typed stays");
        }
        assert!(!answer.text().contains("<script>alert"), "and is escaped");
    }
    let file = |name: &'static str, bytes: Vec<u8>| {
        [
            Part::text("language", "sv"),
            Part::file("file", name, bytes),
        ]
    };
    let latin = file(
        "a.vtt",
        b"WEBVTT\n\n00:01.000 --> 00:04.000\nF\xf6r".to_vec(),
    );
    let answer = story
        .pupil
        .multipart(&path, &latin)
        .await
        .assert_status(422);
    assert!(answer.main_text().contains("Rad 4 går inte att läsa"));
    assert!(answer.text().contains("href=\"#field-file\""));
    let film_itself = file("film.mp4", vec![0; 300_000]);
    let answer = story
        .pupil
        .multipart(&path, &film_itself)
        .await
        .assert_status(422);
    assert!(
        answer
            .main_text()
            .contains("Har du valt filmen av misstag?")
    );
    let english = urls::upload_texts(Lang::En, &story.work.code, film, "captions");
    let answer = send(&mut story, &english, "sv", "WEBVTT\n\nx")
        .await
        .assert_status(422);
    assert!(
        answer
            .main_text()
            .contains("Line 3: the words have no time."),
        "{}",
        answer.main_text()
    );
    let answer = send(&mut story, &path, "tlh", OURS)
        .await
        .assert_status(422);
    assert!(answer.main_text().contains("Välj ett språk"));
    let unknown = [Part::text("position", "1")];
    let answer = story
        .pupil
        .clone()
        .with_header("accept", "application/json")
        .multipart(&path, &unknown)
        .await;
    assert_eq!(answer.assert_status(400).problem_code(), "bad-form");
    let texts = contest::captions::queries::of_assets(story.app.db().read(), &[film]).await;
    assert_eq!(texts.unwrap(), []);
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
async fn texts_are_taken_away_again_and_nobody_else_reaches_them() {
    let mut story = Story::begin().await;
    let film = finished(&story, AssetKind::Video).await;
    let path = page_of(&story, film, "captions");
    send(&mut story, &path, "sv", OURS).await.assert_status(303);
    let remove = urls::upload_text_remove(Lang::Sv, &story.work.code, film, "captions", "sv");
    let mut others = [story.stranger.clone(), story.app.client()];
    for client in &mut others {
        let text = [Part::text("language", "en"), Part::text("text", OURS)];
        for answer in [
            client.get(&remove).await,
            client.post(&remove).await,
            client.multipart(&path, &text).await,
        ] {
            let status = answer.status.as_u16();
            let sign_in = status == 303 && answer.location().contains("/sign-in");
            assert!(sign_in || matches!(status, 401 | 403 | 404), "{status}");
        }
    }
    let nothing = urls::upload_texts(Lang::Sv, &story.work.code, film, "subtitles");
    story.pupil.get(&nothing).await.assert_status(404);
    set_state(&story, State::Submitted).await;
    let mut program = story
        .pupil
        .clone()
        .with_header("accept", "application/json");
    let late = program.post(&remove).await;
    assert_eq!(
        late.assert_status(409).problem_code(),
        "contribution-not-editable"
    );
    let away = story.pupil.get(&remove).await.assert_status(303);
    assert_eq!(away.location(), urls::my(Lang::Sv, &story.work.code));
    let away = story.pupil.get(&path).await.assert_status(303);
    assert_eq!(away.location(), urls::my(Lang::Sv, &story.work.code));
    let mine = story.pupil.get(away.location()).await.text();
    assert!(
        mine.contains("Textning: svenska") && !mine.contains(&path),
        "{mine}"
    );
    set_state(&story, State::ChangesRequested).await;
    // No button on the page takes it away: a link leads to the question, and asking changes nothing.
    let list = story.classmate.get(&path).await.assert_status(200);
    let forms = list.forms();
    let here: Vec<_> = forms
        .iter()
        .filter(|form| form.contains("/texts/"))
        .collect();
    assert_eq!(here, [&path], "only the form to write in");
    assert!(list.links().contains(&remove), "{:?}", list.links());
    let ask = story.classmate.get(&remove).await.assert_status(200);
    let words = ask.main_text();
    for part in [
        "Ta bort textningen till 1. Film på svenska?",
        "Alla ord och tider i den försvinner ur bidraget.",
        "Nej, behåll Ta bort texten",
    ] {
        assert!(words.contains(part), "{part}: {words}");
    }
    assert!(ask.links().contains(&path), "the safe way leads back");
    assert!(ask.forms().contains(&remove));
    let page = story.pupil.get(&path).await.assert_status(200).main_text();
    assert!(page.contains("Hej & hå"), "{page}");

    let done = story.classmate.post(&remove).await.assert_status(303);
    assert_eq!(done.location(), path);
    let page = story.pupil.get(&path).await.assert_status(200).main_text();
    assert!(!page.contains("Hej & hå"), "{page}");
    story.pupil.get(&remove).await.assert_status(404);
    // Pressed twice: it is as they wanted it.
    story.pupil.post(&remove).await.assert_status(303);
    let gone = contest::captions::queries::of_assets(story.app.db().read(), &[film]).await;
    assert_eq!(gone.unwrap(), []);
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
