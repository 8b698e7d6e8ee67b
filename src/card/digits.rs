//! Digits of any keyboard: what counts as a digit, as a separator, as nothing at all.
//!
//! Never keeps what was typed longer than a check takes, and never says in an error what it was.

use zeroize::{Zeroize, ZeroizeOnDrop};

/// The value of a digit: ASCII, full-width (an IME's), Arabic-Indic, Extended Arabic-Indic.
pub fn value(c: char) -> Option<u8> {
    let zero = match c {
        '0'..='9' => '0',
        '０'..='９' => '０',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6F0}'..='\u{6F9}' => '\u{6F0}',
        _ => return None,
    };
    u8::try_from(u32::from(c) - u32::from(zero)).ok()
}

/// The ASCII character of a digit's value.
pub(super) fn ascii(digit: u8) -> char {
    char::from(b'0' + digit % 10)
}

/// White space as JavaScript's `\s` has it, the no-break spaces included.
pub fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t'..='\r' | '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{2028}' | '\u{2029}'
        | '\u{202F}' | '\u{205F}' | '\u{3000}' | '\u{FEFF}')
}

/// A hyphen or dash, as word processors and Asian keyboards write them.
pub fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '－')
}

/// What stands between month and year: a slash, also full-width, as a fraction bar and as a division sign.
pub fn is_slash(c: char) -> bool {
    matches!(c, '/' | '／' | '\u{2044}' | '\u{2215}')
}

/// An invisible mark of writing direction, which a copied number may carry.
pub fn is_bidi_mark(c: char) -> bool {
    matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The digits of a text, in ASCII, on the stack, wiped when dropped.
///
/// It holds the first 24 and counts the rest: no card number is longer than 19 (ISO/IEC 7812-1).
#[derive(Default, Zeroize, ZeroizeOnDrop)]
pub struct Digits {
    ascii: [u8; Self::CAPACITY],
    count: usize,
}

impl Digits {
    const CAPACITY: usize = 24;

    /// Reads digits with spaces, hyphens and bidi marks between them; `None` when anything else stands there.
    pub fn read(text: &str) -> Option<Self> {
        Self::read_ascii(text.as_bytes()).or_else(|| Self::read_any(text))
    }

    /// What nearly all numbers are made of, in half the time.
    fn read_ascii(text: &[u8]) -> Option<Self> {
        let mut digits = Self::default();
        for byte in text {
            match byte {
                b'0'..=b'9' => digits.push(byte - b'0'),
                b' ' | b'-' => {}
                _ => return None,
            }
        }
        Some(digits)
    }

    fn read_any(text: &str) -> Option<Self> {
        let mut digits = Self::default();
        for c in text.chars() {
            match value(c) {
                Some(digit) => digits.push(digit),
                None if is_space(c) || is_hyphen(c) || is_bidi_mark(c) => {}
                None => return None,
            }
        }
        Some(digits)
    }

    /// Keeps the digits of a text and passes over everything else.
    pub fn filter(text: &str) -> Self {
        let mut digits = Self::default();
        text.chars().filter_map(value).for_each(|digit| digits.push(digit));
        digits
    }

    /// One digit more, by its value. Inline, as built for size it would be a call for each digit.
    #[inline(always)]
    pub(super) fn push(&mut self, digit: u8) {
        if let Some(place) = self.ascii.get_mut(self.count) {
            *place = b'0' + digit;
        }
        self.count += 1;
    }

    /// How many digits there were.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there was no digit.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The digits, the first 24 of them.
    pub fn as_str(&self) -> &str {
        let kept = self.ascii.get(..self.count).unwrap_or(&self.ascii);
        core::str::from_utf8(kept).unwrap_or_default()
    }
}
