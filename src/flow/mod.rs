//! From "pay" to "settled": what is asked, sealed, posted, repeated and read, and what is said of the money in the end.
//!
//! Sans I/O: `charge` takes events and gives effects; `web` carries them out. It knows masked cards and sealed bytes
//! and never a PAN, holds no clock (every event brings the time, in milliseconds) and draws no randomness.

pub mod charge;
pub mod event;
pub mod outcome;
pub mod retry;
