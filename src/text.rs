//! A sentence for the payer by its key, with the values of its placeholders.
//!
//! The sentences themselves are JavaScript's, one table per language. No sentence for a payer is ever written in Rust.
//!
//! ```
//! use payments_widget::text::{Arg, Text};
//!
//! // In the table of English: "Enter all {n} digits."
//! let sentence = Text::new("cvv.incomplete").with("n", Arg::Number(3));
//! assert_eq!((sentence.key, sentence.args), ("cvv.incomplete", vec![("n", Arg::Number(3))]));
//! ```

use crate::card::{Brand, Brands};

/// A sentence: its key, and a value for each of its placeholders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The key of the sentence, the same in every language: `cvv.incomplete`.
    pub key: &'static str,
    /// Name and value of each placeholder: `{n}` has the name `n`.
    pub args: Vec<(&'static str, Arg)>,
}

/// The value of a placeholder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arg {
    /// A small count.
    Number(usize),
    /// A brand's name.
    Brand(Brand),
    /// Several brands' names.
    Brands(Brands),
    /// The amount to be paid, as the payer's language writes it.
    Amount,
    /// A name or an id, shown unchanged. Never what was typed.
    Word(String),
    /// Another amount, as the payer's language writes it.
    Sum {
        /// Major units with the currency's own decimals.
        major: String,
        /// ISO 4217, upper case.
        currency: String,
    },
    /// A time of day, in milliseconds since 1970.
    Time(i64),
}

impl Text {
    /// A sentence without placeholders.
    pub fn new(key: &'static str) -> Self {
        Self { key, args: Vec::new() }
    }

    /// The same sentence with one placeholder filled.
    #[must_use]
    pub fn with(mut self, name: &'static str, arg: Arg) -> Self {
        self.args.push((name, arg));
        self
    }
}

/// The decimal digits of a number in ASCII, the highest first. Without the formatter of `core`, which would add a kilobyte to
/// the page's module, and without a buffer that would have to be wiped.
pub(crate) fn digits(number: u64) -> impl Iterator<Item = u8> {
    let mut place = 1;
    while number / place >= 10 {
        place *= 10;
    }
    core::iter::from_fn(move || {
        let digit = number.checked_div(place)? % 10;
        place /= 10;
        Some(b'0' + digit as u8)
    })
}

/// A number as a text.
///
/// ```
/// use payments_widget::text::decimal;
///
/// assert_eq!((decimal(0), decimal(1_050), decimal(u64::MAX)), ("0".into(), "1050".into(), u64::MAX.to_string()));
/// ```
pub fn decimal(number: u64) -> String {
    digits(number).map(char::from).collect()
}
