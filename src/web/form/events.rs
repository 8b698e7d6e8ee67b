//! From the page's events to the form's: what was pressed, typed, left, and what must not leave the form.

use std::rc::Rc;

use js_sys::Reflect;
use wasm_bindgen::prelude::*;
use web_sys::{Event, Node, ShadowRoot};
use zeroize::Zeroizing;

use super::Inner;
use super::nodes::Hit;
use crate::card::Field;
use crate::form::{By, FormEvent, Settled, Step, Trigger};
use crate::web::dom::{self, Listeners};

/// They would tell the page's own listeners what is typed, so they end at the root; Tab and Escape pass.
const KEPT_IN: [&str; 12] = [
    "keydown",
    "keypress",
    "keyup",
    "beforeinput",
    "input",
    "textInput",
    "compositionstart",
    "compositionupdate",
    "compositionend",
    "copy",
    "cut",
    "paste",
];
const HEARD: [&str; 5] = ["submit", "change", "click", "focusin", "focusout"];
const POINTER: [&str; 5] = ["pointerdown", "mousedown", "pointerup", "mouseup", "pointercancel"];

/// A click follows its pointer's way up at once; so long it may take at most, in milliseconds.
const CLICK_MS: u32 = 50;

impl Inner {
    /// Listens for as long as the value lives.
    pub(super) fn listen(self: &Rc<Self>, root: &ShadowRoot) -> Listeners {
        let form = Rc::downgrade(self);
        let mut listeners = Listeners::new(move |event| {
            if let Some(form) = form.upgrade() {
                form.hear(&event);
            }
        });
        listeners.add(root, &HEARD, false);
        listeners.add(root, &KEPT_IN, false);
        // On the way down: a page may stop its own events, and a pointer that is down outside moves our button too.
        listeners.add(&dom::window(), &POINTER, true);
        listeners.add(&dom::window(), &["pagehide", "pageshow"], false);
        listeners
    }

    /// The browser asks before it leaves the page, while a payment is in flight.
    pub(super) fn warn_of_leaving(&self) {
        let warn = self.form.borrow().in_flight() && !self.redirected.get();
        if warn == self.leaving.borrow().is_some() {
            return;
        }
        let listeners = warn.then(|| {
            let mut listeners = Listeners::new(|event| {
                event.prevent_default();
                // Browsers before 2023 look at this instead.
                let _ = Reflect::set(&event, &"returnValue".into(), &"1".into());
            });
            listeners.add(&dom::window(), &["beforeunload"], false);
            listeners
        });
        self.leaving.replace(listeners);
    }

    /// The payer came back to a page as it was left, in the middle of a payment: only its session tells what became of it.
    fn shown_again(self: &Rc<Self>, event: &Event) {
        let kept = Reflect::get(event, &"persisted".into()).ok().and_then(|flag| flag.as_bool());
        if kept == Some(true) && self.form.borrow().in_flight() {
            self.dispatch(FormEvent::Settled(Settled::Unknown(None)));
            self.dispatch(FormEvent::CheckPressed);
        }
    }

    /// The field that has the focus.
    pub(super) fn focused_field(&self) -> Option<Field> {
        let nodes = self.nodes()?;
        match nodes.hit(&nodes.focused()?.into())? {
            Hit::Field(field) => Some(field),
            _ => None,
        }
    }

    /// Whether an input method is at work in a field.
    pub(super) fn is_composed(&self, field: Field) -> bool {
        self.composing.get() && self.focused_field() == Some(field)
    }

    fn hear(self: &Rc<Self>, event: &Event) {
        let kind = event.type_();
        let key = if kind.starts_with("key") { word(event, "key") } else { None };
        if KEPT_IN.contains(&kind.as_str()) && !matches!(key.as_deref(), Some("Tab" | "Escape")) {
            event.stop_propagation();
        }
        match kind.as_str() {
            "submit" => {
                event.prevent_default();
                let in_field = self.focused_field().is_some();
                self.submit(if in_field { Trigger::Enter } else { Trigger::Button });
            }
            "pointerdown" | "mousedown" => {
                self.released.take();
                self.dispatch(FormEvent::PointerDown);
                self.left_hint(event.composed_path().get(0).dyn_ref::<Node>());
            }
            "pointerup" | "mouseup" | "pointercancel" => {
                self.released.set(Some(self.after(CLICK_MS, |form| form.dispatch(FormEvent::Released))));
            }
            "pagehide" => self.dispatch(FormEvent::PageHidden),
            "pageshow" => self.shown_again(event),
            _ => {
                let Some(target) = event.target().and_then(|target| target.dyn_into::<Node>().ok()) else { return };
                let hit = self.nodes().and_then(|nodes| nodes.hit(&target));
                self.hear_at(&kind, event, &target, hit, key.as_deref());
            }
        }
    }

