//! Typing, as a browser does it: keys, selections, pastes, autofill and undo on one field, one after another.
//!
//! No digit is lost, doubled or moved, the caret stays behind the digit that it was behind, and what is shown is left
//! as it is when it is put in again.
#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use payments_widget::card::edit::{Edited, Kind, edit, edit_forward, edit_put_in, edit_typed};
use payments_widget::card::expiry::{self, MAX_YEARS_AHEAD};
use payments_widget::card::{Brand, YearMonth, number};
use payments_widget_fuzz::{Text, digits, plain};

#[derive(Arbitrary, Debug)]
struct Input {
    kind: AnyKind,
    acts: Vec<Act>,
    /// What no browser does: any old text, any new one, any caret.
    old: Text,
    new: Text,
    caret: u8,
}

#[derive(Arbitrary, Clone, Copy, Debug)]
enum AnyKind {
    Number,
    Expiry,
    Digits { most: u8 },
    Name,
}

#[derive(Arbitrary, Debug)]
enum Act {
    /// A digit, over the selection where there is one.
    Digit(u8),
    /// Any text, pasted or put in by an IME.
    Insert(Text),
    Backspace,
    Delete,
    Select {
        from: u8,
        to: u8,
    },
    /// Autofill: another text in the place of the whole.
    Fill(Text),
    /// One of the texts that were shown before.
    Undo {
        steps: u8,
        caret: u8,
    },
}

impl AnyKind {
    fn kind(self) -> Kind {
        match self {
            Self::Number => Kind::Number,
            Self::Expiry => Kind::Expiry,
            Self::Digits { most } => Kind::Digits { most: usize::from(most % 12) },
            Self::Name => Kind::Name,
        }
    }
}

/// How the new text came about, as far as the browser says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Typing,
    Delete,
    Other,
}

impl By {
    fn edit(self, kind: Kind, old: &str, new: &str, caret: usize) -> Edited {
        let rule = match self {
            Self::Typing => edit_typed,
            Self::Delete => edit_forward,
            Self::Other => edit,
        };
        rule(kind, old, new, caret)
    }
}

/// The text before a caret that counts UTF-16 units.
fn before(text: &str, caret: usize) -> String {
    let mut units = 0;
    let within = |c: &char| {
        units += c.len_utf16();
        units <= caret
    };
    text.chars().take_while(within).collect()
}

fn digits_before(text: &str, caret: usize) -> usize {
    digits(&before(text, caret)).len()
}

fn without(digits: &[u8], place: usize) -> Vec<u8> {
    let others = digits.iter().enumerate().filter(|(at, _)| *at != place);
    others.map(|(_, digit)| *digit).collect()
}

/// The most digits that a field takes key by key; an expiry's depends on its year.
fn most(kind: Kind, old: &str, new: &str) -> usize {
    let longest = |text: &str| {
        let typed: String = digits(text).iter().map(|digit| char::from(b'0' + digit)).collect();
        Brand::detect(&typed).iter().map(|brand| brand.info().longest()).max()
    };
    match kind {
        Kind::Number => longest(old).max(longest(new)).unwrap_or(19),
        Kind::Expiry => 4,
        Kind::Digits { most } => most,
        Kind::Name => usize::MAX,
    }
}

/// The digits of an edit are those of the new text, but for what the rule itself says.
fn assert_digits(kind: Kind, by: By, old: &str, new: &str, caret: usize, edited: &Edited) {
    let (shown, given, had) = (digits(&edited.text), digits(new), digits(old));
    let place_after = digits_before(&edited.text, edited.caret);
    let place_before = digits_before(new, caret);
    let put_in = place_before.checked_sub(1).filter(|place| without(&given, *place) == had);
    if let Some(place) = put_in {
        let refused = *edited.text == *old && place_after == place;
        let full = had.len() >= most(kind, old, new);
        assert!(full || !refused || kind == Kind::Expiry, "a field with room refuses a digit");
        if refused {
            return;
        }
        assert!(!full || kind == Kind::Expiry, "a full field takes a digit");
    }
    if shown == given && place_after == place_before {
        return;
    }
    if given == had && new.chars().count() < old.chars().count() {
        let place = match by {
            By::Typing => None,
            By::Delete => Some(place_before).filter(|at| *at < given.len()),
            By::Other => place_before.checked_sub(1),
        };
        if place.is_some_and(|place| shown == without(&given, place)) {
            assert_eq!(place_after, place_before - usize::from(by == By::Other));
            return;
        }
    }
    assert_eq!(kind, Kind::Expiry, "digits lost, doubled or moved");
    // The month's zero.
    if shown == [&[0], given.as_slice()].concat() {
        assert_eq!(place_after, if place_before > 0 { place_before + 1 } else { 0 });
        return;
    }
    // A year that came first is moved after its month.
    let (year, month) = given.split_at_checked(4).unwrap_or_default();
    let zero: &[u8] = if month.len() == 1 { &[0] } else { &[] };
    assert_eq!(shown, [zero, month, year].concat());
    assert_eq!(edited.caret, edited.text.len());
}

