//! ISO 4217 and the exact way between major and minor units.
#![cfg(not(target_arch = "wasm32"))]

use payments_widget::money::{Currency, Money, MoneyError, major_or_minor};
use proptest::prelude::*;

/// List one of the ISO 4217 maintenance agency (SIX), published 2026-01-01, without the codes that have no minor unit.
const LIST_ONE: &str = include_str!("money/iso4217-2026-01-01.txt");

fn currency(code: &str) -> Currency {
    match Currency::parse(code) {
        Ok(currency) => currency,
        Err(error) => panic!("{code}: {error}"),
    }
}

#[test]
fn the_table_is_list_one() {
    let mut ours: Vec<_> = Currency::all().map(|c| format!("{} {}", c.code(), c.exponent())).collect();
    ours.sort();
    assert_eq!(ours, LIST_ONE.lines().collect::<Vec<_>>());
}

#[test]
fn what_the_browsers_intl_gets_wrong() {
    // Chromium takes CLDR's digits of cash for these: 0, where ISO 4217 has others.
    for code in "AFN ALL COP HUF IDR IRR KPW LAK LBP MGA MMK PKR RSD SOS SYP YER".split(' ') {
        assert_eq!(currency(code).exponent(), 2, "{code}");
    }
    assert_eq!(currency("IQD").exponent(), 3);
}

#[test]
fn a_currency_is_an_upper_case_active_code() {
    assert_eq!(Currency::parse(""), Err(MoneyError::CurrencyRequired));
    // XXX ("no currency") and XAU (gold) are codes of ISO 4217, but of no money that is paid with; three others are withdrawn.
    for code in ["usd", "US", "USDD", "USD ", "XXX", "XAU", "HRK", "BGN", "ANG", "ABC", "원", " ", "USD AED"] {
        assert_eq!(Currency::parse(code), Err(MoneyError::CurrencyInvalid), "{code}");
    }
    for code in ["USD", "KRW", "EUR", "XCG", "ZWG", "SLE", "XOF"] {
        assert_eq!(currency(code).code(), code);
    }
}

#[test]
fn errors_name_their_field() {
    let cases = [
        (MoneyError::AmountInvalid, "amount_invalid", "amount"),
        (MoneyError::CurrencyRequired, "currency_required", "currency"),
        (MoneyError::CurrencyInvalid, "currency_invalid", "currency"),
    ];
    for (error, code, field) in cases {
        assert_eq!((error.code(), error.field(), error.to_string().as_str()), (code, field, code));
    }
}

#[test]
fn major_units_are_read_exactly() {
    let cases = [
        ("100.00", "USD", 10_000),
        ("100", "USD", 10_000),
        ("19.99", "USD", 1_999),
        ("19.9", "USD", 1_990),
        ("0.01", "USD", 1),
        ("00.010", "USD", 1),
        ("100", "KRW", 100),
        ("100.00", "KRW", 100),
        ("128000", "KRW", 128_000),
        ("19.990000000000000000000000000000", "USD", 1_999),
        ("1.234", "KWD", 1_234),
        ("1.2340", "KWD", 1_234),
        ("1.2345", "CLF", 12_345),
        ("1.5", "HUF", 150),
        ("90071992547409.91", "USD", 9_007_199_254_740_991),
        ("9007199254740991", "JPY", 9_007_199_254_740_991),
    ];
    for (text, code, minor) in cases {
        assert_eq!(Money::parse(text, currency(code)).map(|money| money.minor()), Ok(minor), "{text} {code}");
    }
}

#[test]
fn what_is_no_amount() {
    let cases = [
        ("100.5", "KRW"),
        ("100.01", "JPY"),
        ("19.999", "USD"),
        ("19.9900000000000000001", "USD"),
        ("0.30000000000000004", "USD"),
        ("1.2345", "KWD"),
        ("0", "USD"),
        ("0.00", "USD"),
        ("-1", "USD"),
        ("+1", "USD"),
        ("", "USD"),
        (" 1", "USD"),
        ("1 ", "USD"),
        (".5", "USD"),
        ("5.", "USD"),
        (".", "USD"),
        ("1.2.3", "USD"),
        ("1,000", "USD"),
        ("1e3", "USD"),
        ("1e+21", "USD"),
        ("NaN", "USD"),
        ("Infinity", "USD"),
        ("0x10", "USD"),
        ("１００", "USD"),
        ("1.0a", "KRW"),
        ("1.00₩", "USD"),
        ("90071992547409.92", "USD"),
        ("9007199254740992", "KRW"),
        ("99999999999999999999999999999999999999", "USD"),
    ];
    for (text, code) in cases {
        assert_eq!(Money::parse(text, currency(code)), Err(MoneyError::AmountInvalid), "{text} {code}");
    }
}

