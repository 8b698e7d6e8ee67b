//! The formats of other processors: what is public is filled in, and the card only in the plaintext.

use payments_widget::card::{Card, CardFields, Rules, YearMonth};
use payments_widget::checkout::order::ToSeal;
use payments_widget::jwe::algorithm::{Alg, Enc};
use payments_widget::jwe::header;
use payments_widget::jwe::jwk::EcPoint;
use payments_widget::jwe::token_format::{TokenFormat, Values};
use payments_widget::money::{Currency, Money};
use serde_json::json;
use zeroize::Zeroizing;

use super::{decode, json as parsed};

fn typed(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.to_owned())
}

fn card(fields: CardFields) -> ToSeal {
    let now = YearMonth { year: 2026, month: 11 };
    let fields = CardFields { number: typed("4000 0000 0000 3220"), cvv: typed("123"), ..fields };
    let rules = Rules { accepted: None, now, holder_required: false, korean_auth: true, amount: None };
    match Card::read(&fields, &rules) {
        Ok(card) => ToSeal::Card(card),
        Err(errors) => panic!("{errors:?}"),
    }
}

fn format(payload: &str, header: &str) -> TokenFormat {
    TokenFormat { payload: payload.to_owned(), header: header.to_owned() }
}

fn values(session: &str) -> Values<'_> {
    let Ok(money) = Currency::parse("USD").and_then(|usd| Money::from_minor(1999, usd)) else { panic!("no amount") };
    Values { session, money, jti: "Zk3q0b8o9l2JtVYb1m5c4w", time: "2026-11-28T01:02:03.456Z" }
}

/// The JSON of the plaintext.
fn sealed(to_seal: &ToSeal, payload: &str, session: &str) -> serde_json::Value {
    let Some(bytes) = to_seal.plaintext(&format(payload, "").template(&values(session))) else {
        panic!("no plaintext")
    };
    assert_eq!(bytes.len(), 1024);
    parsed(&bytes)
}

#[test]
fn every_value_of_the_card_can_be_named() {
    let name = "O'Neil \"Né\\ {cvv}";
    let fields = CardFields {
        expiry: typed("1/34"),
        holder: Some(typed(name)),
        identity: Some(typed("900101")),
        password: Some(typed("12")),
        ..CardFields::default()
    };
    let payload = r#"{"card":{"n":"{number}","until":"{exp_month}/{exp_year_short}","year":"{exp_year}","code":"{cvv}","who":"{name}"},
        "kr":["{identity}","{password}"],"net":"<{network}>","empty":{},"none":"\u0001","one":1}"#;
    let expected = json!({
        "card": { "n": "4000000000003220", "until": "01/34", "year": "2034", "code": "123", "who": name },
        "kr": ["900101", "12"], "net": "<>", "empty": {}, "none": "\u{1}", "one": 1,
    });
    assert_eq!(sealed(&card(fields), payload, "ps_1"), expected, "a value is not looked through for others");
}

#[test]
fn what_was_not_given_is_empty() {
    let fields = CardFields { expiry: typed("12/34"), ..CardFields::default() };
    let json = sealed(&card(fields), r#"{"m":"{exp_month}","x":"{name}{identity}{password}{network}"}"#, "ps_1");
    assert_eq!(json, json!({ "m": "12", "x": "" }));
}

#[test]
fn every_value_of_the_payment_can_be_named() {
    let to_seal = card(CardFields { expiry: typed("12/34"), ..CardFields::default() });
    let payload = r#"{"s":"{session}","a":"{amount} {currency}","j":"{jti}","t":["{time}","{time_digits}"]}"#;
    let expected = json!({
        "s": "ps_{cvv}\"\u{1}", "a": "1999 USD", "j": "Zk3q0b8o9l2JtVYb1m5c4w",
        "t": ["2026-11-28T01:02:03.456Z", "20261128010203"],
    });
    assert_eq!(sealed(&to_seal, payload, "ps_{cvv}\"\u{1}"), expected, "a value is no template");
}

#[test]
fn the_cvv_of_a_saved_card_is_no_card() {
    let ToSeal::Card(card) = card(CardFields { expiry: typed("12/34"), ..CardFields::default() }) else { panic!() };
    let template = format(r#"{"pan":"{number}","code":"{cvv}"}"#, "").template(&values("ps_1"));
    assert_eq!(ToSeal::Cvv(card.cvv).plaintext(&template), None);
}

#[test]
fn the_header_has_its_members_after_the_algorithms() {
    for (members, expected) in [
        (r#""kid":"761a","version":1"#, r#"{"alg":"RSA-OAEP-256","enc":"A256GCM","kid":"761a","version":1}"#),
        (r#""kid":"{kid}""#, r#"{"alg":"RSA-OAEP-256","enc":"A256GCM","kid":"thumb"}"#),
        ("", r#"{"alg":"RSA-OAEP-256","enc":"A256GCM"}"#),
    ] {
        let begun = format("{}", members).header(Alg::RsaOaep256, Enc::A256Gcm, "thumb");
        assert_eq!(String::from_utf8_lossy(&decode(&header::protected(&begun, None))), expected);
    }
    let begun = format("{}", r#""kid":"1""#).header(Alg::EcdhEs, Enc::A128Gcm, "thumb");
    let epk = EcPoint { x: "x".repeat(43), y: "y".repeat(43) };
    let json = parsed(&decode(&header::protected(&begun, Some(&epk))));
    assert_eq!(
        (&json["alg"], &json["kid"], &json["epk"]["y"]),
        (&"ECDH-ES".into(), &"1".into(), &"y".repeat(43).into())
    );
}

#[test]
fn the_header_has_nothing_of_the_card() {
    let begun = format("{}", r#""kid":"{number}{cvv}{session}""#).header(Alg::RsaOaep256, Enc::A256Gcm, "thumb");
    let json = parsed(&decode(&header::protected(&begun, None)));
    assert_eq!(json["kid"], "{number}{cvv}{session}");
}
