//! A picture that was purged is known again.

use contest::assets::rendition_key;
use contest::contributions::{self, Maker};
use contest::moderation::purge;

use super::story::Story;

/// A poster of a few shapes; each `turn` another one.
fn drawn(turn: u32) -> image::DynamicImage {
    let picture = image::RgbImage::from_fn(600, 420, |x, y| {
        let (x, y) = (x + turn * 170, y + turn * 90);
        let on = (x / 130 + y / 90 * (turn + 2)).is_multiple_of(3) || x * y / 9000 % 5 == 1;
        image::Rgb(if on { [230, 60, 40] } else { [30, 40, 120] })
    });
    image::DynamicImage::from(picture)
}

fn saved(picture: &image::DynamicImage, format: image::ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).expect("encoded");
    bytes.into_inner()
}

#[tokio::test]
async fn a_copy_of_a_purged_picture_is_held_and_another_picture_is_not() {
    let mut story = Story::begin().await;
    let id = story
        .upload(&saved(&drawn(1), image::ImageFormat::Png))
        .await;
    assert_eq!(story.drain().await, []);
    let original = story.asset(id).await.object_key.expect("an original");
    let shown = rendition_key(&story.key(id).await, "640.webp");
    story.to_review().await;
    let (one, two) = (story.moderator().await, story.second_moderator().await);
    for moderator in [&one, &two] {
        purge(&story.ctx, moderator, &story.code)
            .await
            .expect("a moderator");
    }
    assert_eq!(story.drain().await, []);
    assert!(!story.holds(&original).await && !story.holds(&shown).await);

    // The same class tries again, with another format, quality and size.
    let work = contributions::start(&story.ctx, &story.pupil, Maker::Pupil)
        .await
        .expect("a new draft");
    story.code = work.code;
    let mut worst = Vec::new();
    let small = drawn(1)
        .resize(380, 380, image::imageops::FilterType::CatmullRom)
        .to_rgb8();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut worst, 35);
    small.write_with_encoder(encoder).expect("encoded");
    let copy = story.upload(&worst).await;
    assert_eq!(story.drain().await, []);
    assert!(story.asset(copy).await.held && !story.work().await.urgent);
    let other = story
        .upload(&saved(&drawn(2), image::ImageFormat::Jpeg))
        .await;
    assert_eq!(story.drain().await, []);
    assert!(!story.asset(other).await.held);
}
