//! What is sealed: exact bytes, one of two lengths, and JSON whatever was typed as a name.

use payments_widget::card::{Brand, Card, CardFields, Rules, YearMonth};
use payments_widget::checkout::order::ToSeal;
use payments_widget::jwe::plaintext::{self, Binding};
use payments_widget::jwe::template::LENGTHS;
use payments_widget::money::{Currency, Money};
use proptest::prelude::*;
use zeroize::Zeroizing;

use super::json;

/// The fields of the contract's example.
fn fields() -> CardFields {
    let text = |text: &str| Zeroizing::new(text.to_owned());
    CardFields {
        number: text("4000 0000 0000 3220"),
        expiry: text("12 / 34"),
        cvv: text("123"),
        ..CardFields::default()
    }
}

fn typed(text: &str) -> Option<Zeroizing<String>> {
    Some(Zeroizing::new(text.to_owned()))
}

fn read(fields: &CardFields) -> Card {
    let now = YearMonth { year: 2026, month: 11 };
    match Card::read(fields, &Rules { accepted: None, now, holder_required: false, korean_auth: true, amount: None }) {
        Ok(card) => card,
        Err(errors) => panic!("{errors:?}"),
    }
}

fn money(minor: u64) -> Money {
    match Currency::parse("USD").and_then(|usd| Money::from_minor(minor, usd)) {
        Ok(money) => money,
        Err(error) => panic!("{error}"),
    }
}

fn binding(session: &str) -> Binding<'_> {
    Binding { session, money: money(10_000), jti: "Zk3q0b8o9l2JtVYb1m5c4w", iat: 1_795_509_060 }
}

fn write(fields: &CardFields, binding: &Binding<'_>) -> Option<Zeroizing<Vec<u8>>> {
    ToSeal::Card(read(fields)).plaintext(&plaintext::card(binding))
}

fn written(fields: &CardFields, binding: &Binding<'_>) -> Vec<u8> {
    let Some(bytes) = write(fields, binding) else { panic!("it is too long") };
    bytes.to_vec()
}

const HEAD: &str = r#"{"v":1,"number":"4000000000003220","exp_month":12,"exp_year":2034,"cvv":"123""#;
const TAIL: &str = concat!(
    r#","session":"ps_7Yb2kQ0m","amount":10000,"currency":"USD","#,
    r#""jti":"Zk3q0b8o9l2JtVYb1m5c4w","iat":1795509060}"#
);

