//! The front page.

pub mod page;
mod show;

use dizza_http::{Access, Class, Routes, urls};

pub(crate) use show::named;

/// The routes of the front page.
pub fn routes() -> Routes {
    Routes::new()
        .get(urls::ROOT, Access::Everyone, Class::Page, show::root)
        .get(urls::HOME, Access::Everyone, Class::Page, show::show)
}
