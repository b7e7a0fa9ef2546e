//! Purging what was covered before: the covered is known again too.

use contest::assets::jobs::{DeleteObjects, ProcessAsset};
use contest::assets::{
    Area, AssetKind, MadeRendition, Mark, Redaction, StoredFile, Why, mark_ready, queries, redact,
    to_process,
};
use contest::contributions::State;
use contest::contributions::entity::contribution;
use contest::ids::AssetId;
use queue::Registry;

use crate::purging::{look, made, process, process_file, purge, purge_a_look};
use crate::review::Review;

/// Anna covers a place and, if `destroyed`, has the original destroyed; it looks like this then.
async fn cover(
    story: &Review,
    work: &contribution::Model,
    id: AssetId,
    hash: [u8; 32],
    destroyed: bool,
) {
    let ctx = story.ctx();
    let area = Area::new(0, 0, 5_000, 5_000).unwrap();
    let wanted = Redaction {
        marks: vec![Mark::Cover { area, span: None }],
        why: Why::Person,
        destroy_original: destroyed,
    };
    redact(ctx, &story.anna, &work.code, id, wanted)
        .await
        .unwrap();
    let registry = Registry::new()
        .register_with(
            ctx.clone(),
            move |ctx, job: ProcessAsset, lease: queue::Lease| async move {
                let work = to_process(&ctx, job.asset).await?.unwrap();
                let original = StoredFile {
                    kind: AssetKind::Photo,
                    media_type: "jpeg".into(),
                    size_bytes: 3,
                    sha256: ctx.random(),
                    object_key: ctx.random_code(20),
                };
                let made = MadeRendition {
                    marks: work.marks,
                    original: destroyed.then_some(original),
                    ..made(&ctx, Some(hash))
                };
                mark_ready(&ctx, lease.token(), job.asset, made).await?;
                Ok(())
            },
        )
        .register(async |_: DeleteObjects, _| Ok(()));
    assert_eq!(registry.drain(&ctx.db, &ctx.clock).await.unwrap(), []);
}

async fn sha256(story: &Review, id: AssetId) -> Vec<u8> {
    let row = queries::find(story.ctx().db.read(), id).await.unwrap();
    row.unwrap().sha256
}

async fn is_held(story: &Review, id: AssetId) -> bool {
    let row = queries::find(story.ctx().db.read(), id).await.unwrap();
    row.unwrap().held
}

/// Copies of what was covered, there before the purge or uploaded after it, by their look and by their bytes.
#[tokio::test]
async fn copies_of_what_was_covered_are_held() {
    let story = Review::begin().await;
    let work = story.poem("Borta", State::InReview).await;
    let id = process(&story, &work, look(0)).await.id;
    let bytes = sha256(&story, id).await;
    cover(&story, &work, id, look(128), true).await;
    assert_ne!(sha256(&story, id).await, bytes);

    let copies = story.poem("Kopior", State::InReview).await;
    let near = process(&story, &copies, look(4)).await.id;
    let same = story.photo(&copies, 9).await;
    story.same_bytes(same, &bytes).await;
    process_file(&story, same, None).await;
    let other = process(&story, &copies, look(64)).await.id;
    purge(&story, &work).await;
    assert!(is_held(&story, near).await, "looks like the uncovered one");
    assert!(is_held(&story, same).await, "has its bytes");
    assert!(!is_held(&story, other).await);

    let later = story.poem("Senare", State::Draft).await;
    assert!(process(&story, &later, look(3)).await.held);
    let same = story.photo(&later, 9).await;
    story.same_bytes(same, &bytes).await;
    assert!(process_file(&story, same, None).await.held);
    assert!(!process(&story, &later, look(64)).await.held);
}

/// A copy that was covered, and whose original is gone, is still a copy.
#[tokio::test]
async fn a_covered_copy_is_held() {
    let story = Review::begin().await;
    let copy = story.poem("Kopia", State::InReview).await;
    let by_bytes = story.photo(&copy, 9).await;
    let bytes = sha256(&story, by_bytes).await;
    cover(&story, &copy, by_bytes, look(128), true).await;
    let by_look = process(&story, &copy, look(5)).await.id;
    cover(&story, &copy, by_look, look(128), false).await;

    let first = story.poem("Borta", State::InReview).await;
    let id = story.photo(&first, 7).await;
    story.same_bytes(id, &bytes).await;
    process_file(&story, id, None).await;
    purge(&story, &first).await;
    assert!(is_held(&story, by_bytes).await);
    assert!(!is_held(&story, by_look).await);
    purge_a_look(&story).await;
    assert!(is_held(&story, by_look).await);
}

/// Covering does not take what is held out of two people's hands.
#[tokio::test]
async fn what_is_held_stays_held_when_it_is_covered() {
    let story = Review::begin().await;
    purge_a_look(&story).await;
    let copy = story.poem("Kopia", State::InReview).await;
    let id = process(&story, &copy, look(2)).await.id;
    assert!(is_held(&story, id).await);
    cover(&story, &copy, id, look(128), true).await;
    assert!(is_held(&story, id).await);
}
