//! Classes: the teacher's pages, and the pupils' way in and back.

mod code;
mod join;
mod manage;
mod new;
pub mod page;
mod room;

use dizza_http::{Access, Class, Routes, urls};

use contest::permissions::Role;

pub(crate) use room::teaching;

/// Who opens classes.
const TEACHERS: Access = Access::Roles(&[Role::Teacher, Role::Organiser]);

/// The routes.
pub fn routes() -> Routes {
    let teacher = Routes::new()
        .get(urls::CLASSES, TEACHERS, Class::Personal, room::list)
        .post(urls::CLASSES, TEACHERS, Class::Personal, new::create)
        .get(urls::CLASS_NEW, TEACHERS, Class::Personal, new::show)
        .get(urls::CLASS, TEACHERS, Class::Personal, room::show)
        .get(
            urls::CLASS_PROJECTOR,
            TEACHERS,
            Class::Personal,
            code::projector,
        )
        .get(urls::CLASS_QR, TEACHERS, Class::Personal, code::qr)
        .get(
            urls::CLASS_RENEW,
            TEACHERS,
            Class::Personal,
            manage::ask_renew,
        )
        .post(urls::CLASS_RENEW, TEACHERS, Class::Personal, manage::renew)
        .post(urls::CLASS_CLOSE, TEACHERS, Class::Personal, manage::close)
        .post(
            urls::CLASS_REOPEN,
            TEACHERS,
            Class::Personal,
            manage::reopen,
        )
        .post(
            urls::CLASS_UNLOCK,
            TEACHERS,
            Class::Personal,
            manage::unlock,
        )
        .post(urls::CLASS_PLACE, TEACHERS, Class::Personal, manage::place)
        .get(
            urls::CLASS_REMOVE,
            TEACHERS,
            Class::Personal,
            manage::ask_remove,
        )
        .post(
            urls::CLASS_REMOVE,
            TEACHERS,
            Class::Personal,
            manage::remove,
        );
    let pupil = Routes::new()
        .get(urls::JOIN, Access::Everyone, Class::Personal, join::show)
        .post(urls::JOIN, Access::Everyone, Class::Personal, join::create)
        .get(
            urls::JOIN_CODE,
            Access::Everyone,
            Class::Personal,
            join::show_with_code,
        )
        .get(urls::JOINED, Access::Pupil, Class::Personal, join::words)
        .post(
            urls::JOINED,
            Access::Pupil,
            Class::Personal,
            join::new_words,
        )
        .get(
            urls::RETURN,
            Access::Everyone,
            Class::Personal,
            join::show_return,
        )
        .post(
            urls::RETURN,
            Access::Everyone,
            Class::Personal,
            join::come_back,
        );
    teacher.merge(pupil)
}
