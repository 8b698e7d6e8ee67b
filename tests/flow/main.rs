#![cfg(not(target_arch = "wasm32"))]
//! The charge machine under every fault: what is sent again, what is asked, and what is said of the money in the end.

mod actions;
mod answers;
mod backoff;
mod before;
mod every_order;

mod lost;
mod refusals;
mod resend;
mod script;
mod ways;
mod world;
