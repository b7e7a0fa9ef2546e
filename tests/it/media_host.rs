//! Renditions: public only while published, private otherwise, byte for byte.

use chrono::Duration;
use contest::assets::entity::{asset, rendition};
use contest::assets::jobs::ProcessAsset;
use contest::assets::{self, AssetKind, MadeFile, MadeRendition};
use contest::contributions::State;
use contest::contributions::entity::contribution;
use contest::permissions::{Principal, Role};
use contest::{AppContext, testing};
use dizza_http::urls;
use queue::{JobError, Registry};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use sha2::{Digest, Sha256};
use storage::{ObjectKey, Store};

use crate::upload_story::Story;

pub const KEY: &str = "0123456789abcdef0123456789abcdef";
const BYTES: &[u8] = b"0123456789";
/// States in which nobody but makers and reviewers may know of a work.
pub const NOT_PUBLIC: [State; 9] = [
    State::Draft,
    State::Submitted,
    State::InReview,
    State::ChangesRequested,
    State::Approved,
    State::Rejected,
    State::Withdrawn,
    State::Hidden,
    State::Erased,
];

/// A draft with one photo whose rendition is `640.webp` and holds [`BYTES`].
pub async fn with_rendition() -> Story {
    uploaded(|registry, making| registry.register_with(making, make)).await
}

/// A draft with one file that was worked on by whoever is registered.
async fn uploaded(register: impl FnOnce(Registry, (AppContext, Store)) -> Registry) -> Story {
    let story = Story::begin().await;
    story
        .worked_on((AssetKind::Photo, "jpeg", "o/1"), register)
        .await;
    story
}

async fn make(
    (ctx, store): (AppContext, Store),
    job: ProcessAsset,
    lease: queue::Lease,
) -> Result<(), JobError> {
    assets::to_process(&ctx, job.asset).await?;
    let key = ObjectKey::parse(assets::rendition_key(KEY, "640.webp")).map_err(JobError::fail)?;
    store
        .put_bytes(&key, BYTES.into())
        .await
        .map_err(JobError::retry)?;
    let file = MadeFile {
        name: "640.webp".into(),
        content_type: "image/webp".into(),
        size_bytes: 10,
        sha256: Sha256::digest(BYTES).into(),
        width: Some(640),
        height: Some(480),
    };
    let made = MadeRendition {
        media_key: KEY.into(),
        files: vec![file],
        width: Some(640),
        height: Some(480),
        duration_ms: None,
        has_audio: false,
        thumbhash: String::new(),
        color: String::new(),
        peaks: Vec::new(),
        pages: Vec::new(),
        fingerprints: vec![],
        original: None,
        marks: vec![],
        note: None,
    };
    assets::mark_ready(&ctx, lease.token(), job.asset, made).await?;
    Ok(())
}

pub async fn set_state(story: &Story, state: State) {
    let row = contribution::ActiveModel {
        state: Set(state),
        approved_hash: Set(Some(vec![1])),
        ..Default::default()
    };
    let update = contribution::Entity::update_many().set(row);
    let update = update.filter(contribution::Column::Id.eq(story.work.id));
    update.exec(story.app.db().write()).await.unwrap();
    story.app.clock.advance(Duration::seconds(2));
}

#[tokio::test]
async fn only_what_is_published_is_public() {
    let story = with_rendition().await;
    let public = urls::media(KEY, "640.webp");
    for state in NOT_PUBLIC {
        set_state(&story, state).await;
        for client in [&story.app.client(), &story.pupil] {
            client.clone().get(&public).await.assert_status(404);
        }
    }
    set_state(&story, State::Published).await;
    let answer = story.app.client().get(&public).await.assert_status(200);
    assert_eq!(&answer.body[..], BYTES);
    assert_eq!(answer.header("content-type"), "image/webp");
    assert_eq!(
        answer.header("cache-control"),
        "public, max-age=60, must-revalidate"
    );
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert_eq!(
        answer.header("cross-origin-resource-policy"),
        "cross-origin"
    );
    assert!(answer.header("set-cookie").is_empty());
    for nothing in [
        urls::media(KEY, "641.webp"),
        urls::media(&KEY[1..], "640.webp"),
        urls::media(KEY, "../1"),
    ] {
        story.app.client().get(&nothing).await.assert_status(404);
    }
    // The original lies in the same store, under the key of its row.
    let original = ObjectKey::parse("o/1".to_owned()).unwrap();
    let store = &story.app.app.site.store;
    store.put_bytes(&original, BYTES.into()).await.unwrap();
    story.app.client().get("/m/o/1").await.assert_status(404);
}

#[tokio::test]
async fn hiding_takes_effect_within_two_seconds() {
    let story = with_rendition().await;
    let public = urls::media(KEY, "640.webp");
    set_state(&story, State::Published).await;
    story.app.client().get(&public).await.assert_status(200);
    set_state(&story, State::Hidden).await;
    story.app.client().get(&public).await.assert_status(404);
}

/// A file that was made again has another key; the old one leads nowhere, though its object may still lie there.
#[tokio::test]
async fn a_rendition_that_was_replaced_is_gone() {
    let story = with_rendition().await;
    set_state(&story, State::Published).await;
    let public = urls::media(KEY, "640.webp");
    story.app.client().get(&public).await.assert_status(200);
    let without = asset::ActiveModel {
        rendition_id: Set(None),
        ..Default::default()
    };
    let update = asset::Entity::update_many().set(without);
    update.exec(story.app.db().write()).await.unwrap();
    story.app.clock.advance(Duration::seconds(2));
    story.app.client().get(&public).await.assert_status(404);
    let review = urls::review_media(KEY, "640.webp");
    story.pupil.clone().get(&review).await.assert_status(404);
}

