//! Webhooks, as a merchant's server verifies them. `cases.json` holds the npm package to the same answers.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::disallowed_types, reason = "no page loads a test")]

mod any;
mod cases;
mod event;
