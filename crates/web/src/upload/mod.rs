//! Handing in, one question per page. Every step is saved as it is answered, and works without a script.

mod check;
mod confirm;
mod draft;
mod files;
pub mod page;
mod questions;
mod start;
mod steps;
pub mod texts;
pub mod views;

use axum::http::Method;
use dizza_http::{Access, BodyRule, Class, Routes, urls};

pub(crate) use draft::work_step;
pub(crate) use files::{try_again, view as files_view};

/// The routes of the wizard.
pub fn routes() -> Routes {
    let (owner, personal) = (Access::Owner, Class::Personal);
    Routes::new()
        .get(urls::UPLOAD, Access::Everyone, personal, start::show)
        .post(urls::UPLOAD, Access::SignedIn, personal, start::create)
        .get(urls::UPLOAD_STEP, owner, personal, steps::show)
        .post(urls::UPLOAD_STEP, owner, personal, steps::save)
        .get(urls::UPLOAD_ASSET, owner, personal, files::ask)
        .post(urls::UPLOAD_ASSET, owner, personal, files::act)
        .get(urls::UPLOAD_TEXTS, owner, personal, texts::show)
        .route(
            Method::POST,
            urls::UPLOAD_TEXTS,
            owner,
            personal,
            BodyRule::Upload,
            texts::save,
        )
        .get(urls::UPLOAD_TEXT_REMOVE, owner, personal, texts::ask_remove)
        .post(urls::UPLOAD_TEXT_REMOVE, owner, personal, texts::remove)
        .post(urls::HAND_IN, owner, personal, check::hand_in)
        .get(urls::WITHDRAW, owner, personal, confirm::ask_withdraw)
        .post(urls::WITHDRAW, owner, personal, confirm::withdraw)
        .get(urls::REOPEN, owner, personal, confirm::ask_reopen)
        .post(urls::REOPEN, owner, personal, confirm::reopen)
}
