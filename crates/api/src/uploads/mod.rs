//! Receiving files: resumable by tus 1.0 at `/uploads`, or by a plain form.
//!
//! Bytes go to a file of the staging folder, whose length is the offset; nothing else says how much was received. When the
//! last byte is safe, the file is sniffed, hashed and copied into the store, then one commit makes it an asset: object
//! first, row second, delete last. So a crash at any point loses nothing that was acknowledged, and every step can be done
//! again. A newer request for an upload ends the older half-open one.
//!
//! tus: core, creation, creation-with-upload, creation-defer-length, termination, expiration, checksum (sha1, sha256).
//! `Upload-Metadata` needs `contribution`, the code of the contribution; `filename` is shown to the owner.

mod checksum;
mod complete;
mod create;
mod form;
mod head;
mod jobs;
mod lock;
mod metadata;
mod patch;
mod problems;
mod protocol;
mod receive;
mod staging;
mod terminate;
mod tidy;

use axum::http::Method;
use dizza_http::{Access, BodyRule, Class, Routes, urls};

pub use jobs::register as register_jobs;
pub use staging::StagingArea;
pub use tidy::{keep_tidy, tidy};

/// The routes of uploads.
pub fn routes() -> Routes {
    let (owner, personal) = (Access::Owner, Class::Personal);
    let (form, body) = (BodyRule::Form, BodyRule::Upload);
    Routes::new()
        .route(
            Method::OPTIONS,
            urls::TUS,
            Access::Everyone,
            personal,
            form,
            protocol::options,
        )
        .route(
            Method::OPTIONS,
            urls::TUS_UPLOAD,
            Access::Everyone,
            personal,
            form,
            protocol::options,
        )
        .route(
            Method::POST,
            urls::TUS,
            owner,
            personal,
            body,
            create::create,
        )
        .route(
            Method::HEAD,
            urls::TUS_UPLOAD,
            owner,
            personal,
            form,
            head::head,
        )
        .route(
            Method::PATCH,
            urls::TUS_UPLOAD,
            owner,
            personal,
            body,
            patch::patch,
        )
        .route(
            Method::DELETE,
            urls::TUS_UPLOAD,
            owner,
            personal,
            form,
            terminate::terminate,
        )
        .route(
            Method::POST,
            urls::TUS_UPLOAD,
            owner,
            personal,
            body,
            protocol::overridden,
        )
        .route(
            Method::POST,
            urls::UPLOAD_FILES,
            owner,
            personal,
            body,
            form::add,
        )
}
