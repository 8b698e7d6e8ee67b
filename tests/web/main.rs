//! What only a real browser can show: WebCrypto, fetch, and the form's DOM under real events.

#![cfg(all(target_arch = "wasm32", feature = "web"))]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what fails here fails the test")]

mod action;
mod form;
mod money;
mod options;
mod sealing;
mod validators;
mod wire;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
