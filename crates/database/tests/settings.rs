//! The settings that our promises rest on, asked of the database itself.

#![expect(clippy::unwrap_used, reason = "a test that meets an error has failed")]

use database::{Db, PoolOptions};
use sea_orm::{ConnectionTrait, DbBackend, Statement, TransactionTrait};

/// What each setting must be, and why nothing else will do.
const SETTINGS: [(&str, &str); 4] = [
    ("journal_mode", "wal"),  // readers do not wait for the writer
    ("synchronous", "2"),     // FULL: with 1 (NORMAL) a power cut takes back acknowledged votes
    ("foreign_keys", "1"),    // no row without what it is about
    ("busy_timeout", "5000"), // a second process waits for its turn
];

async fn open(folder: &std::path::Path) -> Db {
    let url = format!("sqlite://{}", folder.join("test.db").display());
    Db::connect(&url, &PoolOptions::default()).await.unwrap()
}

async fn setting(db: &impl ConnectionTrait, name: &str) -> String {
    let asked = Statement::from_string(DbBackend::Sqlite, format!("PRAGMA {name}"));
    let row = db.query_one_raw(asked).await.unwrap().unwrap();
    let number = row
        .try_get_by_index::<i64>(0)
        .map(|number| number.to_string());
    number.or_else(|_| row.try_get_by_index(0)).unwrap()
}

async fn insist(db: &impl ConnectionTrait, which: &str) {
    for (name, wanted) in SETTINGS {
        assert_eq!(setting(db, name).await, wanted, "{name} of {which}");
    }
}

#[tokio::test]
async fn every_connection_of_sqlite_is_durable_and_strict() {
    let folder = tempfile::tempdir().unwrap();
    let db = open(folder.path()).await;
    insist(
        &db.begin_write().await.unwrap(),
        "a transaction that writes",
    )
    .await;
    insist(db.write(), "the writer").await;
    // All at once, so that each has a connection of its own.
    let mut readers = Vec::new();
    for _ in 0..PoolOptions::default().max_connections {
        readers.push(db.read().begin().await.unwrap());
    }
    for reader in &readers {
        insist(reader, "a reader").await;
    }
}

#[tokio::test]
async fn a_row_without_what_it_is_about_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let db = open(folder.path()).await;
    let tables = "CREATE TABLE class (id integer PRIMARY KEY); \
                  CREATE TABLE pupil (class_id integer NOT NULL REFERENCES class (id))";
    db.write().execute_unprepared(tables).await.unwrap();
    let orphan = db
        .write()
        .execute_unprepared("INSERT INTO pupil VALUES (1)")
        .await;
    assert!(orphan.is_err());
}
