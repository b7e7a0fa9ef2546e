//! All routes of the pages, a line per subject.

use dizza_http::Routes;

/// All routes of this crate.
pub fn routes() -> Routes {
    Routes::new()
        .merge(crate::embed::routes())
        .merge(crate::partners::routes())
        .merge(crate::votes::routes())
}
