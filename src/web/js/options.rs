//! Reading what a page hands in, and any other object from JavaScript: own properties only, one by one.
//!
//! Never serde, whose messages quote what they were given, and never an inherited property, which a polluted
//! prototype could supply.

use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use zeroize::Zeroizing;

use crate::checkout::errors::OwnFailure;
use crate::checkout::order;
use crate::money::{Money, MoneyError};
use crate::protocol::problem::ErrorCode;

#[wasm_bindgen]
extern "C" {
    /// As js-sys has it, but a proxy may throw: the exception would end the instance.
    #[wasm_bindgen(catch, js_namespace = Object, js_name = hasOwn)]
    fn has_own(object: &JsValue, key: &JsValue) -> Result<bool, JsValue>;
}

/// The value of an own property; `None` where it is absent, `undefined` or `null`.
pub fn own(object: &JsValue, key: &str) -> Option<JsValue> {
    given(object, key).filter(|value| !value.is_null())
}

/// The value of an own property; `None` where it is absent or `undefined`.
fn given(object: &JsValue, key: &str) -> Option<JsValue> {
    let key = JsValue::from_str(key);
    if !object.is_object() || !has_own(object, &key).unwrap_or(false) {
        return None;
    }
    Reflect::get(object, &key).ok().filter(|value| !value.is_undefined())
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

/// Reads the options of a call or a form. The error of the first bad one is given at the end, so that every option
/// is read in one line.
pub struct Options<'a> {
    object: &'a JsValue,
    failure: Option<Box<OwnFailure>>,
}

impl<'a> Options<'a> {
    /// Of this object.
    pub fn of(object: &'a JsValue) -> Self {
        Self { object, failure: None }
    }

    /// What was read counts only if nothing was wrong.
    ///
    /// # Errors
    /// `invalid_option`, naming the option and never its value.
    pub fn done(self) -> Result<(), OwnFailure> {
        self.failure.map_or(Ok(()), |failure| Err(*failure))
    }

    /// Something is wrong; what was wrong before counts.
    fn fail(&mut self, failure: OwnFailure) {
        self.failure.get_or_insert_with(|| Box::new(failure));
    }

    /// An option of any type.
    pub fn any(&self, key: &str) -> Option<JsValue> {
        own(self.object, key)
    }

    /// What an option that is there was read as; `None` says that it is not what was wanted.
    pub fn wanted<T>(&mut self, key: &str, value: Option<T>, wanted: &str) -> Option<T> {
        if value.is_none() {
            self.fail(wrong_type(key, wanted));
        }
        value
    }

    /// A string.
    pub fn text(&mut self, key: &str) -> Option<String> {
        let value = self.any(key)?;
        self.wanted(key, value.as_string(), "a string")
    }

    /// As [`Self::text`], for what must be wiped after use; a failure names the card's field. `null` is no text either.
    pub fn secret(&mut self, key: &'static str) -> Option<Zeroizing<String>> {
        let value = given(self.object, key)?.as_string();
        if value.is_none() {
            self.fail(OwnFailure { field: Some(key), ..wrong_type(key, "a string") });
        }
        value.map(Zeroizing::new)
    }

    /// True or false.
    pub fn flag(&mut self, key: &str) -> Option<bool> {
        let value = self.any(key)?;
        self.wanted(key, value.as_bool(), "true or false")
    }

    /// A list whose members can all be read.
    pub fn list<T>(&mut self, key: &str, wanted: &str, read: impl Fn(&JsValue) -> Option<T>) -> Option<Vec<T>> {
        let members = self.members(key)?;
        let list = members.and_then(|members| members.iter().map(read).collect());
        self.wanted(key, list, wanted)
    }

    /// The members of an option that is there; `None` where it is no list.
    fn members(&self, key: &str) -> Option<Option<Vec<JsValue>>> {
        Some(self.any(key)?.dyn_ref::<Array>().map(|list| list.to_vec()))
    }

    /// The amount to be paid, in its own currency or the configured one.
    ///
    /// # Errors
    /// As [`order::money`]; [`Self::done`] reports a wrong type.
    pub fn money(&mut self, configured: Option<&str>) -> Result<Money, MoneyError> {
        let own = self.text("currency");
        let (amount, number) = self.amount();
        order::money(&amount, number, own.as_deref(), configured)
    }

    /// An amount as a page may give it, a number or a string, as the text that a person would write, with the number;
    /// nothing, which is no amount, when it is absent.
    pub fn amount(&mut self) -> (Zeroizing<String>, Option<f64>) {
        let Some(value) = self.any("amount") else { return Default::default() };
        let text = value.as_string().or_else(|| number_text(&value));
        let text = self.wanted("amount", text, "a number or a decimal string");
        (Zeroizing::new(text.unwrap_or_default()), value.as_f64())
    }
}

/// JavaScript's own shortest text of a number, so that no float is ever formatted here.
fn number_text(value: &JsValue) -> Option<String> {
    value.dyn_ref::<js_sys::Number>()?.to_string_with_radix(10).ok().map(String::from)
}

/// An option is there and of the wrong type.
fn wrong_type(key: &str, wanted: &str) -> OwnFailure {
    OwnFailure::new(ErrorCode::InvalidOption.as_str(), ["The option \"", key, "\" must be ", wanted, "."].concat())
}
