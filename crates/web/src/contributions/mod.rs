//! The page of one contribution, and its poster for printing.

pub mod page;
pub mod poster;
