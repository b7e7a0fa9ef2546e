use std::sync::{Arc, Mutex};

use queue::{Enqueue, JobError, Registry, State};

use crate::support::{Complain, Paint, Test, on_both_databases};

on_both_databases!(
    a_rolled_back_transaction_leaves_no_job,
    a_committed_transaction_leaves_one_job,
    a_key_is_taken_by_live_jobs_only,
    a_refused_twin_does_not_spoil_the_callers_transaction,
    jobs_run_by_priority_then_time,
    a_later_job_waits_for_its_time,
    a_kind_without_handler_is_reported_and_left_alone,
);

/// A registry that notes which walls were painted.
fn painters() -> (Registry, Arc<Mutex<Vec<u32>>>) {
    let walls = Arc::new(Mutex::new(Vec::new()));
    let note = walls.clone();
    let registry = Registry::new().register(move |job: Paint, _lease| {
        let note = note.clone();
        async move {
            note.lock()
                .map_err(|_| JobError::fail("poisoned"))?
                .push(job.wall);
            Ok(())
        }
    });
    (registry, walls)
}

async fn a_rolled_back_transaction_leaves_no_job(t: Test) {
    let (registry, walls) = painters();
    let txn = t.db.begin_write().await.unwrap();
    let id = queue::enqueue(&txn, &t.clock, &Paint { wall: 1 }, Enqueue::default())
        .await
        .unwrap();
    assert!(id.is_some());
    txn.rollback().await.unwrap();

    assert!(t.drain(&registry).await.is_empty());
    assert!(walls.lock().unwrap().is_empty());
    assert!(queue::counts(t.db.read()).await.unwrap().is_empty());
}

async fn a_committed_transaction_leaves_one_job(t: Test) {
    let (registry, walls) = painters();
    let txn = t.db.begin_write().await.unwrap();
    queue::enqueue(&txn, &t.clock, &Paint { wall: 1 }, Enqueue::default())
        .await
        .unwrap();
    txn.commit().await.unwrap();

    assert!(t.drain(&registry).await.is_empty());
    assert!(t.drain(&registry).await.is_empty());
    assert_eq!(*walls.lock().unwrap(), [1]);
    assert_eq!(t.count(State::Done).await, 1);
}

async fn a_key_is_taken_by_live_jobs_only(t: Test) {
    let (registry, walls) = painters();
    let once = || Enqueue::once("wall-7");
    let db = t.db.write();
    assert!(
        queue::enqueue(db, &t.clock, &Paint { wall: 7 }, once())
            .await
            .unwrap()
            .is_some()
    );
    assert!(
        queue::enqueue(db, &t.clock, &Paint { wall: 7 }, once())
            .await
            .unwrap()
            .is_none()
    );
    t.drain(&registry).await;
    assert!(
        queue::enqueue(db, &t.clock, &Paint { wall: 7 }, once())
            .await
            .unwrap()
            .is_some()
    );
    t.drain(&registry).await;
    assert_eq!(*walls.lock().unwrap(), [7, 7]);
}

async fn a_refused_twin_does_not_spoil_the_callers_transaction(t: Test) {
    let (registry, walls) = painters();
    let txn = t.db.begin_write().await.unwrap();
    for wall in [1, 2] {
        queue::enqueue(&txn, &t.clock, &Paint { wall }, Enqueue::once("one-wall"))
            .await
            .unwrap();
    }
    queue::enqueue(&txn, &t.clock, &Paint { wall: 3 }, Enqueue::default())
        .await
        .unwrap();
    txn.commit().await.unwrap();
    t.drain(&registry).await;
    assert_eq!(*walls.lock().unwrap(), [1, 3]);
}

async fn jobs_run_by_priority_then_time(t: Test) {
    let (registry, walls) = painters();
    let start = t.clock.wall();
    let at = |seconds: i64| Some(start + chrono::Duration::seconds(seconds));
    t.advance(60);
    for (wall, run_at, priority) in [(3, at(2), 0), (2, at(1), 0), (1, at(3), 5), (4, None, 0)] {
        let how = Enqueue {
            run_at,
            priority,
            ..Enqueue::default()
        };
        queue::enqueue(t.db.write(), &t.clock, &Paint { wall }, how)
            .await
            .unwrap();
    }
    t.drain(&registry).await;
    assert_eq!(*walls.lock().unwrap(), [1, 2, 3, 4]);
}

async fn a_later_job_waits_for_its_time(t: Test) {
    let (registry, walls) = painters();
    let in_a_minute = Enqueue::at(t.clock.wall() + chrono::Duration::seconds(60));
    queue::enqueue(t.db.write(), &t.clock, &Paint { wall: 1 }, in_a_minute)
        .await
        .unwrap();
    t.advance(59);
    t.drain(&registry).await;
    assert!(walls.lock().unwrap().is_empty());
    t.advance(1);
    t.drain(&registry).await;
    assert_eq!(*walls.lock().unwrap(), [1]);
}

async fn a_kind_without_handler_is_reported_and_left_alone(t: Test) {
    let (registry, _) = painters();
    t.enqueue(&Complain {
        about: "noise".into(),
    })
    .await;
    assert_eq!(
        t.drain(&registry).await,
        ["no handler is registered for this kind"]
    );
    assert_eq!(t.count(State::Ready).await, 1);
}
