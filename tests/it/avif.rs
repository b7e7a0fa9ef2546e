//! AVIF of published pictures: by the real encoder in the jail, beside what was approved, and never longer than it is public.

use std::io::Cursor;

use chrono::Duration;
use contest::assets::entity::rendition_file;
use contest::assets::{self, rendition_key};
use contest::contributions::entity::contribution;
use contest::contributions::{State, content_hash};
use contest::editions;
use dizza_http::{Lang, urls};
use sea_orm::{ActiveValue::Set, EntityTrait};
use storage::{ObjectKey, ObjectStore};

use crate::media_host::set_state;
use crate::redacting::moderator;
use crate::upload_story::Story;

/// A photo with gentle slopes and some grain, 1400 x 935.
fn photo() -> Vec<u8> {
    let picture = image::RgbImage::from_fn(1400, 935, |x, y| {
        let grain = (x * 7919 + y * 104_729) % 23;
        let at = |value: u32| u8::try_from((value + grain) % 256).unwrap();
        image::Rgb([at(x / 7), at(y / 5), at((x + y) / 12)])
    });
    let mut bytes = Cursor::new(Vec::new());
    picture
        .write_to(&mut bytes, image::ImageFormat::Jpeg)
        .unwrap();
    bytes.into_inner()
}

/// A published work with that photo, made by the program's own jobs.
async fn published(config: fn(&mut server::Config)) -> Story {
    let story = Story::with(config).await;
    story.send("bild.jpg", &photo()).await.assert_status(201);
    story.app.run_jobs().await;
    publish(&story).await;
    story
}

/// Publishes the work under a title, in the first category.
pub async fn publish(story: &Story) {
    set_state(story, State::Published).await;
    let db = &story.app.ctx.db;
    let kinds = editions::queries::categories(db.read(), story.work.edition_id).await;
    let row = contribution::ActiveModel {
        id: Set(story.work.id),
        title: Set("Gryning".into()),
        category_id: Set(Some(kinds.unwrap()[0].id)),
        published_at: Set(Some(story.app.now())),
        ..Default::default()
    };
    contribution::Entity::update(row)
        .exec(db.write())
        .await
        .unwrap();
}

/// The media key, and the AVIF files.
async fn avif(story: &Story) -> (String, Vec<rendition_file::Model>) {
    let asset = story.assets().await.pop().unwrap();
    let Some(id) = asset.rendition_id else {
        return (String::new(), Vec::new());
    };
    let db = story.app.db().read();
    let set = assets::queries::renditions(db, &[id]).await.unwrap();
    let mut files = assets::queries::files(db, &[id]).await.unwrap();
    files.retain(|file| file.content_type == "image/avif");
    (set[0].media_key.clone(), files)
}

async fn stored(story: &Story, key: &str, name: &str) -> bool {
    let key = ObjectKey::parse(rendition_key(key, name)).unwrap();
    story.app.store.head(&key).await.is_ok()
}

async fn page(story: &Story) -> String {
    let page = urls::contribution(Lang::Sv, &story.work.code);
    let answer = story.app.client().get(&page).await;
    assert_eq!(answer.status, 200, "{}", story.app.logs());
    answer.text()
}

#[tokio::test]
async fn nothing_is_made_unless_it_is_asked_for() {
    let story = published(|_| ()).await;
    story.app.clock.advance(Duration::minutes(10));
    story.app.run_scheduled().await;
    assert!(avif(&story).await.1.is_empty());
    let dump = story.app.dump().await;
    assert!(!dump.contains("offer-avif") && !dump.contains("make-avif"));
    assert!(!page(&story).await.contains("<picture>"));
}

#[tokio::test]
async fn a_published_picture_is_offered_in_avif_and_its_approval_still_holds() {
    let story = published(|config| config.worker.avif = true).await;
    let db = story.app.db().read();
    let before = content_hash(db, &story.work).await.unwrap();
    assert!(!page(&story).await.contains("<picture>"));
    story.app.run_scheduled().await;
    let (key, files) = avif(&story).await;
    assert_eq!(files.len(), 4, "{files:?}");
    assert_eq!(content_hash(db, &story.work).await.unwrap(), before);

    let html = page(&story).await;
    let gallery = urls::gallery(Lang::Sv);
    let wall = story.app.client().get(&gallery).await.assert_status(200);
    let embed = urls::embed_contribution(&story.work.code);
    let frame = story.app.client().get(&embed).await.assert_status(200);
    for html in [html.as_str(), &wall.text(), &frame.text()] {
        assert!(html.contains("<picture><source type=\"image/avif\" srcset=\""));
    }
    for file in &files {
        let url = urls::media(&key, &file.name);
        assert!(html.contains(&url), "{url}");
        let answer = story.app.client().get(&url).await.assert_status(200);
        assert_eq!(answer.header("content-type"), "image/avif");
        assert_eq!(answer.body.len(), usize::try_from(file.size_bytes).unwrap());
        assert_eq!(&answer.body[4..12], b"ftypavif");
        let tag = answer.header("etag").to_owned();
        let again = story.app.client().with_header("if-none-match", &tag);
        again.clone().get(&url).await.assert_status(304);
        let part = story.app.client().with_header("range", "bytes=4-7");
        let part = part.clone().get(&url).await.assert_status(206);
        assert_eq!(&part.body[..], b"ftyp");
    }
    // It is done once.
    story.app.clock.advance(Duration::minutes(10));
    story.app.run_scheduled().await;
    assert_eq!(avif(&story).await.1, files);
}

