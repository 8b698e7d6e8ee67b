//! What only the page's window can say: the browser, the screen, the address.
//!
//! Reads, and never writes.

use wasm_bindgen::JsCast;
use web_sys::{Url, Window};

use crate::protocol::payment::{BrowserInfo, challenge_window_size, color_depth};

/// The window, where there is one.
fn window() -> Option<Window> {
    js_sys::global().dyn_into().ok()
}

/// What EMV 3-D Secure asks about the browser; `None` outside a window.
pub fn browser_info() -> Option<BrowserInfo> {
    let window = window()?;
    let navigator = window.navigator();
    let screen = window.screen().ok()?;
    let width = window.inner_width().ok().and_then(|width| width.as_f64()).unwrap_or(f64::INFINITY);
    Some(BrowserInfo {
        language: navigator.language().unwrap_or_else(|| "en".to_owned()),
        color_depth: color_depth(u32::try_from(screen.color_depth().unwrap_or_default()).unwrap_or_default()),
        screen_width: screen.width().unwrap_or(0) as u32,
        screen_height: screen.height().unwrap_or(0) as u32,
        time_zone_offset: js_sys::Date::new_0().get_timezone_offset() as i32,
        java_enabled: false,
        javascript_enabled: true,
        user_agent: navigator.user_agent().unwrap_or_default(),
        challenge_window_size: challenge_window_size(width).to_owned(),
    })
}

/// A parameter of the page's own address.
pub fn query(name: &str) -> Option<String> {
    let href = window()?.location().href().ok()?;
    Url::new(&href).ok()?.search_params().get(name)
}
