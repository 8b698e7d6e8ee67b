//! Typing, written as a browser shows it: a field with a caret `|`, keys, and what the field then shows.

use payments_widget::card::edit::{Edited, Kind, edit, edit_forward, edit_put_in, edit_typed};

/// A field as the browser keeps it: ASCII text once edited, a caret, perhaps a selection up to it.
#[derive(Clone)]
pub(super) struct Input {
    kind: Kind,
    pub(super) text: String,
    pub(super) selection: (usize, usize),
}

#[derive(Clone, Debug)]
pub(super) enum Key {
    Text(&'static str),
    Backspace,
    Delete,
}

impl Input {
    /// `4242| 42`, or `4242[ 42]` with a selection.
    pub(super) fn new(kind: Kind, shown: &str) -> Self {
        let place = |mark| shown.chars().filter(|c| *c == mark || !"[]|".contains(*c)).position(|c| c == mark);
        let text = shown.replace(['[', ']', '|'], "");
        let selection = match (place('|'), place('['), place(']')) {
            (Some(caret), ..) => (caret, caret),
            (_, Some(from), Some(to)) => (from, to),
            _ => (text.len(), text.len()),
        };
        Self { kind, text, selection }
    }

    pub(super) fn press(&mut self, key: &Key) {
        let (from, to) = self.selection;
        match key {
            Key::Text(text) => self.write(text),
            Key::Backspace => self.replace(from - usize::from(from == to && from > 0), to, "", edit),
            Key::Delete => {
                let last = to + usize::from(from == to && to < self.text.len());
                self.replace(from, last, "", edit_forward);
            }
        }
    }

    /// Types or pastes it over the selection.
    pub(super) fn write(&mut self, text: &str) {
        self.replace(self.selection.0, self.selection.1, text, edit);
    }

    fn replace(&mut self, from: usize, to: usize, inserted: &str, rule: fn(Kind, &str, &str, usize) -> Edited) {
        let units = |from: usize, to: usize| self.text.chars().skip(from).take(to - from).collect::<String>();
        let new = format!("{}{inserted}{}", units(0, from), units(to, self.text.len()));
        let caret = from + inserted.encode_utf16().count();
        let edited = rule(self.kind, &self.text, &new, caret);
        self.text = edited.text.to_string();
        self.selection = (edited.caret, edited.caret);
    }

    pub(super) fn shown(&self) -> String {
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
            ("424|", Text("२"), "4242|"),
            // Digits of two UTF-16 units: the caret is counted in units, and stays behind the digit.
            ("424|", Text("𝟚"), "4242|"),
            ("4242|", Text("𝟜"), "4242 4|"),
            ("42|42 42", Text("𞥙"), "429|4 242"),
            ("42|42 42", Text("𞥙𝟙"), "4291| 4242"),
            ("42[42 4]242", Text("𝟝5𝟝"), "4255 5|242"),
            ("|", Text("𝟜𝟚𝟜𝟚-𝟜𝟚𝟜𝟚"), "4242 4242|"),
            ("5555 |5555 5555 4444", Text("𝟙"), "5555 |5555 5555 4444"),
            ("5555 5555 5555 4444|", Text("𝟙"), "5555 5555 5555 4444|"),
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
            // A full number takes no keystroke more; a paste that is too long is kept whole.
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
            // A full stop or comma is a slash too: some number pads have no other key.
            ("12|", Text("."), "12 / |"),
            ("1|", Text("."), "01 / |"),
            ("1|", Text(","), "01 / |"),
            ("1|", Text("٫"), "01 / |"),
            ("12 / |", Text("."), "12 / |"),
            ("12| / 34", Text(","), "12 / |34"),
            ("0|", Text("."), "0|"),
            ("|", Text("."), "|"),
            ("|", Text("1.2034"), "01 / 2034|"),
            ("|", Text("1.29"), "01 / 29|"),
            ("|", Text("1,29"), "01 / 29|"),
            ("|", Text("12.34"), "12 / 34|"),
            ("|", Text("12. 2034"), "12 / 2034|"),
            ("|", Text("2034.12"), "12 / 2034|"),
            ("|", Text("１．２９"), "01 / 29|"),
            // Backspace over the slash takes the digit before it; the year stays a year.
            ("12 / 3|", Backspace, "12|"),
            ("12 / |", Backspace, "1|"),
            ("12 / |34", Backspace, "1| / 34"),
            ("1 / |34", Backspace, "| / 34"),
            (" / |34", Backspace, "| / 34"),
            ("12| / 34", Backspace, "1| / 34"),
            ("1| / 34", Backspace, "| / 34"),
            ("1|2 / 34", Backspace, "|2 / 34"),
            ("[12 / 34]", Backspace, "|"),
            ("12| / 34", Delete, "12| / 4"),
            ("12 |/ 3", Delete, "12|"),
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
            ("|", Text(" 1234 "), "12 / 34|"),
            ("|", Text("1/34"), "01 / 34|"),
            ("|", Text("5/2034"), "05 / 2034|"),
            ("|", Text("2034-12"), "12 / 2034|"),
            ("|", Text("2034-5"), "05 / 2034|"),
            ("|", Text("20/2034"), "20 / 2034|"),
            ("|", Text("1934-12"), "01 / 93412|"),
            ("|", Text("１２／３４"), "12 / 34|"),
            ("|", Text("𝟙𝟚/𝟛𝟜"), "12 / 34|"),
            ("|", Text("𝟙/𝟛𝟜"), "01 / 34|"),
            ("|", Text("𝟚𝟘𝟛𝟜-𝟙𝟚"), "12 / 2034|"),
            ("12|", Text("𝟛"), "12 / 3|"),
            ("12 / |34", Text("𝟝"), "12 / |34"),
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
            // The text is not corrected: the check reports the error.
            ("|", Text("13/34"), "13 / 34|"),
            ("|", Text("00/34"), "00 / 34|"),
            // The slash stays behind two digits that are no month: without it they were month and year.
            ("13 / 3|", Backspace, "13 / |"),
            ("13 / |", Backspace, "1|"),
        ],
    );
}

