//! Classes and their pupils. A pupil is a nickname in a class and a keyed hash of three words, and nothing else.

pub mod entity;
pub mod queries;
