//! The result that the check of every field has.
//!
//! It never contains what was typed.

use super::field::FieldError;

/// The result of checking a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Check {
    /// The value may be sent.
    pub is_valid: bool,
    /// False only if no further typing can make the value valid.
    pub is_potentially_valid: bool,
    /// What is wrong with the value as it is now, even if further typing can correct it. `None` if it is valid.
    pub error: Option<FieldError>,
}

impl Check {
    /// Valid as it is now.
    pub const VALID: Self = Self { is_valid: true, is_potentially_valid: true, error: None };

    /// Not valid yet, but further typing can correct it.
    pub const fn unfinished(error: FieldError) -> Self {
        Self { is_valid: false, is_potentially_valid: true, error: Some(error) }
    }

    /// Wrong, whatever is typed after it.
    pub const fn wrong(error: FieldError) -> Self {
        Self { is_valid: false, is_potentially_valid: false, error: Some(error) }
    }
}
