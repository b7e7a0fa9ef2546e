//! Covering what was uploaded: withdrawn at once, made anew, and the original destroyed where that is asked.

use chrono::Duration;
use contest::assets::redact::marks;
use contest::assets::{
    Area, AssetState, Mark, RedactError, Redaction, Why, queries, redact, rendition_key,
};

use super::story::Story;

/// A photo whose halves differ.
fn halves() -> Vec<u8> {
    let picture = image::RgbImage::from_fn(700, 500, |x, y| {
        let level = u8::try_from((x / 20 * 31 + y / 20 * 57) % 200 + 50).expect("below 256");
        image::Rgb([level, level, 60])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture
        .write_to(&mut bytes, image::ImageFormat::Jpeg)
        .expect("encoded");
    bytes.into_inner()
}

fn left_half() -> Redaction {
    let area = Area::new(0, 0, 5_000, 10_000).expect("a rectangle");
    Redaction {
        marks: vec![Mark::Cover { area, span: None }],
        why: Why::Person,
        destroy_original: false,
    }
}

#[tokio::test]
async fn a_redaction_withdraws_at_once_covers_and_is_covered_again_on_another_try() {
    let story = Story::begin().await;
    let id = story.upload(&halves()).await;
    assert_eq!(story.drain().await, []);
    let (old, version) = (story.key(id).await, story.version().await);
    redact(&story.ctx, &story.pupil, &story.code, id, left_half())
        .await
        .expect("a draft of one's own");
    // Before any job ran.
    assert_eq!(
        (story.asset(id).await.rendition_id, story.version().await),
        (None, version + 1)
    );
    let gone = queries::find_review_file(story.ctx.db.read(), &story.pupil, &old, "640.webp");
    assert!(gone.await.expect("the database").is_none());

    // The store is away: nothing is shown, and it is tried again.
    story.store.set_away(true);
    let failures = story.drain().await;
    assert!(!failures.is_empty() && failures.iter().all(|failure| !failure.dead));
    assert_eq!(story.asset(id).await.rendition_id, None);
    story.store.set_away(false);
    story.ctx.clock.advance(Duration::minutes(5));
    assert_eq!(story.drain().await, []);
    let new = story.key(id).await;
    assert_ne!(new, old);
    assert!(
        !story.holds(&rendition_key(&old, "640.webp")).await,
        "the old picture is left"
    );
    let picture = story.picture(&new).await;
    assert!(picture.get_pixel(100, 200).0[0] < 24 && picture.get_pixel(500, 200).0[0] > 40);

    // A second one adds to the first.
    let area = Area::new(8_000, 0, 10_000, 10_000).expect("a rectangle");
    let right = Redaction {
        marks: vec![Mark::Cover { area, span: None }],
        ..left_half()
    };
    redact(&story.ctx, &story.pupil, &story.code, id, right)
        .await
        .expect("once more");
    assert_eq!(story.drain().await, []);
    let picture = story.picture(&story.key(id).await).await;
    let level = |x| picture.get_pixel(x, 200).0[0];
    assert!(level(100) < 24 && level(600) < 24 && level(400) > 40);
}

#[tokio::test]
async fn the_original_is_destroyed_when_asked_and_only_by_whom_it_may() {
    let story = Story::begin().await;
    let id = story.upload(&halves()).await;
    assert_eq!(story.drain().await, []);
    let before = story.asset(id).await;
    let old = before.object_key.clone().expect("an original");
    let destroying = Redaction {
        destroy_original: true,
        ..left_half()
    };
    let refused = redact(
        &story.ctx,
        &story.pupil,
        &story.code,
        id,
        destroying.clone(),
    )
    .await;
    assert!(
        matches!(refused, Err(RedactError::NotTheirOriginal)),
        "{refused:?}"
    );
    let moderator = story.moderator().await;
    let refused = redact(&story.ctx, &moderator, &story.code, id, destroying.clone()).await;
    assert!(
        matches!(refused, Err(RedactError::NotFound)),
        "a draft: {refused:?}"
    );
    story.to_review().await;
    redact(&story.ctx, &moderator, &story.code, id, destroying)
        .await
        .expect("a moderator");
    assert!(story.holds(&old).await, "the new one is not there yet");
    assert_eq!(story.drain().await, []);
    let after = story.asset(id).await;
    let new = after.object_key.clone().expect("a new original");
    assert!(!story.holds(&old).await && story.holds(&new).await && new != old);
    assert!(after.sha256 != before.sha256 && !after.destroy_original);
    assert_eq!(
        (after.state, after.media_type.as_str()),
        (AssetState::Ready, "jpeg")
    );
    let kept = marks(story.ctx.db.read(), id).await.expect("the database");
    assert_eq!((kept.pending.len(), kept.burnt.len()), (0, 1));
    // It can be worked on again, and is covered without any mark left to apply.
    let right = Redaction {
        marks: vec![Mark::Cover {
            area: Area::new(8_000, 0, 10_000, 10_000).expect("a rectangle"),
            span: None,
        }],
        ..left_half()
    };
    redact(&story.ctx, &moderator, &story.code, id, right)
        .await
        .expect("once more");
    assert_eq!(story.drain().await, []);
    let picture = story.picture(&story.key(id).await).await;
    let level = |x| picture.get_pixel(x, 200).0[0];
    assert!(level(100) < 24 && level(600) < 24 && level(400) > 40);
    assert_eq!(story.asset(id).await.object_key, Some(new));
}
