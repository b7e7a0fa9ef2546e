//! Several at the same moment: on PostgreSQL their transactions really overlap, on SQLite they take turns.

use std::collections::BTreeSet;
use std::future::Future;

use contest::accounts::entity::outbox_mail;
use contest::accounts::links::{Proof, Refusal};
use contest::accounts::{self, Email, RedeemLinkError};
use contest::assets::{
    AssetKind, Limits, NewUpload, StoredFile, begin_upload, complete_upload, queries,
};
use contest::classes::{self, JoinError};
use contest::collections::{self, FEATURED};
use contest::contributions::{self, Edit, EditError, Maker, NotOpen, State};
use contest::moderation::{self, ModerationError, Reason, Verdict};
use contest::permissions::{Actor, Principal};
use contest::reports::entity::report;
use contest::reports::{self, NewReport, ReportReason};
use contest::votes::{self, VoterKey};
use contest::{AppContext, Secrets, testing};
use database::Clock;
use database::sea_orm::{
    ActiveValue::{Set, Unchanged},
    ConnectionTrait, DbBackend, EntityTrait, Statement,
};
use tokio::task::JoinSet;

use crate::common::actor;
use crate::review::{Review, because};

/// How many do the same.
const MANY: usize = 8;

/// Runs `act` many times at once; gives what came of each.
async fn at_once<T, F>(act: impl Fn(usize) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let mut running = JoinSet::new();
    for n in 0..MANY {
        running.spawn(act(n));
    }
    running.join_all().await
}

