//! The exports for JavaScript beside the form: the calls of one configuration, and the validators.

pub mod client;
pub mod validators;
