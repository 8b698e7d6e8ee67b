//! The machines of a charge and of its follow-up under every fault: what is sent again, what is asked, and what is said of
//! the money in the end.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]
#![allow(clippy::disallowed_types, reason = "no page loads a test")]

mod actions;
mod answers;
mod backoff;
mod before;
mod clock;
mod every_order;
mod follow_up;
mod lost;
mod refusals;
mod resend;
mod script;
mod secrets;
mod session_unread;
mod sessions;
mod ways;
mod world;
