//! Reports: taken from everybody, and no weapon.

use contest::contributions::State;
use contest::moderation::{self, QueueFilter};
use contest::reports::entity::report;
use contest::reports::{self, NewReport, ReportError, ReportReason};
use database::sea_orm::{EntityTrait, PaginatorTrait};

use crate::review::Review;

fn new(reason: ReportReason, prefix: &str) -> NewReport<'_> {
    NewReport {
        reason,
        text: "",
        contact: "",
        language: "sv",
        prefix,
        words: ("Rör någons privatliv.", "About somebody's privacy."),
    }
}

#[tokio::test]
async fn two_hundred_reports_hide_nothing_unless_they_are_about_privacy() {
    let story = Review::begin().await;
    let work = story.poem("Gryning", State::Published).await;
    let reasons: Vec<_> = ReportReason::all()
        .filter(|reason| *reason != ReportReason::Privacy)
        .collect();
    for n in 0..200 {
        let prefix = format!("2001:db8:0:{:x}::/64", n % 40);
        let _ = reports::report(
            story.ctx(),
            &work.code,
            new(reasons[n % reasons.len()], &prefix),
        )
        .await;
    }
    assert_eq!(story.now(&work).await.state, State::Published);
    let queue = moderation::queue(story.ctx(), &story.anna, &QueueFilter::default(), 0)
        .await
        .unwrap();
    assert_eq!(queue.items[0].work.id, work.id, "but somebody looks");
    assert!(queue.items[0].open_reports > 0);

    let closed = reports::handle(story.ctx(), &story.anna, &work.code)
        .await
        .unwrap();
    assert_eq!(
        usize::try_from(closed).unwrap(),
        queue.items[0].open_reports
    );
    let queue = moderation::queue(story.ctx(), &story.anna, &QueueFilter::default(), 0)
        .await
        .unwrap();
    assert_eq!(queue.total, 0);
    assert_eq!(story.now(&work).await.state, State::Published);
}

#[tokio::test]
async fn a_report_counts_once_per_network_and_reason() {
    let story = Review::begin().await;
    let work = story.poem("Gryning", State::Published).await;
    for prefix in ["192.0.2.0/24", "192.0.2.0/24", "198.51.100.0/24"] {
        reports::report(story.ctx(), &work.code, new(ReportReason::Spam, prefix))
            .await
            .unwrap();
    }
    assert_eq!(
        report::Entity::find()
            .count(story.ctx().db.read())
            .await
            .unwrap(),
        2
    );
    let rows = report::Entity::find()
        .all(story.ctx().db.read())
        .await
        .unwrap();
    assert!(
        rows.iter()
            .all(|row| !row.reporter_key.windows(3).any(|part| part == b"192"))
    );
}

#[tokio::test]
async fn ten_an_hour_and_privacy_always() {
    let story = Review::begin().await;
    let network = "192.0.2.0/24";
    for n in 0..10 {
        let work = story.poem(&format!("Dikt {n}"), State::Published).await;
        reports::report(story.ctx(), &work.code, new(ReportReason::Spam, network))
            .await
            .unwrap();
    }
    let work = story.poem("Elfte", State::Published).await;
    let eleventh = reports::report(story.ctx(), &work.code, new(ReportReason::Spam, network)).await;
    assert!(matches!(eleventh, Err(ReportError::TooMany)));
    let private =
        reports::report(story.ctx(), &work.code, new(ReportReason::Privacy, network)).await;
    assert!(private.unwrap().hidden);
    story.pass(3_600).await;
    let work = story.poem("Tolfte", State::Published).await;
    reports::report(story.ctx(), &work.code, new(ReportReason::Spam, network))
        .await
        .unwrap();
}

#[tokio::test]
async fn only_what_is_public_can_be_reported() {
    let story = Review::begin().await;
    for state in [
        State::Draft,
        State::Submitted,
        State::InReview,
        State::Approved,
        State::Rejected,
        State::Withdrawn,
    ] {
        let work = story.poem("Dold", state).await;
        let refused =
            reports::report(story.ctx(), &work.code, new(ReportReason::Privacy, "x")).await;
        assert!(matches!(refused, Err(ReportError::NotFound)), "{state:?}");
        assert_eq!(story.now(&work).await.state, state);
    }
    let none = reports::report(story.ctx(), "0000000000", new(ReportReason::Privacy, "x")).await;
    assert!(matches!(none, Err(ReportError::NotFound)));
    let work = story.poem("Gryning", State::Published).await;
    let long = "x".repeat(2_001);
    let long = NewReport {
        text: &long,
        ..new(ReportReason::Other, "x")
    };
    assert!(matches!(
        reports::report(story.ctx(), &work.code, long).await,
        Err(ReportError::Text(_))
    ));
}

#[tokio::test]
async fn a_privacy_report_is_not_answered_by_one_moderator() {
    let story = Review::begin().await;
    let work = story.poem("Gryning", State::Published).await;
    reports::report(story.ctx(), &work.code, new(ReportReason::Privacy, "x"))
        .await
        .unwrap();
    assert_eq!(
        reports::handle(story.ctx(), &story.anna, &work.code)
            .await
            .unwrap(),
        0
    );
    assert_eq!(story.now(&work).await.state, State::Hidden);
    let queue = moderation::queue(story.ctx(), &story.anna, &QueueFilter::default(), 0)
        .await
        .unwrap();
    assert_eq!(queue.items[0].open_reports, 1);
}
