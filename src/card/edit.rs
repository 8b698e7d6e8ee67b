//! Typing: from (old text, new text, caret) to (text, caret), by one rule for all fields.
//!
//! Carets are counted in UTF-16 units, as the browser counts them. Formatting never loses, doubles or moves a digit, and
//! the caret stays behind the same digit. Whether the text is valid is not decided here.

use zeroize::Zeroizing;

use super::brand::Brand;
use super::digits::{self, Digits};
use super::{expiry, number};

/// What kind of text a field has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A card number, grouped as for its brand.
    Number,
    /// `MM / YY`, or `MM / YYYY` if the century is typed.
    Expiry,
    /// Digits without separators: a security code, or what a Korean issuer asks for.
    Digits {
        /// The most digits.
        most: usize,
    },
    /// A name: not changed.
    Name,
}

/// What the field must show. The text is wiped when dropped; there is no `Debug`, so it cannot be printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Edited {
    /// The text.
    pub text: Zeroizing<String>,
    /// The caret, in UTF-16 units.
    pub caret: usize,
}

/// Formats after an edit: the browser changed the text `old` to `new`, with the caret at `caret_utf16`.
///
/// If only separators were deleted, this deletes the digit before them too, as for Backspace. The Delete key makes the
/// same text: call [`edit_forward`] if the event's `inputType` is `deleteContentForward`.
/// <https://www.w3.org/TR/input-events-2/#interface-InputEvent-Attributes>
pub fn edit(kind: Kind, old: &str, new: &str, caret_utf16: usize) -> Edited {
    rule(kind, old, new, caret_utf16, Some(Deletion::Backward))
}

/// As [`edit`], but if only separators were deleted, this deletes the digit after them, as for the Delete key.
pub fn edit_forward(kind: Kind, old: &str, new: &str, caret_utf16: usize) -> Edited {
    rule(kind, old, new, caret_utf16, Some(Deletion::Forward))
}

/// As [`edit`], but for text that was typed, so that no digit is deleted: typing a digit over a selection of the same
/// digit and the separator behind it makes the same text as Backspace over the separator.
pub fn edit_typed(kind: Kind, old: &str, new: &str, caret_utf16: usize) -> Edited {
    rule(kind, old, new, caret_utf16, None)
}

/// As [`edit`], but for text that was put in as a whole: pasted, or filled in (then `old` is empty). If the new text is no
/// date, a field for a date stays as it was: digits picked out of `Dec 2034` or `2034-12-01` would be another date.
pub fn edit_put_in(kind: Kind, old: &str, new: &str, caret_utf16: usize) -> Edited {
    if kind == Kind::Expiry && !expiry::is_legible(new) {
        let behind_caret = new.encode_utf16().count().saturating_sub(caret_utf16);
        let caret = old.encode_utf16().count().saturating_sub(behind_caret);
        return Edited { text: Zeroizing::new(old.to_owned()), caret };
    }
    // A date as a whole is no edit of the old one, whose month may have had its zero deleted.
    edit(kind, if kind == Kind::Expiry { "" } else { old }, new, caret_utf16)
}

#[derive(Clone, Copy)]
enum Deletion {
    Backward,
    Forward,
}

/// `deletion`: which digit to delete if only separators were deleted; `None` if that cannot be.
fn rule(kind: Kind, old: &str, new: &str, caret: usize, deletion: Option<Deletion>) -> Edited {
    if kind == Kind::Name {
        return Edited { text: Zeroizing::new(new.to_owned()), caret };
    }
    let mut typed = Typed::read(new, caret);
    if let Some(deletion) = deletion
        && removed_only_separators(old, new, caret)
    {
        typed.drop_digit(deletion);
    }
    if is_one_too_many(kind, old, &typed) {
        // A digit typed into a full field is ignored. A paste that is too long is kept, and shown as an error.
        return Edited { text: Zeroizing::new(old.to_owned()), caret: typed.caret_before_keystroke(old) };
    }
    match kind {
        Kind::Expiry => format_expiry(old, &typed),
        Kind::Number => {
            let mut digits = Digits::default();
            digits.extend(typed.digits());
            typed.grouped(number::gaps(digits.as_str()))
        }
        _ => typed.grouped(&[]),
    }
}

