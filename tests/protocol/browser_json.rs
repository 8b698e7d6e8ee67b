//! The browser's own reading and writing of the wire, natively: every example, and every example with one member missing
//! or of another type.

use payments_widget::jwe::jwk::JwkSet;
use payments_widget::protocol::action::{ActionKind, Display};
use payments_widget::protocol::payment::{DeclineCode, PaymentRequest};
use payments_widget::protocol::problem::{ErrorCode, Problem};
use payments_widget::protocol::read::{self, Object};
use payments_widget::protocol::saved_card::SavedCards;
use payments_widget::protocol::session::SessionClaim;
use payments_widget::protocol::write;
use serde::Serialize;
use serde_json::{Value, json};

use crate::example;

/// JSON as the browser reads it.
struct Json(Value);

impl Json {
    fn member(&self, name: &str) -> Option<&Value> {
        self.0.as_object()?.get(name).filter(|value| !value.is_null())
    }
}

impl Object for Json {
    fn text(&self, name: &str) -> Option<String> {
        self.member(name)?.as_str().map(str::to_owned)
    }

    fn whole(&self, name: &str) -> Option<u64> {
        self.member(name)?.as_u64().filter(|number| *number < 1 << 53)
    }

    fn flag(&self, name: &str) -> Option<bool> {
        self.member(name)?.as_bool()
    }

    fn list(&self, name: &str) -> Option<Vec<Self>> {
        Some(self.member(name)?.as_array()?.iter().cloned().map(Json).collect())
    }

    fn object(&self, name: &str) -> Option<Self> {
        self.member(name).cloned().map(Json)
    }
}

fn parsed(name: &str) -> Value {
    serde_json::from_str(&example(name)).unwrap()
}

/// The example with the member at `path` changed: taken away where there is no `value`.
fn changed(name: &str, path: &str, value: Option<Value>) -> Json {
    let mut json = parsed(name);
    let (parent, member) = path.rsplit_once('/').unwrap();
    let parent = json.pointer_mut(parent).and_then(Value::as_object_mut).unwrap();
    match value {
        Some(value) => parent.insert(member.to_owned(), value),
        None => parent.remove(member),
    };
    Json(json)
}

/// Missing, null, and of three wrong types. No member has an empty list for its value.
fn wrong_values(right: &Value) -> Vec<Option<Value>> {
    let all = [json!("text"), json!(7), json!(true), json!([])];
    let same_type = |value: &Value| std::mem::discriminant(value) == std::mem::discriminant(right);
    [None, Some(Value::Null)].into_iter().chain(all.into_iter().filter(|value| !same_type(value)).map(Some)).collect()
}

fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap()
}

const PAYMENTS: [&str; 5] =
    ["payment_succeeded", "payment_declined", "payment_challenge", "payment_redirect", "payment_by_saved_card"];

#[test]
fn payments_are_read_whole() {
    for name in PAYMENTS {
        assert_eq!(text(&read::payment(&Json(parsed(name))).unwrap()), example(name), "{name}");
    }
}

#[test]
fn a_session_is_read_whole() {
    assert_eq!(text(&read::session(&Json(parsed("session_for_payer"))).unwrap()), example("session_for_payer"));
}

#[test]
fn refusals_are_read_whole() {
    for name in ["problem", "problem_fields", "problem_session_complete"] {
        let problem: Problem = serde_json::from_value(parsed(name)).unwrap();
        let (code, read) = read::problem(&Json(parsed(name)), problem.status).unwrap();
        assert_eq!((code.as_str(), text(&read)), (problem.code.as_str(), example(name)), "{name}");
    }
}

