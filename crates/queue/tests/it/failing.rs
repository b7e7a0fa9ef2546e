use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use database::sea_orm::ConnectionTrait;
use queue::{JobError, Lease, Registry, State};
use tokio::sync::mpsc;

use crate::support::{Complain, DEADLINE, Hurry, Paint, Test, on_both_databases};

on_both_databases!(
    retries_wait_longer_each_time_and_end_as_a_dead_letter,
    a_server_may_say_when_to_come_back,
    a_broken_input_is_never_tried_again,
    a_revived_job_has_all_its_attempts_again,
    a_panic_is_a_retry_and_the_worker_goes_on,
    a_handler_that_takes_too_long_is_dropped_and_tried_again,
    a_payload_that_cannot_be_read_is_a_dead_letter,
    a_dead_letter_enqueues_what_follows,
    a_job_that_kills_its_workers_becomes_a_dead_letter,
    a_success_after_a_retry_is_no_dead_letter,
);

fn failing(error: impl Fn() -> JobError + Send + Sync + 'static) -> (Registry, Arc<AtomicU16>) {
    let runs = Arc::new(AtomicU16::new(0));
    let count = runs.clone();
    let registry = Registry::new().register(move |_: Paint, _lease| {
        count.fetch_add(1, Ordering::SeqCst);
        let error = error();
        async { Err(error) }
    });
    (registry, runs)
}

async fn retries_wait_longer_each_time_and_end_as_a_dead_letter(t: Test) {
    let (registry, runs) = failing(|| JobError::retry("no network"));
    let id = t.enqueue(&Paint { wall: 1 }).await;
    for (wait, attempts) in [(0, 1), (9, 1), (1, 2), (39, 2), (1, 3), (100_000, 3)] {
        t.advance(wait);
        registry.drain(&t.db, &t.clock).await.unwrap();
        assert_eq!(
            runs.load(Ordering::SeqCst),
            attempts,
            "after waiting {wait} s"
        );
    }
    let letters = queue::dead_letters(t.db.read(), None, 10).await.unwrap();
    let [letter] = letters.as_slice() else {
        panic!("one dead letter: {letters:?}")
    };
    assert_eq!(
        (letter.id, letter.kind.as_str(), letter.attempts),
        (id, "paint", 3)
    );
    assert_eq!(
        (letter.reason.as_str(), letter.payload["wall"].as_u64()),
        ("no network", Some(1))
    );
    assert!(
        queue::dead_letters(t.db.read(), Some(id), 10)
            .await
            .unwrap()
            .is_empty()
    );
}

async fn a_server_may_say_when_to_come_back(t: Test) {
    let (registry, runs) = failing(|| JobError::retry_after("busy", Duration::from_mins(5)));
    t.enqueue(&Paint { wall: 1 }).await;
    for (wait, attempts) in [(0, 1), (299, 1), (1, 2)] {
        t.advance(wait);
        t.drain(&registry).await;
        assert_eq!(runs.load(Ordering::SeqCst), attempts);
    }
}

async fn a_broken_input_is_never_tried_again(t: Test) {
    let (registry, runs) = failing(|| JobError::fail("not a picture"));
    t.enqueue(&Paint { wall: 1 }).await;
    let failures = registry.drain(&t.db, &t.clock).await.unwrap();
    assert!(failures[0].dead);
    t.advance(100_000);
    assert!(t.drain(&registry).await.is_empty());
    assert_eq!(runs.load(Ordering::SeqCst), 1);
    assert_eq!(t.count(State::Dead).await, 1);
}

async fn a_revived_job_has_all_its_attempts_again(t: Test) {
    let (registry, runs) = failing(|| JobError::retry("no network"));
    let id = t.enqueue(&Paint { wall: 1 }).await;
    for wait in [0, 10, 40] {
        t.advance(wait);
        t.drain(&registry).await;
    }
    assert!(queue::revive(t.db.write(), &t.clock, id).await.unwrap());
    assert!(!queue::revive(t.db.write(), &t.clock, id).await.unwrap());
    for wait in [0, 10, 40, 160] {
        t.advance(wait);
        t.drain(&registry).await;
    }
    assert_eq!(runs.load(Ordering::SeqCst), 6);
    assert_eq!(t.count(State::Dead).await, 1);
}

