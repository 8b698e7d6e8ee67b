//! A few short words for the DOM: making nodes, writing what differs, listening for as long as a value lives.
//!
//! No rules of the form, no words for payers, and never markup from text: nodes and text nodes only, so that a page
//! that requires Trusted Types or forbids inline styles is content.

use wasm_bindgen::prelude::*;
use web_sys::{AddEventListenerOptions, Document, Element, Event, EventTarget, HtmlInputElement, Window};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = document)]
    static DOCUMENT: Document;
    #[wasm_bindgen(thread_local_v2, js_name = window)]
    static WINDOW: Window;
}

/// The page's document.
pub(super) fn document() -> Document {
    DOCUMENT.with(Clone::clone)
}

/// The page's window.
pub(super) fn window() -> Window {
    WINDOW.with(Clone::clone)
}

/// A new element with a class (none when empty), at the end of `parent`.
pub(super) fn child(parent: &Element, tag: &str, class: &str) -> Result<Element, JsValue> {
    let element = document().create_element(tag)?;
    if !class.is_empty() {
        element.set_class_name(class);
    }
    parent.append_child(&element)?;
    Ok(element)
}

/// Sets several attributes.
pub(super) fn attrs(element: &Element, pairs: &[(&str, &str)]) -> Result<(), JsValue> {
    pairs.iter().try_for_each(|(name, value)| element.set_attribute(name, value))
}

/// Sets an attribute, or takes it away.
pub(super) fn attr(element: &Element, name: &str, value: Option<&str>) -> Result<(), JsValue> {
    match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    }
}

/// Shows or hides by the `hidden` attribute.
pub(super) fn show(element: &Element, shown: bool) -> Result<(), JsValue> {
    attr(element, "hidden", if shown { None } else { Some("") })
}

/// Empties an element.
pub(super) fn empty(element: &Element) {
    element.set_text_content(None);
}

/// Writes text and caret into an input. Nothing is written that stands there already, for that would empty the undo
/// history; the caret is set only where the payer is, for elsewhere Safari would move the focus.
pub(super) fn write(input: &HtmlInputElement, text: &str, caret: Option<u32>) -> Result<(), JsValue> {
    if input.value() != text {
        input.set_value(text);
        if let Some(caret) = caret {
            input.set_selection_range(caret, caret)?;
        }
    }
    Ok(())
}

/// Event listeners that live as long as this value. The handler is a `Fn`: it is called again while it runs, when it moves
/// the focus or removes a node.
#[must_use = "listeners are removed when this is dropped"]
pub(super) struct Listeners {
    handler: Closure<dyn Fn(Event)>,
    bound: Vec<(EventTarget, &'static str, bool)>,
}

impl Listeners {
    /// One handler for every event that is added later.
    pub(super) fn new(handler: impl Fn(Event) + 'static) -> Self {
        Self { handler: Closure::new(handler), bound: Vec::new() }
    }

    /// Listens for events of these types as they come up to `target`, or on their way down to it.
    pub(super) fn add(&mut self, target: &EventTarget, types: &[&'static str], capture: bool) -> Result<(), JsValue> {
        for kind in types {
            let options = AddEventListenerOptions::new();
            options.set_capture(capture);
            let handler = self.handler.as_ref().unchecked_ref();
            target.add_event_listener_with_callback_and_add_event_listener_options(kind, handler, &options)?;
            self.bound.push((target.clone(), kind, capture));
        }
        Ok(())
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
pub(super) struct Timer {
    id: i32,
    _callback: Closure<dyn FnMut()>,
}

impl Timer {
    /// Calls back once, `ms` milliseconds from now.
    pub(super) fn new(ms: i32, callback: impl FnOnce() + 'static) -> Result<Self, JsValue> {
        let callback = Closure::once(callback);
        let handler = callback.as_ref().unchecked_ref();
        let id = window().set_timeout_with_callback_and_timeout_and_arguments_0(handler, ms)?;
        Ok(Self { id, _callback: callback })
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        window().clear_timeout_with_handle(self.id);
    }
}
