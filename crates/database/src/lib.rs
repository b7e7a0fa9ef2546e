//! The lowest floor: connections to SQLite or PostgreSQL, write transactions, time, and typed ids.
//!
//! One set of queries runs on both databases. On SQLite there is one writer connection and a pool of readers, because
//! more writers are slower and a deferred transaction that turns into a write can fail at once with BUSY.

mod clock;
mod connect;
mod ids;
#[cfg(feature = "testing")]
pub mod testing;

pub use clock::Clock;
pub use connect::{Db, PoolOptions};
#[doc(hidden)]
pub use {sea_orm, serde, uuid};
