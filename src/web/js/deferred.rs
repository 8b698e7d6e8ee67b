//! A promise that JavaScript owns and Rust settles, because only JavaScript survives a trap.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// A promise that JavaScript owns.
    pub type Deferred;

    /// Fulfils it.
    #[wasm_bindgen(method)]
    pub fn resolve(this: &Deferred, value: &JsValue);

    /// Rejects it with what JavaScript makes a `PaymentError` of.
    #[wasm_bindgen(method)]
    pub fn reject(this: &Deferred, failure: &JsValue);

    /// From now on a trap leaves the outcome unknown.
    #[wasm_bindgen(method)]
    pub fn posted(this: &Deferred);
}
