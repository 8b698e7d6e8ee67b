//! What both modules ask of the page: the time, and to tell its developer something.

use wasm_bindgen::prelude::wasm_bindgen;

use crate::flow::messages::{Millis, millis};

/// Milliseconds since 1970.
#[expect(clippy::disallowed_methods, reason = "everything else takes the time from here")]
pub(crate) fn now() -> Millis {
    millis(js_sys::Date::now())
}

#[wasm_bindgen]
extern "C" {
    /// Says something to the page's developer.
    #[wasm_bindgen(js_namespace = console)]
    pub(crate) fn warn(message: &str);
}
