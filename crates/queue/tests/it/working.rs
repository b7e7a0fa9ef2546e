use std::time::Duration;

use queue::{Lane, Registry, State, WorkerOptions};
use tokio::sync::mpsc;

use crate::support::{Complain, DEADLINE, Paint, Test, on_both_databases};

on_both_databases!(
    waking_starts_a_job_long_before_the_next_poll,
    a_full_lane_does_not_delay_another,
    shutdown_waits_for_running_handlers_and_claims_nothing_more,
    a_handler_too_slow_for_the_shutdown_is_handed_back_uncounted,
);

fn slow_poll() -> WorkerOptions {
    WorkerOptions {
        poll: Duration::from_hours(1),
        ..WorkerOptions::default()
    }
}

async fn waking_starts_a_job_long_before_the_next_poll(t: Test) {
    let registry = Registry::new().register(|_: Paint, _lease| async { Ok(()) });
    let worker = t.start_with(registry, slow_poll());
    for done in 1..=3 {
        t.enqueue(&Paint { wall: 1 }).await;
        t.until(State::Done, done).await;
    }
    worker.stop().await;
}

async fn a_full_lane_does_not_delay_another(t: Test) {
    let (started, mut starts) = mpsc::unbounded_channel();
    let registry = Registry::new()
        .register(move |job: Paint, _lease| {
            let _ = started.send(job.wall);
            std::future::pending()
        })
        .register(|_: Complain, _lease| async { Ok(()) });
    for wall in 1..=3 {
        t.enqueue(&Paint { wall }).await;
    }
    let lanes = vec![(Lane::Default, 2), (Lane::Mail, 1)];
    let worker = t.start_with(
        registry,
        WorkerOptions {
            lanes,
            drain: Duration::ZERO,
            ..slow_poll()
        },
    );
    for _ in 0..2 {
        tokio::time::timeout(DEADLINE, starts.recv())
            .await
            .expect("two slots, two starts");
    }
    t.enqueue(&Complain {
        about: "noise".into(),
    })
    .await;
    t.until(State::Done, 1).await;
    assert!(
        starts.try_recv().is_err(),
        "the third wall waits for a slot"
    );
    worker.stop().await;
}

async fn shutdown_waits_for_running_handlers_and_claims_nothing_more(t: Test) {
    let (started, mut starts) = mpsc::unbounded_channel();
    let registry = Registry::new().register(move |_: Paint, _lease| {
        let (go, gone) = tokio::sync::oneshot::channel::<()>();
        let _ = started.send(go);
        async move {
            let _ = gone.await;
            Ok(())
        }
    });
    t.enqueue(&Paint { wall: 1 }).await;
    let worker = t.start(registry);
    let go = tokio::time::timeout(DEADLINE, starts.recv())
        .await
        .unwrap()
        .unwrap();
    let stopping = tokio::spawn(worker.stop());
    tokio::task::yield_now().await;
    go.send(()).unwrap();
    stopping.await.unwrap();
    assert_eq!(t.count(State::Done).await, 1);

    t.enqueue(&Paint { wall: 2 }).await;
    assert_eq!(t.count(State::Ready).await, 1);
    assert!(
        starts.recv().await.is_none(),
        "the worker and its registry are gone"
    );
}

async fn a_handler_too_slow_for_the_shutdown_is_handed_back_uncounted(t: Test) {
    let (started, mut starts) = mpsc::unbounded_channel();
    let registry = Registry::new().register(move |_: Paint, _lease| {
        let _ = started.send(());
        std::future::pending()
    });
    t.enqueue(&Paint { wall: 1 }).await;
    let worker = t.start_with(
        registry,
        WorkerOptions {
            drain: Duration::ZERO,
            ..slow_poll()
        },
    );
    tokio::time::timeout(DEADLINE, starts.recv())
        .await
        .expect("starts");
    worker.stop().await;
    assert_eq!(t.count(State::Ready).await, 1);
    assert_eq!(t.column::<i32>("attempts").await, 0);
    let other = Registry::new().register(|_: Paint, _lease| async { Ok(()) });
    assert!(t.drain(&other).await.is_empty());
    assert_eq!(t.count(State::Done).await, 1);
}
