//! The queue through its public surface, on SQLite and, when `DIZZA_TEST_POSTGRES` names a server, on PostgreSQL.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod claiming;
mod enqueuing;
mod failing;
mod recurring;
mod support;
mod working;
