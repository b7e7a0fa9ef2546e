//! Limits that are promises: the same bucket on every node.

use std::time::Duration;

use contest::{AppContext, Secrets};
use database::{Db, PoolOptions};
use dizza_http::limits::{self, Limit, Taken};
use test_support::TestApp;

const THREE_A_MINUTE: Limit = Limit::new("test", 3, 60);

async fn take(ctx: &AppContext, subject: &str) -> Taken {
    limits::take(ctx, THREE_A_MINUTE, subject.as_bytes())
        .await
        .unwrap()
}

#[tokio::test]
async fn a_bucket_empties_and_fills_again() {
    let app = TestApp::new().await;
    for _ in 0..3 {
        assert_eq!(take(&app.ctx, "ana").await, Taken::Yes);
    }
    assert_eq!(
        take(&app.ctx, "ana").await,
        Taken::NotFor(Duration::from_secs(20))
    );
    assert_eq!(take(&app.ctx, "bo").await, Taken::Yes);
    app.clock.advance(chrono::Duration::seconds(19));
    assert_eq!(
        take(&app.ctx, "ana").await,
        Taken::NotFor(Duration::from_secs(1))
    );
    app.clock.advance(chrono::Duration::seconds(1));
    assert_eq!(take(&app.ctx, "ana").await, Taken::Yes);
    assert_ne!(take(&app.ctx, "ana").await, Taken::Yes);
    let problem = limits::insist(&app.ctx, THREE_A_MINUTE, b"ana")
        .await
        .unwrap_err();
    assert_eq!(
        (problem.status.as_u16(), problem.retry_after),
        (429, Some(Duration::from_secs(20)))
    );
}

#[tokio::test]
async fn two_nodes_share_a_bucket() {
    let app = TestApp::new().await;
    let db = Db::connect(app.database_url(), &PoolOptions::default())
        .await
        .unwrap();
    let other_node = AppContext::seeded(db, app.clock.clone(), Secrets::new([7; 32]), 8);
    let all = (0..40).map(|turn| {
        let ctx = if turn % 2 == 0 {
            app.ctx.clone()
        } else {
            other_node.clone()
        };
        tokio::spawn(async move { take(&ctx, "ana").await })
    });
    let mut taken = 0;
    for one in all.collect::<Vec<_>>() {
        taken += usize::from(one.await.unwrap() == Taken::Yes);
    }
    assert_eq!(taken, 3);
}

#[tokio::test]
async fn full_buckets_are_swept() {
    let app = TestApp::new().await;
    take(&app.ctx, "ana").await;
    app.clock.advance(chrono::Duration::seconds(10));
    take(&app.ctx, "bo").await;
    app.clock.advance(chrono::Duration::seconds(11));
    assert_eq!(limits::sweep(&app.ctx).await.unwrap(), 1);
    app.clock.advance(chrono::Duration::seconds(60));
    assert_eq!(limits::sweep(&app.ctx).await.unwrap(), 1);
}