/// The new text, read: its digits, and where the caret and the first separator are among them.
///
/// The digits stay in the text, so that an edit makes no other copy of them than the text that it returns.
struct Typed<'a> {
    text: &'a str,
    /// How many digits there are.
    count: usize,
    /// Which digit of the text, counted from 0, is deleted too.
    dropped: Option<usize>,
    /// How many digits are before the caret.
    before_caret: usize,
    /// There is a separator between those digits and the caret.
    separator_before_caret: bool,
    /// There is a separator before the last of those digits.
    separator_before_digit: bool,
    /// How many digits are before the first separator. Before the first digit, white space is not a separator.
    before_separator: Option<usize>,
}

impl<'a> Typed<'a> {
    fn read(text: &'a str, caret: usize) -> Self {
        let mut typed = Self {
            text,
            count: 0,
            dropped: None,
            before_caret: 0,
            separator_before_caret: false,
            separator_before_digit: false,
            before_separator: None,
        };
        let mut units = 0;
        for c in text.chars() {
            units += c.len_utf16();
            let digit = digits::value(c);
            let is_mark = digits::is_date_separator(c) || digits::is_hyphen(c);
            let is_separator = is_mark || digits::is_space(c);
            typed.count += usize::from(digit.is_some());
            if units <= caret {
                typed.before_caret = typed.count;
                if digit.is_some() {
                    typed.separator_before_digit = typed.separator_before_caret;
                }
                typed.separator_before_caret = is_separator || (typed.separator_before_caret && digit.is_none());
            }
            if is_mark || (is_separator && typed.count > 0) {
                typed.before_separator.get_or_insert(typed.count);
            }
        }
        typed
    }

    /// The digits, by their values.
    fn digits(&self) -> impl Iterator<Item = u8> {
        without(self.text, self.dropped)
    }

    /// Deletes the digit on one side of the caret.
    fn drop_digit(&mut self, deletion: Deletion) {
        let position = match deletion {
            Deletion::Backward => {
                // The caret moves before the separator too, so that a digit typed now takes the deleted digit's place.
                self.separator_before_caret = false;
                self.before_caret.checked_sub(1)
            }
            Deletion::Forward => Some(self.before_caret).filter(|position| *position < self.count),
        };
        let Some(position) = position else { return };
        self.dropped = Some(position);
        self.count -= 1;
        self.before_caret -= usize::from(position < self.before_caret);
        self.before_separator = self.before_separator.map(|before| before - usize::from(position < before));
    }

    /// Where the caret was in `old`, before the last digit in front of it was inserted.
    fn caret_before_keystroke(&self, old: &str) -> usize {
        let (mut units, mut before) = (0, self.before_caret.saturating_sub(1));
        for c in old.chars() {
            let is_digit = digits::value(c).is_some();
            if before == 0 && (is_digit || !self.separator_before_digit) {
                break;
            }
            before -= usize::from(is_digit);
            units += c.len_utf16();
        }
        units
    }

    /// The digits, with a space before each position in `gaps`.
    fn grouped(&self, gaps: &[usize]) -> Edited {
        let text = number::group(self.digits(), self.count, gaps);
        let gaps_before = gaps.iter().filter(|gap| **gap < self.before_caret).count();
        let after_gap =
            self.separator_before_caret && self.before_caret < self.count && gaps.contains(&self.before_caret);
        let caret = if self.before_caret == 0 { 0 } else { self.before_caret + gaps_before + usize::from(after_gap) };
        Edited { text, caret }
    }
}

/// The values of the digits of a text, without the digit at an index.
fn without(text: &str, index: Option<usize>) -> impl Iterator<Item = u8> {
    let digits = text.chars().filter_map(digits::value).enumerate();
    digits.filter(move |(at, _)| Some(*at) != index).map(|(_, digit)| digit)
}

/// Whether `new` is `old` without some separators at the caret.
///
/// On both sides of the caret the texts must be equal: autofill of the same digits without separators deletes nothing.
fn removed_only_separators(old: &str, new: &str, caret: usize) -> bool {
    let mut units = 0;
    let mut before = new.chars().take_while(|c| {
        units += c.len_utf16();
        units <= caret
    });
    let mut rest = old.chars();
    if !before.by_ref().all(|c| rest.next() == Some(c)) {
        return false;
    }
    let after = new.chars().count().saturating_sub(old.chars().count() - rest.clone().count());
    let Some(removed) = rest.clone().count().checked_sub(after).filter(|removed| *removed > 0) else { return false };
    let no_digit = rest.by_ref().take(removed).all(|c| digits::value(c).is_none());
    no_digit && rest.rev().eq(new.chars().rev().take(after))
}

