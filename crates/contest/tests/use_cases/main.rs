//! Use cases on a real database: SQLite in a temporary file, or PostgreSQL where `DIZZA_TEST_POSTGRES` names a server.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod accounts;
mod assets;
mod audit_log;
mod avif;
mod captions;
mod classes;
mod collections;
mod common;
mod contributions;
mod editions;
mod hiding;
mod machine;
mod moderation;
mod purge_wishes;
mod purged_covers;
mod purging;
mod races;
mod redacting;
mod reports;
mod review;
mod votes;
