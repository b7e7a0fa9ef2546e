//! Films: watched while they are made, made anew when a worker was lost.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::Duration;
use contest::assets::{AssetState, growing, queries, rendition_key};
use contest::editions::entity::edition;
use contest::ids::AssetId;
use contest::permissions::{Actor, Principal, Role};
use contest::testing;
use futures_util::TryStreamExt;
use sea_orm::{ActiveValue::Set, EntityTrait};
use sha2::{Digest, Sha256};
use storage::{ObjectKey, ObjectStore};

use super::story::Story;
use crate::support::ffmpeg;

/// A film of some seconds; encoding it takes longer than looking.
fn film(seconds: u32, ending: &str) -> Vec<u8> {
    let codec = if ending == "webm" {
        "-c:v libvpx -deadline realtime -cpu-used 8 -b:v 900k -c:a libvorbis"
    } else {
        "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac"
    };
    ffmpeg(
        &format!(
            "-f lavfi -i testsrc2=size=1280x720:rate=30:duration={seconds} -f lavfi -i sine=duration={seconds} {codec}"
        ),
        ending,
    )
}

impl Story {
    /// What makers see of the film while it is being made, once its playlist can be played.
    async fn until_playable(&self, id: AssetId) -> growing::Shown {
        let deadline = std::time::Instant::now() + std::time::Duration::from_mins(1);
        loop {
            let shown = growing::shown(self.ctx.db.read(), &[id])
                .await
                .expect("the database");
            if let Some(shown) = shown.into_iter().find(growing::Shown::is_playable) {
                return shown;
            }
            assert!(
                std::time::Instant::now() < deadline,
                "nothing can be played"
            );
            tokio::task::yield_now().await;
        }
    }

