//! Options are own properties: a polluted prototype supplies none, and a wrong type is named, never quoted.

use js_sys::{Object, Reflect};
use payments_widget::web::js::options::{self, Options};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

fn with(name: &str, value: impl Into<JsValue>) -> JsValue {
    let object = Object::new();
    Reflect::set(&object, &name.into(), &value.into()).unwrap();
    object.into()
}

#[wasm_bindgen_test]
fn an_inherited_property_is_none() {
    let prototype = with("currency", "USD");
    let object: Object = Object::create(prototype.unchecked_ref());
    assert!(options::own(&object, "currency").is_none());
    assert_eq!(options::own_text(&prototype, "currency").as_deref(), Some("USD"));
}

#[wasm_bindgen_test]
fn amounts_are_read_as_a_person_would_write_them() {
    let read = |options: &JsValue| {
        let mut options = Options::of(options);
        let (amount, number) = options.amount();
        options.done().map(|()| (amount.to_string(), number))
    };
    let text = |value: JsValue| read(&with("amount", value));
    for (number, expected) in
        [(100.0, "100"), (19.99, "19.99"), (0.1 + 0.2, "0.30000000000000004"), (1e21, "1e+21"), (1e-7, "1e-7")]
    {
        assert_eq!(text(JsValue::from_f64(number)).ok(), Some((expected.to_owned(), Some(number))));
    }
    assert_eq!(text(JsValue::from_str("100.00")).ok(), Some(("100.00".to_owned(), None)));
    assert_eq!(text(JsValue::TRUE).unwrap_err().code, "invalid_option");
    assert_eq!(read(&Object::new()).ok(), Some((String::new(), None)));
}

#[wasm_bindgen_test]
fn a_card_field_of_another_type_names_its_field_and_not_its_value() {
    let given = with("cvv", JsValue::from_f64(737.0));
    let mut options = Options::of(&given);
    assert!(options.secret("cvv").is_none());
    let failure = options.done().unwrap_err();
    assert_eq!(failure.code, "invalid_option");
    assert_eq!(failure.field, Some("cvv"));
    assert!(!failure.message.contains("737"));
}

#[wasm_bindgen_test]
fn null_is_no_card_field_and_absent_elsewhere() {
    let given = with("cvv", JsValue::NULL);
    let mut options = Options::of(&given);
    assert!(options.text("cvv").is_none());
    assert!(options.secret("number").is_none());
    assert!(options.secret("cvv").is_none());
    assert_eq!(options.done().unwrap_err().field, Some("cvv"));
}
