//! The words of the payer's language, which live in JavaScript: Rust names a sentence by its key.
//!
//! No sentence for a payer is ever written in Rust.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::card::Brand;
use crate::text::{Arg, Text};
use crate::web::js::object::Members;

#[wasm_bindgen]
extern "C" {
    /// The sentences, amounts and dates of one language.
    #[derive(Clone)]
    pub type Words;

    /// The sentence of a key, its placeholders filled from the members of `params`, a plain object.
    #[wasm_bindgen(method)]
    pub fn text(this: &Words, key: &str, params: &JsValue) -> String;

    /// An amount as the payer's language writes it; `major` are major units with the currency's own decimals.
    #[wasm_bindgen(method)]
    pub fn amount(this: &Words, major: &str, currency: &str) -> String;

    /// Date and time of an RFC 3339 text.
    #[wasm_bindgen(method)]
    pub fn date(this: &Words, rfc3339: &str) -> String;

    /// The time of day of a moment, in milliseconds since 1970.
    #[wasm_bindgen(method)]
    pub fn time(this: &Words, ms: f64) -> String;

    /// BCP 47.
    #[wasm_bindgen(method, getter)]
    pub fn locale(this: &Words) -> String;

    /// `ltr` or `rtl`.
    #[wasm_bindgen(method, getter)]
    pub fn dir(this: &Words) -> String;
}

/// A sentence without placeholders.
pub fn word(words: &Words, key: &str) -> String {
    words.text(key, &JsValue::UNDEFINED)
}

/// The name of a brand for the payer: a name of its own, or a description in the payer's language.
pub fn brand_name(words: &Words, brand: Brand) -> String {
    match brand {
        Brand::KoreanLocal => word(words, "brand.korean"),
        _ => brand.info().name.to_owned(),
    }
}

/// A sentence in the payer's language; `amount` fills the placeholder of a sentence that names the amount to be paid.
pub fn say(words: &Words, text: &Text, amount: &str) -> String {
    let mut params = Members::default();
    for (name, arg) in &text.args {
        match arg {
            Arg::Number(number) => params.add(name, *number as u64),
            Arg::Brand(brand) => params.add(name, brand_name(words, *brand)),
            Arg::Brands(brands) => {
                // Not `join`: its code would add more to the page's module than this loop.
                let mut list = String::new();
                for brand in brands.iter() {
                    list += if list.is_empty() { "" } else { ", " };
                    list += &brand_name(words, brand);
                }
                params.add(name, list);
            }
            Arg::Amount => params.add(name, amount),
            Arg::Sum { major, currency } => params.add(name, words.amount(major, currency)),
            Arg::Word(word) => params.add(name, word.as_str()),
            Arg::Time(ms) => params.add(name, words.time(*ms as f64)),
        }
    }
    words.text(text.key, &params.into_js())
}
