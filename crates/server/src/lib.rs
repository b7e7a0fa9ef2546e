//! The one binary `dizza`: configuration, wiring, command line, and the loop that accepts connections.

pub mod app;
pub mod cli;
pub mod config;
pub mod demo;
mod edition_file;
mod health;
mod housekeeping;
mod logs;
pub mod router;
mod run;
pub mod serve;

pub use app::{App, Parts};
pub use config::Config;
pub use router::router;
