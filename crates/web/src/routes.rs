//! All routes of the pages, a line per subject.

use dizza_http::Routes;

/// All routes of this crate.
pub fn routes() -> Routes {
    Routes::new()
        .merge(crate::contributions::routes())
        .merge(crate::embed::routes())
        .merge(crate::gallery::routes())
        .merge(crate::home::routes())
        .merge(crate::machine::routes())
        .merge(crate::partners::routes())
        .merge(crate::statics::routes())
        .merge(crate::votes::routes())
}
