//! The look held to its rules: every page renders, every word exists, every colour pair can be read, every budget holds.

mod budget;
mod contrast;
mod pages;
mod words;
