//! Between the form and the payment: what a charge needs of the form and the calls, and what they show of its end.
//!
//! Pure, as everything that it imports: `form`, `flow`, `protocol`, `card`, `money`. Only `web` imports it. Sentences are
//! keys; the words come from a function that the caller gives.
//!
//! ```
//! use payments_widget::checkout::settle;
//! use payments_widget::flow::failure::Failure;
//! use payments_widget::form::{AttemptEnd, Reason};
//! use payments_widget::protocol::problem::ErrorCode;
//!
//! // The session has had all its attempts: nothing was charged, and the form says so.
//! let failure = Failure::new(ErrorCode::TooManyAttempts, "The session has had all its attempts.");
//! let end = AttemptEnd::Failed { reason: Reason::Attempts, errors: Vec::new() };
//! assert_eq!(settle::attempt_end(&failure), end);
//!
//! // The payment was posted and no answer came: the form must never call that a failure.
//! assert_eq!(settle::attempt_end(&Failure::unknown(None, None)), AttemptEnd::Unknown(None));
//! ```

#![deny(clippy::indexing_slicing)]

pub mod errors;
pub mod handover;
pub mod order;
pub mod saved;
pub mod settle;
