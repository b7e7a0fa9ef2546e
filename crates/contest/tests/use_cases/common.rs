//! A fresh, migrated database with a clock that stands still.

use chrono::{DateTime, Utc};
use contest::{AppContext, Secrets};
use database::testing::OwnDatabase;
use database::{Clock, Db, PoolOptions};
use tempfile::TempDir;

/// The database and what must live as long as it.
pub struct TestDb {
    pub ctx: AppContext,
    _database: OwnDatabase,
    _folder: TempDir,
}

/// Tuesday, 12 May 2026, 10:00 in Stockholm.
pub fn noon() -> DateTime<Utc> {
    "2026-05-12T08:00:00Z".parse().expect("a time")
}

impl TestDb {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let database = OwnDatabase::make(folder.path())
            .await
            .expect("a place for it");
        let db = Db::connect(&database.url, &PoolOptions::default())
            .await
            .expect("a database");
        migrations::run(&db).await.expect("migrations run");
        let ctx = AppContext::seeded(db, Clock::fixed(noon()), Secrets::new([7; 32]), 1);
        Self {
            ctx,
            _database: database,
            _folder: folder,
        }
    }
}
