//! One's own contributions: where they stand, what was decided and why, what comes next.

mod events;
pub mod page;
mod show;

use dizza_http::{Access, Class, Routes, urls};

/// The routes.
pub fn routes() -> Routes {
    let personal = Class::Personal;
    Routes::new()
        .get(urls::MINE, Access::SignedIn, personal, show::list)
        .get(urls::MY, Access::Owner, personal, show::show)
        .get(urls::MY_EVENTS, Access::Owner, personal, events::events)
}
