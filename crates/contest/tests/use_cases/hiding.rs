//! Hiding works and showing them again: by a report about privacy, by hand, by two.

use contest::audit;
use contest::contributions::{Seen, State};
use contest::moderation::{self, Decided, ModerationError, QueueFilter, Reason, Restored, Verdict};
use contest::reports::{self, NewReport, ReportReason};

use crate::review::{Review, because};

fn private(prefix: &str) -> NewReport<'_> {
    NewReport {
        reason: ReportReason::Privacy,
        text: "Det är jag på bilden",
        contact: "",
        language: "sv",
        prefix,
        words: (
            "Någon har sagt att verket rör deras privatliv.",
            "Somebody says it is about their privacy.",
        ),
    }
}

#[tokio::test]
async fn a_privacy_report_hides_at_once_and_two_moderators_bring_it_back() {
    let story = Review::begin().await;
    let work = story.poem("Gryning", State::Published).await;
    let ctx = story.ctx();
    let reported = reports::report(ctx, &work.code, private("192.0.2.0/24"))
        .await
        .unwrap();
    assert!(reported.hidden);
    let hidden = story.now(&work).await;
    assert_eq!((hidden.state, hidden.urgent), (State::Hidden, true));
    let told = moderation::decisions_for_maker(ctx.db.read(), &work, ctx.clock.wall())
        .await
        .unwrap();
    assert!(told[0].automatic && !told[0].own_initiative);

    story.poem("Äldst", State::InReview).await;
    let queue = moderation::queue(ctx, &story.anna, &QueueFilter::default(), 0)
        .await
        .unwrap();
    assert_eq!(
        (queue.items[0].work.id, queue.items[0].open_reports),
        (work.id, 1)
    );

    let seen = story.seen(&work).await;
    story.pass(5).await;
    for _ in 0..2 {
        let asked = moderation::restore(ctx, &story.anna, &work.code, &seen)
            .await
            .unwrap();
        assert_eq!(
            asked,
            Restored::SecondNeeded,
            "asking twice does not make two persons"
        );
    }
    let item = moderation::item(ctx, &story.bo, &work.code).await.unwrap();
    assert_eq!(item.asked_by, story.anna.account());

    // A fresh report sends both back to the start.
    story.pass(5).await;
    reports::report(ctx, &work.code, private("198.51.100.0/24"))
        .await
        .unwrap();
    story.pass(5).await;
    let asked = moderation::restore(ctx, &story.bo, &work.code, &seen)
        .await
        .unwrap();
    assert_eq!(asked, Restored::SecondNeeded);
    let done = moderation::restore(ctx, &story.anna, &work.code, &seen)
        .await
        .unwrap();
    assert_eq!(done, Restored::Done);
    let back = story.now(&work).await;
    assert_eq!((back.state, back.urgent), (State::Published, false));
    let queue = moderation::queue(ctx, &story.anna, &QueueFilter::default(), 0)
        .await
        .unwrap();
    assert_eq!(queue.total, 1, "the reports are answered");
    assert!(
        audit::verify_all(ctx.db.read())
            .await
            .unwrap()
            .iter()
            .all(|chain| chain.fault.is_none())
    );
}

#[tokio::test]
async fn what_was_reported_for_privacy_needs_two_on_every_way_back() {
    let story = Review::begin().await;
    let work = story.poem("Gryning", State::InReview).await;
    let asset = story.photo(&work, 1).await;
    let ctx = story.ctx();
    let seen = story.seen(&work).await;
    moderation::decide(ctx, &story.anna, &work.code, &seen, Verdict::Approve)
        .await
        .unwrap();
    story.pass(10).await;
    reports::report(ctx, &work.code, private("192.0.2.0/24"))
        .await
        .unwrap();
    story.pass(1).await;
    moderation::restore(ctx, &story.anna, &work.code, &seen)
        .await
        .unwrap();
    story.render(asset, 2).await; // hidden -> in review, and what Anna wanted is no longer there
    let seen = story.seen(&work).await;
    let one = moderation::decide(ctx, &story.bo, &work.code, &seen, Verdict::Approve)
        .await
        .unwrap();
    assert_eq!(one, Decided::SecondNeeded);
    assert_eq!(story.now(&work).await.state, State::InReview);
    let two = moderation::decide(ctx, &story.anna, &work.code, &seen, Verdict::Approve)
        .await
        .unwrap();
    assert!(matches!(two, Decided::Done { .. }));
    // Undone: again two are needed, and the report is open again.
    story.pass(1).await;
    moderation::undo(ctx, &story.anna, &work.code)
        .await
        .unwrap();
    let queue = moderation::queue(ctx, &story.anna, &QueueFilter::default(), 0)
        .await
        .unwrap();
    assert_eq!(
        (queue.items[0].work.urgent, queue.items[0].open_reports),
        (true, 1)
    );
    let one = moderation::decide(ctx, &story.anna, &work.code, &seen, Verdict::Approve)
        .await
        .unwrap();
    assert_eq!(one, Decided::SecondNeeded);
    moderation::decide(ctx, &story.bo, &work.code, &seen, Verdict::Approve)
        .await
        .unwrap();
    story.pass(10).await;
    let back = story.now(&work).await;
    assert_eq!((back.state, back.urgent), (State::Published, false));
}

#[tokio::test]
async fn other_hidings_come_back_by_one_and_only_unchanged() {
    let story = Review::begin().await;
    let work = story.poem("Gryning", State::Published).await;
    let ctx = story.ctx();
    moderation::hide(ctx, &story.anna, &work.code, because(Reason::Bullying))
        .await
        .unwrap();
    let twice = moderation::hide(ctx, &story.anna, &work.code, because(Reason::Bullying)).await;
    assert!(matches!(
        twice,
        Err(ModerationError::WrongState(State::Hidden))
    ));
    let seen = story.seen(&work).await;
    let other = Seen {
        version: seen.version,
        hash: Some(vec![0; 32]),
    };
    let refused = moderation::restore(ctx, &story.anna, &work.code, &other).await;
    assert!(matches!(refused, Err(ModerationError::Changed)));
    let done = moderation::restore(ctx, &story.anna, &work.code, &seen)
        .await
        .unwrap();
    assert_eq!(done, Restored::Done);
    story.pass(1).await;
    let kinds: Vec<_> = story
        .mails()
        .await
        .into_iter()
        .map(|mail| mail.params["kind"].clone())
        .collect();
    assert_eq!(kinds.len(), 2);
    assert!(kinds.contains(&"hide".into()) && kinds.contains(&"restore".into()));
}

#[tokio::test]
async fn hiding_for_privacy_by_hand_needs_two_as_well() {
    let story = Review::begin().await;
    let work = story.poem("Gryning", State::Published).await;
    moderation::hide(
        story.ctx(),
        &story.anna,
        &work.code,
        because(Reason::ProtectedIdentity),
    )
    .await
    .unwrap();
    let seen = story.seen(&work).await;
    story.pass(1).await;
    let asked = moderation::restore(story.ctx(), &story.anna, &work.code, &seen)
        .await
        .unwrap();
    assert_eq!(asked, Restored::SecondNeeded);
}
