//! The wall of all published contributions.

mod cursor;
pub mod page;
mod show;

use dizza_http::{Access, Class, Routes, urls};

/// The route of the gallery.
pub fn routes() -> Routes {
    Routes::new().get(urls::GALLERY, Access::Everyone, Class::Page, show::show)
}
