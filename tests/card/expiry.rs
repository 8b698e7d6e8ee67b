//! Expiry dates: read in every way of writing, held against a clock that is given.

use payments_widget::card::expiry::{self, MAX_YEARS_AHEAD, MonthCheck, YearCheck};
use payments_widget::card::{FieldError, YearMonth};
use proptest::prelude::*;

const NOW: YearMonth = YearMonth { year: 2026, month: 11 };

const EXPIRED: Option<FieldError> = Some(FieldError::CardExpired);
const INCOMPLETE: Option<FieldError> = Some(FieldError::ExpirationDateIncomplete);
const INVALID: Option<FieldError> = Some(FieldError::ExpirationDateInvalid);
const REQUIRED: Option<FieldError> = Some(FieldError::ExpirationDateRequired);

fn date(text: &str) -> Option<(u8, u16)> {
    let check = expiry::validate(text, NOW, MAX_YEARS_AHEAD);
    check.date().filter(|_| check.is_valid).map(|date| (date.month, date.year))
}

fn check(text: &str) -> (bool, bool, Option<FieldError>) {
    let check = expiry::validate(text, NOW, MAX_YEARS_AHEAD);
    (check.is_valid, check.is_potentially_valid, check.error)
}

#[test]
fn ways_of_writing_a_date() {
    let december = [
        "12/34",
        "12 / 34",
        "12/2034",
        "12 / 2034",
        "1234",
        "122034",
        "12 34",
        "12 2034",
        "12-34",
        "12–2034",
        "2034-12",
        "2034/12",
        "12／34",
        "１２／３４",
        "١٢/٣٤",
        "۱۲ / ۲۰۳۴",
        "१२/३४",
        "𝟙𝟚 / 𝟚𝟘𝟛𝟜",
        " 12/34 ",
        "12\u{A0}/\u{A0}34",
        "\u{200E}12/34\u{200F}",
        "12⁄34",
        "12.34",
        "12,34",
        "12.2034",
        "12 . 34",
        "2034.12",
        "12．34",
        "１２，３４",
        "１２。３４",
        "12、34",
        "12｡34",
        "12､34",
        "١٢،٣٤",
        "١٢٫٣٤",
        "۱۲۔۳۴",
        "\u{200F} 12/34 \u{200E}",
        "1234 \u{200E}",
    ];
    for text in december {
        assert_eq!(date(text), Some((12, 2034)), "{text}");
    }
    let january =
        ["1/34", "01/34", "0134", "1 / 34", "1 34", "2034-1", "01 / 2034", "012034", "1.34", "1.2034", "1,2034"];
    for text in january {
        assert_eq!(date(text), Some((1, 2034)), "{text}");
    }
    // Where nothing separates them, the month has two digits if it can.
    for (text, expected) in [("334", (3, 2034)), ("134", (1, 2034)), ("1134", (11, 2034)), ("32034", (3, 2034))] {
        assert_eq!(date(text), Some(expected), "{text}");
    }
}

#[test]
fn a_date_may_begin_with_a_month() {
    let cases = [
        ("12 / 99", true),
        ("01", true),
        ("1", true),
        ("１２", true),
        ("", false),
        ("0", false),
        ("00 / 34", false),
        ("13 / 34", false),
        ("1/34", false),
        ("+1", false),
        ("/12", false),
        ("ab", false),
    ];
    for (text, expected) in cases {
        assert_eq!(expiry::begins_with_month(text), expected, "{text}");
    }
}

#[test]
fn what_is_printed_of_a_check_has_no_date() {
    let date = expiry::validate("12/34", NOW, MAX_YEARS_AHEAD);
    let year = expiry::validate_year("2034", NOW, MAX_YEARS_AHEAD);
    assert_eq!((date.year, year.year), (Some(2034), Some(2034)));
    let printed = format!("{date:?} {year:?} {date:#?} {year:#?}");
    assert!(printed.contains("is_valid: true") && !printed.contains(|c: char| c.is_ascii_digit()), "{printed}");
}

