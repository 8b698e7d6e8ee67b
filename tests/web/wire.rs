//! JavaScript's objects, read and written as the hand-written examples that the server is held to. What is read from
//! which member is tested natively in `tests/protocol`; here is only what a browser adds.

use js_sys::{JSON, Object as JsObject, Reflect};
use payments_widget::flow::retry::Fault;
use payments_widget::protocol::payment::{BrowserInfo, MethodKind, PaymentMethodData, PaymentRequest};
use payments_widget::protocol::problem::ErrorCode;
use payments_widget::protocol::read::{self, Object};
use payments_widget::protocol::session::SessionClaim;
use payments_widget::protocol::write;
use payments_widget::web::pay::wire;
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

macro_rules! example {
    ($name:literal) => {
        JSON::parse(include_str!(concat!("../wire/", $name, ".json"))).unwrap()
    };
}

fn compact(json: &JsValue) -> String {
    JSON::stringify(json).unwrap().into()
}

/// As the server would write it.
fn written(value: &impl Serialize) -> String {
    compact(&value.serialize(&Serializer::json_compatible()).unwrap())
}

#[wasm_bindgen_test]
fn payments_are_read_whole() {
    for json in [
        example!("payment_succeeded"),
        example!("payment_declined"),
        example!("payment_challenge"),
        example!("payment_redirect"),
    ] {
        let payment = read::payment(&json).unwrap();
        assert_eq!(written(&payment), compact(&json));
    }
}

#[wasm_bindgen_test]
fn a_session_is_read_whole() {
    let json = example!("session_for_payer");
    assert_eq!(written(&read::session(&json).unwrap()), compact(&json));
}

#[wasm_bindgen_test]
fn an_answer_without_a_member_is_none() {
    let json = example!("payment_succeeded");
    js_sys::Reflect::delete_property(&json.clone().into(), &"status".into()).unwrap();
    assert!(read::payment(&json).is_none());
    assert!(read::payment(&JsValue::NULL).is_none());
    assert!(read::session(&JsValue::from_str("a proxy's page")).is_none());
    let fault = Fault::Unreadable { status: 200, missing: "status" };
    assert_eq!(wire::read(&json, read::payment, &read::PAYMENT).unwrap_err(), fault);
}

#[wasm_bindgen_test]
fn only_own_members_of_the_right_type_are_read() {
    let json =
        JSON::parse(r#"{"text":"1","whole":1,"half":1.5,"flag":true,"list":[{"text":"x"}],"null":null}"#).unwrap();
    let names = ["text", "whole", "half", "flag", "list", "null", "absent"];
    assert_eq!(names.map(|name| json.text(name).is_some()), [true, false, false, false, false, false, false]);
    assert_eq!(names.map(|name| json.whole(name).is_some()), [false, true, false, false, false, false, false]);
    assert_eq!(names.map(|name| json.flag(name).is_some()), [false, false, false, true, false, false, false]);
    assert_eq!(names.map(|name| json.list(name).is_some()), [false, false, false, false, true, false, false]);
    assert_eq!(names.map(|name| json.object(name).is_some()), [true, true, true, true, true, false, false]);
    assert_eq!(json.list("list").unwrap()[0].text("text").unwrap(), "x");

    // What a polluted prototype supplies is not there.
    let heir: JsValue = JsObject::create(&json.into()).into();
    assert_eq!((heir.text("text"), heir.whole("whole"), heir.flag("flag")), (None, None, None));
    assert!(heir.list("list").is_none() && heir.object("text").is_none());
}

#[wasm_bindgen_test]
fn keys_are_read_whole() {
    for keys in [example!("jwks"), example!("jwks_rsa")] {
        let keys = read::keys(&keys).unwrap();
        assert!(keys.iter().all(|key| key.is_usable()));
        assert!(!keys.is_empty());
    }
}

#[wasm_bindgen_test]
fn a_key_with_its_private_half_is_no_key() {
    let json = example!("jwks");
    let first = Reflect::get(&Reflect::get(&json, &"keys".into()).unwrap(), &0.into()).unwrap();
    let count = read::keys(&json).unwrap().len();
    Reflect::set(&first, &"d".into(), &"AAAA".into()).unwrap();
    assert_eq!(read::keys(&json).unwrap().len(), count - 1);
}

#[wasm_bindgen_test]
fn a_refusal_names_its_code_and_fields() {
    let (code, problem) = read::problem(&example!("problem_fields"), 422).unwrap();
    assert_eq!(code.as_str(), problem.code);
    assert!(problem.errors.is_some_and(|errors| !errors.is_empty()));
    let (code, problem) = read::problem(&example!("problem_session_complete"), 409).unwrap();
    assert_eq!(code, ErrorCode::SessionComplete);
    assert!(problem.payment.is_some());
}

#[wasm_bindgen_test]
fn a_problem_with_a_code_of_nobody_is_unreadable() {
    let json =
        JSON::parse(r#"{"type":"about:blank","title":"Blocked","detail":"by a proxy","code":"blocked"}"#).unwrap();
    assert!(read::problem(&json, 403).is_none());
}

#[wasm_bindgen_test]
fn requests_are_written_as_the_examples() {
    let method = PaymentMethodData::Card { encrypted_card: "eyJhbGciOi…".to_owned(), save: false };
    let mut card = PaymentRequest::new(10000, "USD".to_owned(), method);
    card.installment_months = Some(0);
    card.browser_info = Some(BrowserInfo {
        language: "ko-KR".to_owned(),
        color_depth: 24,
        screen_width: 1440,
        screen_height: 900,
        time_zone_offset: -540,
        java_enabled: false,
        javascript_enabled: true,
        user_agent: "Mozilla/5.0".to_owned(),
        challenge_window_size: "02".to_owned(),
    });
    card.return_url = Some("https://shop.example/return".to_owned());
    assert_eq!(wire::body(write::payment_request(&card)).as_string().unwrap(), compact(&example!("pay_by_card")));
    assert_eq!(written(&card), compact(&example!("pay_by_card")));
    let claim = SessionClaim { amount: 10000, currency: "USD".to_owned(), method: MethodKind::Card };
    assert_eq!(wire::body(write::session_claim(&claim)).as_string().unwrap(), compact(&example!("session_claim")));
}
