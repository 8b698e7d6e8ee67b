//! Typing, told as a browser does it: a field with a caret `|`, keys, and what the field then shows.

use payments_widget::card::Brand;
use payments_widget::card::digits;
use payments_widget::card::edit::{Edited, Kind, edit, edit_forward};
use proptest::prelude::*;

/// A field as the browser keeps it: ASCII text once edited, a caret, perhaps a selection up to it.
#[derive(Clone)]
struct Input {
    kind: Kind,
    text: String,
    selection: (usize, usize),
}

#[derive(Clone, Debug)]
enum Key {
    Text(&'static str),
    Backspace,
    Delete,
}

impl Input {
    /// `4242| 42`, or `4242[ 42]` with a selection.
    fn new(kind: Kind, shown: &str) -> Self {
        let place = |mark| shown.chars().filter(|c| *c == mark || !"[]|".contains(*c)).position(|c| c == mark);
        let text = shown.replace(['[', ']', '|'], "");
        let selection = match (place('|'), place('['), place(']')) {
            (Some(caret), ..) => (caret, caret),
            (_, Some(from), Some(to)) => (from, to),
            _ => (text.len(), text.len()),
        };
        Self { kind, text, selection }
    }

    fn press(&mut self, key: &Key) {
        let (from, to) = self.selection;
        match key {
            Key::Text(text) => self.replace(from, to, text, edit),
            Key::Backspace => self.replace(from - usize::from(from == to && from > 0), to, "", edit),
            Key::Delete => {
                let last = to + usize::from(from == to && to < self.text.len());
                self.replace(from, last, "", edit_forward);
            }
        }
    }

    fn replace(&mut self, from: usize, to: usize, inserted: &str, rule: fn(Kind, &str, &str, usize) -> Edited) {
        let units = |from: usize, to: usize| self.text.chars().skip(from).take(to - from).collect::<String>();
        let new = format!("{}{inserted}{}", units(0, from), units(to, self.text.len()));
        let caret = from + inserted.encode_utf16().count();
        let edited = rule(self.kind, &self.text, &new, caret);
        self.text = edited.text.to_string();
        self.selection = (edited.caret, edited.caret);
    }

