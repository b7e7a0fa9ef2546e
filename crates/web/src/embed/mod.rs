//! Pages made to stand in frames on other sites: no cookies, no storage, no scripts, no forms, no votes. They work at an
//! opaque origin, in a frame with an empty sandbox.

mod frame;
pub mod page;
mod show;

use dizza_http::{Access, Class, Routes, urls};

/// The routes of embeds.
pub fn routes() -> Routes {
    Routes::new()
        .get(
            urls::EMBED_CONTRIBUTION,
            Access::Everyone,
            Class::Embed,
            show::contribution,
        )
        .get(
            urls::EMBED_GALLERY,
            Access::Everyone,
            Class::Embed,
            show::gallery,
        )
}
