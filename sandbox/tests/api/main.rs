//! The sandbox over real HTTP, with real SQLite in a folder of its own.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, unreachable_pub)]

mod access;
mod actions;
mod browser_info;
mod cards;
mod config;
mod connections;
mod durability;
mod errors;
mod idempotency;
mod migrations;
mod openapi;
mod seal;
mod sealed;
mod sessions;
mod shop;
mod wallets;
mod world;