#[test]
fn the_bytes_are_those_of_the_contract() {
    let [identity, password] = [typed("900101"), typed("12")];
    for (fields, middle) in [
        (fields(), ""),
        (CardFields { holder: typed("KIM MINSU"), ..fields() }, r#","name":"KIM MINSU""#),
        (
            CardFields { identity: identity.clone(), password: password.clone(), ..fields() },
            r#","kr":{"identity":"900101","password":"12"}"#,
        ),
        (
            CardFields { holder: typed("KIM MINSU"), identity, password, ..fields() },
            r#","name":"KIM MINSU","kr":{"identity":"900101","password":"12"}"#,
        ),
    ] {
        let expected = format!("{:1024}", [HEAD, middle, TAIL].concat());
        assert_eq!(String::from_utf8_lossy(&written(&fields, &binding("ps_7Yb2kQ0m"))), expected);
    }
}

#[test]
fn the_bytes_of_a_cvv_are_those_of_the_contract() {
    let expected = format!("{:1024}", [r#"{"v":1,"cvv":"123","saved_card":"card_5Rt2""#, TAIL].concat());
    let cvv = ToSeal::Cvv(read(&fields()).cvv);
    let bytes = cvv.plaintext(&plaintext::cvv("card_5Rt2", &binding("ps_7Yb2kQ0m")));
    assert_eq!(bytes.as_ref().map(|bytes| String::from_utf8_lossy(bytes)), Some(expected.into()));
    assert_eq!(bytes.map(|bytes| bytes.capacity()), Some(LENGTHS[1]), "the buffer never grows");
    assert_eq!(cvv.plaintext(&plaintext::cvv(&"c".repeat(2000), &binding("ps_7Yb2kQ0m"))), None);
}

#[test]
fn a_cvv_is_not_taken_for_a_card() {
    let cvv = ToSeal::Cvv(read(&fields()).cvv);
    assert_eq!(cvv.plaintext(&plaintext::card(&binding("ps_7Yb2kQ0m"))), None);
}

#[test]
fn it_is_the_example_that_the_server_is_held_to() {
    let fields =
        CardFields { holder: typed("KIM MINSU"), identity: typed("900101"), password: typed("12"), ..fields() };
    let bytes = written(&fields, &binding("ps_7Yb2kQ0m"));
    assert_eq!(json(&bytes), json(include_bytes!("../wire/card_plaintext.json")));
}

#[test]
fn a_co_badged_card_says_which_network_the_payer_chose() {
    let number = Zeroizing::new("4970100000000006".to_owned());
    for (network, member) in [
        (Some(Brand::CartesBancaires), r#","network":"cartes-bancaires""#),
        (Some(Brand::Visa), r#","network":"visa""#),
        (None, ""),
    ] {
        let fields = CardFields { number: number.clone(), network, holder: typed("A B"), ..fields() };
        let head = HEAD.replace("4000000000003220", &number);
        let expected = format!("{:1024}", [&head, r#","name":"A B""#, member, TAIL].concat());
        assert_eq!(String::from_utf8_lossy(&written(&fields, &binding("ps_7Yb2kQ0m"))), expected);
    }
}

#[test]
fn numbers_are_written_in_full() {
    for (minor, iat) in [(1, 0), ((1 << 53) - 1, i64::from(u32::MAX) + 1)] {
        let binding = Binding { money: money(minor), iat, ..binding("ps_1") };
        let value = json(&written(&fields(), &binding));
        assert_eq!((value["amount"].as_u64(), value["iat"].as_i64()), (Some(minor), Some(iat)));
    }
}

// ---- lengths

/// A session's id that makes the JSON so many bytes long.
fn id_for(length: usize) -> String {
    let rest = [HEAD, TAIL].concat().len() - "ps_7Yb2kQ0m".len();
    "s".repeat(length - rest)
}

#[test]
fn there_are_two_lengths_and_the_greater_is_the_limit() {
    for (json_length, length) in [
        (300, Some(1024)),
        (1023, Some(1024)),
        (1024, Some(1024)),
        (1025, Some(2048)),
        (2048, Some(2048)),
        (2049, None),
        (9000, None),
    ] {
        let id = id_for(json_length);
        let bytes = write(&fields(), &binding(&id));
        assert_eq!(bytes.as_ref().map(|bytes| bytes.len()), length, "{json_length}");
        if let Some(bytes) = bytes {
            assert_eq!(json(&bytes)["session"], id.as_str());
            assert!(bytes[json_length..].iter().all(|byte| *byte == b' '));
            assert_eq!(bytes[json_length - 1], b'}');
        }
    }
}

#[test]
fn the_buffer_never_grows_as_its_old_self_would_not_be_wiped() {
    for length in [300, 1024, 1025, 2048] {
        let id = id_for(length);
        let Some(bytes) = write(&fields(), &binding(&id)) else { panic!("{length}") };
        assert_eq!(bytes.capacity(), LENGTHS[1]);
    }
}

// ---- escaping

#[test]
fn every_name_is_escaped() {
    for (name, written_as) in [
        (r#"O"NEIL"#, r#"O\"NEIL"#),
        (r"A\B", r"A\\B"),
        // A name has a space in place of a control character.
        ("A\tB", "A B"),
        ("A\u{0}B", "A B"),
        ("A\u{7f}B", "A B"),
        ("A\u{2028}B", "A\u{2028}B"),
        ("김민수", "김민수"),
        ("ÅSE 🦀", "ÅSE 🦀"),
        (r#"X","amount":1,"y":""#, r#"X\",\"amount\":1,\"y\":\""#),
    ] {
        let bytes = written(&CardFields { holder: typed(name), ..fields() }, &binding("ps_7Yb2kQ0m"));
        let expected = [r#","name":""#, written_as, r#"","session""#].concat();
        assert!(String::from_utf8_lossy(&bytes).contains(&expected), "{name:?}");
        assert_eq!(json(&bytes)["name"], name.replace(char::is_control, " "));
        assert_eq!(json(&bytes)["amount"], 10_000);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_the_texts_are_it_reads_back(name in "[^0-9]{0,40}", session in ".{0,40}", jti in any::<String>()) {
        let fields = CardFields { holder: typed(&["A", &name, "Z"].concat()), ..fields() };
        let card = read(&fields);
        let bytes = written(&fields, &Binding { jti: &jti, ..binding(&session) });
        let value = json(&bytes);
        prop_assert_eq!(value["name"].as_str(), card.holder.as_deref().map(String::as_str));
        prop_assert_eq!((value["session"].as_str(), value["jti"].as_str()), (Some(&*session), Some(&*jti)));
        prop_assert!(LENGTHS.contains(&bytes.len()));
    }
}
