//! The wire's types read and write the hand-written examples of `tests/wire` member for member, in their order.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]
#![allow(clippy::disallowed_types, reason = "no page loads a test")]

mod browser;
mod browser_json;
mod errors;
mod examples;
mod sealed;
mod secret;
mod wallet;
mod words;

/// The text of an example without the white space that is only there for readers.
fn example(name: &str) -> String {
    let path = format!("{}/tests/wire/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let (mut in_string, mut escaped) = (false, false);
    text.chars()
        .filter(|&c| {
            let keep = in_string || !c.is_whitespace();
            if c == '"' && !escaped {
                in_string = !in_string;
            }
            escaped = in_string && c == '\\' && !escaped;
            keep
        })
        .collect()
}
