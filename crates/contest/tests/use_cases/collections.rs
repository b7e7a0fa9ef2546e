//! Collections in their order, and the order of the day.

use contest::collections::entity::gallery_order;
use contest::collections::{self, CurateError, FEATURED, Step, queries};
use contest::contributions::{self, State, gallery};
use contest::moderation::{self, Reason};
use contest::permissions::Role;
use contest::{AppContext, testing};
use database::sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::review::{Review, because};

async fn titles(story: &Review) -> Vec<String> {
    let db = story.ctx().db.read();
    let list = queries::find(db, story.edition.id, FEATURED)
        .await
        .unwrap()
        .unwrap();
    let items = gallery::of_collection(db, list.id, 99).await.unwrap();
    items.into_iter().map(|item| item.work.title).collect()
}

#[tokio::test]
async fn works_are_put_ordered_and_taken_out() {
    let story = Review::begin().await;
    let (ctx, anna) = (story.ctx(), &story.anna);
    let mut codes = Vec::new();
    for title in ["A", "B", "C", "D"] {
        let work = story.poem(title, State::Published).await;
        collections::put(ctx, anna, FEATURED, &work.code)
            .await
            .unwrap();
        collections::put(ctx, anna, FEATURED, &work.code)
            .await
            .unwrap(); // once is enough
        codes.push(work.code);
    }
    assert_eq!(titles(&story).await, ["A", "B", "C", "D"]);
    collections::shift(ctx, anna, FEATURED, &codes[2], Step::Up)
        .await
        .unwrap();
    assert_eq!(titles(&story).await, ["A", "C", "B", "D"]);
    collections::shift(ctx, anna, FEATURED, &codes[0], Step::Up)
        .await
        .unwrap();
    collections::shift(ctx, anna, FEATURED, &codes[3], Step::Down)
        .await
        .unwrap();
    assert_eq!(titles(&story).await, ["A", "C", "B", "D"], "the ends stay");
    collections::shift(ctx, anna, FEATURED, &codes[0], Step::Down)
        .await
        .unwrap();
    assert_eq!(titles(&story).await, ["C", "A", "B", "D"]);
    let order = [codes[3].clone(), "unknown".into(), codes[1].clone()];
    collections::reorder(ctx, anna, story.edition.id, FEATURED, &order)
        .await
        .unwrap();
    assert_eq!(
        titles(&story).await,
        ["D", "B", "C", "A"],
        "what was not listed follows as it was"
    );
    collections::remove(ctx, anna, FEATURED, &codes[1])
        .await
        .unwrap();
    collections::remove(ctx, anna, FEATURED, &codes[1])
        .await
        .unwrap();
    assert_eq!(titles(&story).await, ["D", "C", "A"]);
}

#[tokio::test]
async fn the_hidden_leave_a_gap_that_they_come_back_to_and_the_reopened_do_not() {
    let story = Review::begin().await;
    let (ctx, anna) = (story.ctx(), &story.anna);
    let mut works = Vec::new();
    for title in ["A", "B", "C"] {
        let work = story.poem(title, State::Published).await;
        collections::put(ctx, anna, FEATURED, &work.code)
            .await
            .unwrap();
        works.push(work);
    }
    let seen = story.seen(&works[1]).await;
    moderation::hide(ctx, anna, &works[1].code, because(Reason::Hate))
        .await
        .unwrap();
    assert_eq!(titles(&story).await, ["A", "C"]);
    collections::shift(ctx, anna, FEATURED, &works[2].code, Step::Up)
        .await
        .unwrap();
    assert_eq!(
        titles(&story).await,
        ["C", "A"],
        "neighbours are those that are seen"
    );
    moderation::restore(ctx, anna, &works[1].code, &seen)
        .await
        .unwrap();
    assert_eq!(titles(&story).await, ["C", "A", "B"]);
    contributions::reopen(ctx, &story.pupil, &works[0].code)
        .await
        .unwrap();
    assert_eq!(titles(&story).await, ["C", "B"]);
    assert_eq!(
        queries::holding(ctx.db.read(), works[0].id).await.unwrap(),
        [""; 0]
    );
}

#[tokio::test]
async fn only_moderators_curate_only_what_is_public_and_not_their_own() {
    let story = Review::begin().await;
    let ctx = story.ctx();
    let work = story.poem("A", State::Published).await;
    let nobody = testing::account(ctx, "x@dizza.se", &[Role::Juror])
        .await
        .unwrap();
    let nobody = crate::common::actor(ctx, contest::permissions::Principal::Account(nobody)).await;
    for who in [&story.pupil, &nobody] {
        let put = collections::put(ctx, who, FEATURED, &work.code).await;
        assert!(matches!(put, Err(CurateError::NotAllowed)));
        let order = collections::reorder(ctx, who, story.edition.id, FEATURED, &[]).await;
        assert!(matches!(order, Err(CurateError::NotAllowed)));
    }
    let own = collections::put(ctx, &story.teacher, FEATURED, &work.code).await;
    assert!(matches!(own, Err(CurateError::OwnContribution)));
    let none = collections::put(ctx, &story.anna, "no-such-list", &work.code).await;
    assert!(matches!(none, Err(CurateError::NotFound)));
    for state in [
        State::Draft,
        State::InReview,
        State::Approved,
        State::Hidden,
        State::Withdrawn,
    ] {
        let work = story.poem("B", state).await;
        let put = collections::put(ctx, &story.anna, FEATURED, &work.code).await;
        assert!(matches!(put, Err(CurateError::NotFound)), "{state:?}");
    }
}

async fn order(ctx: &AppContext, day: &str) -> Vec<contest::ids::ContributionId> {
    let rows = gallery_order::Entity::find()
        .filter(gallery_order::Column::Day.eq(day))
        .order_by_asc(gallery_order::Column::Position)
        .all(ctx.db.read())
        .await
        .unwrap();
    rows.into_iter().map(|row| row.contribution_id).collect()
}

#[tokio::test]
async fn each_day_has_its_order_and_the_new_come_last() {
    let story = Review::begin().await;
    let ctx = story.ctx();
    for n in 0..20 {
        story.poem(&format!("Dikt {n}"), State::Published).await;
    }
    assert_eq!(collections::shuffle(ctx).await.unwrap(), 20);
    let first = order(ctx, "2026-05-12").await;
    assert_eq!(
        collections::shuffle(ctx).await.unwrap(),
        0,
        "again changes nothing"
    );
    assert_eq!(order(ctx, "2026-05-12").await, first);
    let newest = queries::newest_day(ctx.db.read(), story.edition.id)
        .await
        .unwrap();
    assert_eq!(newest.as_deref(), Some("2026-05-12"));

    let work = story.poem("Ny", State::InReview).await;
    let seen = story.seen(&work).await;
    moderation::decide(
        ctx,
        &story.anna,
        &work.code,
        &seen,
        moderation::Verdict::Approve,
    )
    .await
    .unwrap();
    story.pass(10).await;
    let now = order(ctx, "2026-05-12").await;
    assert_eq!((now.last(), now.len()), (Some(&work.id), 21));

    story.pass(14 * 3_600).await; // past midnight in Stockholm, 22:00 UTC
    collections::shuffle(ctx).await.unwrap();
    let second = order(ctx, "2026-05-13").await;
    assert_eq!(second.len(), 21);
    assert_ne!(second[..20], first[..]);
    story.pass(3 * 86_400).await;
    collections::shuffle(ctx).await.unwrap();
    assert_eq!(
        order(ctx, "2026-05-12").await,
        [],
        "old orders are forgotten"
    );
}
