//! All routes of the pages, a line per subject.

use dizza_http::Routes;

use crate::{account, classes, mailbox, signin, votes};

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
        .merge(account::routes())
        .merge(classes::routes())
        .merge(mailbox::routes())
        .merge(signin::routes())
        .merge(votes::routes())
        .merge(crate::approve::routes())
        .merge(crate::collections::routes())
        .merge(crate::embed::routes())
        .merge(crate::moderate::routes())
        .merge(crate::partners::routes())
        .merge(crate::report::routes())
        .merge(crate::votes::routes())
}
