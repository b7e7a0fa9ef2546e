//! What tests stand on: the whole program on a fresh database, with a clock that stands still and a client that keeps
//! cookies.
//!
//! ```no_run
//! # async fn example() {
//! use dizza_http::{Lang, urls};
//! use test_support::TestApp;
//!
//! let app = TestApp::new().await;
//! let mut ana = app.client();
//! ana.get(&urls::gallery(Lang::Sv)).await.assert_status(200);
//! # }
//! ```
//!
//! SQLite in a temporary file, or PostgreSQL where `DIZZA_TEST_POSTGRES` holds the address of a server on which databases
//! may be made, such as `postgres://dizza@localhost/postgres`.

mod answer;
mod app;
mod client;
mod dump;
mod logs;

pub use answer::Answer;
pub use app::{Listening, TestApp, TestOptions};
pub use client::{Client, Part};
