//! Acknowledged means durable: the program is killed again and again while clients work with it. What the clients were told
//! is written down, and afterwards [`checker`], which shares no code with the program, compares it with the database's file
//! and the folder of objects.
//!
//! Needs the program itself (`cargo build --package server`, or `DIZZA_BIN`). Kills per story: `DIZZA_FAULT_KILLS` (28, which
//! makes 56 in all; 500 for a thousand). The schedule is drawn from `DIZZA_FAULT_SEED`, which a failed run prints. With
//! `DIZZA_FAULT_KEEP` the folders of failed and finished runs stay.

#![expect(clippy::unwrap_used, reason = "a test that meets an error has failed")]

mod avif;
mod checker;
mod client;
mod history;
mod order;
mod overtaken;
mod schedule;
mod site;
mod teeth;
mod uploads;
mod votes;
