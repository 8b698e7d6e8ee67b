//! Short functions for the DOM: making nodes, and writing what differs.
//!
//! No rules of the form, no words for payers, and never markup from text: nodes and text nodes only, so that it works in a
//! page that requires Trusted Types or forbids inline styles. Nothing here fails unless the page has changed the form's
//! nodes or the DOM's functions. Then what is shown may be wrong, but the payment must not fail, so errors are not passed
//! on. Not inlined: each call would add its own strings and errors to the module.

use std::cell::Cell;

use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlInputElement, Node, Window};
use zeroize::Zeroizing;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = document, js_name = createElement)]
    fn create_element(tag: &str) -> Element;
    #[wasm_bindgen(catch, js_namespace = document, js_name = execCommand)]
    fn exec_command(name: &str, show_ui: bool, value: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(thread_local_v2, js_name = window)]
    static WINDOW: Window;
}

/// The page's window.
pub(in crate::web) fn window() -> Window {
    WINDOW.with(Clone::clone)
}

/// A new element with a class, none when empty.
#[inline(never)]
pub(in crate::web) fn element(tag: &str, class: &str) -> Element {
    let element = create_element(tag);
    if !class.is_empty() {
        element.set_class_name(class);
    }
    element
}

thread_local! {
    /// [`child`] takes over the nodes of an early form.
    static TAKING_OVER: Cell<bool> = const { Cell::new(false) };
}

/// Marks a node of the early form that is not taken over yet.
const EARLY: &str = "data-early";

/// Runs `build`, which makes its nodes by [`child`] in the order of the page: those that JavaScript has drawn in `root` before
/// are taken over, so that an input keeps its text, its caret, its undo steps and a composition. What is not taken over is removed.
pub(in crate::web) fn taking_over<T>(root: &Element, build: impl FnOnce() -> T) -> T {
    TAKING_OVER.set(true);
    let built = build();
    TAKING_OVER.set(false);
    while let Ok(Some(left)) = root.query_selector(&["[", EARLY, "]"].concat()) {
        left.remove();
    }
    built
}

/// The first early node in `parent` of this class; of any class if there is none given.
fn early(parent: &Element, class: Option<&str>) -> Option<Element> {
    if !TAKING_OVER.get() {
        return None;
    }
    let class = class.map_or_else(String::new, |class| ["[class='", class, "']"].concat());
    parent.query_selector(&[":scope>[", EARLY, "]", &class].concat()).ok().flatten()
}

/// A new element at the end of `parent`, or the early one in its place.
#[inline(never)]
pub(in crate::web) fn child(parent: &Element, tag: &str, class: &str) -> Element {
    if let Some(early) = early(parent, Some(class)) {
        attr(&early, EARLY, None);
        return early;
    }
    let element = element(tag, class);
    insert(parent, &element, early(parent, None).as_deref());
    element
}

/// A new element as by [`child`], which the page may style by its part.
pub(in crate::web) fn part(parent: &Element, tag: &str, class: &str, name: &str) -> Element {
    named(&child(parent, tag, class), name)
}

/// The element, which the page may style by this part.
#[inline(never)]
pub(in crate::web) fn named(element: &Element, name: &str) -> Element {
    attr(element, "part", Some(name));
    element.clone()
}

/// A new element with a text in it, at the end of `parent`.
#[inline(never)]
pub(in crate::web) fn text(parent: &Element, tag: &str, class: &str, text: &str) -> Element {
    let element = child(parent, tag, class);
    element.set_text_content(Some(text));
    element
}

/// Puts a node at the end of `parent`.
#[inline(never)]
pub(in crate::web) fn append(parent: &Node, node: &Node) {
    let _ = parent.append_child(node);
}

/// Puts a node into `parent` before another, or at its end.
#[inline(never)]
pub(in crate::web) fn insert(parent: &Node, node: &Node, before: Option<&Node>) {
    let _ = parent.insert_before(node, before);
}

/// Removes everything in `parent` after `node`, or everything in it.
#[inline(never)]
pub(in crate::web) fn empty(parent: &Node, behind: Option<&Node>) {
    while let Some(last) = parent.last_child()
        && !last.is_same_node(behind)
    {
        let _ = parent.remove_child(&last);
    }
}

/// Sets several attributes.
#[inline(never)]
pub(in crate::web) fn attrs(element: &Element, pairs: &[(&str, &str)]) {
    for (name, value) in pairs {
        let _ = element.set_attribute(name, value);
    }
}

/// Sets an attribute, or takes it away.
#[inline(never)]
pub(in crate::web) fn attr(element: &Element, name: &str, value: Option<&str>) {
    match value {
        Some(value) => attrs(element, &[(name, value)]),
        None => drop(element.remove_attribute(name)),
    }
}

/// Shows or hides by the `hidden` attribute.
pub(in crate::web) fn show(element: &Element, shown: bool) {
    attr(element, "hidden", if shown { None } else { Some("") });
}

/// Writes text and caret into an input. A text that is there already is not written again; the caret is set only where the
/// payer is, for elsewhere Safari would move the focus.
pub(in crate::web) fn write(input: &HtmlInputElement, text: &str, caret: Option<u32>) {
    if *Zeroizing::new(input.value()) != text {
        input.set_value(text);
    }
    if let Some(caret) = caret {
        let _ = input.set_selection_range(caret, caret);
    }
}

/// Empties an input, and the browser's memory of what was typed: undo or redo would bring a number back, even one that
/// the payer had deleted. The steps belong to the nodes inside the input, which another type makes anew; the focus stays.
pub(in crate::web) fn wipe(input: &HtmlInputElement) {
    input.set_value("");
    input.set_type("tel");
    input.set_type("text");
}

/// Makes `text`, all ASCII, of the text in the input that has the focus as the payer's own hand would: from where they
/// differ it is selected and typed over.
///
/// A value that is set is no step of the browser's history: Firefox then forgets the steps before it, and Chromium plays
/// them back on a text that they were not made for, with digits doubled. `execCommand`, deprecated as it is, is all that
/// writes into the history. Where it does nothing, the caller writes. WebKit keeps the steps in their order only if this is
/// called before the browser's own edit, not in the event that tells of it.
pub(in crate::web) fn retype(input: &HtmlInputElement, text: &str) {
    let old = Zeroizing::new(input.value());
    if *old == text {
        return;
    }
    let same = old.chars().zip(text.chars()).take_while(|(old, new)| old == new).count();
    let typed = text.get(same..).unwrap_or_default();
    let _ = input.set_selection_range(same as u32, u32::MAX);
    let _ = exec_command(if typed.is_empty() { "delete" } else { "insertText" }, false, typed);
}

/// The browser's own undo or redo in the input that has the focus; false where it changes nothing.
pub(in crate::web) fn step(input: &HtmlInputElement, back: bool) -> bool {
    let before = Zeroizing::new(input.value());
    let _ = exec_command(if back { "undo" } else { "redo" }, false, "");
    before != Zeroizing::new(input.value())
}
