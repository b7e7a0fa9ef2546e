//! Every step goes up, down and up again, and nodes that start together do not get in each other's way.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use database::testing::OwnDatabase;
use database::{Db, PoolOptions};
use migrations::Migrator;
use sea_orm_migration::MigratorTrait;

async fn up_down_up(db: &Db) {
    migrations::run(db).await.unwrap();
    Migrator::down(db.write(), None).await.unwrap();
    migrations::run(db).await.unwrap();
    assert!(
        Migrator::get_pending_migrations(db.write())
            .await
            .unwrap()
            .is_empty()
    );
}

async fn start_together(url: &str) {
    let mut nodes = Vec::new();
    for _ in 0..8 {
        let url = url.to_owned();
        nodes.push(tokio::spawn(async move {
            let db = Db::connect(&url, &PoolOptions::default()).await.unwrap();
            migrations::run(&db).await
        }));
    }
    for node in nodes {
        node.await.unwrap().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let url = |name| format!("sqlite://{}", folder.path().join(name).display());
    up_down_up(
        &Db::connect(&url("steps.db"), &PoolOptions::default())
            .await
            .unwrap(),
    )
    .await;
    start_together(&url("together.db")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres() {
    let Some(steps) = OwnDatabase::on_postgres().await.unwrap() else {
        return;
    };
    up_down_up(
        &Db::connect(&steps.url, &PoolOptions::default())
            .await
            .unwrap(),
    )
    .await;
    let together = OwnDatabase::on_postgres().await.unwrap().unwrap();
    start_together(&together.url).await;
}