#[test]
fn a_date_that_cannot_be_read_is_not_put_in() {
    let read = [
        ("", ""),
        ("12/34", "12 / 34"),
        ("12.2034", "12 / 2034"),
        ("1/34", "01 / 34"),
        ("1234", "12 / 34"),
        ("134", "01 / 34"),
        ("122034", "12 / 2034"),
        ("2034-5", "05 / 2034"),
        (" \u{200E}１２／３４ ", "12 / 34"),
        // The beginning of a date, as a password manager may write it key by key.
        ("1", "1"),
        ("12/", "12 / "),
        ("12 / 20", "12 / 20"),
        ("12203", "12 / 203"),
        // Wrong dates, and right as they are shown: the check reports the error.
        ("13/34", "13 / 34"),
        ("12/20345", "12 / 20345"),
    ];
    for (text, shown) in read {
        assert_eq!(edit_put_in(Kind::Expiry, "", text, text.encode_utf16().count()).text.as_str(), shown, "{text}");
    }
    let unread = [
        "Dec 2034",
        "Dec 34",
        "1 Dec 2034",
        "December 1, 2034",
        "2034-12-01",
        "12/01/2034",
        "01.12.2034",
        "12/3/4",
        "MM / YY",
        "2034年12月",
        // A year alone, a year first without a separator, and no month.
        "2034",
        "203412",
        "1324",
        "1934-12",
        "123/4",
        "12345",
        "4242424242424242",
    ];
    for text in unread {
        let end = text.encode_utf16().count();
        let shown = |old| edit_put_in(Kind::Expiry, old, text, end);
        assert_eq!((shown("").text.as_str(), shown("").caret), ("", 0), "{text}");
        assert_eq!((shown("12 / 34").text.as_str(), shown("12 / 34").caret), ("12 / 34", 7), "{text}");
    }
    // Into a field that has a date already: before its year, and over its month.
    let edited = edit_put_in(Kind::Expiry, "12 / 34", "12 / Dec 2034", 11);
    assert_eq!((edited.text.as_str(), edited.caret), ("12 / 34", 5));
    // A month of one digit gets its zero, also over a date.
    assert_eq!(edit_put_in(Kind::Expiry, "01 / 2034", "1.29", 4).text.as_str(), "01 / 29");
    let edited = edit_put_in(Kind::Expiry, "12 / 34", "11 / 34", 2);
    assert_eq!((edited.text.as_str(), edited.caret), ("11 / 34", 2));
    // Of a number and a code all digits are taken.
    assert_eq!(edit_put_in(Kind::Number, "", "No. 4242.", 9).text.as_str(), "4242");
    assert_eq!(edit_put_in(Kind::Digits { most: 3 }, "", "CVV 123", 7).text.as_str(), "123");
}

#[test]
fn a_caret_in_front_stays_in_front() {
    for text in ["5", "5/34", "4242 4", "2034"] {
        for kind in [Kind::Expiry, Kind::Number] {
            assert_eq!(edit(kind, "", text, 0).caret, 0, "{text}");
        }
    }
}

#[test]
fn codes_of_a_fixed_length() {
    assert_keys(
        Kind::Digits { most: 3 },
        &[
            ("12|", Text("3"), "123|"),
            ("12|", Text("３"), "123|"),
            ("1|3", Text("𝟚"), "12|3"),
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
    assert_keys(Kind::Digits { most: 4 }, &[("123|", Text("4"), "1234|"), ("1234|", Text("5"), "1234|")]);
    assert_keys(
        Kind::Digits { most: 10 },
        &[
            ("90010|", Text("1"), "900101|"),
            ("|", Text("120-81-47521"), "1208147521|"),
            ("1208147521|", Text("1"), "1208147521|"),
        ],
    );
    assert_keys(Kind::Digits { most: 2 }, &[("1|", Text("2"), "12|"), ("12|", Text("3"), "12|")]);
}

#[test]
fn a_digit_typed_over_itself_and_the_gap_behind_it_is_not_lost() {
    for (kind, old, new, caret) in [
        (Kind::Number, "4242 4242", "42424242", 4),
        (Kind::Number, "3782 822463 1", "3782 8224631", 11),
        (Kind::Expiry, "12 / 34", "1234", 2),
    ] {
        let edited = edit_typed(kind, old, new, caret);
        assert_eq!((edited.text.as_str(), edited.caret), (old, caret));
    }
}

#[test]
fn a_caret_between_the_units_of_a_digit_is_before_it() {
    // Old text with such digits too: a field may hold one until it is edited.
    for (old, new, caret, text, after) in [
        ("", "4𝟚4", 2, "424", 1),
        ("", "4𝟚4", 3, "424", 2),
        ("𝟜𝟚", "𝟜", 2, "4", 1),
        ("𝟜𝟚 𝟜", "𝟜𝟚𝟜", 4, "44", 1),
        ("𝟜𝟚𝟜𝟚", "𝟜𝟚x𝟜𝟚", 5, "4242", 2),
    ] {
        let edited = edit(Kind::Number, old, new, caret);
        assert_eq!((edited.text.as_str(), edited.caret), (text, after), "{old} to {new}");
    }
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