#[test]
fn minor_units_have_bounds() {
    let usd = currency("USD");
    for minor in [0, 1 << 53, u64::MAX] {
        assert_eq!(Money::from_minor(minor, usd), Err(MoneyError::AmountInvalid), "{minor}");
    }
    for minor in [1, (1 << 53) - 1] {
        assert_eq!(Money::from_minor(minor, usd).map(|money| money.minor()), Ok(minor));
    }
}

#[test]
fn major_units_have_the_currencys_decimals() {
    let cases = [
        (1, "USD", "0.01"),
        (10, "USD", "0.10"),
        (10_000, "USD", "100.00"),
        (128_000, "KRW", "128000"),
        (1, "KWD", "0.001"),
        (12_345, "KWD", "12.345"),
        (12_345, "CLF", "1.2345"),
        (1, "CLF", "0.0001"),
        (9_007_199_254_740_991, "USD", "90071992547409.91"),
    ];
    for (minor, code, text) in cases {
        assert_eq!(Money::from_minor(minor, currency(code)).map(|money| money.major()), Ok(text.into()));
    }
}

#[test]
fn an_amount_that_is_not_known_is_shown_as_it_came() {
    // XXX is ISO 4217's code for "no currency".
    let cases =
        [(1_999, "USD", "19.99"), (128_000, "KRW", "128000"), (1_999, "XXX", "1999"), (5, "", "5"), (0, "USD", "0")];
    for (minor, currency, text) in cases {
        assert_eq!(major_or_minor(minor, currency), text, "{minor} {currency}");
    }
}

fn any_currency() -> impl Strategy<Value = Currency> {
    prop::sample::select(Currency::all().collect::<Vec<_>>())
}

proptest! {
    #[test]
    fn there_and_back(minor in 1_u64..(1 << 53), currency in any_currency()) {
        let money = Money::from_minor(minor, currency);
        let back = money.and_then(|money| Money::parse(&money.major(), currency));
        prop_assert_eq!(back, money);
    }

    #[test]
    fn both_ways_are_a_shift_of_the_point(minor in 1_u64..(1 << 53), currency in any_currency()) {
        let (unit, decimals) = (10_u64.pow(currency.exponent()), currency.exponent() as usize);
        let point = if decimals > 0 { format!(".{:0decimals$}", minor % unit) } else { String::new() };
        let major = format!("{}{point}", minor / unit);
        prop_assert_eq!(Money::from_minor(minor, currency).map(|money| money.major()), Ok(major.clone()));
        prop_assert_eq!(Money::parse(&major, currency).map(|money| money.minor()), Ok(minor));
    }

    #[test]
    fn zeros_behind_change_nothing(minor in 1_u64..(1 << 53), currency in any_currency(), zeros in "0{0,40}") {
        let money = Money::from_minor(minor, currency);
        let longer = money.map(|money| {
            let major = money.major();
            let point = if major.contains('.') { "" } else { ".0" };
            format!("{major}{point}{zeros}")
        });
        prop_assert_eq!(longer.and_then(|text| Money::parse(&text, currency)), money);
    }

    #[test]
    fn one_digit_too_many_is_an_error(minor in 1_u64..(1 << 53), currency in any_currency(), digit in 1_u8..10) {
        let longer = Money::from_minor(minor, currency).map(|money| {
            let major = money.major();
            let point = if major.contains('.') { "" } else { "." };
            format!("{major}{point}{digit}")
        });
        prop_assert_eq!(longer.and_then(|text| Money::parse(&text, currency)), Err(MoneyError::AmountInvalid));
    }

    #[test]
    fn no_text_panics(text in any::<String>(), currency in any_currency()) {
        let _ = Money::parse(&text, currency);
        let _ = Currency::parse(&text);
    }
}
