//! Typing: from (old text, new text, caret) to (text, caret), the one rule of every field.
//!
//! Carets are counted in UTF-16 units, as the browser does. A digit that was typed is never lost, doubled or moved.

use zeroize::Zeroizing;

use super::digits::{self, Digits};
use super::number;

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A card number, grouped as its brand does.
    Number,
    /// `MM / YY`, or `MM / YYYY` where the century is typed.
    Expiry,
    /// A security code of at most so many digits.
    Cvv {
        /// The most digits.
        length: usize,
    },
    /// Korea: birth date or business number.
    Identity,
    /// Korea: the first two digits of the card's password.
    Password,
    /// A name: left as it is.
    Name,
}

/// What the field is to show.
#[derive(Clone, PartialEq, Eq)]
pub struct Edited {
    /// The text.
    pub text: Zeroizing<String>,
    /// The caret, in UTF-16 units.
    pub caret: usize,
}

/// After an edit: `new` and the caret are what the browser made of `old`. A gap that was deleted is taken for a Backspace.
pub fn edit(kind: Kind, _old: &str, new: &str, caret_utf16: usize) -> Edited {
    if kind == Kind::Name {
        return Edited { text: Zeroizing::new(new.to_owned()), caret: caret_utf16 };
    }
    let before = digits_before(new, caret_utf16);
    let text = match kind {
        Kind::Number => number::format(new),
        _ => Zeroizing::new(Digits::filter(new).as_str().to_owned()),
    };
    let caret = behind_digit(&text, before);
    Edited { text, caret }
}

fn digits_before(text: &str, caret: usize) -> usize {
    let mut units = 0;
    let mut count = 0;
    for c in text.chars() {
        units += c.len_utf16();
        if units > caret {
            break;
        }
        count += usize::from(digits::value(c).is_some());
    }
    count
}

fn behind_digit(text: &str, count: usize) -> usize {
    if count == 0 {
        return 0;
    }
    let places = text.chars().enumerate().filter(|(_, c)| c.is_ascii_digit());
    places.map(|(place, _)| place + 1).nth(count - 1).unwrap_or(text.len())
}
