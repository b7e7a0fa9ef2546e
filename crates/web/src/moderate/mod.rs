//! The moderators' room: queue, item, decision panel, keys. Rules and permission are the use cases' of `contest::moderation`.

mod act;
pub mod keys;
pub mod page;
pub mod purge;
mod refused;
mod show;
mod view;

pub(crate) use refused::problem;
pub(crate) use show::Filter;

use contest::permissions::Role;
use dizza_http::{Access, Class, Routes, urls};

/// Who works here; an organiser may do what moderators may.
pub(crate) const STAFF: Access = Access::Roles(&[Role::Moderator, Role::Organiser]);

/// The routes of moderation.
pub fn routes() -> Routes {
    Routes::new()
        .get(urls::MODERATE, STAFF, Class::Personal, show::queue)
        .get(urls::MODERATE_KEYS, STAFF, Class::Personal, keys::show)
        .get(urls::MODERATE_ITEM, STAFF, Class::Personal, show::item)
        .get(urls::MODERATE_PURGE, STAFF, Class::Personal, purge::ask)
        .post(urls::MODERATE_ACT, STAFF, Class::Personal, act::create)
}
