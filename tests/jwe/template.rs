//! A template is filled with the values of a card, and only where its marks are.

use std::cell::RefCell;

use payments_widget::jwe::template::{LENGTHS, OPTIONAL, Slot, fill};

/// A template with the mark of each `{name}`, and `|` around what is optional.
fn marked(text: &str) -> String {
    let text = text.replace('|', &char::from(OPTIONAL).to_string());
    Slot::ALL.into_iter().fold(text, |text, slot| {
        text.replace(&["{", slot.as_str(), "}"].concat(), &char::from(slot.mark()).to_string())
    })
}

fn filled(text: &str, value: &dyn Fn(Slot) -> Option<&'static [u8]>) -> Option<String> {
    fill(&marked(text), value).map(|bytes| String::from_utf8_lossy(&bytes).trim_end_matches(' ').to_owned())
}

#[test]
fn no_mark_is_one_of_json() {
    for slot in Slot::ALL {
        assert!(slot.mark() < OPTIONAL.min(b' ') && !b"\t\n\r".contains(&slot.mark()), "{slot:?}");
    }
}

#[test]
fn every_mark_asks_for_its_own_value() {
    let asked = RefCell::new(Vec::new());
    let marks: String = Slot::ALL.into_iter().map(|slot| char::from(slot.mark())).collect();
    let value = |slot| {
        asked.borrow_mut().push(slot);
        Some(b"-".as_slice())
    };
    assert!(fill(&marks, &value).is_some());
    assert_eq!(asked.into_inner(), Slot::ALL);
}

#[test]
fn a_value_is_escaped_and_not_looked_through() {
    let value = |slot| (slot == Slot::CardholderName).then_some("O\"N \\ \u{1} {number} | 김".as_bytes());
    assert_eq!(
        filled(r#"{"who":"<{name}>","one":1}"#, &value).as_deref(),
        Some(r#"{"who":"<O\"N \\ \u0001 {number} | 김>","one":1}"#)
    );
}

#[test]
fn what_is_optional_is_left_out_if_it_has_no_value() {
    let none = |_| Some(b"".as_slice());
    let some = |slot| Some(if slot == Slot::CardholderName { b"".as_slice() } else { b"7" });
    let text = r#"{"cvv":"{cvv}"|,"name":"{name}"||,"kr":["{identity}","{name}"]|,"end":1}"#;
    assert_eq!(filled(text, &none).as_deref(), Some(r#"{"cvv":"","end":1}"#));
    assert_eq!(filled(text, &some).as_deref(), Some(r#"{"cvv":"7","kr":["7",""],"end":1}"#));
    assert_eq!(filled(r#"{}|"a long optional end {name}|"#, &none).as_deref(), Some("{}"), "nothing of it is left");
}

#[test]
fn without_a_value_of_its_own_there_is_no_plaintext() {
    let cvv_only = |slot| (slot == Slot::Cvv).then_some(b"123".as_slice());
    assert_eq!(filled("{cvv}", &cvv_only).as_deref(), Some("123"));
    assert_eq!(filled("{cvv}{number}", &cvv_only), None);
}

#[test]
fn it_has_one_of_two_lengths_whatever_is_in_it() {
    let long = |_| Some([b'x'; 2048].as_slice());
    for (template, length) in
        [(0, Some(1024)), (1024, Some(1024)), (1025, Some(2048)), (2048, Some(2048)), (2049, None)]
    {
        let bytes = fill(&"x".repeat(template), &long);
        assert_eq!(bytes.as_ref().map(|bytes| bytes.len()), length, "{template}");
        assert!(bytes.is_none_or(|bytes| bytes.capacity() == LENGTHS[1]), "{template}");
    }
    assert_eq!(fill(&marked("{number}"), &long).map(|bytes| bytes.len()), Some(2048));
    assert_eq!(fill(&marked("{number} "), &long), None);
}
