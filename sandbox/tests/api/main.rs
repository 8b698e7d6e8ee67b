//! The sandbox over real HTTP, with real SQLite in a folder of its own.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, unreachable_pub)]

mod access;
mod actions;
mod cards;
mod durability;
mod idempotency;
mod openapi;
mod seal;
mod sealed;
mod sessions;
mod shop;
mod wallets;
mod world;