#[test]
fn what_is_said_of_a_date() {
    let cases = [
        ("", (false, true, REQUIRED)),
        (" \u{200E}", (false, true, REQUIRED)),
        ("1", (false, true, INCOMPLETE)),
        ("0", (false, true, INCOMPLETE)),
        ("12", (false, true, INCOMPLETE)),
        ("12/", (false, true, INCOMPLETE)),
        ("12 / ", (false, true, INCOMPLETE)),
        ("12/3", (false, true, INCOMPLETE)),
        ("123", (false, true, INCOMPLETE)),
        ("/34", (false, true, INCOMPLETE)),
        ("/", (false, true, INCOMPLETE)),
        ("0/34", (false, true, INCOMPLETE)),
        ("/24", (false, false, EXPIRED)),
        // On the way to "2034-12", which begins as no month does.
        ("203", (false, true, INCOMPLETE)),
        ("2034", (false, true, INCOMPLETE)),
        ("2034-", (false, true, INCOMPLETE)),
        ("2034-0", (false, true, INCOMPLETE)),
        ("2024", (false, false, INVALID)),
        ("2024-", (false, false, EXPIRED)),
        ("2046-", (false, false, INVALID)),
        // A century is the beginning of a year of four digits, and an old card's year.
        ("12/20", (false, true, EXPIRED)),
        ("12/203", (false, true, INCOMPLETE)),
        ("12/193", (false, false, INVALID)),
        // January is over, but it may become December where nothing follows the month.
        ("2026-1", (false, true, EXPIRED)),
        ("2026-01", (false, false, EXPIRED)),
        ("2026-9", (false, false, EXPIRED)),
        ("2025-1", (false, false, EXPIRED)),
        ("1/26", (false, false, EXPIRED)),
        // Over, this month, the furthest, too far.
        ("10/26", (false, false, EXPIRED)),
        ("11/26", (true, true, None)),
        ("12/24", (false, false, EXPIRED)),
        ("12/1999", (false, false, EXPIRED)),
        ("12/45", (true, true, None)),
        ("12/2045", (true, true, None)),
        ("01/46", (false, false, INVALID)),
        ("12/2046", (false, false, INVALID)),
        ("12/99", (false, false, INVALID)),
        // No such month.
        ("00/34", (false, false, INVALID)),
        ("13/34", (false, false, INVALID)),
        ("13/24", (false, false, INVALID)),
        ("001/34", (false, false, INVALID)),
        ("2034-13", (false, false, INVALID)),
        // No date.
        ("12/34/56", (false, false, INVALID)),
        ("12//34", (false, false, INVALID)),
        ("12/34/", (false, false, INVALID)),
        ("12 34/", (false, false, INVALID)),
        ("12/34a", (false, false, INVALID)),
        ("Dec 34", (false, false, INVALID)),
        ("12.", (false, true, INCOMPLETE)),
        ("12..34", (false, false, INVALID)),
        ("12./34", (false, false, INVALID)),
        ("12.34.", (false, false, INVALID)),
        ("1.12.34", (false, false, INVALID)),
        ("12;34", (false, false, INVALID)),
        ("12:34", (false, false, INVALID)),
        ("12·34", (false, false, INVALID)),
        ("1234567", (false, false, INVALID)),
        ("12/20345", (false, false, INVALID)),
        ("99999999999999999999999", (false, false, INVALID)),
        ("12/99999999999999999999", (false, false, INVALID)),
    ];
    for (text, expected) in cases {
        assert_eq!(check(text), expected, "{text:?}");
    }
}

#[test]
fn an_unseparated_date_is_read_by_the_clock() {
    // card-validator's own examples: 1/20 while 2020 can be meant, 12/0 once it cannot.
    let reading = |text: &str, year: u16| expiry::validate(text, YearMonth { year, month: 1 }, MAX_YEARS_AHEAD).date();
    assert_eq!(reading("120", 2019), Some(YearMonth { year: 2020, month: 1 }));
    assert_eq!(reading("139", 2026), Some(YearMonth { year: 2039, month: 1 }));
    assert_eq!(reading("120", 2021), None);
    assert_eq!(reading("1226", 2021), Some(YearMonth { year: 2026, month: 12 }));
}

#[test]
fn a_whole_date_is_told_even_when_it_is_over() {
    let check = expiry::validate("12/24", NOW, MAX_YEARS_AHEAD);
    assert_eq!((check.month, check.year), (Some(12), Some(2024)));
    for text in ["12/20", "12/99", "13/34", "12/3"] {
        assert_eq!(expiry::validate(text, NOW, MAX_YEARS_AHEAD).date(), None, "{text}");
    }
}

#[test]
fn years_ahead_may_be_set() {
    let furthest = |text, years| expiry::validate(text, NOW, years).is_valid;
    assert!(furthest("12/26", 0) && !furthest("01/27", 0));
    assert!(furthest("12/2126", 100) && !furthest("12/2127", 100));
    assert!(furthest("12/9999", u16::MAX));
}

