//! Covering parts of works: who may, and what it does to the work before any picture is made.

use contest::assets::entity::{page_text, rendition};
use contest::assets::jobs::{DeleteObjects, ProcessAsset};
use contest::assets::{
    Area, AssetState, Finished, MadeRendition, Mark, RedactError, Redaction, Span, Why, mark_ready,
    queries, redact, to_process,
};
use contest::audit::entity::event;
use contest::contributions::State;
use contest::ids::AssetId;
use contest::moderation::{self, ModerationError, Verdict};
use contest::permissions::{Actor, Principal, Role};
use contest::{AppContext, collections, testing};
use database::sea_orm::{ColumnTrait, EntityTrait, Iterable, QueryFilter};
use queue::Registry;

use crate::common::actor;
use crate::purging::made;
use crate::review::Review;

fn person() -> Redaction {
    let area = Area::new(0, 0, 5_000, 5_000).unwrap();
    Redaction {
        marks: vec![Mark::Cover { area, span: None }],
        why: Why::Person,
        destroy_original: false,
    }
}

/// Two jobs are at work on one file, as after a worker's death, and only the later one knows of the second box.
#[tokio::test]
async fn a_worker_that_does_not_know_all_marks_changes_nothing() {
    let story = Review::begin().await;
    let work = story.poem("Gryning", State::InReview).await;
    let id = story.photo(&work, 7).await;
    redact(story.ctx(), &story.anna, &work.code, id, person())
        .await
        .unwrap();
    let (anna, code) = (story.anna.clone(), work.code.clone());
    let registry = Registry::new()
        .register_with(
            story.ctx().clone(),
            move |ctx: AppContext, job: ProcessAsset, lease: queue::Lease| {
                let (anna, code) = (anna.clone(), code.clone());
                async move {
                    let Some(older) = to_process(&ctx, job.asset).await? else {
                        return Ok(());
                    };
                    let finish = async |marks: &[Mark]| {
                        let made = MadeRendition {
                            marks: marks.to_vec(),
                            ..made(&ctx, None)
                        };
                        mark_ready(&ctx, lease.token(), id, made).await
                    };
                    assert_eq!(finish(&older.marks).await?, Finished::Yes);
                    let area = Area::new(5_000, 5_000, 9_000, 9_000).unwrap();
                    let second = Redaction {
                        marks: vec![Mark::Cover { area, span: None }],
                        ..person()
                    };
                    redact(&ctx, &anna, &code, id, second).await.unwrap();
                    let later = to_process(&ctx, job.asset).await?.unwrap();
                    assert_eq!((older.marks.len(), later.marks.len()), (1, 2));
                    assert_eq!(finish(&older.marks).await?, Finished::TooLate);
                    assert_eq!(finish(&later.marks).await?, Finished::Yes);
                    Ok(())
                }
            },
        )
        .register(async |_: DeleteObjects, _| Ok(()));
    let ctx = story.ctx();
    assert_eq!(registry.drain(&ctx.db, &ctx.clock).await.unwrap(), []);
    assert_eq!(shown(&story, id).await, 1);
}

async fn shown(story: &Review, id: AssetId) -> usize {
    rendition::Entity::find()
        .filter(rendition::Column::AssetId.eq(id))
        .all(story.ctx().db.read())
        .await
        .unwrap()
        .len()
}

#[tokio::test]
async fn a_public_work_is_gone_at_once_and_its_approval_does_not_carry_over() {
    let story = Review::begin().await;
    let ctx = story.ctx();
    let work = story.poem("Gryning", State::InReview).await;
    let id = story.photo(&work, 7).await;
    let seen = story.seen(&work).await;
    moderation::decide(ctx, &story.anna, &work.code, &seen, Verdict::Approve)
        .await
        .unwrap();
    story.pass(20).await;
    assert_eq!(story.now(&work).await.state, State::Published);
    collections::put(ctx, &story.anna, collections::FEATURED, &work.code)
        .await
        .unwrap();
    let before = story.now(&work).await;

    redact(ctx, &story.anna, &work.code, id, person())
        .await
        .unwrap();
    let after = story.now(&work).await;
    assert_eq!(
        (after.state, after.approved_hash.clone(), after.version),
        (State::InReview, None, before.version + 1)
    );
    assert_eq!(shown(&story, id).await, 0);
    let asset = queries::find(ctx.db.read(), id).await.unwrap().unwrap();
    assert_eq!(
        (asset.state, asset.rendition_id),
        (AssetState::Stored, None)
    );
    let held = collections::queries::holding(ctx.db.read(), work.id)
        .await
        .unwrap();
    assert!(held.is_empty(), "{held:?}");
    // Nobody can approve it before the new renditions are there, or on the ground of what they saw before.
    let now = story.seen(&work).await;
    let early = moderation::decide(ctx, &story.bo, &work.code, &now, Verdict::Approve).await;
    assert!(matches!(early, Err(ModerationError::NotReady)), "{early:?}");
    let late = moderation::decide(ctx, &story.bo, &work.code, &seen, Verdict::Approve).await;
    assert!(matches!(late, Err(ModerationError::Changed)), "{late:?}");

    let rows = event::Entity::find()
        .filter(event::Column::Act.is_in(["asset.redact", "contribution.return_to_review"]))
        .all(ctx.db.read())
        .await
        .unwrap();
    assert_eq!(rows.len(), 2);
    for row in rows {
        assert_eq!(row.actor, story.anna.reference());
        assert!(row.details.contains("person"), "{}", row.details);
    }
}

