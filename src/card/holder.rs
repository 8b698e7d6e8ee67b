//! The name on the card, and the postal code of its bill: texts, of which little can be said.

use super::digits;
use super::error::{Check, FieldError};

/// The longest name, in UTF-16 units, as JavaScript counts them.
const MAX_LENGTH: usize = 255;

/// From this many digits on a name holds a card number (ISO/IEC 7812-1: the shortest in use has 12).
const CARD_NUMBER_DIGITS: usize = 12;

/// Looks at a name. One that looks like a card number was typed into the wrong field, and must not be sent as a name.
pub fn validate(text: &str) -> Check {
    let name = text.trim_matches(digits::is_space);
    let count = name.chars().filter(|c| digits::value(*c).is_some()).count();
    if is_too_long(text) || count >= CARD_NUMBER_DIGITS {
        return Check::wrong(FieldError::CardholderNameInvalid);
    }
    if name.is_empty() {
        return Check::unfinished(FieldError::CardholderNameRequired);
    }
    let only_number = |c| digits::value(c).is_some() || digits::is_space(c) || digits::is_hyphen(c);
    if name.chars().all(only_number) { Check::unfinished(FieldError::CardholderNameInvalid) } else { Check::VALID }
}

/// Whether it is too long to be a name, as against one that looks like a card number.
pub fn is_too_long(text: &str) -> bool {
    text.encode_utf16().count() > MAX_LENGTH
}

/// Looks at a postal code of at least so many characters (UTF-16 units), the first of which are letters or digits.
/// No error has a name here: the form has no such field.
pub fn validate_postal_code(text: &str, min_length: usize) -> Check {
    let begins_well = text
        .trim_matches(digits::is_space)
        .chars()
        .take(min_length)
        .all(|c| c.is_ascii_alphanumeric() || digits::value(c).is_some());
    let is_valid =
        text.encode_utf16().count() >= min_length && !text.trim_matches(digits::is_space).is_empty() && begins_well;
    Check { is_valid, is_potentially_valid: true, error: None }
}