/// Whether one digit was inserted into a full field.
fn is_one_too_many(kind: Kind, old: &str, typed: &Typed<'_>) -> bool {
    let Some(inserted) = typed.before_caret.checked_sub(1) else { return false };
    if !without(old, None).eq(without(typed.text, Some(inserted))) {
        return false;
    }
    let most = match kind {
        // A digit inserted at the beginning may change the brand to one with longer numbers.
        Kind::Number => longest(without(old, None)).max(longest(typed.digits())).unwrap_or(19),
        Kind::Expiry => {
            let month = month_digits(typed);
            let has_century = typed.digits().skip(month).take(2).eq([2, 0]);
            month + if has_century { 4 } else { 2 }
        }
        Kind::Digits { most } => most,
        Kind::Name => usize::MAX,
    };
    typed.count > most
}

/// The most digits that a number with this beginning can have.
fn longest(beginning: impl Iterator<Item = u8>) -> Option<usize> {
    let mut digits = Digits::default();
    digits.extend(beginning);
    Brand::detect(digits.as_str()).iter().map(|brand| brand.info().longest()).max()
}

/// How many digits belong to the month: those before a separator (0 after the month of a date was deleted), else two if
/// they can be a month.
fn month_digits(typed: &Typed<'_>) -> usize {
    match typed.before_separator {
        Some(before @ 0..=2) => before,
        _ => unseparated_month_digits(typed),
    }
}

fn unseparated_month_digits(typed: &Typed<'_>) -> usize {
    let mut digits = typed.digits();
    let first = digits.next().unwrap_or_default();
    expiry::month_length(first, digits.next().unwrap_or_default())
}

/// `MM / YY`: a month that can have only one digit gets a leading zero; a typed separator is shown as a slash.
fn format_expiry(old: &str, typed: &Typed<'_>) -> Edited {
    const SLASH: &str = " / ";
    let old_count = without(old, None).count();
    let count = typed.count;
    let has_grown = count > old_count;
    let is_year_first = typed.before_separator == Some(4) && typed.digits().take(2).eq([2, 0]);
    if has_grown && is_year_first && (5..=6).contains(&count) {
        return year_first(typed);
    }

    let month_digits = month_digits(typed).min(count);
    // A separator was typed after the month, and the text does not end with it because digits were deleted.
    let slash_typed = typed.before_separator == Some(count) && count >= old_count && typed.dropped.is_none();
    // Without the slash, two digits that are not a month would be read as month and year.
    let keep_slash = typed.before_separator == Some(2) && unseparated_month_digits(typed) < 2;
    let first = typed.digits().next().unwrap_or_default();
    let is_whole = slash_typed || count > month_digits || first != 1;
    let pad = month_digits == 1 && first > 0 && is_whole && (has_grown || slash_typed);
    let month_digits = month_digits + usize::from(pad);
    let count = count + usize::from(pad);
    let has_slash = count > month_digits || ((slash_typed || keep_slash) && month_digits == 2);

    let mut text = Zeroizing::new(String::with_capacity(count + SLASH.len()));
    if pad {
        text.push('0');
    }
    for digit in typed.digits() {
        if text.len() == month_digits {
            text.push_str(SLASH);
        }
        text.push(digits::ascii(digit));
    }
    if has_slash && count == month_digits {
        text.push_str(SLASH);
    }

    let before_caret = if typed.before_caret > 0 { typed.before_caret + usize::from(pad) } else { 0 };
    let over_slash = before_caret > month_digits || (before_caret == month_digits && typed.separator_before_caret);
    let caret = before_caret + if has_slash && over_slash { SLASH.len() } else { 0 };
    Edited { text, caret }
}

/// `2034-12`, as some password managers fill it in, becomes `12 / 2034`.
fn year_first(typed: &Typed<'_>) -> Edited {
    let mut text = Zeroizing::new(String::with_capacity("12 / 2034".len()));
    if typed.count == 5 {
        text.push('0');
    }
    text.extend(typed.digits().skip(4).map(digits::ascii));
    text.push_str(" / ");
    text.extend(typed.digits().take(4).map(digits::ascii));
    let caret = text.len();
    Edited { text, caret }
}
