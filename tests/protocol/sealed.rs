//! What is sealed, and the header before it.

use base64ct::{Base64UrlUnpadded, Encoding};
use payments_widget::card::{Card, CardFields, Rules, YearMonth};
use payments_widget::jwe::header;
use payments_widget::jwe::jwk::EcPoint;
use payments_widget::jwe::plaintext::{self, Binding};
use payments_widget::money::{Currency, Money};
use zeroize::Zeroizing;

use crate::example;

const SESSION: &str = "ps_7Yb2kQ0m";

fn own(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.to_owned())
}

fn card(holder: &str) -> Card {
    let fields = CardFields {
        number: own("4000 0000 0000 3220"),
        expiry: own("12/34"),
        cvv: own("123"),
        holder: Some(own(holder)),
        identity: Some(own("900101")),
        password: Some(own("12")),
        ..CardFields::default()
    };
    let now = YearMonth { year: 2026, month: 11 };
    Card::read(&fields, &Rules { accepted: None, now, holder_required: true, korean_auth: true, amount: None }).unwrap()
}

fn write(holder: &str, session: &str) -> Zeroizing<Vec<u8>> {
    let money = Money::from_minor(10000, Currency::parse("USD").unwrap()).unwrap();
    let binding = Binding { session, money, jti: "Zk3q0b8o9l2JtVYb1m5c4w", iat: 1_795_509_060 };
    plaintext::write(&card(holder), &binding).unwrap()
}

#[test]
fn the_plaintext_is_the_example_and_spaces_up_to_one_length() {
    let written = write("KIM MINSU", SESSION);
    assert_eq!(written.len(), 1024);
    assert_eq!(str::from_utf8(&written).unwrap().trim_end_matches(' '), example("card_plaintext"));
}

#[test]
fn a_longer_plaintext_has_the_next_length() {
    let longest_name = "김".repeat(255);
    assert_eq!(write(&longest_name, SESSION).len(), 1024);
    assert_eq!(write(&longest_name, &SESSION.repeat(6)).len(), 2048);
}

#[test]
fn a_name_is_written_as_json_writes_it() {
    let name = "O'Neil \"Né\\\u{2028}김";
    let json: serde_json::Value = serde_json::from_slice(&write(name, SESSION)).unwrap();
    assert_eq!(json["name"], name);
}

#[test]
fn the_header_is_the_example() {
    let json: serde_json::Value = serde_json::from_str(&example("jwe_header")).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let epk = EcPoint { x: text(&json["epk"]["x"]), y: text(&json["epk"]["y"]) };
    let protected = header::protected(&text(&json["kid"]), &epk);
    assert_eq!(Base64UrlUnpadded::decode_vec(&protected).unwrap(), example("jwe_header").into_bytes());
}
