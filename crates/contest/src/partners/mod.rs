//! Partners and the sites on which they may show galleries.

pub mod entity;
