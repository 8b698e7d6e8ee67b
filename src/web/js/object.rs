//! Plain objects for JavaScript: what a page is given, and what a request says. serde-wasm-bindgen makes them.
//!
//! Only outward: nothing is ever read this way.

use serde::Serialize;
use wasm_bindgen::JsValue;

pub use crate::protocol::write::{Members, Plain};

impl Members {
    /// The object itself. Nothing in it can fail to be made.
    pub fn into_js(self) -> JsValue {
        let json = serde_wasm_bindgen::Serializer::json_compatible();
        self.serialize(&json).unwrap_or(JsValue::NULL)
    }
}
