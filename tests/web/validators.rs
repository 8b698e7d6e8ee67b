//! The numbers that `www/api/validators.js` unfolds: what each bit of an answer says.

use js_sys::{Array, Date, JSON, Reflect};
use payments_widget::web::card::validators::{
    card_facts, clock_month, detect_card_brand, format_card_number, validate_card_number, validate_cardholder_name,
    validate_cvv, validate_expiration_date, validate_expiration_month, validate_expiration_parts,
    validate_expiration_year, validate_postal_code,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

const ALL: u32 = u32::MAX;
const NEITHER: u32 = 0;
const VALID: u32 = 0b11;
/// November 2026.
const NOW: u32 = 2026 << 4 | 11;

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn facts(name: &str) -> Array {
    Reflect::get(&card_facts(), &name.into()).unwrap().unchecked_into()
}

/// The code that an answer names.
fn error(answer: u32) -> Option<String> {
    let place = (answer >> 2 & 0b1_1111).checked_sub(1)?;
    facts("errors").get(place).as_string()
}

/// The ids of the brands that bits name.
fn ids(bits: u32) -> Vec<String> {
    let brands = facts("brands").into_iter().enumerate().filter(|(place, _)| bits >> place & 1 == 1);
    brands.map(|(_, brand)| Reflect::get(&brand, &"id".into()).unwrap().as_string().unwrap()).collect()
}

#[wasm_bindgen_test]
fn a_number_with_its_brands() {
    let validate = |number: &str| validate_card_number(text(number), ALL, None, false);
    let visa = validate("4242 4242 4242 4242");
    assert_eq!((visa & 0b111_1111, ids(visa >> 7)), (VALID, vec!["visa".to_owned()]));
    let beginning = validate("4571");
    assert_eq!((beginning & 0b11, error(beginning).as_deref()), (0b10, Some("card_number_incomplete")));
    assert_eq!(ids(beginning >> 7), ["visa", "dankort"]);
    let wrong = validate_card_number(None, ALL, None, false);
    assert_eq!((wrong & 0b11, error(wrong).as_deref(), wrong >> 7), (NEITHER, Some("card_number_invalid"), 0));
}

#[wasm_bindgen_test]
fn what_is_asked_of_a_number() {
    let error = |number: &str, accepted, max_length, luhn| {
        error(validate_card_number(text(number), accepted, max_length, luhn))
    };
    assert_eq!(error("4242424242424242", 0b10, None, false).as_deref(), Some("card_brand_not_accepted"));
    assert_eq!(error("5555555555554444", 0b10, None, false), None);
    assert_eq!(error("6200000000000000", ALL, None, false), None);
    assert_eq!(error("6200000000000000", ALL, None, true).as_deref(), Some("card_number_invalid"));
    assert_eq!(error("4242424242424242428", ALL, Some(16), false).as_deref(), Some("card_number_invalid"));
    assert_eq!(error("4242424242424242", ALL, Some(0), false), None);
}

#[wasm_bindgen_test]
fn a_date_with_its_month_and_year() {
    let valid = VALID | 12 << 7 | 2034 << 11;
    assert_eq!(validate_expiration_date(text("12/34"), NOW, None), valid);
    assert_eq!(validate_expiration_parts(text("12"), text("34"), NOW, None), valid);
    let over = validate_expiration_date(text("12/24"), NOW, None);
    assert_eq!((over & 0b11, error(over).as_deref(), over >> 7), (NEITHER, Some("card_expired"), 12 | 2024 << 4));
    let far = validate_expiration_date(text("12/34"), NOW, Some(5));
    assert_eq!(error(far).as_deref(), Some("expiration_date_invalid"));
    assert_eq!(validate_expiration_date(text("12/34"), NOW, Some(u32::MAX)), valid);
    assert_eq!(validate_expiration_month(text("11"), NOW), VALID | 1 << 7);
    assert_eq!(validate_expiration_month(text("10"), NOW), VALID);
    assert_eq!(validate_expiration_year(text("26"), NOW, None), VALID | 1 << 7);
    assert_eq!(validate_expiration_year(text("27"), NOW, None), VALID);
}

#[wasm_bindgen_test]
#[expect(clippy::disallowed_methods, reason = "it compares with the clock itself")]
fn the_clock_may_be_given_and_is_never_missing() {
    let midnight = Date::new(&"2026-12-01T12:00:00Z".into()).get_time();
    assert_eq!(clock_month(None, midnight - 1.0), NOW);
    assert_eq!(clock_month(None, midnight), NOW + 1);
    assert_eq!(clock_month(text("2026-11"), f64::NAN), NOW);
    let now = clock_month(None, Date::now());
    assert_eq!(clock_month(None, f64::NAN), now);
    assert_eq!(clock_month(text("soon"), f64::NAN), now);
}

#[wasm_bindgen_test]
fn codes_names_and_postal_codes() {
    let amex = 0b100;
    assert_eq!(validate_cvv(text("1234"), amex, 0), VALID);
    assert_eq!(validate_cvv(text("123"), 0, 1 << 3), VALID);
    assert_eq!(validate_cvv(text("12345"), 0, 1 << 3 | 1 << 5), VALID);
    assert_eq!(error(validate_cvv(text("123"), 0, 0)).as_deref(), Some("cvv_invalid"));
    assert_eq!(validate_cardholder_name(text("김민수")), VALID);
    assert_eq!(error(validate_cardholder_name(None)).as_deref(), Some("cardholder_name_invalid"));
    assert_eq!(validate_postal_code(text("04524"), None), VALID);
    assert_eq!(validate_postal_code(text("0452"), Some(5)) & 0b11, 0b10);
    assert_eq!(validate_postal_code(None, None), NEITHER);
}

#[wasm_bindgen_test]
fn brands_are_told_whole() {
    assert_eq!(ids(detect_card_brand(text(""))).len(), 23);
    assert_eq!(detect_card_brand(text("0")), 0);
    assert_eq!(detect_card_brand(None), 0);
    assert_eq!(ids(detect_card_brand(text("３7"))), ["american-express"]);
    let json = |value: JsValue| String::from(JSON::stringify(&value).unwrap());
    let amex = r#"{"id":"american-express","name":"American Express","gaps":[4,10],"lengths":[15],"cvv":{"name":"CID","length":4}}"#;
    assert_eq!(json(facts("brands").get(2)), amex);
    assert!(json(facts("brands").get(16)).ends_with(r#""cvv":null}"#));
    assert_eq!(format_card_number(text("42424242")), "4242 4242");
    assert_eq!(format_card_number(None), "");
}
