//! Typing, whatever is typed: no digit is lost, doubled or moved, and the caret stays behind the same digit.

use payments_widget::card::edit::{Kind, edit, edit_forward, edit_put_in};
use payments_widget::card::{YearMonth, digits, expiry};
use proptest::prelude::*;

use super::edit::Input;
use super::edit::Key::{Backspace, Delete};

fn digits_of(text: &str) -> Vec<u8> {
    text.chars().filter_map(digits::value).collect()
}

fn digits_before(text: &str, caret: usize) -> usize {
    let mut units = 0;
    let before = text.chars().take_while(|c| {
        units += c.len_utf16();
        units <= caret
    });
    before.filter(|c| digits::value(*c).is_some()).count()
}

fn date(text: &str) -> Option<YearMonth> {
    expiry::validate(text, YearMonth { year: 2026, month: 11 }, expiry::MAX_YEARS_AHEAD).date()
}

fn any_kind() -> impl Strategy<Value = Kind> {
    prop_oneof![
        Just(Kind::Number),
        Just(Kind::Expiry),
        (2_usize..=10).prop_map(|most| Kind::Digits { most }),
        Just(Kind::Name),
    ]
}

#[derive(Clone, Debug)]
enum Act {
    /// A key, or a paste.
    Insert(String),
    Backspace,
    Delete,
    Move(prop::sample::Index),
    Select(prop::sample::Index, prop::sample::Index),
}

fn any_act() -> impl Strategy<Value = Act> {
    use prop::sample::Index;
    prop_oneof![
        8 => "[0-9]".prop_map(Act::Insert),
        1 => "[0-9 ٠-٩０-９०-९𝟘-𝟡/x-]{1,8}".prop_map(Act::Insert),
        2 => Just(Act::Backspace),
        2 => Just(Act::Delete),
        2 => any::<Index>().prop_map(Act::Move),
        1 => any::<(Index, Index)>().prop_map(|(from, to)| Act::Select(from, to)),
    ]
}

impl Input {
    /// Does it on a list of digits, and gives the digits after it and how many are before the caret.
    fn act(&mut self, act: &Act) -> (Vec<u8>, usize) {
        let had = digits_of(&self.text);
        let (first, last) = (digits_before(&self.text, self.selection.0), digits_before(&self.text, self.selection.1));
        let place = |at: &prop::sample::Index| at.index(self.text.len() + 1);
        let mut digits = had.clone();
        match act {
            Act::Insert(text) => {
                self.write(text);
                let inserted = digits_of(text);
                let caret = first + inserted.len();
                digits.splice(first..last, inserted);
                if digits == had {
                    // A separator that is overwritten with the digit before it looks like one that was deleted.
                    return (digits_of(&self.text), digits_before(&self.text, self.selection.1));
                }
                // A full field does not take one more.
                let beside = digits.iter().enumerate().filter(|(at, _)| at + 1 != caret).map(|(_, digit)| *digit);
                let is_one_more = digits.len() == had.len() + 1 && beside.eq(had.iter().copied());
                let refused = is_one_more && digits_of(&self.text) == had;
                return if refused { (had, caret - 1) } else { (digits, caret) };
            }
            Act::Backspace => {
                self.press(&Backspace);
                let from = if first == last { first.saturating_sub(1) } else { first };
                digits.drain(from..last);
                return (digits, from);
            }
            Act::Delete => {
                self.press(&Delete);
                let to = if first == last { (last + 1).min(had.len()) } else { last };
                digits.drain(first..to);
                return (digits, first);
            }
            Act::Move(to) => self.selection = (place(to), place(to)),
            Act::Select(from, to) => {
                self.selection = (place(from).min(place(to)), place(from).max(place(to)));
            }
        }
        (digits, digits_before(&self.text, self.selection.1))
    }
}

