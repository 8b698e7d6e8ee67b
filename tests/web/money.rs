//! Why the table of currencies is our own: what this very browser thinks of their decimals.

use js_sys::{Array, Intl, Object, Reflect};
use payments_widget::money::Currency;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

/// CLDR has the decimals of cash for these, Chromium takes them from there, and ISO 4217 has others. Firefox is right.
const WRONG: &str = "AFN ALL COP HUF IDR IQD IRR KPW LAK LBP MGA MMK PKR RSD SOS SYP YER";

fn decimals(currency: &str) -> u32 {
    let options = Object::new();
    for (key, value) in [("style", "currency"), ("currency", currency)] {
        Reflect::set(&options, &key.into(), &value.into()).unwrap();
    }
    let resolved = Intl::NumberFormat::new(&Array::of1(&"en".into()), &options).resolved_options();
    Reflect::get(&resolved, &"maximumFractionDigits".into()).as_ref().ok().and_then(JsValue::as_f64).unwrap() as u32
}

#[wasm_bindgen_test]
fn intl_is_wrong_only_where_it_is_known_to_be() {
    for currency in Currency::all().filter(|currency| !WRONG.contains(currency.code())) {
        assert_eq!(decimals(currency.code()), currency.exponent(), "{}", currency.code());
    }
}
