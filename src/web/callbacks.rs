//! Event listeners and timers that live as long as a value.

use wasm_bindgen::prelude::*;
use web_sys::{Event, EventTarget};

#[wasm_bindgen]
extern "C" {
    /// Calls `callback` once, after `ms` milliseconds; the number names the timer.
    #[wasm_bindgen(js_name = setTimeout)]
    pub(in crate::web) fn set_timeout(callback: &JsValue, ms: u32) -> f64;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(id: f64);
}

/// Event listeners that live as long as this value. The handler is a `Fn`: it is called again while it runs, when it moves
/// the focus or removes a node.
#[must_use = "listeners are removed when this is dropped"]
pub(in crate::web) struct Listeners {
    handler: Closure<dyn Fn(Event)>,
    bound: Vec<(EventTarget, &'static str, bool)>,
}

impl Listeners {
    /// One handler for every event that is added later.
    pub(in crate::web) fn new(handler: impl Fn(Event) + 'static) -> Self {
        Self { handler: Closure::new(handler), bound: Vec::new() }
    }

    /// Listens for events of these types as they come up to `target`, or on their way down to it.
    pub(in crate::web) fn add(&mut self, target: &EventTarget, types: &[&'static str], capture: bool) {
        let handler = self.handler.as_ref().unchecked_ref();
        for kind in types {
            let _ = target.add_event_listener_with_callback_and_bool(kind, handler, capture);
            self.bound.push((target.clone(), kind, capture));
        }
    }
}

impl Drop for Listeners {
    fn drop(&mut self) {
        let handler = self.handler.as_ref().unchecked_ref();
        for (target, kind, capture) in &self.bound {
            let _ = target.remove_event_listener_with_callback_and_bool(kind, handler, *capture);
        }
    }
}

/// A timer that is cleared when this value is dropped.
#[must_use = "the timer is cleared when this is dropped"]
pub(in crate::web) struct Timer {
    id: f64,
    _callback: Closure<dyn FnMut()>,
}

impl Timer {
    /// Calls back once, `ms` milliseconds from now.
    pub(in crate::web) fn new(ms: u32, callback: impl FnOnce() + 'static) -> Self {
        let callback = Closure::once(callback);
        Self { id: set_timeout(callback.as_ref(), ms), _callback: callback }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        clear_timeout(self.id);
    }
}