    fn shown(&self) -> String {
        let mut shown = self.text.clone();
        shown.insert(self.selection.1, '|');
        shown
    }
}

fn assert_keys(kind: Kind, cases: &[(&str, Key, &str)]) {
    for (before, key, after) in cases {
        let mut input = Input::new(kind, before);
        input.press(key);
        assert_eq!(input.shown(), *after, "{before} and {key:?}");
    }
}

use Key::{Backspace, Delete, Text};

#[test]
fn a_number() {
    assert_keys(
        Kind::Number,
        &[
            // Insert: a gap comes with the digit behind it.
            ("|", Text("4"), "4|"),
            ("424|", Text("2"), "4242|"),
            ("4242|", Text("4"), "4242 4|"),
            ("4242| 4", Text("1"), "4242 1|4"),
            ("4242 |4", Text("1"), "4242 1|4"),
            ("|4242 4", Text("5"), "5|424 24"),
            ("42|42 42", Text("9"), "429|4 242"),
            // Separators are swallowed, also at a gap; other characters too.
            ("4242|", Text(" "), "4242|"),
            ("4242|", Text("-"), "4242|"),
            ("4242| 42", Text(" "), "4242 |42"),
            ("42|", Text("x"), "42|"),
            ("42|", Text("💳"), "42|"),
            ("|", Text("카드"), "|"),
            // Digits of other keyboards.
            ("424|", Text("２"), "4242|"),
            ("4242|", Text("٤"), "4242 4|"),
            ("4242|", Text("۴"), "4242 4|"),
            // Overwrite a selection.
            ("[4242 4242]", Text("5"), "5|"),
            ("4[242 42]42", Text("1"), "41|42"),
            ("42[42 4]242", Text("555"), "4255 5|242"),
            ("4242[ ]4242", Text("1"), "4242 1|424 2"),
            // Backspace; over a gap it takes the digit before.
            ("4242 4|", Backspace, "4242|"),
            ("4242|", Backspace, "424|"),
            ("4242 |4", Backspace, "424|4"),
            ("4242 |4242", Backspace, "424|4 242"),
            ("4242 4242 |4", Backspace, "4242 424|4"),
            ("4242| 42", Backspace, "424|4 2"),
            ("|4242", Backspace, "|4242"),
            ("[4242 4]", Backspace, "|"),
            ("42[42 4]2", Backspace, "42|2"),
            // Delete; before a gap it takes the digit behind.
            ("4242| 5678", Delete, "4242| 678"),
            ("4242 |5678", Delete, "4242 |678"),
            ("|4242 5", Delete, "|2425"),
            ("4242 5|", Delete, "4242 5|"),
            ("4[242] 5", Delete, "4|5"),
            // Paste, with any separators.
            ("|", Text("4242424242424242"), "4242 4242 4242 4242|"),
            ("|", Text("4242-4242-4242-4242"), "4242 4242 4242 4242|"),
            ("|", Text(" 4242\u{A0}4242–4242 4242\n"), "4242 4242 4242 4242|"),
            ("|", Text("\u{202A}4242\u{200E}4242\u{202C}"), "4242 4242|"),
            ("|", Text("４２４２４２４２"), "4242 4242|"),
            ("|", Text("4\u{2010}2\u{2011}4\u{2012}2\u{2013}4\u{2014}2\u{2015}4/2／4"), "4242 4242 4|"),
            ("42|42", Text("💳5"), "425|4 2"),
            ("|", Text("No. 4242 4242."), "4242 4242|"),
            ("42| 42", Text("1111"), "4211 11|42"),
            // Autofill replaces the whole, be it the same digits without gaps.
            ("[4242 4242]", Text("42424242"), "4242 4242|"),
            // The brand changes under the typist: 4-6-5 and 4-4-4-4.
            ("3|", Text("7"), "37|"),
            ("3782 82|", Text("2"), "3782 822|"),
            ("3782 822463|", Text("1"), "3782 822463 1|"),
            ("|782 8224 631", Text("3"), "3|782 822463 1"),
            ("3|782 822463 1", Backspace, "|7828 2246 31"),
            ("3782 822463 |1", Backspace, "3782 82246|1"),
            // A full number takes no keystroke more; a paste that is too long stands whole.
            ("5555 5555 5555 4444|", Text("1"), "5555 5555 5555 4444|"),
            ("5|555 5555 5555 4444", Text("1"), "5|555 5555 5555 4444"),
            ("5555 |5555 5555 4444", Text("1"), "5555 |5555 5555 4444"),
            ("4242 4242 4242 4242|", Text("4"), "4242 4242 4242 4242 4|"),
            ("3782 822463 10005|", Text("1"), "3782 822463 10005|"),
            // A forgotten first digit makes another brand of it, which has room.
            ("|2424 2424 2424 242", Text("4"), "4|242 4242 4242 4242"),
            ("|1051 05105 105100", Text("5"), "5|105 1051 0510 5100"),
            ("|", Text("55555555555544441"), "5555 5555 5555 44441|"),
            ("5555 5555 5555 4444|", Text("12"), "5555 5555 5555 444412|"),
            // What comes with a digit that is not taken leaves the caret where it was.
            ("5555 55|55 5555 4444", Text("x1"), "5555 55|55 5555 4444"),
            ("5555 55|55 5555 4444", Text("1x"), "5555 55|55 5555 4444"),
            ("5555 5555| 5555 4444", Text("1"), "5555 5555| 5555 4444"),
            ("|5555 5555 5555 4444", Text("1"), "|5555 5555 5555 4444"),
            ("5555 5555 5555 4444|", Text("\u{200E}1\u{200E}"), "5555 5555 5555 4444|"),
            ("[5555 5555 5555 4444]", Text("55555555555544441"), "5555 5555 5555 4444|"),
            ("5555 5555 5555 444412|", Backspace, "5555 5555 5555 44441|"),
            ("5555 5555 5555 444[4]", Text("1"), "5555 5555 5555 4441|"),
        ],
    );
}

#[test]
fn an_expiry() {
    assert_keys(
        Kind::Expiry,
        &[
            ("|", Text("1"), "1|"),
            ("|", Text("0"), "0|"),
            ("1|", Text("2"), "12|"),
            ("12|", Text("3"), "12 / 3|"),
            ("12 / 3|", Text("4"), "12 / 34|"),
            // A month that can only have one digit gets its zero.
            ("|", Text("5"), "05|"),
            ("1|", Text("5"), "01 / 5|"),
            ("05|", Text("3"), "05 / 3|"),
            // A slash that is typed is shown, and ends the month.
            ("12|", Text("/"), "12 / |"),
            ("12|", Text(" "), "12 / |"),
            ("1|", Text("/"), "01 / |"),
            ("12 / |", Text("3"), "12 / 3|"),
            ("12 / |", Text("/"), "12 / |"),
            ("0|", Text("/"), "0|"),
            ("|", Text("/"), "|"),
            ("12| / 34", Text("/"), "12 / |34"),
            // Backspace over the slash takes the digit before it; the year stays a year.
            ("12 / 3|", Backspace, "12|"),
            ("12 / |", Backspace, "1|"),
            ("12 / |34", Backspace, "1 / |34"),
            ("1 / |34", Backspace, " / |34"),
            (" / |34", Backspace, " / |34"),
            ("12| / 34", Backspace, "1| / 34"),
            ("1| / 34", Backspace, "| / 34"),
            ("1|2 / 34", Backspace, "|2 / 34"),
            ("[12 / 34]", Backspace, "|"),
            ("12| / 34", Delete, "12| / 4"),
            ("|12 / 34", Delete, "|2 / 34"),
            ("12 / |34", Delete, "12 / |4"),
            // Correcting a month before a year.
            ("| / 34", Text("0"), "0| / 34"),
            ("0| / 34", Text("5"), "05| / 34"),
            ("1| / 34", Text("2"), "12| / 34"),
            ("|2 / 34", Text("1"), "1|2 / 34"),
            ("[12] / 34", Text("5"), "5| / 34"),
            // Paste and autofill.
            ("|", Text("12/34"), "12 / 34|"),
            ("|", Text("12 / 34"), "12 / 34|"),
            ("|", Text("12/2034"), "12 / 2034|"),
            ("|", Text("1234"), "12 / 34|"),
            ("|", Text("122034"), "12 / 2034|"),
            ("|", Text("1/34"), "01 / 34|"),
            ("|", Text("5/2034"), "05 / 2034|"),
            ("|", Text("2034-12"), "12 / 2034|"),
            ("|", Text("2034-5"), "05 / 2034|"),
            ("|", Text("１２／３４"), "12 / 34|"),
            ("|", Text("12\u{A0}34"), "12 / 34|"),
            ("|", Text("1\u{2010}34"), "01 / 34|"),
            ("|", Text("1\u{2015}34"), "01 / 34|"),
            ("|", Text("\u{200E}١٢/٣٤"), "12 / 34|"),
            ("[12 / 34]", Text("12/34"), "12 / 34|"),
            ("[12 / 34]", Text("11/2035"), "11 / 2035|"),
            // The year may have four digits once it begins with its century. A full date takes no keystroke more.
            ("12 / 20|", Text("3"), "12 / 203|"),
            ("12 / 203|", Text("4"), "12 / 2034|"),
            ("12 / 34|", Text("5"), "12 / 34|"),
            ("12 / 2034|", Text("5"), "12 / 2034|"),
            ("1|2 / 34", Text("0"), "1|2 / 34"),
            ("12 / |34", Text("5"), "12 / |34"),
            // What stands is not made right: that is for the check to say.
            ("|", Text("13/34"), "13 / 34|"),
            ("|", Text("00/34"), "00 / 34|"),
            // The slash stays behind two digits that are no month: without it they were month and year.
            ("13 / 3|", Backspace, "13 / |"),
            ("13 / |", Backspace, "1|"),
        ],
    );
}

#[test]
fn codes_of_a_fixed_length() {
    assert_keys(
        Kind::Cvv { length: 3 },
        &[
            ("12|", Text("3"), "123|"),
            ("12|", Text("３"), "123|"),
            ("12|", Text("a"), "12|"),
            ("12|", Text(" "), "12|"),
            ("123|", Text("4"), "123|"),
            ("1|23", Text("4"), "1|23"),
            ("12[3]", Text("4"), "124|"),
            ("|", Text("1234"), "1234|"),
            ("1234|", Backspace, "123|"),
            ("1|23", Backspace, "|23"),
            ("1|23", Delete, "1|3"),
        ],
    );
    assert_keys(Kind::Cvv { length: 4 }, &[("123|", Text("4"), "1234|"), ("1234|", Text("5"), "1234|")]);
    assert_keys(
        Kind::Identity,
        &[
            ("90010|", Text("1"), "900101|"),
            ("|", Text("120-81-47521"), "1208147521|"),
            ("1208147521|", Text("1"), "1208147521|"),
        ],
    );
    assert_keys(Kind::Password, &[("1|", Text("2"), "12|"), ("12|", Text("3"), "12|")]);
}

#[test]
fn a_name_is_left_as_it_is() {
    for text in ["KIM MINSU", " 김 민수 ", "4242 4242 4242 4242", "\u{202B}محمد\u{202C}", ""] {
        let edited = edit(Kind::Name, "", text, 3);
        assert_eq!((edited.text.as_str(), edited.caret), (text, 3));
    }
}

#[test]
fn undo_shows_what_was_shown() {
    let mut input = Input::new(Kind::Number, "|");
    let mut shown = vec![input.text.clone()];
    for key in ["4", "2", "4", "2", "4", "2"] {
        input.press(&Text(key));
        shown.push(input.text.clone());
    }
    for (now, before) in shown.iter().rev().zip(shown.iter().rev().skip(1)) {
        assert_eq!(edit(Kind::Number, now, before, before.len()).text.as_str(), before);
    }
}

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

fn any_kind() -> impl Strategy<Value = Kind> {
    prop_oneof![
        Just(Kind::Number),
        Just(Kind::Expiry),
        (3_usize..=4).prop_map(|length| Kind::Cvv { length }),
        Just(Kind::Identity),
        Just(Kind::Password),
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
        1 => "[0-9 ٠-٩０-９/x-]{1,8}".prop_map(Act::Insert),
        2 => Just(Act::Backspace),
        2 => Just(Act::Delete),
        2 => any::<Index>().prop_map(Act::Move),
        1 => any::<(Index, Index)>().prop_map(|(from, to)| Act::Select(from, to)),
    ]
}

impl Input {
    /// Does it, and says which digits stand there then, and how many before the caret, as a list of digits would have it.
    fn act(&mut self, act: &Act) -> (Vec<u8>, usize) {
        let had = digits_of(&self.text);
        let (first, last) = (digits_before(&self.text, self.selection.0), digits_before(&self.text, self.selection.1));
        let place = |at: &prop::sample::Index| at.index(self.text.len() + 1);
        let mut digits = had.clone();
        match act {
            Act::Insert(text) => {
                let (from, to) = self.selection;
                self.replace(from, to, text, edit);
                let inserted = digits_of(text);
                let caret = first + inserted.len();
                digits.splice(first..last, inserted);
                if digits == had {
                    // A gap that is overwritten with what stood before it looks like one that was deleted.
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

const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

proptest! {
    #[test]
    fn no_text_panics(kind in any_kind(), old in any::<String>(), new in any::<String>(), caret in any::<usize>()) {
        for rule in [edit, edit_forward] {
            let edited = rule(kind, &old, &new, caret);
            prop_assert!(kind == Kind::Name || edited.caret <= edited.text.len());
        }
    }

    #[test]
    fn what_is_put_in_keeps_its_digits_and_the_caret(text in any::<String>(), digits in "[0-9 ٠-٩０-９/-]{0,24}", at in any::<prop::sample::Index>()) {
        for text in [text, digits] {
            for kind in [Kind::Number, Kind::Cvv { length: 4 }, Kind::Identity, Kind::Password] {
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
        // A year that stands first goes behind its month.
        let year_first = given.split_at_checked(4).map(|(year, month)| [month, year].concat()).unwrap_or_default();
        let all = [padded(&given), padded(&year_first), given, year_first];
        prop_assert!(all.contains(&shown), "{} became {}", text, &*edited.text);
        let again = edit(Kind::Expiry, &edited.text, &edited.text, edited.caret);
        prop_assert_eq!(&again.text, &edited.text);
        prop_assert!(edited.caret <= edited.text.len());
    }

    #[test]
    fn keys_do_to_the_field_what_they_do_to_the_digits(acts in prop::collection::vec(any_act(), 0..60)) {
        for kind in [Kind::Number, Kind::Cvv { length: 4 }, Kind::Identity, Kind::Password] {
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
    fn undo_shows_what_stood_before(acts in prop::collection::vec(any_act(), 0..60), at in any::<prop::sample::Index>()) {
        let mut input = Input::new(Kind::Number, "|");
        for act in &acts {
            let before = input.text.clone();
            input.act(act);
            // Into a field that is too full already nothing comes back.
            let brands = Brand::detect(&before.replace(' ', ""));
            if digits_of(&before).len() <= brands.iter().map(|brand| brand.info().longest()).max().unwrap_or(19) {
                let undone = edit(Kind::Number, &input.text, &before, at.index(before.len() + 1));
                prop_assert_eq!(undone.text.as_str(), before);
            }
        }
    }

    #[test]
    fn any_date_can_be_typed(month in 1_u8..=12, year in 2000_u16..2100, century: bool, slash in "|/| / |-") {
        let year = if century { format!("{year}") } else { format!("{:02}", year % 100) };
        // Without a century a year of 20 would be taken for the beginning of one.
        prop_assume!(century || year != "20");
        let mut input = Input::new(Kind::Expiry, "|");
        for c in format!("{month:02}{slash}{year}").chars() {
            let key: &'static str = match c {
                '/' => "/",
                '-' => "-",
                ' ' => " ",
                _ => DIGITS[c.to_digit(10).map_or(0, |digit| digit as usize)],
            };
            input.press(&Text(key));
        }
        prop_assert_eq!(input.shown(), format!("{month:02} / {year}|"));
    }
}
