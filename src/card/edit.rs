//! Typing: from (old text, new text, caret) to (text, caret), the one rule of every field.
//!
//! Carets are counted in UTF-16 units, as the browser does. No digit in the field is ever lost, doubled or moved by
//! formatting; the caret stays behind the digit that it stood behind. Whether the text is right is not asked here.

use zeroize::Zeroizing;

use super::brand::Brand;
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

/// What the field is to show. The text is wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Edited {
    /// The text.
    pub text: Zeroizing<String>,
    /// The caret, in UTF-16 units.
    pub caret: usize,
}

/// After an edit: `new` and the caret are what the browser made of `old`.
///
/// Where only a gap was deleted, the digit before it goes, as Backspace means it. Delete looks the same from here: a
/// caller that knows better (`inputType` is `deleteContentForward`) calls [`edit_forward`].
pub fn edit(kind: Kind, old: &str, new: &str, caret_utf16: usize) -> Edited {
    rule(kind, old, new, caret_utf16, Some(Deletion::Backward))
}

/// As [`edit`], but where only a gap was deleted, the digit after it goes, as Delete means it.
pub fn edit_forward(kind: Kind, old: &str, new: &str, caret_utf16: usize) -> Edited {
    rule(kind, old, new, caret_utf16, Some(Deletion::Forward))
}

/// As [`edit`], but something was typed, so that no gap was only deleted: a digit that is typed over itself and the gap
/// behind it makes the same text as Backspace over the gap.
pub fn edit_typed(kind: Kind, old: &str, new: &str, caret_utf16: usize) -> Edited {
    rule(kind, old, new, caret_utf16, None)
}

#[derive(Clone, Copy)]
enum Deletion {
    Backward,
    Forward,
}

/// `deletion`: what it means if only a gap went, where that can be.
fn rule(kind: Kind, old: &str, new: &str, caret: usize, deletion: Option<Deletion>) -> Edited {
    if kind == Kind::Name {
        return Edited { text: Zeroizing::new(new.to_owned()), caret };
    }
    let mut typed = Typed::read(new, caret);
    if let Some(deletion) = deletion
        && only_a_gap_went(old, new, caret)
    {
        typed.drop_digit(deletion);
    }
    if is_one_too_many(kind, old, &typed) {
        // A keystroke into a full field is not taken. A paste that is too long stands whole, and is shown as wrong.
        return Edited { text: Zeroizing::new(old.to_owned()), caret: typed.caret_before_keystroke(old) };
    }
    match kind {
        Kind::Expiry => expiry(old, &typed),
        Kind::Number => typed.grouped(number::gaps(typed.beginning().as_str())),
        _ => typed.grouped(&[]),
    }
}

/// What the browser made of the text: its digits, where the caret stands among them, where the first separator does.
///
/// The digits stay in the text: a keystroke makes no copy of them but the one that is shown.
struct Typed<'a> {
    text: &'a str,
    /// How many digits there are.
    count: usize,
    /// Which digit of the text went too.
    dropped: Option<usize>,
    /// How many digits stand before the caret.
    before_caret: usize,
    /// Between those digits and the caret stands a separator.
    caret_after_gap: bool,
    /// Before the last of those digits stands a separator.
    digit_after_gap: bool,
    /// How many digits stand before the first separator; before any digit only a slash or hyphen is one.
    before_separator: Option<usize>,
}

