//! Every request and answer.

use std::collections::BTreeSet;
use std::fmt::Debug;

use payments_widget::jwe::jwk::JwkSet;
use payments_widget::protocol::payment::{MethodKind, Payment, PaymentMethodData, PaymentRequest};
use payments_widget::protocol::problem::Problem;
use payments_widget::protocol::saved_card::{DeletedCard, SavedCard, SavedCards};
use payments_widget::protocol::session::{CreateSession, Session, SessionAnswer, SessionClaim};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::example;

type Reader = fn(&str) -> Result<String, serde_json::Error>;

/// What is left of a text that was read as a `T` and written again.
fn reread<T: DeserializeOwned + Serialize>(text: &str) -> Result<String, serde_json::Error> {
    serde_json::to_string(&serde_json::from_str::<T>(text)?)
}

const EXAMPLES: [(&str, Reader); 23] = [
    ("create_session", reread::<CreateSession>),
    ("create_session_without_cvv", reread::<CreateSession>),
    ("session_created", reread::<Session>),
    ("session_for_payer", reread::<Session>),
    ("session_claim", reread::<SessionClaim>),
    ("session_answer", reread::<SessionAnswer>),
    ("jwks", reread::<JwkSet>),
    ("pay_by_card", reread::<PaymentRequest>),
    ("pay_by_card_and_save", reread::<PaymentRequest>),
    ("pay_by_saved_card", reread::<PaymentRequest>),
    ("pay_by_saved_card_without_cvv", reread::<PaymentRequest>),
    ("pay_by_wallet", reread::<PaymentRequest>),
    ("pay_by_wallet_with_token", reread::<PaymentRequest>),
    ("payment_by_saved_card", reread::<Payment>),
    ("saved_cards", reread::<SavedCards>),
    ("saved_card", reread::<SavedCard>),
    ("saved_card_deleted", reread::<DeletedCard>),
    ("payment_challenge", reread::<Payment>),
    ("payment_redirect", reread::<Payment>),
    ("payment_declined", reread::<Payment>),
    ("payment_succeeded", reread::<Payment>),
    ("problem", reread::<Problem>),
    ("problem_fields", reread::<Problem>),
];

#[test]
fn every_example_is_read_and_written_alike() {
    for (name, reread) in EXAMPLES.into_iter().chain([("problem_session_complete", reread::<Problem> as Reader)]) {
        let example = example(name);
        assert_eq!(reread(&example).unwrap_or_else(|error| panic!("{name}: {error}")), example, "{name}");
    }
}

#[test]
fn no_example_is_left_out() {
    let folder = std::fs::read_dir(format!("{}/tests/wire", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let files: BTreeSet<_> =
        folder.map(|file| file.unwrap().file_name().to_string_lossy().trim_end_matches(".json").to_owned()).collect();
    let named = EXAMPLES.iter().map(|(name, _)| (*name).to_owned());
    let elsewhere = ["problem_session_complete", "jwe_header", "jwe_header_cvv", "card_plaintext", "cvv_plaintext"];
    let elsewhere = elsewhere.map(str::to_owned);
    assert_eq!(files, named.chain(elsewhere).collect());
}

/// The example with one more member at its end.
fn with_unknown_member(name: &str) -> String {
    let example = example(name);
    format!(r#"{},"unknown":1}}"#, example.strip_suffix('}').unwrap())
}

fn refuses<T: DeserializeOwned + Debug>(text: &str) {
    let error = serde_json::from_str::<T>(text).unwrap_err().to_string();
    assert!(error.starts_with("unknown field `unknown`"), "{error}");
}

#[test]
fn a_request_refuses_what_it_does_not_know() {
    refuses::<CreateSession>(&with_unknown_member("create_session"));
    refuses::<SessionClaim>(&with_unknown_member("session_claim"));
    refuses::<PaymentRequest>(&with_unknown_member("pay_by_card"));
    refuses::<PaymentRequest>(&with_unknown_member("pay_by_wallet"));
    for (name, member) in [
        ("pay_by_wallet", "wallet_id"),
        ("pay_by_card_and_save", "encrypted_card"),
        ("pay_by_saved_card", "encrypted_cvv"),
    ] {
        let quoted = format!(r#""{member}""#);
        refuses::<PaymentRequest>(&example(name).replace(&quoted, &format!(r#""unknown":1,{quoted}"#)));
    }
}

#[test]
fn an_answer_takes_what_it_does_not_know() {
    let payment: Payment = serde_json::from_str(&with_unknown_member("payment_challenge")).unwrap();
    assert_eq!(serde_json::to_string(&payment).unwrap(), example("payment_challenge"));
}

#[test]
fn no_amount_is_read_that_is_no_positive_integer() {
    for wrong in ["-1", "100.5", "1e400", "\"10000\"", "null", "18446744073709551616"] {
        let text = example("pay_by_wallet").replace("10000", wrong);
        assert!(serde_json::from_str::<PaymentRequest>(&text).is_err(), "{wrong}");
    }
}

#[test]
fn save_is_true_or_false_and_nothing_else() {
    for (save, kept) in [("true", true), ("false", false)] {
        let text = example("pay_by_card_and_save").replace("true", save);
        let request: PaymentRequest = serde_json::from_str(&text).unwrap();
        let PaymentMethodData::Card { save, .. } = request.payment_method else { panic!("{request:?}") };
        assert_eq!(save, kept);
    }
    for wrong in ["null", "1", "\"true\"", "[]"] {
        let text = example("pay_by_card_and_save").replace("true", wrong);
        assert!(serde_json::from_str::<PaymentRequest>(&text).is_err(), "{wrong}");
    }
}

#[test]
fn a_saved_card_is_a_card() {
    for (name, kind) in [
        ("pay_by_card_and_save", MethodKind::Card),
        ("pay_by_saved_card", MethodKind::Card),
        ("pay_by_wallet_with_token", MethodKind::Wallet),
    ] {
        let request: PaymentRequest = serde_json::from_str(&example(name)).unwrap();
        assert_eq!(request.payment_method.kind(), kind, "{name}");
    }
}
