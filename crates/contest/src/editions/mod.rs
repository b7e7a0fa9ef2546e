//! Editions: one year's contest with its theme, phases and categories.

pub mod entity;
pub mod queries;
pub mod rules;

pub use entity::Phase;
pub use rules::PhaseWindow;
