//! Purging works for ever by two, doubles, and copies of what was purged.

use std::sync::{Arc, Mutex};

use contest::assets::entity::{asset, rendition};
use contest::assets::fingerprints::{Fingerprint, NEAR_BITS, fingerprint, purged_fingerprint};
use contest::assets::jobs::{DeleteObjects, ProcessAsset};
use contest::assets::{AssetState, MadeFile, MadeRendition, mark_ready, queries, to_process};
use contest::contributions::State;
use contest::contributions::entity::contribution;
use contest::ids::AssetId;
use contest::moderation::{self, Decided, ModerationError, Purged, Verdict};
use database::sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use queue::Registry;

use crate::review::Review;

/// A look in which so many bits differ from nothing.
fn look(bits: usize) -> [u8; 32] {
    let mut hash = [0; 32];
    for bit in 0..bits {
        hash[bit / 8] |= 1 << (bit % 8);
    }
    hash
}

async fn looks_like(story: &Review, id: AssetId, hash: [u8; 32]) {
    let row = fingerprint::Model {
        asset_id: id,
        hash: hash.to_vec(),
        mirrored: [0xAA; 32].to_vec(),
    };
    fingerprint::Entity::insert(row.into_active_model())
        .exec_without_returning(story.ctx().db.write())
        .await
        .unwrap();
}

/// Lets a worker make renditions that look like this.
async fn process(story: &Review, work: &contribution::Model, hash: [u8; 32]) -> asset::Model {
    let ctx = story.ctx();
    let id = story.photo(work, 9).await;
    let waiting = asset::ActiveModel {
        id: Set(id),
        state: Set(AssetState::Stored),
        ..Default::default()
    };
    asset::Entity::update(waiting)
        .exec(ctx.db.write())
        .await
        .unwrap();
    let txn = ctx.begin_write().await.unwrap();
    let job = ProcessAsset { asset: id };
    queue::enqueue(&txn, &ctx.clock, &job, queue::Enqueue::default())
        .await
        .unwrap();
    txn.commit().await.unwrap();
    let registry = Registry::new()
        .register_with(
            ctx.clone(),
            move |ctx, job: ProcessAsset, lease: queue::Lease| async move {
                to_process(&ctx, job.asset).await?;
                let made = MadeRendition {
                    media_key: hex_of(ctx.random()),
                    files: vec![MadeFile {
                        name: "640.webp".into(),
                        content_type: "image/webp".into(),
                        size_bytes: 5,
                        sha256: [3; 32],
                        width: Some(640),
                        height: Some(480),
                    }],
                    width: Some(640),
                    height: Some(480),
                    duration_ms: None,
                    has_audio: false,
                    thumbhash: String::new(),
                    color: String::new(),
                    peaks: vec![],
                    pages: vec![],
                    fingerprints: vec![
                        Fingerprint {
                            hash: [0x33; 32],
                            mirrored: [0x55; 32],
                        },
                        Fingerprint {
                            hash,
                            mirrored: [0x55; 32],
                        },
                    ],
                    original: None,
                };
                mark_ready(&ctx, lease.token(), job.asset, made).await?;
                Ok(())
            },
        )
        .register(async |_: DeleteObjects, _| Ok(()));
    assert_eq!(registry.drain(&ctx.db, &ctx.clock).await.unwrap(), []);
    queries::find(ctx.db.read(), id).await.unwrap().unwrap()
}