    fn hear_at(self: &Rc<Self>, kind: &str, event: &Event, target: &Node, hit: Option<Hit>, key: Option<&str>) {
        match (kind, hit) {
            ("compositionstart", _) => self.composing.set(true),
            ("beforeinput", Some(Hit::Field(field))) => self.offered(event, field),
            ("input" | "change" | "compositionend", Some(Hit::Field(field))) => self.typed(kind, event, field),
            ("change", Some(Hit::Method(method))) => self.dispatch(FormEvent::MethodChosen(method)),
            ("change", Some(Hit::Network(brand))) => self.dispatch(FormEvent::NetworkChosen(brand)),
            ("click", Some(Hit::Method(_) | Hit::Network(_))) if self.form.borrow().busy() => event.prevent_default(),
            ("click", Some(Hit::Hint)) => self.dispatch(FormEvent::HintToggled),
            ("click", Some(Hit::Check)) => self.dispatch(FormEvent::CheckPressed),
            ("focusin", Some(Hit::Field(field))) => self.dispatch(FormEvent::Focus(field)),
            ("focusout", Some(Hit::Field(field))) => self.dispatch(FormEvent::Blur(field)),
            ("focusout", Some(Hit::Hint)) => self.dispatch(FormEvent::HintLeft),
            ("keydown", hit) => match (key, hit) {
                (Some("Escape"), _) => self.dispatch(FormEvent::Escape),
                (Some(key), Some(Hit::Method(_) | Hit::Network(_))) => self.arrow(event, target, key),
                _ => {}
            },
            _ => {}
        }
    }

    /// Autofill, password managers and keyboards that compose all say it in their own way; the text is read from the
    /// input, and never touched while it is composed.
    fn typed(self: &Rc<Self>, kind: &str, event: &Event, field: Field) {
        if kind == "compositionend" {
            self.composing.set(false);
        }
        let composing = Reflect::get(event, &"isComposing".into()).ok().and_then(|flag| flag.as_bool());
        if kind == "input" && composing == Some(true) {
            return;
        }
        self.read(
            field,
            match word(event, "inputType").as_deref() {
                Some("insertText") if event.is_trusted() => By::Key,
                Some("deleteContentForward") => By::Delete,
                Some("historyUndo") => By::History(Step::Undo),
                Some("historyRedo") => By::History(Step::Redo),
                // Firefox says so when it fills a field, the others say nothing.
                Some("insertReplacementText") => By::Fill,
                None if kind != "compositionend" => By::Fill,
                _ => By::Other,
            },
        );
    }

    /// A key that would change nothing does not come so far that undo finds it.
    fn offered(&self, event: &Event, field: Field) {
        let Some(nodes) = self.nodes() else { return };
        let Some(input) = nodes.input(field) else { return };
        let caret = input.selection_start().ok().flatten();
        let (Some(caret), Some(data)) = (caret, word(event, "data").map(Zeroizing::new)) else { return };
        if word(event, "inputType").as_deref() != Some("insertText") || input.selection_end() != Ok(Some(caret)) {
            return;
        }
        let (old, before) = (Zeroizing::new(input.value()), caret as usize);
        // All ASCII, but for a name, and that takes whatever is typed.
        let (Some(head), Some(tail)) = (old.get(..before), old.get(before..)) else { return };
        let text = Zeroizing::new([head, &data, tail].concat());
        if self.form.borrow().refuses(field, &text, before + data.encode_utf16().count(), before) {
            event.prevent_default();
        }
    }

    /// Takes over what stands in an input now.
    pub(super) fn read(self: &Rc<Self>, field: Field, by: By) {
        let Some(nodes) = self.nodes() else { return };
        let Some(input) = nodes.input(field) else { return };
        let text = Zeroizing::new(input.value());
        let caret = input.selection_end().ok().flatten();
        let caret = caret.map_or_else(|| text.encode_utf16().count(), |caret| caret as usize);
        self.dispatch(FormEvent::Input { field, text, caret, by });
    }

    /// The arrow keys move through a group of radio buttons and choose, as they do in one with a name.
    fn arrow(self: &Rc<Self>, event: &Event, target: &Node, key: &str) {
        let forward = match key {
            "ArrowDown" | "ArrowRight" => true,
            "ArrowUp" | "ArrowLeft" => false,
            _ => return,
        };
        event.prevent_default();
        let Some(nodes) = self.nodes() else { return };
        if let Some(next) = nodes.neighbour(target, forward) {
            // A click on it, so that the browser chooses it and tells of the change.
            next.click();
            let _ = next.focus();
        }
    }

    /// Whoever presses elsewhere has left the note at the code.
    fn left_hint(self: &Rc<Self>, pressed: Option<&Node>) {
        let Some(nodes) = self.nodes() else { return };
        if !pressed.is_some_and(|pressed| nodes.is_in_hint(pressed)) {
            self.dispatch(FormEvent::HintLeft);
        }
    }
}

/// A member of an event that is text: autofill sends events that lack it, and a page may send what it likes.
fn word(event: &Event, key: &str) -> Option<String> {
    Reflect::get(event, &key.into()).ok()?.as_string()
}
