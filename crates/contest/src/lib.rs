//! What Dizza is about: editions, classes, contributions, decisions and votes. A folder per subject; in it the tables
//! (`entity`), the pure rules (`rules`), what is asked of the tables (`queries`), and one file per use case, named by its verb.
//!
//! A use case is one function, one transaction and one error enum; it checks permission itself, so every face gets the
//! same answer. Nothing here knows HTTP, codecs or the object store: object keys are opaque.

pub mod accounts;
pub mod assets;
pub mod audit;
pub mod captions;
pub mod classes;
pub mod collections;
mod context;
pub mod contributions;
pub mod editions;
pub mod fault;
pub mod ids;
mod jobs;
pub mod limits;
pub mod moderation;
pub mod partners;
pub mod permissions;
pub mod reports;
pub mod sessions;
#[cfg(feature = "testing")]
pub mod testing;
pub mod text;
pub mod votes;

pub use context::{AppContext, Secrets};
pub use jobs::register_jobs;
pub use sea_orm::DbErr;