#[test]
fn two_digits_cross_a_century() {
    let at = |text, year| expiry::validate(text, YearMonth { year, month: 6 }, MAX_YEARS_AHEAD).date();
    assert_eq!(at("06/04", 2095), Some(YearMonth { year: 2104, month: 6 }));
    assert_eq!(at("06/96", 2095), Some(YearMonth { year: 2096, month: 6 }));
    assert_eq!(at("06/04", 2065), Some(YearMonth { year: 2004, month: 6 }));
    // The century in reach may be typed before it has begun; in 2020 "20" is also a year, and may go on all the same.
    let said = |text, year, month| {
        let check = expiry::validate(text, YearMonth { year, month }, MAX_YEARS_AHEAD);
        (check.is_valid, check.is_potentially_valid, check.error)
    };
    assert_eq!(said("06/21", 2095, 6), (false, true, EXPIRED));
    assert_eq!(said("06/210", 2095, 6), (false, true, INCOMPLETE));
    assert_eq!(said("06/22", 2095, 6), (false, false, EXPIRED));
    assert_eq!(said("06/220", 2095, 6), (false, false, INVALID));
    assert_eq!(said("06/20", 2020, 6), (true, true, None));
    assert_eq!(said("06/20", 2020, 7), (false, true, EXPIRED));
    assert_eq!(said("06/20", 2021, 6), (false, true, EXPIRED));
}

#[test]
fn month_and_year_apart() {
    let check = |month, year| {
        let check = expiry::validate_parts(month, year, NOW, MAX_YEARS_AHEAD);
        (check.is_valid, check.is_potentially_valid, check.error)
    };
    assert_eq!(check("12", "34"), (true, true, None));
    assert_eq!(check(" 1 ", "2034"), (true, true, None));
    assert_eq!(check("\u{200E} 1\u{200E}2", "3\u{200F}4"), (true, true, None));
    assert_eq!(check("", ""), (false, true, REQUIRED));
    assert_eq!(check("12", ""), (false, true, INCOMPLETE));
    assert_eq!(check("", "34"), (false, true, INCOMPLETE));
    assert_eq!(check("10", "26"), (false, false, EXPIRED));
    assert_eq!(check("1", "26"), (false, true, EXPIRED));
    assert_eq!(check("01", "26"), (false, false, EXPIRED));
    assert_eq!(check("13", "34"), (false, false, INVALID));
    assert_eq!(check("12", "3x"), (false, false, INVALID));
    assert_eq!(check("1/2", "34"), (false, false, INVALID));
}

#[test]
fn a_month_alone() {
    let cases = [
        ("", (false, true, REQUIRED, false)),
        ("0", (false, true, INCOMPLETE, false)),
        ("1", (true, true, None, false)),
        ("10", (true, true, None, false)),
        ("11", (true, true, None, true)),
        ("12", (true, true, None, true)),
        ("13", (false, false, INVALID, false)),
        ("00", (false, false, INVALID, false)),
        ("1x", (false, false, INVALID, false)),
    ];
    for (text, expected) in cases {
        let MonthCheck { check, is_valid_for_this_year } = expiry::validate_month(text, NOW);
        let found = (check.is_valid, check.is_potentially_valid, check.error, is_valid_for_this_year);
        assert_eq!(found, expected, "{text:?}");
    }
}

#[test]
fn a_year_alone() {
    let cases = [
        ("", (false, true, REQUIRED, false)),
        ("2", (false, true, INCOMPLETE, false)),
        ("20", (false, true, EXPIRED, false)),
        ("203", (false, true, INCOMPLETE, false)),
        ("303", (false, false, INVALID, false)),
        ("25", (false, false, EXPIRED, false)),
        ("26", (true, true, None, true)),
        ("2026", (true, true, None, true)),
        ("45", (true, true, None, false)),
        ("46", (false, false, INVALID, false)),
        ("20345", (false, false, INVALID, false)),
        ("year", (false, false, INVALID, false)),
    ];
    for (text, expected) in cases {
        let YearCheck { check, is_current_year, .. } = expiry::validate_year(text, NOW, MAX_YEARS_AHEAD);
        let found = (check.is_valid, check.is_potentially_valid, check.error, is_current_year);
        assert_eq!(found, expected, "{text:?}");
    }
}

#[test]
fn the_digits_of_a_date() {
    assert_eq!(&YearMonth { year: 2034, month: 1 }.digits(), b"012034");
    assert_eq!(&YearMonth { year: 2109, month: 12 }.digits(), b"122109");
}

