//! Korea: identity, password, paying in months.

use payments_widget::card::korea::{accepts_domestic_cards, installments_valid, validate_identity, validate_password};
use payments_widget::card::{Check, FieldError, Owner};
use payments_widget::money::{Currency, Money};
use proptest::prelude::*;

const NO_IDENTITY: FieldError = FieldError::IdentityNumberInvalid;
const NO_PASSWORD: FieldError = FieldError::CardPasswordInvalid;

#[test]
fn identity_numbers() {
    let cases = [
        ("", Check::unfinished(FieldError::IdentityNumberRequired)),
        ("9", Check::unfinished(NO_IDENTITY)),
        ("90010", Check::unfinished(NO_IDENTITY)),
        ("900101", Check::VALID),
        ("９００１０１", Check::VALID),
        ("90-01-01", Check::VALID),
        ("000229", Check::VALID),
        ("040229", Check::VALID),
        ("041231", Check::VALID),
        ("010229", Check::unfinished(NO_IDENTITY)),
        ("900001", Check::unfinished(NO_IDENTITY)),
        ("901301", Check::unfinished(NO_IDENTITY)),
        ("900100", Check::unfinished(NO_IDENTITY)),
        ("900132", Check::unfinished(NO_IDENTITY)),
        ("900431", Check::unfinished(NO_IDENTITY)),
        ("900230", Check::unfinished(NO_IDENTITY)),
        ("9001011", Check::unfinished(NO_IDENTITY)),
        // Three businesses whose numbers everybody knows.
        ("1248100998", Check::VALID),
        ("120-81-47521", Check::VALID),
        ("220-81-62517", Check::VALID),
        ("1248100997", Check::wrong(NO_IDENTITY)),
        ("2148100998", Check::wrong(NO_IDENTITY)),
        ("12481009980", Check::wrong(NO_IDENTITY)),
        ("9001011234567", Check::wrong(NO_IDENTITY)),
        ("90010a", Check::wrong(NO_IDENTITY)),
        ("생년월일", Check::wrong(NO_IDENTITY)),
    ];
    for (text, expected) in cases {
        assert_eq!(validate_identity(text), expected, "{text}");
    }
}

#[test]
fn card_passwords() {
    let cases = [
        ("", Check::unfinished(FieldError::CardPasswordRequired)),
        ("1", Check::unfinished(NO_PASSWORD)),
        ("12", Check::VALID),
        ("００", Check::VALID),
        ("123", Check::wrong(NO_PASSWORD)),
        ("1a", Check::wrong(NO_PASSWORD)),
    ];
    for (text, expected) in cases {
        assert_eq!(validate_password(text), expected, "{text}");
    }
}

#[test]
fn paying_in_months() {
    let cases = [
        (0, "KRW", 1, true),
        (0, "USD", 1, true),
        (2, "KRW", 50_000, true),
        (36, "KRW", 50_000, true),
        (2, "KRW", 49_999, false),
        (1, "KRW", 50_000, false),
        (37, "KRW", 50_000, false),
        (2, "USD", 50_000, false),
        (255, "KRW", 128_000, false),
    ];
    for (months, code, minor, expected) in cases {
        let money = Currency::parse(code).and_then(|currency| Money::from_minor(minor, currency));
        let valid = money.map(|money| installments_valid(months, &money));
        assert_eq!(valid, Ok(expected), "{months} months of {minor} {code}");
    }
}

#[test]
fn domestic_cards_are_charged_in_won() {
    for (code, expected) in [("KRW", true), ("KPW", false), ("USD", false), ("JPY", false)] {
        assert_eq!(Currency::parse(code).map(accepts_domestic_cards), Ok(expected), "{code}");
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in any::<String>(), digits in "[0-9]{0,14}") {
        for text in [text, digits] {
            let _ = (validate_identity(&text), validate_password(&text));
        }
    }

    #[test]
    fn one_wrong_digit_of_a_business_number_is_found(at in 0_usize..10, by in 1_u8..10) {
        let wrong: String = "1208147521"
            .bytes()
            .enumerate()
            .map(|(place, byte)| char::from(if place == at { b'0' + (byte - b'0' + by) % 10 } else { byte }))
            .collect();
        // The ninth counts five and a half times, so that one other value of it may pass.
        prop_assume!(at != 8);
        prop_assert!(!validate_identity(&wrong).is_valid);
    }
}

#[test]
fn the_identity_number_of_each_owner() {
    let cases = [
        (Owner::Person, "900101", Check::VALID),
        (Owner::Person, "901301", Check::wrong(NO_IDENTITY)),
        (Owner::Person, "9001", Check::unfinished(NO_IDENTITY)),
        (Owner::Person, "1248100998", Check::wrong(NO_IDENTITY)),
        (Owner::Person, "", Check::unfinished(FieldError::IdentityNumberRequired)),
        (Owner::Business, "124-81-00998", Check::VALID),
        (Owner::Business, "1248100997", Check::wrong(NO_IDENTITY)),
        (Owner::Business, "900101", Check::unfinished(NO_IDENTITY)),
        (Owner::Business, "12481009980", Check::wrong(NO_IDENTITY)),
        (Owner::Business, "a", Check::wrong(NO_IDENTITY)),
    ];
    for (owner, text, check) in cases {
        assert_eq!(owner.validate_identity(text), check, "{owner:?} {text}");
    }
    for (text, owner) in [("", Owner::Person), ("900101", Owner::Person), ("9001011", Owner::Business)] {
        assert_eq!(Owner::of_identity(text), owner, "{text}");
    }
}
