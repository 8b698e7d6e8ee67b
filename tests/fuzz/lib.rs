//! What the targets share.

pub mod change;
pub mod http;
pub mod ledger;
#[path = "../../sandbox/tests/api/seal.rs"]
#[allow(dead_code, reason = "the API tests use more of it")]
pub mod seal;
pub mod server;
mod text;

pub use text::{Is, Text, digits, is, plain};
