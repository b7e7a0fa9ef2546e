use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use database::Clock;
use database::sea_orm::DbBackend;
use queue::{JobError, Lane, Lease, LeaseLost, Registry, State, WorkerOptions};
use tokio::sync::{mpsc, oneshot};

use crate::support::{DEADLINE, Paint, Test, on_both_databases};

on_both_databases!(
    two_workers_never_run_one_job_twice,
    a_worker_whose_lease_lapsed_is_fenced,
    a_killed_workers_job_is_done_by_another,
    a_renewed_lease_is_not_claimed,
    the_worker_renews_the_lease_by_itself,
    a_handler_that_lost_its_lease_is_dropped,
    a_guarded_commit_keeps_claimers_away,
);

/// A handler that reports its lease and then does what it is told; it is told nothing = it waits.
type Held = (Lease, oneshot::Sender<Result<(), JobError>>);

fn held() -> (Registry, mpsc::UnboundedReceiver<Held>) {
    let (started, starts) = mpsc::unbounded_channel();
    let registry = Registry::new().register(move |_: Paint, lease: Lease| {
        let (tell, told) = oneshot::channel();
        let _ = started.send((lease, tell));
        async move { told.await.unwrap_or(Ok(())) }
    });
    (registry, starts)
}

/// Claims nothing more while its handler runs.
fn one_slot() -> WorkerOptions {
    WorkerOptions {
        lanes: vec![(Lane::Default, 1)],
        ..WorkerOptions::default()
    }
}

async fn next(starts: &mut mpsc::UnboundedReceiver<Held>) -> Held {
    tokio::time::timeout(DEADLINE, starts.recv())
        .await
        .expect("a handler starts")
        .unwrap()
}

async fn two_workers_never_run_one_job_twice(t: Test) {
    const JOBS: u32 = 60;
    let runs = Arc::new(Mutex::new(BTreeMap::<u32, u32>::new()));
    let painters = || {
        let runs = runs.clone();
        Registry::new().register(move |job: Paint, _lease| {
            *runs.lock().unwrap().entry(job.wall).or_default() += 1;
            async { Ok(()) }
        })
    };
    for wall in 0..JOBS {
        t.enqueue(&Paint { wall }).await;
    }
    let other = t.another_node().await;
    let (first, second) = (t.start(painters()), other.start(painters()));
    t.until(State::Done, i64::from(JOBS)).await;
    first.stop().await;
    second.stop().await;
    assert_eq!(
        *runs.lock().unwrap(),
        (0..JOBS).map(|wall| (wall, 1)).collect()
    );
}

async fn a_worker_whose_lease_lapsed_is_fenced(t: Test) {
    let (slow, mut slow_starts) = held();
    let (quick, mut quick_starts) = held();
    t.enqueue(&Paint { wall: 1 }).await;
    let slow_worker = t.start_with(slow, one_slot());
    let (old, end_old) = next(&mut slow_starts).await;

    t.advance(61);
    let other = t.another_node().await;
    let quick_worker = other.start(quick);
    let (new, end_new) = next(&mut quick_starts).await;
    assert_eq!((old.id(), new.attempt()), (new.id(), 2));
    assert_ne!(old.token(), new.token());

    let txn = t.db.begin_write().await.unwrap();
    assert!(!old.still_held(&txn).await.unwrap());
    assert!(new.still_held(&txn).await.unwrap());
    txn.rollback().await.unwrap();
    assert_eq!(old.heartbeat().await.unwrap(), Err(LeaseLost));

    // The late one's verdict must not count, neither while its successor works nor afterwards.
    end_old.send(Err(JobError::fail("too late"))).unwrap();
    slow_worker.stop().await;
    assert_eq!(t.count(State::Running).await, 1);
    end_new.send(Ok(())).unwrap();
    t.until(State::Done, 1).await;
    quick_worker.stop().await;
    assert!(
        queue::dead_letters(t.db.read(), None, 10)
            .await
            .unwrap()
            .is_empty()
    );
}

async fn a_killed_workers_job_is_done_by_another(t: Test) {
    let (registry, mut starts) = held();
    t.enqueue(&Paint { wall: 1 }).await;
    let worker = t.start(registry);
    let (_lease, mut tell) = next(&mut starts).await;
    worker.kill().await;
    // The handler died with its worker.
    tokio::time::timeout(DEADLINE, tell.closed())
        .await
        .expect("the handler is dropped");

    let done = Registry::new().register(|_: Paint, _| async { Ok(()) });
    t.advance(59);
    t.drain(&done).await;
    assert_eq!(t.count(State::Running).await, 1);
    t.advance(1);
    assert!(t.drain(&done).await.is_empty());
    assert_eq!(t.count(State::Done).await, 1);
}