impl<'a> Typed<'a> {
    fn read(text: &'a str, caret: usize) -> Self {
        let mut typed = Self {
            text,
            count: 0,
            dropped: None,
            before_caret: 0,
            caret_after_gap: false,
            digit_after_gap: false,
            before_separator: None,
        };
        let mut units = 0;
        for c in text.chars() {
            units += c.len_utf16();
            let digit = digits::value(c);
            let is_mark = digits::is_slash(c) || digits::is_hyphen(c);
            let is_separator = is_mark || digits::is_space(c);
            typed.count += usize::from(digit.is_some());
            if units <= caret {
                typed.before_caret = typed.count;
                if digit.is_some() {
                    typed.digit_after_gap = typed.caret_after_gap;
                }
                typed.caret_after_gap = is_separator || (typed.caret_after_gap && digit.is_none());
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

    /// As text, as many as tell the brand.
    fn beginning(&self) -> Digits {
        let mut beginning = Digits::default();
        self.digits().for_each(|digit| beginning.push(digit));
        beginning
    }

    /// Takes the digit on one side of the caret away.
    fn drop_digit(&mut self, deletion: Deletion) {
        let position = match deletion {
            Deletion::Backward => {
                // The caret goes over the gap with it, so that another digit typed now stands in its place.
                self.caret_after_gap = false;
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

    /// Where the caret stood in `old` before the last digit before it was put in.
    fn caret_before_keystroke(&self, old: &str) -> usize {
        let (mut units, mut before) = (0, self.before_caret.saturating_sub(1));
        for c in old.chars() {
            let is_digit = digits::value(c).is_some();
            if before == 0 && (is_digit || !self.digit_after_gap) {
                break;
            }
            before -= usize::from(is_digit);
            units += c.len_utf16();
        }
        units
    }

    /// The digits with a space before each of these positions.
    fn grouped(&self, gaps: &[usize]) -> Edited {
        let text = number::group(self.digits(), self.count, gaps);
        let gaps_before = gaps.iter().filter(|gap| **gap < self.before_caret).count();
        let over_gap = self.caret_after_gap && self.before_caret < self.count && gaps.contains(&self.before_caret);
        let caret = if self.before_caret == 0 { 0 } else { self.before_caret + gaps_before + usize::from(over_gap) };
        Edited { text, caret }
    }
}

/// The digits of a text, without the one at a place among them.
fn without(text: &str, place: Option<usize>) -> impl Iterator<Item = u8> {
    let digits = text.chars().filter_map(digits::value).enumerate();
    digits.filter(move |(at, _)| Some(*at) != place).map(|(_, digit)| digit)
}

/// Whether `new` is `old` without separators that stood at the caret.
///
/// The texts must agree on both sides of it: autofill that writes the same digits without gaps deletes nothing.
fn only_a_gap_went(old: &str, new: &str, caret: usize) -> bool {
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
    let Some(gone) = rest.clone().count().checked_sub(after).filter(|gone| *gone > 0) else { return false };
    let is_gap = rest.by_ref().take(gone).all(|c| digits::value(c).is_none());
    is_gap && rest.rev().eq(new.chars().rev().take(after))
}

/// Whether one digit was put into a field that was full.
fn is_one_too_many(kind: Kind, old: &str, typed: &Typed<'_>) -> bool {
    let Some(inserted) = typed.before_caret.checked_sub(1) else { return false };
    if !without(old, None).eq(without(typed.text, Some(inserted))) {
        return false;
    }
    let most = match kind {
        // A digit before the others may make another brand of it, which has room.
        Kind::Number => longest(&Digits::filter(old)).max(longest(&typed.beginning())).unwrap_or(19),
        Kind::Expiry => {
            let month = month_digits(typed);
            let has_century = typed.digits().skip(month).take(2).eq([2, 0]);
            month + if has_century { 4 } else { 2 }
        }
        Kind::Cvv { length } => length,
        Kind::Identity => 10,
        Kind::Password => 2,
        Kind::Name => usize::MAX,
    };
    typed.count > most
}

/// The most digits that a number with this beginning has.
fn longest(digits: &Digits) -> Option<usize> {
    Brand::detect(digits.as_str()).iter().map(|brand| brand.info().longest()).max()
}

/// How many of the digits are the month's: those before a separator (none, once they are deleted before a year), else
/// two if they can be a month.
fn month_digits(typed: &Typed<'_>) -> usize {
    match typed.before_separator {
        Some(before @ 0..=2) => before,
        _ => unseparated_month_digits(typed),
    }
}

fn unseparated_month_digits(typed: &Typed<'_>) -> usize {
    let mut digits = typed.digits();
    match (digits.next(), digits.next()) {
        (Some(1), Some(3..)) | (Some(2..), _) => 1,
        _ => 2,
    }
}

/// `MM / YY`: a month that can only have one digit gets its zero, a slash that is typed is shown.
fn expiry(old: &str, typed: &Typed<'_>) -> Edited {
    const SLASH: &str = " / ";
    let old_count = without(old, None).count();
    let count = typed.count;
    let has_grown = count > old_count;
    let is_year_first = typed.before_separator == Some(4) && typed.digits().take(2).eq([2, 0]);
    if has_grown && is_year_first && (5..=6).contains(&count) {
        return year_first(typed);
    }

    let month_digits = month_digits(typed).min(count);
    // A separator behind the month, with nothing after it yet, and not because something was deleted there.
    let slash_typed = typed.before_separator == Some(count) && count >= old_count && typed.dropped.is_none();
    // Without it two digits that are no month would be read as month and year.
    let slash_holds = typed.before_separator == Some(2) && unseparated_month_digits(typed) < 2;
    let first = typed.digits().next().unwrap_or_default();
    let is_whole = slash_typed || count > month_digits || first != 1;
    let pad = month_digits == 1 && first > 0 && is_whole && (has_grown || slash_typed);
    let month_digits = month_digits + usize::from(pad);
    let count = count + usize::from(pad);
    let has_slash = count > month_digits || ((slash_typed || slash_holds) && month_digits == 2);

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
    let over_slash = before_caret > month_digits || (before_caret == month_digits && typed.caret_after_gap);
    let caret = before_caret + if has_slash && over_slash { SLASH.len() } else { 0 };
    Edited { text, caret }
}

/// `2034-12`, as some managers fill it in.
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
