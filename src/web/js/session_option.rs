//! The option that says where a session's client secret comes from.

use js_sys::Function;
use wasm_bindgen::JsCast;

use super::options::Options;

/// Where a session's client secret comes from.
#[derive(Clone)]
pub enum Source {
    /// The page has it already.
    Secret(String),
    /// The page asks its server.
    Ask(Function),
    /// The widget asks the page's server.
    Url(String),
}

impl Source {
    /// The `session` option of a call, a form or a configuration, or else its `sessionUrl`, which JavaScript has made
    /// absolute. `None` where there is neither, or where `options` has noted an error.
    pub fn read(options: &mut Options) -> Option<Self> {
        let Some(value) = options.any("session") else { return options.text("sessionUrl").map(Self::Url) };
        if let Some(secret) = value.as_string() {
            return Some(Self::Secret(secret));
        }
        let wanted = "a client secret, or a function that gives one or a promise of one";
        options.wanted("session", value.dyn_into().ok(), wanted).map(Self::Ask)
    }
}
