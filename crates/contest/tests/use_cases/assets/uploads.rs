//! Uploads: begun and finished once, by their makers, inside the limits.

use chrono::Duration;
use contest::assets::{self as assets, *};
use contest::contributions::{self, NotOpen, State};

use super::{MIB, Story, make, photo};

#[tokio::test]
async fn finishing_again_gives_the_same_asset_and_lets_the_twin_go() {
    let story = Story::begin().await;
    let token = story.upload(&story.pupil, 10).await.expect("an upload");
    let first = story
        .complete(&token, photo("o/1", 10))
        .await
        .expect("an asset");
    for twin in ["o/2", "o/3", "o/1"] {
        assert_eq!(
            story
                .complete(&token, photo(twin, 10))
                .await
                .expect("the asset"),
            first
        );
    }
    assert_eq!(story.order().await, [first]);
    let (registry, deleted) = story.registry(make);
    assert_eq!(story.drain(&registry).await, 0);
    deleted.lock().expect("a lock").sort();
    assert_eq!(*deleted.lock().expect("a lock"), ["o/2", "o/3"]);
}

#[tokio::test]
async fn somebody_elses_upload_is_not_there() {
    let story = Story::begin().await;
    let token = story.upload(&story.pupil, 10).await.expect("an upload");
    for foreign in [&story.other, &story.stranger] {
        refuse_upload(story.ctx(), foreign, &token, "file-unknown")
            .await
            .expect("the database");
        let found = find_own_upload(story.ctx(), story.ctx().db.read(), foreign, &token)
            .await
            .expect("the database");
        assert!(found.is_none());
        let error = complete_upload(
            story.ctx(),
            &story.limits,
            foreign,
            &token,
            photo("o/1", 10),
        )
        .await;
        assert!(matches!(error, Err(CompleteUploadError::NotFound)));
        assert!(matches!(
            abandon_upload(story.ctx(), foreign, &token).await,
            Err(AbandonUploadError::NotFound)
        ));
    }
    assert!(matches!(
        story.upload(&story.stranger, 10).await,
        Err(BeginUploadError::NotOpen(NotOpen::NotFound))
    ));
    let own = find_own_upload(story.ctx(), story.ctx().db.read(), &story.pupil, &token).await;
    let own = own.expect("the database").expect("still there");
    assert_eq!(own.failure, None, "nobody else refuses it");
    assert!(
        story.upload(&story.other, 10).await.is_ok(),
        "all pupils of a class make its draft together"
    );
}

#[tokio::test]
async fn an_upload_that_was_begun_in_time_may_finish() {
    let story = Story::begin().await;
    let token = story.upload(&story.pupil, 10).await.expect("an upload");
    story.ctx().clock.advance(Duration::days(21));
    assert!(matches!(
        story.upload(&story.pupil, 10).await,
        Err(BeginUploadError::NotOpen(NotOpen::Closed))
    ));
    assert!(
        note_received(story.ctx(), &token, 5)
            .await
            .expect("the database")
            .is_none()
    );
    story
        .complete(&token, photo("o/1", 10))
        .await
        .expect_err("24 h after the last byte it is gone");
    let story = Story::begin().await;
    story
        .ctx()
        .clock
        .advance(Duration::days(20) - Duration::seconds(1));
    let token = story.upload(&story.pupil, 10).await.expect("an upload");
    story.ctx().clock.advance(Duration::minutes(30));
    assert!(matches!(
        story.upload(&story.other, 10).await,
        Err(BeginUploadError::NotOpen(NotOpen::Closed))
    ));
    story
        .complete(&token, photo("o/1", 10))
        .await
        .expect("an asset");
}

#[tokio::test]
async fn sizes_and_numbers_are_limited() {
    let mut story = Story::begin().await;
    assert!(matches!(
        story.upload(&story.pupil, 0).await,
        Err(BeginUploadError::Empty)
    ));
    assert!(matches!(
        story.upload(&story.pupil, 1_000_000_001).await,
        Err(BeginUploadError::TooLarge {
            max_bytes: 1_000_000_000
        })
    ));
    let token = story
        .upload(&story.pupil, 41_000_000)
        .await
        .expect("could be a film");
    let error = story
        .complete(&token, photo("o/1", 41_000_000))
        .await
        .expect_err("is a photo");
    assert_eq!(error.reason(), Some("photo-too-large"));
    story.upload(&story.pupil, 10).await.expect("the second");
    assert!(matches!(
        story.upload(&story.pupil, 10).await,
        Err(BeginUploadError::TooManyAtOnce(2))
    ));
    story
        .upload(&story.other, 10)
        .await
        .expect("somebody else's first");
    story.ctx().clock.advance(Duration::minutes(11));
    story
        .upload(&story.pupil, 10)
        .await
        .expect("paused ones take nobody's place");
    story.limits.in_flight = 1;
    assert!(matches!(
        story.upload(&story.other, 10).await,
        Err(BeginUploadError::Busy)
    ));
}

#[tokio::test]
async fn the_class_shares_one_quota() {
    let mut story = Story::begin().await;
    story.limits.quota_bytes = 100 * MIB;
    let token = story
        .upload(&story.pupil, 60 * MIB)
        .await
        .expect("an upload");
    let error = story
        .upload(&story.other, 41 * MIB)
        .await
        .expect_err("promised to the first");
    assert!(matches!(error, BeginUploadError::QuotaFull { .. }));
    let film = StoredFile {
        kind: AssetKind::Video,
        media_type: "mp4".into(),
        ..photo("o/1", 60 * MIB)
    };
    story
        .complete(&token, film.clone())
        .await
        .expect("an asset");
    let late = story
        .upload(&story.other, 40 * MIB)
        .await
        .expect("fits exactly");
    let larger = StoredFile {
        size_bytes: 41 * MIB,
        object_key: "o/2".into(),
        ..film
    };
    let error = complete_upload(story.ctx(), &story.limits, &story.other, &late, larger)
        .await
        .expect_err("more than it said");
    assert_eq!(error.reason(), Some("quota-full"));
}

#[tokio::test]
async fn what_was_handed_in_takes_no_more_files() {
    let story = Story::begin().await;
    let token = story.upload(&story.pupil, 10).await.expect("an upload");
    contributions::withdraw(story.ctx(), &story.pupil, &story.work.code)
        .await
        .expect("withdrawn");
    assert!(matches!(
        story.complete(&token, photo("o/1", 10)).await,
        Err(CompleteUploadError::NotEditable(State::Withdrawn))
    ));
    assert!(matches!(
        story.upload(&story.pupil, 10).await,
        Err(BeginUploadError::NotOpen(NotOpen::NotEditable(_)))
    ));
}

#[tokio::test]
async fn uploads_expire_a_day_after_their_last_byte() {
    let story = Story::begin().await;
    let resting = story.upload(&story.pupil, 10).await.expect("an upload");
    let growing = story.upload(&story.pupil, 10).await.expect("an upload");
    story.ctx().clock.advance(Duration::hours(23));
    note_received(story.ctx(), &growing, 5)
        .await
        .expect("the database");
    story.ctx().clock.advance(Duration::hours(1));
    assert_eq!(expire_uploads(story.ctx()).await.expect("the database"), 1);
    let db = story.ctx().db.read();
    let gone = assets::queries::find_upload(db, &resting).await;
    assert_eq!(gone.expect("the database"), None);
    let kept = assets::queries::find_upload(db, &growing).await;
    assert!(kept.expect("the database").is_some());
}
