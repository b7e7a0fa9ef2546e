//! The pages: templates, words, style, and the handlers that show them. How to add a page: `docs/pages.md`.

pub mod account;
pub mod approve;
pub mod assets;
pub mod classes;
pub mod collections;
pub mod contributions;
pub mod embed;
pub mod errors;
pub mod format;
pub mod forms;
pub mod gallery;
pub mod home;
pub mod i18n;
pub mod links;
pub mod machine;
pub mod mail;
pub mod mailbox;
pub mod moderate;
pub mod page;
pub mod partners;
pub mod problems;
mod reader;
pub mod registry;
pub mod render;
pub mod report;
mod routes;
pub mod signin;
pub mod statics;
pub mod theme;
pub mod views;
pub mod votes;

pub use forms::{FieldError, FormState};
pub use i18n::Locale;
pub use page::{Flash, Layout, Page, Visitor, render, render_status};
pub use reader::Reader;
pub use routes::routes;
