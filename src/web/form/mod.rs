//! `PaymentFormView`: a form in a page. It reads events, has [`Form`] reduce them, and carries out the effects.
//!
//! It holds no rule of the form. An event that comes while another is being handled (`focus()` and `remove()` call back
//! at once) is queued, and no borrow is held across a call into the page.

mod apply;
mod build;
mod choices;
mod events;
pub mod host;
mod listener;
pub mod nodes;
mod pay;
pub mod payments;
mod saved;
mod settings;
mod wallet;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::{Element, ShadowRoot};

use self::host::FormHost;
use self::nodes::{FormNodes, Look};
use self::payments::Following;
use self::settings::Settings;
use crate::card::{Brand, Field, FieldError, YearMonth};
use crate::form::fields::FIELDS;
use crate::form::{Form, FormEffect, FormEvent, FormState, InputKind, Phase, Step, Target, Trigger};
use crate::protocol::saved_card::SavedCardRequest;
use crate::web::callbacks::{Listeners, Timer};
use crate::web::dom;
use crate::web::js::deferred::Deferred;
use crate::web::js::object::{Members, Plain};
use crate::web::js::to_page;
use crate::web::window;

/// A form, from its creation until JavaScript frees it. A payment in flight continues without it.
#[wasm_bindgen]
pub struct PaymentFormView {
    inner: Rc<Inner>,
}

struct Inner {
    host: FormHost,
    settings: RefCell<Rc<Settings>>,
    form: RefCell<Form>,
    /// Where the form is on the page.
    place: RefCell<Option<Place>>,
    nodes: RefCell<Option<Rc<FormNodes>>>,
    listeners: Cell<Vec<Listeners>>,
    /// Makes the browser ask before it leaves the page, while a payment is in flight.
    unload_guard: RefCell<Option<Listeners>>,
    /// The payer is being sent to another page to pay there.
    redirected: Cell<bool>,
    /// Waits for the click that may follow the release of a pointer.
    released: Cell<Option<Timer>>,
    /// Waits until the attempt takes long.
    waited: Cell<Option<Timer>>,
    /// Follows an unknown outcome.
    follow_up: RefCell<Option<Rc<Following>>>,
    /// Why the outcome is unknown: the error that the page gets.
    unknown: RefCell<Option<JsValue>>,
    /// Why the last follow-up ended without the outcome: the error that the page gets.
    gave_up: RefCell<Option<JsValue>>,
    /// Of the last attempt: whether its end is still to come.
    attempt: RefCell<Rc<Cell<bool>>>,
    /// An input method composes text in the field that has the focus.
    composing: Cell<bool>,
    /// The saved cards have been asked for.
    saved_asked: Cell<bool>,
    /// What every charge needs has been asked for.
    prepared: Cell<bool>,
    queue: RefCell<Vec<FormEvent>>,
    running: Cell<bool>,
    /// The promises of `submit()` that wait for the end of the attempt.
    waiting: RefCell<Vec<Deferred>>,
    /// The id of the form's payment that succeeded.
    paid: RefCell<Option<String>>,
}

/// What stays when the nodes of the form are made anew.
#[derive(Clone)]
struct Place {
    root: ShadowRoot,
    /// JavaScript sets the tokens of the look on it.
    host: Element,
    /// Where the card issuer's dialog is shown.
    stage: Element,
}

#[wasm_bindgen]
impl PaymentFormView {
    /// A form that is not on the page yet; `options` as the JavaScript around it has checked their names.
    ///
    /// # Errors
    /// As [`PaymentFormView::update`].
    #[wasm_bindgen(constructor)]
    pub fn new(options: &JsValue, host: FormHost) -> Result<Self, JsValue> {
        let settings = read_settings(options, &host)?;
        let inner = Inner {
            form: RefCell::new(Form::new(settings.form.clone(), this_month())),
            settings: RefCell::new(Rc::new(settings)),
            host,
            place: RefCell::default(),
            nodes: RefCell::default(),
            listeners: Cell::default(),
            unload_guard: RefCell::default(),
            redirected: Cell::default(),
            released: Cell::default(),
            waited: Cell::default(),
            follow_up: RefCell::default(),
            unknown: RefCell::default(),
            gave_up: RefCell::default(),
            attempt: RefCell::default(),
            composing: Cell::default(),
            saved_asked: Cell::default(),
            prepared: Cell::default(),
            queue: RefCell::default(),
            running: Cell::default(),
            waiting: RefCell::default(),
            paid: RefCell::default(),
        };
        Ok(Self { inner: Rc::new(inner) })
    }