#[test]
fn a_month_is_over_when_it_is_over_everywhere() {
    const HOUR: i64 = 3_600_000;
    let at = |ms| YearMonth::from_unix_ms_utc_minus_12(ms);
    // 2026-12-01T12:00Z is midnight at UTC−12.
    let december_there = 1_796_126_400_000;
    assert_eq!(at(december_there - 1), YearMonth { year: 2026, month: 11 });
    assert_eq!(at(december_there), YearMonth { year: 2026, month: 12 });
    let cases = [
        (12 * HOUR, (1970, 1)),
        // Before 1970, as with a clock that was never set: the earliest month, at which nothing is over.
        (0, (1970, 1)),
        (i64::MIN, (1970, 1)),
        (951_825_600_000, (2000, 2)),               // 2000-02-29T12:00Z
        (951_912_000_000, (2000, 3)),               // 2000-03-01T12:00Z
        (1_709_251_199_999 + 12 * HOUR, (2024, 2)), // 2024-02-29
        (1_709_251_200_000 + 12 * HOUR, (2024, 3)),
        (4_107_542_400_000 + 12 * HOUR, (2100, 3)), // 2100 is no leap year
        (4_107_542_399_999 + 12 * HOUR, (2100, 2)),
    ];
    for (ms, (year, month)) in cases {
        assert_eq!(at(ms), YearMonth { year, month }, "{ms}");
    }
    assert_eq!(at(i64::MAX).month, at(i64::MAX).month.clamp(1, 12));
}

#[test]
fn a_clock_as_text() {
    assert_eq!(YearMonth::parse("2026-11"), Some(NOW));
    for text in ["", "2026", "2026-13", "2026-00", "26-11", "2026-1", "2026-11-24", "2026/11", "11-2026", "x-y"] {
        assert_eq!(YearMonth::parse(text), None, "{text}");
    }
}

fn any_month() -> impl Strategy<Value = YearMonth> {
    (1970_u16..2300, 1_u8..=12).prop_map(|(year, month)| YearMonth { year, month })
}

proptest! {
    #[test]
    fn every_date_in_reach_is_valid_and_every_beginning_of_it_may_become_so(
        now in any_month(), ahead in 0_u16..=19, month in 1_u8..=12, slash in "/| / |-|\\.|,",
    ) {
        let date = YearMonth { year: now.year + ahead, month };
        prop_assume!(date >= now);
        let text = format!("{month:02}{slash}{}", date.year);
        prop_assert_eq!(expiry::validate(&text, now, MAX_YEARS_AHEAD).date(), Some(date));
        for text in [text, format!("{}-{month:02}", date.year)] {
            for length in 0..text.len() {
                let beginning: String = text.chars().take(length).collect();
                prop_assert!(expiry::validate(&beginning, now, MAX_YEARS_AHEAD).is_potentially_valid, "{}", beginning);
            }
        }
        let short = format!("{month:02}{slash}{:02}", date.year % 100);
        prop_assert_eq!(expiry::validate(&short, now, MAX_YEARS_AHEAD).date(), Some(date));
    }

    #[test]
    fn a_month_that_is_over_is_expired(now in any_month(), month in 1_u8..=12, back in 0_u16..200) {
        let date = YearMonth { year: now.year - back, month };
        prop_assume!(date < now);
        let check = expiry::validate(&format!("{month:02}/{:04}", date.year), now, MAX_YEARS_AHEAD);
        prop_assert_eq!((check.is_valid, check.error), (false, Some(FieldError::CardExpired)));
    }

    #[test]
    fn what_is_said_is_of_one_piece(text in "\\PC{0,12}|[0-9 /-]{0,10}", year: u16, month: u8, ahead: u16) {
        let now = YearMonth { year, month };
        let check = expiry::validate(&text, now, ahead);
        prop_assert_eq!(check.is_valid, check.error.is_none());
        prop_assert!(check.is_potentially_valid || !check.is_valid);
        prop_assert_eq!(check.month.is_some(), check.year.is_some());
        let _ = (expiry::validate_month(&text, now), expiry::validate_year(&text, now, ahead));
        let _ = expiry::validate_parts(&text, &text, now, ahead);
    }

    #[test]
    fn the_clock_goes_by_the_calendar(ms in 0_i64..10_000_000_000_000) {
        const DAY: i64 = 86_400_000;
        let at = YearMonth::from_unix_ms_utc_minus_12;
        prop_assert!(at(ms) <= at(ms + DAY));
        prop_assert!(at(ms) < at(ms + 31 * DAY));
        prop_assert!((1..=12).contains(&at(ms).month));
    }
}
