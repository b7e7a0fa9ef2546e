//! Assets of contributions, their renditions, and uploads under way.

pub mod entity;
pub mod jobs;
pub mod queries;

pub use entity::{AssetKind, AssetState};
