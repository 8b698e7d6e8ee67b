//! Postal codes.

use payments_widget::card::postal_code;
use proptest::prelude::*;

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
        ("𝟙𝟚𝟛", 3, true),
        ("𝟙", 2, false),
        ("12💳", 4, false),
        ("", 0, false),
    ];
    for (text, min_length, is_valid) in cases {
        let check = postal_code::validate(text, min_length);
        assert_eq!((check.is_valid, check.is_potentially_valid, check.error), (is_valid, true, None), "{text:?}");
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in any::<String>(), min_length in 0_usize..10) {
        let _ = postal_code::validate(&text, min_length);
    }
}
