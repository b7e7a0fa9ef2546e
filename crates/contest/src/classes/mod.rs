//! Classes and their pupils. A pupil is a nickname in a class and a keyed hash of three words, and nothing else.

pub mod codes;
mod come_back;
pub mod entity;
mod join;
mod manage;
pub mod municipalities;
mod open;
pub mod queries;
pub mod words;

pub use come_back::{MAX_RETURN_MISSES, ReturnError, return_to_class};
pub use join::{JoinError, Joined, MAX_PUPILS, RenewPhraseError, join, renew_phrase};
pub use manage::{
    ManageClassError, close_joining, open_joining, remove_member, renew_join_code, reset_return,
    show_place,
};
pub use open::{ClassFault, GRADES, MAX_NAME, MAX_SCHOOL, NewClass, OpenClassError, open_class};