#[test]
fn an_answer_needs_every_member_that_must_be_there() {
    let payment = ["id", "session", "status", "amount", "currency", "livemode", "payment_method", "created_at"];
    for name in PAYMENTS {
        for member in payment {
            let path = format!("/{member}");
            for value in wrong_values(parsed(name).pointer(&path).unwrap()) {
                let json = changed(name, &path, value.clone());
                assert!(read::payment(&json).is_none(), "{name}{path}: {value:?}");
                assert!(read::missing(&json, &read::PAYMENT).contains(member), "{name}{path}: {value:?}");
            }
        }
    }
    for member in ["id", "status", "amount", "currency", "livemode", "expires_at"] {
        let path = format!("/{member}");
        for value in wrong_values(parsed("session_for_payer").pointer(&path).unwrap()) {
            let json = changed("session_for_payer", &path, value.clone());
            assert!(read::session(&json).is_none(), "{path}: {value:?}");
            assert_eq!(read::missing(&json, &read::SESSION), member, "{path}: {value:?}");
        }
    }
    for member in ["type", "title", "code", "detail"] {
        let path = format!("/{member}");
        for value in wrong_values(&json!("")) {
            let json = changed("problem", &path, value.clone());
            assert!(read::problem(&json, 400).is_none(), "{path}: {value:?}");
        }
    }
    for json in [json!(null), json!("a proxy's page"), json!([]), json!(7)] {
        let json = Json(json);
        assert!(read::payment(&json).is_none() && read::session(&json).is_none());
        assert!(read::problem(&json, 502).is_none() && read::keys(&json).is_none());
        assert_eq!(read::client_secret(&json), None);
    }
}

#[test]
fn an_amount_is_a_whole_number_below_2_to_53() {
    for (amount, good) in [
        (json!(1), true),
        (json!(9_007_199_254_740_991_u64), true),
        (json!(9_007_199_254_740_992_u64), false),
        (json!(-1), false),
        (json!(1.5), false),
        (json!("1"), false),
    ] {
        let json = changed("payment_succeeded", "/amount", Some(amount.clone()));
        assert_eq!(read::payment(&json).is_some(), good, "{amount}");
    }
}

#[test]
fn a_method_is_a_card_with_its_last_digits_or_a_wallet_with_its_id() {
    for (method, good) in [
        (json!({"type": "card", "card": {"brand": "visa", "last4": "4242"}}), true),
        // A brand that nobody knows, or none.
        (json!({"type": "card", "card": {"brand": "other", "last4": "4242"}}), true),
        (json!({"type": "card", "card": {"brand": null, "last4": "4242"}}), true),
        (json!({"type": "card", "card": {"last4": "4242"}}), true),
        (json!({"type": "card", "card": {"last4": "4242"}, "saved_card": "card_5Rt2"}), true),
        (json!({"type": "card", "card": {"last4": "4242"}, "saved_card": null}), true),
        (json!({"type": "card", "card": {"brand": "visa"}}), false),
        (json!({"type": "card", "card": "4242"}), false),
        (json!({"type": "card"}), false),
        (json!({"type": "wallet", "wallet_id": "my_wallet"}), true),
        (json!({"type": "wallet"}), false),
        (json!({"type": "cash"}), false),
        (json!({}), false),
    ] {
        let json = changed("payment_succeeded", "/payment_method", Some(method.clone()));
        assert_eq!(read::payment(&json).is_some(), good, "{method}");
    }
}

#[test]
fn a_decline_code_that_is_unknown_is_a_refusal_all_the_same() {
    let declined = |value| read::payment(&changed("payment_declined", "/decline_code", value)).unwrap().decline_code;
    for code in DeclineCode::ALL {
        assert_eq!(declined(Some(json!(code.as_str()))), Some(code));
    }
    assert_eq!(declined(Some(json!("of_a_newer_server"))), Some(DeclineCode::Generic));
    for none in [None, Some(Value::Null), Some(json!(7))] {
        assert_eq!(declined(none), None);
    }
}

