//! Random stories through the use cases: whatever people do, in whatever order, nothing is public that a person did not
//! approve exactly so, and each change of state leaves exactly one line in the audit chain.

use contest::audit::{self, entity::event};
use contest::contributions::entity::contribution;
use contest::contributions::{self, Edit, Maker, Seen, State, TICKS, content_hash};
use contest::ids::AssetId;
use contest::moderation::{self, Reason, Verdict};
use contest::permissions::{Actor, Principal};
use contest::reports::{self, NewReport, ReportReason};
use contest::testing;
use database::sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::common::actor;
use crate::review::{Review, because};

/// Random stories, and the acts in the longest one.
const STORIES: u32 = 96;
const ACTS: usize = 120;

/// What somebody tries.
#[derive(Clone, Debug)]
enum Try {
    Edit(u8),
    Render(u8),
    HandIn,
    ClassApprove { stale: bool, all_ticks: bool },
    SendBack,
    Look,
    Decide { who: u8, stale: bool, verdict: u8 },
    Undo(u8),
    Hide { who: u8, private: bool },
    Restore { who: u8, stale: bool },
    Report { private: bool, network: u8 },
    Withdraw,
    Reopen,
    Claim(u8),
    Release(u8),
    Wait(u8),
}

fn tries() -> impl Strategy<Value = Try> {
    let who = 0..3_u8;
    prop_oneof![
        2 => (0..4_u8).prop_map(Try::Edit),
        2 => (0..3_u8).prop_map(Try::Render),
        9 => Just(Try::HandIn),
        9 => (prop::bool::weighted(0.1), prop::bool::weighted(0.9))
            .prop_map(|(stale, all_ticks)| Try::ClassApprove { stale, all_ticks }),
        1 => Just(Try::SendBack),
        2 => Just(Try::Look),
        12 => (who.clone(), prop::bool::weighted(0.2), 0..24_u8)
            .prop_map(|(who, stale, verdict)| Try::Decide { who, stale, verdict }),
        1 => who.clone().prop_map(Try::Undo),
        2 => (who.clone(), any::<bool>()).prop_map(|(who, private)| Try::Hide { who, private }),
        5 => (who.clone(), prop::bool::weighted(0.2)).prop_map(|(who, stale)| Try::Restore { who, stale }),
        3 => (any::<bool>(), 0..4_u8).prop_map(|(private, network)| Try::Report { private, network }),
        1 => Just(Try::Withdraw),
        1 => Just(Try::Reopen),
        1 => who.clone().prop_map(Try::Claim),
        1 => who.prop_map(Try::Release),
        9 => (0..16_u8).prop_map(Try::Wait),
    ]
}

/// One class's contribution and what is remembered of it.
struct Story<'a> {
    review: &'a Review,
    pupil: Actor,
    work: contribution::Model,
    photo: Option<AssetId>,
    looked: Option<Seen>,
    /// Row number of the audit chain at which it was last hidden or reported for privacy.
    private_since: Option<i64>,
    published: bool,
}

impl<'a> Story<'a> {
    async fn begin(review: &'a Review) -> Self {
        let ctx = review.ctx();
        let teacher = review.teacher.account().unwrap();
        let class = testing::class(ctx, review.edition.id, teacher)
            .await
            .unwrap();
        let pupil = testing::pupil(ctx, &class, "Räven").await.unwrap();
        let pupil = actor(ctx, Principal::Membership(pupil.id)).await;
        let work = contributions::start(ctx, &pupil, Maker::Pupil)
            .await
            .unwrap();
        let poem = contest::editions::queries::categories(ctx.db.read(), review.edition.id)
            .await
            .unwrap();
        let edit = Edit {
            category: Some(poem[0].id),
            title: Some("Gryning".into()),
            text: Some("Vi är inte till salu.".into()),
            ..Edit::default()
        };
        let work = contributions::edit(ctx, &pupil, &work.code, edit)
            .await
            .unwrap();
        testing::answer_all(ctx, &pupil, &work.code).await.unwrap();
        Self {
            review,
            pupil,
            work,
            photo: None,
            looked: None,
            private_since: None,
            published: false,
        }
    }

    fn moderator(&self, who: u8) -> &Actor {
        [&self.review.anna, &self.review.bo, &self.review.teacher][usize::from(who)]
    }

