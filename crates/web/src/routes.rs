//! All routes of the pages, a line per subject.

use dizza_http::Routes;

/// All routes of this crate.
pub fn routes() -> Routes {
    Routes::new()
        .merge(crate::account::routes())
        .merge(crate::approve::routes())
        .merge(crate::classes::routes())
        .merge(crate::collections::routes())
        .merge(crate::contributions::routes())
        .merge(crate::embed::routes())
        .merge(crate::gallery::routes())
        .merge(crate::home::routes())
        .merge(crate::machine::routes())
        .merge(crate::mailbox::routes())
        .merge(crate::moderate::routes())
        .merge(crate::my::routes())
        .merge(crate::partners::routes())
        .merge(crate::redact::routes())
        .merge(crate::report::routes())
        .merge(crate::signin::routes())
        .merge(crate::statics::routes())
        .merge(crate::teachers::routes())
        .merge(crate::upload::routes())
        .merge(crate::votes::routes())
}
