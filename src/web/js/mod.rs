//! What crosses the border to JavaScript: options in, plain objects, words and promises out.
//!
//! It converts and decides nothing.

pub mod deferred;
mod json;
pub mod object;
pub mod options;
pub mod session_option;
pub mod spawn;
pub mod to_page;
pub mod wait;
pub mod words;