#[tokio::test]
async fn what_is_hidden_is_gone_at_once_and_dropped_soon() {
    let story = published(|config| config.worker.avif = true).await;
    story.app.run_scheduled().await;
    let (key, files) = avif(&story).await;
    let url = urls::media(&key, &files[0].name);
    story.app.client().get(&url).await.assert_status(200);
    for state in [State::Hidden, State::ChangesRequested, State::Withdrawn] {
        set_state(&story, state).await;
        story.app.client().get(&url).await.assert_status(404);
        story.pupil.clone().get(&url).await.assert_status(404);
    }
    assert!(stored(&story, &key, &files[0].name).await);
    // It still lies there, but who judges the work is shown what was approved.
    set_state(&story, State::Hidden).await;
    let item = urls::moderate_item(Lang::Sv, &story.work.code);
    let item = moderator(&story.app).await.get(&item).await;
    let html = item.assert_status(200).text();
    assert!(html.contains(&urls::review_media(&key, "640.webp")));
    assert!(!html.contains(".avif"), "AVIF is offered to moderators");
    story.app.clock.advance(Duration::minutes(5));
    story.app.run_scheduled().await;
    assert!(avif(&story).await.1.is_empty());
    for file in &files {
        assert!(!stored(&story, &key, &file.name).await, "{}", file.name);
    }
    assert!(stored(&story, &key, "640.webp").await);
    // Public again: made anew, under new names.
    set_state(&story, State::Published).await;
    story.app.clock.advance(Duration::minutes(5));
    story.app.run_scheduled().await;
    let (_, again) = avif(&story).await;
    assert_eq!(again.len(), files.len());
    assert!(
        again
            .iter()
            .all(|file| files.iter().all(|old| old.name != file.name))
    );
}

#[tokio::test]
async fn a_covered_picture_takes_its_avif_along() {
    let story = published(|config| config.worker.avif = true).await;
    story.app.run_scheduled().await;
    let (key, files) = avif(&story).await;
    let url = urls::media(&key, &files[0].name);
    let id = story.assets().await[0].id;
    let area = assets::Area::new(0, 0, 5_000, 5_000).unwrap();
    let redaction = assets::Redaction {
        marks: vec![assets::Mark::Cover { area, span: None }],
        why: assets::Why::Person,
        destroy_original: false,
    };
    set_state(&story, State::Draft).await;
    assets::redact(
        &story.app.ctx,
        &story.actor,
        &story.work.code,
        id,
        redaction,
    )
    .await
    .unwrap();
    story.app.run_jobs().await;
    let rows = rendition_file::Entity::find()
        .all(story.app.db().read())
        .await
        .unwrap();
    assert!(rows.iter().all(|row| row.content_type != "image/avif"));
    set_state(&story, State::Published).await;
    story.app.client().get(&url).await.assert_status(404);
    for file in &files {
        assert!(!stored(&story, &key, &file.name).await, "{}", file.name);
    }
}

#[tokio::test]
async fn an_attempt_that_broke_off_leaves_no_rows_and_the_next_one_does_it_once() {
    let story = published(|config| config.worker.avif = true).await;
    let ctx = &story.app.ctx;
    // One of four files does not arrive, the others lie there.
    story.app.store.refuse_puts(1);
    let registry = &story.app.app.registry;
    registry
        .enqueue_scheduled(&ctx.db, &ctx.clock)
        .await
        .unwrap();
    let failed = registry.drain(&ctx.db, &ctx.clock).await.unwrap();
    assert_eq!(failed.len(), 1, "{failed:?}");
    assert!(avif(&story).await.1.is_empty());
    ctx.clock.advance(Duration::minutes(1));
    story.app.run_jobs().await;
    let (key, files) = avif(&story).await;
    assert_eq!(files.len(), 4);
    for file in &files {
        assert!(stored(&story, &key, &file.name).await, "{}", file.name);
    }
}
