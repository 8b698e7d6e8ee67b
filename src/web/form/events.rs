//! From DOM events to form events. That the page's own listeners hear nothing of what is typed is JavaScript's work, from the
//! first field on: `www/form/private-events.js`.

use std::rc::Rc;

use js_sys::Reflect;
use wasm_bindgen::prelude::*;
use web_sys::{Event, HtmlInputElement, Node, ShadowRoot};
use zeroize::Zeroizing;

use super::Inner;
use super::nodes::Hit;
use crate::card::Field;
use crate::form::{AttemptEnd, FormEffect, FormEvent, InputKind, Phase, Step, Target, Trigger};
use crate::web::callbacks::Listeners;
use crate::web::dom;

#[wasm_bindgen]
extern "C" {
    /// The events of a key and of an edit. A page may send such an event too, which lacks any of this or throws.
    type Edit;
    #[wasm_bindgen(method, getter, catch)]
    fn key(this: &Edit) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, getter, catch)]
    fn data(this: &Edit) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, getter, catch, js_name = inputType)]
    fn input_type(this: &Edit) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, getter, catch, js_name = isComposing)]
    fn is_composing(this: &Edit) -> Result<JsValue, JsValue>;
}

/// A DOM event that the form handles.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Submit,
    Change,
    Click,
    FocusIn,
    FocusOut,
    KeyDown,
    BeforeInput,
    Input,
    CompositionStart,
    CompositionEnd,
    PointerPressed,
    PointerReleased,
    PageHidden,
    PageShown,
    Offline,
    Online,
}

/// Where an event is listened for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    /// At the shadow root.
    Root,
    /// At the window.
    Window,
    /// At the window, in the capture phase: a page may stop its own events, and a pointer that is pressed outside the form
    /// can have the form's button moved away too.
    WindowCapture,
}

/// The events that the form handles.
const EVENTS: &[(&str, Kind, At)] = &[
    ("keydown", Kind::KeyDown, At::Root),
    ("beforeinput", Kind::BeforeInput, At::Root),
    ("input", Kind::Input, At::Root),
    ("submit", Kind::Submit, At::Root),
    ("change", Kind::Change, At::Root),
    ("click", Kind::Click, At::Root),
    ("focusin", Kind::FocusIn, At::Root),
    ("focusout", Kind::FocusOut, At::Root),
    ("compositionstart", Kind::CompositionStart, At::Root),
    ("compositionend", Kind::CompositionEnd, At::Root),
    ("pointerdown", Kind::PointerPressed, At::WindowCapture),
    ("mousedown", Kind::PointerPressed, At::WindowCapture),
    ("pointerup", Kind::PointerReleased, At::WindowCapture),
    ("mouseup", Kind::PointerReleased, At::WindowCapture),
    ("pointercancel", Kind::PointerReleased, At::WindowCapture),
    ("pagehide", Kind::PageHidden, At::Window),
    ("pageshow", Kind::PageShown, At::Window),
    ("offline", Kind::Offline, At::Window),
    ("online", Kind::Online, At::Window),
];

/// The keys that the form handles itself.
const KEYS: &[&str] = &["Enter", "Escape", "ArrowDown", "ArrowRight", "ArrowUp", "ArrowLeft"];

/// The longest time between the release of a pointer and its click, in milliseconds.
const CLICK_MS: u32 = 50;

impl Inner {
    /// Listens for as long as the returned values live. Each event has a handler of its own, which need not ask for its type.
    pub(super) fn listen(self: &Rc<Self>, root: &ShadowRoot) -> Vec<Listeners> {
        let window = dom::window();
        let mut all = Vec::new();
        for (name, kind, at) in EVENTS {
            let form = Rc::downgrade(self);
            let mut listeners = Listeners::new(move |event| {
                if let Some(form) = form.upgrade() {
                    form.on_event(*kind, &event);
                }
            });
            match at {
                At::Root => listeners.add(root, &[name], false),
                At::Window | At::WindowCapture => listeners.add(&window, &[name], *at == At::WindowCapture),
            }
            all.push(listeners);
        }
        all
    }

