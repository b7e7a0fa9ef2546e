//! Notices about contributions, without signing in.
//!
//! "I am in this picture, or it is about my privacy" hides the work at once and puts it on top of the queue: hide first, ask
//! later. Every other reason only asks a moderator to look, however many report, so that nobody can bomb a rival away.
//! Of who reports, only a keyed hash of the network prefix is kept, with a key of the day.

mod close;
pub mod entity;
pub mod jobs;
pub mod queries;
mod report;

pub use close::handle;
pub(crate) use close::{blank, close, reopen, tell};
pub use report::{
    MAX_REPORT, NewReport, REPORTS_PER_HOUR, ReportError, ReportReason, Reported, report,
};