#[tokio::test]
async fn parts_and_unchanged_files_are_answered_as_such() {
    let story = with_rendition().await;
    set_state(&story, State::Published).await;
    let public = urls::media(KEY, "640.webp");
    let part = story
        .app
        .client()
        .with_header("range", "bytes=2-4")
        .get(&public)
        .await
        .assert_status(206);
    assert_eq!(
        (&part.body[..], part.header("content-range")),
        (&b"234"[..], "bytes 2-4/10")
    );
    let tag = part.header("etag").to_owned();
    story
        .app
        .client()
        .with_header("if-none-match", &tag)
        .get(&public)
        .await
        .assert_status(304);
    story
        .app
        .client()
        .with_header("range", "bytes=10-")
        .get(&public)
        .await
        .assert_status(416);
    let head = story.app.client().head(&public).await.assert_status(200);
    assert_eq!(head.header("content-length"), "10");
}

#[tokio::test]
async fn makers_and_moderators_see_it_before() {
    let story = with_rendition().await;
    let private = urls::review_media(KEY, "640.webp");
    let moderator = testing::account(&story.app.ctx, "mod@dizza.test", &[Role::Moderator])
        .await
        .unwrap();
    let moderator = story.app.signed_in(&Principal::Account(moderator)).await;
    moderator.clone().get(&private).await.assert_status(404); // a draft is not for moderators yet
    set_state(&story, State::InReview).await;
    for insider in [&story.pupil, &story.classmate, &moderator] {
        let answer = insider.clone().get(&private).await.assert_status(200);
        assert_eq!(&answer.body[..], BYTES);
        assert_eq!(answer.header("cache-control"), "no-store");
        assert!(answer.header("access-control-allow-origin").is_empty());
    }
    story
        .stranger
        .clone()
        .get(&private)
        .await
        .assert_status(404);
    story.app.client().get(&private).await.assert_status(401);
    set_state(&story, State::Erased).await;
    moderator.clone().get(&private).await.assert_status(404);
}

/// Begins a film, shows its first segments, and leaves it there.
async fn begin_a_film(
    (ctx, store): (AppContext, Store),
    job: ProcessAsset,
    lease: queue::Lease,
) -> Result<(), JobError> {
    assets::to_process(&ctx, job.asset).await?;
    let preview = assets::Preview {
        width: 854,
        height: 480,
        ..Default::default()
    };
    let set = assets::begin_growing(&ctx, lease.token(), job.asset, &preview).await?;
    let set = set.expect("the claim is held");
    let mut grown = Vec::new();
    for (name, content_type, duration_us) in [
        ("640.webp", "image/webp", None),
        ("480_init.mp4", "video/mp4", None),
        ("480_0000.m4s", "video/iso.segment", Some(2_000_000)),
    ] {
        let key = ObjectKey::parse(assets::rendition_key(&set.media_key, name))
            .map_err(JobError::fail)?;
        store
            .put_bytes(&key, BYTES.into())
            .await
            .map_err(JobError::retry)?;
        grown.push(assets::GrownFile {
            file: MadeFile {
                name: name.into(),
                content_type: content_type.into(),
                size_bytes: 10,
                sha256: Sha256::digest(BYTES).into(),
                width: Some(854),
                height: Some(480),
            },
            duration_us,
            codec: None,
        });
    }
    assets::grow(&ctx, lease.token(), &set, grown).await?;
    Ok(())
}

#[tokio::test]
async fn a_film_that_is_being_made_is_shown_to_its_makers_only() {
    let story = uploaded(|registry, making| registry.register_with(making, begin_a_film)).await;
    let sets = rendition::Entity::find().all(story.app.db().read()).await;
    let key = sets.unwrap().remove(0).media_key;
    for (name, kind) in [
        ("master.m3u8", "application/vnd.apple.mpegurl"),
        ("480.m3u8", "application/vnd.apple.mpegurl"),
        ("480_0000.m4s", "video/iso.segment"),
    ] {
        let private = urls::review_media(&key, name);
        let answer = story.pupil.clone().get(&private).await.assert_status(200);
        assert_eq!(answer.header("content-type"), kind, "{name}");
        assert_eq!(answer.header("cache-control"), "no-store", "{name}");
        let mut stranger = story.stranger.clone();
        stranger.get(&private).await.assert_status(404);
        let mut public = story.app.client();
        public.get(&private).await.assert_status(401);
        public
            .get(&urls::media(&key, name))
            .await
            .assert_status(404);
    }
    let mut pupil = story.pupil.clone();
    let list = pupil
        .get(&urls::review_media(&key, "480.m3u8"))
        .await
        .text();
    assert!(
        list.contains("#EXTINF:2.000000,\n480_0000.m4s\n") && !list.contains("ENDLIST"),
        "{list}"
    );
    pupil
        .get(&urls::review_media(&key, "720.m3u8"))
        .await
        .assert_status(404);
    let page = pupil.get(&urls::my("sv", &story.work.code)).await.text();
    assert!(
        page.contains(&urls::review_media(&key, "640.webp")),
        "{page}"
    );
}
