//! Faults against the real program under load: killed, its database killed, its log cut, its disk full, its connections broken.
//! After each, no payment that was answered is lost, and nothing is charged twice.
//!
//! `npm run faults` runs all of it on both databases and prints a table; `npm test` runs a part.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr, missing_docs, unreachable_pub)]

mod books;
mod canary;
mod crowd;
mod cut_log;
#[path = "../api/databases.rs"]
#[allow(dead_code, reason = "the API tests use more of it")]
mod databases;
mod full_disk;
mod kills;
mod postgres;
#[path = "../api/program.rs"]
#[allow(dead_code, reason = "the API tests use more of it")]
mod program;
mod proxy;
#[path = "../api/receiver.rs"]
#[allow(dead_code, reason = "the API tests use more of it")]
mod receiver;
mod replays;
mod scene;
#[path = "../api/seal.rs"]
#[allow(dead_code, reason = "the API tests use more of it")]
mod seal;
mod soak;
mod table;
#[path = "../api/world.rs"]
#[allow(dead_code, reason = "the API tests use more of it")]
mod world;

use std::env;

/// How many tries: all with `FAULTS=whole` in the environment, else a part of them.
fn tries(whole: usize, part: usize) -> usize {
    if env::var("FAULTS").is_ok_and(|faults| faults == "whole") { whole } else { part }
}

/// A number below `end`.
fn random_below(end: u64) -> u64 {
    u64::from_le_bytes(seal::random()) % end
}
