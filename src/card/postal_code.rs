//! The postal code of the billing address, for pages with their own form: the form here has no such field.
//!
//! No country's own rules are here.

use super::check::Check;
use super::digits;

/// Checks a postal code of at least `min_length` characters (UTF-16 units, a digit of any script as one), of which the
/// first `min_length` must be letters or digits. The result never has an error code, because the contract has none for
/// this field.
pub fn validate(text: &str, min_length: usize) -> Check {
    let code = text.trim_matches(digits::is_space);
    let begins_well = code.chars().take(min_length).all(|c| c.is_ascii_alphanumeric() || digits::value(c).is_some());
    let length: usize = text.chars().map(|c| if digits::value(c).is_some() { 1 } else { c.len_utf16() }).sum();
    let is_valid = length >= min_length && !code.is_empty() && begins_well;
    Check { is_valid, is_potentially_valid: true, error: None }
}