    /// Puts the form into a shadow root: an empty one, or one with the early form, whose inputs it takes over.
    ///
    /// `composing`: an input method composes text in the input that has the focus. `pressed`: by what the payer has asked to
    /// pay already, `enter` or `button`.
    pub fn mount(&self, root: ShadowRoot, composing: bool, pressed: Option<String>) {
        let inner = &self.inner;
        // Before any field exists: a native submit must never happen.
        inner.listeners.set(inner.listen(&root));
        let early = root.first_element_child();
        let host = early.clone().unwrap_or_else(|| dom::element("div", "pw-host"));
        let stage = dom::element("div", "pw");
        // After the early form, whose node is the first.
        let after = host.first_child().and_then(|form| form.next_sibling());
        dom::insert(&host, &stage, after.as_ref());
        inner.place.replace(Some(Place { root: root.clone(), host: host.clone(), stage }));
        if early.is_none() {
            dom::append(&root, &host);
            inner.draw();
            return inner.load_saved();
        }
        inner.composing.set(composing);
        inner.take_over(&host);
        match pressed.as_deref() {
            Some("enter") => inner.submit(Trigger::Enter),
            Some(_) => inner.submit(Trigger::Button),
            None => {}
        }
        inner.load_saved();
    }

    /// Replaces all options, and takes the words that `host` has now. Typed text is kept.
    ///
    /// # Errors
    /// A plain failure with the code `invalid_option` for a wrong type or word, `amount_invalid`, `currency_required` or
    /// `currency_invalid` for the amount. Then the old options stay in force.
    pub fn update(&self, options: &JsValue) -> Result<(), JsValue> {
        let settings = read_settings(options, &self.inner.host)?;
        let options = settings.form.clone();
        self.inner.settings.replace(Rc::new(settings));
        self.inner.dispatch(FormEvent::Options(options));
        self.inner.draw();
        if self.inner.place.borrow().is_some() {
            self.inner.load_saved();
        }
        Ok(())
    }

    /// Pays, as the button does. While an attempt is in flight, or its unknown outcome is followed, `deferred` is settled
    /// with its end.
    pub fn submit(&self, deferred: Deferred) {
        let phase = self.inner.form.borrow().phase().clone();
        let gave_up = self.inner.gave_up.borrow().clone();
        match (phase, gave_up) {
            (Phase::Paid(_), _) => return deferred.reject(&self.inner.paid_already()),
            // Nobody looks for the outcome any more, so the promise would never end.
            (Phase::Unknown(_) | Phase::Open(_), Some(failure)) => {
                return deferred.reject(&failure);
            }
            (Phase::Busy { posted: true } | Phase::Unknown(_) | Phase::Open(_), _) => deferred.posted(),
            (Phase::Busy { posted: false } | Phase::Editing, _) => {}
        }
        self.inner.waiting.borrow_mut().push(deferred);
        self.inner.submit(Trigger::Api);
    }

    /// Moves the focus to a field; to the first one if none is named.
    pub fn focus(&self, field: Option<String>) {
        let field = field.as_deref().and_then(Field::from_name).unwrap_or(Field::CardNumber);
        self.inner.carry_out(FormEffect::Focus(Target::Field(field)));
    }

    /// Empties the form. While a payment is in flight or its outcome unknown it does nothing and returns false.
    pub fn clear(&self) -> bool {
        let may = !self.inner.form.borrow().busy();
        self.inner.dispatch(FormEvent::Clear);
        may
    }

    /// Removes the form from the page and wipes what was typed. A payment in flight continues; an unknown outcome is not
    /// followed any more.
    pub fn unmount(&self) {
        let inner = &self.inner;
        if matches!(inner.form.borrow().phase(), Phase::Unknown(_) | Phase::Open(_)) {
            inner.reject_waiting(&inner.unknown_failure());
        }
        inner.listeners.take();
        inner.unload_guard.take();
        inner.released.take();
        inner.waited.take();
        inner.follow_up.take();
        if let Some(nodes) = inner.nodes.take() {
            nodes.stop();
        }
        if let Some(place) = inner.place.take() {
            dom::empty(&place.root, None);
        }
        let options = inner.settings.borrow().form.clone();
        inner.form.replace(Form::new(options, this_month()));
    }

