//! When to kill: at each numbered point in turn, and at moments drawn from a seed.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use tokio::time::{Instant, sleep, timeout};

use crate::site::{DEADLINE, Site};

/// Kills of one story.
fn kills() -> usize {
    let asked = std::env::var("DIZZA_FAULT_KILLS").ok();
    asked.map_or(28, |number| number.parse().unwrap())
}

/// Randomness that repeats.
pub fn seeded() -> StdRng {
    let asked = std::env::var("DIZZA_FAULT_SEED").ok();
    let seed = asked.map_or_else(rand::random, |seed| seed.parse().unwrap());
    eprintln!("DIZZA_FAULT_SEED={seed}");
    StdRng::seed_from_u64(seed)
}

/// One way to die.
#[derive(Clone, Debug)]
enum Death {
    /// At a numbered point, when it is passed for the n-th time.
    At(&'static str, u32),
    /// After so many milliseconds.
    After(u64),
    /// As soon as a client was told that so many more things are safe.
    Told(u64),
}

/// Starts the site again and again and kills it each time. `stir` is called before each start and then once a second:
/// it sees to it that clients have something to do.
pub async fn reap(
    site: &mut Site,
    points: &[&'static str],
    rng: &mut StdRng,
    stir: impl AsyncFn(),
) {
    for death in deaths(points, rng) {
        stir().await;
        let faults = match &death {
            Death::At(point, times) => vec![("DIZZA_KILL_AT", format!("{point}:{times}"))],
            _ => Vec::new(),
        };
        let mut told = site.history.watch();
        site.start(&faults).await;
        match death {
            Death::At(..) => {
                let begin = Instant::now();
                let mut stirred = begin;
                while !site.is_dead() {
                    let waited = begin.elapsed();
                    assert!(waited < DEADLINE, "{death:?} never came: {}", site.log());
                    if stirred.elapsed() > Duration::from_secs(1) {
                        stirred = Instant::now();
                        stir().await;
                    }
                    sleep(Duration::from_millis(10)).await;
                }
                site.end(&format!("{death:?}")).await;
            }
            Death::After(millis) => {
                sleep(Duration::from_millis(millis)).await;
                site.kill(&format!("{death:?}")).await;
            }
            Death::Told(more) => {
                let before = *told.borrow_and_update();
                // Whether it comes to that or not: the process dies.
                let enough = told.wait_for(|count| *count >= before + more);
                let _ = timeout(Duration::from_secs(2), enough).await;
                site.kill(&format!("{death:?}")).await;
            }
        }
    }
}

/// Every point at least twice, then as many surprises as are left.
fn deaths(points: &[&'static str], rng: &mut StdRng) -> Vec<Death> {
    let count = kills();
    let mut deaths: Vec<Death> = Vec::new();
    let rounds = (count / 2 / points.len()).max(2);
    for _ in 0..rounds {
        deaths.extend(points.iter().map(|point| {
            // Jobs come one after the other, requests in crowds.
            let by_a_job = matches!(*point, "U5" | "U6" | "U7" | "U8" | "V3");
            Death::At(point, if by_a_job { 1 } else { rng.random_range(1..=3) })
        }));
    }
    while deaths.len() < count {
        let surprise = if rng.random_bool(0.5) {
            Death::After(rng.random_range(5..400))
        } else {
            Death::Told(rng.random_range(1..12))
        };
        let place = rng.random_range(0..=deaths.len());
        deaths.insert(place, surprise);
    }
    deaths
}