    async fn seen(&self, stale: bool) -> Seen {
        match &self.looked {
            Some(seen) if stale => seen.clone(),
            _ => self.review.seen(&self.work).await,
        }
    }

    /// Does it; that most things are refused is the point.
    async fn attempt(&mut self, what: &Try) {
        let (ctx, code) = (self.review.ctx(), &self.work.code);
        match what {
            Try::Edit(words) => {
                let edit = Edit {
                    text: Some(format!("Rad {words}")),
                    ..Edit::default()
                };
                let _ = contributions::edit(ctx, &self.pupil, code, edit).await;
            }
            Try::Render(bytes) => match self.photo {
                Some(photo) => self.review.render(photo, *bytes).await,
                None if contributions::rules::is_editable(self.work.state) => {
                    self.photo = Some(self.review.photo(&self.work, *bytes).await);
                }
                None => {}
            },
            Try::HandIn => drop(contributions::hand_in(ctx, &self.pupil, code).await),
            Try::ClassApprove { stale, all_ticks } => {
                let ticks: Vec<String> = TICKS
                    .iter()
                    .skip(usize::from(!all_ticks))
                    .map(ToString::to_string)
                    .collect();
                let teacher = &self.review.teacher;
                let seen = self.seen(*stale).await;
                drop(contributions::class_approve(ctx, teacher, code, &seen, &ticks).await);
            }
            Try::SendBack => {
                drop(contributions::send_back(ctx, &self.review.teacher, code, &[]).await);
            }
            Try::Look => self.looked = Some(self.review.seen(&self.work).await),
            Try::Decide {
                who,
                stale,
                verdict,
            } => {
                let verdict = match verdict {
                    0 => Verdict::Reject(because(Reason::OffTopic)),
                    1 | 2 => Verdict::RequestChanges(because(Reason::Technical)),
                    _ => Verdict::Approve,
                };
                let seen = self.seen(*stale).await;
                let _ = moderation::decide(ctx, self.moderator(*who), code, &seen, verdict).await;
            }
            Try::Undo(who) => drop(moderation::undo(ctx, self.moderator(*who), code).await),
            Try::Hide { who, private } => {
                let reason = if *private {
                    Reason::Privacy
                } else {
                    Reason::Hate
                };
                let hidden =
                    moderation::hide(ctx, self.moderator(*who), code, because(reason)).await;
                if *private && hidden.is_ok() {
                    self.private_since = Some(self.end_of_chain().await);
                }
            }
            Try::Restore { who, stale } => {
                let seen = self.seen(*stale).await;
                let _ = moderation::restore(ctx, self.moderator(*who), code, &seen).await;
            }
            Try::Report { private, network } => {
                let reason = if *private {
                    ReportReason::Privacy
                } else {
                    ReportReason::Spam
                };
                let prefix = format!("192.0.{network}.0/24");
                let words = ("Rör någons privatliv.", "About somebody's privacy.");
                let new = NewReport {
                    reason,
                    text: "",
                    contact: "",
                    language: "sv",
                    prefix: &prefix,
                    words,
                };
                let taken = reports::report(ctx, code, new).await;
                if *private && taken.is_ok() {
                    self.private_since = Some(self.end_of_chain().await);
                }
            }
            Try::Withdraw => drop(contributions::withdraw(ctx, &self.pupil, code).await),
            Try::Reopen => drop(contributions::reopen(ctx, &self.review.teacher, code).await),
            Try::Claim(who) => drop(moderation::claim(ctx, self.moderator(*who), code).await),
            Try::Release(who) => drop(moderation::release(ctx, self.moderator(*who), code).await),
            Try::Wait(seconds) => self.review.pass(i64::from(*seconds)).await,
        }
    }

    async fn rows(&self) -> Vec<event::Model> {
        event::Entity::find()
            .filter(event::Column::Subject.eq(format!("contribution:{}", self.work.id)))
            .order_by_asc(event::Column::Seq)
            .all(self.review.ctx().db.read())
            .await
            .unwrap()
    }

    async fn end_of_chain(&self) -> i64 {
        self.rows().await.last().map_or(0, |row| row.seq)
    }