    /// `FormState` of the JavaScript surface.
    pub fn state(&self) -> JsValue {
        let state = self.inner.form.borrow().state();
        state_object(&state)
    }
}

impl Inner {
    fn dispatch(self: &Rc<Self>, event: FormEvent) {
        self.queue.borrow_mut().push(event);
        if self.running.replace(true) {
            return;
        }
        while let Some(event) = self.next_event() {
            let (effects, view) = {
                let mut form = self.form.borrow_mut();
                let effects = form.reduce(event);
                (effects, form.view())
            };
            if let Some(nodes) = self.nodes() {
                nodes.apply(view);
                self.guard_unload();
            }
            for effect in effects {
                self.carry_out(effect);
            }
        }
        self.running.set(false);
    }

    fn next_event(&self) -> Option<FormEvent> {
        let mut queue = self.queue.borrow_mut();
        if queue.is_empty() { None } else { Some(queue.remove(0)) }
    }

    /// The nodes in the page. Not borrowed, because no borrow may last while they are written.
    #[inline(never)]
    fn nodes(&self) -> Option<Rc<FormNodes>> {
        self.nodes.borrow().clone()
    }

    fn carry_out(self: &Rc<Self>, effect: FormEffect) {
        match (effect, self.nodes()) {
            // A submit reads a text that is still composed; it is written when the composition ends.
            (FormEffect::Write { field, caret: Some(_), .. }, Some(_)) if self.is_composed(field) => {}
            (FormEffect::Write { field, text, caret }, Some(nodes)) => nodes.write(field, &text, caret),
            (FormEffect::WriteUndoable { field, text, caret }, Some(nodes)) => {
                nodes.write_undoable(field, &text, caret)
            }
            (FormEffect::RepeatHistory(field, step), Some(nodes)) => {
                if let Some(input) = nodes.input(field)
                    && !dom::step(input, step == Step::Undo)
                {
                    dom::wipe(input);
                    if step == Step::Redo {
                        dom::write(input, &self.form.borrow().text(field), None);
                    }
                    self.read(field, InputKind::Autofill);
                }
            }
            (FormEffect::Wipe(field), Some(nodes)) => nodes.input(field).into_iter().for_each(dom::wipe),
            (FormEffect::Focus(target), Some(nodes)) => nodes.focus(target),
            (FormEffect::DeleteSaved(id), _) => self.change_saved(id.clone(), SavedCardRequest::Delete(id)),
            (FormEffect::RestoreSaved(id), _) => self.change_saved(id.clone(), SavedCardRequest::Restore(id)),
            (FormEffect::Pay, _) => self.pay(),
            (FormEffect::RejectAttempt(errors), _) => self.reject_fields(&errors),
            (FormEffect::FollowUp, _) => self.follow_up(),
            (FormEffect::CheckNow, _) => self.check_now(),
            (FormEffect::Continue, _) => self.with_follow_up(|follow_up| follow_up.resume()),
            (FormEffect::GiveUp, _) => self.with_follow_up(|follow_up| follow_up.give_up()),
            (FormEffect::RejectWaiting, _) => self.reject_unknown(),
            (FormEffect::EmitChange(state), _) => self.host.emit("change", &state_object(&state)),
            (FormEffect::EmitFocus(field), _) => {
                // The payer is about to pay by card.
                if !self.prepared.replace(true) {
                    self.host.payments().prepare();
                }
                self.emit("focus", "field", field.name());
            }
            (FormEffect::EmitBlur(field), _) => self.emit("blur", "field", field.name()),
            (FormEffect::EmitEscape, _) => self.host.emit("escape", &Members::default().into_js()),
            (FormEffect::EmitSubmit(trigger), _) => self.emit("submit", "trigger", trigger.as_str()),
            // All others need nodes.
            (_, None) => {}
        }
    }

