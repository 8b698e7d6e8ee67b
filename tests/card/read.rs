//! A whole card: every wrong field at once, nothing that leaks.

use payments_widget::card::{Brand, Brands, Card, CardFields, FieldError, MaskedCard, Rules, YearMonth};
use payments_widget::money::{Currency, Money};
use proptest::prelude::*;
use zeroize::Zeroizing;

const RULES: Rules = Rules {
    accepted: None,
    now: YearMonth { year: 2026, month: 11 },
    holder_required: false,
    korean_auth: true,
    amount: None,
};

fn fields(number: &str, expiry: &str, cvv: &str) -> CardFields {
    let owned = |text: &str| Zeroizing::new(text.to_owned());
    CardFields { number: owned(number), expiry: owned(expiry), cvv: owned(cvv), ..CardFields::default() }
}

fn some(text: &str) -> Option<Zeroizing<String>> {
    Some(Zeroizing::new(text.to_owned()))
}

fn errors(fields: &CardFields, rules: &Rules) -> Vec<&'static str> {
    Card::read(fields, rules).err().unwrap_or_default().into_iter().map(FieldError::code).collect()
}

#[test]
fn a_card_is_read() {
    let typed =
        CardFields { holder: some(" \tKIM\tMINSU\n"), ..fields("４２４２ 4242-4242 4242", "12 / 34", "123") };
    let Ok(card) = Card::read(&typed, &RULES) else { panic!("refused") };
    assert_eq!(card.pan.expose(), "4242424242424242");
    assert_eq!(card.expiry, YearMonth { year: 2034, month: 12 });
    assert_eq!(card.cvv.expose(), "123");
    assert_eq!(card.holder.as_deref().map(String::as_str), Some("KIM MINSU"));
    assert_eq!(card.network, None);
    assert!(card.korean.is_none());
    assert_eq!(card.masked(), MaskedCard { brand: Some(Brand::Visa), last4: "4242".into() });
}

#[test]
fn a_card_of_a_national_scheme_has_no_brand() {
    let card = Card::read(&fields("9704 0000 0000 0018", "12/34", "123"), &RULES);
    assert_eq!(card.map(|card| card.masked()).ok(), Some(MaskedCard { brand: None, last4: "0018".into() }));
}

#[test]
fn every_wrong_field_is_reported_in_order() {
    assert_eq!(
        errors(&CardFields::default(), &Rules { holder_required: true, ..RULES }),
        ["card_number_required", "expiration_date_required", "cvv_required", "cardholder_name_required"]
    );
    // The guide's card.
    assert_eq!(errors(&fields("1234567890123456", "12/24", "123"), &RULES), ["card_number_invalid", "card_expired"]);
    assert_eq!(
        errors(&fields("4242", "12", "12"), &RULES),
        ["card_number_incomplete", "expiration_date_incomplete", "cvv_incomplete"]
    );
    let name = CardFields { holder: some("4242 4242 4242 4242"), ..fields("4242424242424242", "13/34", "1234") };
    assert_eq!(errors(&name, &RULES), ["expiration_date_invalid", "cvv_invalid", "cardholder_name_invalid"]);
    let visa = Rules { accepted: Some(Brands::of(&[Brand::Visa])), ..RULES };
    assert_eq!(errors(&fields("5555555555554444", "12/34", "123"), &visa), ["card_brand_not_accepted"]);
}

#[test]
fn the_code_follows_the_brand() {
    assert!(errors(&fields("378282246310005", "12/34", "1234"), &RULES).is_empty());
    assert_eq!(errors(&fields("378282246310005", "12/34", "123"), &RULES), ["cvv_incomplete"]);
    assert_eq!(errors(&fields("4242424242424242", "12/34", "1234"), &RULES), ["cvv_invalid"]);
    assert_eq!(errors(&fields("4242424242424242", "12/34", ""), &RULES), ["cvv_required"]);
    assert!(errors(&fields("135410014004955", "12/34", ""), &RULES).is_empty());
}

