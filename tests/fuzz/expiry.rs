//! Expiry dates, held against any clock: a valid one lies within reach, and neither keyboard nor marks change a verdict.
#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use payments_widget::card::expiry::{self, ExpiryCheck, MAX_YEARS_AHEAD};
use payments_widget::card::{Check, FieldError, YearMonth};
use payments_widget_fuzz::{Is, Text, is, plain};

#[derive(Arbitrary, Debug)]
struct Input {
    text: Text,
    typed_next: Text,
    month: Text,
    year: Text,
    clock: Clock,
    years_ahead: Option<u16>,
}

#[derive(Arbitrary, Debug)]
enum Clock {
    /// Months from 1970 on, to the end of 2311.
    Months(u16),
    Milliseconds(i64),
    /// One that was never set right, but has a year of four digits.
    Any {
        year: u16,
        month: u8,
    },
}

impl Clock {
    fn now(&self) -> YearMonth {
        match *self {
            Self::Months(months) => YearMonth { year: 1970 + months % 4104 / 12, month: (months % 12) as u8 + 1 },
            Self::Milliseconds(ms) => YearMonth::from_unix_ms_utc_minus_12(ms),
            Self::Any { year, month } => YearMonth { year: year.max(1000), month },
        }
    }
}

fn assert_of_one_piece(check: Check) {
    assert_eq!(check.is_valid, check.error.is_none());
    assert!(check.is_potentially_valid || !check.is_valid);
}

fn assert_date(check: ExpiryCheck, now: YearMonth, ahead: u16) {
    assert_of_one_piece(check.check());
    assert_eq!(check.month.is_some(), check.year.is_some());
    if let Some(date) = check.date() {
        assert!((1..=12).contains(&date.month));
        assert!(date.year <= now.year.saturating_add(ahead));
        assert_eq!(check.is_valid, date >= now);
        assert!(check.is_valid || check.error == Some(FieldError::CardExpired));
    }
    assert!(!check.is_valid || check.date().is_some());
}

fuzz_target!(|input: Input| {
    let now = input.clock.now();
    if !matches!(input.clock, Clock::Any { .. }) {
        assert!((1..=12).contains(&now.month) && now.year >= 1970);
    }
    let ahead = input.years_ahead.unwrap_or(MAX_YEARS_AHEAD);
    let text = input.text.0.as_str();
    let check = expiry::validate(text, now, ahead);
    assert_date(check, now, ahead);
    assert_eq!(expiry::validate(&plain(text), now, ahead), check);
    if text.chars().any(|c| is(c) == Is::Other) {
        assert!(!check.is_potentially_valid);
    }

    // What no typing can correct is not corrected by typing. But "122" is January in 2022, and over, as card-validator reads it,
    // though a "1229" may follow.
    let is_january = plain(text).trim() == format!("1{:02}", now.year % 100);
    let longer = expiry::validate(&format!("{text}{}", input.typed_next.0), now, ahead);
    assert!(check.is_potentially_valid || !longer.is_potentially_valid || is_january);

    // A date is the same date where month and year are separate, and each is right alone.
    if let Some(date) = check.date().filter(|date| check.is_valid && date.year < 10_000) {
        let (month, year) = (date.month.to_string(), format!("{:04}", date.year));
        assert_eq!(expiry::validate_parts(&month, &year, now, ahead), check);
        assert_eq!(expiry::validate(&format!("{year}-{month:0>2}"), now, ahead), check);
        assert!(expiry::validate_month(&month, now).check.is_valid);
        assert!(expiry::validate_year(&year, now, ahead).check.is_valid);
    }

    let (month, year) = (input.month.0.as_str(), input.year.0.as_str());
    let parts = expiry::validate_parts(month, year, now, ahead);
    assert_date(parts, now, ahead);
    assert_eq!(expiry::validate_parts(&plain(month), &plain(year), now, ahead), parts);
    let (month, year) = (expiry::validate_month(month, now), expiry::validate_year(year, now, ahead));
    assert_of_one_piece(month.check);
    assert_of_one_piece(year.check);
    assert!(!month.is_valid_for_this_year || month.check.is_valid);
    if year.check.is_valid {
        let reach = now.year..=now.year.saturating_add(ahead);
        assert!(year.year.is_some_and(|year| reach.contains(&year)));
    }
    // The whole is no better than its parts.
    assert!(!parts.is_valid || (month.check.is_valid && year.check.is_valid));
    assert!(!parts.is_potentially_valid || (month.check.is_potentially_valid && year.check.is_potentially_valid));
});