#[test]
fn an_action_that_is_not_understood_leaves_the_payment_readable() {
    let action = |path: &str, value| read::payment(&changed("payment_challenge", path, value)).unwrap().next_action;
    for member in ["id", "type", "url", "expires_at"] {
        for value in wrong_values(&json!("")) {
            assert_eq!(action(&format!("/next_action/{member}"), value.clone()), None, "{member}: {value:?}");
        }
    }
    assert_eq!(action("/next_action/type", Some(json!("of_a_newer_server"))), None);
    assert_eq!(action("/next_action", Some(Value::Null)), None);
    for (kind, expected) in [("three_d_secure", ActionKind::ThreeDSecure), ("redirect", ActionKind::Redirect)] {
        assert_eq!(action("/next_action/type", Some(json!(kind))).unwrap().kind, expected);
    }
    for (display, expected) in [
        (Some(json!("hidden")), Some(Display::Hidden)),
        (Some(json!("challenge")), Some(Display::Challenge)),
        // The payer may have to do something there.
        (Some(json!("of_a_newer_server")), Some(Display::Challenge)),
        (Some(json!(7)), None),
        (None, None),
    ] {
        assert_eq!(action("/next_action/display", display.clone()).unwrap().display, expected, "{display:?}");
    }
}

#[test]
fn the_payment_of_a_session_is_read_or_there_is_none() {
    let session = |payment| read::session(&changed("session_for_payer", "/payment", payment));
    let paid = session(Some(parsed("payment_succeeded"))).unwrap();
    assert_eq!(text(&paid.payment), example("payment_succeeded"));
    for none in [None, Some(Value::Null)] {
        assert_eq!(session(none).unwrap().payment, None);
    }
    // A payment that cannot be read must not look like a session without one.
    for broken in [json!({}), json!("pay_1"), json!(7), json!([])] {
        assert!(session(Some(broken.clone())).is_none(), "{broken}");
        let json = changed("session_for_payer", "/payment", Some(broken));
        assert_eq!(read::missing(&json, &read::SESSION), "status or payment");
    }
}

#[test]
fn a_key_with_its_private_half_is_left_out() {
    let all = read::keys(&Json(parsed("jwks"))).unwrap();
    assert!(!all.is_empty() && all.iter().all(|key| key.is_usable()));
    let rsa: JwkSet = serde_json::from_value(parsed("jwks_rsa")).unwrap();
    assert_eq!(read::keys(&Json(parsed("jwks_rsa"))).unwrap(), rsa.keys);
    assert!(rsa.keys[0].is_usable());
    let leaked = read::keys(&changed("jwks", "/keys/0/d", Some(json!("AAAA")))).unwrap();
    assert_eq!(leaked, all[1..]);
    // What is missing is empty, which no check accepts.
    let broken = read::keys(&Json(json!({"keys": [{}, 7, "key"]}))).unwrap();
    assert!(broken.len() == 3 && broken.iter().all(|key| !key.is_usable()));
    for keys in [json!({}), json!({"keys": {}}), json!({"keys": null})] {
        assert!(read::keys(&Json(keys)).is_none());
    }
}

#[test]
fn an_enc_that_is_no_text_is_not_taken_for_a_missing_one() {
    for (enc, usable) in [
        (None, true),
        (Some(json!(null)), true),
        (Some(json!("A256GCM")), true),
        (Some(json!("A128GCM")), true),
        (Some(json!("")), false),
        (Some(json!("A192GCM")), false),
        (Some(json!(128)), false),
        (Some(json!(["A128GCM"])), false),
    ] {
        for name in ["jwks", "jwks_rsa"] {
            let keys = read::keys(&changed(name, "/keys/0/enc", enc.clone())).unwrap();
            assert_eq!(keys[0].is_usable(), usable, "{name}: {enc:?}");
        }
    }
}

#[test]
fn of_a_refusal_what_is_not_understood_is_left_out() {
    let (_, problem) = read::problem(&changed("problem", "/errors", Some(json!(7))), 422).unwrap();
    assert_eq!((problem.status, problem.errors), (422, None));
    let errors = json!([{"field": "cvv", "code": "cvv_invalid", "message": "wrong"}, {"field": "cvv"}, 7, null]);
    let (_, problem) = read::problem(&changed("problem_fields", "/errors", Some(errors)), 422).unwrap();
    assert_eq!(problem.errors.unwrap().iter().map(|error| error.code.as_str()).collect::<Vec<_>>(), ["cvv_invalid"]);
    let complete =
        |payment| read::problem(&changed("problem_session_complete", "/payment", Some(payment)), 409).unwrap();
    assert!(complete(parsed("payment_succeeded")).1.payment.is_some());
    assert_eq!(complete(json!({"id": "pay_1"})).1.payment, None);
    for id in [None, Some(json!(7))] {
        assert_eq!(read::problem(&changed("problem", "/request_id", id), 400).unwrap().1.request_id, "");
    }
    assert!(read::problem(&changed("problem", "/code", Some(json!("blocked"))), 403).is_none());
    for code in ErrorCode::ALL {
        let json = changed("problem", "/code", Some(json!(code.as_str())));
        assert_eq!(read::problem(&json, 400).unwrap().0, code);
    }
}