async fn a_renewed_lease_is_not_claimed(t: Test) {
    let (registry, mut starts) = held();
    t.enqueue(&Paint { wall: 1 }).await;
    let worker = t.start(registry);
    let (lease, tell) = next(&mut starts).await;
    t.advance(50);
    lease.heartbeat().await.unwrap().unwrap();
    t.advance(50);

    let other = Registry::new().register(|_: Paint, _| async { Err(JobError::fail("ran twice")) });
    assert!(t.drain(&other).await.is_empty());
    tell.send(Ok(())).unwrap();
    t.until(State::Done, 1).await;
    worker.stop().await;
}

async fn the_worker_renews_the_lease_by_itself(mut t: Test) {
    t.clock = Clock::database();
    let (registry, mut starts) = held();
    t.enqueue(&Paint { wall: 1 }).await;
    let options = WorkerOptions {
        lease: Duration::from_millis(600),
        ..WorkerOptions::default()
    };
    let worker = t.start_with(registry, options);
    let (_lease, tell) = next(&mut starts).await;

    let mut seen = Vec::new();
    let renewed_three_times = async {
        while seen.len() < 4 {
            let until: chrono::DateTime<chrono::Utc> = t.column("lease_until").await;
            if seen.last() != Some(&until) {
                seen.push(until);
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(DEADLINE, renewed_three_times)
        .await
        .expect("the lease is renewed");
    assert!(seen.is_sorted());
    tell.send(Ok(())).unwrap();
    worker.stop().await;
}

async fn a_handler_that_lost_its_lease_is_dropped(t: Test) {
    let (registry, mut starts) = held();
    t.enqueue(&Paint { wall: 1 }).await;
    // A lease of a minute on the fixed clock would beat every 20 s: too slow for a test, so a short one.
    let options = WorkerOptions {
        lease: Duration::from_millis(90),
        ..one_slot()
    };
    let worker = t.start_with(registry, options);
    let (_lease, mut tell) = next(&mut starts).await;
    t.advance(1);
    // The lease may be renewed once more between the step and the claim: try until the other has it.
    let other = Registry::new().register(|_: Paint, _| async { Ok(()) });
    let taken = async {
        while t.count(State::Done).await == 0 {
            t.advance(1);
            t.drain(&other).await;
        }
    };
    tokio::time::timeout(DEADLINE, taken)
        .await
        .expect("the job is taken over");
    tokio::time::timeout(DEADLINE, tell.closed())
        .await
        .expect("the handler is dropped");
    worker.stop().await;
    assert_eq!(t.count(State::Done).await, 1);
}

async fn a_guarded_commit_keeps_claimers_away(t: Test) {
    let (registry, mut starts) = held();
    t.enqueue(&Paint { wall: 1 }).await;
    let worker = t.start_with(registry, one_slot());
    let (lease, tell) = next(&mut starts).await;
    t.advance(61);

    let txn = t.db.begin_write().await.unwrap();
    assert!(lease.still_held(&txn).await.unwrap());
    let other = t.another_node().await;
    let runs = Arc::new(AtomicU16::new(0));
    let count = runs.clone();
    let rival = tokio::spawn(async move {
        let painters = Registry::new().register(move |_: Paint, _| {
            count.fetch_add(1, Ordering::SeqCst);
            async { Ok(()) }
        });
        painters.drain(&other.db, &other.clock).await.unwrap()
    });
    // On PostgreSQL the rival passes the job by; on SQLite it stands in line until our commit.
    if t.db.backend() == DbBackend::Postgres {
        let passed_by = tokio::time::timeout(DEADLINE, rival)
            .await
            .expect("does not wait");
        assert!(passed_by.unwrap().is_empty());
        assert_eq!(runs.load(Ordering::SeqCst), 0);
        txn.commit().await.unwrap();
    } else {
        txn.commit().await.unwrap();
        assert!(rival.await.unwrap().is_empty());
    }
    drop(tell);
    worker.stop().await;
    assert_eq!(t.count(State::Done).await, 1);
}
