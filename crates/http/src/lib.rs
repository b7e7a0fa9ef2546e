//! What both faces of the site share: problems, extractors, sessions, the same-site check, security headers, limits,
//! addresses, media answers, and the table in which every route is registered.
//!
//! ```text
//! request  -> request id, span, headers, problem pages, panic guard, body guard, same-site, limits, session -> handler
//! response <- …
//! ```
//!
//! The order is put together in one place, `server::router`.

mod lang;
mod problem;
pub mod urls;

pub use lang::{Lang, preferred};
pub use problem::{Param, Problem};
