//! A payment in the browser: carries the effects of `flow` out. It asks, seals, posts, sleeps and shows.
//!
//! No rule of payment is here. Of a form it knows the objects in `form` and the element that `paid` draws into.

pub mod action;
pub mod api;
pub mod browser;
pub mod fetch;
pub mod follow;
pub mod form;
pub mod paid;
pub mod recipient;
pub mod result;
pub mod runner;
pub mod session_registry;
pub mod session_source;
pub mod wire;
