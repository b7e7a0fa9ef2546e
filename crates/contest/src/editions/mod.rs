//! Editions: one year's contest with its theme, phases and categories.

pub mod entity;
pub mod queries;
pub mod rules;
mod set_up;

pub use entity::Phase;
pub use rules::PhaseWindow;
pub use set_up::{NewEdition, SetUpError, Words, set_up};
