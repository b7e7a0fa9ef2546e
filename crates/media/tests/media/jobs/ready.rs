//! Photos, magazines and songs: ready, refused for a reason, or tried again.

use chrono::Duration;
use contest::assets::{
    AssetKind, AssetState, MediaType, RetryAssetError, page_texts, queries, rendition_key,
    retry_asset,
};
use futures_util::TryStreamExt;
use sha2::{Digest, Sha256};
use storage::{ObjectKey, ObjectStore};

use super::story::{Story, photo};
use crate::pdf::magazine;
use crate::support::ffmpeg;

#[tokio::test]
async fn a_photo_becomes_ready_and_all_its_files_lie_in_the_store() {
    let story = Story::begin().await;
    let id = story.upload(&photo()).await;
    assert_eq!(story.drain().await, []);

    let asset = story.asset(id).await;
    assert_eq!(
        (asset.state, asset.progress_percent, asset.kind),
        (AssetState::Ready, 100, AssetKind::Photo)
    );
    let rendition = asset.rendition_id.expect("a rendition");
    let row = queries::renditions(story.ctx.db.read(), &[rendition])
        .await
        .expect("the database")
        .remove(0);
    assert_eq!((row.width, row.height), (Some(700), Some(500)));
    assert!(
        row.thumbhash.is_some() && row.color.as_deref() == Some("#c82828"),
        "{row:?}"
    );
    let files = queries::files(story.ctx.db.read(), &[rendition])
        .await
        .expect("the database");
    assert_eq!(
        files
            .iter()
            .map(|file| file.name.as_str())
            .collect::<Vec<_>>(),
        ["1280.jpg", "1280.webp", "320.webp", "640.webp", "card.jpg"]
    );
    for file in files {
        let key = ObjectKey::parse(rendition_key(&row.media_key, &file.name)).expect("a key");
        let length = story.store.head(&key).await.expect("stored");
        assert_eq!(i64::try_from(length), Ok(file.size_bytes), "{}", file.name);
    }
    assert!(story.is_tidy());
}

#[tokio::test]
async fn a_magazine_becomes_ready_with_its_pages_and_their_text() {
    let story = Story::begin().await;
    let id = story.upload(&magazine(3)).await;
    assert_eq!(story.drain().await, []);
    let asset = story.asset(id).await;
    assert_eq!(
        (asset.state, asset.kind, asset.failure.as_deref()),
        (AssetState::Ready, AssetKind::Document, None)
    );
    let rendition = asset.rendition_id.expect("a rendition");
    let row = queries::renditions(story.ctx.db.read(), &[rendition])
        .await
        .expect("the database")
        .remove(0);
    let files = queries::files(story.ctx.db.read(), &[rendition])
        .await
        .expect("the database");
    for name in ["1280.webp", "card.jpg", "p02_1280.webp", "p03_1280.webp"] {
        let file = files.iter().find(|file| file.name == name).expect(name);
        let key = ObjectKey::parse(rendition_key(&row.media_key, name)).expect("a key");
        let object = story.store.get(&key, None).await.expect("stored");
        let bytes: Vec<_> = object.stream.try_collect().await.expect("readable");
        assert_eq!(
            file.sha256,
            Sha256::digest(bytes.concat()).to_vec(),
            "{name}"
        );
    }
    let texts = page_texts(story.ctx.db.read(), &[rendition])
        .await
        .expect("the database");
    assert_eq!(texts.len(), 3);
    for (number, page) in (1..).zip(texts) {
        assert_eq!(page.number, number);
        assert!(
            page.text.starts_with(&format!("Sida {number}: säg ifrån")),
            "{}",
            page.text
        );
    }
    assert!(story.is_tidy());
}

#[tokio::test]
async fn a_magazine_that_cannot_be_shown_fails_for_a_reason_that_another_try_does_not_heal() {
    let story = Story::begin().await;
    let id = story.upload(&magazine(61)).await;
    assert_eq!(story.drain().await, []);
    let asset = story.asset(id).await;
    assert_eq!(
        (asset.state, asset.failure.as_deref()),
        (AssetState::Failed, Some("too-many-pages"))
    );
    let again = retry_asset(&story.ctx, &story.pupil, &story.code, id).await;
    assert!(matches!(again, Err(RetryAssetError::NeverHeals)));
}

