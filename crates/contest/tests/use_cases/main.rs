//! Use cases on a real database: SQLite in a temporary file, or PostgreSQL where `DIZZA_TEST_POSTGRES` names a server.

mod accounts;
mod assets;
mod classes;
mod common;
mod contributions;
mod editions;
mod votes;
