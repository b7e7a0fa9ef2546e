//! Partners and the sites on which they may show galleries.

mod add;
pub mod entity;
pub mod queries;

pub use add::{AddPartnerError, add};
