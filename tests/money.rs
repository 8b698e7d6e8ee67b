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

/// As a page gives a number: with JavaScript's text of it, which is Rust's but for exponents, which no amount has.
fn number(number: f64, code: &str) -> Result<u64, MoneyError> {
    Money::parse_number(&number.to_string(), number, currency(code)).map(|money| money.minor())
}

#[test]
fn a_number_within_a_few_ulps_of_an_amount_is_that_amount() {
    let cases = [
        (100.0, "USD", 10_000),
        (19.99, "USD", 1_999),
        (0.1 + 0.2, "USD", 30),
        (36.49 * 5.0, "USD", 18_245),
        (182.450_000_000_000_02, "USD", 18_245),
        (1.1 * 3.0, "USD", 330),
        (4.35 * 100.0, "USD", 43_500),
        ([0.1; 10].iter().sum(), "USD", 100),
        ([19.99; 12].iter().sum(), "USD", 23_988),
        (19.999_999_999_999_996, "KRW", 20),
        (4.35 * 100.0, "KRW", 435),
        (0.1 + 0.2, "KWD", 300),
        (0.1 + 0.2, "CLF", 3_000),
        // Sums that are large, and exact.
        (90_071_992_547_409.0, "USD", 9_007_199_254_740_900),
        (9_007_199_254_740_991.0, "KRW", 9_007_199_254_740_991),
        (45_035_996_273_704.97, "USD", 4_503_599_627_370_497),
    ];
    for (value, code, minor) in cases {
        assert_eq!(number(value, code), Ok(minor), "{value} {code}");
    }
}

#[test]
fn a_number_that_is_no_amount() {
    let cases = [
        (1.005, "USD"),
        (19.999, "USD"),
        (0.001, "USD"),
        (100.5, "KRW"),
        (1.2345, "KWD"),
        (0.300_000_000_001, "USD"),
        (0.0, "USD"),
        (-0.0, "USD"),
        (-0.1 - 0.2, "USD"),
        (1e-7, "USD"),
        (5e-324, "USD"),
        (1e21, "KRW"),
        (1e300, "USD"),
        (f64::NAN, "USD"),
        (f64::INFINITY, "USD"),
        (f64::NEG_INFINITY, "USD"),
        (9_007_199_254_740_992.0, "KRW"),
        // A unit in the last place is a fifth of a cent.
        (10_000_000_000_000.002, "USD"),
    ];
    for (value, code) in cases {
        assert_eq!(number(value, code), Err(MoneyError::AmountInvalid), "{value} {code}");
    }
    // Exactly so far: four units, and not five.
    let beside = |ulps| f64::from_bits(182.45_f64.to_bits() + ulps);
    assert_eq!((number(beside(4), "USD"), number(beside(5), "USD")), (Ok(18_245), Err(MoneyError::AmountInvalid)));
    // A text is what a person or a decimal type wrote.
    assert_eq!(Money::parse("182.45000000000002", currency("USD")), Err(MoneyError::AmountInvalid));
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
    fn a_number_is_the_amount_that_it_is_next_to(minor in 1_u64..(1 << 46), currency in any_currency(), off in -4_i64..=4) {
        let exact = minor as f64 / f64::from(10_u32.pow(currency.exponent()));
        let number = f64::from_bits(exact.to_bits().wrapping_add_signed(off));
        let money = Money::parse_number(&number.to_string(), number, currency);
        prop_assert_eq!(money, Money::from_minor(minor, currency));
    }

    #[test]
    fn a_number_that_is_written_as_an_amount_is_that_amount(minor in 1_u64..(1 << 53), currency in any_currency()) {
        let number = minor as f64 / f64::from(10_u32.pow(currency.exponent()));
        let text = number.to_string();
        if let Ok(money) = Money::parse(&text, currency) {
            prop_assert_eq!(Money::parse_number(&text, number, currency), Ok(money));
        }
    }

    #[test]
    fn half_a_unit_is_no_amount(minor in 1_u64..(1 << 44), currency in any_currency()) {
        let number = (minor as f64 + 0.5) / f64::from(10_u32.pow(currency.exponent()));
        let money = Money::parse_number(&number.to_string(), number, currency);
        prop_assert_eq!(money, Err(MoneyError::AmountInvalid));
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
    fn no_text_panics(text in any::<String>(), bits: u64, currency in any_currency()) {
        let _ = (Money::parse(&text, currency), Money::parse_number(&text, f64::from_bits(bits), currency));
        let _ = Currency::parse(&text);
    }
}

#[test]
fn a_part_is_rounded_up_to_a_minor_unit() -> Result<(), MoneyError> {
    let won = Currency::parse("KRW")?;
    for (minor, parts, part) in [(100_000, 3, 33_334), (99_999, 3, 33_333), (5, 1, 5), (5, 0, 5), (1, 36, 1)] {
        assert_eq!(Money::from_minor(minor, won)?.part_of(parts).minor(), part, "{minor} in {parts}");
    }
    Ok(())
}