    /// While a payment is in flight, the browser asks before it leaves the page.
    pub(super) fn guard_unload(&self) {
        let guard = self.form.borrow().in_flight() && !self.redirected.get();
        if guard == self.unload_guard.borrow().is_some() {
            return;
        }
        let listeners = guard.then(|| {
            let mut listeners = Listeners::new(|event| {
                event.prevent_default();
                // Browsers before 2023 read this instead.
                let _ = Reflect::set(&event, &"returnValue".into(), &"1".into());
            });
            listeners.add(&dom::window(), &["beforeunload"], false);
            listeners
        });
        self.unload_guard.replace(listeners);
    }

    /// The browser shows a page again that it kept as it was, in the middle of a payment: only the session tells what
    /// became of it.
    fn on_page_shown(self: &Rc<Self>, event: &Event) {
        if !flag_property(event, "persisted") {
            return;
        }
        if self.form.borrow().in_flight() {
            self.dispatch(FormEvent::AttemptEnded(AttemptEnd::Unread));
        } else if matches!(self.form.borrow().phase(), Phase::Open(_)) {
            self.check_now();
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

    /// Whether an input method composes text in a field.
    pub(super) fn is_composed(&self, field: Field) -> bool {
        self.composing.get() && self.focused_field() == Some(field)
    }

    fn on_event(self: &Rc<Self>, kind: Kind, event: &Event) {
        match kind {
            Kind::Submit => self.press(event),
            Kind::PointerPressed => {
                self.released.take();
                self.dispatch(FormEvent::PointerDown);
                self.on_pointer_pressed(event.composed_path().get(0).dyn_ref::<Node>());
            }
            Kind::PointerReleased => {
                self.released.set(Some(self.after(CLICK_MS, |form| form.dispatch(FormEvent::PointerReleased))));
            }
            Kind::PageHidden => self.dispatch(FormEvent::PageHidden),
            Kind::PageShown => self.on_page_shown(event),
            Kind::Offline => self.dispatch(FormEvent::Online(false)),
            Kind::Online => self.dispatch(FormEvent::Online(true)),
            Kind::KeyDown => {
                if let Some(key) = text(event.unchecked_ref::<Edit>().key())
                    && KEYS.contains(&key.as_str())
                {
                    self.on_node_event(kind, event, &key);
                }
            }
            kind => self.on_node_event(kind, event, ""),
        }
    }

    fn on_node_event(self: &Rc<Self>, kind: Kind, event: &Event, key: &str) {
        // What an event at a shadow root has as its target is a node.
        let Some(target) = event.target().map(|target| target.unchecked_into::<Node>()) else { return };
        let hit = self.nodes().and_then(|nodes| nodes.hit(&target));
        match (kind, hit) {
            (Kind::CompositionStart, _) => self.composing.set(true),
            (Kind::BeforeInput, Some(Hit::Field(field))) => self.on_beforeinput(event, field),
            (Kind::Input | Kind::Change | Kind::CompositionEnd, Some(Hit::Field(field))) => {
                self.on_input(kind, event, field);
            }
            (Kind::Change, Some(Hit::Choice(choice))) => self.dispatch(FormEvent::Chosen(choice)),
            (Kind::Change, Some(Hit::Network(brand))) => self.dispatch(FormEvent::NetworkChosen(brand)),
            (Kind::Change, Some(Hit::Saved(id))) => self.choose_saved(id.as_deref()),
            (Kind::Change, Some(Hit::Save)) => {
                let checked = target.unchecked_ref::<HtmlInputElement>().checked();
                self.dispatch(FormEvent::SaveChosen(checked));
            }
            (Kind::Click, Some(Hit::Delete(id))) => self.dispatch(FormEvent::DeletePressed(id)),
            (Kind::Click, Some(Hit::Restore(id))) => self.dispatch(FormEvent::RestorePressed(id)),
            (Kind::Change, Some(Hit::Owner(owner))) => self.dispatch(FormEvent::OwnerChosen(owner)),
            (Kind::Click, Some(Hit::Choice(_) | Hit::Network(_) | Hit::Owner(_) | Hit::Saved(_) | Hit::Save))
                if self.form.borrow().busy() =>
            {
                event.prevent_default();
            }
            (Kind::Click, Some(Hit::Hint)) => self.dispatch(FormEvent::HintToggled),
            (Kind::Click, Some(Hit::Button)) => self.press(event),
            (Kind::Click, Some(Hit::Check)) => self.dispatch(FormEvent::CheckPressed),
            (Kind::Click, Some(Hit::Continue)) => self.dispatch(FormEvent::ContinuePressed),
            (Kind::Click, Some(Hit::GiveUp)) => self.dispatch(FormEvent::GiveUpPressed),
            (Kind::FocusIn, Some(Hit::Field(field))) => self.dispatch(FormEvent::Focus(field)),
            (Kind::FocusOut, Some(Hit::Field(field))) => self.dispatch(FormEvent::Blur(field)),
            (Kind::FocusOut, Some(Hit::Hint)) => self.dispatch(FormEvent::HintLeft),
            (Kind::KeyDown, _) if key == "Escape" => self.dispatch(FormEvent::Escape),
            // In a list the key is the browser's: it opens the list, or takes what is chosen.
            (Kind::KeyDown, Some(Hit::Field(Field::InstallmentMonths))) => {}
            (Kind::KeyDown, Some(Hit::Field(_))) if key == "Enter" => self.on_enter(event, true),
            (Kind::KeyDown, Some(Hit::Choice(_) | Hit::Network(_) | Hit::Owner(_) | Hit::Saved(_) | Hit::Save))
                if key == "Enter" =>
            {
                self.on_enter(event, false);
            }
            (Kind::KeyDown, Some(Hit::Choice(_) | Hit::Network(_) | Hit::Owner(_))) => {
                self.on_arrow(event, &target, key);
            }
            _ => {}
        }
    }

    /// The pay button, also where a browser presses it for the Enter key of a field: such a click counts no press of a pointer. A
    /// finger that presses the button may leave the focus in a field. The native submit, which a sandboxed frame may not allow, is
    /// not needed.
    fn press(self: &Rc<Self>, event: &Event) {
        event.prevent_default();
        let by_key = event.is_trusted() && Reflect::get(event, &"detail".into()).is_ok_and(|presses| presses == 0);
        let in_field = by_key && self.focused_field().is_some();
        self.submit(if in_field { Trigger::Enter } else { Trigger::Button });
    }

    /// Enter pays from a field. On a choice it would, for the browser, too: there it only moves on to the button.
    fn on_enter(self: &Rc<Self>, event: &Event, in_field: bool) {
        if flag_property(event, "isComposing") {
            return;
        }
        event.prevent_default();
        if flag_property(event, "repeat") {
            return;
        }
        if in_field {
            self.submit(Trigger::Enter);
        } else {
            self.carry_out(FormEffect::Focus(Target::Button));
        }
    }

    /// Autofill, password managers and input methods each have events of their own. The text is read from the input, and
    /// never changed while it is composed.
    fn on_input(self: &Rc<Self>, kind: Kind, event: &Event, field: Field) {
        if kind == Kind::CompositionEnd {
            self.composing.set(false);
        }
        let edit = event.unchecked_ref::<Edit>();
        if kind == Kind::Input && edit.is_composing().is_ok_and(|flag| flag.is_truthy()) {
            return;
        }
        let input_type = text(edit.input_type());
        self.read(
            field,
            match input_type.as_ref().map(|input_type| input_type.as_str()) {
                Some("insertText") if event.is_trusted() => InputKind::Typed,
                Some("deleteContentForward") => InputKind::DeletedForward,
                Some("insertFromPaste" | "insertFromDrop") => InputKind::Pasted,
                Some("historyUndo") => InputKind::History(Step::Undo),
                Some("historyRedo") => InputKind::History(Step::Redo),
                // Firefox sends this when it fills a field; other browsers send no type.
                Some("insertReplacementText") => InputKind::Autofill,
                None if kind != Kind::CompositionEnd => InputKind::Autofill,
                _ => InputKind::Other,
            },
        );
    }

    /// An edit of which the form makes another text is canceled and made by the form. One that cannot be canceled is put right
    /// when it is done.
    fn on_beforeinput(self: &Rc<Self>, event: &Event, field: Field) {
        if let Some(instead) = self.instead(event, field) {
            event.prevent_default();
            if flag_property(event, "defaultPrevented") {
                self.dispatch(instead);
            }
        }
    }

    /// What the form does in place of an edit, where it is known what the browser would do. A page's own event edits nothing.
    fn instead(&self, event: &Event, field: Field) -> Option<FormEvent> {
        if self.composing.get() || !event.is_trusted() {
            return None;
        }
        let edit = event.unchecked_ref::<Edit>();
        let kind = match text(edit.input_type())?.as_str() {
            "insertText" => InputKind::Typed,
            "insertFromPaste" => InputKind::Pasted,
            "deleteContentBackward" => InputKind::Other,
            "deleteContentForward" => InputKind::DeletedForward,
            _ => return None,
        };
        let inserted = match kind {
            InputKind::Typed | InputKind::Pasted => text(edit.data())?,
            _ => Zeroizing::default(),
        };
        let nodes = self.nodes()?;
        let input = nodes.input(field)?;
        let (from, to) = (input.selection_start().ok()??, input.selection_end().ok()??);
        let old = Zeroizing::new(input.value());
        self.form.borrow().instead(field, &old, (from as usize, to as usize), &inserted, kind)
    }

    /// Takes over the text of an input.
    pub(super) fn read(self: &Rc<Self>, field: Field, kind: InputKind) {
        let Some(nodes) = self.nodes() else { return };
        if let Some(select) = nodes.select(field) {
            let text = Zeroizing::new(select.value());
            return self.dispatch(FormEvent::Input { field, text, caret: 0, kind: InputKind::Other });
        }
        let Some(input) = nodes.input(field) else { return };
        let text = Zeroizing::new(input.value());
        let caret = input.selection_end().ok().flatten();
        let caret = caret.map_or_else(|| text.encode_utf16().count(), |caret| caret as usize);
        self.dispatch(FormEvent::Input { field, text, caret, kind });
    }

    /// The arrow keys move through a group of radio buttons and choose, as the browser does where they have a name.
    fn on_arrow(self: &Rc<Self>, event: &Event, target: &Node, key: &str) {
        let forward = match key {
            "ArrowDown" | "ArrowRight" => true,
            "ArrowUp" | "ArrowLeft" => false,
            _ => return,
        };
        event.prevent_default();
        let Some(nodes) = self.nodes() else { return };
        if let Some(next) = nodes.neighbour(target, forward) {
            // By a click, so that the browser checks it and sends `change`.
            next.click();
            let _ = next.focus();
        }
    }

    /// Whoever presses elsewhere has left the hint at the security code.
    fn on_pointer_pressed(self: &Rc<Self>, pressed: Option<&Node>) {
        let Some(nodes) = self.nodes() else { return };
        if !pressed.is_some_and(|pressed| nodes.is_in_hint(pressed)) {
            self.dispatch(FormEvent::HintLeft);
        }
    }
}

/// A property of an event, if it is a string. It may be a key of a card number, so it is wiped.
fn text(property: Result<JsValue, JsValue>) -> Option<Zeroizing<String>> {
    property.ok()?.as_string().map(Zeroizing::new)
}

/// Whether a property of an event is true. A page may send any event, also one that lacks it.
fn flag_property(event: &Event, name: &str) -> bool {
    Reflect::get(event, &name.into()).is_ok_and(|flag| flag.as_bool() == Some(true))
}