async fn a_panic_is_a_retry_and_the_worker_goes_on(t: Test) {
    let registry = Registry::new().register(|job: Paint, _lease| async move {
        assert!(job.wall != 13, "wall thirteen");
        Ok(())
    });
    t.enqueue(&Paint { wall: 13 }).await;
    t.enqueue(&Paint { wall: 1 }).await;
    let worker = t.start(registry);
    t.until(State::Done, 1).await;
    t.until(State::Ready, 1).await;
    t.enqueue(&Paint { wall: 2 }).await;
    t.until(State::Done, 2).await;
    worker.stop().await;

    let registry = Registry::new().register(|_: Paint, _| async { panic!("wall {}", 13) });
    t.advance(10);
    assert_eq!(t.drain(&registry).await, ["panicked: wall 13"]);
}

async fn a_handler_that_takes_too_long_is_dropped_and_tried_again(t: Test) {
    let registry = Registry::new().register(|_: Hurry, _lease| std::future::pending());
    t.enqueue(&Hurry {}).await;
    assert_eq!(t.drain(&registry).await, ["took longer than 50ms"]);
    assert_eq!(t.count(State::Ready).await, 1);
}

async fn a_payload_that_cannot_be_read_is_a_dead_letter(t: Test) {
    let (registry, runs) = failing(|| JobError::retry("never reached"));
    t.enqueue(&Paint { wall: 1 }).await;
    t.db.write()
        .execute_unprepared("UPDATE job SET payload = '{\"floor\": 1}'")
        .await
        .unwrap();
    assert_eq!(t.drain(&registry).await, ["missing field `wall`"]);
    assert_eq!(
        (runs.load(Ordering::SeqCst), t.count(State::Dead).await),
        (0, 1)
    );
}

async fn a_dead_letter_enqueues_what_follows(t: Test) {
    let (complaints, mut heard) = mpsc::unbounded_channel();
    let (registry, _) = failing(|| JobError::fail("not a picture"));
    let registry = registry
        .on_dead::<Paint, Complain>(|job, reason| Complain {
            about: format!("wall {}: {reason}", job.wall),
        })
        .register(move |job: Complain, _lease| {
            let _ = complaints.send(job.about);
            async { Ok(()) }
        });
    t.enqueue(&Paint { wall: 7 }).await;
    assert_eq!(t.drain(&registry).await, ["not a picture"]);
    assert_eq!(heard.try_recv().unwrap(), "wall 7: not a picture");
    assert!(heard.try_recv().is_err());
}

async fn a_job_that_kills_its_workers_becomes_a_dead_letter(t: Test) {
    t.enqueue(&Paint { wall: 1 }).await;
    for attempt in 1..=3 {
        let (started, mut starts) = mpsc::unbounded_channel();
        let worker = t.start(Registry::new().register(move |_: Paint, lease: Lease| {
            let _ = started.send((lease.attempt(), lease.is_last_attempt()));
            std::future::pending()
        }));
        let start = tokio::time::timeout(DEADLINE, starts.recv()).await.unwrap();
        assert_eq!(start, Some((attempt, attempt == 3)));
        worker.kill().await;
        t.advance(60);
    }
    let (registry, runs) = failing(|| JobError::retry("never reached"));
    let registry = registry
        .on_dead::<Paint, Complain>(|_, reason| Complain {
            about: reason.to_owned(),
        })
        .register(|_: Complain, _| async { Ok(()) });
    assert_eq!(
        t.drain(&registry).await,
        ["the worker stopped during the last attempt (earlier error: none)"]
    );
    assert_eq!(runs.load(Ordering::SeqCst), 0);
    assert_eq!(
        (t.count(State::Dead).await, t.count(State::Done).await),
        (1, 1)
    );
}

async fn a_success_after_a_retry_is_no_dead_letter(t: Test) {
    let registry = Registry::new().register(|_: Paint, lease: Lease| async move {
        if lease.attempt() < 3 {
            Err(JobError::retry("not yet"))
        } else {
            Ok(())
        }
    });
    t.enqueue(&Paint { wall: 1 }).await;
    for (wait, failures) in [(0, 1), (10, 1), (40, 0)] {
        t.advance(wait);
        assert_eq!(t.drain(&registry).await.len(), failures);
    }
    assert_eq!(t.count(State::Done).await, 1);
}
