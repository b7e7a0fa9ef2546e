//! Deciding what is published: the queue, claims, decisions with reasons.

pub mod entity;

pub use entity::DecisionKind;
