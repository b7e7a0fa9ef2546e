//! AVIF beside what was approved: who is offered, what an approval makes of it, and what comes too late.

use std::sync::{Arc, Mutex};

use contest::assets::avif::{MakeAvif, ToAvif, give_up_avif, keep_avif, offer, to_avif};
use contest::assets::entity::{asset, rendition_file};
use contest::assets::{Finished, MadeFile, queries};
use contest::contributions::{State, content_hash, entity::contribution};
use contest::ids::{AssetId, RenditionId};
use contest::moderation::{self, Verdict};
use database::sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use queue::{JobError, Lane, Registry};

use crate::review::Review;

const NAMES: [&str; 4] = ["1280.webp", "320.webp", "sprite.webp", "p02_1280.webp"];

async fn rendition(story: &Review, id: AssetId) -> RenditionId {
    let asset = queries::find(story.ctx().db.read(), id).await.unwrap();
    asset.unwrap().rendition_id.unwrap()
}

/// A published work with a photo in two sizes, and what is no size of it.
async fn published(story: &Review) -> (contribution::Model, AssetId) {
    let work = story.poem("Gryning", State::InReview).await;
    let id = story.photo(&work, 7).await;
    let rendition_id = rendition(story, id).await;
    for (name, width) in NAMES.iter().zip([1280, 320, 1600, 1280]) {
        let row = rendition_file::Model {
            rendition_id,
            name: (*name).to_owned(),
            content_type: "image/webp".into(),
            size_bytes: 1000,
            sha256: vec![1; 32],
            width: Some(width),
            height: Some(width / 2),
            duration_us: None,
            codec: None,
        };
        rendition_file::Entity::insert(row.into_active_model())
            .exec_without_returning(story.ctx().db.write())
            .await
            .unwrap();
    }
    let seen = story.seen(&work).await;
    moderation::decide(
        story.ctx(),
        &story.anna,
        &work.code,
        &seen,
        Verdict::Approve,
    )
    .await
    .unwrap();
    story.pass(20).await;
    let work = story.now(&work).await;
    assert_eq!(work.state, State::Published);
    (work, id)
}

async fn set_state(story: &Review, work: &contribution::Model, state: State) {
    let row = contribution::ActiveModel {
        id: Set(work.id),
        state: Set(state),
        ..Default::default()
    };
    let update = contribution::Entity::update(row);
    update.exec(story.ctx().db.write()).await.unwrap();
}

fn file(name: &str) -> MadeFile {
    MadeFile {
        name: name.to_owned(),
        content_type: "image/avif".into(),
        size_bytes: 500,
        sha256: [2; 32],
        width: Some(320),
        height: Some(160),
    }
}

/// What happens between the moment in which the set is read and the one in which its AVIF is kept.
#[derive(Clone, Copy, PartialEq)]
enum Meanwhile {
    Nothing,
    Hidden,
    Replaced,
    Overtaken,
    Twice,
}

/// Runs the job with files made of nothing; gives what became of it, and what it was told to make.
async fn make(
    story: &Review,
    work: &contribution::Model,
    id: AssetId,
    meanwhile: Meanwhile,
) -> (Option<Finished>, Option<ToAvif>) {
    let told = Arc::new(Mutex::new((None, None)));
    let (ctx, seen) = (story.ctx().clone(), told.clone());
    let work = work.clone();
    let registry = Registry::new().register(move |job: MakeAvif, lease: queue::Lease| {
        let (ctx, seen, work) = (ctx.clone(), seen.clone(), work.clone());
        async move {
            let Some(set) = to_avif(&ctx, job.rendition).await? else {
                return Ok(());
            };
            let mut token = lease.token();
            match meanwhile {
                Meanwhile::Nothing | Meanwhile::Twice => {}
                Meanwhile::Overtaken => token.token = uuid_of(&ctx.random()),
                Meanwhile::Hidden => {
                    let row = contribution::ActiveModel {
                        id: Set(work.id),
                        state: Set(State::Hidden),
                        ..Default::default()
                    };
                    contribution::Entity::update(row)
                        .exec(ctx.db.write())
                        .await?;
                }
                Meanwhile::Replaced => {
                    let row = asset::ActiveModel {
                        id: Set(id),
                        rendition_id: Set(None),
                        ..Default::default()
                    };
                    asset::Entity::update(row).exec(ctx.db.write()).await?;
                }
            }
            let files = || vec![file("1280_01234567.avif"), file("320_01234567.avif")];
            let mut kept = keep_avif(&ctx, token, &set, files()).await?;
            if meanwhile == Meanwhile::Twice {
                kept = keep_avif(&ctx, token, &set, vec![file("320_76543210.avif")]).await?;
            }
            *seen.lock().unwrap() = (Some(kept), Some(set));
            Ok::<(), JobError>(())
        }
    });
    let registry = registry.register(async |_: contest::assets::jobs::DeleteObjects, _| {
        Err(JobError::fail("objects to delete"))
    });
    let failed = registry
        .drain(&story.ctx().db, &story.ctx().clock)
        .await
        .unwrap();
    let late = matches!(
        meanwhile,
        Meanwhile::Hidden | Meanwhile::Replaced | Meanwhile::Overtaken | Meanwhile::Twice
    );
    assert_eq!(failed.len(), usize::from(late), "objects go: {failed:?}");
    told.lock().unwrap().clone()
}

