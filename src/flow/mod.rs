//! From "pay" to "settled": what is asked, sealed, posted, repeated and read, and what is said of the money in the end.
//!
//! Sans I/O: [`charge`] and [`follow_up`] take events and give effects; `web` carries them out. They know masked cards and
//! sealed bytes and never a PAN, hold no clock (an event brings the time, in milliseconds) and draw no randomness.

#![deny(clippy::indexing_slicing)]

pub mod charge;
pub mod failure;
pub mod follow_up;
pub mod messages;
mod progress;
pub mod retry;
pub mod session_book;
