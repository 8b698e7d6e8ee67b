//! Between the form and the payment: what a charge needs of the form and the calls, and what they show of its end.
//!
//! Pure, as everything that it imports: `form`, `flow`, `protocol`, `card`, `money`. Only `web` imports it. Sentences are
//! keys; the words come from a function that the caller gives.

#![deny(clippy::indexing_slicing)]

pub mod errors;
pub mod handover;
pub mod order;
pub mod saved;
pub mod settle;