fn uuid_of(bytes: &[u8; 16]) -> uuid::Uuid {
    uuid::Uuid::from_bytes(*bytes)
}

async fn avif_rows(story: &Review) -> usize {
    let rows = rendition_file::Entity::find()
        .all(story.ctx().db.read())
        .await
        .unwrap();
    rows.iter()
        .filter(|row| row.content_type == "image/avif")
        .count()
}

#[tokio::test]
async fn a_published_set_is_offered_once_and_its_approval_stays() {
    let story = Review::begin().await;
    let draft = story.poem("Utkast", State::InReview).await;
    story.photo(&draft, 3).await;
    let (work, id) = published(&story).await;
    assert_eq!(offer(story.ctx()).await.unwrap(), 1);
    assert_eq!(offer(story.ctx()).await.unwrap(), 0, "it waits already");
    let before = content_hash(story.ctx().db.read(), &work).await.unwrap();
    assert_eq!(before, work.approved_hash);

    let (kept, told) = make(&story, &work, id, Meanwhile::Nothing).await;
    assert_eq!(kept, Some(Finished::Yes));
    let names: Vec<_> = told
        .unwrap()
        .sizes
        .into_iter()
        .map(|file| file.name)
        .collect();
    assert_eq!(names, ["1280.webp", "320.webp"]);
    assert_eq!(avif_rows(&story).await, 2);
    let after = content_hash(story.ctx().db.read(), &work).await.unwrap();
    assert_eq!(after, before);
    assert_eq!(story.now(&work).await.state, State::Published);
    assert_eq!(offer(story.ctx()).await.unwrap(), 0, "it is done");
}

#[tokio::test]
async fn what_comes_too_late_adds_nothing_and_its_objects_go() {
    for meanwhile in [Meanwhile::Hidden, Meanwhile::Replaced, Meanwhile::Overtaken] {
        let story = Review::begin().await;
        let (work, id) = published(&story).await;
        offer(story.ctx()).await.unwrap();
        let (kept, _) = make(&story, &work, id, meanwhile).await;
        assert_eq!(kept, Some(Finished::TooLate));
        assert_eq!(avif_rows(&story).await, 0);
    }
    let story = Review::begin().await;
    let (work, id) = published(&story).await;
    offer(story.ctx()).await.unwrap();
    let (kept, _) = make(&story, &work, id, Meanwhile::Twice).await;
    assert_eq!(
        (kept, avif_rows(&story).await),
        (Some(Finished::TooLate), 2)
    );
}

#[tokio::test]
async fn what_is_no_longer_public_is_dropped_and_made_anew_when_it_is() {
    let story = Review::begin().await;
    let (work, id) = published(&story).await;
    offer(story.ctx()).await.unwrap();
    make(&story, &work, id, Meanwhile::Nothing).await;
    set_state(&story, &work, State::Hidden).await;
    assert_eq!(offer(story.ctx()).await.unwrap(), 0);
    assert_eq!(avif_rows(&story).await, 0);
    set_state(&story, &work, State::Published).await;
    assert_eq!(offer(story.ctx()).await.unwrap(), 1);
}

#[tokio::test]
async fn what_was_given_up_is_not_offered_again() {
    let story = Review::begin().await;
    let (_, id) = published(&story).await;
    let rendition = rendition(&story, id).await;
    for _ in 0..2 {
        give_up_avif(story.ctx(), rendition).await.unwrap();
    }
    assert_eq!(offer(story.ctx()).await.unwrap(), 0);
    assert_eq!(to_avif(story.ctx(), rendition).await.unwrap(), None);
    // One that is gone meanwhile is no error.
    give_up_avif(story.ctx(), story.ctx().id(story.ctx().clock.wall()))
        .await
        .unwrap();
}

#[tokio::test]
async fn it_waits_while_an_upload_waits() {
    let story = Review::begin().await;
    let (work, id) = published(&story).await;
    offer(story.ctx()).await.unwrap();
    let ctx = story.ctx();
    assert!(!queue::is_media_busy(&ctx.db, &ctx.clock).await.unwrap());
    let txn = ctx.begin_write().await.unwrap();
    let job = contest::assets::jobs::ProcessAsset { asset: id };
    queue::enqueue(&txn, &ctx.clock, &job, queue::Enqueue::default())
        .await
        .unwrap();
    txn.commit().await.unwrap();
    assert!(queue::is_media_busy(&ctx.db, &ctx.clock).await.unwrap());
    let idle = Registry::new().register(async |_: MakeAvif, _| Ok::<(), JobError>(()));
    let left = idle.drain(&ctx.db, &ctx.clock).await.unwrap();
    let kinds: Vec<_> = left.iter().map(|job| job.kind.as_str()).collect();
    assert_eq!(kinds, ["process-asset"], "nobody may take it here");
    let waiting = queue::counts(ctx.db.read()).await.unwrap();
    assert!(
        waiting
            .iter()
            .any(|count| count.lane == Lane::Idle && count.state == queue::State::Ready),
        "{waiting:?}"
    );
    // Once nothing is uploaded any more it is done.
    let media = Registry::new()
        .register(async |_: contest::assets::jobs::ProcessAsset, _| Ok::<(), JobError>(()));
    media.drain(&ctx.db, &ctx.clock).await.unwrap();
    let (kept, _) = make(&story, &work, id, Meanwhile::Nothing).await;
    assert_eq!(kept, Some(Finished::Yes));
}
