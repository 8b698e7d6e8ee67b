//! The exports for JavaScript of the module that pays: a client with its calls, and what pays for its forms.

pub mod client;
pub mod form_payments;
mod session_calls;
mod shared;