#[test]
fn saved_cards_are_read_whole() {
    let json = Json(parsed("saved_cards"));
    let saved_cards = read::saved_cards(&json).unwrap();
    assert_eq!(text(&SavedCards::new(saved_cards)), example("saved_cards"));
    assert_eq!(text(&read::saved_card(&Json(parsed("saved_card"))).unwrap()), example("saved_card"));
    assert_eq!(text(&read::deleted_card(&Json(parsed("saved_card_deleted"))).unwrap()), example("saved_card_deleted"));
}

#[test]
fn a_saved_card_needs_every_member_but_its_brand() {
    for member in ["id", "last4", "exp_month", "exp_year", "expired", "cvv_required", "created_at"] {
        let path = format!("/{member}");
        for value in wrong_values(parsed("saved_card").pointer(&path).unwrap()) {
            assert!(read::saved_card(&changed("saved_card", &path, value.clone())).is_none(), "{path}: {value:?}");
            let list = changed("saved_cards", &format!("/saved_cards/0{path}"), value.clone());
            assert_eq!(read::saved_cards(&list), Some(Vec::new()), "{path}: {value:?}");
        }
    }
    for value in [None, Some(Value::Null)] {
        assert_eq!(read::saved_card(&changed("saved_card", "/brand", value)).unwrap().brand, None);
    }
    for (member, wrong) in [("exp_month", 256), ("exp_year", 65_536)] {
        let json = changed("saved_card", &format!("/{member}"), Some(json!(wrong)));
        assert!(read::saved_card(&json).is_none(), "{member}: {wrong}");
    }
    for member in ["id", "deleted", "restorable_until"] {
        let path = format!("/{member}");
        for value in wrong_values(parsed("saved_card_deleted").pointer(&path).unwrap()) {
            assert!(read::deleted_card(&changed("saved_card_deleted", &path, value)).is_none(), "{path}");
        }
    }
    for json in [json!(null), json!({}), json!({"saved_cards": {}}), json!([])] {
        assert_eq!(read::saved_cards(&Json(json)), None);
    }
    assert_eq!(read::saved_cards(&Json(json!({"saved_cards": []}))), Some(Vec::new()));
}

#[test]
fn a_client_secret_is_a_text() {
    let answer = Json(parsed("session_answer"));
    assert_eq!(read::client_secret(&answer).as_deref(), parsed("session_answer")["client_secret"].as_str());
    for value in wrong_values(&json!("")) {
        assert_eq!(read::client_secret(&changed("session_answer", "/client_secret", value)), None);
    }
}

/// As JavaScript writes it: a number there has no type, so that serde_json's ".0" is not written.
fn body(members: &write::Members) -> String {
    text(members).replace(".0,", ",").replace(".0}", "}")
}

#[test]
fn requests_are_written_as_the_examples() {
    for name in [
        "pay_by_card",
        "pay_by_card_and_save",
        "pay_by_saved_card",
        "pay_by_saved_card_without_cvv",
        "pay_by_wallet",
        "pay_by_wallet_with_token",
    ] {
        let request: PaymentRequest = serde_json::from_value(parsed(name)).unwrap();
        assert_eq!(body(&write::payment_request(&request)), example(name), "{name}");
    }
    let claim: SessionClaim = serde_json::from_value(parsed("session_claim")).unwrap();
    assert_eq!(body(&write::session_claim(&claim)), example("session_claim"));
}