/// What holds of every field of digits, whatever came before.
fn assert_shown(kind: Kind, edited: &Edited) {
    let text = edited.text.as_str();
    assert!(text.is_ascii() && edited.caret <= text.len());
    for by in [By::Typing, By::Delete, By::Other] {
        let again = by.edit(kind, text, text, edited.caret);
        assert_eq!(*again.text, *text);
        assert_eq!(digits_before(&again.text, again.caret), digits_before(text, edited.caret));
        let twice = by.edit(kind, text, text, again.caret);
        assert_eq!(twice.caret, again.caret);
    }
    match kind {
        Kind::Number => assert_eq!(number::format(text), edited.text),
        Kind::Expiry => {
            assert!(text.split(" / ").count() <= 2 && text.chars().all(|c| " /".contains(c) || c.is_ascii_digit()))
        }
        _ => assert!(text.bytes().all(|byte| byte.is_ascii_digit())),
    }
    if kind != Kind::Expiry {
        assert_eq!(edit(kind, "", text, edited.caret).text, edited.text);
    }
}

/// A field as a browser keeps it.
struct Field {
    kind: Kind,
    shown: Vec<String>,
    /// The selection; the caret where both are the same.
    from: usize,
    to: usize,
}

impl Field {
    fn text(&self) -> &str {
        self.shown.last().map_or("", String::as_str)
    }

    fn length(&self) -> usize {
        self.text().len()
    }

    fn show(&mut self, new: &str, caret: usize, by: By) {
        let edited = by.edit(self.kind, self.text(), new, caret);
        assert_digits(self.kind, by, self.text(), new, caret, &edited);
        assert_shown(self.kind, &edited);
        self.shown.push(edited.text.to_string());
        (self.from, self.to) = (edited.caret, edited.caret);
    }

    /// Puts a text in the place of the selection.
    fn replace(&mut self, inserted: &str, by: By) {
        let text = self.text();
        let new = before(text, self.from) + inserted + text.strip_prefix(&before(text, self.to)).unwrap_or_default();
        let caret = self.from + inserted.encode_utf16().count();
        self.show(&new, caret, by);
    }

    /// A key that deletes takes the selected digits, or else the one beside the caret.
    fn delete(&mut self, forward: bool) {
        let (first, last) = (digits_before(self.text(), self.from), digits_before(self.text(), self.to));
        let had = digits(self.text());
        if self.from == self.to && forward {
            self.to = (self.to + 1).min(self.length());
        } else if self.from == self.to {
            self.from = self.from.saturating_sub(1);
        }
        if self.from == self.to {
            return;
        }
        self.replace("", if forward { By::Delete } else { By::Other });
        let place = if forward { Some(first) } else { first.checked_sub(1) };
        let expected = match place {
            _ if first < last => [had.get(..first), had.get(last..)].map(Option::unwrap_or_default).concat(),
            Some(place) => without(&had, place),
            None => had,
        };
        assert_eq!(digits(self.text()), expected);
    }

    fn act(&mut self, act: &Act) {
        match act {
            Act::Digit(digit) => self.replace(&(digit % 10).to_string(), By::Typing),
            Act::Insert(text) => self.replace(&text.0, By::Other),
            Act::Backspace => self.delete(false),
            Act::Delete => self.delete(true),
            Act::Select { from, to } => {
                let place = |at: &u8| usize::from(*at) % (self.length() + 1);
                (self.from, self.to) = (place(from).min(place(to)), place(from).max(place(to)));
            }
            Act::Fill(text) => self.show(&text.0, text.0.encode_utf16().count(), By::Other),
            Act::Undo { steps, caret } => {
                let back = self.shown.len().saturating_sub(usize::from(*steps) + 1);
                let Some(text) = self.shown.get(back).cloned() else { return };
                self.show(&text, usize::from(*caret) % (text.len() + 1), By::Other);
            }
        }
    }
}

/// A date that is right as it was pasted is the same date once it is shown.
fn assert_pasted_date(text: &str, caret: usize) {
    let date = |text: &str| expiry::validate(text, YearMonth { year: 2026, month: 11 }, MAX_YEARS_AHEAD);
    let separated = plain(text).trim().chars().any(|c| matches!(c, ' ' | '-' | '/'));
    if separated && date(text).is_valid {
        assert_eq!(date(&edit(Kind::Expiry, "", text, caret).text), date(text));
    }
}

fuzz_target!(|input: Input| {
    let kind = input.kind.kind();
    let (old, new, caret) = (input.old.0.as_str(), input.new.0.as_str(), usize::from(input.caret));
    if kind == Kind::Name {
        let edited = edit(kind, old, new, caret);
        assert_eq!((edited.text.as_str(), edited.caret), (new, caret));
        return;
    }
    let mut field = Field { kind, shown: Vec::new(), from: 0, to: 0 };
    for act in &input.acts {
        field.act(act);
    }
    for by in [By::Typing, By::Delete, By::Other] {
        assert_digits(kind, by, old, new, caret, &by.edit(kind, old, new, caret));
    }
    let put_in = edit_put_in(kind, old, new, caret);
    assert!(put_in == By::Other.edit(kind, old, new, caret) || (kind == Kind::Expiry && *put_in.text == *old));
    assert_pasted_date(new, caret);
});
