//! The validators as a page calls them: any value in, plain objects out, never an exception.

use js_sys::{Array, Date, JSON, Object, Reflect};
use payments_widget::web::validators::{
    detect_card_brand, format_card_number, validate_card_number, validate_cardholder_name, validate_cvv,
    validate_expiration_date, validate_expiration_month, validate_expiration_year, validate_postal_code,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

const NONE: JsValue = JsValue::UNDEFINED;

fn js(json: &str) -> JsValue {
    JSON::parse(json).unwrap()
}

fn json(value: impl AsRef<JsValue>) -> String {
    JSON::stringify(value.as_ref()).unwrap().into()
}

fn now() -> JsValue {
    js(r#"{"now":"2026-11"}"#)
}

#[wasm_bindgen_test]
fn a_number_gives_the_contracts_shape() {
    let cases = [
        (
            "\"4242 4242 4242 4242\"",
            r#"{"isValid":true,"isPotentiallyValid":true,"error":null,"brand":"visa","brands":["visa"]}"#,
        ),
        (
            "4242424242424242",
            r#"{"isValid":true,"isPotentiallyValid":true,"error":null,"brand":"visa","brands":["visa"]}"#,
        ),
        (
            "\"4571\"",
            r#"{"isValid":false,"isPotentiallyValid":true,"error":"card_number_incomplete","brand":null,"brands":["visa","dankort"]}"#,
        ),
        (
            "\"x\"",
            r#"{"isValid":false,"isPotentiallyValid":false,"error":"card_number_invalid","brand":null,"brands":[]}"#,
        ),
    ];
    for (value, expected) in cases {
        assert_eq!(json(validate_card_number(&js(value), &NONE)), expected);
    }
}

#[wasm_bindgen_test]
fn options_of_a_number() {
    let error = |value: &str, options: &str| {
        let check = validate_card_number(&JsValue::from_str(value), &js(options));
        Reflect::get(&check, &"error".into()).unwrap().as_string()
    };
    let mastercard = r#"{"acceptedBrands":["mastercard","no-such-brand"]}"#;
    assert_eq!(error("4242424242424242", mastercard).as_deref(), Some("card_brand_not_accepted"));
    assert_eq!(error("5555555555554444", mastercard), None);
    assert_eq!(error("6200000000000000", "{}"), None);
    assert_eq!(error("6200000000000000", r#"{"luhnValidateUnionPay":true}"#).as_deref(), Some("card_number_invalid"));
    assert_eq!(error("4242424242424242428", r#"{"maxLength":16}"#).as_deref(), Some("card_number_invalid"));
    assert_eq!(error("4242424242424242", r#"{"acceptedBrands":7,"maxLength":"x","luhnValidateUnionPay":1}"#), None);
}

#[wasm_bindgen_test]
fn dates_in_every_shape() {
    let valid = r#"{"isValid":true,"isPotentiallyValid":true,"error":null,"month":12,"year":2034}"#;
    for value in [r#""12/34""#, "1234", r#"{"month":"12","year":"34"}"#, r#"{"month":12,"year":2034}"#] {
        assert_eq!(json(validate_expiration_date(&js(value), &now())), valid, "{value}");
    }
    let over = r#"{"isValid":false,"isPotentiallyValid":false,"error":"card_expired","month":12,"year":2024}"#;
    assert_eq!(json(validate_expiration_date(&"12/24".into(), &now())), over);
    let far = js(r#"{"now":"2026-11","maxYearsAhead":5}"#);
    assert!(json(validate_expiration_date(&"12/34".into(), &far)).contains("expiration_date_invalid"));
    let month = validate_expiration_month(&"11".into(), &now());
    assert_eq!(json(month), r#"{"isValid":true,"isPotentiallyValid":true,"error":null,"isValidForThisYear":true}"#);
    let year = validate_expiration_year(&"26".into(), &now());
    assert_eq!(json(year), r#"{"isValid":true,"isPotentiallyValid":true,"error":null,"isCurrentYear":true}"#);
}

#[wasm_bindgen_test]
fn the_clock_may_be_given_and_is_never_missing() {
    let is_valid = |now: JsValue| {
        let options = Object::new();
        Reflect::set(&options, &"now".into(), &now).unwrap();
        json(validate_expiration_date(&"11/26".into(), &options)).contains(r#""isValid":true"#)
    };
    // Midnight at UTC−12, and a millisecond before.
    assert!(is_valid(Date::new(&"2026-12-01T11:59:59.999Z".into()).into()));
    assert!(!is_valid(Date::new(&"2026-12-01T12:00:00Z".into()).into()));
    assert!(is_valid("2026-11".into()) && !is_valid("2026-12".into()));
    let by_the_clock = is_valid(NONE);
    for unreadable in [Date::new(&f64::NAN.into()).into(), "soon".into(), JsValue::from(7), JsValue::TRUE] {
        assert_eq!(is_valid(unreadable), by_the_clock);
    }
}

#[wasm_bindgen_test]
fn codes_of_a_brand_or_of_lengths() {
    let is_valid =
        |value: &str, options: JsValue| json(validate_cvv(&value.into(), &options)).contains(r#""isValid":true"#);
    assert!(is_valid("123", NONE) && !is_valid("1234", NONE));
    assert!(
        is_valid("1234", js(r#"{"brand":"american-express"}"#))
            && !is_valid("123", js(r#"{"brand":"american-express"}"#))
    );
    assert!(is_valid("1234", js("4")) && !is_valid("123", js("4")));
    assert!(is_valid("123", js("[3,4]")) && is_valid("1234", js("[3,4]")) && !is_valid("12345", js("[3,4]")));
    assert!(is_valid("123", js(r#"{"brand":"no-such-brand"}"#)));
}

#[wasm_bindgen_test]
fn names_and_postal_codes() {
    let ok = r#"{"isValid":true,"isPotentiallyValid":true,"error":null}"#;
    assert_eq!(json(validate_cardholder_name(&"김민수".into())), ok);
    assert!(json(validate_cardholder_name(&"4242 4242".into())).contains("cardholder_name_invalid"));
    assert_eq!(json(validate_postal_code(&"04524".into(), &NONE)), ok);
    assert_ne!(json(validate_postal_code(&"0452".into(), &js(r#"{"minLength":5}"#))), ok);
}

#[wasm_bindgen_test]
fn brands_are_told_whole() {
    assert_eq!(detect_card_brand(&"".into()).length(), 23);
    assert_eq!(detect_card_brand(&"0".into()).length(), 0);
    let amex = r#"[{"id":"american-express","name":"American Express","gaps":[4,10],"lengths":[15],"cvv":{"name":"CID","length":4}}]"#;
    assert_eq!(json(detect_card_brand(&"３7".into())), amex);
    assert!(json(detect_card_brand(&"12".into())).contains(r#""cvv":null"#));
    assert_eq!(format_card_number(&"42424242".into()), "4242 4242");
    assert_eq!(format_card_number(&"3782822463".into()), "3782 822463");
}

#[wasm_bindgen_test]
fn a_value_of_another_type_is_never_an_exception() {
    let neither = r#""isValid":false,"isPotentiallyValid":false"#;
    let polluted: Object = Object::create(js(r#"{"month":"12","year":"34"}"#).unchecked_ref());
    let values = [
        NONE,
        JsValue::NULL,
        JsValue::TRUE,
        js("1.5"),
        js("-4"),
        js("1e21"),
        f64::NAN.into(),
        js("{}"),
        js("[]"),
        js(r#"["4242"]"#),
        js(r#"{"month":true,"year":{}}"#),
        JsValue::symbol(Some("4242")),
        JsValue::bigint_from_str("4"),
        polluted.into(),
        Array::new().into(),
        js_sys::Function::new_no_args("").into(),
    ];
    for value in &values {
        for options in &values {
            let checks = [
                validate_card_number(value, options),
                validate_expiration_date(value, options),
                validate_expiration_month(value, options),
                validate_expiration_year(value, options),
                validate_cvv(value, options),
                validate_cardholder_name(value),
                validate_postal_code(value, options),
            ];
            for check in checks {
                assert!(json(&check).contains(neither));
            }
            assert_eq!(detect_card_brand(value).length(), 0);
            assert_eq!(format_card_number(value), "");
        }
    }
}