#[test]
fn the_network_is_one_of_the_numbers() {
    let co_badged = |network| CardFields { network, ..fields("4970100000000006", "12/34", "123") };
    let chosen = |network| Card::read(&co_badged(network), &RULES).ok().map(|card| (card.network, card.masked().brand));
    assert_eq!(chosen(None), Some((None, Some(Brand::Visa))));
    assert_eq!(
        chosen(Some(Brand::CartesBancaires)),
        Some((Some(Brand::CartesBancaires), Some(Brand::CartesBancaires)))
    );
    assert_eq!(errors(&co_badged(Some(Brand::Mada)), &RULES), ["card_brand_not_accepted"]);
    let visa = Rules { accepted: Some(Brands::of(&[Brand::Visa])), ..RULES };
    assert_eq!(errors(&co_badged(Some(Brand::CartesBancaires)), &visa), ["card_brand_not_accepted"]);
    // There is nothing to choose on a card of one brand.
    let single = CardFields { network: Some(Brand::Visa), ..fields("4242424242424242", "12/34", "123") };
    assert_eq!(Card::read(&single, &RULES).ok().and_then(|card| card.network), None);
}

#[test]
fn korean_authentication_is_whole_or_absent() {
    let pair = |identity: Option<&str>, password: Option<&str>| CardFields {
        identity: identity.and_then(some),
        password: password.and_then(some),
        ..fields("9490220006611406", "12/34", "123")
    };
    let read = |fields: &CardFields, rules| {
        let korean = Card::read(fields, rules).ok()?.korean?;
        Some((korean.expose_identity().to_owned(), korean.expose_password().to_owned()))
    };
    assert_eq!(read(&pair(Some("９00101"), Some("12")), &RULES), Some(("900101".into(), "12".into())));
    for neither in [pair(None, None), pair(Some(""), Some("")), pair(Some(" "), None)] {
        assert!(Card::read(&neither, &RULES).is_ok_and(|card| card.korean.is_none()));
    }
    assert_eq!(errors(&pair(Some("900101"), None), &RULES), ["card_password_required"]);
    assert_eq!(errors(&pair(None, Some("12")), &RULES), ["identity_number_required"]);
    assert_eq!(errors(&pair(Some("901301"), Some("1")), &RULES), ["identity_number_invalid", "card_password_invalid"]);
    let unasked = Rules { korean_auth: false, ..RULES };
    assert_eq!(read(&pair(Some("900101"), Some("12")), &unasked), None);
    assert!(errors(&pair(Some("901301"), None), &unasked).is_empty());
}

#[test]
fn the_months_are_checked_where_the_amount_is_known() {
    let won = |minor| Currency::parse("KRW").and_then(|won| Money::from_minor(minor, won)).ok();
    assert!(won(1).is_some());
    for (months, amount, expected) in [
        (0, None, Ok(0)),
        (3, None, Ok(3)),
        (0, won(1_000), Ok(0)),
        (3, won(50_000), Ok(3)),
        (3, won(49_999), Err("installment_months_invalid")),
        (1, won(50_000), Err("installment_months_invalid")),
        // 256 + 3: more than a number of eight bits can hold.
        (259, won(50_000), Err("installment_months_invalid")),
    ] {
        let typed = CardFields { installment_months: months, ..fields("4242424242424242", "12/34", "123") };
        let rules = Rules { amount, ..RULES };
        let read = Card::read(&typed, &rules).map(|card| card.installment_months);
        let read = read.map_err(|errors| errors.iter().map(|error| error.code()).collect::<Vec<_>>().join(" "));
        assert_eq!(read, expected.map_err(str::to_owned), "{months} {amount:?}");
    }
}

#[test]
fn nothing_that_is_printed_tells_a_card() {
    let typed = CardFields {
        holder: some("KIM MINSU"),
        identity: some("900101"),
        password: some("57"),
        ..fields("4000000000003220", "12/34", "986")
    };
    let Ok(card) = Card::read(&typed, &RULES) else { panic!("refused") };
    assert_eq!(format!("{typed:?} {card:?}"), "CardFields(••) Card(•••• 3220)");
    let printed = format!("{card:#?} {:?} {:?} {:?}", card.pan, card.cvv, card.korean);
    for secret in ["4000", "986", "900101", "57", "KIM", "2034"] {
        assert!(!printed.contains(secret), "{secret} in {printed}");
    }
}

proptest! {
    #[test]
    fn no_text_panics(texts in prop::collection::vec(any::<String>(), 6)) {
        if let [number, expiry, cvv, holder, identity, password] = texts.as_slice() {
            let typed = CardFields {
                holder: some(holder), identity: some(identity), password: some(password), ..fields(number, expiry, cvv)
            };
            let _ = Card::read(&typed, &RULES);
        }
    }
}
