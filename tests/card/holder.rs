//! Names and postal codes.

use payments_widget::card::{Check, FieldError, holder};
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
        assert_eq!(holder::validate(text), expected, "{text}");
    }
}

#[test]
fn postal_codes() {
    let cases = [
        ("", 2, false),
        ("1", 2, false),
        ("12", 2, true),
        ("SW1A 1AA", 2, true),
        ("04524", 5, true),
        ("0452", 5, false),
        ("-1", 2, false),
        ("1-", 2, false),
        ("1-", 1, true),
        ("  ", 2, false),
        ("é1", 2, false),
        ("１２３", 2, true),
        ("", 0, false),
    ];
    for (text, min_length, is_valid) in cases {
        let check = holder::validate_postal_code(text, min_length);
        assert_eq!((check.is_valid, check.is_potentially_valid, check.error), (is_valid, true, None), "{text:?}");
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in any::<String>(), min_length in 0_usize..10) {
        let check = holder::validate(&text);
        prop_assert_eq!(check.is_valid, check.error.is_none());
        let _ = holder::validate_postal_code(&text, min_length);
    }
}
