//! The public JSON API, version 1: editions and published contributions. Read-only, without keys, cacheable.
//!
//! Nothing here depends on votes before voting has closed, and nobody is named but as the makers named themselves.

pub(crate) mod answer;
mod contributions;
mod editions;
mod openapi;
mod views;

use dizza_http::{Access, Class, Routes, urls};

/// The routes of the API.
pub fn routes() -> Routes {
    Routes::new()
        .get(
            urls::API_EDITIONS,
            Access::Everyone,
            Class::Api,
            editions::list,
        )
        .get(
            urls::API_CONTRIBUTIONS,
            Access::Everyone,
            Class::Api,
            contributions::list,
        )
        .get(
            urls::API_CONTRIBUTION,
            Access::Everyone,
            Class::Api,
            contributions::show,
        )
        .get(
            urls::API_OPENAPI,
            Access::Everyone,
            Class::Api,
            openapi::show,
        )
}

pub use openapi::document;