    /// What must hold after each act.
    async fn check(
        &mut self,
        before: &contribution::Model,
        rows_before: usize,
    ) -> Result<(), TestCaseError> {
        self.work = self.review.now(before).await;
        let rows = self.rows().await;
        let moves: Vec<serde_json::Value> = rows[rows_before..]
            .iter()
            .map(|row| serde_json::from_str(&row.details).unwrap())
            .filter(|details: &serde_json::Value| !details["from"].is_null())
            .collect();
        if before.state == self.work.state {
            prop_assert!(
                moves.is_empty(),
                "rows of moves that did not happen: {moves:?}"
            );
        } else {
            prop_assert_eq!(
                moves.len(),
                1,
                "one row for {:?} -> {:?}",
                before.state,
                self.work.state
            );
            prop_assert_eq!(&moves[0]["from"], &serde_json::json!(before.state));
            prop_assert_eq!(&moves[0]["to"], &serde_json::json!(self.work.state));
        }
        let teacher = self.review.teacher.reference();
        let decided = [
            "approve",
            "reject",
            "request_changes",
            "hide",
            "restore",
            "ask_restore",
            "undo",
            "claim",
        ];
        for row in &rows {
            let act = row.act.trim_start_matches("contribution.");
            prop_assert!(
                !(decided.contains(&act) && row.actor == teacher),
                "{act} by its own teacher"
            );
        }
        if self.work.state == State::Published {
            self.check_public(&rows).await?;
        }
        Ok(())
    }

    async fn check_public(&mut self, rows: &[event::Model]) -> Result<(), TestCaseError> {
        self.published = true;
        let approval = rows.iter().rfind(|row| row.act == "contribution.approve");
        prop_assert!(approval.is_some(), "public without an approval");
        let approval = approval.unwrap();
        prop_assert!(
            approval.actor.starts_with("account:"),
            "approved by {}",
            approval.actor
        );
        let details: serde_json::Value = serde_json::from_str(&approval.details).unwrap();
        let shown = content_hash(self.review.ctx().db.read(), &self.work)
            .await
            .unwrap();
        let shown = hex(&shown.expect("what is public is ready"));
        prop_assert_eq!(
            &details["more"]["hash"],
            &serde_json::json!(shown),
            "not what was approved"
        );
        if let Some(since) = self.private_since.take() {
            let wanted = [
                "contribution.ask_restore",
                "contribution.restore",
                "contribution.approve",
            ];
            let mut people: Vec<&str> = rows
                .iter()
                .filter(|row| row.seq > since && wanted.contains(&row.act.as_str()))
                .map(|row| row.actor.as_str())
                .collect();
            people.sort_unstable();
            people.dedup();
            prop_assert!(
                people.len() >= 2,
                "back after a privacy report by {people:?}"
            );
        }
        Ok(())
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a string");
        text
    })
}

#[test]
fn no_story_makes_public_what_no_person_approved() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let review = runtime.block_on(Review::begin());
    let config = Config {
        cases: STORIES,
        failure_persistence: None,
        ..Config::default()
    };
    let mut runner =
        TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]));
    let (published, back) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    let result = runner.run(&prop::collection::vec(tries(), 20..ACTS), |story| {
        runtime.block_on(async {
            let mut told = Story::begin(&review).await;
            let mut was_private = false;
            for what in &story {
                let (before, rows) = (told.work.clone(), told.rows().await.len());
                review
                    .ctx()
                    .clock
                    .advance(chrono::Duration::milliseconds(1)); // no two acts in one moment
                told.attempt(what).await;
                was_private |= told.private_since.is_some();
                told.check(&before, rows).await?;
                if was_private
                    && told.work.state == State::Published
                    && before.state != State::Published
                {
                    back.set(back.get() + 1);
                }
            }
            published.set(published.get() + i32::from(told.published));
            Ok(())
        })
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    // Stories that never get anywhere would prove nothing.
    assert!(
        published.get() >= 10,
        "only {} stories reached the public",
        published.get()
    );
    assert!(
        back.get() >= 2,
        "only {} came back after a privacy report",
        back.get()
    );
    let chains = runtime
        .block_on(audit::verify_all(review.ctx().db.read()))
        .unwrap();
    assert!(
        chains.iter().all(|chain| chain.fault.is_none()),
        "{chains:?}"
    );
}