proptest! {
    #[test]
    fn no_text_panics(kind in any_kind(), old in any::<String>(), new in any::<String>(), caret in any::<usize>()) {
        for rule in [edit, edit_forward] {
            let edited = rule(kind, &old, &new, caret);
            prop_assert!(kind == Kind::Name || edited.caret <= edited.text.len());
        }
    }

    #[test]
    fn what_is_put_in_keeps_its_digits_and_the_caret(text in any::<String>(), digits in "[0-9 ٠-٩０-９०-९𝟘-𝟡/-]{0,24}", at in any::<prop::sample::Index>()) {
        for text in [text, digits] {
            for kind in [Kind::Number, Kind::Digits { most: 4 }, Kind::Digits { most: 10 }, Kind::Digits { most: 2 }] {
                let caret = at.index(text.encode_utf16().count() + 1);
                let edited = edit(kind, "", &text, caret);
                prop_assert_eq!(digits_of(&edited.text), digits_of(&text));
                prop_assert_eq!(digits_before(&edited.text, edited.caret), digits_before(&text, caret));
                let again = edit(kind, &edited.text, &edited.text, edited.caret);
                prop_assert_eq!(&again.text, &edited.text);
                prop_assert_eq!(again.caret, edited.caret);
            }
        }
    }

    #[test]
    fn an_expiry_only_ever_gains_the_months_zero(text in "[0-9 /]{0,8}", at in any::<prop::sample::Index>()) {
        let caret = at.index(text.len() + 1);
        let edited = edit(Kind::Expiry, "", &text, caret);
        let (given, shown) = (digits_of(&text), digits_of(&edited.text));
        let padded = |digits: &[u8]| [&[0], digits].concat();
        // A year that comes first is moved after its month.
        let year_first = given.split_at_checked(4).map(|(year, month)| [month, year].concat()).unwrap_or_default();
        let all = [padded(&given), padded(&year_first), given, year_first];
        prop_assert!(all.contains(&shown), "{} became {}", text, &*edited.text);
        let again = edit(Kind::Expiry, &edited.text, &edited.text, edited.caret);
        prop_assert_eq!(&again.text, &edited.text);
        prop_assert!(edited.caret <= edited.text.len());
    }

    #[test]
    fn what_is_put_in_is_the_date_that_was_put_in(
        text in "[0-9 /.x-]{0,10}|[0-9]{1,2}[/.][0-9]{2,4}|20[0-9]{2}-[0-9]{1,2}",
    ) {
        let shown = edit_put_in(Kind::Expiry, "", &text, text.len()).text;
        // Without a separator the clock decides whether 120 is 1/20 or 12/0; the field always shows one of them.
        if text.trim().contains(|c: char| !c.is_ascii_digit()) {
            prop_assert_eq!(date(&text), date(&shown));
        }
    }

    #[test]
    fn keys_do_to_the_field_what_they_do_to_the_digits(acts in prop::collection::vec(any_act(), 0..60)) {
        for kind in [Kind::Number, Kind::Digits { most: 4 }, Kind::Digits { most: 10 }, Kind::Digits { most: 2 }] {
            let mut input = Input::new(kind, "|");
            for act in &acts {
                let before = input.shown();
                let (digits, caret) = input.act(act);
                prop_assert_eq!(digits_of(&input.text), digits, "{} and {:?}", before, act);
                prop_assert_eq!(digits_before(&input.text, input.selection.1), caret, "{} and {:?}", before, act);
            }
        }
    }

    #[test]
    fn any_date_can_be_typed(month in 1_u8..=12, year in 2000_u16..2100, century: bool, slash in "|/| / |-|\\.|,") {
        let year = if century { format!("{year}") } else { format!("{:02}", year % 100) };
        // Without a century a year of 20 would be taken for the beginning of one.
        prop_assume!(century || year != "20");
        let mut input = Input::new(Kind::Expiry, "|");
        for c in format!("{month:02}{slash}{year}").chars() {
            input.write(&c.to_string());
        }
        prop_assert_eq!(input.shown(), format!("{month:02} / {year}|"));
    }
}