fn private(prefix: &str) -> NewReport<'_> {
    NewReport {
        reason: ReportReason::Privacy,
        text: "",
        contact: "",
        language: "sv",
        prefix,
        words: ("Rör någons privatliv.", "About somebody's privacy."),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_nickname_is_given_to_one_of_those_who_want_it() {
    let story = Review::begin().await;
    let joined = at_once(|n| {
        let (ctx, code) = (story.ctx().clone(), story.class.join_code.clone());
        let nickname = if n % 2 == 0 { "Igelkott" } else { "IGELKOTT" };
        async move { classes::join(&ctx, &code, nickname, b"the school").await }
    })
    .await;
    let mut refused = joined.iter().filter_map(|joined| joined.as_ref().err());
    assert!(
        refused.all(|error| matches!(error, JoinError::NicknameTaken)),
        "{joined:?}"
    );
    assert_eq!(joined.iter().filter(|joined| joined.is_ok()).count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pupils_who_begin_together_begin_one_draft() {
    let story = Review::begin().await;
    let mut pupils = Vec::new();
    for n in 0..MANY {
        let pupil = testing::pupil(story.ctx(), &story.class, &format!("Pupill {n}")).await;
        let pupil = Principal::Membership(pupil.unwrap().id);
        pupils.push(actor(story.ctx(), pupil).await);
    }
    let begun = at_once(|n| {
        let (ctx, pupil) = (story.ctx().clone(), pupils[n].clone());
        async move { contributions::start(&ctx, &pupil, Maker::Pupil).await }
    })
    .await;
    let drafts: BTreeSet<_> = begun.into_iter().map(|begun| begun.unwrap().id).collect();
    assert_eq!(drafts.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_wrong_code_is_counted_before_the_next_is_looked_at() {
    let story = Review::begin().await;
    let ctx = story.ctx();
    let email = Email::parse("ana@skola.se").unwrap();
    accounts::request_link(ctx, &email, "browser", "sv", None)
        .await
        .unwrap();
    let mail = outbox_mail::Entity::find()
        .one(ctx.db.read())
        .await
        .unwrap();
    let right = mail.unwrap().params["code"].as_str().unwrap().to_owned();
    let wrong = if right == "000000" {
        "000001"
    } else {
        "000000"
    };
    let guesses = at_once(|_| {
        let ctx = ctx.clone();
        async move {
            let guess = Proof::Code {
                nonce: "browser",
                code: wrong,
            };
            match accounts::redeem_link(&ctx, guess, "sv").await {
                Err(RedeemLinkError::Refused(refusal)) => refusal,
                other => panic!("{other:?}"),
            }
        }
    })
    .await;
    let left: Vec<i32> = guesses
        .iter()
        .filter_map(|refusal| match refusal {
            Refusal::WrongCode { left } => Some(*left),
            _ => None,
        })
        .collect();
    let mut in_order = left.clone();
    in_order.sort_unstable();
    assert_eq!(in_order, [1, 2, 3, 4], "{guesses:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_that_is_completed_many_times_is_one_asset() {
    let story = Review::begin().await;
    let ctx = story.ctx();
    let work = contributions::start(ctx, &story.pupil, Maker::Pupil)
        .await
        .unwrap();
    let limits = Limits::default();
    let new = NewUpload {
        length_bytes: Some(10),
        label: "bild.jpg",
    };
    let upload = begin_upload(ctx, &limits, &story.pupil, &work.code, new)
        .await
        .unwrap();
    let made = at_once(|n| {
        let (ctx, pupil, limits) = (ctx.clone(), story.pupil.clone(), limits.clone());
        let token = upload.token.clone();
        let file = StoredFile {
            kind: AssetKind::Photo,
            media_type: "jpeg".into(),
            size_bytes: 10,
            sha256: [1; 32],
            object_key: format!("o/{n}"),
        };
        async move { complete_upload(&ctx, &limits, &pupil, &token, file).await }
    })
    .await;
    let ids: BTreeSet<_> = made.into_iter().map(|made| made.unwrap().id).collect();
    let assets = queries::of_contribution(ctx.db.read(), work.id)
        .await
        .unwrap();
    assert_eq!((ids.len(), assets.len()), (1, 1));
}

/// Of five pupils who begin at the same moment two may. On PostgreSQL nothing can be written down until each of the five has
/// come as far as it gets: whoever counted by then counted nothing, unless all but one wait for their turn before that.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_more_uploads_are_under_way_than_may_be() {
    const PUPILS: usize = 5;
    let story = Review::begin().await;
    let ctx = story.ctx();
    let limits = Limits {
        in_flight: 2,
        ..Limits::default()
    };
    let gate = if ctx.db.backend() == DbBackend::Postgres {
        let gate = ctx.begin_write().await.unwrap();
        gate.execute_unprepared("LOCK TABLE upload IN SHARE MODE")
            .await
            .unwrap();
        Some(gate)
    } else {
        None
    };
    let mut beginning = JoinSet::new();
    for _ in 0..PUPILS {
        // A class each, and so a contribution each: a row that all of them want would be a turn too.
        let teacher = story.teacher.account().unwrap();
        let class = testing::class(ctx, story.edition.id, teacher)
            .await
            .unwrap();
        let pupil = testing::pupil(ctx, &class, "Räv").await.unwrap();
        let pupil = actor(ctx, Principal::Membership(pupil.id)).await;
        let work = contributions::start(ctx, &pupil, Maker::Pupil)
            .await
            .unwrap();
        let (ctx, limits) = (ctx.clone(), limits.clone());
        beginning.spawn(async move {
            let new = NewUpload {
                length_bytes: Some(10),
                label: "bild.jpg",
            };
            begin_upload(&ctx, &limits, &pupil, &work.code, new).await
        });
    }
    if let Some(gate) = gate {
        let all_wait = async { while waiting(ctx).await < PUPILS {} };
        let bound = std::time::Duration::from_secs(30);
        tokio::time::timeout(bound, all_wait).await.unwrap();
        gate.commit().await.unwrap();
    }
    let begun = beginning.join_all().await;
    assert_eq!(begun.iter().flatten().count(), 2, "{begun:?}");
}

/// How many transactions wait for a lock in this test's PostgreSQL database.
pub async fn waiting(ctx: &AppContext) -> usize {
    let locks = "SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let locks = Statement::from_string(DbBackend::Postgres, locks);
    let row = ctx.db.read().query_one_raw(locks).await.unwrap().unwrap();
    usize::try_from(row.try_get_by_index::<i64>(0).unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_changed_after_it_was_handed_in() {
    for _ in 0..5 {
        let story = Review::begin().await;
        let ctx = story.ctx();
        let work = story.poem("Gryning", State::Draft).await;
        testing::answer_all(ctx, &story.pupil, &work.code)
            .await
            .unwrap();
        let by = at_once(|n| {
            let (ctx, pupil, teacher) = (ctx.clone(), story.pupil.clone(), story.teacher.clone());
            let code = work.code.clone();
            async move {
                if n == MANY / 2 {
                    let handed_in = contributions::hand_in(&ctx, &pupil, &code).await;
                    return Some(handed_in.unwrap().version);
                }
                let edit = Edit {
                    title: Some(format!("Rubrik {n}")),
                    ..Edit::default()
                };
                match contributions::edit(&ctx, &teacher, &code, edit).await {
                    Ok(_) | Err(EditError::NotOpen(NotOpen::NotEditable(State::Submitted))) => None,
                    Err(other) => panic!("{other:?}"),
                }
            }
        })
        .await;
        let handed_in = by.into_iter().flatten().next().unwrap();
        let now = story.now(&work).await;
        assert_eq!((now.state, now.version), (State::Submitted, handed_in));
    }
}

/// Two moderators and the makers at works of one collection, in every order: each may be refused, none may be thrown out by
/// the database because they waited for each other in a circle.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_waits_in_a_circle() {
    let story = Review::begin().await;
    let ctx = story.ctx();
    for _ in 0..5 {
        let mut codes = Vec::new();
        for title in ["A", "B", "C"] {
            let work = story.poem(title, State::Published).await;
            collections::put(ctx, &story.anna, FEATURED, &work.code)
                .await
                .unwrap();
            codes.push(work.code);
        }
        let broken = at_once(|n| {
            let (ctx, code) = (ctx.clone(), codes[n % 3].clone());
            let (anna, bo, pupil) = (story.anna.clone(), story.bo.clone(), story.pupil.clone());
            let edition = story.edition.id;
            let mut order = codes.clone();
            order.rotate_left(n % 3);
            async move {
                match n % 4 {
                    0 => contributions::withdraw(&ctx, &pupil, &code)
                        .await
                        .err()
                        .filter(|error| matches!(error, contributions::WithdrawError::Db(_)))
                        .map(|error| format!("withdraw: {error:?}")),
                    1 => collections::reorder(&ctx, &anna, edition, FEATURED, &order)
                        .await
                        .err()
                        .map(|error| format!("reorder: {error:?}")),
                    2 => reports::report(&ctx, &code, private("192.0.2.0/24"))
                        .await
                        .err()
                        .filter(|error| matches!(error, reports::ReportError::Db(_)))
                        .map(|error| format!("report: {error:?}")),
                    _ => moderation::hide(&ctx, &bo, &code, because(Reason::Privacy))
                        .await
                        .err()
                        .filter(|error| matches!(error, ModerationError::Db(_)))
                        .map(|error| format!("hide: {error:?}")),
                }
            }
        })
        .await;
        let broken: Vec<_> = broken.into_iter().flatten().collect();
        assert!(broken.is_empty(), "{broken:#?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn counts_agree_while_votes_are_cast() {
    let story = Review::begin().await;
    let work = story.poem("Gryning", State::Published).await;
    let seen = at_once(|n| {
        let (ctx, code, edition) = (
            story.ctx().clone(),
            work.code.clone(),
            story.edition.clone(),
        );
        async move {
            for m in 0..10 {
                if n == 0 {
                    let wrong = votes::recount(&ctx).await.unwrap();
                    assert_eq!(wrong, []);
                    votes::fold(&ctx).await.unwrap();
                } else {
                    let key = VoterKey::of_email(&edition, &format!("v{n}.{m}@example.org"));
                    let voter = Actor::Voter {
                        edition: edition.id,
                        key: key.unwrap(),
                    };
                    votes::cast(&ctx, &voter, &code).await.unwrap();
                }
            }
        }
    })
    .await;
    assert_eq!(seen.len(), MANY);
    assert_eq!(votes::recount(story.ctx()).await.unwrap(), []);
}

/// With a clock that runs, as in production: two readings of it are never the same moment.
#[tokio::test]
async fn undoing_opens_the_reports_again_that_the_decision_closed() {
    let story = Review::begin().await;
    let running = AppContext::new(
        story.ctx().db.clone(),
        Clock::database(),
        Secrets::new([7; 32]),
    );
    let work = story.poem("Gryning", State::Published).await;
    let spam = NewReport {
        reason: ReportReason::Spam,
        ..private("192.0.2.0/24")
    };
    reports::report(&running, &work.code, spam).await.unwrap();
    let row = contributions::entity::contribution::ActiveModel {
        id: Unchanged(work.id),
        state: Set(State::InReview),
        ..Default::default()
    };
    contributions::entity::contribution::Entity::update(row)
        .exec(running.db.write())
        .await
        .unwrap();
    let open = async || {
        let all = report::Entity::find().all(running.db.read()).await;
        all.unwrap()
            .iter()
            .any(|report| report.handled_at.is_none())
    };
    assert!(open().await);
    let seen = story.seen(&work).await;
    let refuse = Verdict::Reject(because(Reason::Privacy));
    moderation::decide(&running, &story.anna, &work.code, &seen, refuse)
        .await
        .unwrap();
    assert!(!open().await);
    moderation::undo(&running, &story.anna, &work.code)
        .await
        .unwrap();
    assert!(open().await);
}