    fn emit(&self, event: &str, key: &'static str, value: &str) {
        let mut payload = Members::default();
        payload.add(key, value);
        self.host.emit(event, &payload.into_js());
    }

    /// Calls back after this many milliseconds, if the form still exists.
    fn after(self: &Rc<Self>, ms: u32, then: impl FnOnce(&Rc<Self>) + 'static) -> Timer {
        let form = Rc::downgrade(self);
        Timer::new(ms, move || {
            if let Some(form) = form.upgrade() {
                then(&form);
            }
        })
    }

    fn submit(self: &Rc<Self>, trigger: Trigger) {
        self.dispatch(FormEvent::Online(dom::window().navigator().on_line()));
        let values =
            self.nodes().map(|nodes| nodes.inputs().map(|(field, input)| (field, input.value().into())).collect());
        self.dispatch(FormEvent::Submit { trigger, values: values.unwrap_or_default(), now: this_month() });
    }

    /// Shows the form in the nodes of the early form, and reads what was typed into them.
    fn take_over(self: &Rc<Self>, host: &Element) {
        let (look, amount) = self.look();
        let Some(Place { stage, .. }) = self.place.borrow().clone() else { return };
        let nodes = dom::taking_over(host, || FormNodes::build(host, &stage, look));
        nodes.set_amount(amount);
        nodes.apply(self.form.borrow().view());
        self.nodes.replace(Some(Rc::new(nodes)));
        let focused = self.focused_field();
        for spec in FIELDS {
            // A text that is composed is read when that is over.
            if !self.is_composed(spec.field) {
                self.read(spec.field, InputKind::Early { focused: focused == Some(spec.field) });
            }
        }
        if let Some(field) = focused {
            self.dispatch(FormEvent::Focus(field));
        }
    }

    /// What the nodes are made from, and the amount as the payer's language writes it.
    fn look(&self) -> (Look, String) {
        let settings = self.settings.borrow().clone();
        let words = self.host.words();
        let amount = words.amount(&settings.money.major(), settings.money.currency().code());
        (Look { host: self.host.clone(), words, settings }, amount)
    }

    /// Shows the form in the page: in its old nodes if new ones would be the same, else in new ones. The focus stays in its
    /// field.
    fn draw(self: &Rc<Self>) {
        let Some(Place { host, stage, .. }) = self.place.borrow().clone() else { return };
        let (look, amount) = self.look();
        let old = self.nodes();
        if let Some(nodes) = old.as_ref().filter(|nodes| nodes.look().is_like(&look)) {
            return nodes.set_amount(amount);
        }
        let focused = self.focused_field();
        if let Some(old) = old {
            old.form().remove();
        }
        let nodes = Rc::new(FormNodes::build(&host, &stage, look));
        nodes.set_amount(amount);
        let (view, texts) = {
            let form = self.form.borrow();
            (form.view(), nodes.inputs().map(|(field, _)| (field, form.text(field))).collect::<Vec<_>>())
        };
        nodes.apply(view);
        for (field, text) in texts {
            nodes.write(field, &text, None);
        }
        self.nodes.replace(Some(nodes));
        if let Some(field) = focused {
            self.carry_out(FormEffect::Focus(Target::Field(field)));
        }
    }
}

fn read_settings(options: &JsValue, host: &FormHost) -> Result<Settings, JsValue> {
    Settings::read(options, host).map_err(|failure| to_page::own_failure(&failure))
}

/// The present month, in which a card may have expired.
fn this_month() -> YearMonth {
    YearMonth::from_unix_ms_utc_minus_12(window::now())
}

/// `FormState` of the JavaScript surface.
fn state_object(state: &FormState) -> JsValue {
    let mut fields = Members::default();
    for field in &state.fields {
        let mut page = Members::default();
        page.add("empty", field.empty);
        page.add("complete", field.complete);
        page.add("error", field.error.map(FieldError::code));
        fields.add(field.field.name(), page);
    }
    let mut page = Members::default();
    page.add("complete", state.complete);
    page.add("empty", state.empty);
    page.add("busy", state.busy);
    page.add("brand", state.brand.map(Brand::id));
    page.add("brands", state.brands.iter().map(|brand| brand.id().into()).collect::<Plain>());
    page.add("fields", fields);
    page.into_js()
}
