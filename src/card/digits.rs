//! Digits of any keyboard: which characters are digits, which are separators, and which are ignored.
//!
//! Never keeps what was typed longer than a check takes.

use zeroize::{Zeroize, ZeroizeOnDrop};

/// The value of a digit of any script: every character of Unicode's category Nd, decimal number. `None`: not a digit.
pub fn value(c: char) -> Option<u8> {
    if c.is_ascii() {
        return c.is_ascii_digit().then(|| c as u8 - b'0');
    }
    let zeros: &[u16] = match u32::from(c) >> 16 {
        0 => &ZEROS,
        1 => &ZEROS_OF_PLANE_1,
        _ => return None,
    };
    let place = u32::from(c) as u16;
    zeros.iter().map(|zero| place.wrapping_sub(*zero)).find(|digit| *digit < 10).map(|digit| digit as u8)
}

/// The zeros of Unicode 17, without ASCII's; the digits up to nine follow each of them. The most usual keyboards are
/// first: Arabic-Indic, Extended Arabic-Indic, full-width (from an IME).
/// <https://www.unicode.org/Public/17.0.0/ucd/extracted/DerivedGeneralCategory.txt>
#[rustfmt::skip]
static ZEROS: [u16; 36] = [
    0x0660, 0x06F0, 0xFF10, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6,
    0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40,
    0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0,
];

/// Those of the supplementary plane, less 0x10000. Each of these digits has two UTF-16 units.
#[rustfmt::skip]
static ZEROS_OF_PLANE_1: [u16; 40] = [
    0x04A0, 0x0D30, 0x0D40, 0x1066, 0x10F0, 0x1136, 0x11D0, 0x12F0, 0x1450, 0x14D0, 0x1650, 0x16C0, 0x16D0, 0x16DA,
    0x1730, 0x18E0, 0x1950, 0x1BF0, 0x1C50, 0x1D50, 0x1DA0, 0x1DE0, 0x1F50, 0x6130, 0x6A60, 0x6AC0, 0x6B50, 0x6D70,
    0xCCF0, 0xD7CE, 0xD7D8, 0xD7E2, 0xD7EC, 0xD7F6, 0xE140, 0xE2F0, 0xE4F0, 0xE5F1, 0xE950, 0xFBF0,
];

/// The ASCII character of a digit with this value, 0 to 9.
pub(super) fn ascii(digit: u8) -> char {
    char::from(b'0' + digit % 10)
}

/// White space as in JavaScript's `\s`, no-break spaces included.
/// <https://tc39.es/ecma262/#sec-white-space>, <https://tc39.es/ecma262/#sec-line-terminators>
pub fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t'..='\r' | '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{2028}' | '\u{2029}'
        | '\u{202F}' | '\u{205F}' | '\u{3000}' | '\u{FEFF}')
}

/// A hyphen or dash, as word processors and Asian keyboards write them.
pub fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '－')
}

/// A separator of month and year, and of nothing else: a slash, full stop or comma, also full-width, ideographic or
/// Arabic, and the fraction slash, division slash and Arabic decimal separator.
pub fn is_date_separator(c: char) -> bool {
    const SEPARATORS: [char; 15] = [
        '/', '.', ',', '／', '．', '，', '\u{2044}', '\u{2215}', '\u{3001}', '\u{3002}', '\u{FF61}', '\u{FF64}',
        '\u{60C}', '\u{66B}', '\u{6D4}',
    ];
    SEPARATORS.contains(&c)
}

/// An invisible mark of writing direction, which a copied number may contain.
/// <https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters>
pub fn is_bidi_mark(c: char) -> bool {
    matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The digits of a text, in ASCII, on the stack, wiped when dropped.
///
/// They are read in place, into an empty value that does not move any more: a move leaves the old copy on the stack, and
/// nothing wipes that. So no function returns digits. It keeps the first 24 and counts the rest: no card number has more
/// than 19 (ISO/IEC 7812-1).
///
/// ```
/// use payments_widget::card::digits::Digits;
///
/// let mut digits = Digits::default();
/// assert!(digits.read("4242-4242"));
/// assert_eq!(digits.as_str(), "42424242");
/// assert!(!digits.read("4242x"));
/// ```
#[derive(Default, Zeroize, ZeroizeOnDrop)]
pub struct Digits {
    ascii: [u8; Self::CAPACITY],
    count: usize,
}

impl Digits {
    const CAPACITY: usize = 24;

    /// Reads digits with spaces, hyphens and bidi marks between them. `false` if the text has any other character; then
    /// the digits are of no use.
    #[must_use]
    pub fn read(&mut self, text: &str) -> bool {
        self.read_ascii(text.as_bytes()) || self.read_any(text)
    }

    /// The common case, ASCII only, in half the time.
    fn read_ascii(&mut self, text: &[u8]) -> bool {
        self.count = 0;
        for byte in text {
            match byte {
                b'0'..=b'9' => self.push(byte - b'0'),
                b' ' | b'-' => {}
                _ => return false,
            }
        }
        true
    }

    fn read_any(&mut self, text: &str) -> bool {
        self.count = 0;
        for c in text.chars() {
            match value(c) {
                Some(digit) => self.push(digit),
                None if is_space(c) || is_hyphen(c) || is_bidi_mark(c) => {}
                None => return false,
            }
        }
        true
    }

    /// Adds digits by their values, 0 to 9.
    pub(super) fn extend(&mut self, digits: impl Iterator<Item = u8>) {
        digits.for_each(|digit| self.push(digit));
    }

    /// Adds a digit by its value, 0 to 9. Always inline: built for size, it would be a call for each digit.
    #[inline(always)]
    fn push(&mut self, digit: u8) {
        if let Some(place) = self.ascii.get_mut(self.count) {
            *place = b'0' + digit;
        }
        self.count += 1;
    }

    /// How many digits the text has.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether the text has no digit.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The digits, in ASCII; only the first 24.
    pub fn as_str(&self) -> &str {
        let kept = self.ascii.get(..self.count).unwrap_or(&self.ascii);
        core::str::from_utf8(kept).unwrap_or_default()
    }
}
