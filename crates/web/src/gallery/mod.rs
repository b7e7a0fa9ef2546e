//! The wall of all published contributions.

pub mod page;
