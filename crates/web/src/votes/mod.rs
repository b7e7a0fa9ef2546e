//! Voting: the box on a contribution's page, casting and taking back, confirming an address, the receipt.

mod cast;
mod confirm;
pub mod page;
mod receipt;
mod start;
mod vote_box;

pub use vote_box::vote_box;

use dizza_http::{Access, Class, Routes, urls};

/// The routes of voting.
pub fn routes() -> Routes {
    Routes::new()
        .post(urls::VOTE, Access::Everyone, Class::Personal, cast::create)
        .post(
            urls::VOTE_TAKE_BACK,
            Access::Everyone,
            Class::Personal,
            cast::delete,
        )
        .get(
            urls::VOTE_START,
            Access::Everyone,
            Class::Personal,
            start::show,
        )
        .post(
            urls::VOTE_START,
            Access::Everyone,
            Class::Personal,
            start::create,
        )
        .get(
            urls::VOTE_CODE,
            Access::Everyone,
            Class::Personal,
            confirm::show_code,
        )
        .post(
            urls::VOTE_CODE,
            Access::Everyone,
            Class::Personal,
            confirm::by_code,
        )
        .get(
            urls::VOTE_LINK,
            Access::Everyone,
            Class::Token,
            confirm::show_link,
        )
        .post(
            urls::VOTE_LINK,
            Access::Everyone,
            Class::Token,
            confirm::by_link,
        )
        .get(urls::RECEIPT, Access::Everyone, Class::Token, receipt::show)
}
