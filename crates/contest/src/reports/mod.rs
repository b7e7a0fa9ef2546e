//! Notices about contributions, without signing in.

pub mod entity;