fn hex_of(bytes: [u8; 16]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

#[tokio::test]
async fn a_work_is_purged_by_two_and_nothing_of_it_is_left_but_its_look() {
    let story = Review::begin().await;
    let ctx = story.ctx();
    let work = story.poem("Gryning", State::Published).await;
    let id = story.photo(&work, 7).await;
    looks_like(&story, id, look(3)).await;
    let before = queries::find(ctx.db.read(), id).await.unwrap().unwrap();
    let set = before.rendition_id.unwrap();

    let own = moderation::purge(ctx, &story.teacher, &work.code).await;
    assert!(
        matches!(own, Err(ModerationError::OwnContribution)),
        "{own:?}"
    );
    let pupil = moderation::purge(ctx, &story.pupil, &work.code).await;
    assert!(
        matches!(pupil, Err(ModerationError::NotAllowed)),
        "{pupil:?}"
    );
    for _ in 0..2 {
        let asked = moderation::purge(ctx, &story.anna, &work.code)
            .await
            .unwrap();
        assert_eq!(
            asked,
            Purged::SecondNeeded,
            "asking twice does not make two persons"
        );
    }
    let item = moderation::item(ctx, &story.bo, &work.code).await.unwrap();
    assert_eq!(item.purge_asked_by, story.anna.account());
    assert_eq!(
        moderation::purge(ctx, &story.bo, &work.code).await.unwrap(),
        Purged::Done
    );

    let gone = story.now(&work).await;
    assert_eq!(gone.state, State::Erased);
    assert_eq!(
        (
            gone.title.as_str(),
            gone.text.as_str(),
            gone.credits.as_str()
        ),
        ("", "", "")
    );
    assert!(queries::find(ctx.db.read(), id).await.unwrap().is_none());
    assert!(
        rendition::Entity::find_by_id(set)
            .one(ctx.db.read())
            .await
            .unwrap()
            .is_none()
    );
    let deleted = deleted(&story).await;
    assert!(deleted.contains(&before.object_key.unwrap()), "{deleted:?}");
    let kept = purged_fingerprint::Entity::find()
        .all(ctx.db.read())
        .await
        .unwrap();
    assert_eq!(
        kept,
        [purged_fingerprint::Model {
            hash: look(3).to_vec()
        }]
    );
    let again = moderation::purge(ctx, &story.bo, &work.code).await;
    assert!(matches!(again, Err(ModerationError::NotFound)), "{again:?}");
}

/// The keys of the objects that jobs delete now.
async fn deleted(story: &Review) -> Vec<String> {
    let keys = Arc::new(Mutex::new(Vec::new()));
    let registry =
        Registry::new().register_with(keys.clone(), async |keys: Keys, job: DeleteObjects, _| {
            keys.lock().unwrap().extend(job.keys);
            Ok(())
        });
    let _ = registry
        .drain(&story.ctx().db, &story.ctx().clock)
        .await
        .unwrap();
    std::mem::take(&mut *keys.lock().unwrap())
}

type Keys = Arc<Mutex<Vec<String>>>;

#[tokio::test]
async fn a_wish_to_purge_ends_when_the_work_changes() {
    let story = Review::begin().await;
    let ctx = story.ctx();
    let work = story.poem("Gryning", State::InReview).await;
    moderation::purge(ctx, &story.anna, &work.code)
        .await
        .unwrap();
    let changed = contribution::ActiveModel {
        id: Set(work.id),
        version: Set(work.version + 1),
        ..Default::default()
    };
    contribution::Entity::update(changed)
        .exec(ctx.db.write())
        .await
        .unwrap();
    let asked = moderation::purge(ctx, &story.bo, &work.code).await.unwrap();
    assert_eq!(asked, Purged::SecondNeeded);
    assert_eq!(
        moderation::purge(ctx, &story.anna, &work.code)
            .await
            .unwrap(),
        Purged::Done
    );
}

#[tokio::test]
async fn a_copy_of_what_was_purged_is_held_and_approved_by_two_only() {
    let story = Review::begin().await;
    let ctx = story.ctx();
    let first = story.poem("Borta", State::InReview).await;
    let id = story.photo(&first, 7).await;
    looks_like(&story, id, look(0)).await;
    moderation::purge(ctx, &story.anna, &first.code)
        .await
        .unwrap();
    moderation::purge(ctx, &story.bo, &first.code)
        .await
        .unwrap();

    let copy = story.poem("Kopia", State::InReview).await;
    let near = usize::try_from(NEAR_BITS).unwrap();
    assert!(process(&story, &copy, look(near)).await.held);
    assert!(
        story.now(&copy).await.urgent,
        "it is not on top of the queue"
    );
    let item = moderation::item(ctx, &story.anna, &copy.code)
        .await
        .unwrap();
    assert!(item.held);
    let seen = story.seen(&copy).await;
    for _ in 0..2 {
        let alone = moderation::decide(ctx, &story.anna, &copy.code, &seen, Verdict::Approve).await;
        assert_eq!(alone.unwrap(), Decided::SecondNeeded);
    }
    let both = moderation::decide(ctx, &story.bo, &copy.code, &seen, Verdict::Approve).await;
    assert!(matches!(both.unwrap(), Decided::Done { .. }));

    let other = story.poem("Annat", State::InReview).await;
    assert!(!process(&story, &other, look(near + 1)).await.held);
    assert!(!story.now(&other).await.urgent);
    let seen = story.seen(&other).await;
    let alone = moderation::decide(ctx, &story.anna, &other.code, &seen, Verdict::Approve).await;
    assert!(matches!(alone.unwrap(), Decided::Done { .. }));
}

#[tokio::test]
async fn doubles_are_shown_nearest_first_and_drafts_are_not() {
    let story = Review::begin().await;
    let ctx = story.ctx();
    let work = story.poem("Ett", State::InReview).await;
    for (title, state, bits) in [
        ("Nära", State::Published, 20),
        ("Närmast", State::Rejected, 4),
        ("Utkast", State::Draft, 1),
        ("Långt bort", State::Published, 90),
    ] {
        let other = story.poem(title, state).await;
        let id = story.photo(&other, 7).await;
        looks_like(&story, id, look(bits)).await;
    }
    let id = story.photo(&work, 7).await;
    looks_like(&story, id, look(0)).await;
    let item = moderation::item(ctx, &story.anna, &work.code)
        .await
        .unwrap();
    let found: Vec<_> = item
        .doubles
        .iter()
        .map(|double| (double.work.title.as_str(), double.bits))
        .collect();
    assert_eq!(found, [("Närmast", 4), ("Nära", 20)]);
    // A double is shown, and nothing else.
    let seen = story.seen(&work).await;
    let done = moderation::decide(ctx, &story.anna, &work.code, &seen, Verdict::Approve).await;
    assert!(matches!(done.unwrap(), Decided::Done { .. }));
}
