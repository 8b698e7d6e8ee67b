//! Reading what a page hands in, and any other object from JavaScript: own properties only, one by one.
//!
//! Never serde, whose messages quote what they were given, and never an inherited property, which a polluted
//! prototype could supply.

use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use zeroize::Zeroizing;

use crate::flow::outcome::Failure;
use crate::protocol::problem::ErrorCode;

/// The value of an own property; `None` where it is absent, `undefined` or `null`.
pub fn own(object: &JsValue, key: &str) -> Option<JsValue> {
    let key = JsValue::from_str(key);
    // Not `dyn_ref`: an object without a prototype is no instance of Object.
    if !object.is_object() || !Object::has_own(object.unchecked_ref::<Object>(), &key) {
        return None;
    }
    Reflect::get(object, &key).ok().filter(|value| !value.is_undefined() && !value.is_null())
}

/// An own property that is a string.
pub fn own_text(object: &JsValue, key: &str) -> Option<String> {
    own(object, key)?.as_string()
}

/// An own property that is a whole number below 2^53.
pub fn own_whole(object: &JsValue, key: &str) -> Option<u64> {
    whole(&own(object, key)?)
}

/// An own property that is a boolean.
pub fn own_flag(object: &JsValue, key: &str) -> Option<bool> {
    own(object, key)?.as_bool()
}

/// A whole number below 2^53.
pub fn whole(value: &JsValue) -> Option<u64> {
    let number = value.as_f64()?;
    ((0.0..=js_sys::Number::MAX_SAFE_INTEGER).contains(&number) && number.trunc() == number).then_some(number as u64)
}

/// An option of a call that is a string if it is there.
///
/// # Errors
/// `invalid_option`, naming the option and never its value.
pub fn text(options: &JsValue, key: &str) -> Result<Option<String>, Failure> {
    match own(options, key) {
        None => Ok(None),
        Some(value) => value.as_string().map(Some).ok_or_else(|| wrong_type(key, "a string")),
    }
}

/// As [`text`], for what must be wiped after use.
///
/// # Errors
/// `invalid_option` with the card's field.
pub fn secret(options: &JsValue, key: &str) -> Result<Option<Zeroizing<String>>, Failure> {
    text(options, key)
        .map(|value| value.map(Zeroizing::new))
        .map_err(|failure| Failure { field: Some(key.to_owned()), ..failure })
}

/// An amount as a page may give it, a number or a string, as the text that a person would write; nothing, which is no
/// amount, when it is absent.
///
/// # Errors
/// `invalid_option` when it is of another type.
pub fn amount(options: &JsValue) -> Result<Zeroizing<String>, Failure> {
    let Some(value) = own(options, "amount") else { return Ok(Zeroizing::default()) };
    let text = value.as_string().or_else(|| number_text(&value));
    text.map(Zeroizing::new).ok_or_else(|| wrong_type("amount", "a number or a decimal string"))
}

/// JavaScript's own shortest text of a number, so that no float is ever formatted here.
fn number_text(value: &JsValue) -> Option<String> {
    value.dyn_ref::<js_sys::Number>()?.to_string_with_radix(10).ok().map(String::from)
}

/// An option is there and of the wrong type.
pub fn wrong_type(key: &str, wanted: &str) -> Failure {
    Failure::new(ErrorCode::InvalidOption, format!("The option \"{key}\" must be {wanted}."))
}
