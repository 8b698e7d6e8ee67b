//! What crosses the border to JavaScript: options in, plain objects, words and promises out.
//!
//! It converts and decides nothing.

pub mod deferred;
pub mod object;
pub mod options;
pub mod spawn;
pub mod to_page;
pub mod words;
