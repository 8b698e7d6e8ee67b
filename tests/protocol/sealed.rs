//! What is sealed, and the header before it.

use base64ct::{Base64UrlUnpadded, Encoding};
use payments_widget::card::{Card, CardFields, Cvv, Rules, YearMonth};
use payments_widget::checkout::order::ToSeal;
use payments_widget::jwe::algorithm::{Alg, Enc};
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

fn binding(session: &str) -> Binding<'_> {
    let money = Money::from_minor(10000, Currency::parse("USD").unwrap()).unwrap();
    Binding { session, money, jti: "Zk3q0b8o9l2JtVYb1m5c4w", iat: 1_795_509_060 }
}

fn write(holder: &str, session: &str) -> Zeroizing<Vec<u8>> {
    ToSeal::Card(card(holder)).plaintext(&plaintext::card(&binding(session))).unwrap()
}

#[test]
fn the_plaintext_is_the_example_and_spaces_up_to_one_length() {
    let written = write("KIM MINSU", SESSION);
    assert_eq!(written.len(), 1024);
    assert_eq!(str::from_utf8(&written).unwrap().trim_end_matches(' '), example("card_plaintext"));
}

#[test]
fn the_plaintext_of_a_cvv_is_the_example_and_spaces_up_to_the_length_of_a_card() {
    let cvv = Cvv::read("123", &[3]).unwrap();
    let written = ToSeal::Cvv(cvv).plaintext(&plaintext::cvv("card_5Rt2", &binding(SESSION))).unwrap();
    assert_eq!(written.len(), 1024);
    assert_eq!(str::from_utf8(&written).unwrap().trim_end_matches(' '), example("cvv_plaintext"));
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
fn the_headers_are_the_examples() {
    let examples = [("jwe_header", header::TYP), ("jwe_header_cvv", header::CVV_TYP), ("jwe_header_rsa", header::TYP)];
    for (name, typ) in examples {
        let json: serde_json::Value = serde_json::from_str(&example(name)).unwrap();
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let epk = json.get("epk").map(|epk| EcPoint { x: text(&epk["x"]), y: text(&epk["y"]) });
        let enc = Enc::from_word(&text(&json["enc"])).unwrap();
        let alg = Alg::from_word(&text(&json["alg"])).unwrap();
        let protected = header::protected(&header::begin(alg, enc, &text(&json["kid"]), typ), epk.as_ref());
        assert_eq!(Base64UrlUnpadded::decode_vec(&protected).unwrap(), example(name).into_bytes());
    }
}
