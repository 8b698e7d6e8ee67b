//! The wire: the types of every request and answer, shared by the widget and the server.
//!
//! Serde types, the tables that they need, and their reading and writing without serde for the browser: no rules of
//! payment, no I/O. `tests/wire/*.json` holds both sides to the same examples. Members are written in the order of the
//! examples; a request refuses unknown members, an answer ignores them, so that a newer server can add some.

pub mod action;
pub mod payment;
pub mod problem;
pub mod read;
pub mod saved_card;
pub mod session;
pub mod write;
