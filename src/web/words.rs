//! The words of the payer's language, which live in JavaScript: Rust names a sentence by its key.
//!
//! No sentence for a payer ever stands in Rust.

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::form::{Arg, Text};

#[wasm_bindgen]
extern "C" {
    /// The sentences, amounts and dates of one language.
    #[derive(Clone)]
    pub type Words;

    /// The sentence of a key, its gaps filled from the members of `params`, a plain object.
    #[wasm_bindgen(method)]
    pub fn text(this: &Words, key: &str, params: &JsValue) -> String;

    /// An amount as the payer's language writes it; `major` are major units with the currency's own decimals.
    #[wasm_bindgen(method)]
    pub fn amount(this: &Words, major: &str, currency: &str) -> String;

    /// Date and time of an RFC 3339 text.
    #[wasm_bindgen(method)]
    pub fn date(this: &Words, rfc3339: &str) -> String;

    /// BCP 47.
    #[wasm_bindgen(method, getter)]
    pub fn locale(this: &Words) -> String;

    /// `ltr` or `rtl`.
    #[wasm_bindgen(method, getter)]
    pub fn dir(this: &Words) -> String;
}

/// A sentence in the payer's language; `amount` stands where a sentence names what is to be paid.
pub fn say(words: &Words, text: &Text, amount: &str) -> String {
    let params = Object::new();
    for (name, arg) in &text.args {
        let value = match arg {
            Arg::Number(number) => JsValue::from_f64(*number as f64),
            Arg::Brand(brand) => brand.info().name.into(),
            Arg::Brands(brands) => brands.iter().map(|brand| brand.info().name).collect::<Vec<_>>().join(", ").into(),
            Arg::Amount => amount.into(),
            Arg::Word(word) => word.into(),
        };
        // A plain object of our own takes every property.
        let _ = Reflect::set(&params, &JsValue::from_str(name), &value);
    }
    words.text(text.key, &params)
}
