//! Where uploads end: after the deadline, without room, and when there are too many of them.

use axum::body::{Body, Bytes};
use axum::http::Method;
use chrono::Duration;
use dizza_http::limits::{self, Taken};
use dizza_http::urls;
use futures_util::stream;

use crate::upload_story::{Story, photo, post, tus};

#[tokio::test]
async fn after_the_deadline_nothing_begins_but_what_began_may_end() {
    let mut story = Story::begin().await;
    story.later(Duration::days(20) - Duration::seconds(1)).await;
    let path = story.create(100).await;
    story.app.clock.advance(Duration::minutes(30));
    let late = story.send("bild.jpg", &photo(10)).await.assert_status(409);
    assert_eq!(late.problem_code(), "submissions-closed");
    story.patch(&path, 0, &photo(100)).await.assert_status(204);
    assert_eq!(story.assets().await.len(), 1);
}

/// `pieces` of 1 MiB without a length, then nothing more.
fn endless(pieces: usize) -> Body {
    let piece = |n: usize| {
        Bytes::from(if n == 0 {
            photo(1 << 20)
        } else {
            vec![7; 1 << 20]
        })
    };
    Body::from_stream(stream::iter(
        (0..pieces).map(move |n| Ok::<_, std::io::Error>(piece(n))),
    ))
}

#[tokio::test]
async fn a_body_without_a_length_is_stopped_at_the_limit() {
    let story = Story::with(|config| {
        (config.upload.video_megabytes, config.upload.audio_megabytes) = (4, 4);
        (
            config.upload.photo_megabytes,
            config.upload.document_megabytes,
        ) = (4, 4);
    })
    .await;
    let headers = [
        ("upload-defer-length", "1".to_owned()),
        ("upload-metadata", story.metadata("lång.mp4")),
    ];
    let answer = post(&story.pupil, &headers, endless(64))
        .await
        .assert_status(413);
    assert_eq!(answer.problem_code(), "file-too-large");
    let uploads = story.uploads().await;
    assert_eq!(uploads[0].failure.as_deref(), Some("file-too-large"));
    assert_eq!((story.staged(), story.objects().await.len()), (0, 0));
    let gone = urls::tus_upload(&uploads[0].token);
    story.head(&gone).await.assert_status(410);
}

#[tokio::test]
async fn without_room_the_upload_pauses_and_keeps_what_it_has() {
    let story = Story::with(|config| config.upload.staging_megabytes = 3).await;
    let file = photo(5 << 20);
    let path = story.create_without_length().await;
    story
        .patch(&path, 0, &file[..2_000_000])
        .await
        .assert_status(204);
    let full = story
        .patch(&path, 2_000_000, &file[2_000_000..])
        .await
        .assert_status(507);
    assert_eq!(
        (full.problem_code().as_str(), full.header("retry-after")),
        ("storage-full", "60")
    );
    assert_eq!(
        story.offset(&path).await,
        2_000_000,
        "what was acknowledged is there"
    );
    // Without a length nothing is announced, so only counting helps.
    let headers = [("upload-offset", "2000000".to_owned())];
    let full = tus(&story.pupil, Method::PATCH, &path, &headers, endless(64)).await;
    assert_eq!(full.assert_status(507).problem_code(), "storage-full");
    assert!(story.staged() <= 3_000_000, "{} bytes", story.staged());
    let known = [
        ("upload-length", "9000000".to_owned()),
        ("upload-metadata", story.metadata("x")),
    ];
    post(&story.pupil, &known, Body::empty())
        .await
        .assert_status(507);
}

#[tokio::test]
async fn a_person_has_two_hands_and_asking_for_a_third_costs_nothing() {
    let story = Story::begin().await;
    let headers = [
        ("upload-length", "5".to_owned()),
        ("upload-metadata", story.metadata("x")),
    ];
    let create = async || post(&story.pupil, &headers, Body::empty()).await;
    for _ in 0..2 {
        create().await.assert_status(201);
    }
    for _ in 0..40 {
        let third = create().await.assert_status(429);
        assert_eq!(third.problem_code(), "too-many-uploads");
    }
    for row in story.uploads().await {
        let path = urls::tus_upload(&row.token);
        story.delete(&path).await.assert_status(204);
    }
    create().await.assert_status(201);
}

#[tokio::test]
async fn a_bundle_of_thirty_photos_comes_at_once_and_then_one_every_two_minutes() {
    let story = Story::begin().await;
    for _ in 0..30 {
        story.send("bild.jpg", &photo(10)).await.assert_status(201);
    }
    let more = story.send("bild.jpg", &photo(10)).await.assert_status(429);
    assert_eq!(
        (more.problem_code().as_str(), more.header("retry-after")),
        ("too-many-requests", "120")
    );
    assert_eq!(story.uploads().await.len(), 30, "what was refused is gone");
    let mut others = Story {
        pupil: story.classmate.clone(),
        ..story
    };
    others.send("bild.jpg", &photo(10)).await.assert_status(201);
    others.later(Duration::minutes(2)).await;
    others.send("bild.jpg", &photo(10)).await.assert_status(201);
    others.send("bild.jpg", &photo(10)).await.assert_status(429);
}

#[tokio::test]
async fn a_class_has_a_day_of_eight_bundles() {
    let mut story = Story::begin().await;
    let class = format!("class:{}", story.work.class_id.unwrap());
    for _ in 0..239 {
        let taken = limits::take(&story.app.ctx, limits::UPLOADS_MAKER, class.as_bytes()).await;
        assert_eq!(taken.unwrap(), Taken::Yes);
    }
    story.send("bild.jpg", &photo(10)).await.assert_status(201);
    let full = story.send("bild.jpg", &photo(10)).await.assert_status(429);
    assert_eq!(full.header("retry-after"), "360");
    story.pupil = story.classmate.clone();
    story.send("bild.jpg", &photo(10)).await.assert_status(429);
    assert_eq!(story.assets().await.len(), 1);
}
