//! What both faces of the site share: problems, extractors, sessions, the same-site check, security headers, limits,
//! addresses, media answers, and the table in which every route is registered.
//!
//! ```text
//! request  -> request id, span, headers, problem pages, panic guard, body guard, same-site, limits, session -> handler
//! response <- …
//! ```
//!
//! The order is put together in one place, `server::router`.

pub mod body;
pub mod client;
mod extract;
pub mod headers;
mod lang;
pub mod limits;
pub mod media_response;
mod problem;
pub mod routes;
pub mod same_site;
pub mod sessions;
mod site;
pub mod trace;
pub mod urls;

pub use client::{ClientPrefix, Network, Peer};
pub use extract::{CheckedForm, CheckedMultipart, Json, Path, Query};
pub use headers::{Class, FrameAncestors, StyleHash};
pub use lang::{Lang, preferred};
pub use problem::{Param, Problem};
pub use routes::{Access, BodyRule, RouteInfo, Routes};
pub use sessions::{Acting, MaybeActing, Session, SignedIn, Visitor};
pub use site::{Site, SiteConfig, UploadRules};
