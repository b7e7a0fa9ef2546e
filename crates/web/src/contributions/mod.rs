//! The page of one contribution, and its poster for printing.

pub mod page;
pub mod poster;
mod show;

use dizza_http::{Access, Class, Routes, urls};

/// The routes of contributions.
pub fn routes() -> Routes {
    Routes::new()
        .get(
            urls::CONTRIBUTION,
            Access::Everyone,
            Class::Page,
            show::show,
        )
        .get(
            urls::CONTRIBUTION_POSTER,
            Access::Everyone,
            Class::Page,
            poster::show,
        )
        .get(
            urls::CONTRIBUTION_QR,
            Access::Everyone,
            Class::File,
            poster::qr_picture,
        )
}
