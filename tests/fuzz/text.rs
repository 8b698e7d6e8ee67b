//! What people type and paste, made of a fuzzer's bytes, and a second opinion on what is a digit.
//!
//! Never asks the code under test what a character is.

use arbitrary::{Arbitrary, Result, Unstructured};

/// Digits of some keyboards: ASCII, full-width, Arabic-Indic, Extended Arabic-Indic, Devanagari, and two of the scripts whose
/// digits have two UTF-16 units.
const KEYBOARDS: [&str; 7] =
    ["0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "𝟘𝟙𝟚𝟛𝟜𝟝𝟞𝟟𝟠𝟡", "𞥐𞥑𞥒𞥓𞥔𞥕𞥖𞥗𞥘𞥙"];
const SPACES: &str = " \t\n\u{B}\u{C}\r\u{A0}\u{2003}\u{202F}\u{3000}\u{FEFF}";
const HYPHENS: &str = "-\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2015}\u{2212}－";
/// Slashes, full stops and commas: what separates month and year.
const SLASHES: &str = "/.,／．，。、｡､،٫۔\u{2044}\u{2215}";
const BIDI_MARKS: &str =
    "\u{61C}\u{200E}\u{200F}\u{202A}\u{202B}\u{202C}\u{202D}\u{202E}\u{2066}\u{2067}\u{2068}\u{2069}";
/// Near misses, letters, and what has two UTF-16 units.
const OTHERS: &str = ";:_½④四٪\u{200B}카é💳";

/// Longer than any card number with its separators.
const LONGEST: usize = 40;

/// A text that is digits and separators more often than not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text(pub String);

impl<'a> Arbitrary<'a> for Text {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let foreign: Vec<char> = KEYBOARDS.iter().skip(1).flat_map(|digits| digits.chars()).collect();
        let other: Vec<char> = [SPACES, HYPHENS, SLASHES, BIDI_MARKS, OTHERS].concat().chars().collect();
        let length = u.int_in_range(0..=LONGEST)?.min(u.len());
        let mut text = String::new();
        for byte in u.bytes(length)? {
            let place = usize::from(byte % 128);
            text.push(match byte {
                0..=31 | 64..=127 => char::from(b'0' + byte % 10),
                32..=63 => char::from(*byte),
                _ => *foreign.get(place).or_else(|| other.get(place.checked_sub(foreign.len())?)).unwrap_or(&'x'),
            });
        }
        Ok(Self(text))
    }
}

/// What a character is to a card's fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Is {
    Digit(u8),
    Space,
    Hyphen,
    Slash,
    BidiMark,
    Other,
}

/// What that character is.
pub fn is(c: char) -> Is {
    for digits in KEYBOARDS {
        if let Some(value) = digits.chars().position(|digit| digit == c) {
            return Is::Digit(value as u8);
        }
    }
    match c {
        _ if SPACES.contains(c) => Is::Space,
        _ if HYPHENS.contains(c) => Is::Hyphen,
        _ if SLASHES.contains(c) => Is::Slash,
        _ if BIDI_MARKS.contains(c) => Is::BidiMark,
        _ => Is::Other,
    }
}

/// The values of the digits in a text.
pub fn digits(text: &str) -> Vec<u8> {
    let value = |c| if let Is::Digit(value) = is(c) { Some(value) } else { None };
    text.chars().filter_map(value).collect()
}

/// The text as an American keyboard writes it.
pub fn plain(text: &str) -> String {
    let plain = |c| match is(c) {
        Is::Digit(value) => Some(char::from(b'0' + value)),
        Is::Space => Some(' '),
        Is::Hyphen => Some('-'),
        Is::Slash => Some('/'),
        Is::BidiMark => None,
        Is::Other => Some(c),
    };
    text.chars().filter_map(plain).collect()
}
