//! The name on the card: any text that is not a card number typed into the wrong field.
//!
//! Never decides which letters a name may have.

use zeroize::Zeroizing;

use super::check::Check;
use super::digits;
use super::field::FieldError;

/// The longest name, in UTF-16 units, as JavaScript counts them.
const MAX_LENGTH: usize = 255;

/// From this many digits on, a text may contain a card number (ISO/IEC 7812-1; the shortest numbers in use have 12).
const CARD_NUMBER_DIGITS: usize = 12;

/// The name with a space in place of each control character, such as a tab that was pasted with it: backends refuse these. It is wiped
/// when dropped.
pub fn in_one_line(text: &str) -> Zeroizing<String> {
    // A space is never longer, so this is the only copy.
    let mut line = Zeroizing::new(String::with_capacity(text.len()));
    line.extend(text.chars().map(|c| if c.is_control() { ' ' } else { c }));
    line
}

/// Checks a name. A text that looks like a card number must not be sent as a name.
pub fn validate(text: &str) -> Check {
    let name = text.trim_matches(digits::is_space);
    let count = name.chars().filter(|c| digits::value(*c).is_some()).count();
    if is_too_long(text) || count >= CARD_NUMBER_DIGITS {
        return Check::wrong(FieldError::CardholderNameInvalid);
    }
    if name.is_empty() {
        return Check::unfinished(FieldError::CardholderNameRequired);
    }
    let of_a_number = |c| digits::value(c).is_some() || digits::is_space(c) || digits::is_hyphen(c);
    if name.chars().all(of_a_number) { Check::unfinished(FieldError::CardholderNameInvalid) } else { Check::VALID }
}

/// Whether the text is too long for a name: more than 255 UTF-16 units. Tells this apart from the other reason of
/// [`FieldError::CardholderNameInvalid`], a text that looks like a card number.
pub fn is_too_long(text: &str) -> bool {
    text.encode_utf16().count() > MAX_LENGTH
}
