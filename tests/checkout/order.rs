//! What the options of a call ask to charge.

use payments_widget::card::{CardFields, YearMonth};
use payments_widget::checkout::errors::Problems;
use payments_widget::checkout::order::{card, money, wallet};
use payments_widget::money::{Currency, Money, MoneyError};
use zeroize::Zeroizing;

use super::say;

const NOW: YearMonth = YearMonth { year: 2026, month: 11 };

fn typed(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.to_owned())
}

fn good() -> CardFields {
    CardFields {
        number: typed("4242 4242 4242 4242"),
        expiry: typed("12/34"),
        cvv: typed("123"),
        ..CardFields::default()
    }
}

fn paid_in(installment_months: u64) -> CardFields {
    CardFields { installment_months, ..good() }
}

fn amount(major: &str, currency: &str) -> Result<Money, MoneyError> {
    Money::parse(major, Currency::parse(currency)?)
}

/// Codes and sentences of everything that is wrong.
fn wrong<T>(order: Result<T, Problems>) -> Vec<(String, String)> {
    let problems = order.err().map(|problems| problems.into_failure(&say).errors);
    problems.unwrap_or_default().into_iter().map(|problem| (problem.code, problem.message)).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(code, sentence)| ((*code).to_owned(), (*sentence).to_owned())).collect()
}

#[test]
fn an_amount_has_its_own_currency_or_the_configured_one() {
    let cases = [
        (("100", Some("KRW"), None), Ok(("KRW", 100))),
        (("100", Some("KRW"), Some("USD")), Ok(("KRW", 100))),
        (("19.99", None, Some("USD")), Ok(("USD", 1999))),
        (("100", None, None), Err(MoneyError::CurrencyRequired)),
        (("100", Some(""), Some("USD")), Err(MoneyError::CurrencyRequired)),
        (("100", Some("usd"), Some("USD")), Err(MoneyError::CurrencyInvalid)),
        (("19.99", Some("KRW"), None), Err(MoneyError::AmountInvalid)),
        (("", Some("KRW"), None), Err(MoneyError::AmountInvalid)),
    ];
    for ((major, own, configured), expected) in cases {
        let read = money(major, None, own, configured).map(|money| (money.currency().code(), money.minor()));
        assert_eq!(read, expected, "{major} {own:?} {configured:?}");
    }
}

#[test]
fn an_amount_that_was_computed_is_the_amount_that_it_is_meant_to_be() {
    let sum = 0.1 + 0.2;
    let read = |number| money("0.30000000000000004", number, Some("USD"), None).map(|money| money.minor());
    assert_eq!(read(Some(sum)), Ok(30));
    assert_eq!(read(None), Err(MoneyError::AmountInvalid), "a string is exact");
}

#[test]
fn a_good_card_is_charged_in_the_months_that_its_amount_allows() {
    for (months, major, currency) in
        [(0, "19.99", "USD"), (0, "1000", "KRW"), (2, "50000", "KRW"), (36, "50000", "KRW")]
    {
        let (card, money) =
            card(&paid_in(months), amount(major, currency), NOW).unwrap_or_else(|problems| panic!("{problems:?}"));
        assert_eq!(
            (card.masked().last4.as_str(), u64::from(card.installment_months), money.major().as_str()),
            ("4242", months, major)
        );
    }
    for (months, major, currency) in [
        (1, "50000", "KRW"),
        (37, "50000", "KRW"),
        (2, "49999", "KRW"),
        (2, "500.00", "USD"),
        // 256 + 2: more than the number of months can hold.
        (258, "50000", "KRW"),
    ] {
        let order = card(&paid_in(months), amount(major, currency), NOW);
        assert_eq!(
            wrong(order),
            pairs(&[("installment_months_invalid", "inst.invalid")]),
            "{months} {major} {currency}"
        );
    }
}

#[test]
fn the_sentences_of_a_card_know_its_texts_and_its_brand() {
    type Case = (fn(&mut CardFields), &'static [(&'static str, &'static str)]);
    let with = |change: fn(&mut CardFields)| {
        let mut fields = good();
        change(&mut fields);
        wrong(card(&fields, amount("5", "USD"), NOW))
    };
    let cases: [Case; 9] = [
        (|card| card.number = typed("4242"), &[("card_number_incomplete", "number.incomplete")]),
        (|card| card.expiry = typed("12/99"), &[("expiration_date_invalid", "expiry.far")]),
        (|card| card.expiry = typed("13/34"), &[("expiration_date_invalid", "expiry.invalid")]),
        (|card| card.cvv = typed("1"), &[("cvv_incomplete", "cvv.incomplete Number(3)")]),
        (|card| card.number = typed("378282246310005"), &[("cvv_incomplete", "cvv.incomplete Number(4)")]),
        (|card| card.holder = Some(typed(&"A".repeat(256))), &[("cardholder_name_invalid", "name.long")]),
        (|card| card.holder = Some(typed("4242424242424242")), &[("cardholder_name_invalid", "name.digits")]),
        (|card| card.identity = Some(typed("850101")), &[("card_password_required", "kr.pin.required")]),
        (|card| card.password = Some(typed("12")), &[("identity_number_required", "kr.birth.invalid")]),
    ];
    for (change, expected) in cases {
        assert_eq!(with(change), pairs(expected));
    }
}

#[test]
fn everything_that_is_wrong_is_named_at_once_and_the_amount_last() {
    let order = card(&CardFields::default(), Err(MoneyError::CurrencyRequired), NOW);
    let expected = [
        ("card_number_required", "number.required"),
        ("expiration_date_required", "expiry.required"),
        ("cvv_required", "cvv.required"),
        ("currency_required", "currency.required"),
    ];
    assert_eq!(wrong(order), pairs(&expected));
    let order = card(&paid_in(5), Err(MoneyError::AmountInvalid), NOW);
    assert_eq!(
        wrong(order),
        pairs(&[("amount_invalid", "amount.invalid")]),
        "without an amount no months can be wrong"
    );
}

#[test]
fn a_wallet_needs_an_id_and_an_amount() {
    let money = amount("5", "USD");
    assert_eq!(wallet("my_wallet", money).map(|money| money.minor()), Ok(500));
    assert_eq!(
        wrong(wallet("my_wallet", Err(MoneyError::AmountInvalid))),
        pairs(&[("amount_invalid", "amount.invalid")])
    );
    let id = ("wallet_id_invalid", "wallet.invalid");
    let long = "w".repeat(65);
    for bad in ["", "a\nb", &long] {
        assert_eq!(wrong(wallet(bad, money)), pairs(&[id]), "{bad:?}");
    }
    let both = wallet("", Err(MoneyError::CurrencyInvalid));
    assert_eq!(wrong(both), pairs(&[id, ("currency_invalid", "currency.invalid")]));
}