#[tokio::test]
async fn who_may_cover_what_depends_on_who_they_are_and_where_the_work_stands() {
    let story = Review::begin().await;
    let ctx = story.ctx();
    let other = testing::class(ctx, story.edition.id, story.anna.account().unwrap())
        .await
        .unwrap();
    let stranger = testing::pupil(ctx, &other, "Ugglan").await.unwrap();
    let stranger = actor(ctx, Principal::Membership(stranger.id)).await;
    let colleague = testing::account(ctx, "kollega@skola.se", &[Role::Teacher])
        .await
        .unwrap();
    let colleague = actor(ctx, Principal::Account(colleague)).await;
    let former = Actor::Account {
        id: story.teacher.account().unwrap(),
        roles: vec![],
        language: "sv".to_owned(),
    };
    for state in State::iter() {
        let over = matches!(state, State::Rejected | State::Withdrawn | State::Erased);
        let editable = matches!(state, State::Draft | State::ChangesRequested);
        let reviewable = !matches!(
            state,
            State::Draft | State::Submitted | State::Withdrawn | State::Erased
        );
        for (who, name, may) in [
            (&story.pupil, "pupil", editable),
            (&story.teacher, "teacher", !over),
            (&story.bo, "moderator", reviewable && !over),
            (&stranger, "another class's pupil", false),
            (&colleague, "another class's teacher", false),
            (&former, "a teacher no more", false),
        ] {
            let work = story.poem("Gryning", state).await;
            let id = story.photo(&work, 7).await;
            let done = redact(ctx, who, &work.code, id, person()).await;
            assert_eq!(done.is_ok(), may, "{name} when {state:?}: {done:?}");
            assert_eq!(shown(&story, id).await == 0, may, "{name} when {state:?}");
            if !may && name.starts_with("another") {
                let hidden = matches!(
                    done,
                    Err(RedactError::NotFound | RedactError::WrongState(State::Rejected))
                );
                assert!(hidden, "{name} when {state:?} learns something");
            }
        }
    }
}

#[tokio::test]
async fn marks_that_mean_nothing_are_refused() {
    let story = Review::begin().await;
    let ctx = story.ctx();
    let work = story.poem("Gryning", State::InReview).await;
    let id = story.photo(&work, 7).await;
    let area = Area::new(0, 0, 5_000, 5_000).unwrap();
    let with = |marks| Redaction { marks, ..person() };
    let span = Span::new(0, 500);
    for (marks, refusal) in [
        (vec![], RedactError::NothingMarked),
        (vec![Mark::Cover { area, span }], RedactError::Unsuited),
        (vec![Mark::Silence { span }], RedactError::Unsuited),
        (
            vec![Mark::Cover { area, span: None }; 41],
            RedactError::TooMany,
        ),
    ] {
        let refused = redact(ctx, &story.anna, &work.code, id, with(marks)).await;
        let told = refused.unwrap_err();
        assert_eq!(told.to_string(), refusal.to_string());
    }
    redact(ctx, &story.anna, &work.code, id, person())
        .await
        .unwrap();
    let busy = redact(ctx, &story.anna, &work.code, id, person()).await;
    assert!(matches!(busy, Err(RedactError::Busy)), "{busy:?}");
    let other = story.poem("Kväll", State::InReview).await;
    let foreign = story.photo(&other, 8).await;
    let wrong = redact(ctx, &story.anna, &work.code, foreign, person()).await;
    assert!(matches!(wrong, Err(RedactError::NotFound)), "{wrong:?}");
}

#[tokio::test]
async fn marks_lie_on_pages_that_a_magazine_has() {
    let story = Review::begin().await;
    let ctx = story.ctx();
    let work = story.poem("Gryning", State::InReview).await;
    let id = story.magazine(&work, &["Ett", "Två"]).await;
    let area = Area::new(0, 0, 5_000, 5_000).unwrap();
    let with = |mark| Redaction {
        marks: vec![mark],
        ..person()
    };
    for mark in [
        Mark::CoverPage { page: 0, area },
        Mark::CoverPage { page: 3, area },
        Mark::NoText { page: 3 },
        Mark::Cover { area, span: None },
        Mark::Silence { span: None },
    ] {
        let refused = redact(ctx, &story.anna, &work.code, id, with(mark)).await;
        assert!(
            matches!(refused, Err(RedactError::Unsuited)),
            "{mark:?}: {refused:?}"
        );
    }
    let marks = vec![Mark::CoverPage { page: 2, area }, Mark::NoText { page: 1 }];
    let both = Redaction {
        marks: marks.clone(),
        ..person()
    };
    redact(ctx, &story.anna, &work.code, id, both)
        .await
        .unwrap();
    assert_eq!(shown(&story, id).await, 0);
    let texts = page_text::Entity::find().all(ctx.db.read()).await.unwrap();
    assert!(
        texts.is_empty(),
        "the texts go with the pictures: {texts:?}"
    );
    let kept = contest::assets::redact::marks(ctx.db.read(), id)
        .await
        .unwrap();
    assert_eq!(kept.pending.len(), marks.len());
    assert!(
        marks.iter().all(|mark| kept.pending.contains(mark)),
        "{kept:?}"
    );
}
