//! All routes of the pages, a line per subject.

use dizza_http::Routes;

/// All routes of this crate.
pub fn routes() -> Routes {
    Routes::new().merge(crate::votes::routes())
}
