//! A fresh, migrated database with a clock that stands still.

use chrono::{DateTime, Utc};
use contest::{AppContext, Secrets};
use database::sea_orm::ConnectionTrait;
use database::{Clock, Db, PoolOptions};
use tempfile::TempDir;

/// The database and what must live as long as it.
pub struct TestDb {
    pub ctx: AppContext,
    _folder: TempDir,
}

/// Tuesday, 12 May 2026, 10:00 in Stockholm.
pub fn noon() -> DateTime<Utc> {
    "2026-05-12T08:00:00Z".parse().expect("a time")
}

impl TestDb {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = match std::env::var("DIZZA_TEST_POSTGRES") {
            Ok(server) => fresh_postgres(&server).await,
            Err(_) => format!("sqlite://{}", folder.path().join("test.db").display()),
        };
        let db = Db::connect(&url, &PoolOptions::default())
            .await
            .expect("a database");
        migrations::run(&db).await.expect("migrations run");
        let ctx = AppContext::seeded(db, Clock::fixed(noon()), Secrets::new([7; 32]), 1);
        Self {
            ctx,
            _folder: folder,
        }
    }
}

async fn fresh_postgres(server: &str) -> String {
    let name = format!("dizza_{}", hex_name());
    let admin = Db::connect(server, &PoolOptions::default())
        .await
        .expect("the server");
    admin
        .write()
        .execute_unprepared(&format!("CREATE DATABASE {name}"))
        .await
        .expect("a database");
    let (base, _) = server.rsplit_once('/').expect("postgres://host/database");
    format!("{base}/{name}")
}

fn hex_name() -> String {
    use std::hash::{BuildHasher, RandomState};
    format!("{:016x}", RandomState::new().hash_one(std::process::id()))
}
