//! Names on cards.

use payments_widget::card::{Check, FieldError, name};
use proptest::prelude::*;

const INVALID: FieldError = FieldError::CardholderNameInvalid;

#[test]
fn names() {
    let longest = "가".repeat(255);
    let too_long = "가".repeat(256);
    let outside_the_bmp = "𠮷".repeat(128);
    let too_blank = " ".repeat(256);
    let cases = [
        ("", Check::unfinished(FieldError::CardholderNameRequired)),
        (" \u{3000}", Check::unfinished(FieldError::CardholderNameRequired)),
        ("KIM MINSU", Check::VALID),
        ("김민수", Check::VALID),
        ("O'Brien-Šnajdr, 3rd", Check::VALID),
        ("محمد", Check::VALID),
        ("Studio 54", Check::VALID),
        ("R2D2", Check::VALID),
        (&longest, Check::VALID),
        (&too_long, Check::wrong(INVALID)),
        (&outside_the_bmp, Check::wrong(INVALID)),
        (&too_blank, Check::wrong(INVALID)),
        // A number that was typed into the wrong field.
        ("12", Check::unfinished(INVALID)),
        ("4242 4242", Check::unfinished(INVALID)),
        ("４２４２", Check::unfinished(INVALID)),
        ("-", Check::unfinished(INVALID)),
        ("4242 4242 4242 4242", Check::wrong(INVALID)),
        ("4242-4242-4242-4242", Check::wrong(INVALID)),
        ("Kim 4242 4242 4242 4242", Check::wrong(INVALID)),
        ("٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢", Check::wrong(INVALID)),
    ];
    for (text, expected) in cases {
        assert_eq!(name::validate(text), expected, "{text}");
    }
}

#[test]
fn a_control_character_is_a_space() {
    for (text, expected) in [
        ("KIM MINSU", "KIM MINSU"),
        ("KIM\tMINSU", "KIM MINSU"),
        ("KIM\r\nMINSU\0", "KIM  MINSU "),
        ("김\u{85}민수", "김 민수"),
        ("", ""),
    ] {
        assert_eq!(*name::in_one_line(text), expected);
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in any::<String>()) {
        let check = name::validate(&text);
        prop_assert_eq!(check.is_valid, check.error.is_none());
    }
}
