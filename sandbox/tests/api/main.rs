//! The sandbox over real HTTP, with real databases: SQLite in a folder of its own, or PostgreSQL; see `databases`.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, unreachable_pub)]

mod access;
mod actions;
mod api_keys;
mod backup;
mod browser_info;
mod cards;
mod clean_up;
mod config;
mod connections;
mod console;
mod console_access;
mod console_visitor;
mod databases;
mod device_wallet;
mod docs;
mod durability;
#[cfg(feature = "embedded")]
mod embedded;
mod encryption_keys;
mod errors;
mod group_commit;
mod health;
mod idempotency;
mod instances;
mod listen;
mod migrations;
mod openapi;
mod outages;
mod program;
mod receiver;
mod refunds;
mod saved_card_payments;
mod saved_cards;
mod seal;
mod sealed;
mod sessions;
mod shop;
mod tls;
mod vault;
mod wallets;
mod webhook_addresses;
mod webhook_endpoints;
mod webhooks;
mod world;
