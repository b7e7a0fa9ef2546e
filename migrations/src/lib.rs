//! The database's history: one file per step. A step is never changed once released; old code must run on the new schema.

mod m0001_jobs;
mod m0002_domain;
mod m0003_sessions;
mod m0004_requests;
mod m0005_growing_films;
mod m0006_captions;
mod m0007_redaction;
mod m0008_magazines;
mod m0009_avif;
mod m0010_pages;
mod m0011_sent_back;
mod m0012_purged_originals;
mod m0013_earlier_originals;
mod sql;

use database::Db;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// All steps, oldest first.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_jobs::Migration),
            Box::new(m0002_domain::Migration),
            Box::new(m0003_sessions::Migration),
            Box::new(m0004_requests::Migration),
            Box::new(m0005_growing_films::Migration),
            Box::new(m0006_captions::Migration),
            Box::new(m0007_redaction::Migration),
            Box::new(m0008_magazines::Migration),
            Box::new(m0009_avif::Migration),
            Box::new(m0010_pages::Migration),
            Box::new(m0011_sent_back::Migration),
            Box::new(m0012_purged_originals::Migration),
            Box::new(m0013_earlier_originals::Migration),
        ]
    }
}

/// "dizza" as a number: the name of our advisory lock.
const LOCK: i64 = 0x0064_697a_7a61;

/// Brings the database to the newest step, all missing steps in one commit. Nodes that start together wait for each other.
///
/// # Errors
/// The database failed; it is as it was before.
pub async fn run(db: &Db) -> Result<(), DbErr> {
    let txn = db.begin_write().await?; // on SQLite this is the lock
    if db.backend() == DbBackend::Postgres {
        let lock = format!("SELECT pg_advisory_xact_lock({LOCK})");
        txn.execute_unprepared(&lock).await?;
    }
    Migrator::up(&txn, None).await?;
    txn.commit().await
}
