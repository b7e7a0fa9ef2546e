use std::time::Duration;

use queue::{Registry, State};

use crate::support::{Paint, Test, on_both_databases};

on_both_databases!(
    many_nodes_enqueue_a_recurring_job_once_per_slot,
    a_slot_is_left_out_while_the_earlier_job_lives,
    a_worker_enqueues_and_runs_recurring_jobs,
    done_jobs_are_swept_and_dead_ones_kept,
);

fn hourly() -> Registry {
    Registry::new()
        .register(|_: Paint, _lease| async { Ok(()) })
        .every::<Paint>(Duration::from_hours(1))
}

async fn many_nodes_enqueue_a_recurring_job_once_per_slot(t: Test) {
    let mut nodes = Vec::new();
    for _ in 0..4 {
        nodes.push((t.another_node().await, hourly()));
    }
    // The test starts at noon. Half past twelve is the same slot, one o'clock the next.
    for (wait, expected) in [(0, 1), (1_800, 0), (1_799, 0), (1, 1), (7_200, 1)] {
        t.advance(wait);
        let all = nodes
            .iter()
            .map(|(node, registry)| registry.enqueue_scheduled(&node.db, &node.clock));
        let enqueued: usize = futures_util::future::try_join_all(all)
            .await
            .unwrap()
            .iter()
            .sum();
        assert_eq!(enqueued, expected, "after {wait} s more");
        // Done before the other nodes look again: the slot must stay taken.
        assert!(t.drain(&nodes[0].1).await.is_empty());
        let restarted = hourly();
        assert_eq!(
            restarted.enqueue_scheduled(&t.db, &t.clock).await.unwrap(),
            0
        );
    }
    assert_eq!(t.count(State::Done).await, 3);
}

async fn a_slot_is_left_out_while_the_earlier_job_lives(t: Test) {
    let registry = hourly();
    assert_eq!(
        registry.enqueue_scheduled(&t.db, &t.clock).await.unwrap(),
        1
    );
    t.advance(3_600);
    assert_eq!(
        registry.enqueue_scheduled(&t.db, &t.clock).await.unwrap(),
        0
    );
    t.drain(&registry).await;
    t.advance(3_600);
    assert_eq!(
        registry.enqueue_scheduled(&t.db, &t.clock).await.unwrap(),
        1
    );
}

async fn a_worker_enqueues_and_runs_recurring_jobs(t: Test) {
    let worker = t.start(hourly());
    t.until(State::Done, 1).await;
    t.advance(3_600);
    t.until(State::Done, 2).await;
    worker.stop().await;
}

async fn done_jobs_are_swept_and_dead_ones_kept(t: Test) {
    let registry = Registry::new().register(|job: Paint, _lease| async move {
        if job.wall == 0 {
            Err(queue::JobError::fail("no wall"))
        } else {
            Ok(())
        }
    });
    for wall in 0..3 {
        t.enqueue(&Paint { wall }).await;
    }
    t.drain(&registry).await;
    t.advance(60);
    t.enqueue(&Paint { wall: 3 }).await;
    t.drain(&registry).await;
    let swept = queue::sweep_done(t.db.write(), &t.clock, Duration::from_secs(30))
        .await
        .unwrap();
    assert_eq!(
        (
            swept,
            t.count(State::Done).await,
            t.count(State::Dead).await
        ),
        (2, 1, 1)
    );
}