#[tokio::test]
async fn a_photo_without_its_end_is_used_and_its_maker_is_told() {
    let story = Story::begin().await;
    let picture = image::RgbImage::from_fn(600, 600, |x, y| {
        let value = |at: u32| u8::try_from(at * 7 % 240).expect("below 240");
        image::Rgb([value(x), value(y), value(x + y)])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture
        .write_to(&mut bytes, image::ImageFormat::Jpeg)
        .expect("encoded");
    let bytes = bytes.into_inner();
    let id = story.upload(&bytes[..bytes.len() - bytes.len() / 50]).await;
    assert_eq!(story.drain().await, []);
    let asset = story.asset(id).await;
    assert_eq!(
        (asset.state, asset.failure.as_deref()),
        (AssetState::Ready, Some("cut-off"))
    );
    let whole = story.upload(&photo()).await;
    assert_eq!(story.drain().await, []);
    assert_eq!(story.asset(whole).await.failure, None);
}

#[tokio::test]
async fn a_song_becomes_ready_with_its_peaks() {
    let story = Story::begin().await;
    let id = story
        .upload(&ffmpeg("-f lavfi -i sine=duration=1.5", "mp3"))
        .await;
    assert_eq!(story.drain().await, []);
    let rendition = story.asset(id).await.rendition_id.expect("a rendition");
    let row = queries::renditions(story.ctx.db.read(), &[rendition])
        .await
        .expect("the database")
        .remove(0);
    assert!(
        row.has_audio
            && row
                .duration_ms
                .is_some_and(|millis| millis.abs_diff(1500) < 100)
    );
    assert!(row.peaks.is_some_and(|peaks| peaks.len() > 700));
}

#[tokio::test]
async fn what_a_telephone_recorded_as_sound_is_a_song() {
    let story = Story::begin().await;
    for (args, ending) in [
        ("-c:a aac -f mp4", "mp4"),
        ("-c:a libopus -f webm", "webm"),
        ("-c:a wmav2 -f asf", "wma"),
        ("-c:a aac -ar 16000 -f 3gp", "3gp"),
    ] {
        let id = story
            .upload(&ffmpeg(
                &format!("-f lavfi -i sine=duration=1.5 {args}"),
                ending,
            ))
            .await;
        assert_eq!(story.drain().await, []);
        let asset = story.asset(id).await;
        assert_eq!(
            (asset.state, asset.kind, asset.failure.as_deref()),
            (AssetState::Ready, AssetKind::Audio, None),
            "{ending}"
        );
    }
}

#[tokio::test]
async fn a_broken_file_fails_with_its_reason_and_is_not_tried_again() {
    let story = Story::begin().await;
    let whole = photo();
    let id = story.upload(&whole[..whole.len() / 2]).await;
    assert_eq!(story.drain().await, []);
    let asset = story.asset(id).await;
    assert_eq!(
        (asset.state, asset.failure.as_deref()),
        (AssetState::Failed, Some("truncated"))
    );
    assert!(asset.rendition_id.is_none() && story.is_tidy());
}

#[tokio::test]
async fn an_outage_is_tried_again_and_then_given_up() {
    let story = Story::begin().await;
    let id = story.upload(&photo()).await;
    story.store.set_away(true);
    assert_eq!(
        story
            .drain()
            .await
            .iter()
            .map(|failure| failure.dead)
            .collect::<Vec<_>>(),
        [false]
    );
    story.ctx.clock.advance(Duration::minutes(5));
    story.store.set_away(false);
    assert_eq!(story.drain().await, []);
    assert_eq!(story.asset(id).await.state, AssetState::Ready);

    let lost = story.upload(&photo()).await;
    story.store.set_away(true);
    let mut deaths = Vec::new();
    for _ in 0..3 {
        deaths.extend(story.drain().await.iter().map(|failure| failure.dead));
        story.ctx.clock.advance(Duration::minutes(5));
    }
    assert_eq!(deaths, [false, false, true]);
    assert_eq!(story.drain().await, []);
    let asset = story.asset(lost).await;
    assert_eq!(
        (asset.state, asset.failure.as_deref()),
        (AssetState::Failed, Some("gave-up"))
    );
    story.store.set_away(false);
    retry_asset(&story.ctx, &story.pupil, &story.code, lost)
        .await
        .expect("tried again");
    assert_eq!(story.drain().await, []);
    assert_eq!(story.asset(lost).await.state, AssetState::Ready);
}

#[tokio::test]
async fn an_original_that_changed_in_the_store_is_not_used() {
    let story = Story::begin().await;
    let id = story.store(&photo(), MediaType::Jpeg, [9; 32]).await;
    let failures = story.drain().await;
    assert!(failures[0].reason.contains("other bytes"), "{failures:?}");
    assert_eq!(story.asset(id).await.state, AssetState::Processing);
}
