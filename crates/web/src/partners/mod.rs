//! For partners: the words, and the builder of the line to paste.

mod build;
pub mod page;

use dizza_http::{Access, Class, Routes, urls};

/// The route of the partners' page.
pub fn routes() -> Routes {
    Routes::new().get(urls::PARTNERS, Access::Everyone, Class::Page, build::show)
}
