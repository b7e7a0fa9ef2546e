//! Votes while the program is killed at V1 to V3 and by surprise.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use contest::AppContext;
use contest::contributions::State;
use contest::permissions::{Principal, Role};
use contest::testing;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use sea_orm::ConnectionTrait;
use serde_json::json;
use tokio::task::JoinSet;
use tokio::time::{Duration, sleep};

use crate::checker;
use crate::client::Client;
use crate::schedule::{reap, seeded};
use crate::site::{Site, session};

const POINTS: [&str; 3] = ["V1", "V2", "V3"];
const VOTERS: usize = 6;
/// Votes that each voter has.
const VOTES: usize = 3;

/// Cookies of voters, and codes of what they may vote for.
pub async fn ballot(ctx: &AppContext) -> (Vec<String>, Vec<String>) {
    let edition = testing::edition(ctx, "dizza-2027").await.unwrap();
    let teacher = testing::account(ctx, "larare@example.org", &[Role::Teacher])
        .await
        .unwrap();
    let [makers, voters] = [
        testing::class(ctx, edition.id, teacher).await.unwrap(),
        testing::class(ctx, edition.id, teacher).await.unwrap(),
    ];
    let mut codes = Vec::new();
    for title in ["Luft", "Nej", "Havet", "Lungor", "Natten"] {
        codes.push(
            testing::poem(ctx, &makers, title, State::Published)
                .await
                .unwrap()
                .code,
        );
    }
    let mut cookies = Vec::new();
    for n in 0..VOTERS {
        let pupil = testing::pupil(ctx, &voters, &format!("Elev {n}"))
            .await
            .unwrap();
        cookies.push(session(ctx, &Principal::Membership(pupil.id)).await);
    }
    (cookies, codes)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_acknowledged_vote_counts_once_over_many_kills() {
    let mut rng = seeded();
    let (mut site, (cookies, codes)) = Site::new(ballot).await;
    let closing = Arc::new(AtomicBool::new(false));
    let mut voters = JoinSet::new();
    for (n, cookie) in cookies.iter().enumerate() {
        let voter = Voter {
            name: n,
            ..Voter::new(site.client(cookie), codes.clone())
        };
        voters.spawn(voter.vote_until(closing.clone(), StdRng::from_rng(&mut rng)));
    }
    let db = site.look().await;
    // Deltas are folded once in a minute; here, at every start, and as often as it takes: a job that died three times in
    // hours is given up, one that died three times in seconds of this test is not.
    let stir = async || {
        let due = "DELETE FROM job_schedule WHERE kind = 'fold-scores'; \
                   UPDATE job SET attempts = 0 WHERE kind = 'fold-scores' AND state = 'running'";
        db.execute_unprepared(due).await.unwrap();
    };
    reap(&mut site, &POINTS, &mut rng, stir).await;
    db.close().await.unwrap();
    closing.store(true, Ordering::SeqCst);
    site.start(&[]).await;
    while let Some(done) = voters.join_next().await {
        done.unwrap();
    }
    site.kill("at the end").await;
    checker::insist(site.folder()).await;
}

/// Somebody with three votes and five works to choose from.
pub struct Voter {
    name: usize,
    client: Client,
    codes: Vec<String>,
    /// What the voter's votes are for, as far as the voter was told.
    mine: Vec<String>,
}

impl Voter {
    pub fn new(client: Client, codes: Vec<String>) -> Self {
        Self {
            name: 0,
            client,
            codes,
            mine: Vec::new(),
        }
    }

    /// All that can happen to a vote.
    pub async fn cast_take_back_and_cast(&mut self) {
        self.cast(&self.codes[0]).await;
        self.take_back(&self.codes[0]).await;
        self.cast(&self.codes[1]).await;
        self.cast(&self.codes[1]).await;
    }

    async fn vote_until(mut self, closing: Arc<AtomicBool>, mut rng: StdRng) {
        while !closing.load(Ordering::SeqCst) {
            if self.mine.len() == VOTES || (!self.mine.is_empty() && rng.random_bool(0.3)) {
                let code = self.mine.swap_remove(rng.random_range(0..self.mine.len()));
                self.take_back(&code).await;
            } else {
                let free: Vec<&String> = self
                    .codes
                    .iter()
                    .filter(|code| !self.mine.contains(code))
                    .collect();
                let code = (*free.choose(&mut rng).unwrap()).clone();
                if rng.random_bool(0.3) {
                    // Pressed twice: both are told the same.
                    tokio::join!(self.cast(&code), self.cast(&code));
                } else {
                    self.cast(&code).await;
                }
                self.mine.push(code);
            }
        }
    }

    async fn cast(&self, code: &str) {
        let to = self.press(&format!("/sv/c/{code}/vote")).await;
        let receipt = to.strip_prefix("/sv/receipts/").expect("a receipt");
        let line = json!({ "told": "voted", "voter": self.name, "for": code, "receipt": receipt });
        self.client.history.acknowledge(&line);
    }

    async fn take_back(&self, code: &str) {
        self.press(&format!("/sv/c/{code}/vote/take-back")).await;
        let line = json!({ "told": "taken back", "voter": self.name, "for": code });
        self.client.history.acknowledge(&line);
    }

    /// Presses a button until it is answered; gives where it leads.
    async fn press(&self, path: &str) -> String {
        loop {
            match self.client.press(path).await {
                Some(answer) if answer.status == 303 => {
                    return answer.header("location").unwrap().to_owned();
                }
                // Six voters press faster than a network may; whoever is told to wait waits.
                Some(answer) if answer.status == 429 => sleep(Duration::from_secs(1)).await,
                Some(answer) => assert_eq!(answer.status, 503, "{path}: {answer:?}"),
                None => {}
            }
        }
    }
}
