//! The exports for JavaScript: a client with its calls and forms, and the validators.

pub mod client;
mod form_payments;
mod session_calls;
mod shared;
pub mod validators;