    async fn playlist(&self, shown: &growing::Shown, name: &str) -> Option<String> {
        growing::find_playlist(
            self.ctx.db.read(),
            &self.pupil,
            &shown.rendition.media_key,
            name,
        )
        .await
        .expect("the database")
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_film_can_be_watched_while_it_is_made() {
    let story = Arc::new(Story::begin().await);
    let id = story.upload(&film(12, "mp4")).await;
    let working = tokio::spawn({
        let story = story.clone();
        async move { story.drain().await }
    });
    let shown = story.until_playable(id).await;
    let key = shown.rendition.media_key.clone();

    let asset = story.asset(id).await;
    assert_eq!(
        (asset.state, asset.rendition_id),
        (AssetState::Processing, None)
    );
    let master = story
        .playlist(&shown, "master.m3u8")
        .await
        .expect("a master");
    assert!(
        master.contains("720.m3u8") && master.contains("CODECS=\"avc1.64"),
        "{master}"
    );
    let text = story
        .playlist(&shown, "480.m3u8")
        .await
        .expect("a playlist");
    assert!(
        text.contains("#EXTINF:2.000000,\n480_0000.m4s") && !text.contains("ENDLIST"),
        "{text}"
    );
    let stranger = testing::account(&story.ctx, "annan@skola.se", &[Role::Teacher])
        .await
        .expect("somebody else");
    let stranger = Actor::resolve(story.ctx.db.read(), &Principal::Account(stranger))
        .await
        .expect("the database")
        .expect("somebody");
    for name in ["480_init.mp4", "480_0000.m4s", "audio_0000.m4s", "640.webp"] {
        assert!(story.lies_in_the_store(&key, name).await, "{name}");
        let (db, actor) = (story.ctx.db.read(), &story.pupil);
        let seen = queries::find_review_file(db, actor, &key, name).await;
        assert!(
            seen.expect("the database").is_some(),
            "{name} for its maker"
        );
        let public = queries::find_public_file(db, &key, name).await;
        assert!(public.expect("the database").is_none(), "{name} for all");
        let foreign = queries::find_review_file(db, &stranger, &key, name).await;
        assert!(
            foreign.expect("the database").is_none(),
            "{name} for others"
        );
    }

    assert_eq!(working.await.expect("no panic"), []);
    let asset = story.asset(id).await;
    let rendition = asset.rendition_id.expect("a rendition");
    let row = queries::renditions(story.ctx.db.read(), &[rendition])
        .await
        .expect("the database")
        .remove(0);
    assert_eq!(row.media_key, key, "what was watched is what stays");
    assert!(!row.files_hash.is_empty());
    assert_eq!(story.rendition_rows().await, 1);
    let files = queries::files(story.ctx.db.read(), &[rendition])
        .await
        .expect("the database");
    let mut names = HashMap::new();
    for file in &files {
        let key = ObjectKey::parse(rendition_key(&key, &file.name)).expect("a key");
        let object = story.store.get(&key, None).await.expect("stored");
        let bytes: Vec<u8> = object
            .stream
            .map_ok(|part| part.to_vec())
            .try_concat()
            .await
            .expect("whole");
        assert_eq!(
            Sha256::digest(&bytes).as_slice(),
            file.sha256,
            "{}",
            file.name
        );
        names.insert(file.name.as_str(), bytes);
    }
    for name in ["master.m3u8", "video.mp4", "sprite.webp", "480_0003.m4s"] {
        assert!(names.contains_key(name), "{name}");
    }
    let text = String::from_utf8_lossy(&names["480.m3u8"]).into_owned();
    assert!(text.ends_with("#EXT-X-ENDLIST\n"), "{text}");
    assert_eq!(story.playlist(&shown, "480.m3u8").await, None, "stored now");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_lost_worker_left_goes_and_the_next_one_begins_anew() {
    let story = Arc::new(Story::begin().await);
    let id = story.upload(&film(12, "mp4")).await;
    let lost = tokio::spawn({
        let story = story.clone();
        async move { story.drain().await }
    });
    let first = story.until_playable(id).await;
    lost.abort();
    let _ = lost.await;
    assert_eq!(
        story.asset(id).await.rendition_id,
        None,
        "nothing is published"
    );

    story.ctx.clock.advance(Duration::hours(2));
    let next = tokio::spawn({
        let story = story.clone();
        async move { story.drain().await }
    });
    let deadline = std::time::Instant::now() + std::time::Duration::from_mins(1);
    let second = loop {
        let shown = story.until_playable(id).await;
        if shown.rendition.media_key != first.rendition.media_key {
            break shown;
        }
        assert!(
            std::time::Instant::now() < deadline,
            "the second never begins"
        );
        tokio::task::yield_now().await;
    };
    assert_eq!(next.await.expect("no panic"), []);
    assert_eq!(story.asset(id).await.state, AssetState::Ready);
    assert_eq!(story.rendition_rows().await, 1);
    for file in &first.files {
        let key = &first.rendition.media_key;
        assert!(
            !story.lies_in_the_store(key, &file.name).await,
            "{}",
            file.name
        );
    }
    let key = &second.rendition.media_key;
    assert!(story.lies_in_the_store(key, "master.m3u8").await);
}

#[tokio::test]
async fn a_film_is_as_large_as_its_edition_asks_for() {
    let large = ffmpeg(
        "-f lavfi -i testsrc2=size=1920x1080:rate=10:duration=1 -c:v libx264 -preset ultrafast -pix_fmt yuv420p",
        "mp4",
    );
    for (side, has_full_hd) in [(720, false), (1080, true)] {
        let story = Story::begin().await;
        let row = edition::ActiveModel {
            id: Set(story.work().await.edition_id),
            max_film_side: Set(side),
            ..Default::default()
        };
        let changed = edition::Entity::update(row)
            .exec(story.ctx.db.write())
            .await;
        changed.expect("the database");
        let id = story.upload(&large).await;
        assert_eq!(story.drain().await, []);
        let key = story.key(id).await;
        assert!(story.lies_in_the_store(&key, "720.m3u8").await);
        assert_eq!(
            story.lies_in_the_store(&key, "1080.m3u8").await,
            has_full_hd,
            "{side}"
        );
    }
}

#[tokio::test]
async fn a_film_lasts_no_longer_than_its_edition_allows() {
    let story = Story::begin().await;
    let row = edition::ActiveModel {
        id: Set(story.work().await.edition_id),
        max_film_seconds: Set(2),
        ..Default::default()
    };
    let changed = edition::Entity::update(row)
        .exec(story.ctx.db.write())
        .await;
    changed.expect("the database");
    let (fits, long) = (
        story.upload(&film(2, "mp4")).await,
        story.upload(&film(4, "mp4")).await,
    );
    assert_eq!(story.drain().await, []);
    assert_eq!(story.asset(fits).await.state, AssetState::Ready);
    assert_eq!(story.asset(long).await.failure.as_deref(), Some("too-long"));
}

#[tokio::test]
async fn a_film_that_is_refused_at_its_end_leaves_nothing_to_watch() {
    let story = Story::begin().await;
    let whole = film(8, "webm");
    let id = story.upload(&whole[..whole.len() / 2]).await;
    assert_eq!(story.drain().await, []);
    let asset = story.asset(id).await;
    assert_eq!(
        (asset.state, asset.failure.as_deref()),
        (AssetState::Failed, Some("truncated"))
    );
    assert_eq!(story.rendition_rows().await, 0);
    let left = story.store.list("r/", None, 10).await.expect("the store");
    assert!(left.objects.is_empty(), "{:?}", left.objects);
}

#[tokio::test]
async fn a_store_that_is_away_for_a_moment_costs_only_the_preview() {
    let story = Story::begin().await;
    let id = story.upload(&film(3, "mp4")).await;
    story.store.refuse_puts(1);
    assert_eq!(story.drain().await, []);
    let asset = story.asset(id).await;
    assert_eq!(asset.state, AssetState::Ready, "{:?}", asset.failure);
    assert_eq!(story.rendition_rows().await, 1);
}
