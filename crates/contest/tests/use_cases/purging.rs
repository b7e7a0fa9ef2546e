//! Purging works for ever by two, doubles, and copies of what was purged.

use std::sync::{Arc, Mutex};

use chrono::Duration;
use contest::assets::entity::{asset, rendition};
use contest::assets::fingerprints::{Fingerprint, NEAR_BITS, fingerprint};
use contest::assets::jobs::{DeleteObjects, ProcessAsset};
use contest::assets::purged::{purged_fingerprint, purged_original};
use contest::assets::{
    AssetState, Finished, MadeFile, MadeRendition, mark_ready, queries, remove_asset, to_process,
};
use contest::contributions::entity::contribution;
use contest::contributions::{self, State};
use contest::ids::AssetId;
use contest::moderation::{self, Decided, ModerationError, Purged, QueueFilter, Verdict};
use contest::{AppContext, audit, testing};
use database::sea_orm::{
    ActiveValue::Set, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, IntoActiveModel,
};
use queue::Registry;

use crate::races::waiting as waiting_for_locks;
use crate::review::Review;

/// A look in which so many bits differ from nothing.
pub(crate) fn look(bits: usize) -> [u8; 32] {
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
pub(crate) async fn process(
    story: &Review,
    work: &contribution::Model,
    hash: [u8; 32],
) -> asset::Model {
    let id = story.photo(work, 9).await;
    process_file(story, id, Some(hash)).await
}

/// What a worker made of a file.
pub(crate) fn made(ctx: &AppContext, hash: Option<[u8; 32]>) -> MadeRendition {
    MadeRendition {
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
        // As a film's: the second look counts like the first, which is as far away as can be.
        fingerprints: hash
            .into_iter()
            .flat_map(|hash| [hash.map(|byte| !byte), hash])
            .map(|hash| Fingerprint {
                hash,
                mirrored: [0x55; 32],
            })
            .collect(),
        original: None,
        marks: vec![],
        note: None,
    }
}

async fn enqueue(story: &Review, id: AssetId) {
    let ctx = story.ctx();
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
}

pub(crate) async fn process_file(
    story: &Review,
    id: AssetId,
    hash: Option<[u8; 32]>,
) -> asset::Model {
    let ctx = story.ctx();
    enqueue(story, id).await;
    let registry = Registry::new()
        .register_with(
            ctx.clone(),
            move |ctx, job: ProcessAsset, lease: queue::Lease| async move {
                to_process(&ctx, job.asset).await?;
                let made = made(&ctx, hash);
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

/// Two moderators purge it.
pub(crate) async fn purge(story: &Review, work: &contribution::Model) {
    for (moderator, done) in [
        (&story.anna, Purged::SecondNeeded),
        (&story.bo, Purged::Done),
    ] {
        let purged = moderation::purge(story.ctx(), moderator, &work.code).await;
        assert_eq!(purged.unwrap(), done);
    }
}

/// Two moderators purge a work whose picture looks like [`look`] of 0.
pub(crate) async fn purge_a_look(story: &Review) {
    let first = story.poem("Borta", State::InReview).await;
    let id = story.photo(&first, 7).await;
    looks_like(story, id, look(0)).await;
    purge(story, &first).await;
}

/// Titles of the queue in its order, and whether each is held.
async fn waiting(story: &Review, filter: QueueFilter) -> Vec<(String, bool)> {
    let queue = moderation::queue(story.ctx(), &story.anna, &filter, 0).await;
    let items = queue.unwrap().items.into_iter();
    items.map(|item| (item.work.title, item.held)).collect()
}

#[tokio::test]
async fn a_copy_of_what_was_purged_is_held_and_approved_by_two_only() {
    let story = Review::begin().await;
    let ctx = story.ctx();
    purge_a_look(&story).await;

    let other = story.poem("Annat", State::InReview).await;
    ctx.clock.advance(Duration::minutes(1));
    let copy = story.poem("Kopia", State::InReview).await;
    let near = usize::try_from(NEAR_BITS).unwrap();
    let copied = process(&story, &copy, look(near)).await;
    assert!(copied.held);
    assert!(!process(&story, &other, look(near + 1)).await.held);
    let line = |title: &str, held| (title.to_owned(), held);
    assert_eq!(
        waiting(&story, QueueFilter::default()).await,
        [line("Kopia", true), line("Annat", false)],
        "on top, although it came later"
    );
    let private = QueueFilter {
        urgent: true,
        ..Default::default()
    };
    assert_eq!(
        waiting(&story, private).await,
        [],
        "nobody spoke of privacy"
    );
    let item = moderation::item(ctx, &story.anna, &copy.code)
        .await
        .unwrap();
    assert!(item.held && !item.shown.work.urgent);
    let seen = story.seen(&copy).await;
    for _ in 0..2 {
        let alone = moderation::decide(ctx, &story.anna, &copy.code, &seen, Verdict::Approve).await;
        assert_eq!(alone.unwrap(), Decided::SecondNeeded);
    }
    let both = moderation::decide(ctx, &story.bo, &copy.code, &seen, Verdict::Approve).await;
    assert!(matches!(both.unwrap(), Decided::Done { .. }));

    let seen = story.seen(&other).await;
    let alone = moderation::decide(ctx, &story.anna, &other.code, &seen, Verdict::Approve).await;
    assert!(matches!(alone.unwrap(), Decided::Done { .. }));
}

#[tokio::test]
async fn a_work_without_its_copied_file_waits_like_every_other() {
    let story = Review::begin().await;
    let ctx = story.ctx();
    purge_a_look(&story).await;
    story.poem("Annat", State::InReview).await;
    ctx.clock.advance(Duration::minutes(1));
    let copy = story.poem("Kopia", State::Draft).await;
    let copied = process(&story, &copy, look(0)).await;
    assert!(copied.held);
    remove_asset(ctx, &story.pupil, &copy.code, copied.id)
        .await
        .unwrap();
    story.set_state(&copy, State::InReview).await;
    let waiting = waiting(&story, QueueFilter::default()).await;
    assert_eq!(
        waiting,
        [("Annat".to_owned(), false), ("Kopia".to_owned(), false)]
    );
    let seen = story.seen(&copy).await;
    let alone = story.approve(&copy, &seen).await.unwrap();
    assert!(matches!(alone, Decided::Done { .. }));
}

#[tokio::test]
async fn the_same_bytes_are_known_where_there_is_nothing_to_see() {
    let story = Review::begin().await;
    let ctx = story.ctx();
    let first = story.poem("Borta", State::Published).await;
    let song = story.photo(&first, 7).await;
    let bytes = queries::find(ctx.db.read(), song).await.unwrap().unwrap();
    purge(&story, &first).await;
    let kept = purged_original::Entity::find().all(ctx.db.read()).await;
    let sha256 = bytes.sha256;
    assert_eq!(
        kept.unwrap(),
        [purged_original::Model {
            sha256: sha256.clone()
        }]
    );
    let copy = story.poem("Kopia", State::Draft).await;
    let id = story.photo(&copy, 9).await;
    story.same_bytes(id, &sha256).await;
    assert!(process_file(&story, id, None).await.held);
    let other = story.photo(&copy, 9).await;
    assert!(!process_file(&story, other, None).await.held);
}

#[tokio::test]
async fn copies_that_were_there_before_the_purge_are_held_wherever_they_stand() {
    let story = Review::begin().await;
    let ctx = story.ctx();
    let first = story.poem("Borta", State::Published).await;
    let own = story.photo(&first, 7).await;
    looks_like(&story, own, look(0)).await;
    let sha256 = queries::find(ctx.db.read(), own).await.unwrap().unwrap();
    let sha256 = sha256.sha256;
    let near = usize::try_from(NEAR_BITS).unwrap();

    let mut copies = Vec::new();
    for (state, after) in [
        (State::Draft, State::Draft),
        (State::Submitted, State::Submitted),
        (State::InReview, State::InReview),
        (State::ChangesRequested, State::ChangesRequested),
        (State::Approved, State::InReview),
        (State::Published, State::InReview),
        (State::Hidden, State::InReview),
        (State::Rejected, State::Rejected),
        (State::Withdrawn, State::Withdrawn),
    ] {
        let alike = story.poem("Liknar", state).await;
        let id = story.photo(&alike, 8).await;
        looks_like(&story, id, look(near)).await;
        story.set_state(&alike, state).await;
        copies.push((alike, id, after));
        let song = story.poem("Samma ljud", state).await;
        let id = story.photo(&song, 8).await;
        story.same_bytes(id, &sha256).await;
        story.set_state(&song, state).await;
        copies.push((song, id, after));
    }
    // Last year's, of another class.
    let last_year = testing::edition(ctx, "dizza-2025").await.unwrap();
    let teacher = story.teacher.account().unwrap();
    let class = testing::class(ctx, last_year.id, teacher).await.unwrap();
    let old = testing::poem(ctx, &class, "I fjol", State::Published).await;
    let old = old.unwrap();
    let id = story.photo(&old, 8).await;
    looks_like(&story, id, look(near)).await;
    story.set_state(&old, State::Published).await;
    copies.push((old.clone(), id, State::InReview));
    // Nothing like it.
    let other = story.poem("Annat", State::Published).await;
    let others = story.photo(&other, 8).await;
    looks_like(&story, others, look(near + 1)).await;
    story.set_state(&other, State::Published).await;
    let other = story.now(&other).await;

    // One moderator's wish to show it, who did not know.
    let (waits, _, _) = copies[4].clone();
    story.set_urgent(&waits).await;
    let seen = story.seen(&waits).await;
    let wish = story.approve(&waits, &seen).await.unwrap();
    assert_eq!(wish, Decided::SecondNeeded);

    ctx.clock.advance(Duration::minutes(1));
    moderation::purge(ctx, &story.anna, &first.code)
        .await
        .unwrap();
    let public = contributions::queries::find_published(ctx.db.read(), &old.code).await;
    assert!(public.unwrap().is_some(), "one moderator changes nothing");
    let purged = moderation::purge(ctx, &story.bo, &first.code).await;
    assert_eq!(purged.unwrap(), Purged::Done);

    for (work, id, after) in &copies {
        let (from, title) = (work.state, &work.title);
        let asset = queries::find(ctx.db.read(), *id).await.unwrap().unwrap();
        assert!(asset.held, "{from:?} {title}");
        let now = story.now(work).await;
        assert_eq!(now.state, *after, "{from:?} {title}");
        let settled = matches!(from, State::Approved | State::Published | State::Hidden);
        assert!(!settled || (now.approved_hash, now.publish_at) == (None, None));
    }
    let item = moderation::item(ctx, &story.bo, &waits.code).await.unwrap();
    assert_eq!((item.held, item.asked_by), (true, None));
    let alone = story.approve(&old, &story.seen(&old).await).await.unwrap();
    assert_eq!(
        alone,
        Decided::SecondNeeded,
        "out, and two must want it back"
    );
    let untouched = queries::find(ctx.db.read(), others).await.unwrap().unwrap();
    assert!(!untouched.held);
    assert_eq!(story.now(&other).await, other);
    let chains = audit::verify_all(ctx.db.read()).await.unwrap();
    let faults = chains.iter().filter_map(|chain| chain.fault.as_ref());
    assert_eq!(faults.count(), 0, "{chains:?}");
}

/// A worker that finishes a copy in the very moment of the purge: whichever of the two comes first, the copy is held. On
/// PostgreSQL neither may write down what it did before both have read, or wait for their turn.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_that_is_finished_while_its_picture_is_purged_is_held() {
    let story = Review::begin().await;
    let ctx = story.ctx().clone();
    let first = story.poem("Borta", State::InReview).await;
    let own = story.photo(&first, 7).await;
    looks_like(&story, own, look(0)).await;
    moderation::purge(&ctx, &story.anna, &first.code)
        .await
        .unwrap();
    let copy = story.poem("Kopia", State::InReview).await;
    let id = story.photo(&copy, 9).await;
    enqueue(&story, id).await;
    let (bo, code) = (story.bo.clone(), first.code.clone());
    let registry = Registry::new()
        .register_with(
            ctx.clone(),
            move |ctx: AppContext, job: ProcessAsset, lease: queue::Lease| {
                let (bo, code) = (bo.clone(), code.clone());
                async move {
                    to_process(&ctx, job.asset).await?;
                    let gate = closed(&ctx).await;
                    let purging = tokio::spawn({
                        let ctx = ctx.clone();
                        async move { moderation::purge(&ctx, &bo, &code).await }
                    });
                    let finishing = tokio::spawn({
                        let (ctx, made) = (ctx.clone(), made(&ctx, Some(look(1))));
                        async move { mark_ready(&ctx, lease.token(), job.asset, made).await }
                    });
                    if let Some(gate) = gate {
                        let both_wait = async { while waiting_for_locks(&ctx).await < 2 {} };
                        let bound = std::time::Duration::from_secs(30);
                        tokio::time::timeout(bound, both_wait).await.unwrap();
                        gate.commit().await?;
                    }
                    assert_eq!(purging.await.unwrap().unwrap(), Purged::Done);
                    assert_eq!(finishing.await.unwrap().unwrap(), Finished::Yes);
                    Ok(())
                }
            },
        )
        .register(async |_: DeleteObjects, _| Ok(()));
    assert_eq!(registry.drain(&ctx.db, &ctx.clock).await.unwrap(), []);
    let asset = queries::find(ctx.db.read(), id).await.unwrap().unwrap();
    assert!(asset.held);
}

/// On PostgreSQL nobody changes a file until this is committed.
async fn closed(ctx: &AppContext) -> Option<DatabaseTransaction> {
    if ctx.db.backend() != DbBackend::Postgres {
        return None;
    }
    let gate = ctx.begin_write().await.unwrap();
    gate.execute_unprepared("LOCK TABLE asset IN SHARE MODE")
        .await
        .unwrap();
    Some(gate)
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
