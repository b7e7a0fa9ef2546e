//! Journeys and promises through the production router: a module for each.

#![expect(clippy::unwrap_used, reason = "a test that meets an error has failed")]

mod access;
mod avif;
mod bad_input;
mod captions;
mod cast;
mod classes;
mod client_address;
mod connections;
mod demo;
mod file_words;
mod foreign_things;
mod forms;
mod headers;
mod lifetimes;
mod limits;
mod look;
mod magazine_pages;
mod magazines;
mod markup;
mod matrix;
mod media_host;
mod moderating;
mod operator;
mod privacy;
mod redacting;
mod reviewing;
mod same_site;
mod sessions;
mod signin;
mod spreading;
mod teachers;
mod tus;
mod tus_limits;
mod upload_forms;
mod upload_story;
mod voters;
mod voting;
